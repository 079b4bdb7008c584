/*
 * The poller's own survey and its own conclusions, printed: nothing here decides what a
 * reading is, so that what is seen is what the watch sees.
 */
#include "tui/profile_try.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/wire/explore.h"
#include "probes/wire/trial.h"
#include "tui/attach.h"
#include "tui/exits.h"

struct
try {
	struct watch_setup setup;
	const struct profiles *profiles;
	const struct profile *profile;
	struct trial trial;
	struct survey survey;
	struct walk_result walk;
	struct senses senses;
	struct findings rows;
	struct sense_note *note; /* by reading */
	char object_id[512];
};

/* --- where it comes from ---------------------------------------------------------- */

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void say_device(const struct try *t, const char *name)
{
	printf("%s: %s\n", name, t->trial.descr);
	printf("profile %s (%s:%u), by sysObjectID %s\n", t->profile->name,
	       file_name(t->profile->file), t->profile->line, t->object_id);
	printf("%u objects: %u requests, %u values", t->profile->column_n, t->walk.pdus,
	       t->walk.varbinds);
	if (t->walk.end != WALK_DONE)
		printf("; %s", t->walk.end == WALK_LIMIT ? "more is not read"
			       : t->walk.end == WALK_LOOP
				       ? "its names go round in a loop"
				       : "then it was silent");
	printf("\n");
}

/* --- what was concluded ----------------------------------------------------------- */

static void dotted(const struct try *t, const struct sense *s, enum raw part, char *out,
		   size_t cap)
{
	struct oid oid;

	*out = '\0';
	if (sense_object(t->profiles, &t->senses, s, part, t->object_id, &oid))
		oid_format(&oid, out, cap);
}

/* What one object answered, as a number or as the text it is. */
static void say_raw(const struct try *t, const struct sense *s, enum raw part,
		    const char *what)
{
	struct profile_ref ref = t->profiles->reading[s->reading].raw[part];
	char oid[512], text[80];
	const struct raw_cell *raw;

	if (ref.column == PROFILE_NONE || ref.arcs || ref.more_n)
		return;
	dotted(t, s, part, oid, sizeof oid);
	raw = t->profiles->column[ref.column].scalar
		      ? survey_find(&t->survey, ref.column, (uint32_t[]){0}, 1)
		      : survey_find(&t->survey, ref.column, t->senses.arc + s->index,
				    s->index_n);
	if (raw && raw->is_text)
		text_clean_line(t->survey.text.data + raw->text.at, raw->text.len, text,
				sizeof text);
	if (!raw)
		printf("      %-6s %s: no answer\n", what, oid);
	else if (raw->is_text)
		printf("      %-6s %s = '%s'\n", what, oid, text);
	else
		printf("      %-6s %s = %.10g\n", what, oid, raw->number);
}

static void say_limits(const struct sensor *s)
{
	const float limit[] = {s->low_critical, s->low_warning, s->warning,
			       s->critical};
	static const char *const names[] = {"low critical", "low warning", "warning",
					    "critical"};

	for (int i = 0; i < 4; i++)
		if (!isnan(limit[i]))
			printf(", %s %g", names[i], (double)limit[i]);
}

static void say_finding(const struct try *t, const struct finding *f)
{
	const struct text_pool *pool = &t->setup.net.text;
	const struct sensor *s = &f->sensor;
	const char *component = text_at(pool, s->component)->s;

	printf("  %s %s%s%s:", reading_kind_name(f->kind), component,
	       *component ? " " : "", text_at(pool, s->name)->s);
	if (!isnan(s->value))
		printf(" %g %s", (double)s->value,
		       f->kind < SENSOR_KINDS ? sensor_unit((enum sensor_kind)f->kind)
					      : "%");
	if (s->state != SENSOR_UNKNOWN || isnan(s->value))
		printf(" %s", sensor_state_name((enum sensor_state)s->state));
	if (s->words)
		printf(" (%s)", text_at(pool, s->words)->s);
	if (f->kind < SENSOR_KINDS)
		say_limits(s);
	printf("\n");
}

static void say_peer(const struct try *t, const struct finding *f)
{
	const struct text_pool *pool = &t->setup.net.text;
	const struct peer *p = &f->peer;

	printf("  %s %s: %s", reading_kind_name(f->kind), text_at(pool, p->name)->s,
	       peer_state_name((enum peer_state)p->state));
	if (p->words)
		printf(" (%s)", text_at(pool, p->words)->s);
	if (p->remote_as)
		printf(", AS %u", p->remote_as);
	if (p->local)
		printf(", ifIndex %u", p->local);
	if (p->bundle)
		printf(", port of ifIndex %u", p->bundle);
	printf("\n");
}

static uint32_t say_rows(const struct try *t, uint16_t reading)
{
	static const char *const parts[][RAW_N] = {
		{"value", "free", "total", "state", "alarm", "valid"},
		{"since", "", "prefixes", "state", "also", "enabled"}};
	uint32_t rows = 0, next = 0;

	for (uint32_t i = 0; i < t->senses.n; i++) {
		const struct sense *s = &t->senses.row[i];
		bool first = s->row == next;
		next += first;
		if (s->reading != reading)
			continue;
		rows++;
		if (first && reading_is_peer(s->kind))
			say_peer(t, &t->rows.row[s->row]);
		else if (first)
			say_finding(t, &t->rows.row[s->row]);
		for (int part = 0; part < RAW_N; part++)
			say_raw(t, s, (enum raw)part,
				parts[reading_is_peer(s->kind)][part]);
	}
	return rows;
}

/* The object whose rows are those of the reading. */
static void say_object(const struct try *t, const struct profile_reading *r)
{
	const struct profile_column *c = profile_first_column(t->profiles, r);
	uint32_t arc[2 * PROFILE_ARCS], arcs = 0;

	if (c)
		arcs = profile_object(c, t->object_id, arc);
	for (uint32_t i = 0; i < arcs; i++)
		printf("%s%u", i ? "." : "", arc[i]);
	printf("\n");
}

/* What a text said, and the parts that were found: they are no rows of readings. */
static void say_other(const struct try *t, const struct profile_reading *r)
{
	const struct text_pool *pool = &t->setup.net.text;

	if (r->kind >= READ_TEXT && r->kind < READ_KINDS &&
	    t->rows.text[r->kind - READ_TEXT])
		printf("  %s %s\n", reading_kind_name(r->kind),
		       text_at(pool, t->rows.text[r->kind - READ_TEXT])->s);
	for (uint32_t i = 0; r->kind == READ_MODULE && i < t->rows.module_n; i++) {
		const struct module *m = &t->rows.module[i];
		printf("  module %s: serial %s, model %s, version %s\n",
		       text_at(pool, m->name)->s, text_at(pool, m->serial)->s,
		       m->model ? text_at(pool, m->model)->s : "unknown",
		       m->version ? text_at(pool, m->version)->s : "unknown");
	}
}

static void say_reading(const struct try *t, uint16_t reading)
{
	const struct profile_reading *r = &t->profiles->reading[reading];
	const struct sense_note *n = &t->note[reading];

	printf("\n%s (%s:%u): ", r->name, file_name(r->file), r->line);
	if (!n->cells) {
		printf("no answer from ");
		say_object(t, r);
		return;
	}
	printf("%u of %u", n->cells - n->unwanted - n->nothing - n->told, n->cells);
	if (n->told)
		printf(", %u passed over, %s told it already", n->told,
		       t->profiles->reading[n->instead].name);
	if (n->unwanted)
		printf(", %u not wanted", n->unwanted);
	if (n->nothing)
		printf(", %u without a reading", n->nothing);
	printf("\n");
	say_rows(t, reading);
	if (n->cells > n->unwanted + n->nothing)
		say_other(t, r);
}

/* --- asking ----------------------------------------------------------------------- */

static int no_answer(const struct try *t, const char *name)
{
	fprintf(stderr, "noctop: %s does not answer: %s\n", name,
		*t->trial.unresolved		    ? t->trial.unresolved
		: t->trial.result[0] == ASK_REFUSED ? "refused"
						    : "silent, or another credential");
	return 1;
}

static int try_device(struct try *t, dev_id id, const char *name)
{
	const struct dev *dev = &t->setup.net.dev[id];
	const struct credential *c = &t->setup.inventory.credential[dev->credential];

	trial_run(network_str(&t->setup.net, dev->address), dev->port, &c, 1,
		  &t->trial);
	if (t->trial.taken == NONE)
		return no_answer(t, name);
	oid_format(&t->trial.object_id, t->object_id, sizeof t->object_id);
	t->profile = profiles_match(t->profiles, t->object_id, t->trial.descr);
	explore_run(&t->trial.addr, c, t->profiles, t->profile, t->object_id,
		    &t->survey, &t->walk);
	sense_survey(t->profiles, t->profile, &t->survey, &t->setup.net.text,
		     &t->senses, &t->rows, t->note);
	say_device(t, name);
	for (uint32_t i = 0; i < t->profile->reading_n; i++)
		say_reading(t, t->profile->reading[i]);
	return 0;
}

int profile_try(const struct options *o, const char *device)
{
	struct try t = {.profiles = &t.setup.profiles};
	int code = attach_need(o, &t.setup);
	dev_id id;

	if (code < 0) {
		code = EXIT_CONFIG;
	} else if (code == 0) {
		id = network_dev_find(&t.setup.net, device);
		t.note = calloc(t.profiles->reading_n + 1, sizeof *t.note);
		if (id == NONE || !t.note)
			fprintf(stderr, "noctop: there is no device '%s'\n", device);
		code = id == NONE || !t.note ? EXIT_USAGE : try_device(&t, id, device);
	}
	free(t.note);
	findings_fini(&t.rows);
	survey_fini(&t.survey);
	senses_fini(&t.senses);
	attach_setup_fini(&t.setup);
	return code;
}
