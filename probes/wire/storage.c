/*
 * Rows are known by their index and their number: one that comes or goes is seen at the
 * next reading, one that only takes the place of another by the size of its disk.
 */
#include "probes/wire/storage.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/table.h"
#include "probes/base/text.h"

enum { HR_FIXED_DISK = 4, HR_NETWORK_DISK = 10 };

void storages_fini(struct storages *s)
{
	free(s->row);
	buf_fini(&s->text);
	*s = (struct storages){0};
}

bool storage_is_noise(const char *name)
{
	static const char *const noise[] = {
		"UMA: *",	     "MALLOC: *",	   "*, type: devfs,*",
		"*, type: fdescfs,*", "*, type: procfs,*",  "*, type: linprocfs,*",
		"*, type: linsysfs,*", "/snap/*",	    "/var/lib/snapd/snap/*",
		"*/packages/mnt/*",   "*: /junos*",
	};

	for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
		if (text_like(noise[i], name))
			return true;
	return false;
}

/* Its name, into another buffer, where a NUL ends it. */
static struct span copy(struct buf *to, const struct buf *from, struct span span)
{
	struct span out = {(uint32_t)to->len, span.len};

	buf_add(to, from->data + span.at, span.len);
	buf_char(to, '\0');
	return out;
}

void storages_keep(struct storages *s, const struct rows *rows, const struct buf *text)
{
	s->n = s->all = 0;
	buf_reset(&s->text);
	for (uint32_t i = 0; i < rows->n; i++) {
		const struct health_row *row = rows_at(rows, i);
		struct span name;
		s->all += (row->row.has & GOT_STORAGE_USED) != 0;
		if (!(row->row.has & STORAGE_FIXED))
			continue;
		name = row->descr.len ? copy(&s->text, text, row->descr)
				      : (struct span){0, 0};
		if (name.len && storage_is_noise(s->text.data + name.at)) {
			s->text.len = name.at;
			continue;
		}
		TABLE_GROW(s->row, s->cap, s->n + 1);
		s->row[s->n] = *row;
		s->row[s->n++].descr = name;
	}
}

static bool is_disk(const struct health_row *row)
{
	return row->type == HR_FIXED_DISK || row->type == HR_NETWORK_DISK;
}

bool storages_put(const struct storages *s, struct rows *rows, struct buf *text)
{
	uint32_t all = 0;

	for (uint32_t i = 0; i < rows->n; i++)
		all += (((const struct row *)rows_at(rows, i))->has &
			GOT_STORAGE_USED) != 0;
	for (uint32_t i = 0; i < s->n && all == s->all; i++) {
		const struct health_row *kept = &s->row[i];
		struct health_row *row = rows_find(rows, kept->row.index);
		if (!row || (is_disk(kept) && row->size != kept->size))
			return false;
		row->row.has |= kept->row.has & STORAGE_FIXED;
		row->type = kept->type;
		row->unit_bytes = kept->unit_bytes;
		row->descr = kept->descr.len ? copy(text, &s->text, kept->descr)
					     : kept->descr;
	}
	return all == s->all;
}
