/*
 * Days of a network as lines of text, and what the alerts make of them. Each case of
 * tests/alert/life/NAME.day begins with "= what it holds"; '#' is a comment. The rules
 * are the shipped ones. First the network:
 *
 *   device NAME ROLE [SITE] [behind NAME[,NAME]]    ports NAME N
 * uplink|wan|declared|plain part NAME KIND COMPONENT PART [WARNING CRITICAL]
 *   peer NAME KIND PEER [GROUP] [STATE]
 *   circuit NAME A:PORT [B:PORT] [rate Mbit/s] [loss PCT] [latency|jitter MS] [voice]
 *       [planned]
 *
 * then what happens, each line after a time of the day (00:10, 00:10:05) or after a
 * while
 * (+30s, +5m, +2h), or at once without one:
 *
 *   NAME down|up|blind|sees|wrong-key|planned|in-service|reboots   NAME cpu|mem|rtt N
 *   NAME loses every N                              NAME part PART STATE|VALUE
 *   NAME usually rtt|PART N                         at this hour, by four weeks of it
 *   NAME peer PEER off|unknown|up|impaired|down|gone|blinks
 *   NAME:PORT half|full
 *   NAME:PORT down|up|dormant|shut|lower|gone|blinks   NAME:PORT util|errors|discards N
 *   restart [killed] [AWAY]                         poll NAME       forget
 *   clock SPAN                                      ours is set by it, -2h too
 *   ack NAME[:PORT] CHECK [by WHO] [recovery|worse|stable|time|window] [for SPAN]
 *       [admin] [note TEXT]        release|own|escalate|comment|ticket|clear … [by WHO]
 *       [to NAME] [note TEXT]      raise NAME [SEVERITY] note TEXT     undo [by WHO]
 *   refused …                                       an act that is not done
 *
 * and what must be so:
 *
 *   expect NAME[:PORT] CHECK
 *       none|open|acked|again|hidden|flapping|cleared|pending|settled [SEVERITY]
 *       [hides N] [holder WHO] [for SPAN] [says TEXT]
 *   expect KIND N      so many events of that kind since the beginning or "forget"
 *   held by FILE NAME  what no day can play: a test of that name in that file
 *   expect live N      alerts that are not over, hidden ones too
 *   expect unack CMW   as the header counts, such as 2 1 0
 */
#include "tests/alert/player.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>

#include "probes/alert/book.h"

/* --- what must be so --- */

static bool is_pending(const struct player *p, const struct key *k)
{
	const struct alerts *alerts = &p->stage->world.alerts;
	uint32_t thing = alert_thing(&p->stage->world.net, SUBJECT_DEVICE, k->name);

	if (thing >= alerts->dev_book_cap)
		return false;
	for (uint32_t i = 0; i < alerts->dev_book[thing].n; i++) {
		const struct track *t = alerts->dev_book[thing].track[i];

		if (t->check == k->check && t->id && strcmp(t->entity, k->entity) == 0)
			return true;
	}
	return false;
}

static const char *state_of(const struct player *p, const struct key *k,
			    const struct alert *a, const char *wanted)
{
	if (strcmp(wanted, "pending") == 0 || strcmp(wanted, "settled") == 0)
		return is_pending(p, k) ? "pending" : "settled";
	if (!alert_live(a))
		return a && strcmp(wanted, "cleared") == 0 ? "cleared" : "none";
	if (a->suppressed)
		return "hidden";
	if (strcmp(wanted, "flapping") == 0)
		return a->flapping ? "flapping" : "not flapping";
	if (a->state == ALERT_ACKNOWLEDGED)
		return "acked";
	if (strcmp(wanted, "again") == 0)
		return a->needs_reack ? "again" : "not again";
	return "open";
}

static bool check_detail(struct player *p, const struct alert *a, struct line *l)
{
	int64_t now = p->stage->world.now, ms = 0;
	const char *word = next(l);

	if (severity_find(word))
		return a->severity == severity_find(word)
			       ? true
			       : wrong(p, "it is %s", severity_name(a->severity));
	if (strcmp(word, "hides") == 0)
		return a->hides == (uint32_t)number(l)
			       ? true
			       : wrong(p, "it hides %u", a->hides);
	if (strcmp(word, "holder") == 0)
		return strcmp(alert_holder(a), next(l)) == 0
			       ? true
			       : wrong(p, "'%s' has it", alert_holder(a));
	if (strcmp(word, "for") == 0 && span(next(l), &ms))
		return a->ack.until_ms == now + ms
			       ? true
			       : wrong(p, "for %lld s more",
				       (long long)(a->ack.until_ms - now) / 1000);
	if (strcmp(word, "says") == 0)
		return strstr(a->text, rest(l)) ? true
						: wrong(p, "it says '%s'", a->text);
	return wrong(p, "'%s' is nothing to expect", word);
}

static bool expect_alert(struct player *p, struct line *l)
{
	const struct alert *a;
	const char *wanted, *is;
	struct key k;

	if (!take_key(p, l, &k))
		return false;
	a = alert_of(p, &k);
	wanted = next(l);
	is = state_of(p, &k, a, wanted);
	if (strcmp(is, wanted) != 0)
		return wrong(p, "it is %s%s%s", is, a ? ": " : "", a ? a->text : "");
	while (a && l->at < l->n)
		if (!check_detail(p, a, l))
			return false;
	return true;
}

static bool expect_number(struct player *p, const char *what, unsigned is,
			  unsigned wanted)
{
	return is == wanted ? true : wrong(p, "%s: %u", what, is);
}

static bool expect_unack(struct player *p, struct line *l)
{
	struct alert_counts counts;

	alerts_count(&p->stage->world.alerts, &counts);
	for (int s = SEV_CRITICAL; s >= SEV_WARNING; s--)
		if (counts.unack[s] != (unsigned)number(l))
			return wrong(p, "%u %s", counts.unack[s],
				     severity_name((enum severity)s));
	return true;
}

static bool expect(struct player *p, struct line *l)
{
	const struct world *w = &p->stage->world;

	if (take(l, "live"))
		return expect_number(p, "live", world_live(w), (unsigned)number(l));
	if (take(l, "unack"))
		return expect_unack(p, l);
	for (int k = EVENT_NONE + 1; k < EVENT_N && l->n - l->at == 2; k++)
		if (take(l, event_name((enum event_kind)k)))
			return expect_number(p, event_name((enum event_kind)k),
					     world_count(w, (enum event_kind)k),
					     (unsigned)number(l));
	return expect_alert(p, l);
}

/* --- playing --- */

/* A time in front of the line: 00:10[:05], +30s; passes. */
static bool take_time(struct player *p, struct line *l)
{
	struct world *w = &p->stage->world;
	unsigned h, m, s = 0;
	int64_t ms = 0;

	if (l->word[0][0] == '+' && span(l->word[0] + 1, &ms))
		l->at++;
	else if (sscanf(l->word[0], "%2u:%2u:%2u", &h, &m, &s) >= 2) {
		ms = T0 + (int64_t)(h * 3600 + m * 60 + s) * SECOND - w->now;
		l->at++;
	}
	if (ms < 0)
		return wrong(p, "that time is over");
	stage_pass(p->stage, ms);
	return true;
}

static bool restart(struct player *p, struct line *l)
{
	bool killed = take(l, "killed");
	int64_t away = 0;

	if (l->at < l->n && !span(next(l), &away))
		return wrong(p, "away for how long?");
	stage_restart(p->stage, killed, away);
	return true;
}

static bool set_clock(struct player *p, struct line *l)
{
	struct world *w = &p->stage->world;
	int64_t by;

	if (!span(next(l), &by))
		return wrong(p, "set by how much?");
	w->now += by;
	p->stage->wakes_ms += by;
	alerts_clock_set(&w->alerts, by);
	return true;
}

/* What no day can play is another test's: it has one of that name. */
static bool held_by(struct player *p, struct line *l)
{
	const char *file = next(l), *name = next(l);
	char path[4096], line[512];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof path, "%s/../%s", getenv("NOCTOP_DATADIR"), file);
	f = fopen(path, "r");
	if (!f)
		return wrong(p, "no such file");
	while (!found && fgets(line, sizeof line, f))
		found = strstr(line, name) != NULL;
	fclose(f);
	return found || wrong(p, "it has no such test");
}

static bool happens(struct player *p, struct line *l)
{
	if (take(l, "expect"))
		return expect(p, l);
	if (take(l, "held"))
		return take(l, "by") && held_by(p, l);
	if (take(l, "restart"))
		return restart(p, l);
	if (take(l, "clock"))
		return set_clock(p, l);
	if (!take(l, "forget"))
		return player_does(p, l);
	event_list_reset(&p->stage->world.events);
	return true;
}

static bool play(struct player *p, const char *text)
{
	struct line l;
	bool good;

	split(&l, text);
	if (!l.n)
		return true;
	if (player_builds(p, &l, &good))
		return good;
	if (!p->begun)
		stage_begin(p->stage);
	p->begun = true;
	return take_time(p, &l) && (l.at == l.n || happens(p, &l));
}

/* --- files --- */

static void explain(const struct player *p, const char *line)
{
	const struct alerts *alerts = &p->stage->world.alerts;

	printf("# %s.day:%u: %s: %s\n", p->file, p->number, line, p->why);
	for (uint32_t i = 0; i < alerts->n; i++)
		printf("#   %s %s %s: %s, %s\n", alerts->row[i]->name,
		       alerts->row[i]->entity, check_name(alerts->row[i]->check),
		       alert_state_name(alerts->row[i]->state), alerts->row[i]->text);
}

static bool play_case(const char *file, unsigned number, char *lines, unsigned *cases)
{
	static struct stage stage; /* too large for a stack */
	struct player p = {.stage = &stage, .file = file, .number = number};
	char rules[4096], *name = lines + 1, *end = strchr(lines, '\n');
	bool good = true;

	while (isspace((unsigned char)*name))
		name++;
	*end = '\0';
	snprintf(rules, sizeof rules, "%s/rules.ini", getenv("NOCTOP_DATADIR"));
	stage_open(&stage, rules);
	for (char *line = end + 1; good && *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		p.number++;
		good = play(&p, line);
		if (!good)
			explain(&p, line);
	}
	stage_close(&stage);
	printf("%sok %u - %s: %s\n", good ? "" : "not ", ++*cases, file, name);
	return good;
}

static bool play_file(const char *folder, const char *name, unsigned *cases)
{
	char path[4400], file[64], *bytes, *from, *to;
	unsigned number = 1;
	bool good = true;
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	snprintf(file, sizeof file, "%.*s", (int)(strlen(name) - 4), name);
	f = fopen(path, "r");
	assert_non_null(f);
	bytes = calloc(1, 1 << 20);
	n = fread(bytes, 1, (1 << 20) - 2, f);
	fclose(f);
	bytes[n] = '\n';
	for (from = bytes; *from; from = to) {
		to = strstr(from, "\n= ");
		to = to ? to + 1 : from + strlen(from);
		if (*from == '=') {
			char *lines = strndup(from, (size_t)(to - from));

			good &= play_case(file, number, lines, cases);
			free(lines);
		}
		for (const char *s = from; s < to; s++)
			number += *s == '\n';
	}
	free(bytes);
	return good;
}

static int is_day(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot && strcmp(dot, ".day") == 0;
}

int main(int argc, char **argv)
{
	struct dirent **entry;
	char folder[4096];
	unsigned cases = 0;
	bool good = true;
	int n;

	if (!getenv("NOCTOP_DATADIR"))
		return printf("1..0 # SKIP NOCTOP_DATADIR is not set\n") < 0;
	snprintf(folder, sizeof folder, "%s/../tests/alert/life",
		 getenv("NOCTOP_DATADIR"));
	n = scandir(folder, &entry, is_day, alphasort);
	for (int i = 0; i < n; i++) {
		if (argc < 2 || strcmp(argv[1], entry[i]->d_name) == 0)
			good &= play_file(folder, entry[i]->d_name, &cases);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	printf("1..%u\n", cases);
	return !good;
}
