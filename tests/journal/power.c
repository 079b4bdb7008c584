/* The disk: for each file what is on it for sure, and what was written since. */
#include "tests/journal/power.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define FILES 8
#define REGIONS 8

struct bytes {
	unsigned char *at;
	int64_t n;
};

/* A write that no sync followed; data NULL: a truncation to `to`. */
struct pending {
	unsigned char *data;
	int64_t to, n;
};

struct disk_file {
	char name[64];
	struct bytes now, sure;
	struct bytes ghost;	    /* deleted; its folder was not synced */
	bool is, is_sure, is_ghost; /* there now; there for sure; may be there again */
	struct pending *pending;
	unsigned pending_n;
	void *shm[REGIONS];
};

struct open_file {
	sqlite3_file base;
	struct disk_file *f;
};

static struct disk_file disk[FILES];
static uint32_t seed;
static unsigned fail_in;
static bool dead;
static sqlite3_vfs *real;

static uint32_t rnd(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static void resize(struct bytes *b, int64_t n)
{
	if (n > b->n) {
		b->at = realloc(b->at, (size_t)n);
		memset(b->at + b->n, 0, (size_t)(n - b->n));
	}
	b->n = n;
}

static void copy(struct bytes *to, const struct bytes *from)
{
	resize(to, 0);
	resize(to, from->n);
	if (from->n)
		memcpy(to->at, from->at, (size_t)from->n);
}

static void apply(struct bytes *b, const struct pending *p, int64_t n)
{
	if (!p->data) {
		resize(b, p->to);
		return;
	}
	if (p->to + n > b->n)
		resize(b, p->to + n);
	memcpy(b->at + p->to, p->data, (size_t)n);
}

static void drop_pending(struct disk_file *f)
{
	for (unsigned i = 0; i < f->pending_n; i++)
		free(f->pending[i].data);
	f->pending_n = 0;
}

static void add_pending(struct disk_file *f, const void *data, int64_t to, int64_t n)
{
	struct pending *p;
	f->pending = realloc(f->pending, (f->pending_n + 1) * sizeof *f->pending);
	p = &f->pending[f->pending_n++];
	*p = (struct pending){.to = to, .n = n};
	if (data)
		p->data = memcpy(malloc((size_t)n), data, (size_t)n);
}

/* True while there is power; the operation that is the last is not done. */
static bool operate(void)
{
	if (fail_in && --fail_in == 0)
		dead = true;
	return !dead;
}

/* --- a file --- */

static struct disk_file *of(sqlite3_file *file)
{
	return ((struct open_file *)file)->f;
}

static int f_close(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

static int f_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	const struct bytes *b = &of(file)->now;
	int64_t there = at < b->n ? b->n - at : 0;
	if (dead)
		return SQLITE_IOERR_READ;
	if (there > n)
		there = n;
	if (there)
		memcpy(to, b->at + at, (size_t)there);
	memset((char *)to + there, 0, (size_t)(n - there));
	return there == n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int f_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	struct disk_file *f = of(file);
	add_pending(f, from, at, n);
	if (!operate())
		return SQLITE_IOERR_WRITE;
	apply(&f->now, &f->pending[f->pending_n - 1], n);
	return SQLITE_OK;
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 n)
{
	struct disk_file *f = of(file);
	add_pending(f, NULL, n, 0);
	if (!operate())
		return SQLITE_IOERR_TRUNCATE;
	resize(&f->now, n);
	return SQLITE_OK;
}

static int f_sync(sqlite3_file *file, int flags)
{
	struct disk_file *f = of(file);
	(void)flags;
	if (!operate())
		return SQLITE_IOERR_FSYNC;
	for (int i = 0; i < FILES && !f->is_sure; i++)
		disk[i].is_ghost = false; /* its folder is synced with a new file */
	copy(&f->sure, &f->now);
	f->is_sure = true;
	drop_pending(f);
	return SQLITE_OK;
}

static int f_size(sqlite3_file *file, sqlite3_int64 *n)
{
	*n = of(file)->now.n;
	return SQLITE_OK;
}

static int f_lock(sqlite3_file *file, int level)
{
	(void)file, (void)level;
	return SQLITE_OK;
}

static int f_reserved(sqlite3_file *file, int *held)
{
	(void)file;
	*held = 0;
	return SQLITE_OK;
}

static int f_control(sqlite3_file *file, int op, void *arg)
{
	(void)file, (void)op, (void)arg;
	return SQLITE_NOTFOUND;
}

static int f_sector(sqlite3_file *file)
{
	(void)file;
	return 4096;
}

static int f_traits(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int f_shm_map(sqlite3_file *file, int region, int n, int extend,
		     void volatile **out)
{
	void **at = &of(file)->shm[region];
	*out = NULL;
	if (region >= REGIONS)
		return SQLITE_IOERR_SHMSIZE;
	if (!*at && extend)
		*at = calloc(1, (size_t)n);
	*out = *at;
	return SQLITE_OK;
}

static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	(void)file, (void)offset, (void)n, (void)flags;
	return SQLITE_OK;
}

static void f_shm_barrier(sqlite3_file *file)
{
	(void)file;
}

static void shm_drop(struct disk_file *f)
{
	for (int i = 0; i < REGIONS; i++) {
		free(f->shm[i]);
		f->shm[i] = NULL;
	}
}

static int f_shm_unmap(sqlite3_file *file, int delete)
{
	if (delete)
		shm_drop(of(file));
	return SQLITE_OK;
}

/* --- the file system --- */

static struct disk_file *find(const char *name)
{
	struct disk_file *room = NULL;
	for (int i = 0; i < FILES; i++) {
		if (!strcmp(disk[i].name, name))
			return &disk[i];
		if (!room && !*disk[i].name)
			room = &disk[i];
	}
	if (!room || strlen(name) >= sizeof room->name)
		abort();
	memcpy(room->name, name, strlen(name) + 1);
	return room;
}

static int v_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
		  int flags, int *out_flags)
{
	static const sqlite3_io_methods methods = {
		2,	  f_close,   f_read,	 f_write,	f_truncate,  f_sync,
		f_size,	  f_lock,    f_lock,	 f_reserved,	f_control,   f_sector,
		f_traits, f_shm_map, f_shm_lock, f_shm_barrier, f_shm_unmap, NULL,
		NULL};
	struct disk_file *f = find(name ? name : "nameless");
	(void)vfs;
	file->pMethods = NULL;
	if (dead || (!f->is && !(flags & SQLITE_OPEN_CREATE)))
		return SQLITE_CANTOPEN;
	f->is = true;
	((struct open_file *)file)->f = f;
	file->pMethods = &methods;
	if (out_flags)
		*out_flags = flags;
	return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	struct disk_file *f = find(name);
	(void)vfs;
	if (!f->is)
		return SQLITE_IOERR_DELETE_NOENT;
	if (!operate())
		return SQLITE_IOERR_DELETE;
	if (f->is_sure)
		copy(&f->ghost, &f->sure);
	f->is_ghost = (f->is_sure || f->is_ghost) && !sync_folder;
	f->is = f->is_sure = false;
	resize(&f->now, 0);
	resize(&f->sure, 0);
	drop_pending(f);
	return SQLITE_OK;
}

static int v_access(sqlite3_vfs *vfs, const char *name, int flags, int *yes)
{
	(void)vfs, (void)flags;
	*yes = find(name)->is;
	return SQLITE_OK;
}

static int v_full(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
	(void)vfs;
	sqlite3_snprintf(n, out, "%s", name);
	return SQLITE_OK;
}

static int v_random(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	for (int i = 0; i < n; i++)
		out[i] = (char)rnd();
	return n;
}

static int v_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int v_time(sqlite3_vfs *vfs, double *day)
{
	return real->xCurrentTime(vfs, day);
}

static int v_error(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs, (void)n, (void)out;
	return 0;
}

/* --- power --- */

void power_install(void)
{
	static sqlite3_vfs vfs = {.iVersion = 1,
				  .szOsFile = sizeof(struct open_file),
				  .mxPathname = 60,
				  .zName = "power",
				  .xOpen = v_open,
				  .xDelete = v_delete,
				  .xAccess = v_access,
				  .xFullPathname = v_full,
				  .xRandomness = v_random,
				  .xSleep = v_sleep,
				  .xCurrentTime = v_time,
				  .xGetLastError = v_error};
	real = sqlite3_vfs_find(NULL);
	sqlite3_vfs_register(&vfs, 1);
}

void power_format(uint32_t new_seed)
{
	for (int i = 0; i < FILES; i++) {
		struct disk_file *f = &disk[i];
		drop_pending(f);
		shm_drop(f);
		free(f->pending);
		free(f->now.at);
		free(f->sure.at);
		free(f->ghost.at);
		*f = (struct disk_file){0};
	}
	seed = new_seed;
	fail_in = 0;
	dead = false;
}

void power_fail_in(unsigned operations)
{
	fail_in = operations;
}

bool power_failed(void)
{
	return dead;
}

static void settle(struct disk_file *f)
{
	bool any = rnd() % 4; /* a disk without any of it, one time in four */
	for (unsigned i = 0; i < f->pending_n; i++) {
		const struct pending *p = &f->pending[i];
		if (!any || rnd() % 2)
			continue;
		apply(&f->sure, p, rnd() % 4 ? p->n : p->n / 2);
		f->is_sure = true;
	}
	drop_pending(f);
	shm_drop(f);
	if (!f->is_sure && f->is_ghost && rnd() % 2) {
		copy(&f->sure, &f->ghost);
		f->is_sure = true;
	}
	f->is_ghost = false;
	f->is = f->is_sure;
	copy(&f->now, &f->sure);
}

void power_on(void)
{
	for (int i = 0; i < FILES; i++)
		if (*disk[i].name)
			settle(&disk[i]);
	fail_in = 0;
	dead = false;
}
