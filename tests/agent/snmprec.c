/*
 * Recorded devices. A sorted array of rows in an arena: a name is found by bisection,
 * and the next is the row behind it.
 */
#include "tests/agent/snmprec.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/base/table.h"

enum advance { STAND_STILL, CENTISECONDS, SECONDS, OCTETS, PACKETS };

struct rec_row {
	const uint32_t *arc;
	uint32_t n;
	uint32_t order; /* of the line, so that the first of two doubles stays */
	uint64_t num;
	const uint8_t *bytes;
	uint32_t len;
	uint8_t type;
	uint8_t advance; /* enum advance */
};

static const uint32_t if_table[] = {1, 3, 6, 1, 2, 1, 2, 2, 1};
static const uint32_t ifx_table[] = {1, 3, 6, 1, 2, 1, 31, 1, 1, 1};
enum { IF_ARCS = 9, IFX_ARCS = 10 };

static int compare_arcs(const uint32_t *a, uint32_t an, const uint32_t *b, uint32_t bn)
{
	for (uint32_t i = 0; i < an && i < bn; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return an == bn ? 0 : an < bn ? -1 : 1;
}

static int compare_rows(const void *a, const void *b)
{
	const struct rec_row *p = a, *q = b;
	int order = compare_arcs(p->arc, p->n, q->arc, q->n);
	return order ? order : p->order < q->order ? -1 : 1;
}

/* The first row that is not before the name. */
static uint32_t lower_bound(const struct snmprec *r, const struct oid *name)
{
	uint32_t low = 0, high = r->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct rec_row *row = &r->row[middle];
		if (compare_arcs(row->arc, row->n, name->arc, name->n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool row_below(const struct snmprec *r, uint32_t i, const struct oid *prefix)
{
	return i < r->n && r->row[i].n >= prefix->n &&
	       compare_arcs(r->row[i].arc, prefix->n, prefix->arc, prefix->n) == 0;
}

static bool row_is(const struct snmprec *r, uint32_t i, const struct oid *name)
{
	return row_below(r, i, name) && r->row[i].n == name->n;
}

/* The column of ifTable or ifXTable (plus 1000) that a row is a cell of, 0 none. */
static uint32_t if_column(const struct rec_row *row)
{
	if (row->n == IF_ARCS + 2 &&
	    compare_arcs(row->arc, IF_ARCS, if_table, IF_ARCS) == 0)
		return row->arc[IF_ARCS];
	if (row->n == IFX_ARCS + 2 &&
	    compare_arcs(row->arc, IFX_ARCS, ifx_table, IFX_ARCS) == 0)
		return 1000 + row->arc[IFX_ARCS];
	return 0;
}

static uint8_t advance_of(const struct rec_row *row)
{
	static const struct {
		uint32_t n, arc[11];
		uint8_t advance;
	} clocks[] = {
		{9, {1, 3, 6, 1, 2, 1, 1, 3, 0}, CENTISECONDS},
		{10, {1, 3, 6, 1, 2, 1, 25, 1, 1, 0}, CENTISECONDS},
		{11, {1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0}, SECONDS},
	};
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
		if (compare_arcs(row->arc, row->n, clocks[i].arc, clocks[i].n) == 0)
			return clocks[i].advance;
	switch (if_column(row)) {
	case 10:
	case 16:
	case 1006:
	case 1010:
		return OCTETS;
	case 11:
	case 17:
	case 1007:
	case 1011:
		return PACKETS;
	default:
		return STAND_STILL;
	}
}

/* Bytes per second of an interface: by its index, the same in all its columns. */
static uint64_t octet_rate(const struct rec_row *row)
{
	return 10000 + row->arc[row->n - 1] % 1000 * 1000;
}

static uint64_t number_at(const struct snmprec *r, const struct rec_row *row,
			  int64_t now_ms)
{
	uint64_t ms = (uint64_t)now_ms;
	switch (row->advance) {
	case CENTISECONDS:
		return row->num + ms / 10;
	case SECONDS:
		return row->num + ms / 1000;
	case OCTETS:
		return row->num + (r->advance ? octet_rate(row) * ms / 1000 : 0);
	case PACKETS:
		return row->num + (r->advance ? octet_rate(row) * ms / 500000 : 0);
	default:
		return row->num;
	}
}

static void read_row(const struct snmprec *r, uint32_t i, int64_t now_ms,
		     struct varbind *value)
{
	const struct rec_row *row = &r->row[i];
	value->type = row->type;
	value->num = number_at(r, row, now_ms);
	value->bytes = row->bytes;
	value->len = row->len;
}

static bool rec_get(void *ctx, uint32_t agent, const struct oid *name, int64_t now_ms,
		    struct varbind *value)
{
	(void)agent;
	const struct snmprec *r = ctx;
	uint32_t i = lower_bound(r, name);
	if (row_is(r, i, name)) {
		read_row(r, i, now_ms, value);
		return true;
	}
	struct oid column = *name;
	column.n--;
	value->type = row_below(r, lower_bound(r, &column), &column)
			      ? BER_NO_SUCH_INSTANCE
			      : BER_NO_SUCH_OBJECT;
	return false;
}

static bool rec_next(void *ctx, uint32_t agent, struct oid *name, int64_t now_ms,
		     struct varbind *value)
{
	(void)agent;
	const struct snmprec *r = ctx;
	uint32_t i = lower_bound(r, name);
	if (row_is(r, i, name))
		i++;
	if (i == r->n)
		return false;
	name->n = r->row[i].n;
	memcpy(name->arc, r->row[i].arc, name->n * sizeof *name->arc);
	read_row(r, i, now_ms, value);
	return true;
}

const struct agent_source snmprec_source = {.get = rec_get, .next = rec_next};

/* --- reading --------------------------------------------------------------- */

static bool parse_hex(struct snmprec *r, const char *s, size_t n, struct rec_row *row)
{
	uint8_t *bytes = arena_alloc(&r->arena, n / 2 + 1);
	for (size_t i = 0; i < n; i++)
		if (!isxdigit((unsigned char)s[i]))
			return false;
	for (size_t i = 0; i + 1 < n; i += 2) {
		char pair[3] = {s[i], s[i + 1], '\0'};
		bytes[i / 2] = (uint8_t)strtoul(pair, NULL, 16);
	}
	row->bytes = bytes;
	row->len = (uint32_t)n / 2;
	return n % 2 == 0;
}

static bool parse_oid_value(struct snmprec *r, const char *s, struct rec_row *row)
{
	struct oid oid;
	uint8_t *bytes = arena_alloc(&r->arena, OID_OCTETS);
	if (!oid_parse(s, &oid))
		return false;
	row->bytes = bytes;
	row->len = (uint32_t)oid_encode(&oid, bytes, OID_OCTETS);
	return row->len > 0;
}

static bool parse_number(const char *s, struct rec_row *row)
{
	char *end;
	errno = 0;
	row->num = *s == '-' ? (uint64_t)strtoll(s, &end, 10) : strtoull(s, &end, 10);
	return errno == 0 && end != s && *end == '\0';
}

/* value is n bytes and a NUL behind them. */
static bool parse_value(struct snmprec *r, const char *value, size_t n,
			struct rec_row *row)
{
	switch (row->type) {
	case BER_OCTETS:
	case BER_OPAQUE:
		row->bytes = (const uint8_t *)value;
		row->len = (uint32_t)n;
		return true;
	case BER_OID:
		return parse_oid_value(r, value, row);
	case BER_IPADDRESS:
		row->bytes = arena_alloc(&r->arena, 4);
		row->len = 4;
		return inet_pton(AF_INET, value, (void *)row->bytes) == 1;
	case BER_NULL:
		return true;
	default:
		return (row->type == BER_INTEGER ||
			(row->type >= BER_COUNTER32 && row->type <= BER_COUNTER64)) &&
		       parse_number(value, row);
	}
}

static bool parse_line(struct snmprec *r, const char *text, size_t n,
		       struct rec_row *row)
{
	char *line = arena_alloc(&r->arena, n + 1), *end;
	memcpy(line, text, n);
	char *tag = memchr(line, '|', n);
	char *value = tag ? memchr(tag + 1, '|', n - (size_t)(tag + 1 - line)) : NULL;
	struct oid name;
	if (!value)
		return false;
	*tag++ = *value++ = '\0';
	size_t len = n - (size_t)(value - line);
	*row = (struct rec_row){.type = (uint8_t)strtoul(tag, &end, 10)};
	if (!oid_parse(line, &name) || oid_size(&name) == 0 || end == tag)
		return false;
	uint32_t *arc = arena_alloc(&r->arena, name.n * sizeof *arc);
	memcpy(arc, name.arc, name.n * sizeof *arc);
	row->arc = arc;
	row->n = name.n;
	row->advance = advance_of(row);
	return strcmp(end, "x") == 0 ? parse_hex(r, value, len, row)
				     : *end == '\0' && parse_value(r, value, len, row);
}

static void add(struct snmprec *r, struct rec_row row)
{
	TABLE_GROW(r->row, r->cap, r->n + 1);
	row.order = r->n;
	r->row[r->n++] = row;
}

static void sort(struct snmprec *r)
{
	uint32_t kept = 0;
	if (r->n > 0)
		qsort(r->row, r->n, sizeof *r->row, compare_rows);
	for (uint32_t i = 0; i < r->n; i++)
		if (kept == 0 || compare_arcs(r->row[kept - 1].arc, r->row[kept - 1].n,
					      r->row[i].arc, r->row[i].n) != 0)
			r->row[kept++] = r->row[i];
	r->n = kept;
}

/* A number by its name, behind everything recorded: doubles of what was are dropped. */
static void add_number(struct snmprec *r, struct oid name, uint32_t number)
{
	uint32_t *arc = arena_alloc(&r->arena, name.n * sizeof *arc);
	memcpy(arc, name.arc, name.n * sizeof *arc);
	add(r, (struct rec_row){
		       .arc = arc, .n = name.n, .type = BER_INTEGER, .num = number});
}

/* ifIndex of each interface that has any column, and ifNumber. */
static void add_interfaces(struct snmprec *r)
{
	static const struct oid if_index = {10, {1, 3, 6, 1, 2, 1, 2, 2, 1, 1}};
	static const struct oid if_number = {9, {1, 3, 6, 1, 2, 1, 2, 1, 0}};
	struct idmap seen = {0};
	uint32_t recorded = r->n;
	for (uint32_t i = 0; i < recorded; i++) {
		if (if_column(&r->row[i]) == 0)
			continue;
		uint32_t index = r->row[i].arc[r->row[i].n - 1];
		if (idmap_find(&seen, index) != NONE)
			continue;
		idmap_put(&seen, index, 1);
		add_number(r, oid_join(&if_index, &index, 1), index);
	}
	if (seen.n > 0)
		add_number(r, if_number, seen.n);
	idmap_fini(&seen);
}

bool snmprec_parse(struct snmprec *r, const char *name, const char *text, size_t n)
{
	unsigned number = 0;
	for (const char *end = text + n; text < end;) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		struct rec_row row;
		size_t len = (size_t)((eol ? eol : end) - text);
		number++;
		if (len > 0 && !parse_line(r, text, len, &row)) {
			fprintf(stderr, "%s:%u: not OID|TAG|VALUE\n", name, number);
			return false;
		}
		if (len > 0)
			add(r, row);
		text = eol ? eol + 1 : end;
	}
	add_interfaces(r);
	sort(r);
	return true;
}

bool snmprec_load(struct snmprec *r, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0) {
		fprintf(stderr, "cannot open '%s': %s\n", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	char *text = malloc((size_t)st.st_size + 1);
	ssize_t n = text ? read(fd, text, (size_t)st.st_size) : -1;
	bool ok = n == st.st_size && snmprec_parse(r, path, text, (size_t)n);
	if (n != st.st_size)
		fprintf(stderr, "cannot read '%s'\n", path);
	free(text);
	close(fd);
	return ok;
}

bool snmprec_set(struct snmprec *r, const char *line)
{
	struct rec_row row;
	if (!parse_line(r, line, strlen(line), &row))
		return false;
	struct oid name = {.n = row.n};
	memcpy(name.arc, row.arc, row.n * sizeof *row.arc);
	uint32_t i = lower_bound(r, &name);
	if (row_is(r, i, &name)) {
		r->row[i] = row;
		return true;
	}
	add(r, row);
	sort(r);
	return true;
}

bool snmprec_unset(struct snmprec *r, const char *dotted)
{
	struct oid name;
	if (!oid_parse(dotted, &name))
		return false;
	uint32_t from = lower_bound(r, &name), to = from;
	while (row_below(r, to, &name))
		to++;
	memmove(r->row + from, r->row + to, (r->n - to) * sizeof *r->row);
	r->n -= to - from;
	return true;
}

void snmprec_fini(struct snmprec *r)
{
	free(r->row);
	arena_fini(&r->arena);
	*r = (struct snmprec){0};
}
