/*
 * An agent that answers whatever the bytes say: names of some column, of none, indexes
 * that go back, errors, too few and too many varbinds. The scan stays within its
 * bounds, stores what it takes, and when the bytes are used up and nothing more comes,
 * it ends.
 */
#include "probes/wire/scan.h"
#include "tests/fuzz/fuzz.h"

#define ANSWER_MAX 96
#define KNOWN 40

static const struct reader *const readers[] = {&reader_traffic, &reader_names,
					       &reader_health, &reader_system};

struct input {
	const uint8_t *at, *end;
};
struct taken {
	const struct reader *reader;
	struct rows rows;
	struct scan_shapes shapes;
	struct buf text;
	struct scalars scalars;
};

static uint8_t byte(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

/* A varbind of the reader's column, with a name that may be spoilt. */
static void make(struct input *in, const struct reader *r, struct varbind *vb,
		 uint8_t name[32])
{
	uint8_t pick = byte(in), type = byte(in), index = byte(in);
	const struct column *c = &r->column[pick % r->n];
	uint32_t len = c->len;

	memcpy(name, c->arcs, len);
	if (pick & 0x80)
		name[index % len] ^= byte(in);
	if (type & 0x80)
		name[len++] = byte(in) | 0x80;
	name[len++] = index;
	*vb = (struct varbind){.name = name,
			       .name_len = len,
			       .type = type & 0x7f,
			       .num = (uint64_t)index * 0x0101010101010101,
			       .bytes = in->at,
			       .len = (uint32_t)(in->end - in->at) % 32};
}

static bool on_value(void *ctx, unsigned column, uint32_t index,
		     const struct varbind *vb)
{
	struct taken *t = ctx;
	const struct column *c = &t->reader->column[column];
	struct row *row =
		c->when == COLUMN_ROWS ? rows_get(&t->rows, index) : &t->scalars.row;

	CHECK(c->when == COLUMN_ROWS || index == 0);
	if (row)
		column_store(c, vb, row, &t->text);
	return row != NULL;
}

static void answer(struct input *in, struct scan *s, unsigned lane, struct taken *t)
{
	struct varbind vb[ANSWER_MAX];
	uint8_t name[ANSWER_MAX][32];
	uint8_t status = byte(in);
	struct scan_answer a = {.vb = vb,
				.n = byte(in) % ANSWER_MAX,
				.bytes = byte(in) * 8u,
				.error_status = status & 1 ? status >> 1 : 0,
				.error_index = status >> 3};

	for (uint32_t i = 0; i < a.n; i++)
		make(in, s->reader, &vb[i], name[i]);
	scan_take(s, lane, &a, on_value, t);
}

static void put(struct input *in, struct ber_writer *w, const struct ask_name *name,
		uint32_t index)
{
	struct varbind vb = {.type = byte(in)};
	uint8_t arcs[OID_OCTETS];

	memcpy(arcs, name->arcs, name->len);
	vb.name = arcs;
	vb.name_len = name->len + (uint32_t)oid_encode_arc(index, arcs + name->len);
	vb.num = vb.type == BER_INTEGER ? 1 : 0x0101010101010101;
	ber_put(w, &vb);
}

/* What a sound agent would answer, with some octets changed: it is taken, or nothing of
 * it is left. */
static void foretold(struct input *in, struct scan *s, const struct scan_request *r,
		     struct taken *t)
{
	uint8_t message[4096], *list;
	struct ber_writer w;
	struct ber_message m = {0};
	uint32_t varbinds = s->varbinds, row = s->lane[r->lane].row;
	uint32_t has = t->scalars.row.has;
	struct scan_into into = {&t->rows, &t->scalars, &t->shapes};

	ber_begin(&w, message, sizeof message, SNMP_V2C, "c", 1, PDU_RESPONSE, 1, 0, 0);
	for (unsigned k = 0; k < r->non_repeaters; k++)
		put(in, &w, &r->name[k], 0);
	for (unsigned i = 0; i < r->max_repetitions && row + i < KNOWN; i++)
		for (unsigned k = r->non_repeaters; k < r->n; k++)
			put(in, &w, &r->name[k], 1 + 3 * (row + i));
	if (!ber_open(message, ber_end(&w), &m))
		return;
	list = malloc(m.list_len + 1); /* what is read beyond is seen */
	memcpy(list, m.list, m.list_len);
	for (uint8_t changes = byte(in) & 3; changes && m.list_len; changes--)
		list[byte(in) % m.list_len] ^= byte(in);
	if (!scan_take_known(s, r->lane, list, m.list_len, 100, &into, on_value, t))
		CHECK(s->varbinds == varbinds && s->lane[r->lane].waiting &&
		      t->scalars.row.has == has);
	free(list);
}

static void check_request(const struct scan_request *r)
{
	CHECK(r->n >= 1 && r->n <= READER_COLUMNS && r->non_repeaters <= r->n);
	CHECK((r->pdu == PDU_NEXT) == (r->max_repetitions == 0));
	for (unsigned i = 0; i < r->n; i++)
		CHECK(r->name[i].len >= 7 && r->name[i].index <= UINT32_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input in = {bytes, bytes + n};
	uint8_t how = byte(&in);
	struct taken t = {.reader = readers[how % 4]};
	unsigned lanes = 1 + how / 4 % 4, requests = 0;
	uint32_t known[KNOWN];
	static struct scan_request r;
	struct scan s;

	for (uint32_t i = 0; i < KNOWN; i++)
		known[i] = 1 + 3 * i;
	rows_begin(&t.rows,
		   t.reader->row_size ? t.reader->row_size : sizeof(struct row));
	scan_begin(&s, t.reader, ~UINT32_C(0), how & 0x80 ? known : NULL, KNOWN,
		   (struct scan_size){(uint16_t)(byte(&in) * 64),
				      (uint16_t)(byte(&in) * 8)});
	if (s.index && t.reader->row_size)
		rows_known(&t.rows, t.reader->row_size, known, KNOWN);
	while (scan_next(&s, lanes, &r)) {
		scan_names(&s, &r);
		check_request(&r);
		if (how & 0x40 && s.index && t.reader->row_size)
			foretold(&in, &s, &r, &t);
		if (s.lane[r.lane].waiting)
			answer(&in, &s, r.lane, &t);
		CHECK(++requests < 2000 + 2 * n);
	}
	CHECK(scan_done(&s));
	rows_fini(&t.rows);
	buf_fini(&t.text);
	return 0;
}
