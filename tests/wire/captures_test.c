/*
 * Recorded devices (NOCTOP_CAPTURES) read by the shipped profiles: nothing impossible
 * comes out, every sensor has a name of its own, and what another NMS read from the
 * same objects is what we read. Skipped where there are no recordings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <math.h>

#include "probes/wire/sense.h"
#include "tests/agent/snmprec.h"

static struct profiles profiles;

struct device {
	struct snmprec rec;
	struct survey survey;
	struct senses senses;
	struct findings rows;
	struct text_pool pool;
	char object_id[256], descr[512];
};

static void walk(struct device *d, uint16_t column)
{
	const struct profile_column *c = &profiles.column[column];
	struct oid at = {.n = c->n};
	struct varbind vb = {0};

	memcpy(at.arc, c->arc, c->n * sizeof c->arc[0]);
	while (snmprec_source.next(&d->rec, 0, &at, 0, &vb) && at.n > c->n &&
	       !memcmp(at.arc, c->arc, c->n * sizeof c->arc[0]))
		survey_add(&d->survey, &profiles, column, at.arc + c->n, at.n - c->n,
			   &vb);
}

static void identify(struct device *d)
{
	struct oid name, id;
	struct varbind vb = {0};

	oid_parse("1.3.6.1.2.1.1.2.0", &name);
	if (snmprec_source.get(&d->rec, 0, &name, 0, &vb) &&
	    oid_decode(vb.bytes, vb.len, &id))
		oid_format(&id, d->object_id, sizeof d->object_id);
	oid_parse("1.3.6.1.2.1.1.1.0", &name);
	if (snmprec_source.get(&d->rec, 0, &name, 0, &vb))
		snprintf(d->descr, sizeof d->descr, "%.*s", (int)vb.len,
			 (const char *)vb.bytes);
}

static void device_read(struct device *d, const char *path)
{
	const struct profile *p;

	memset(d, 0, sizeof *d);
	text_pool_init(&d->pool);
	assert_true(snmprec_load(&d->rec, path));
	identify(d);
	p = profiles_match(&profiles, d->object_id, d->descr);
	for (uint32_t i = 0; i < p->column_n; i++)
		walk(d, p->column[i]);
	survey_end(&d->survey, &profiles);
	sense_survey(&profiles, p, &d->survey, &d->pool, &d->senses, &d->rows, NULL);
}

static void device_close(struct device *d)
{
	snmprec_fini(&d->rec);
	survey_fini(&d->survey);
	senses_fini(&d->senses);
	free(d->rows.row);
	text_pool_fini(&d->pool);
}

/* --- what comes out --------------------------------------------------------------- */

static void assert_possible(const struct device *d, const char *path)
{
	for (uint32_t i = 0; i < d->rows.n; i++) {
		const struct finding *f = &d->rows.row[i];
		const char *name = text_at(&d->pool, f->sensor.name)->s;
		double v = (double)f->sensor.value;
		if (!*name)
			fail_msg("%s: a sensor without a name", path);
		if (f->kind < SENSOR_KINDS && !isnan(v) &&
		    (v < reading_min(f->kind) || v > reading_max(f->kind)))
			fail_msg("%s: %s is %g", path, name, v);
		for (uint32_t k = 0; k < i; k++) {
			const struct finding *o = &d->rows.row[k];
			if (o->kind == f->kind && o->sensor.name == f->sensor.name &&
			    o->sensor.component == f->sensor.component)
				fail_msg("%s: two of the name '%s'", path, name);
		}
	}
}

/* The reading that comes of this object; NULL none. */
static const struct finding *finding_of(const struct device *d, const char *dotted)
{
	struct oid want, has;

	if (!oid_parse(dotted, &want))
		return NULL;
	for (uint32_t i = 0; i < d->senses.n; i++)
		if (sense_object(&profiles, &d->senses, &d->senses.row[i], RAW_VALUE,
				 &has) &&
		    !oid_compare(&want, &has))
			return &d->rows.row[d->senses.row[i].row];
	return NULL;
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	struct buf b = {0};
	size_t n;

	assert_non_null(f);
	do {
		n = fread(buf_room(&b, 65536), 1, 65536, f);
		b.len += n;
	} while (n);
	fclose(f);
	buf_char(&b, '\0');
	return b.data;
}

struct tally {
	unsigned agree, differ;
};

static void compare(const struct device *d, const char *path, const char *oid,
		    double theirs, struct tally *t)
{
	const struct finding *f = finding_of(d, oid);
	double ours = f ? (double)f->sensor.value : NAN;

	if (isnan(ours))
		return; /* of a MIB that no profile here reads, or a state */
	if (fabs(ours - theirs) <= fmax(fabs(theirs) * 0.01, 0.01)) {
		t->agree++;
		return;
	}
	print_message("# %s: %s is %g, theirs %g\n", path, oid, ours, theirs);
	t->differ++;
}

/* Of each of their sensors the file has "value": 21.5, "oid": "1.3…". */
static void compare_all(const struct device *d, const char *path, struct tally *t)
{
	char json[512], oid[256];
	char *all, *at, *end;

	snprintf(json, sizeof json, "%.*s.json",
		 (int)(strlen(path) - strlen(".snmprec")), path);
	all = slurp(json);
	at = strstr(all, "\"sensors\"");
	while (at && (at = strstr(at, "\"value\":"))) {
		double theirs = strtod(at + strlen("\"value\":"), &end);
		at = end;
		if (sscanf(at, " , \"oid\": \"%255[0-9.]\"", oid) == 1)
			compare(d, path, oid + (*oid == '.'), theirs, t);
	}
	free(all);
}

static void recorded_devices_read_true(void **state)
{
	const char *folder = getenv("NOCTOP_CAPTURES"),
		   *data = getenv("NOCTOP_DATADIR");
	struct faults faults = {0};
	struct tally tally = {0};
	char path[512];
	glob_t found;

	(void)state;
	if (!folder || !data)
		skip();
	snprintf(path, sizeof path, "%s/profiles", data);
	assert_true(profiles_load(&profiles, path, &faults));
	snprintf(path, sizeof path, "%s/*.snmprec", folder);
	assert_int_equal(glob(path, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct device d;
		device_read(&d, found.gl_pathv[i]);
		assert_possible(&d, found.gl_pathv[i]);
		compare_all(&d, found.gl_pathv[i], &tally);
		device_close(&d);
	}
	print_message("# %u readings agree, %u differ\n", tally.agree, tally.differ);
	assert_int_equal(tally.differ, 0);
	assert_true(tally.agree >= 50);
	globfree(&found);
	profiles_fini(&profiles);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_devices_read_true),
	};

	return cmocka_run_group_tests_name("captures", tests, NULL, NULL);
}
