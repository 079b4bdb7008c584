/*
 * Devices with values that agents send for want of better ones: each of the devices
 * made by hand (and recorded ones, NOCTOP_CAPTURES) is read with many of its numbers
 * replaced by sentinels and nonsense, when it is surveyed and when it is read again.
 * Whatever comes of it, nothing impossible is shown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/wire/recorded.h"

#define ROUNDS 24 /* of each device */

static struct profiles profiles;
static uint64_t seed;

static uint32_t dice(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(seed >> 33) % n;
}

static double nonsense(void)
{
	static const double values[] = {-32768,
					32767,
					65535,
					-1,
					127,
					-128,
					255,
					999,
					-999,
					9999,
					1e9,
					-1e9,
					0,
					2147483647,
					4294967295.0,
					-2147483648.0,
					18446744073709551615.0,
					4095,
					-40,
					6550,
					100000,
					1e12,
					NAN,
					101,
					655,
					1e-9,
					-273,
					12.5,
					3000};

	return values[dice(sizeof values / sizeof *values)];
}

/* What a person who knows the unit would laugh at. */
static const struct {
	double min, max;
} sane[READ_KINDS] = {
	[SENSOR_TEMPERATURE] = {-60, 150},
	[SENSOR_FAN] = {0, 100000},
	[SENSOR_POWER] = {0, 1e6},
	[SENSOR_VOLTAGE] = {-1e4, 1e6},
	[SENSOR_CURRENT] = {-1e4, 1e5},
	[SENSOR_OPTICAL] = {-60, 40},
	[SENSOR_HUMIDITY] = {0, 100},
	[SENSOR_CHARGE] = {0, 100},
	[SENSOR_LOAD] = {0, 150},
	[SENSOR_RUNTIME] = {0, 1e6},
	[SENSOR_COUNT] = {0, 1e9},
	[READ_CPU] = {0, 100},
	[READ_MEMORY] = {0, 100},
	[READ_SWAP] = {0, 100},
	[READ_STORAGE] = {0, 100},
};

static bool is_sentinel(double v)
{
	return v == -32768 || v == 32767 || v == 65535 || v == 2147483647 ||
	       v == 4294967295.0 || fabs(v) == 1e9;
}

static void assert_sane(const struct recorded *d, const char *path,
			const struct finding *f)
{
	const struct sensor *s = &f->sensor;
	const float limit[] = {s->low_critical, s->low_warning, s->warning,
			       s->critical};
	double v = (double)s->value, last = -INFINITY;

	if (f->kind == SENSOR_STATE || reading_is_peer(f->kind))
		return;
	if (!isnan(v) &&
	    (v < sane[f->kind].min || v > sane[f->kind].max || is_sentinel(v)))
		fail_msg("%s: %s %s is %g", path, reading_kind_name(f->kind),
			 text_at(&d->pool, s->name)->s, v);
	if (f->kind >= SENSOR_KINDS)
		return;
	for (int i = 0; i < 4; i++) {
		double l = (double)limit[i];
		if (isnan(l))
			continue;
		if (l < last || l < sane[f->kind].min || l > sane[f->kind].max)
			fail_msg("%s: a limit of %s is %g", path,
				 text_at(&d->pool, s->name)->s, l);
		last = l;
	}
}

static void assert_all_sane(const struct recorded *d, const char *path)
{
	for (uint32_t i = 0; i < d->rows.n; i++)
		assert_sane(d, path, &d->rows.row[i]);
}

/* The same device, read again with other numbers. */
static void read_again(struct recorded *d)
{
	sense_begin(&d->rows);
	for (uint32_t i = 0; i < d->senses.n; i++) {
		struct raw_cell raw[RAW_N];
		if (reading_is_peer(d->senses.row[i].kind))
			continue;
		for (int part = 0; part < RAW_N; part++)
			raw[part] = (struct raw_cell){.number = nonsense(),
						      .there = dice(8) != 0};
		sense_take(&profiles, &d->senses.row[i], raw, &d->survey.text, &d->pool,
			   &d->rows);
	}
	sense_end(&profiles, &d->senses, &d->rows);
}

static void mutate(struct recorded *d, const char *path)
{
	uint32_t one_in = 1 + dice(4);
	double *was = calloc(d->survey.n + 1, sizeof *was);

	assert_non_null(was);
	for (uint32_t i = 0; i < d->survey.n; i++) {
		was[i] = d->survey.cell[i].raw.number;
		if (dice(one_in) == 0)
			d->survey.cell[i].raw.number = nonsense();
	}
	sense_survey(&profiles, d->profile, &d->survey, &d->pool, &d->senses, &d->rows,
		     NULL);
	assert_all_sane(d, path);
	read_again(d);
	assert_all_sane(d, path);
	for (uint32_t i = 0; i < d->survey.n; i++)
		d->survey.cell[i].raw.number = was[i];
	free(was);
}

static unsigned mutate_all(const char *folder)
{
	char pattern[512];
	glob_t found;
	unsigned n;

	snprintf(pattern, sizeof pattern, "%s/*.snmprec", folder);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	n = (unsigned)found.gl_pathc;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct recorded d;
		recorded_read(&d, &profiles, found.gl_pathv[i]);
		for (seed = 1; seed <= ROUNDS;) {
			uint64_t round = seed;
			mutate(&d, found.gl_pathv[i]);
			seed = round + 1;
		}
		recorded_close(&d);
	}
	globfree(&found);
	return n;
}

static void nothing_impossible_is_shown(void **state)
{
	const char *source = getenv("top_srcdir"), *more = getenv("NOCTOP_CAPTURES");
	char folder[512];
	unsigned n;

	(void)state;
	recorded_profiles(&profiles);
	snprintf(folder, sizeof folder, "%s/tests/vendors", source ? source : ".");
	n = mutate_all(folder);
	n += more ? mutate_all(more) : 0;
	print_message("# %u devices, %u times each\n", n, ROUNDS);
	assert_true(n >= 100);
	profiles_fini(&profiles);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_impossible_is_shown),
	};

	return cmocka_run_group_tests_name("mutated", tests, NULL, NULL);
}
