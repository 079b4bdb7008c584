/*
 * A device of a test: a profile, what an agent holds (OID = TYPE VALUE, in MIB order),
 * and the readings as lines.
 */
#ifndef NOCTOP_TESTS_WIRE_SENSED_H
#define NOCTOP_TESTS_WIRE_SENSED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "probes/wire/sense.h"

#define HEAD "[profile standard]\n"
#define ACME "1.3.6.1.4.1.99999."
#define OWN ACME "7.3" /* sysObjectID */

struct device {
	struct profiles profiles;
	struct survey survey;
	struct senses senses;
	struct findings rows;
	struct text_pool pool;
	struct buf said;
};

static void device_open(struct device *d, const char *profile)
{
	struct faults faults = {0};

	memset(d, 0, sizeof *d);
	text_pool_init(&d->pool);
	profiles_parse(&d->profiles, "test.ini", profile, strlen(profile), &faults);
	if (faults.n)
		fail_msg("%s", faults.text.data);
	faults_fini(&faults);
}

static void device_close(struct device *d)
{
	profiles_fini(&d->profiles);
	survey_fini(&d->survey);
	senses_fini(&d->senses);
	findings_fini(&d->rows);
	text_pool_fini(&d->pool);
	buf_fini(&d->said);
}

/* --- what the agent holds --------------------------------------------------------- */

struct held {
	struct oid name;
	uint8_t encoded[256];
	struct varbind vb;
	uint8_t bytes[64];
};

static unsigned unhex(const char *s, uint8_t *out)
{
	unsigned n = 0;

	for (; s[0] && s[1]; s += 2) {
		char two[3] = {s[0], s[1], 0};
		out[n++] = (uint8_t)strtoul(two, NULL, 16);
	}
	return n;
}

/* "1.3.6.1 = i 42": i integer, g gauge, s text, x octets in hex, o object identifier,
 * n no such instance. */
static void held_parse(struct held *h, const char *line)
{
	char dotted[128], type, value[64] = "";
	struct oid oid;

	memset(h, 0, sizeof *h);
	assert_true(sscanf(line, "%127s = %c %63[^\n]", dotted, &type, value) >= 2);
	assert_true(oid_parse(dotted, &h->name));
	h->vb.bytes = h->bytes;
	switch (type) {
	case 'i':
		h->vb.type = BER_INTEGER;
		h->vb.num = (uint64_t)(int64_t)strtoll(value, NULL, 10);
		break;
	case 'g':
		h->vb.type = BER_GAUGE32;
		h->vb.num = strtoull(value, NULL, 10);
		break;
	case 's':
		h->vb.type = BER_OCTETS;
		h->vb.len = (uint32_t)strlen(value);
		memcpy(h->bytes, value, strlen(value));
		break;
	case 'x':
	case 'p':
		h->vb.type = type == 'x' ? BER_OCTETS : BER_OPAQUE;
		h->vb.len = unhex(value, h->bytes);
		break;
	case 'o':
		h->vb.type = BER_OID;
		assert_true(oid_parse(value, &oid));
		h->vb.len = (uint32_t)oid_encode(&oid, h->bytes, sizeof h->bytes);
		break;
	default:
		h->vb.type = BER_NO_SUCH_INSTANCE;
	}
}

/* Which column of the profile is it below? */
static void survey_line(struct device *d, const char *line)
{
	struct held h;

	held_parse(&h, line);
	for (uint16_t c = 0; c < d->profiles.column_n; c++) {
		struct oid root;
		sense_column(&d->profiles, c, OWN, &root);
		if (h.name.n > root.n && oid_has_prefix(&h.name, &root))
			survey_add(&d->survey, &d->profiles, c, h.name.arc + root.n,
				   h.name.n - root.n, &h.vb);
	}
}

static void each_line(struct device *d, const char *cells,
		      void (*take)(struct device *, const char *))
{
	char line[256];

	for (; *cells; cells += strcspn(cells, "\n"), cells += *cells == '\n') {
		snprintf(line, sizeof line, "%.*s", (int)strcspn(cells, "\n"), cells);
		take(d, line);
	}
}

static void device_survey(struct device *d, const char *cells)
{
	const struct profile *p = profiles_match(&d->profiles, "1.3.6.1.4.1.99999", "");

	assert_non_null(p);
	survey_begin(&d->survey);
	each_line(d, cells, survey_line);
	survey_end(&d->survey, &d->profiles);
	sense_survey(&d->profiles, p, &d->survey, &d->pool, &d->senses, &d->rows, NULL);
}

/* Ask again for every object of every sense, of an agent that holds these. */
static void device_again(struct device *d, const char *cells)
{
	struct buf text = {0};

	d->survey.n = 0;
	sense_begin(&d->rows);
	for (uint32_t i = 0; i < d->senses.n; i++) {
		struct raw_cell raw[RAW_N] = {{0}};
		for (int part = 0; part < RAW_N; part++) {
			struct oid oid;
			const char *at = cells;
			raw[part].number = NAN;
			if (!sense_object(&d->profiles, &d->senses, &d->senses.row[i],
					  (enum raw)part, OWN, &oid))
				continue;
			while (*at) {
				struct held h;
				held_parse(&h, at);
				if (!oid_compare(&h.name, &oid))
					raw_take(&raw[part], &h.vb, &text);
				at += strcspn(at, "\n");
				at += *at == '\n';
			}
		}
		sense_take(&d->profiles, &d->senses.row[i], raw, &text, &d->pool,
			   &d->rows);
	}
	sense_end(&d->profiles, &d->senses, &d->rows);
	buf_fini(&text);
}

/* --- what comes of it ------------------------------------------------------------- */

static void say_limits(struct buf *out, const struct sensor *s)
{
	if (!isnan(s->low_critical) || !isnan(s->low_warning) || !isnan(s->warning) ||
	    !isnan(s->critical))
		buf_printf(out, " [%g %g %g %g]", (double)s->low_critical,
			   (double)s->low_warning, (double)s->warning,
			   (double)s->critical);
}

static const char *say(struct device *d)
{
	buf_reset(&d->said);
	buf_str(&d->said, "");
	for (uint32_t i = 0; i < d->rows.n; i++) {
		const struct finding *f = &d->rows.row[i];
		const struct sensor *s = &f->sensor;
		buf_printf(&d->said, "%s '%s' '%s'", reading_kind_name(f->kind),
			   text_at(&d->pool, s->component)->s,
			   text_at(&d->pool, s->name)->s);
		if (!isnan(s->value))
			buf_printf(&d->said, " %g", (double)s->value);
		if (!isnan(f->total_bytes))
			buf_printf(&d->said, "%% %.0f/%.0f", f->used_bytes,
				   f->total_bytes);
		if (s->state != SENSOR_UNKNOWN)
			buf_printf(&d->said, " %s",
				   sensor_state_name((enum sensor_state)s->state));
		if (s->words)
			buf_printf(&d->said, " (%s)", text_at(&d->pool, s->words)->s);
		if (f->kind < SENSOR_KINDS)
			say_limits(&d->said, s);
		if (s->port)
			buf_printf(&d->said, " of %s", text_at(&d->pool, s->port)->s);
		buf_char(&d->said, '\n');
	}
	buf_char(&d->said, '\0');
	return d->said.data;
}

struct sense_case {
	const char *what, *profile, *cells, *want;
};

static void run_cases(const struct sense_case *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct device d;
		print_message("# %s\n", c[i].what);
		device_open(&d, c[i].profile);
		device_survey(&d, c[i].cells);
		assert_string_equal(say(&d), c[i].want);
		/* Asking again says the same. */
		device_again(&d, c[i].cells);
		assert_string_equal(say(&d), c[i].want);
		device_close(&d);
	}
}
#define RUN(cases) run_cases(cases, sizeof(cases) / sizeof *(cases))

#endif
