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

#include "tests/wire/recorded.h"

static struct profiles profiles;

/* --- what comes out --------------------------------------------------------------- */

static void assert_possible(const struct recorded *d, const char *path)
{
	for (uint32_t i = 0; i < d->rows.n; i++) {
		const struct finding *f = &d->rows.row[i];
		bool peer = reading_is_peer(f->kind);
		str_id called = peer ? f->peer.name : f->sensor.name;
		const char *name = text_at(&d->pool, called)->s;
		double v = (double)f->sensor.value;
		if (!*name)
			fail_msg("%s: a sensor without a name", path);
		if (f->kind < SENSOR_KINDS && !isnan(v) &&
		    (v < reading_min(f->kind) || v > reading_max(f->kind)))
			fail_msg("%s: %s is %g", path, name, v);
		for (uint32_t k = 0; k < i; k++) {
			const struct finding *o = &d->rows.row[k];
			if (o->kind == f->kind &&
			    (peer ? o->peer.name : o->sensor.name) == called &&
			    o->sensor.component == f->sensor.component)
				fail_msg("%s: two of the name '%s'", path, name);
		}
	}
}

/* The reading that comes of this object; NULL none. */
static const struct finding *finding_of(const struct recorded *d, const char *dotted)
{
	struct oid want, has;

	if (!oid_parse(dotted, &want))
		return NULL;
	for (uint32_t i = 0; i < d->senses.n; i++)
		if (sense_object(&profiles, &d->senses, &d->senses.row[i], RAW_VALUE,
				 d->object_id, &has) &&
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

static void compare(const struct recorded *d, const char *path, const char *oid,
		    double theirs, struct tally *t)
{
	const struct finding *f = finding_of(d, oid);
	double ours = f ? (double)f->sensor.value : NAN;

	if (f && f->kind == SENSOR_OPTICAL && theirs > 0 && theirs < 0.01)
		theirs = 10 * log10(theirs * 1000); /* light in watts */
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
static void compare_all(const struct recorded *d, const char *path, struct tally *t)
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
	const char *folder = getenv("NOCTOP_CAPTURES");
	struct tally tally = {0};
	char path[512];
	glob_t found;

	(void)state;
	if (!folder)
		skip();
	recorded_profiles(&profiles);
	snprintf(path, sizeof path, "%s/*.snmprec", folder);
	assert_int_equal(glob(path, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct recorded d;
		recorded_read(&d, &profiles, found.gl_pathv[i]);
		assert_possible(&d, found.gl_pathv[i]);
		compare_all(&d, found.gl_pathv[i], &tally);
		recorded_close(&d);
	}
	print_message("# %u readings agree, %u differ\n", tally.agree, tally.differ);
	assert_int_equal(tally.differ, 0);
	assert_true(tally.agree >= 350);
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
