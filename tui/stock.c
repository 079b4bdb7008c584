/*
 * One list of columns for all three forms, so that they cannot tell different things.
 */
#include "tui/stock.h"

#include "probes/base/clock.h"
#include "tui/columns.h"
#include "tui/csv.h"
#include "tui/member.h"

enum { STOCK_COLUMNS = 11, STOCK_BOOTED = 10 };

static const char *const keys[STOCK_COLUMNS] = {
	"device", "address", "site",	"role",	     "vendor",	  "model",
	"serial", "version", "profile", "object_id", "boot_time",
};
static const char *const heads[STOCK_COLUMNS] = {
	"DEVICE", "ADDRESS", "SITE",	"ROLE", "VENDOR", "MODEL",
	"SERIAL", "VERSION", "PROFILE", NULL,	"BOOTED",
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
}

static void print_table(struct buf *out, const struct network *net)
{
	struct buf cells = {0};
	struct row r;

	for (dev_id id = NONE; id == NONE || id < net->dev_n; id++) {
		if (id != NONE)
			fill(&r, net, id);
		for (int i = 0, n = 0; i < STOCK_COLUMNS; i++)
			if (heads[i])
				buf_printf(&cells, "%s%s", n++ ? "\t" : "",
					   id == NONE	? heads[i]
					   : *r.cell[i] ? r.cell[i]
							: "-");
		buf_char(&cells, '\n');
	}
	columns_print(out, cells.data);
	buf_fini(&cells);
}

static void print_csv(struct buf *out, const struct network *net)
{
	struct row r;

	for (int i = 0; i < STOCK_COLUMNS; i++)
		buf_printf(out, "%s%s", i ? "," : "", keys[i]);
	buf_str(out, "\r\n");
	for (dev_id id = 0; id < net->dev_n; id++) {
		fill(&r, net, id);
		for (int i = 0; i < STOCK_COLUMNS; i++) {
			if (i)
				buf_char(out, ',');
			csv_text(out, r.cell[i]);
		}
		buf_str(out, "\r\n");
	}
}

static void print_json(struct buf *out, const struct network *net)
{
	struct json j = {.out = out};
	struct row r;

	json_open(&j, '[');
	for (dev_id id = 0; id < net->dev_n; id++) {
		fill(&r, net, id);
		json_open(&j, '{');
		for (int i = 0; i < STOCK_COLUMNS; i++)
			member_str(&j, keys[i], r.cell[i]);
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
