/* Which VLANs devices have, and who of a site has each. */
#include "tests/model/fixture.h"

#include <stdlib.h>

#include "probes/model/peer.h"
#include "probes/model/vlan.h"
#include "tests/model/compact.h"

/* "1:default 10:voice 20": its VLANs. */
static void has(struct network *net, dev_id dev, const char *words)
{
	struct vlan v[64];
	uint32_t n = 0;
	char name[64];

	for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ') {
		const char *colon = w + strcspn(w, ": ");

		v[n] = (struct vlan){.id = (uint16_t)strtoul(w, NULL, 10), .ports = 1};
		snprintf(name, sizeof name, "%.*s", (int)strcspn(colon, " "), colon);
		v[n++].name = name[0] ? intern(net, name + 1) : 0;
	}
	network_set_vlans(net, dev, v, n);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* "10 voice: d0 d1" a segment of the site, in the order of their text. */
static const char *segments(const struct network *net, site_id site)
{
	static char line[64][128], all[4096];
	uint32_t n = 0;
	size_t len = 0;

	for (uint32_t i = vlan_segments_of(net, site); i != NONE;
	     i = vlan_segment_at(net, i)->next) {
		const struct vlan_segment *s = vlan_segment_at(net, i);
		size_t at = (size_t)snprintf(line[n], sizeof *line, "%u %s:", s->id,
					     network_str(net, s->name));

		assert_int_equal(s->site, site);
		for (dev_id d = 0; d < net->dev_n; d++)
			for (uint32_t k = 0; k < s->n; k++)
				if (s->dev[k] == d)
					at += (size_t)snprintf(
						line[n] + at, sizeof *line - at, " %s",
						network_str(net, net->dev[d].name));
		n += s->n > 0;
	}
	qsort(line, n, sizeof *line, by_text);
	all[0] = '\0';
	for (uint32_t i = 0; i < n; i++)
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s",
					i ? "; " : "", line[i]);
	return all;
}

static void a_vlan_of_a_site_is_a_segment(void **state)
{
	struct network *net = *state;
	site_id fra = add_site(net, "FRA");
	dev_id a = add_dev(net, "a", fra), b = add_dev(net, "b", fra),
	       c = add_dev(net, "c", NONE);

	has(net, a, "1:default 10:voice 20");
	has(net, b, "1 20:cams");
	has(net, c, "1 10:phones");
	assert_string_equal(segments(net, fra),
			    "1 default: a b; 10 voice: a; 20 cams: a b");
	assert_string_equal(segments(net, NONE), "1 : c; 10 phones: c");
	/* one goes, one comes, one is called otherwise */
	has(net, a, "1:lan 20 30:new");
	assert_string_equal(segments(net, fra), "1 lan: a b; 20 cams: a b; 30 new: a");
	has(net, b, "");
	assert_string_equal(segments(net, fra), "1 lan: a; 20 cams: a; 30 new: a");
	assert_string_equal(network_str(net, network_vlan(net, a, 30)->name), "new");
	assert_null(network_vlan(net, a, 10));
	assert_null(network_vlan(net, b, 1));
}

static void names_survive_compacting(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);

	has(net, a, "10:voice");
	compact(net);
	assert_string_equal(segments(net, NONE), "10 voice: a");
	assert_string_equal(network_str(net, network_vlan(net, a, 10)->name), "voice");
}

static const char *words_of(const struct vlan_set *set)
{
	static char words[4][VLAN_WORDS];
	static unsigned at;

	at = (at + 1) % 4;
	return vlan_set_words(words[at], VLAN_WORDS, set);
}

/* What both ends of a link are in is carried; the port of a bundle is in what that
 * is. */
static void a_link_carries_what_both_ends_are_in(void **state)
{
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE), b = add_dev(net, "b", NONE);
	struct vlan_span left[] = {{2, 20, 29}, {1, 30, 40}, {1, 1, 1}, {1, 10, 12}},
			 right[] = {{9, 1, 1}, {9, 11, 35}};
	struct peer member = {.kind = PEER_LAG,
			      .state = PEER_UP,
			      .local = 1,
			      .bundle = 9,
			      .name = intern(net, "if1")};
	struct link_vlans v;
	if_id p, q;

	add_interfaces(net, a, 3);
	add_interfaces(net, b, 3);
	p = net->dev[a].if_first;
	q = net->dev[b].if_first;
	assert_false(link_vlans(net, p, q, &v));
	network_set_vlan_spans(net, a, left, 4);
	assert_false(link_vlans(net, p, q, &v)); /* of the far end nothing is known */
	network_set_vlan_spans(net, b, right, 2);
	assert_false(link_vlans(net, p, q, &v));
	network_set_peers(net, b, &member, 1, true, T0);
	assert_true(link_vlans(net, p, q, &v));
	assert_string_equal(words_of(&v.both), "1,11-12,30-35");
	assert_string_equal(words_of(&v.only[0]), "10,36-40");
	assert_string_equal(words_of(&v.only[1]), "13-29");
	assert_true(link_vlans(net, q, p, &v));
	assert_string_equal(words_of(&v.only[1]), "10,36-40");
	assert_true(link_vlans(net, p, p, &v));
	assert_false(vlan_set_any(&v.only[0]) || vlan_set_any(&v.only[1]));
	network_set_vlan_spans(net, a, left, VLAN_SPANS_MAX + 1); /* too many */
	assert_false(link_vlans(net, p, q, &v));
}

static void numbers_are_told_as_ranges(void **state)
{
	static const struct {
		const char *vlans, *words;
	} cases[] = {
		{"", ""},
		{"7", "7"},
		{"1 2", "1-2"},
		{"1 2 3 10 20 21 4094", "1-3,10,20-21,4094"},
	};
	struct network *net = *state;
	dev_id a = add_dev(net, "a", NONE);
	struct vlan odd[VLAN_MAX / 2];
	char words[VLAN_WORDS];
	uint32_t n;
	const struct vlan *v;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		has(net, a, cases[i].vlans);
		v = network_vlans(net, a, &n);
		assert_string_equal(vlan_words(words, v, n), cases[i].words);
	}
	for (n = 0; n < VLAN_MAX / 2; n++)
		odd[n] = (struct vlan){.id = (uint16_t)(2 * n + 1)};
	vlan_words(words, odd, n);
	assert_true(strlen(words) < VLAN_WORDS);
	assert_non_null(strstr(words, "…"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(a_vlan_of_a_site_is_a_segment),
		MODEL_TEST(names_survive_compacting),
		MODEL_TEST(a_link_carries_what_both_ends_are_in),
		MODEL_TEST(numbers_are_told_as_ranges),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
