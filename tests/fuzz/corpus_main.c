/*
 * main() of a fuzz target in `make check`: runs it on every file of a folder, and on
 * every beginning of the small ones, since what ends too early is the commonest damage.
 * The folder is the argument, else tests/fuzz/corpus/NAME for the program NAME_fuzz.
 * Each input is copied to memory of just its size, so that a sanitizer sees any read
 * beyond it. Prints TAP.
 */
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <string.h>

#include "probes/base/buf.h"
#include "tests/fuzz/fuzz.h"

#define PREFIXES_MAX 4096 /* bytes of a file of which every beginning is tried */

static _Noreturn void bail_out(const char *what, const char *path)
{
	printf("Bail out! cannot %s '%s': %s\n", what, path, strerror(errno));
	exit(1);
}

static void find_folder(struct buf *folder, char *program)
{
	const char *srcdir = getenv("top_srcdir"), *name = basename(program);
	const char *end = strstr(name, "_fuzz");

	buf_printf(folder, "%s/tests/fuzz/corpus/%.*s", srcdir ? srcdir : ".",
		   (int)(end ? (size_t)(end - name) : strlen(name)), name);
}

static void load(struct buf *file, const char *folder, const char *name)
{
	struct buf path = {0};
	size_t n;
	FILE *f;

	buf_printf(&path, "%s/%s", folder, name);
	f = fopen(path.data, "re");
	if (!f)
		bail_out("open", path.data);
	while ((n = fread(buf_room(file, BUFSIZ), 1, BUFSIZ, f)) > 0)
		file->len += n;
	if (ferror(f))
		bail_out("read", path.data);
	fclose(f);
	buf_fini(&path);
}

static void run_one(const char *bytes, size_t n)
{
	uint8_t *copy = malloc(n);

	if (n > 0)
		memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void run_file(const char *folder, const char *name)
{
	struct buf file = {0};

	load(&file, folder, name);
	if (file.len <= PREFIXES_MAX)
		for (size_t n = 0; n < file.len; n++)
			run_one(file.data, n);
	run_one(file.data, file.len);
	buf_fini(&file);
}

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct buf folder = {0};
	struct dirent **files;
	int n;

	if (argc > 1)
		buf_str(&folder, argv[1]);
	else
		find_folder(&folder, argv[0]);
	n = scandir(folder.data, &files, is_file, alphasort);
	if (n <= 0)
		bail_out("find seeds in", folder.data);
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		run_file(folder.data, files[i]->d_name);
		printf("ok %d - %s\n", i + 1, files[i]->d_name);
		fflush(stdout); /* the next one may crash */
		free(files[i]);
	}
	free(files);
	buf_fini(&folder);
	return 0;
}
