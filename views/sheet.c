/* Half a million refs are copied within a millisecond; what they stand for is not. */
#include "views/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "views/limit.h"
#include "views/view.h"

static void take_columns(struct sheet *sheet, const struct panel *panel)
{
	for (uint32_t i = 0; i < panel->column_n; i++)
		if (panel->columns[i].key)
			sheet->column[sheet->column_n++] = &panel->columns[i];
}

bool sheet_open(struct sheet *sheet, struct session *v, const struct scene *whole,
		const char **why)
{
	const struct scene own = limit_scene(v, whole), *s = &own;
	const struct page *page = session_page(v);
	const struct panel *panel = page_panel(page, page->focus);
	struct rows rows;

	*sheet = (struct sheet){.n = 0};
	*why = "there is no list here";
	if (page->view->listless || !panel->column_n)
		return false;
	rows = session_rows(v, s);
	*why = panel->reads ? "the journal is still being read"
			    : "the list is still being sorted";
	if (!rows.ready || rows.more)
		return false;
	take_columns(sheet, panel);
	snprintf(sheet->list, sizeof sheet->list, "%s", panel->of);
	snprintf(sheet->filter, sizeof sheet->filter, "%s",
		 session_list(v)->filter_text);
	limit_words(v, sheet->scope);
	sheet->ref = malloc((rows.n ? rows.n : 1) * sizeof *sheet->ref);
	if (!sheet->ref)
		die("out of memory");
	if (rows.n)
		memcpy(sheet->ref, rows.ref, rows.n * sizeof *sheet->ref);
	sheet->n = rows.n;
	return true;
}

void sheet_close(struct sheet *sheet)
{
	free(sheet->ref);
	*sheet = (struct sheet){.n = 0};
}

/* Lines between rows and what is folded are no rows; in the topology sites are. */
static bool is_row(const struct sheet *sheet, const struct scene *s, ref_id ref)
{
	bool sites = strcmp(sheet->list, "sites") == 0;

	switch (ref_kind(ref)) {
	case THING_DEVICE:
		return !sites && ref_dev_id(s->net, ref) != NONE;
	case THING_IF:
		return ref_if_id(s->net, ref) != NONE;
	case THING_ALERT:
		return row_alert(s, ref);
	case THING_SITE:
		return ref_site_id(ref) < s->net->site_n;
	case THING_EVENT:
		return true;
	default:
		return false;
	}
}

ref_id sheet_next(struct sheet *sheet, const struct scene *s)
{
	while (sheet->at < sheet->n) {
		ref_id ref = sheet->ref[sheet->at++];

		if (is_row(sheet, s, ref))
			return ref;
	}
	return 0;
}
