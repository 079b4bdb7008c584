/*
 * report: which things are asked for, in which order. A device without any event was up
 * whenever a watch was, so what the configuration names is in it, too.
 */
#include "tui/report.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/clock.h"
#include "probes/journal/journal.h"
#include "probes/model/circuit.h"
#include "tui/attach.h"
#include "tui/exits.h"
#include "tui/report_print.h"

#define SINCE_MS (INT64_C(30) * 24 * 3600 * 1000)

struct job {
	const struct options *options;
	struct watch_setup setup;
	struct report report;
	const char *journal; /* its path */
	uint32_t *thing, n;
};

static bool is(const struct network *net, str_id name, const char *wanted)
{
	return !wanted || !strcmp(network_str(net, name), wanted);
}

static bool site_wanted(const struct job *job, site_id s)
{
	const struct network *net = &job->setup.net;

	return is(net, net->site[s].name, job->options->site) &&
	       is(net, net->site[s].customer, job->options->customer);
}

static site_id find_site(const struct network *net, const char *name)
{
	for (site_id s = 0; s < net->site_n; s++)
		if (is(net, net->site[s].name, name))
			return s;
	return NONE;
}

static bool circuit_wanted(const struct job *job, const struct circuit *c)
{
	const struct network *net = &job->setup.net;

	for (int e = 0; e < LINE_ENDS; e++)
		if (c->end[e].dev != NONE &&
		    site_wanted(job, net->dev[c->end[e].dev].site))
			return true;
	return false;
}

/* What is not configured any more belongs to no site: only who asks for all sees it. */
static bool wanted(void *ctx, enum subject subject, const char *name)
{
	const struct job *job = ctx;
	const struct network *net = &job->setup.net;
	uint32_t at;

	if (!job->options->site && !job->options->customer)
		return true;
	switch (subject) {
	case SUBJECT_DEVICE:
		at = strmap_find(&net->dev_by_name, name);
		return at != NONE && net->dev[at].site != NONE &&
		       site_wanted(job, net->dev[at].site);
	case SUBJECT_SITE:
		at = find_site(net, name);
		return at != NONE && site_wanted(job, at);
	case SUBJECT_CIRCUIT:
		at = network_circuit_find(net, name);
		return at != NONE && circuit_wanted(job, &net->circuit[at]);
	case SUBJECT_CUSTOMER:
		return !job->options->site && !strcmp(name, job->options->customer);
	default:
		return false;
	}
}

static bool can_find(const struct job *job)
{
	const struct network *net = &job->setup.net;

	for (site_id s = 0; s < net->site_n; s++)
		if (site_wanted(job, s))
			return true;
	return !job->options->site && !job->options->customer;
}

static void read_event(void *ctx, const struct event *e)
{
	struct job *job = ctx;

	if (e)
		report_event(&job->report, e);
}

/* --- order --- */

static int rank(const struct report_thing *t)
{
	static const int ranks[SUBJECT_N] = {[SUBJECT_WATCH] = 0,
					     [SUBJECT_CUSTOMER] = 1,
					     [SUBJECT_SITE] = 2,
					     [SUBJECT_CIRCUIT] = 3,
					     [SUBJECT_DEVICE] = 4};
	return ranks[t->subject] + (*t->entity ? 1 : 0);
}

static const struct report *sorted; /* qsort has no context */

static int compare(const void *a, const void *b)
{
	const struct report_thing *x = &sorted->thing[*(const uint32_t *)a],
				  *y = &sorted->thing[*(const uint32_t *)b];
	int by = rank(x) - rank(y);

	by = by ? by : strcmp(x->name, y->name);
	return by ? by : strcmp(x->entity, y->entity);
}

static void choose(struct job *job)
{
	struct report *r = &job->report;
	const struct network *net = &job->setup.net;

	for (dev_id d = 0; d < net->dev_n; d++)
		report_thing(r, SUBJECT_DEVICE, network_str(net, net->dev[d].name), "");
	for (site_id s = 0; s < net->site_n; s++)
		report_thing(r, SUBJECT_SITE, network_str(net, net->site[s].name), "");
	for (uint32_t i = 0; i < net->circuit_n; i++)
		report_thing(r, SUBJECT_CIRCUIT, network_str(net, net->circuit[i].name),
			     "");
	for (customer_id c = 0; c < net->customer_n; c++)
		report_thing(r, SUBJECT_CUSTOMER,
			     network_str(net, net->customer[c].name), "");
	job->thing = calloc(r->thing_n, sizeof *job->thing);
	if (!job->thing)
		return;
	for (uint32_t i = 1; i < r->thing_n; i++)
		if (wanted(job, r->thing[i].subject, r->thing[i].name))
			job->thing[job->n++] = i;
	sorted = r;
	qsort(job->thing, job->n, sizeof *job->thing, compare);
}

/* --- */

static void print(const struct job *job)
{
	const struct options *o = job->options;
	char of[300] = "";
	struct buf out = {0};
	struct history *history = history_open_read(job->journal, clock_wall_ms());
	struct report_paper paper = {
		.report = &job->report,
		.network = job->setup.inventory.settings.name,
		.of = of,
		.reachability_ms = job->setup.inventory.settings.reachability_ms,
		.thing = job->thing,
		.n = job->n,
		.history = history,
		.wants = wanted,
		.ctx = (void *)(uintptr_t)job,
	};

	snprintf(of, sizeof of, "%s%.120s%s%.120s", o->customer ? " customer " : "",
		 o->customer ? o->customer : "", o->site ? " site " : "",
		 o->site ? o->site : "");
	if (o->json)
		report_json(&out, &paper);
	else if (o->csv)
		report_csv(&out, &paper);
	else
		report_text(&out, &paper);
	fwrite(out.data, 1, out.len, stdout);
	buf_fini(&out);
	history_close(history, clock_wall_ms());
}

static int run(struct job *job, const char *config)
{
	char path[PATH_MAX], why[256];
	int64_t now_ms = clock_wall_ms();
	int64_t since = job->options->since_ms ? job->options->since_ms : SINCE_MS;
	int64_t until = job->options->until_ms;

	if (until >= since) {
		fprintf(stderr, "noctop: --until is before --since\n");
		return EXIT_USAGE;
	}
	if (!can_find(job)) {
		fprintf(stderr, "noctop: no such site or customer is configured\n");
		return EXIT_FAILED;
	}
	report_init(&job->report, now_ms - since, now_ms - until);
	if (attach_need_journal(&job->setup.inventory.settings, config, path,
				sizeof path))
		return EXIT_CANNOT;
	if (!journal_read_events(path, &(struct journal_query){.max = UINT32_MAX},
				 read_event, job, why, sizeof why)) {
		fprintf(stderr, "noctop: cannot read the journal %s: %s\n", path, why);
		return EXIT_CANNOT;
	}
	report_end(&job->report);
	choose(job);
	job->journal = path;
	print(job);
	return EXIT_OK;
}

int report_run(const struct options *o)
{
	struct job job = {.options = o};
	char config[PATH_MAX];
	int code = attach_need(o, &job.setup);

	if (code == 0 && attach_config_path(o, config, sizeof config))
		code = run(&job, config);
	else if (code < 0)
		code = EXIT_CONFIG;
	report_fini(&job.report);
	attach_setup_fini(&job.setup);
	free(job.thing);
	return code;
}
