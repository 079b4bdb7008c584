/*
 * HOST-RESOURCES is one table for memory, swap, file systems and, on some systems,
 * every pool of the kernel's allocator, and its types are used freely; names tell more.
 * What "used" means for memory is the system's own idea: caches count as used on Linux,
 * and an operator who sees 95 % there learns to look away.
 */
#include "probes/wire/harvest.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "probes/wire/storage.h"

/* Last arcs of hrStorageType, 1.3.6.1.2.1.25.2.1. */
enum {
	HR_RAM = 2,
	HR_VIRTUAL = 3,
	HR_FIXED_DISK = 4,
	HR_RAM_DISK = 8,
	HR_FLASH = 9,
	HR_NETWORK_DISK = 10
};

str_id harvest_text(struct text_pool *pool, const struct buf *text, struct span span)
{
	return span.len ? text_intern(pool, text->data + span.at, span.len) : 0;
}

/* What is safe already is not changed by making it so. */
str_id harvest_text_again(struct text_pool *pool, const struct buf *text,
			  struct span span, str_id was)
{
	const struct text *old = text_at(pool, was);

	if (span.len && old->len == span.len &&
	    memcmp(old->s, text->data + span.at, span.len) == 0)
		return was;
	return harvest_text(pool, text, span);
}

/* --- interfaces ------------------------------------------------------------------- */

void harvest_interface(struct if_found *out, const struct name_row *row,
		       const struct buf *text, struct text_pool *pool)
{
	*out = (struct if_found){.index = row->row.index,
				 .mtu = row->mtu,
				 .type = (uint16_t)row->type,
				 .name = harvest_text(pool, text, row->name),
				 .descr = harvest_text(pool, text, row->descr),
				 .alias = harvest_text(pool, text, row->alias)};
	out->duplex = row->duplex <= DUPLEX_FULL ? row->duplex : DUPLEX_UNKNOWN;
	memcpy(out->mac, row->mac, sizeof out->mac);
}

void harvest_speed(struct if_found *out, const struct name_row *row,
		   uint64_t configured_bps)
{
	enum speed_source source;
	/* Some agents show a negative number in this unsigned object. */
	uint32_t mbps = row->speed_mbps <= INT32_MAX ? row->speed_mbps : 0;

	out->speed_bps = rate_speed(configured_bps, mbps, row->speed_bps, &source);
	out->speed_source = (uint8_t)source;
}

static bool got(const struct traffic_row *t, uint32_t bits)
{
	return (t->row.has & bits) != 0;
}

void harvest_counters(struct if_counters *c, const struct traffic_row *t)
{
	*c = t->c;
	c->has = t->row.has & GOT_COUNTERS;
	if (got(t, GOT_IN_OCTETS | GOT_OUT_OCTETS)) {
		c->has |= HAS_HC_OCTETS;
	} else {
		c->in_octets = t->in_octets32;
		c->out_octets = t->out_octets32;
		c->has |= (got(t, GOT_IN_OCTETS32) ? HAS_IN_OCTETS : 0u) |
			  (got(t, GOT_OUT_OCTETS32) ? HAS_OUT_OCTETS : 0u);
	}
	if (got(t, GOT_IN_PKTS | GOT_OUT_PKTS)) {
		c->has |= HAS_HC_PKTS;
	} else {
		c->in_pkts = t->in_pkts32;
		c->out_pkts = t->out_pkts32;
		c->has |= (got(t, GOT_IN_PKTS32) ? HAS_IN_PKTS : 0u) |
			  (got(t, GOT_OUT_PKTS32) ? HAS_OUT_PKTS : 0u);
	}
}

/* --- processors ------------------------------------------------------------------- */

static str_id numbered(struct text_pool *pool, const char *what, uint32_t i)
{
	char name[32];

	snprintf(name, sizeof name, "%s %u", what, i);
	return text_intern_str(pool, name);
}

uint32_t harvest_processors(struct processor *out, const struct rows *rows,
			    struct text_pool *pool)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rows->n; i++) {
		const struct health_row *row = rows_at(rows, i);
		if (!(row->row.has & GOT_LOAD))
			continue;
		n++;
		out[n - 1] = (struct processor){
			.name = numbered(pool, "CPU", n),
			.pct = row->load_pct <= 100 ? (float)row->load_pct : NAN};
	}
	return n;
}

uint32_t harvest_ticks(struct processor *out, const struct scalars *a,
		       const struct scalars *b, struct text_pool *pool)
{
	/* Counter32 each: they wrap, and so does the difference. */
	uint32_t idle = b->cpu_idle - a->cpu_idle;
	uint64_t all =
		(uint64_t)idle + (b->cpu_user - a->cpu_user) +
		(b->cpu_nice - a->cpu_nice) + (b->cpu_system - a->cpu_system) +
		(b->cpu_wait - a->cpu_wait) + (b->cpu_interrupt - a->cpu_interrupt) +
		(b->cpu_soft_irq - a->cpu_soft_irq) + (b->cpu_steal - a->cpu_steal);

	/* More in one poll than it can be: an agent that began anew. */
	if (!(a->row.has & b->row.has & GOT_CPU_IDLE) || all == 0 || all > INT32_MAX)
		return 0;
	*out = (struct processor){
		.name = text_intern_str(pool, "CPU"),
		.pct = (float)(100 - 100 * (double)idle / (double)all)};
	return 1;
}

/* --- memory ----------------------------------------------------------------------- */

/* Rows that take part in the sum of RAM, but are no memory of their own. */
struct caches {
	uint64_t cached_bytes, available_bytes; /* 0: none */
};

/* More than all is no reading. */
static float percent(uint64_t used, uint64_t total)
{
	return total && used <= total ? (float)(100 * (double)used / (double)total)
				      : NAN;
}

/* By its name, of a type that says nothing. */
static enum memory_class class_by_name(const char *name)
{
	if (name[0] == '/')
		return STORAGE_DISK;
	if (text_has(name, "swap"))
		return MEMORY_SWAP;
	return !strcasecmp(name, "RAM") || !strcasecmp(name, "memory") ||
			       text_has(name, "physical memory") ||
			       text_has(name, "main memory") ||
			       text_has(name, "real memory") ||
			       text_has(name, "system memory")
		       ? MEMORY_RAM
		       : MEMORY_OTHER;
}

/* BSD writes "/var/run, type: ufs, dev: /dev/md0", and tells the type of the file
 * system where that of the storage belongs. */
#define BSD_TYPE ", type: "
/* Windows writes "C:\\ Label:System  Serial Number 4a1f". */
#define WINDOWS_SERIAL "  Serial Number"

/* Where the type of a file system stands behind its name; NULL: it does not. */
static const char *bsd_type(const char *name)
{
	return *name == '/' ? strstr(name, BSD_TYPE) : NULL;
}

static size_t name_length(const char *name)
{
	const char *bsd = bsd_type(name);
	const char *end = bsd ? bsd : strstr(name, WINDOWS_SERIAL);

	return end ? (size_t)(end - name) : strlen(name);
}

static enum memory_class class_of(const struct health_row *row, const char *name)
{
	if (bsd_type(name))
		return STORAGE_DISK;
	switch (row->type) {
	case HR_RAM:
		if (text_has(name, "buffer") || text_has(name, "cache") ||
		    text_has(name, "shared") || text_has(name, "unavailable"))
			return MEMORY_OTHER;
		return MEMORY_RAM;
	case HR_VIRTUAL:
		return text_has(name, "swap") ? MEMORY_SWAP : MEMORY_OTHER;
	case HR_FIXED_DISK:
	case HR_RAM_DISK:
	case HR_FLASH:
	case HR_NETWORK_DISK:
		return STORAGE_DISK;
	default:
		return class_by_name(name);
	}
}

static bool storage_row(struct memory *out, const struct health_row *row,
			const struct buf *text, struct text_pool *pool)
{
	uint32_t need = GOT_STORAGE_UNIT | GOT_STORAGE_SIZE | GOT_STORAGE_USED;

	if ((row->row.has & need) != need || row->size == 0 || row->unit_bytes == 0 ||
	    row->unit_bytes > INT32_MAX)
		return false;
	str_id id = row->descr.len ? harvest_text(pool, text, row->descr)
				   : numbered(pool, "storage", row->row.index);
	const char *name = text_at(pool, id)->s;

	if (storage_is_noise(name))
		return false;
	*out = (struct memory){.name = text_intern(pool, name, name_length(name)),
			       .class = (uint8_t)class_of(row, name),
			       .used_bytes = (uint64_t)row->unit_bytes * row->used,
			       .total_bytes = (uint64_t)row->unit_bytes * row->size};
	return true;
}

static void note_cache(struct caches *c, const struct memory *m, const char *name)
{
	if (m->class != MEMORY_OTHER)
		return;
	if (text_has(name, "available memory"))
		c->available_bytes = m->total_bytes;
	else if (text_has(name, "cache") || text_has(name, "buffer"))
		c->cached_bytes += m->used_bytes;
}

/* What programs could still get, by UCD-SNMP; false when it does not say. */
static bool ucd_available(const struct scalars *s, uint64_t *bytes)
{
	uint32_t has = s ? s->row.has : 0;
	uint64_t kb = 0;

	if (has & GOT_MEM_SYS_AVAIL)
		kb = s->mem_sys_avail;
	else if (has & GOT_MEM_AVAIL)
		kb = (uint64_t)s->mem_avail +
		     (has & GOT_MEM_BUFFER ? s->mem_buffer : 0) +
		     (has & GOT_MEM_CACHED ? s->mem_cached : 0);
	*bytes = kb * 1024;
	return (has & GOT_MEM_TOTAL) && s->mem_total && s->mem_total < INT32_MAX &&
	       kb && kb <= s->mem_total;
}

static void correct_ram(struct memory *ram, const struct caches *c,
			const struct scalars *s)
{
	uint64_t available;

	if (ucd_available(s, &available)) {
		ram->total_bytes = (uint64_t)s->mem_total * 1024;
		ram->used_bytes = ram->total_bytes - available;
	} else if (c->available_bytes && c->available_bytes <= ram->total_bytes) {
		ram->used_bytes = ram->total_bytes - c->available_bytes;
	} else if (c->cached_bytes <= ram->used_bytes) {
		ram->used_bytes -= c->cached_bytes;
	}
}

/* Net-SNMP calls caches and what is shared as big as they are: always full. */
static void of_all_memory(struct memory *out, uint32_t n, const struct memory *ram,
			  const struct text_pool *pool)
{
	for (uint32_t i = 0; i < n; i++) {
		const char *name = text_at(pool, out[i].name)->s;

		if (out[i].class == MEMORY_OTHER &&
		    out[i].used_bytes == out[i].total_bytes &&
		    (text_has(name, "cached memory") ||
		     text_has(name, "shared memory")))
			out[i].total_bytes = ram->total_bytes;
	}
}

uint32_t harvest_memory(struct memory *out, const struct rows *rows,
			const struct buf *text, const struct scalars *s,
			struct text_pool *pool)
{
	struct memory *ram = NULL;
	struct caches caches = {0};
	uint64_t available;
	uint32_t n = 0;

	for (uint32_t i = 0; i < rows->n; i++) {
		struct memory *m = &out[n];
		if (!storage_row(m, rows_at(rows, i), text, pool))
			continue;
		const char *name = text_at(pool, m->name)->s;
		note_cache(&caches, m, name);
		if (m->class == MEMORY_RAM && !ram)
			ram = m;
		n += !text_has(name, "available memory");
	}
	if (!ram && ucd_available(s, &available)) {
		ram = &out[n++];
		*ram = (struct memory){.name = text_intern_str(pool, "Physical memory"),
				       .class = MEMORY_RAM};
	}
	if (ram) {
		of_all_memory(out, n, ram, pool);
		correct_ram(ram, &caches, s);
	}
	for (uint32_t i = 0; i < n; i++)
		out[i].pct = percent(out[i].used_bytes, out[i].total_bytes);
	return n;
}
