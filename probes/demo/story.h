/*
 * story: what goes wrong in the demo network and when, in milliseconds since the demo
 * began. It takes five minutes and begins again. Who plays which part is the plan's
 * (struct plan_cast), what a part does to counters and answers is life.h.
 *
 * Or it is one night: all is well for half a minute, then the router that everything
 * hangs on is dead for three.
 *
 * Pure functions of the time. Acts do not share an instant unless that is wanted;
 * outages (ACT_DARK, ACT_FLAP_*, ACT_UNPLUGGED, ACT_CRASH, ACT_MAINS) never do, so that
 * what is behind two of them is out for the sum of both.
 */
#ifndef NOCTOP_DEMO_STORY_H
#define NOCTOP_DEMO_STORY_H

#include <stdbool.h>
#include <stdint.h>

#define STORY_MS 300000

enum story_act {
	ACT_DARK,   /* an uplink fails: nothing of the site behind it is heard */
	ACT_FAN,    /* a fan stands still, and it gets hot */
	ACT_SUPPLY, /* a power supply fails */
	ACT_PEER,   /* a provider's router does not speak with us any more */
	ACT_ALONE,  /* of a pair of firewalls one is gone */
	ACT_FILL,   /* a wide-area link fills up … */
	ACT_FULL,   /* … and drops what does not fit */
	ACT_BUSY,   /* a core's processor climbs */
	ACT_FLAP_1, /* an access switch loses its power, again and again */
	ACT_FLAP_2,
	ACT_FLAP_3,
	ACT_LEAK,    /* a server's memory fills … */
	ACT_BRIM,    /* … to the brim … */
	ACT_CRASH,   /* … until it starts anew */
	ACT_CORRUPT, /* an uplink corrupts what comes in */
	ACT_FLOOD, /* a firewall is flooded: its processor, and its answers are late */
	ACT_UNPLUGGED, /* a server's only uplink is pulled; it is managed by another way
			*/
	ACT_HUNG,      /* an agent answers the simplest of questions only */
	ACT_MAINS,     /* the mains of a site fail: switches, servers, access points,
			* firewall
			*/
	ACT_LAMP, /* a core's alarm lamps are lit; what for, it does not say */
	ACT_LINE, /* a site's line to the Internet is cut: one way is left */
	ACT_NIGHT, /* the first site's edge loses its power, and all are behind it */
	ACTS
};

/* Which of the two is told, from then on in this process: the day, if nobody said. */
void story_choose(bool night);
bool story_on(enum story_act, int64_t now_ms);
/* How much of it there is, from 0 to 1: some acts climb and fall. */
double story_level(enum story_act, int64_t now_ms);
/* The time spent in it so far, and the same weighted by its level. */
int64_t story_spent(enum story_act, int64_t now_ms);
double story_area(enum story_act, int64_t now_ms);
/* When it began or ended last; negative when it has not yet. */
int64_t story_began(enum story_act, int64_t now_ms);
int64_t story_ended(enum story_act, int64_t now_ms);
/* How often it has ended. */
uint32_t story_times(enum story_act, int64_t now_ms);

#endif
