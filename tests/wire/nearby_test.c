/*
 * From tables of an agent to what it says of its neighbours, and to links. A case is
 * what the agents hold, as lines of recordings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "probes/model/link_private.h"
#include "probes/model/segment.h"
#include "probes/model/vlan.h"
#include "probes/wire/nearby.h"
#include "tests/agent/snmprec.h"

#define T0 INT64_C(1800000000000)
#define LLDP "1.0.8802.1.1.2.1."
#define LLDP2 "1.3.111.2.802.1.1.13.1."
#define IP "1.3.6.1.2.1.4."
#define CDP "1.3.6.1.4.1.9.9.23.1.2.1.1."

struct scene {
	struct network net;
	struct nearby nearby;
};

static int set_up(void **state)
{
	static struct scene s;

	memset(&s, 0, sizeof s);
	network_init(&s.net);
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	nearby_fini(&s->nearby);
	network_fini(&s->net);
	return 0;
}

/* A device with interfaces 101, 102 … named "eth1" …, described "port 1" …, MACs
 * 02:00:00:00:ID:N. */
static dev_id add_device(struct scene *s, const char *name, const char *address)
{
	struct network *net = &s->net;
	struct dev dev = {.name = text_intern_str(&net->text, name),
			  .address = text_intern_str(&net->text, address),
			  .site = NONE};
	dev_id id = network_dev_add(net, &dev);
	struct if_found found[8] = {{0}};
	char text[32];

	for (uint32_t i = 0; i < 8; i++) {
		snprintf(text, sizeof text, "eth%u", i + 1);
		found[i].name = text_intern_str(&net->text, text);
		snprintf(text, sizeof text, "port %u", i + 1);
		found[i].descr = text_intern_str(&net->text, text);
		found[i].index = 101 + i;
		memcpy(found[i].mac,
		       (uint8_t[]){2, 0, 0, 0, (uint8_t)id, (uint8_t)(i + 1)}, 6);
	}
	network_set_interfaces(net, id, found, 8);
	return id;
}

static void walk(struct scene *s, struct snmprec *rec, enum nearby_part part,
		 uint32_t column)
{
	struct varbind vb = {0};
	struct oid prefix, at;

	nearby_column(part, column, &prefix);
	at = prefix;
	while (snmprec_source.next(rec, 0, &at, 0, &vb) && oid_has_prefix(&at, &prefix))
		nearby_take(&s->nearby, part, column, at.arc + prefix.n,
			    at.n - prefix.n, &vb);
}

static void read_part(struct scene *s, dev_id id, enum nearby_part part,
		      const char *lines)
{
	struct snmprec rec = {0};

	assert_true(snmprec_parse(&rec, "test", lines, strlen(lines)));
	nearby_begin(&s->nearby);
	for (uint32_t i = 0; i < nearby_columns(part); i++)
		walk(s, &rec, part, i);
	nearby_tell(&s->nearby, part, &s->net, id, T0);
	snmprec_fini(&rec);
}

static void reads(struct scene *s, dev_id id, const char *lines)
{
	read_part(s, id, NEARBY_NEIGHBOURS, lines);
	links_settle(&s->net, T0);
}

/* What it says: "eth1 > name chassis far" a line. */
static const char *said(struct scene *s, dev_id id)
{
	static char out[4096];
	uint32_t n, len = 0;
	const struct claim *c = links_claims(&s->net, id, &n);

	out[0] = 0;
	for (uint32_t i = 0; i < n; i++)
		len += (uint32_t)snprintf(
			out + len, sizeof out - len, "%s%s > %s %s %s", i ? "\n" : "",
			network_str(&s->net, c[i].port),
			c[i].peer != NONE
				? network_str(&s->net, s->net.dev[c[i].peer].name)
				: "?",
			network_str(&s->net, c[i].chassis),
			network_str(&s->net, c[i].far));
	return out;
}

/* One neighbour at local port 1, eth1: its ids by these subtypes. */
static const char *heard(struct scene *s, dev_id id, const char *chassis_kind,
			 const char *chassis, const char *port_kind, const char *port,
			 const char *name)
{
	char lines[1024];

	snprintf(lines, sizeof lines,
		 LLDP "3.7.1.2.1|2|5\n" LLDP "3.7.1.3.1|4|eth1\n" LLDP
		      "4.1.1.4.7.1.1|2|%s\n" LLDP "4.1.1.5.7.1.1|%s\n" LLDP
		      "4.1.1.6.7.1.1|2|%s\n" LLDP "4.1.1.7.7.1.1|%s\n" LLDP
		      "4.1.1.9.7.1.1|4|%s\n",
		 chassis_kind, chassis, port_kind, port, name);
	reads(s, id, lines);
	return said(s, id);
}

static void neighbours_are_known_by_any_id(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"),
	       b = add_device(s, "b-core-1.example.net", "10.0.0.2");

	s->net.dev[b].sys_name = text_intern_str(&s->net.text, "coreb");
	reads(s, b, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n");
	/* its chassis; its port by name, and by MAC */
	assert_string_equal(heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", "x"),
			    "eth1 > b-core-1.example.net 00:aa:bb:cc:dd:01 eth3");
	assert_string_equal(
		heard(s, a, "4", "4x|00AABBCCDD01", "3", "4x|020000000104", "x"),
		"eth1 > b-core-1.example.net 00:aa:bb:cc:dd:01 eth4");
	/* the MAC of one of its interfaces; its port by description */
	assert_string_equal(heard(s, a, "4", "4x|020000000105", "7", "4|port 6", "x"),
			    "eth1 > b-core-1.example.net 02:00:00:00:01:05 eth6");
	/* an address; its port by number */
	assert_string_equal(heard(s, a, "5", "4x|010A000002", "7", "4|107", "x"),
			    "eth1 > b-core-1.example.net 10.0.0.2 eth7");
	/* names: ours, without domain, its own, with a serial number */
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "B-Core-1"),
			    "eth1 > b-core-1.example.net z e");
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "coreb.other.net"),
			    "eth1 > b-core-1.example.net z e");
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "coreb(FOX1234)"),
			    "eth1 > b-core-1.example.net z e");
	/* nobody of ours */
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "core"),
			    "eth1 > ? z e");
}

static void what_two_have_names_neither(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"), b = add_device(s, "b", "10.0.0.2"),
	       c = add_device(s, "c", "10.0.0.3");

	reads(s, b, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n");
	reads(s, c, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n");
	assert_string_equal(heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", ""),
			    "eth1 > ? 00:aa:bb:cc:dd:01 eth3");
	assert_string_equal(heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", "c"),
			    "eth1 > c 00:aa:bb:cc:dd:01 eth3");
}

static const char *twins(const struct network *net)
{
	static char out[1024];
	struct link_twins t[8];
	char words[TWINS_WORDS];
	uint32_t n = links_twins(net, t, 8);
	size_t len = 0;

	out[0] = 0;
	for (uint32_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, sizeof out - len, "%s%s",
					i ? "\n" : "",
					links_twins_words(words, net, &t[i]));
	return out;
}

/* One chassis id of several devices is said while they tell it, and a name that two
 * have when somebody goes by it. */
static void whom_neighbours_cannot_tell_apart_is_said(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"),
	       b = add_device(s, "sw1.fra.example.net", "10.0.0.2");

	add_device(s, "sw1.ams.example.net", "10.0.0.3");
	heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", "");
	reads(s, a, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n");
	assert_string_equal(twins(&s->net), "");
	reads(s, b, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n");
	reads(s, 2, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n");
	assert_string_equal(
		twins(&s->net),
		"a and sw1.fra.example.net tell one chassis id, 00:aa:bb:cc:dd:01");
	reads(s, b, LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD02\n");
	assert_string_equal(twins(&s->net), "");
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "SW1"),
			    "eth1 > ? z e");
	assert_string_equal(
		twins(&s->net),
		"sw1.fra.example.net and sw1.ams.example.net are both meant by sw1");
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "sw1.ams.example.net"),
			    "eth1 > sw1.ams.example.net z e");
}

/* What two had in common names the one that still has it, and of three that had it the
 * two that are left are told of: within a minute. */
static void whoever_is_mended_takes_nothing_along(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"), b = add_device(s, "b", "10.0.0.2"),
	       c = add_device(s, "c", "10.0.0.3"), d = add_device(s, "d", "10.0.0.4");
	const char *one = LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n",
		   *other = LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD02\n",
		   *third = LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD03\n";

	reads(s, b, one);
	reads(s, c, one);
	reads(s, d, one);
	heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", "");
	assert_string_equal(said(s, a), "eth1 > ? 00:aa:bb:cc:dd:01 eth3");
	reads(s, b, other);
	assert_string_equal(twins(&s->net),
			    "c and d tell one chassis id, 00:aa:bb:cc:dd:01");
	assert_string_equal(said(s, a), "eth1 > ? 00:aa:bb:cc:dd:01 eth3");
	reads(s, c, third); /* a minute is not over */
	links_settle(&s->net, T0 + 59999);
	assert_string_equal(said(s, a), "eth1 > ? 00:aa:bb:cc:dd:01 eth3");
	links_settle(&s->net, T0 + 60000);
	assert_string_equal(twins(&s->net), "");
	assert_string_equal(said(s, a), "eth1 > d 00:aa:bb:cc:dd:01 eth3");
}

static void sysname(struct scene *s, dev_id id, const char *name)
{
	s->net.dev[id].sys_name = text_intern_str(&s->net.text, name);
	links_met(&s->net, id);
}

/* Devices are learnt anew a few at a time; until then the known are known. */
static void while_all_are_learnt_anew_nobody_is_forgotten(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"), b = add_device(s, "b", "10.0.0.2");
	const char *one = LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n";
	unsigned turns = 0;
	char name[16];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "x%d", i);
		add_device(s, name, "10.0.0.9"); /* one address of all */
	}
	reads(s, b, one);
	heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", "");
	links_met(&s->net, 5);
	while (links_join(&s->net, 10, T0 + 120000)) {
		links_match(&s->net, a, 0, 10);
		assert_string_equal(said(s, a), "eth1 > b 00:aa:bb:cc:dd:01 eth3");
		if (++turns != 5)
			continue;
		/* of two that change meanwhile one is learnt already */
		sysname(s, 7, "seven");
		sysname(s, 77, "seventy-seven");
	}
	assert_int_equal(turns, 10);
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "seven"),
			    "eth1 > x5 z e");
	assert_string_equal(heard(s, a, "7", "4|z", "5", "4|e", "seventy-seven"),
			    "eth1 > x75 z e");
}

static void whoever_comes_later_is_known_then(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"), b = add_device(s, "b", "10.0.0.2");

	assert_string_equal(
		heard(s, a, "4", "4x|00AABBCCDD01", "7", "4|508", "stranger"),
		"eth1 > ? 00:aa:bb:cc:dd:01 508");
	reads(s, b,
	      LLDP "3.1.0|2|4\n" LLDP "3.2.0|4x|00AABBCCDD01\n" LLDP
		   "3.7.1.2.508|2|7\n" LLDP "3.7.1.3.508|4|508\n" LLDP
		   "3.7.1.4.508|4|port 2\n");
	assert_string_equal(said(s, a), "eth1 > b 00:aa:bb:cc:dd:01 eth2");
}

static void the_number_of_a_port_is_no_ifindex(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");

	reads(s, a,
	      /* 1: by name; 2: by MAC; 3: nothing but the bridge knows it; 104: as it
		 is; 5: nobody knows it; 6: local, a number that is another's ifIndex */
	      LLDP "3.7.1.2.1|2|5\n" LLDP "3.7.1.2.2|2|3\n" LLDP "3.7.1.2.6|2|7\n" LLDP
		   "3.7.1.3.1|4|eth8\n" LLDP "3.7.1.3.2|4x|020000000007\n" LLDP
		   "3.7.1.3.6|4|101\n" LLDP "3.7.1.4.6|4|port 6\n"
		   "1.3.6.1.2.1.17.1.4.1.2.3|2|105\n" LLDP "4.1.1.9.0.1.1|4|p\n" LLDP
		   "4.1.1.9.0.2.1|4|q\n" LLDP "4.1.1.9.0.3.1|4|r\n" LLDP
		   "4.1.1.9.0.5.1|4|t\n" LLDP "4.1.1.9.0.6.1|4|u\n" LLDP
		   "4.1.1.9.0.104.1|4|s\n");
	assert_string_equal(said(s, a), "eth8 > ?  \neth7 > ?  \neth5 > ?  \n"
					"port 5 > ?  \neth6 > ?  \neth4 > ?  ");
}

static void lldp_v2_and_cdp_hold_the_ifindex(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");

	add_device(s, "b", "10.0.0.2");
	reads(s, a,
	      LLDP2 "4.1.1.5.9.103.1.1|2|4\n" LLDP2
		    "4.1.1.6.9.103.1.1|4x|020000000105\n" LLDP2
		    "4.1.1.7.9.103.1.1|2|5\n" LLDP2 "4.1.1.8.9.103.1.1|4|eth5\n" CDP
		    "4.104.2|4x|0A000002\n" CDP "6.104.2|4|b(1234)\n" CDP
		    "7.104.2|4|port 8\n");
	assert_string_equal(said(s, a),
			    "eth3 > b 02:00:00:00:01:05 eth5\neth4 > b  eth8");
	assert_int_equal(links_n(&s->net), 2);
}

static void one_that_has_both_versions_says_it_once(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");

	reads(s, a, LLDP2 "4.1.1.10.9.101.1.1|4|p\n" LLDP "4.1.1.9.9.101.1|4|p\n");
	assert_string_equal(said(s, a), "eth1 > ?  ");
}

static void management_addresses_stand_in_the_index(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");

	add_device(s, "b", "10.0.0.2");
	add_device(s, "c", "2001:db8::1");
	reads(s, a,
	      LLDP "4.1.1.5.9.101.1|4|x\n" LLDP "4.1.1.5.9.102.1|4|y\n" LLDP
		   "4.1.1.5.9.103.1|4|z\n" LLDP
		   "4.2.1.3.9.101.1.1.4.10.0.0.2|2|2\n" LLDP
		   "4.2.1.3.9.102.1.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1|2|2\n" LLDP
		   "4.2.1.3.9.103.1.1.200.10.0.0.2|2|2\n");
	assert_string_equal(said(s, a), "eth1 > b x \neth2 > c y \neth3 > ? z ");
}

/* a 1 - 2 b 3 - 4 c, and a host at b 5 that answers nothing but has an address. */
/* By the old table of IP-MIB and by the new one, in any order of columns. */
static void masks_tell_which_networks_are_shared(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "192.0.2.1"), b = add_device(s, "b", "192.0.2.2");
	const struct segment *lan;

	reads(s, a,
	      IP "20.1.2.192.0.2.1|2|103\n" IP "20.1.3.192.0.2.1|64|255.255.255.0\n" IP
		 "20.1.2.10.9.9.9|2|104\n" IP "20.1.3.10.9.9.9|64|255.0.255.0\n" IP
		 "34.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1|2|103\n" IP
		 "34.1.5.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1|6|" IP
		 "32.1.5.103.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.0.64\n");
	reads(s, b,
	      IP "34.1.3.1.4.192.0.2.2|2|101\n" IP "34.1.5.1.4.192.0.2.2|6|" IP
		 "32.1.5.101.1.4.192.0.2.0.24\n");
	assert_int_equal(segments_n(&s->net), 2); /* a mask with a hole is none */
	lan = segment_at(&s->net, segment_between(&s->net, a, b));
	assert_string_equal(network_str(&s->net, lan->name), "192.0.2.0/24");
	assert_int_equal(lan->member[0].index, 103);
}

#define VLAN "1.3.6.1.2.1.17.7.1."

/* Those of its n-th interface; "?": nothing is known of that. */
static const char *in_vlans(struct scene *s, dev_id id, uint32_t n)
{
	static char words[VLAN_WORDS_ALL];
	struct vlan_set set;

	if (!vlans_at(&s->net, s->net.dev[id].if_first + n - 1, &set))
		return "?";
	return vlan_set_words(words, sizeof words, &set);
}

/* Of ports that are in very many, and of a table that is worse than any. */
static void vlans_of_a_port_are_ranges(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");
	uint8_t all[255], odd[255];
	uint32_t index[2] = {0}, n;

	memset(all, 0xff, sizeof all);
	memset(odd, 0x00, sizeof odd);
	for (int worse = 0; worse < 2; worse++) {
		nearby_begin(&s->nearby);
		for (uint32_t port = 1; port <= (worse ? 1000 : 2); port++)
			nearby_take(&s->nearby, NEARBY_VLANS, 0, &port, 1,
				    &(struct varbind){.type = BER_INTEGER,
						      .num = 100 + port});
		for (uint32_t id = 1; id <= VLAN_MAX; id++) {
			index[1] = id;
			nearby_take(&s->nearby, NEARBY_VLANS, 3, index, 2,
				    &(struct varbind){
					    .type = BER_OCTETS,
					    .bytes = worse && id % 2 ? odd : all,
					    .len = 255});
		}
		nearby_tell(&s->nearby, NEARBY_VLANS, &s->net, a, T0);
		assert_string_equal(in_vlans(s, a, 2), worse ? "?" : "1-4094");
		assert_int_equal(network_vlan(&s->net, a, 2)->ports, worse ? 1000 : 2);
	}
	assert_non_null(network_vlans(&s->net, a, &n));
	assert_int_equal(n, VLAN_MAX);
}

static void vlans_are_told_by_either_table(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");
	const struct vlan *v;
	uint32_t n, mark;

	read_part(s, a, NEARBY_VLANS,
		  /* 10 is on three ports by its configuration, on two now, and on one
		     that the bridge does not have; 20 was learnt; 0 and 4095 are none;
		     a name that is a number is none */
		  "1.3.6.1.2.1.17.1.4.1.2.1|2|101\n1.3.6.1.2.1.17.1.4.1.2.2|2|102\n"
		  "1.3.6.1.2.1.17.1.4.1.2.3|2|103\n"
		  VLAN "4.3.1.1.10|4|voice\n" VLAN "4.3.1.2.10|4x|E000\n" VLAN
		       "4.2.1.4.0.10|4x|C001\n" VLAN "4.2.1.4.12345.20|4x|8000\n" VLAN
		       "4.3.1.1.0|4|zero\n" VLAN "4.3.1.1.4095|4|all\n" VLAN
		       "4.3.1.1.30|2|30\n" VLAN "4.3.1.1.40|4|unused\n");
	v = network_vlans(&s->net, a, &n);
	assert_int_equal(n, 3);
	assert_int_equal(v[0].id, 10);
	assert_string_equal(network_str(&s->net, v[0].name), "voice");
	assert_int_equal(v[0].ports, 2);
	assert_int_equal(v[1].id, 20);
	assert_int_equal(v[1].ports, 1);
	assert_int_equal(v[2].id, 40);
	assert_int_equal(v[2].ports, 0);
	assert_string_equal(in_vlans(s, a, 1), "10,20");
	assert_string_equal(in_vlans(s, a, 2), "10");
	assert_string_equal(in_vlans(s, a, 3), "?");
	/* how many there are, and how many went, tell when to look again */
	reads(s, a, VLAN "1.4.0|66|3\n" VLAN "4.1.0|65|0\n");
	mark = s->nearby.vlan_mark;
	assert_int_not_equal(mark, 0);
	reads(s, a, VLAN "1.4.0|66|3\n" VLAN "4.1.0|65|1\n");
	assert_int_not_equal(s->nearby.vlan_mark, mark);
	reads(s, a, VLAN "4.1.0|65|0\n" VLAN "1.4.0|66|3\n");
	assert_int_equal(s->nearby.vlan_mark, mark);
}

/* A table that was not read whole changes nothing. */
static void half_a_table_of_vlans_is_none(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");
	struct varbind vb = {
		.type = BER_OCTETS, .bytes = (const uint8_t *)"v", .len = 1};
	uint32_t n, id;

	read_part(s, a, NEARBY_VLANS, VLAN "4.3.1.1.10|4|voice\n");
	nearby_begin(&s->nearby);
	for (uint32_t i = 0; i < 100000; i++) {
		id = i % 5000;
		nearby_take(&s->nearby, NEARBY_VLANS, 1, &id, 1, &vb);
	}
	nearby_tell(&s->nearby, NEARBY_VLANS, &s->net, a, T0);
	assert_int_equal(network_vlans(&s->net, a, &n)->id, 10);
	assert_int_equal(n, 1);
}

static void forwarding_tables_tell_who_is_next(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1"), b = add_device(s, "b", "10.0.0.2"),
	       c = add_device(s, "c", "10.0.0.3");
	struct network *net = &s->net;
	struct dev dev = {.name = text_intern_str(&net->text, "h"),
			  .address = text_intern_str(&net->text, "10.0.0.9"),
			  .site = NONE};
	dev_id h = network_dev_add(net, &dev);
#define FDB "1.3.6.1.2.1.17.4.3.1.2."
#define BASE                                                                           \
	"1.3.6.1.2.1.17.1.4.1.2.1|2|101\n1.3.6.1.2.1.17.1.4.1.2.2|2|102\n"             \
	"1.3.6.1.2.1.17.1.4.1.2.3|2|103\n1.3.6.1.2.1.17.1.4.1.2.4|2|104\n"             \
	"1.3.6.1.2.1.17.1.4.1.2.5|2|105\n"
	static const char *const tables[] = {
		FDB "2.0.0.0.1.1|2|1\n" FDB "2.0.0.0.2.1|2|1\n" FDB "2.9.9.9.9.9|2|1\n"
		    "1.3.6.1.2.1.4.22.1.2.101.10.0.0.9|4x|020909090909\n" BASE,
		"1.3.6.1.2.1.17.7.1.2.2.1.2.7.2.0.0.0.0.1|2|2\n" FDB
		"2.0.0.0.2.2|2|3\n" FDB "2.9.9.9.9.9|2|5\n" BASE,
		FDB "2.0.0.0.1.1|2|4\n" FDB "2.0.0.0.0.1|2|4\n" FDB
		    "2.9.9.9.9.9|2|4\n" BASE};
	uint32_t n = 0;

	for (int round = 0; round < 2; round++)
		for (dev_id d = a; d <= c; d++) {
			read_part(s, d, NEARBY_STATIONS, tables[d]);
			links_settle(net, T0);
		}
	for (link_id l = 0; l < links_n(net); l++)
		n += links_is(net, l) && !link_at(net, l)->vanished;
	assert_int_equal(n, 3);
	for (link_id l = links_of(net, b); l != NONE; l = links_next(net, l, b)) {
		const struct link *k = link_at(net, l);
		unsigned at = link_side(k, b);
		dev_id far = k->end[1 - at].dev;

		assert_int_equal(k->sources, LINK_BIT(LINK_FDB));
		assert_string_equal(network_str(net, k->end[at].port),
				    far == a   ? "eth2"
				    : far == c ? "eth3"
					       : "eth5");
		assert_string_equal(network_str(net, k->end[1 - at].port),
				    far == a   ? "eth1"
				    : far == c ? "eth4"
					       : "");
		assert_true(far != h || !k->vanished);
	}
}

static void one_that_names_itself_has_no_link(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");

	heard(s, a, "4", "4x|00AABBCCDD01", "5", "4|eth3", "a");
	assert_int_equal(links_n(&s->net), 0);
	assert_int_equal(links_dropped(&s->net), 1);
}

/* As an agent that answers for ever: bounded, and counted. */
static void a_hundred_thousand_rows_are_bounded(void **state)
{
	struct scene *s = *state;
	dev_id a = add_device(s, "a", "10.0.0.1");
	struct varbind vb = {
		.type = BER_OCTETS, .bytes = (const uint8_t *)"peer", .len = 4};
	uint32_t n, index[3] = {0, 1, 0};

	nearby_begin(&s->nearby);
	for (index[2] = 0; index[2] < 100000; index[2]++)
		nearby_take(&s->nearby, NEARBY_NEIGHBOURS, 11, index, 3, &vb);
	assert_int_equal(s->nearby.n, NEARBY_ROWS);
	assert_int_equal(s->nearby.dropped, 100000 - NEARBY_ROWS);
	nearby_tell(&s->nearby, NEARBY_NEIGHBOURS, &s->net, a, T0);
	links_settle(&s->net, T0);
	links_claims(&s->net, a, &n);
	assert_true(n <= CLAIMS_MAX);
	assert_true(links_n(&s->net) <= CLAIMS_MAX);
}

int main(void)
{
#define SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		SCENE(neighbours_are_known_by_any_id),
		SCENE(what_two_have_names_neither),
		SCENE(whom_neighbours_cannot_tell_apart_is_said),
		SCENE(whoever_is_mended_takes_nothing_along),
		SCENE(while_all_are_learnt_anew_nobody_is_forgotten),
		SCENE(whoever_comes_later_is_known_then),
		SCENE(the_number_of_a_port_is_no_ifindex),
		SCENE(lldp_v2_and_cdp_hold_the_ifindex),
		SCENE(one_that_has_both_versions_says_it_once),
		SCENE(management_addresses_stand_in_the_index),
		SCENE(masks_tell_which_networks_are_shared),
		SCENE(vlans_are_told_by_either_table),
		SCENE(vlans_of_a_port_are_ranges),
		SCENE(half_a_table_of_vlans_is_none),
		SCENE(forwarding_tables_tell_who_is_next),
		SCENE(one_that_names_itself_has_no_link),
		SCENE(a_hundred_thousand_rows_are_bounded),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
