/*
 * maintenance: phases of windows, and what they hold of. Which window holds of a device
 * is worked out when one begins or ends, a few devices at a time, so that judging an
 * alert costs a look into an array.
 */
#include "probes/alert/maintenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/alert/window.h"
#include "probes/base/log.h"
#include "probes/model/circuit.h"

#define TICK_MS 1000
#define NAMES_MAX 5

void maintenance_init(struct maintenance *m, const struct zone *zone, int64_t grace_ms)
{
	*m = (struct maintenance){.zone = zone, .grace_ms = grace_ms, .at = NONE};
}

void maintenance_fini(struct maintenance *m)
{
	for (uint32_t i = 0; i < m->n; i++)
		window_free(m->window[i]);
	free(m->window);
	free(m->dev);
	free(m->site);
	free(m->circuit);
	free(m->went);
	*m = (struct maintenance){.at = NONE};
}

struct window *maintenance_put(struct maintenance *m, const struct window *w)
{
	struct window *copy = malloc(sizeof *copy);

	if (!copy)
		die("out of memory");
	*copy = *w;
	TABLE_GROW(m->window, m->cap, m->n + 1);
	m->window[m->n++] = copy;
	m->next_ms = 0;
	m->generation++;
	return copy;
}

static void remove_window(struct maintenance *m, uint32_t i)
{
	window_free(m->window[i]);
	m->n--;
	memmove(&m->window[i], &m->window[i + 1], (m->n - i) * sizeof(struct window *));
}

struct window *maintenance_find(const struct maintenance *m, const char *name)
{
	for (uint32_t i = 0; i < m->n; i++)
		if (strcmp(m->window[i]->name, name) == 0)
			return m->window[i];
	return NULL;
}

/* --- time --- */

static void next_time(const struct maintenance *m, struct window *w, int64_t from_ms)
{
	struct calendar_time t;

	if (!calendar_time(&w->when, w->zone ? w->zone : m->zone, from_ms, &t))
		t = (struct calendar_time){INT64_MAX, INT64_MAX};
	w->from_ms = t.from_ms;
	w->to_ms = t.to_ms;
}

/* One whose grace is over; see maintenance_missed. */
void maintenance_configure(struct maintenance *m, const struct window *conf,
			   int64_t now_ms)
{
	struct window *w = maintenance_put(m, conf);

	if (w->recurring)
		next_time(m, w, now_ms - m->grace_ms);
	else if (w->to_ms + m->grace_ms <= now_ms)
		w->phase = WINDOW_OVER;
}

void maintenance_missed(struct maintenance *m, int64_t alive_ms, int64_t now_ms)
{
	m->since_ms = now_ms;
	for (uint32_t i = 0; alive_ms && i < m->n; i++) {
		struct window *w = m->window[i];
		struct window was = *w;

		if (w->made)
			continue; /* the journal says which of those are told of */
		if (w->recurring)
			next_time(m, &was,
				  alive_ms - m->grace_ms - MAINTENANCE_ASKS_MS);
		if (was.from_ms > alive_ms || was.to_ms + m->grace_ms > now_ms ||
		    was.to_ms + m->grace_ms + MAINTENANCE_ASKS_MS <= alive_ms)
			continue;
		w->from_ms = was.from_ms;
		w->to_ms = was.to_ms;
		w->phase = WINDOW_ASKS;
		m->next_ms = 0;
	}
}

static bool in_force(const struct window *w)
{
	return w->phase == WINDOW_RUNS || w->phase == WINDOW_GRACE;
}

static enum window_phase phase_at(const struct maintenance *m, const struct window *w,
				  int64_t now_ms)
{
	if (w->phase == WINDOW_OVER)
		return WINDOW_OVER;
	if (now_ms < w->from_ms)
		return WINDOW_WAITS;
	if (now_ms < w->to_ms)
		return WINDOW_RUNS;
	return now_ms - w->to_ms < m->grace_ms ? WINDOW_GRACE : WINDOW_ASKS;
}

/* Nothing changes before. */
static int64_t phase_end(const struct maintenance *m, const struct window *w,
			 int64_t now_ms)
{
	switch (w->phase) {
	case WINDOW_WAITS:
		return w->from_ms;
	case WINDOW_RUNS:
		return w->to_ms;
	case WINDOW_GRACE:
		return now_ms + TICK_MS < w->to_ms + m->grace_ms
			       ? now_ms + TICK_MS /* its next time may begin */
			       : w->to_ms + m->grace_ms;
	case WINDOW_ASKS:
		return now_ms + TICK_MS;
	default:
		return INT64_MAX;
	}
}

static void enter(struct maintenance *m, struct window *w, enum window_phase phase)
{
	bool held = in_force(w);

	if (phase == w->phase)
		return;
	w->phase = phase;
	m->generation++;
	if (held == in_force(w))
		return;
	w->news = true;
	m->at = 0;
}

static void count_narrow(struct maintenance *m)
{
	m->narrow = 0;
	for (uint32_t i = 0; i < m->n; i++)
		m->narrow += in_force(m->window[i]) && window_is_narrow(m->window[i]);
}

static void step_phases(struct maintenance *m, int64_t now_ms)
{
	if (now_ms < m->next_ms)
		return;
	m->next_ms = INT64_MAX;
	for (uint32_t i = 0; i < m->n; i++) {
		struct window *w = m->window[i];
		int64_t end_ms;

		if (w->recurring && now_ms >= w->to_ms && now_ms >= w->skip_ms &&
		    calendar_in(&w->when, w->zone ? w->zone : m->zone, now_ms))
			next_time(m, w, now_ms);
		enter(m, w, phase_at(m, w, now_ms));
		end_ms = phase_end(m, w, now_ms);
		if (end_ms < m->next_ms)
			m->next_ms = end_ms;
	}
	count_narrow(m);
}

/* --- what holds of what --- */

/* Of several the one that ends last. */
static const struct window *last_of(const struct maintenance *m,
				    const struct network *net, struct scope_thing t)
{
	const struct window *best = NULL;

	for (uint32_t i = 0; i < m->n; i++)
		if (in_force(m->window[i]) &&
		    (!best || m->window[i]->to_ms > best->to_ms) &&
		    window_holds(m->window[i], net, t))
			best = m->window[i];
	return best;
}

const struct window *maintenance_of(const struct maintenance *m,
				    const struct network *net, struct scope_thing t)
{
	const struct window *of_dev = t.dev < m->dev_cap ? m->dev[t.dev] : NULL;

	if (t.ifs != NONE && !of_dev && m->narrow)
		return last_of(m, net, t);
	if (t.dev != NONE)
		return of_dev;
	if (t.circuit != NONE)
		return t.circuit < m->circuit_cap ? m->circuit[t.circuit] : NULL;
	if (t.site != NONE)
		return t.site < m->site_cap ? m->site[t.site] : NULL;
	return t.customer != NONE ? last_of(m, net, t) : NULL;
}

int64_t maintenance_until(const struct maintenance *m, const struct network *net,
			  const struct alert *a)
{
	struct scope_thing t;
	const struct window *w =
		scope_of_alert(net, a, &t) ? maintenance_of(m, net, t) : NULL;

	return w ? w->to_ms : 0;
}

bool maintenance_exempts(enum check check, enum severity severity)
{
	return check == CHECK_FAN || check == CHECK_PSU ||
	       (check == CHECK_TEMPERATURE && severity == SEV_CRITICAL);
}

/* --- looking again --- */

struct sweep {
	struct maintenance *m;
	const struct network *net;
	int64_t now_ms;
	maintenance_changed *changed;
	void *ctx;
	struct event_list *out;
};

static void tell_planned(struct sweep *s, enum subject subject, const char *name,
			 const char *entity, const struct window *w, bool holds)
{
	char text[96];

	snprintf(text, sizeof text, "maintenance %s %s", w->name,
		 holds ? "holds" : "is over");
	event_add(s->out, &(struct event){
				  .at_ms = s->now_ms,
				  .kind = EVENT_PLANNED,
				  .severity = SEV_INFO,
				  .subject = subject,
				  .name = name,
				  .entity = entity,
				  .text = text,
				  .value = holds,
				  .limit = (double)NAN,
				  .until_ms = w->to_ms + s->m->grace_ms,
			  });
}

/* Its interfaces, where a window that names some began or ended. */
static uint32_t look_ports(struct sweep *s, dev_id d, bool *hit)
{
	const struct dev *dev = &s->net->dev[d];
	uint32_t looked = 0;

	for (uint32_t w = 0; w < s->m->n; w++) {
		const struct window *window = s->m->window[w];

		if (!window->news || !window_is_narrow(window) ||
		    !window_may_hold_in(window, s->net, d))
			continue;
		looked += dev->if_n;
		for (if_id i = dev->if_first; i < dev->if_first + dev->if_n; i++) {
			if (!window_holds(window, s->net, scope_if(s->net, i)))
				continue;
			*hit = true;
			tell_planned(s, SUBJECT_DEVICE, network_str(s->net, dev->name),
				     network_str(s->net, s->net->ifs.name[i]), window,
				     in_force(window));
		}
	}
	return looked;
}

static uint32_t look_dev(struct sweep *s, dev_id d)
{
	const struct window *was = s->m->dev[d];
	const struct window *is = last_of(s->m, s->net, scope_dev(d));
	bool hit = !was != !is;
	uint32_t looked;

	s->m->dev[d] = is;
	if (hit)
		tell_planned(s, SUBJECT_DEVICE,
			     network_str(s->net, s->net->dev[d].name), "",
			     is ? is : was, is != NULL);
	looked = 1 + look_ports(s, d, &hit);
	if (hit)
		s->changed(s->ctx, d, is != NULL);
	return looked;
}

static void look_sites(struct sweep *s)
{
	for (site_id id = 0; id < s->net->site_n; id++) {
		const struct window *was = s->m->site[id];
		const struct window *is = last_of(s->m, s->net, scope_site(id));

		s->m->site[id] = is;
		if (!was != !is)
			tell_planned(s, SUBJECT_SITE,
				     network_str(s->net, s->net->site[id].name), "",
				     is ? is : was, is != NULL);
	}
}

/* Its own, else that of a device at one of its ends. */
static const struct window *of_circuit(const struct sweep *s, uint32_t i)
{
	const struct window *w = last_of(s->m, s->net, scope_circuit(i));

	for (int e = 0; e < LINE_ENDS && !w; e++)
		if (s->net->circuit[i].end[e].dev != NONE)
			w = s->m->dev[s->net->circuit[i].end[e].dev];
	return w;
}

static void look_circuits(struct sweep *s)
{
	for (uint32_t i = 0; i < s->net->circuit_n; i++) {
		const struct window *was = s->m->circuit[i], *is = of_circuit(s, i);

		s->m->circuit[i] = is;
		if (!was != !is)
			tell_planned(s, SUBJECT_CIRCUIT,
				     network_str(s->net, s->net->circuit[i].name), "",
				     is ? is : was, is != NULL);
	}
}

static void look(struct sweep *s, uint32_t rows)
{
	struct maintenance *m = s->m;
	uint32_t looked = 0;

	while (m->at < s->net->dev_n && looked < rows)
		looked += look_dev(s, m->at++);
	if (m->at < s->net->dev_n)
		return;
	look_sites(s);
	look_circuits(s);
	m->at = NONE;
	for (uint32_t i = 0; i < m->n; i++)
		m->window[i]->news = false;
	m->generation++;
}

/* --- the end of a window --- */

void maintenance_went(struct maintenance *m, dev_id d)
{
	if (d < m->went_cap)
		m->went[d] = 1;
}

/* Names of devices, the first few of them. */
struct names {
	char text[160];
	uint32_t n;
};

static void add_name(struct names *names, const char *name)
{
	if (names->n++ < NAMES_MAX)
		text_add(names->text, sizeof names->text, "%s%s",
			 *names->text ? ", " : " ", name);
	else if (names->n == NAMES_MAX + 1)
		text_add(names->text, sizeof names->text, " …");
}

/* An alert that its window has left behind. */
static bool is_left(const struct alert *a, const struct window *w)
{
	return alert_live(a) && a->planned_by && strcmp(a->planned_by, w->name) == 0;
}

static bool has_left(const struct alerts *alerts, const struct window *w, dev_id d)
{
	for (uint32_t i = 0; i < alerts->n; i++)
		if (alerts->row[i]->subject == SUBJECT_DEVICE &&
		    alerts->row[i]->thing == d && is_left(alerts->row[i], w))
			return true;
	return false;
}

/* "CHG1 ended: 2 devices back, 1 still down: d1", "CHG1 ended: nothing failed" */
static void say_end(char *text, size_t cap, const char *name, uint32_t back,
		    const struct names *down, const struct names *ill)
{
	const char *comma = back ? ", " : "";

	snprintf(text, cap, "%s ended: ", name);
	if (!back && !down->n && !ill->n)
		text_add(text, cap, "nothing failed");
	if (back)
		text_add(text, cap, "%u device%s back", back, back == 1 ? "" : "s");
	if (down->n)
		text_add(text, cap, "%s%u still down:%s", comma, down->n, down->text);
	if (ill->n)
		text_add(text, cap, "%s%u with alerts:%s", down->n ? ", " : comma,
			 ill->n, ill->text);
}

static void digest(struct sweep *s, const struct alerts *alerts, const struct window *w)
{
	struct names down = {.n = 0}, ill = {.n = 0};
	uint32_t back = 0;
	char text[512];

	for (dev_id d = 0; d < s->net->dev_n; d++) {
		const char *name = network_str(s->net, s->net->dev[d].name);

		if (!s->m->went[d] || !window_may_hold_in(w, s->net, d))
			continue;
		s->m->went[d] = 0;
		if (check_unreachable(&s->net->dev[d]))
			add_name(&down, name);
		else if (has_left(alerts, w, d))
			add_name(&ill, name);
		else
			back++;
	}
	say_end(text, sizeof text, w->name, back, &down, &ill);
	event_add(s->out, &(struct event){
				  .at_ms = s->now_ms,
				  .kind = EVENT_DIGEST,
				  .severity = SEV_INFO,
				  .subject = SUBJECT_WINDOW,
				  .name = w->name,
				  .text = text,
				  .value = down.n + ill.n,
				  .limit = (double)NAN,
				  .note = w->owner,
			  });
}

static bool still_asks(const struct alerts *alerts, const struct window *w)
{
	for (uint32_t i = 0; i < alerts->n; i++)
		if (alerts->row[i]->planned && is_left(alerts->row[i], w))
			return true;
	return false;
}

static void finish(struct sweep *s, const struct alerts *alerts)
{
	struct maintenance *m = s->m;

	for (uint32_t i = m->n; i-- > 0;) {
		struct window *w = m->window[i];
		bool missed = w->to_ms + m->grace_ms < m->since_ms;
		int64_t asks_ms = s->now_ms - (missed ? m->since_ms
						      : w->to_ms + m->grace_ms);

		if (w->phase == WINDOW_OVER && w->made) {
			remove_window(m, i);
			continue;
		}
		if (w->phase != WINDOW_ASKS || asks_ms < TICK_MS ||
		    (asks_ms < MAINTENANCE_ASKS_MS &&
		     (missed || still_asks(alerts, w))))
			continue;
		digest(s, alerts, w);
		enter(m, w, WINDOW_OVER);
		if (!w->recurring)
			continue;
		next_time(m, w, s->now_ms > w->skip_ms ? s->now_ms : w->skip_ms);
		enter(m, w, WINDOW_WAITS);
		m->next_ms = 0;
	}
}

bool maintenance_step(struct maintenance *m, const struct network *net,
		      const struct alerts *alerts, int64_t now_ms, uint32_t rows,
		      maintenance_changed *changed, void *ctx, struct event_list *out)
{
	struct sweep s = {m, net, now_ms, changed, ctx, out};

	TABLE_GROW(m->dev, m->dev_cap, net->dev_n + 1);
	TABLE_GROW(m->site, m->site_cap, net->site_n + 1);
	TABLE_GROW(m->circuit, m->circuit_cap, net->circuit_n + 1);
	TABLE_GROW(m->went, m->went_cap, net->dev_n + 1);
	step_phases(m, now_ms);
	if (m->at == NONE)
		finish(&s, alerts);
	if (m->at != NONE)
		look(&s, rows);
	return m->at != NONE;
}
