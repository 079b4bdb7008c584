/* Sensors that are read again and again allocate nothing. Linked with malloc, calloc
 * and realloc wrapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "probes/wire/sense.h"
#include "tests/allocations.h"

static const char conf[] = "[profile standard]\n"
			   "[reading t]\nkind = temperature\nvalue = 1.3.6.1\n"
			   "label = 1.3.6.2\nstate = 1.3.6.3\n"
			   "state.map = 1: ok fine, 2: critical not fine\n";
enum { ROWS = 40 };

static struct varbind number(int n)
{
	return (struct varbind){.type = BER_INTEGER, .num = (uint64_t)n};
}

static void found(struct survey *s, const struct profiles *p, uint32_t row)
{
	char name[16];
	struct varbind vb = number(30);

	survey_add(s, p, 0, &row, 1, &vb);
	vb = number(1);
	survey_add(s, p, p->reading[0].raw[RAW_STATE].column, &row, 1, &vb);
	vb.type = BER_OCTETS;
	vb.len = (uint32_t)snprintf(name, sizeof name, "Sensor %u", row);
	vb.bytes = (uint8_t *)name;
	survey_add(s, p, p->reading[0].label[0].column, &row, 1, &vb);
}

static void read_again(const struct profiles *p, struct senses *senses,
		       struct findings *rows, struct network *net, struct buf *text,
		       int turn)
{
	struct sensor sensor[ROWS];

	buf_reset(text);
	sense_begin(rows);
	for (uint32_t i = 0; i < senses->n; i++) {
		struct raw_cell raw[RAW_N] = {{0}};
		struct oid oid;
		for (int part = 0; part < RAW_N; part++) {
			struct varbind vb = number(1 + turn % 2);
			raw[part].number = NAN;
			if (sense_object(p, senses, &senses->row[i], (enum raw)part,
					 NULL, &oid))
				raw_take(&raw[part], &vb, text);
		}
		sense_take(p, &senses->row[i], raw, text, &net->text, rows);
	}
	sense_end(p, senses, rows);
	for (uint32_t i = 0; i < rows->n; i++)
		sensor[i] = rows->row[i].sensor;
	network_set_sensors(net, 0, sensor, rows->n, turn + 1);
}

static void a_thousand_readings_allocate_nothing(void **state)
{
	struct profiles p = {0};
	struct faults faults = {0};
	struct survey s = {0};
	struct senses senses = {0};
	struct findings rows = {0};
	struct buf text = {0};
	struct network net;

	(void)state;
	network_init(&net);
	network_dev_add(&net, &(struct dev){.site = NONE});
	assert_true(profiles_parse(&p, "f", conf, sizeof conf - 1, &faults));
	for (uint32_t i = 1; i <= ROWS; i++)
		found(&s, &p, i);
	survey_end(&s, &p);
	allocations = 0;
	sense_survey(&p, &p.profile[0], &s, &net.text, &senses, &rows, NULL);
	assert_true(allocations > 0); /* the count works */
	assert_int_equal(rows.n, ROWS);
	for (int turn = 0; turn < 2; turn++)
		read_again(&p, &senses, &rows, &net, &text, turn);
	allocations = 0;
	for (int turn = 0; turn < 1000; turn++)
		read_again(&p, &senses, &rows, &net, &text, turn);
	assert_int_equal(allocations, 0);
	assert_string_equal(network_str(&net, net.sensor[0].words), "not fine");
	survey_fini(&s);
	senses_fini(&senses);
	findings_fini(&rows);
	buf_fini(&text);
	profiles_fini(&p);
	network_fini(&net);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_readings_allocate_nothing),
	};

	return cmocka_run_group_tests_name("sense_steady", tests, NULL, NULL);
}
