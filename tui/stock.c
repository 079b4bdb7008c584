/*
 * One list of columns for all three forms, so that they cannot tell different things.
 */
#include "tui/stock.h"

#include "probes/base/clock.h"
#include "probes/model/module.h"
#include "tui/columns.h"
#include "tui/csv.h"
#include "tui/member.h"

enum { STOCK_COLUMNS = 12, STOCK_BOOTED = 10, STOCK_MODULE = 11 };

static const char *const keys[STOCK_COLUMNS] = {
	"device", "address", "site",	"role",	     "vendor",	  "model",
	"serial", "version", "profile", "object_id", "boot_time", "module",
};
static const char *const heads[STOCK_COLUMNS] = {
	"DEVICE", "ADDRESS", "SITE",	"ROLE", "VENDOR", "MODEL",
	"SERIAL", "VERSION", "PROFILE", NULL,	"BOOTED", NULL,
};

struct row {
	const char *cell[STOCK_COLUMNS];
	char booted[CLOCK_RFC3339_SIZE];
};

static void fill(struct row *r, const struct network *net, dev_id id)
{
	const struct dev *dev = &net->dev[id];
	const str_id text[] = {dev->name,
			       dev->address,
			       dev->site == NONE ? 0 : net->site[dev->site].name,
			       0,
			       dev->vendor,
			       dev->model,
			       dev->serial,
			       dev->version,
			       dev->profile,
			       dev->object_id};

	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		r->cell[i] = network_str(net, text[i]);
	r->cell[3] = role_name((enum role)dev->role);
	r->cell[STOCK_BOOTED] =
		dev->boot_ms ? clock_rfc3339(r->booted, dev->boot_ms) : "";
	r->cell[STOCK_MODULE] = "";
}

/* A part of it: what a row of its device says, where it has words of its own. */
static void fill_module(struct row *r, const struct network *net,
			const struct module *m)
{
	for (size_t i = 1; i < STOCK_COLUMNS; i++)
		r->cell[i] = "";
	r->cell[0] = network_str(net, net->dev[m->dev].name);
	r->cell[5] = network_str(net, m->model);
	r->cell[6] = network_str(net, m->serial);
	r->cell[7] = network_str(net, m->version);
	r->cell[STOCK_MODULE] = network_str(net, m->name);
}

/* cell: NULL for the heads. */
static void table_line(struct buf *cells, const char *const *cell)
{
	for (int i = 0, n = 0; i < STOCK_COLUMNS; i++)
		if (heads[i])
			buf_printf(cells, "%s%s", n++ ? "\t" : "",
				   !cell      ? heads[i]
				   : *cell[i] ? cell[i]
					      : "-");
	buf_char(cells, '\n');
}

/* Parts stand below their device, by their own names. */
static void table_modules(struct buf *cells, const struct network *net, dev_id id)
{
	uint32_t n;
	const struct module *m = network_modules(net, id, &n);
	struct buf name = {0};
	struct row r;

	for (uint32_t i = 0; i < n; i++) {
		fill_module(&r, net, &m[i]);
		buf_reset(&name);
		buf_printf(&name, "  %s", r.cell[STOCK_MODULE]);
		r.cell[0] = name.data;
		table_line(cells, r.cell);
	}
	buf_fini(&name);
}

static void print_table(struct buf *out, const struct network *net)
{
	struct buf cells = {0};
	struct row r;

	table_line(&cells, NULL);
	for (dev_id id = 0; id < net->dev_n; id++) {
		fill(&r, net, id);
		table_line(&cells, r.cell);
		table_modules(&cells, net, id);
	}
	columns_print(out, cells.data);
	buf_fini(&cells);
}

static void csv_line(struct buf *out, const struct row *r)
{
	for (int i = 0; i < STOCK_COLUMNS; i++) {
		if (i)
			buf_char(out, ',');
		csv_text(out, r->cell[i]);
	}
	buf_str(out, "\r\n");
}

static void print_csv(struct buf *out, const struct network *net)
{
	struct row r;

	for (int i = 0; i < STOCK_COLUMNS; i++)
		buf_printf(out, "%s%s", i ? "," : "", keys[i]);
	buf_str(out, "\r\n");
	for (dev_id id = 0; id < net->dev_n; id++) {
		uint32_t n;
		const struct module *m = network_modules(net, id, &n);
		fill(&r, net, id);
		csv_line(out, &r);
		for (uint32_t i = 0; i < n; i++) {
			fill_module(&r, net, &m[i]);
			csv_line(out, &r);
		}
	}
}

static void json_modules(struct json *j, const struct network *net, dev_id id)
{
	static const int own[] = {STOCK_MODULE, 5, 6, 7};
	uint32_t n;
	const struct module *m = network_modules(net, id, &n);
	struct row r;

	member_open(j, "modules", '[');
	for (uint32_t i = 0; i < n; i++) {
		fill_module(&r, net, &m[i]);
		json_open(j, '{');
		for (size_t k = 0; k < sizeof own / sizeof *own; k++)
			member_str(j, k ? keys[own[k]] : "name", r.cell[own[k]]);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void print_json(struct buf *out, const struct network *net)
{
	struct json j = {.out = out};
	struct row r;

	json_open(&j, '[');
	for (dev_id id = 0; id < net->dev_n; id++) {
		fill(&r, net, id);
		json_open(&j, '{');
		for (int i = 0; i < STOCK_MODULE; i++)
			member_str(&j, keys[i], r.cell[i]);
		json_modules(&j, net, id);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	buf_char(out, '\n');
}

void stock_print(struct buf *out, const struct network *net, enum stock_form form)
{
	switch (form) {
	case STOCK_TABLE:
		print_table(out, net);
		break;
	case STOCK_CSV:
		print_csv(out, net);
		break;
	case STOCK_JSON:
		print_json(out, net);
	}
}
