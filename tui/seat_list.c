/*
 * A list that is written to a file: some of its rows in a turn of the loop, and the
 * next when those are on their way, so that a long one costs no other operator his
 * frame.
 */
#include "tui/operators.h"

#include <string.h>

#define SHEET_ROWS 256 /* in a turn of the loop */

/* The next rows of a list, now that those before are on their way. */
void seat_write_rows(struct seat *s)
{
	struct scene scene;
	struct buf rows = {0};
	bool more;

	watch_scene(seat_watch(s), &scene);
	more = sheet_print(&rows, &s->sheet, s->sheet_format, &scene, SHEET_ROWS);
	seat_send(s, &(struct link_message){.kind = LINK_FILE,
					    .name = s->sheet_name,
					    .more = more,
					    .bytes = rows.data,
					    .len = (uint32_t)rows.len});
	buf_fini(&rows);
	if (more)
		return;
	snprintf(s->written, sizeof s->written, ": %u %.*s", s->sheet.printed,
		 (int)strlen(s->sheet.list) - (s->sheet.printed == 1), s->sheet.list);
	s->sheet_format = SHEET_NONE;
	sheet_close(&s->sheet);
}

void seat_write_list(struct seat *s, const char *name)
{
	const char *why = "the last file is still being written";
	struct scene scene;
	char words[160];

	watch_scene(seat_watch(s), &scene);
	if (s->sheet_format == SHEET_NONE &&
	    sheet_open(&s->sheet, s->session, &scene, &why)) {
		s->sheet_format = sheet_format(name);
		snprintf(s->sheet_name, sizeof s->sheet_name, "%s", name);
		ev_io_start(seat_watch(s)->loop, &s->writable);
		return;
	}
	snprintf(words, sizeof words, "'%.60s' is not written: %s", name, why);
	session_say(s->session, &scene, true, words);
}
