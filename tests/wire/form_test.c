/*
 * form: whatever a scan asks, a request made from a form is, to the octet, the one made
 * from names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "probes/wire/ask_private.h"
#include "probes/wire/form.h"

#define ROWS 9
#define ROOM 2048

/* Of one octet to five. */
static const uint32_t known[ROWS] = {1,	   2,	   127,	      128,	 300,
				     16384, 2097152, 268435456, UINT32_MAX};

struct asked {
	struct forms forms;
	struct scan scan;
	struct scan_request request;
	unsigned by_form, by_name;
};

static size_t encode(const struct asked *a, const struct ask_list *list, int32_t id,
		     uint8_t *out, size_t room)
{
	const struct scan_request *r = &a->request;
	struct ask_request q = {.pdu = r->pdu,
				.name = r->name,
				.list = list,
				.index = (uint32_t)r->index,
				.n = r->n,
				.non_repeaters = r->non_repeaters,
				.max_repetitions = r->max_repetitions};

	return v2_encode(&q, "a community", SNMP_V2C, id, out, room);
}

static void assert_same_request(struct asked *a, int32_t id)
{
	const struct ask_list *list =
		forms_find(&a->forms, &a->scan, &a->request);
	uint8_t form[ROOM], names[ROOM];

	scan_names(&a->scan, &a->request);
	size_t n = encode(a, NULL, id, names, sizeof names);
	assert_true(n > 0);
	*(list ? &a->by_form : &a->by_name) += 1;
	if (!list)
		return;
	assert_int_equal(encode(a, list, id, form, sizeof form), n);
	assert_memory_equal(form, names, n);
	assert_int_equal(encode(a, list, id, form, n), n);
	assert_int_equal(encode(a, list, id, form, n - 1), 0);
}

/* The rows one by one, as of an agent that cuts its answers to that. */
static void ask_all(struct asked *a, const struct reader *reader, uint32_t mask,
		    uint32_t first)
{
	scan_begin(&a->scan, reader, mask, known + first, ROWS - first,
		   (struct scan_size){0, 0});
	a->scan.most = 1;
	for (int32_t id = 1; scan_next(&a->scan, 1, &a->request); id *= 23) {
		struct scan_lane *lane = &a->scan.lane[a->request.lane];
		assert_same_request(a, id);
		lane->waiting = false; /* it is answered */
		a->scan.once = 0;
		for (unsigned i = 0; i < READER_COLUMNS; i++)
			lane->cursor[i] = a->scan.index[lane->row];
		if (++lane->row == lane->row_end)
			lane->open = false;
		id = id > INT32_MAX / 23 ? 1 : id;
	}
}

static void a_form_asks_what_names_ask(void **state)
{
	static struct asked a;

	(void)state;
	for (uint32_t first = 0; first < ROWS; first++)
		for (uint32_t mask = 0; mask < 24; mask++) {
			ask_all(&a, &reader_traffic, ~(UINT32_C(1) << mask), first);
			ask_all(&a, &reader_names, ~(UINT32_C(1) << mask), first);
		}
	assert_true(a.by_form > 1000);
}

static void what_stands_at_different_rows_has_no_form(void **state)
{
	static struct asked a;

	(void)state;
	scan_begin(&a.scan, &reader_names, ~UINT32_C(0), NULL, 0,
		   (struct scan_size){0, 0});
	assert_true(scan_next(&a.scan, 1, &a.request));
	assert_null(forms_find(&a.forms, &a.scan, &a.request));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_asks_what_names_ask),
		cmocka_unit_test(what_stands_at_different_rows_has_no_form),
	};
	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
