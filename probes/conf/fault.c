/*
 * fault: what is wrong with the operator's files, all of it at once.
 *
 * Checks run in passes (bytes, names, references between sections), so faults come in
 * any order; people fix files from the top, so they are sorted before they are shown.
 */
#include "probes/conf/conf.h"

#include <stdarg.h>

#include "probes/base/log.h"
#include "probes/base/text.h"

struct fault_row {
	uint32_t file, line, order;
	size_t start, len; /* in text */
};

static uint32_t file_rank(struct faults *f, const char *file)
{
	for (uint32_t i = f->file_n; i-- > 0;)
		if (!strcmp(f->file[i], file))
			return i;
	TABLE_GROW(f->file, f->file_cap, f->file_n + 1);
	size_t n = strlen(file) + 1;
	char *copy = malloc(n);
	if (!copy)
		die("out of memory");
	memcpy(copy, file, n);
	f->file[f->file_n] = copy;
	return f->file_n++;
}

/* Foreign bytes (a mistyped name, the name of an included file) reach a terminal here:
 * each character is made safe by itself, because a whole line may be longer than a
 * text. */
static void add_safe(struct buf *out, const char *s)
{
	while (*s) {
		const char *next;
		char safe[TEXT_BYTES_MAX + 1];
		uint16_t width;
		text_next(s, &next);
		buf_add(out, safe, text_clean(s, (size_t)(next - s), safe, &width));
		s = next;
	}
}

void fault_add(struct faults *f, const char *file, unsigned line, const char *fmt, ...)
{
	struct buf message = {0};
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *room = buf_room(&message, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(room, (size_t)n + 1, fmt, ap);
	va_end(ap);

	TABLE_GROW(f->row, f->row_cap, f->n + 1);
	struct fault_row *row = &f->row[f->n];
	*row = (struct fault_row){file_rank(f, file), line, f->n, f->text.len, 0};
	add_safe(&f->text, file);
	if (line)
		buf_printf(&f->text, ":%u", line);
	buf_str(&f->text, ": ");
	add_safe(&f->text, room);
	buf_char(&f->text, '\n');
	row->len = f->text.len - row->start;
	f->n++;
	buf_fini(&message);
}

static int by_place(const void *a, const void *b)
{
	const struct fault_row *x = a, *y = b;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void faults_sort(struct faults *f)
{
	if (f->n < 2)
		return;
	struct buf sorted = {0};
	qsort(f->row, f->n, sizeof *f->row, by_place);
	for (uint32_t i = 0; i < f->n; i++) {
		struct fault_row *row = &f->row[i];
		size_t start = sorted.len;
		buf_add(&sorted, f->text.data + row->start, row->len);
		row->start = start;
		row->order = i;
	}
	buf_fini(&f->text);
	f->text = sorted;
}

void faults_fini(struct faults *f)
{
	for (uint32_t i = 0; i < f->file_n; i++)
		free(f->file[i]);
	free(f->file);
	free(f->row);
	buf_fini(&f->text);
	*f = (struct faults){0};
}
