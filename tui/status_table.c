/*
 * The same verdicts as the JSON, for people: what is wrong stands last, where a
 * terminal leaves the eye.
 */
#include "tui/status.h"

#include <math.h>

#include "probes/alert/state.h"
#include "probes/base/arena.h"
#include "probes/base/clock.h"
#include "tui/columns.h"
#include "views/format.h"

static void head(struct buf *out, const struct inventory *inv,
		 const struct status_poll *p, int64_t now_ms)
{
	char when[CLOCK_RFC3339_SIZE];

	buf_printf(out, "%s  %s  %u of %u devices answered, %u interfaces in %.1f s\n",
		   inv->settings.name ? inv->settings.name : "noctop",
		   clock_rfc3339(when, now_ms), p->answered, p->devices, p->interfaces,
		   p->seconds);
}

static void site_row(struct buf *out, const struct network *net,
		     const struct alerts *alerts, site_id id, int64_t now_ms)
{
	struct site_verdict v;
	char since[FORMAT_SIZE];

	site_verdict(net, alerts, id, now_ms, &v);
	buf_printf(out, "%s\t%s\t%u/%u\t%s\t%s\n", network_str(net, net->site[id].name),
		   site_state_name(v.state), v.lost, v.devices,
		   format_age(since, v.since_ms ? now_ms - v.since_ms : -1), v.cause);
}

static uint32_t interfaces_up(const struct network *net, const struct dev *dev)
{
	uint32_t up = 0;

	for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++)
		up += net->ifs.oper[i] == IF_UP;
	return up;
}

static void dev_row(struct buf *out, const struct network *net,
		    const struct alerts *alerts, dev_id id, int64_t now_ms)
{
	const struct dev *dev = &net->dev[id];
	char rtt[FORMAT_SIZE], loss[FORMAT_SIZE], cpu[FORMAT_SIZE], mem[FORMAT_SIZE];
	char age[FORMAT_SIZE], why[256];

	dev_why(net, alerts, id, now_ms, why, sizeof why);
	buf_printf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%u/%u\t%s\t%s\n",
		   network_str(net, dev->name),
		   dev_state_name(dev_state(net, alerts, id, now_ms)),
		   reason_words((enum reason)dev->reason),
		   format_ms(rtt, dev->reach.answering ? dev->reach.rtt_ms : NAN),
		   format_pct(loss, reach_loss_pct(&dev->reach, REACH_WINDOW)),
		   format_pct(cpu, dev->cpu_pct), format_pct(mem, dev->mem_pct),
		   interfaces_up(net, dev), dev->if_n,
		   format_age(age, network_dev_age(net, id, now_ms)), why);
}

static void alert_row(struct buf *out, const struct alert *a, int64_t now_ms)
{
	char age[FORMAT_SIZE], since[FORMAT_SIZE] = "";

	if (a->ack.at_ms)
		format_age(since, now_ms - a->ack.at_ms);
	buf_printf(out, "%llu\t%c%s\t%s\t%s\t%s\t%s %s\n", (unsigned long long)a->id,
		   severity_letter(a->severity), a->ack.at_ms ? "a" : "",
		   format_age(age, now_ms - a->opened_ms), a->name, a->text,
		   a->ack.at_ms ? a->ack.by.name : "", since);
}

static void alert_rows(struct buf *out, const struct alerts *alerts, int64_t now_ms)
{
	struct arena scratch = {0};
	const struct alert **row = arena_alloc(&scratch, alerts->n * sizeof *row);
	uint32_t n = alerts_list(alerts, false, now_ms, 0, row, alerts->n);

	buf_str(out,
		n ? "\nID\tS\tAGE\tTHING\tALERT\tIN HAND\n" : "\nno open alerts\n");
	for (uint32_t i = 0; i < n; i++)
		alert_row(out, row[i], now_ms);
	arena_fini(&scratch);
}

/* Print the gathered cells and begin a new table. */
static void end_table(struct buf *out, struct buf *cells)
{
	columns_print(out, cells->data);
	buf_reset(cells);
}

void status_table(struct buf *out, const struct inventory *inv,
		  const struct network *net, const struct alerts *alerts,
		  const struct status_poll *poll, int64_t now_ms)
{
	struct buf cells = {0};

	head(out, inv, poll, now_ms);
	if (net->site_n) {
		buf_str(&cells, "\nSITE\tSTATE\tLOST\tSINCE\tCAUSE\n");
		for (site_id id = 0; id < net->site_n; id++)
			site_row(&cells, net, alerts, id, now_ms);
		end_table(out, &cells);
	}
	buf_str(&cells,
		"\nDEVICE\tSTATE\tSNMP\tRTT ms\tLOSS\tCPU\tMEM\tIF UP\tAGE\tWHY\n");
	for (dev_id id = 0; id < net->dev_n; id++)
		dev_row(&cells, net, alerts, id, now_ms);
	end_table(out, &cells);
	alert_rows(&cells, alerts, now_ms);
	end_table(out, &cells);
	buf_fini(&cells);
}
