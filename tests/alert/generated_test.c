/*
 * Networks made by chance lose one device, one link, or two devices at once, and what
 * is shown is compared with what a search says that can be known: one cause, which is
 * what failed, and behind it what there is no other way to.
 */
#include "tests/alert/fixture.h"

#include "probes/alert/evidence.h"
#include "probes/model/ways.h"
#include "tests/model/mazes.h"

struct lab {
	struct world *w;
	struct maze m;
	uint32_t *port[2]; /* of each edge: its place among the ports of its ends */
	uint32_t *first, *edge; /* of each vertex its edges */
	uint8_t *lost;		/* by vertex: does not answer */
	uint32_t *order;
};

/* --- the network ---------------------------------------------------------------------
 */

static void rules(struct world *w)
{
	world_rule(w, (struct rule){.check = CHECK_UNREACHABLE,
				    .severity = SEV_CRITICAL,
				    .clears = SPAN(30 * SECOND),
				    .text = "unreachable, %r"});
	world_rule(w, (struct rule){.check = CHECK_IF_DOWN,
				    .severity = SEV_MAJOR,
				    .scope.if_flags = IFF_UPLINK | IFF_WAN,
				    .clears = SPAN(60 * SECOND),
				    .text = "%i down"});
}

static void *room(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	assert_non_null(p);
	return p;
}

static uint32_t end_of(const struct lab *lab, uint32_t e, unsigned side)
{
	return side ? lab->m.edge[e].b : lab->m.edge[e].a;
}

static void number_ports(struct lab *lab, uint32_t *degree)
{
	uint32_t n = lab->m.n, edges = lab->m.edge_n;

	for (uint32_t e = 0; e < edges; e++)
		for (unsigned side = 0; side < 2; side++)
			lab->port[side][e] = degree[end_of(lab, e, side)]++;
	lab->first = room(n, sizeof *lab->first);
	lab->edge = room(2 * edges, sizeof *lab->edge);
	for (uint32_t v = 0; v < n; v++)
		lab->first[v + 1] = lab->first[v] + degree[v];
	for (uint32_t e = 0; e < edges; e++)
		for (unsigned side = 0; side < 2; side++)
			lab->edge[lab->first[end_of(lab, e, side)] +
				  lab->port[side][e]] = e;
}

static str_id port_name(struct world *w, uint32_t port)
{
	char name[24];

	snprintf(name, sizeof name, "xe-0/0/%u", port);
	return text_intern_str(&w->net.text, name);
}

/* What LLDP tells at a device. */
static void tell(struct lab *lab, dev_id d)
{
	struct claim claim[64];
	uint32_t n = 0;

	for (uint32_t i = lab->first[d]; i < lab->first[d + 1]; i++) {
		uint32_t e = lab->edge[i];
		unsigned side = lab->m.edge[e].a != d;

		claim[n] = claim_by(LINK_LLDP, end_of(lab, e, 1 - side));
		claim[n].port = port_name(lab->w, lab->port[side][e]);
		claim[n++].far = port_name(lab->w, lab->port[1 - side][e]);
	}
	links_said(&lab->w->net, d, LINK_BIT(LINK_LLDP), claim, n, lab->w->now);
}

static void build(struct lab *lab)
{
	struct world *w = lab->w;
	uint32_t *degree = room(lab->m.n, sizeof *degree);
	const dev_id first = 0;

	rules(w);
	for (int i = 0; i < 2; i++)
		lab->port[i] = room(lab->m.edge_n, sizeof **lab->port);
	lab->lost = room(lab->m.n, 1);
	lab->order = room(lab->m.n, sizeof *lab->order);
	number_ports(lab, degree);
	for (dev_id d = 0; d < lab->m.n; d++) {
		char name[16];

		snprintf(name, sizeof name, "d%u", d);
		world_dev(w, name, NONE, NONE);
		assert_true(degree[d] <= 64);
		if (degree[d])
			world_ports(w, d, degree[d], 0);
		lab->order[d] = d;
	}
	for (dev_id d = 0; d < lab->m.n; d++)
		tell(lab, d);
	ways_attach(&w->net, ATTACHED_CONFIGURED, &first, 1);
	ways_all(&w->net, w->now);
	for (dev_id d = 0; d < lab->m.n; d++)
		world_up(w, d);
	w->now += 5 * SECOND;
	world_forget(w);
	free(degree);
}

static void open_lab(struct lab *lab, struct world *w, uint32_t seed, uint32_t most)
{
	*lab = (struct lab){.w = w};
	maze_make(&lab->m, seed, most);
	build(lab);
}

static void close_lab(struct lab *lab)
{
	struct world *w = lab->w;

	maze_free(&lab->m);
	free(lab->port[0]);
	free(lab->port[1]);
	free(lab->first);
	free(lab->edge);
	free(lab->lost);
	free(lab->order);
	world_teardown((void **)&lab->w);
	*w = (struct world){.now = T0};
	network_init(&w->net);
}

/* --- the oracle ----------------------------------------------------------------------
 */

struct failure {
	uint32_t dev[2], edge; /* NONE */
};

static bool has_failed(const struct failure *f, uint32_t v)
{
	return v == f->dev[0] || v == f->dev[1];
}

/* Marks what is reached from the first vertex without what failed. */
static void flood(const struct lab *lab, const struct failure *f, uint8_t *seen)
{
	uint32_t *queue = room(lab->m.n, sizeof *queue), n = 0;

	memset(seen, 0, lab->m.n);
	seen[0] = !has_failed(f, 0);
	n = seen[0];
	for (uint32_t at = 0; at < n; at++)
		for (uint32_t i = lab->first[queue[at]]; i < lab->first[queue[at] + 1];
		     i++) {
			struct graph_edge e = lab->m.edge[lab->edge[i]];
			uint32_t far = e.a == queue[at] ? e.b : e.a;

			if (lab->edge[i] == f->edge || has_failed(f, far) || seen[far])
				continue;
			seen[far] = 1;
			queue[n++] = far;
		}
	free(queue);
}

/* Those of whom nothing is known are reached in some other way. */
static uint32_t find_lost(struct lab *lab, const struct failure *f)
{
	const struct failure nothing = {{NONE, NONE}, NONE};
	uint8_t *all = room(lab->m.n, 1);
	uint32_t n = 0;

	flood(lab, &nothing, all);
	flood(lab, f, lab->lost);
	for (uint32_t v = 0; v < lab->m.n; v++) {
		lab->lost[v] = has_failed(f, v) || (all[v] && !lab->lost[v]);
		n += lab->lost[v];
	}
	free(all);
	return n;
}

/* --- a failure -----------------------------------------------------------------------
 */

static void shuffle(struct lab *lab)
{
	for (uint32_t i = lab->m.n; i-- > 1;) {
		uint32_t k = maze_chance(&lab->m, i + 1), v = lab->order[i];

		lab->order[i] = lab->order[k];
		lab->order[k] = v;
	}
}

static void lose_port(struct lab *lab, uint32_t e, unsigned side)
{
	dev_id d = end_of(lab, e, side);

	if (!lab->lost[d])
		world_oper(lab->w, lab->w->net.dev[d].if_first + lab->port[side][e],
			   IF_DOWN);
}

/* What follows from it is seen in any order. */
static void fail_now(struct lab *lab, const struct failure *f)
{
	struct world *w = lab->w;

	shuffle(lab);
	for (uint32_t e = 0; e < lab->m.edge_n; e++)
		for (unsigned side = 0; side < 2; side++)
			if (e == f->edge || has_failed(f, lab->m.edge[e].a) ||
			    has_failed(f, lab->m.edge[e].b))
				lose_port(lab, e, side);
	for (uint32_t i = 0; i < lab->m.n; i++) {
		dev_id d = lab->order[i];

		if (lab->lost[d])
			world_down(w, d);
		else
			world_poll(w, d);
	}
	for (int s = 0; s < 3; s++) {
		w->now += SECOND;
		for (dev_id d = 0; d < lab->m.n; d++)
			if (!lab->lost[d])
				world_probes(w, d, 2, true);
		for (dev_id d = alerts_waiting(&w->alerts, 0); d != NONE;
		     d = alerts_waiting(&w->alerts, d + 1))
			world_judge(w, d);
	}
}

/* --- what is shown -------------------------------------------------------------------
 */

static uint32_t shown(const struct world *w, const struct alert **only)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->alerts.n; i++) {
		const struct alert *a = w->alerts.row[i];

		if (a->state == ALERT_CLEARED || a->suppressed)
			continue;
		*only = a;
		n++;
	}
	return n;
}

static void check_hidden(const struct lab *lab, const struct failure *f)
{
	char one[16], two[16];

	snprintf(one, sizeof one, "d%u", f->dev[0]);
	snprintf(two, sizeof two, "d%u", f->dev[1]);
	for (uint32_t i = 0; i < lab->w->alerts.n; i++) {
		const struct alert *a = lab->w->alerts.row[i];

		if (a->state == ALERT_CLEARED || !a->suppressed ||
		    (a->check == CHECK_IF_DOWN &&
		     strcmp(a->suppressed_by, a->name) == 0))
			continue; /* or it is of one that is silent itself */
		if (strcmp(a->suppressed_by, one) != 0)
			assert_string_equal(a->suppressed_by, two);
	}
}

/* Neighbours that could tell of it. */
static uint32_t witnesses(const struct lab *lab, uint32_t v)
{
	uint8_t *met = room(lab->m.n, 1);
	uint32_t n = 0;

	for (uint32_t e = 0; e < lab->m.edge_n; e++) {
		uint32_t a = lab->m.edge[e].a, b = lab->m.edge[e].b;
		uint32_t far = a == v ? b : a;

		if ((a != v && b != v) || lab->lost[far] || met[far])
			continue;
		met[far] = 1;
		n++;
	}
	free(met);
	return n;
}

static void check_verdict(const struct lab *lab, uint32_t v)
{
	uint32_t n = witnesses(lab, v);
	struct evidence e;
	char said[EVIDENCE_MAX], due[EVIDENCE_MAX];

	evidence_of(&lab->w->net, v, &e);
	evidence_verdict(&e, said, sizeof said);
	snprintf(due, sizeof due, "dead (%u of %u neighbours lost)", n, n);
	assert_string_equal(said, n == 0   ? "down"
				  : n == 1 ? "or its link (1 neighbour)"
					   : due);
}

static void a_device_dies(struct lab *lab, uint32_t v)
{
	const struct failure f = {{v, NONE}, NONE};
	uint32_t lost = find_lost(lab, &f);
	const struct alert *a = NULL;

	fail_now(lab, &f);
	assert_int_equal(shown(lab->w, &a), 1);
	assert_int_equal(a->check, CHECK_UNREACHABLE);
	assert_int_equal(a->thing, v);
	assert_true(a->hides >= lost - 1);
	assert_int_equal(a->hides + 1, world_live(lab->w));
	assert_int_equal(world_count(lab->w, EVENT_OPENED), 1);
	check_hidden(lab, &f);
	check_verdict(lab, v);
}

/* The end of a cut link that is lost with what is behind it; NONE: nothing is. */
static uint32_t lost_end(const struct lab *lab, uint32_t e)
{
	if (lab->lost[lab->m.edge[e].a])
		return lab->m.edge[e].a;
	return lab->lost[lab->m.edge[e].b] ? lab->m.edge[e].b : NONE;
}

static void a_link_is_cut(struct lab *lab, uint32_t e)
{
	const struct failure f = {{NONE, NONE}, e};
	const struct alert *a = NULL;
	uint32_t end, n;

	find_lost(lab, &f);
	end = lost_end(lab, e);
	fail_now(lab, &f);
	n = shown(lab->w, &a);
	if (end == NONE && !ways_graph(&lab->w->net)->way_n[lab->m.edge[e].a]) {
		assert_int_equal(n, 0); /* of that part no way is known */
		return;
	}
	assert_int_equal(n, 1);
	assert_int_equal(world_count(lab->w, EVENT_OPENED), 1);
	if (end == NONE) {
		assert_int_equal(a->check, CHECK_IF_DOWN);
		assert_true(a->thing == lab->m.edge[e].a ||
			    a->thing == lab->m.edge[e].b);
		return;
	}
	assert_int_equal(a->check, CHECK_UNREACHABLE);
	assert_int_equal(a->thing, end);
	check_verdict(lab, end);
	check_hidden(lab, &(struct failure){{end, NONE}, e});
}

static void two_devices_die(struct lab *lab, uint32_t one, uint32_t two)
{
	const struct failure f = {{one, two}, NONE};
	uint32_t due = 0;
	const struct alert *a = NULL;

	for (int i = 0; i < 2; i++) { /* what hangs on the other cannot be known */
		const struct failure other = {{f.dev[1 - i], NONE}, NONE};

		find_lost(lab, &other);
		due += !lab->lost[f.dev[i]];
	}
	find_lost(lab, &f);
	fail_now(lab, &f);
	assert_int_equal(shown(lab->w, &a), due);
	for (uint32_t i = 0; i < lab->w->alerts.n; i++)
		if (!lab->w->alerts.row[i]->suppressed)
			assert_true(has_failed(&f, lab->w->alerts.row[i]->thing));
	check_hidden(lab, &f);
}

static void two_die_one_after_the_other(struct lab *lab, uint32_t one, uint32_t two)
{
	const struct failure first = {{one, NONE}, NONE}, both = {{one, two}, NONE};
	const struct alert *a = NULL;
	uint32_t due;

	find_lost(lab, &first);
	fail_now(lab, &first);
	due = 1 + !lab->lost[two];
	lab->w->now += 2 * MINUTE;
	find_lost(lab, &both);
	fail_now(lab, &both);
	assert_int_equal(shown(lab->w, &a), due);
	for (uint32_t i = 0; i < lab->w->alerts.n; i++)
		if (!lab->w->alerts.row[i]->suppressed)
			assert_true(has_failed(&both, lab->w->alerts.row[i]->thing));
	check_hidden(lab, &both);
}

#define SEEDS 48
#define DEVICES 16
#define LARGE 10000

static void of_one_dead_device_it_is_the_cause(void **state)
{
	struct lab lab;

	for (uint32_t seed = 0; seed < SEEDS; seed++)
		for (uint32_t v = 0, n = 1; v < n; v++) {
			open_lab(&lab, *state, seed, DEVICES);
			n = lab.m.n;
			a_device_dies(&lab, v);
			close_lab(&lab);
		}
}

static void of_one_cut_link_it_is_the_cause(void **state)
{
	struct lab lab;

	for (uint32_t seed = 0; seed < SEEDS; seed++)
		for (uint32_t e = 0, n = 1; e < n; e++) {
			open_lab(&lab, *state, seed, DEVICES);
			n = lab.m.edge_n;
			if (e < n)
				a_link_is_cut(&lab, e);
			close_lab(&lab);
		}
}

static void of_two_dead_devices_both_are_shown(void **state)
{
	struct lab lab;

	for (uint32_t seed = 0; seed < SEEDS; seed++)
		for (uint32_t v = 0, n = 1; v < n; v++) {
			open_lab(&lab, *state, seed, DEVICES);
			n = lab.m.n;
			two_devices_die(&lab, v,
					(v + 1 + maze_chance(&lab.m, n - 1)) % n);
			close_lab(&lab);
		}
}

static void of_two_one_after_the_other_both_are_shown(void **state)
{
	struct lab lab;

	for (uint32_t seed = 0; seed < SEEDS; seed++)
		for (uint32_t v = 0, n = 1; v < n; v++) {
			open_lab(&lab, *state, seed, DEVICES);
			n = lab.m.n;
			two_die_one_after_the_other(
				&lab, v, (v + 1 + maze_chance(&lab.m, n - 1)) % n);
			close_lab(&lab);
		}
}

/* The one that most hangs on, but what we look over ourselves. */
static uint32_t heaviest(const struct lab *lab)
{
	const struct graph *g = ways_graph(&lab->w->net);
	uint32_t best = 1;

	for (uint32_t v = 1; v < lab->m.n; v++)
		if (g->behind[v] > g->behind[best])
			best = v;
	return best;
}

static void open_large(struct lab *lab, struct world *w, uint32_t seed)
{
	*lab = (struct lab){.w = w};
	maze_make_exact(&lab->m, seed, LARGE);
	build(lab);
}

static void of_ten_thousand_it_is_no_other(void **state)
{
	struct lab lab;

	for (uint32_t shape = 0; shape <= MAZE_MIXED; shape++) {
		open_large(&lab, *state, shape);
		a_device_dies(&lab, heaviest(&lab));
		close_lab(&lab);
		open_large(&lab, *state, shape);
		a_link_is_cut(&lab, maze_chance(&lab.m, lab.m.edge_n));
		close_lab(&lab);
		open_large(&lab, *state, shape);
		two_devices_die(&lab, heaviest(&lab),
				1 + maze_chance(&lab.m, LARGE - 1));
		close_lab(&lab);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WORLD_TEST(of_one_dead_device_it_is_the_cause),
		WORLD_TEST(of_one_cut_link_it_is_the_cause),
		WORLD_TEST(of_two_dead_devices_both_are_shown),
		WORLD_TEST(of_two_one_after_the_other_both_are_shown),
		WORLD_TEST(of_ten_thousand_it_is_no_other),
	};

	return cmocka_run_group_tests_name("generated", tests, NULL, NULL);
}
