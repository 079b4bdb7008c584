/*
 * What is not known is null, in CSV an empty field. Numbers stand without quotes, so
 * that a sheet counts with them; texts in quotes, and never as a formula.
 */
#include "tui/sheet_print.h"

#include <math.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/base/json.h"
#include "tui/csv.h"
#include "tui/member.h"
#include "tui/status.h"

enum sheet_format sheet_format(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot && strcmp(dot, ".json") == 0)
		return SHEET_JSON;
	return dot && strcmp(dot, ".csv") == 0 ? SHEET_CSV : SHEET_NONE;
}

/* --- JSON ----------------------------------------------------------------------------
 */

static void json_head(struct buf *out, const struct sheet *sheet, const struct scene *s)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	member_int(&j, "schema", STATUS_SCHEMA);
	member_time(&j, "time", s->now_ms);
	member_str(&j, "network", s->name);
	member_str(&j, "scope", sheet->scope);
	member_str(&j, "filter", sheet->filter);
	member_open(&j, sheet->list, '[');
}

static void json_value(struct json *j, const struct column *k, const struct datum *d)
{
	if (k->kind == COLUMN_LIST) {
		member_list(j, k->key, d->text ? d->text : "");
		return;
	}
	json_key(j, k->key);
	if (k->kind == COLUMN_TEXT)
		json_str(j, d->text && *d->text ? d->text : NULL);
	else if (isnan(d->number))
		json_null(j);
	else if (k->kind == COLUMN_TIME)
		json_time(j, (int64_t)d->number);
	else
		json_num(j, d->number, k->decimals);
}

/* --- CSV -----------------------------------------------------------------------------
 */

static void csv_head(struct buf *out, const struct sheet *sheet)
{
	for (unsigned i = 0; i < sheet->column_n; i++)
		buf_printf(out, "%s%s", i ? "," : "", sheet->column[i]->key);
	buf_str(out, "\r\n");
}

static void csv_value(struct buf *out, const struct column *k, const struct datum *d)
{
	char time[CLOCK_RFC3339_SIZE];
	struct json j = {.out = out};

	bool text = k->kind == COLUMN_TEXT || k->kind == COLUMN_LIST;

	if (text && d->text && *d->text)
		csv_text(out, d->text);
	else if (text || isnan(d->number))
		return;
	else if (k->kind == COLUMN_TIME)
		buf_str(out, clock_rfc3339(time, (int64_t)d->number));
	else
		json_num(&j, d->number, k->decimals);
}

/* --- both ----------------------------------------------------------------------------
 */

static void print_row(struct buf *out, const struct sheet *sheet,
		      enum sheet_format format, const struct scene *s, ref_id ref)
{
	char room[DATUM_ROOM];
	struct json j = {.out = out};

	if (format == SHEET_JSON)
		json_open(&j, '{');
	for (unsigned i = 0; i < sheet->column_n; i++) {
		struct datum d = {.room = room};

		column_value(sheet->column[i], s, ref, &d);
		if (format == SHEET_CSV && i)
			buf_char(out, ',');
		if (format == SHEET_CSV)
			csv_value(out, sheet->column[i], &d);
		else
			json_value(&j, sheet->column[i], &d);
	}
	if (format == SHEET_JSON)
		json_close(&j, '}');
	else
		buf_str(out, "\r\n");
}

bool sheet_print(struct buf *out, struct sheet *sheet, enum sheet_format format,
		 const struct scene *s, uint32_t rows)
{
	ref_id ref = 0;

	if (sheet->at == 0 && format == SHEET_JSON)
		json_head(out, sheet, s);
	else if (sheet->at == 0)
		csv_head(out, sheet);
	while (rows-- && (ref = sheet_next(sheet, s))) {
		if (format == SHEET_JSON && sheet->printed > 0)
			buf_str(out, ",\n");
		sheet->printed++;
		print_row(out, sheet, format, s, ref);
	}
	if (ref)
		return true;
	if (format == SHEET_JSON)
		buf_str(out, "]}\n");
	return false;
}
