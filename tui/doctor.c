/*
 * doctor: looks, judges, prints.
 */
#include "tui/doctor.h"

#include "probes/base/json.h"
#include "probes/base/text.h"

#define DOCTOR_SCHEMA 1

static const char *const words[] = {"ok", "warn", "FAIL"};

/* What was seen may be a name that somebody else chose. */
static void make_safe(char *s, size_t size)
{
	char raw[PATH_MAX + 640];

	snprintf(raw, sizeof raw, "%s", s);
	text_clean_line(raw, strlen(raw), s, size);
}

static void print_text(struct buf *out, const char *name, const struct finding *f)
{
	buf_printf(out, "%-4s  %-14s  %s\n", words[f->verdict], name, f->saw);
	if (*f->todo)
		buf_printf(out, "%-22s> %s\n", "", f->todo);
}

static void print_json(struct json *j, const char *name, const struct finding *f)
{
	static const char *const verdict[] = {"ok", "warn", "fail"};

	json_open(j, '{');
	json_key(j, "name");
	json_str(j, name);
	json_key(j, "verdict");
	json_str(j, verdict[f->verdict]);
	json_key(j, "saw");
	json_str(j, f->saw);
	json_key(j, "do");
	json_str(j, *f->todo ? f->todo : NULL);
	json_close(j, '}');
}

int doctor_run(const struct options *o)
{
	struct facts facts;
	struct buf out = {0};
	struct json j = {.out = &out};
	enum verdict worst = VERDICT_OK;

	facts_gather(&facts, o);
	if (o->json) {
		json_open(&j, '{');
		json_key(&j, "schema");
		json_int(&j, DOCTOR_SCHEMA);
		json_key(&j, "checks");
		json_open(&j, '[');
	}
	for (const struct check_up *c = check_ups; c->name; c++) {
		struct finding f = {0};

		c->judge(&facts, &f);
		make_safe(f.saw, sizeof f.saw);
		if (f.verdict > worst)
			worst = f.verdict;
		if (o->json)
			print_json(&j, c->name, &f);
		else
			print_text(&out, c->name, &f);
	}
	if (o->json) {
		json_close(&j, ']');
		json_close(&j, '}');
		buf_char(&out, '\n');
	}
	fwrite(out.data, 1, out.len, stdout);
	buf_fini(&out);
	return (int)worst;
}
