/* The demo network as it was built, in every size. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "probes/demo/plan.h"

static const uint32_t sizes[] = {1,  2,	 3,  4,	 5,  9,	  10,	11,   19,
				 20, 39, 40, 41, 80, 200, 1000, 9999, PLAN_DEVICES_MAX};

/* Run a check on a plan of each size. */
static void in_every_size(void (*check)(const struct plan *))
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct plan *p = plan_new(7, sizes[i]);
		assert_int_equal(p->device_n, sizes[i]);
		check(p);
		plan_free(p);
	}
}

static void check_names(const struct plan *p)
{
	struct strmap seen = {0};
	for (uint32_t s = 0; s < p->site_n; s++) {
		assert_int_equal(strmap_find(&seen, p->site[s].name), NONE);
		strmap_put(&seen, p->site[s].name, s);
	}
	for (uint32_t d = 0; d < p->device_n; d++) {
		assert_int_equal(strmap_find(&seen, p->device[d].name), NONE);
		strmap_put(&seen, p->device[d].name, d);
	}
	strmap_fini(&seen);
}

static void names_are_unique(void **state)
{
	(void)state;
	in_every_size(check_names);
}

static void check_sites(const struct plan *p)
{
	uint32_t next = 0;
	for (uint32_t s = 0; s < p->site_n; s++) {
		const struct plan_site *site = &p->site[s];
		assert_int_equal(site->device, next);
		assert_in_range(site->device_n, 1, 100);
		for (uint32_t d = next; d < next + site->device_n; d++)
			assert_int_equal(p->device[d].site, s);
		next += site->device_n;
	}
	assert_int_equal(next, p->device_n);
}

static void every_device_is_in_one_site(void **state)
{
	(void)state;
	in_every_size(check_sites);
}

static void check_links(const struct plan *p)
{
	for (uint32_t i = 0; i < p->port_n; i++) {
		const struct plan_port *a = &p->port[i];
		assert_true(a->mbps > 0);
		if (a->peer == NONE)
			continue;
		const struct plan_port *b = &p->port[a->peer];
		assert_int_equal(b->peer, i);
		assert_int_equal(b->mbps, a->mbps);
		assert_int_equal(b->use, a->use);
		assert_int_not_equal(a->device, b->device);
		bool wan = p->device[a->device].site != p->device[b->device].site;
		assert_int_equal(wan, a->use == USE_WAN);
	}
}

static void links_have_two_ends(void **state)
{
	(void)state;
	in_every_size(check_links);
}

static void check_parents(const struct plan *p)
{
	uint32_t roots = 0;
	for (uint32_t d = 0; d < p->device_n; d++) {
		uint32_t steps = 0, at = d;
		while (p->device[at].parent != NONE && steps++ < p->device_n)
			at = p->device[at].parent;
		assert_true(steps < 30);
		roots += p->device[d].parent == NONE;
		if (p->device[d].parent2 != NONE)
			assert_int_not_equal(p->device[d].parent2, p->device[d].parent);
	}
	assert_int_equal(roots, 1);
}

static void every_device_hangs_on_the_first_edge(void **state)
{
	(void)state;
	in_every_size(check_parents);
}

static void check_addresses(const struct plan *p)
{
	for (uint32_t d = 0; d < p->device_n; d++) {
		uint32_t a = plan_address(p, d);
		assert_int_equal(a >> 24, 127);
		assert_int_not_equal(a & 0xff, 0);
		assert_int_not_equal(a & 0xff, 0xff);
		assert_int_equal(plan_find(p, a), d);
	}
	uint32_t last = plan_address(p, p->device_n - 1);
	assert_int_equal(plan_find(p, last + 1), NONE);
	assert_int_equal(plan_find(p, last + 0x10000), NONE);
	assert_int_equal(plan_find(p, last & 0xffffff00), NONE);
	assert_int_equal(plan_find(p, last & 0x00ffffff), NONE);
	assert_int_equal(plan_find(p, 0x7f000001), NONE);
	assert_int_equal(plan_find(p, 0), NONE);
}

static void addresses_tell_devices(void **state)
{
	(void)state;
	in_every_size(check_addresses);
}

static void check_port_names(const struct plan *p)
{
	if (p->device_n > 200)
		return;
	for (uint32_t d = 0; d < p->device_n; d++) {
		struct strmap seen = {0};
		char name[64][PLAN_NAME_SIZE];
		const struct plan_device *row = &p->device[d];
		for (uint32_t i = 0; i < row->port_n; i++) {
			plan_port_name(p, row->port + i, name[i]);
			assert_int_equal(strmap_find(&seen, name[i]), NONE);
			strmap_put(&seen, name[i], i);
		}
		strmap_fini(&seen);
	}
}

static void port_names_are_unique_on_a_device(void **state)
{
	(void)state;
	in_every_size(check_port_names);
}

static void forty_devices_fill_four_sites_in_every_role(void **state)
{
	(void)state;
	struct plan *p = plan_new(1, 40);
	uint32_t count[PLAN_ROLES] = {0};
	assert_int_equal(p->site_n, 4);
	assert_string_equal(p->device[0].name, "fra-core-01");
	assert_in_range(p->port_n, 900, 1100);
	for (uint32_t d = 0; d < p->device_n; d++)
		count[p->device[d].role]++;
	for (int role = 0; role < PLAN_ROLES; role++)
		assert_true(count[role] >= 4);
	plan_free(p);
}

/* Whoever has a part exists, and is what the part is for. */
static void check_cast(const struct plan *p)
{
	const struct plan_cast *c = &p->cast;
	const struct {
		uint32_t device;
		enum plan_role role;
	} parts[] = {{c->hot, PLAN_DIST},	 {c->busy, PLAN_CORE},
		     {c->hung, PLAN_CORE},	 {c->lit, PLAN_CORE},
		     {c->flooded, PLAN_FIREWALL},
		     {c->flapping, PLAN_ACCESS}, {c->leaking, PLAN_SERVER},
		     {c->full, PLAN_SERVER}};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		assert_true(parts[i].device != NONE || p->device_n < 40);
		if (parts[i].device != NONE)
			assert_int_equal(p->device[parts[i].device].role,
					 parts[i].role);
	}
	const uint32_t ports[] = {c->cut, c->filling, c->corrupt, c->unplugged};
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
		assert_true(ports[i] != NONE || p->device_n < 40);
		if (ports[i] != NONE)
			assert_true(p->port[ports[i]].peer != NONE);
	}
	assert_true(c->mains < p->site_n);
	assert_true(c->dark != 0);
	for (uint32_t s = 0; s < p->site_n; s++)
		assert_true(p->site[s].parent != c->dark || c->dark == NONE);
}

static void the_parts_are_given_in_every_size(void **state)
{
	(void)state;
	in_every_size(check_cast);
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct plan *p = plan_new(seed, 40);
		check_cast(p);
		assert_int_not_equal(p->cast.dark, p->cast.mains);
		plan_free(p);
	}
}

/* "demo-" before every site's, so that none is mistaken for one's own. */
static void check_marks(const struct plan *p)
{
	for (uint32_t s = 0; s < p->site_n; s++) {
		const struct plan_site *site = &p->site[s];
		const char *device = p->device[site->device].name;
		size_t n = strlen(site->name) - 5;
		assert_memory_equal(site->name, "demo-", 5);
		assert_memory_equal(device, site->name + 5, n);
		assert_int_equal(device[n], '-');
	}
}

static void every_site_says_that_it_is_of_the_demo(void **state)
{
	(void)state;
	in_every_size(check_marks);
}

static bool same(const struct plan *a, const struct plan *b)
{
	return a->port_n == b->port_n &&
	       memcmp(a->device, b->device, a->device_n * sizeof *a->device) == 0 &&
	       memcmp(&a->cast, &b->cast, sizeof a->cast) == 0 &&
	       memcmp(a->port, b->port, a->port_n * sizeof *a->port) == 0;
}

static void a_seed_is_a_network(void **state)
{
	(void)state;
	struct plan *a = plan_new(1, 100), *b = plan_new(1, 100), *c = plan_new(2, 100);
	assert_true(same(a, b));
	assert_false(same(a, c));
	plan_free(a);
	plan_free(b);
	plan_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(every_device_is_in_one_site),
		cmocka_unit_test(links_have_two_ends),
		cmocka_unit_test(every_device_hangs_on_the_first_edge),
		cmocka_unit_test(addresses_tell_devices),
		cmocka_unit_test(port_names_are_unique_on_a_device),
		cmocka_unit_test(forty_devices_fill_four_sites_in_every_role),
		cmocka_unit_test(the_parts_are_given_in_every_size),
		cmocka_unit_test(every_site_says_that_it_is_of_the_demo),
		cmocka_unit_test(a_seed_is_a_network),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
