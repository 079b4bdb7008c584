/*
 * An agent whose cells say whatever the bytes do, read by a profile that uses all of
 * the language: nothing impossible comes out, the same cells give the same readings,
 * and asking again finds a place for each.
 */
#include "probes/wire/sense.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

static const char conf[] =
	"[oids]\na = 1.3.6.1\nb = 1.3.6.2\nc = 1.3.6.3\nd = 1.3.6.4\n"
	"[profile standard]\n"
	"[reading s]\nkind.by = a\n"
	"kind.map = 0: temperature, 1: fan, 2: optical, 3: humidity, 4: charge, "
	"5: cpu, 6: state\n"
	"value = b\nscale.by = c\nscale.map = 8: 1e-3, 9: 1, 10: 1e3\nprecision = c\n"
	"absent = 7, -1\nvalid = d: 1|2|*x*\nlabel = d@1, d@-1, d@a, d\n"
	"component.by = a\ncomponent.up = c\ncomponent.map = 6: psu, fan*: fan\n"
	"component.names = *x*: inlet\n"
	"high.critical = c\nlow.warning = d@a\n"
	"[reading t]\nkind = state\nstate = a\nstate.map = 1: ok, 2: critical it is, "
	"*x*: warning\nalarm = d\nalarm.bits = 1: warning, 9: critical\n"
	"only = b: 1|2|*x, c: 3\nexcept = d: 9\n"
	"[reading m]\nkind = storage\nvalue = a\ntotal = b\nunit = c\nunsigned = yes\n"
	"[reading n]\nkind = memory\nvalue = a\nfree = b\nunless = t\n"
	"[reading o]\nkind = optical\nvalue = c\nwatts = yes\nfold = max\n"
	"[reading p]\nkind = cpu\nvalue = c\nfold = mean\ninvert = yes\n"
	"[reading q]\nkind = power\nvalue = 1.3.6.5.0\ntotal = d\n";

struct input {
	const uint8_t *at, *end;
};

static uint8_t byte(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static void make(struct input *in, struct varbind *vb)
{
	static const uint8_t types[] = {BER_INTEGER, BER_OCTETS,   BER_GAUGE32,
					BER_OID,     BER_OPAQUE,   BER_COUNTER64,
					BER_NULL,    BER_TIMETICKS};
	uint8_t type = byte(in);

	*vb = (struct varbind){.type = types[type % 8], .bytes = in->at};
	vb->num = (uint64_t)(int64_t)(int8_t)byte(in);
	if (type & 0x80)
		vb->num <<= 24;
	vb->len = type >> 3 & 7;
	if (vb->len > (uint32_t)(in->end - in->at))
		vb->len = (uint32_t)(in->end - in->at);
	if (vb->type == BER_OCTETS || vb->type == BER_OID || vb->type == BER_OPAQUE)
		in->at += vb->len;
}

static void check_rows(const struct profiles *p, const struct findings *rows,
		       struct text_pool *pool)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		const struct finding *f = &rows->row[i];
		double v = (double)f->sensor.value;
		CHECK(f->kind < READ_KINDS && f->sensor.state < SENSOR_STATES);
		CHECK(f->sensor.name < pool->n && f->sensor.words < pool->n);
		CHECK(isnan(v) || f->kind > READ_CPU ||
		      (v >= reading_min(f->kind) && v <= reading_max(f->kind)));
		CHECK(isnan(v) || f->kind <= READ_CPU || (v >= 0 && v <= 100));
		CHECK(f->sensor.state != SENSOR_ABSENT || isnan(v) || f->folded > 1);
	}
	(void)p;
}

static void again(struct input in, const struct profiles *p, struct senses *senses,
		  struct findings *rows, struct text_pool *pool)
{
	struct buf text = {0};
	struct oid oid;

	sense_begin(rows);
	for (uint32_t i = 0; i < senses->n; i++) {
		struct raw_cell raw[RAW_N] = {{0}};
		for (int part = 0; part < RAW_N; part++) {
			struct varbind vb;
			raw[part].number = NAN;
			make(&in, &vb);
			if (sense_object(p, senses, &senses->row[i], (enum raw)part,
					 NULL, &oid))
				raw_take(&raw[part], &vb, &text);
		}
		CHECK(senses->row[i].row < rows->n || senses->row[i].row == NONE);
		sense_take(p, &senses->row[i], raw, &text, pool, rows);
	}
	sense_end(p, senses, rows);
	check_rows(p, rows, pool);
	buf_fini(&text);
}

/* A cell is: column, number of arcs, arcs, value. */
static void fill(struct survey *s, const struct profiles *p, struct input *in)
{
	survey_begin(s);
	while (in->at < in->end) {
		uint32_t index[4], n = byte(in), column = n >> 4;
		struct varbind vb;
		n = n % 4 + 1;
		for (uint32_t i = 0; i < n; i++)
			index[i] = byte(in);
		make(in, &vb);
		survey_add(s, p, (uint16_t)(column % p->column_n), index, n, &vb);
	}
	survey_end(s, p);
}

static void same(const struct findings *a, const struct findings *b)
{
	CHECK(a->n == b->n);
	for (uint32_t i = 0; i < a->n; i++)
		CHECK(!memcmp(&a->row[i].sensor, &b->row[i].sensor,
			      sizeof *&a->row[i].sensor));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct profiles p;
	struct input in = {bytes, bytes + n};
	struct survey s = {0};
	struct senses senses = {0};
	struct findings rows = {0}, twice = {0};
	struct text_pool pool;
	struct faults faults = {0};

	if (!p.profile_n)
		CHECK(profiles_parse(&p, "fuzz", conf, sizeof conf - 1, &faults));
	text_pool_init(&pool);
	fill(&s, &p, &in);
	sense_survey(&p, &p.profile[0], &s, &pool, &senses, &rows, NULL);
	sense_survey(&p, &p.profile[0], &s, &pool, &senses, &twice, NULL);
	check_rows(&p, &rows, &pool);
	same(&rows, &twice);
	again((struct input){bytes, bytes + n}, &p, &senses, &rows, &pool);
	survey_fini(&s);
	senses_fini(&senses);
	findings_fini(&rows);
	free(twice.row);
	text_pool_fini(&pool);
	return 0;
}
