#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "tests/views/numbers.h"

double value[VERY_LARGE];
uint32_t values;
uint32_t looked_at, asked;

uint32_t total(const struct scene *s, const struct order_spec *spec)
{
	(void)s, (void)spec;
	return values;
}

ref_id at(const struct scene *s, const struct order_spec *spec, uint32_t i)
{
	(void)s, (void)spec;
	looked_at++;
	return value[i] < 0 ? 0 : ref_dev(i);
}

uint32_t row(ref_id ref)
{
	return (uint32_t)(ref >> 30 & ((1u << 30) - 1));
}

bool is_member(const struct scene *s, ref_id ref, const struct order_spec *spec)
{
	(void)s;
	return spec->show != SHOW_PROBLEMS || row(ref) % 2 == 0;
}

void facts(const struct scene *s, ref_id ref, struct filter_facts *f)
{
	(void)s;
	asked++;
	f->number[FILTER_UTIL] = value[row(ref)];
}

static double key(const struct scene *s, ref_id ref)
{
	(void)s;
	return value[row(ref)];
}

/* By a few keys: some below zero, some none at all. */
static void odd_value(const struct scene *s, ref_id ref, struct datum *d)
{
	uint32_t i = row(ref);

	(void)s;
	d->number = i % 5 == 0 ? (double)NAN : i % 7 == 0 ? -0.0 : (i % 3) - 1.0;
}

static double odd_key(ref_id ref)
{
	struct datum d = {.number = NAN};

	odd_value(NULL, ref, &d);
	return d.number;
}

const struct column odd = {.word = "odd", .value = odd_value};

const struct order_source source = {.total = total,
					   .at = at,
					   .member = is_member,
					   .facts = facts,
					   .key = key};

struct network net;
struct views views;
struct scene scene = {.net = &net, .views = &views, .now_ms = 1000000};

void fill(uint32_t n)
{
	values = n;
	for (uint32_t i = 0; i < n; i++)
		value[i] = (i * 7919u) % n;
}

void assert_sorted(const struct rows *rows)
{
	double equal = values > ORDER_INLINE ? 1.0 / 2048 : 0;

	for (uint32_t i = 1; i < rows->n; i++) {
		double before = value[row(rows->ref[i - 1])];
		double after = value[row(rows->ref[i])];

		assert_true(before >= after * (1 - equal));
		if (before < after)
			assert_true(rows->ref[i - 1] < rows->ref[i]);
	}
}

void assert_odd(const struct rows *rows, bool reverse)
{
	for (uint32_t i = 1; i < rows->n; i++) {
		double a = odd_key(rows->ref[i - 1]), b = odd_key(rows->ref[i]);

		assert_true((reverse ? a < b : a > b) || isnan(b) ||
			    (a == b && !isnan(a)));
		if (a == b || isnan(a))
			assert_true(rows->ref[i - 1] < rows->ref[i]);
	}
}
void finish(struct orders *all)
{
	while (orders_step(all, &scene, SLICE) == 0)
		;
}
uint32_t slices_for(struct orders *all, const struct order_spec *spec)
{
	uint32_t n = 0;

	while (!orders_get(all, &scene, spec).ready) {
		orders_step(all, &scene, SLICE);
		assert_true(++n < VERY_LARGE);
	}
	return n;
}

uint32_t looked_at_for(struct orders *all, const struct order_spec *spec)
{
	looked_at = 0;
	slices_for(all, spec);
	return looked_at;
}
