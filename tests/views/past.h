/*
 * past: what the polls before now found, for scenes. A list is "10,12,-,30": a value a
 * poll, the newest last and at the device's last poll; before the first nothing is
 * known, or with `polls` the list begins anew. An interface's is of its busier
 * direction, the other in the present proportion.
 */
#ifndef TESTS_VIEWS_PAST_H
#define TESTS_VIEWS_PAST_H

#include "probes/alert/logbook.h"
#include "probes/model/recall.h"

#define PAST_POLLS 60
#define PAST_TRENDS 256

enum past_of { PAST_IF, PAST_CPU, PAST_MEM, PAST_RTT, PAST_LOSS };

struct past_trend {
	enum past_of of;
	dev_id dev;
	char entity[64]; /* name of the interface */
	float value[PAST_POLLS];
	uint32_t n;
};

struct past {
	struct past_trend trend[PAST_TRENDS];
	uint32_t n;
	uint32_t polls; /* how many were there; 0: PAST_POLLS */
	int64_t days;	/* that a journal remembers */
	struct recall *recall; /* NULL: there is none */
};
void past_fini(struct past *);
/* `past 6h`: so long; of days, a journal remembers them; `past 0d`: it is asked and
 * does not answer yet. */
void past_length(struct past *, const char *word, int64_t ms);
/* Answer what views wanted to see; true when they wanted something. A day has its
 * tide, the week its end; three hours of yesterday are missing. */
bool past_answer(const struct past *, const struct network *, int64_t now_ms);

/* ends the test when there is none */
enum event_kind past_event_kind(const char *word);
/* The same of the log: a journal with just these events. */
bool past_answer_log(struct logbook *, const struct recent *);

void past_add(struct past *, enum past_of, dev_id, const char *entity,
	      const char *list);
/* Poll every device that ever answered, as often as that; what stands in the network
 * now is there again when it is through. */
void past_play(const struct past *, struct network *);

/* Fans and power supplies: "2/3", two of three work. */
void past_sensors(struct network *, dev_id, const char *fans, const char *psus,
		  int64_t now_ms);
/* Charge and load in percent, what a battery lasts in minutes. */
void past_battery(struct network *, dev_id, const float value[3], int64_t now_ms);
/* One peer more; "never": down, and it never was up. */
void past_peer(struct network *, dev_id, const char *kind, const char *name,
	       const char *state, const char *words, const char *as, const char *group,
	       int64_t since_ms, int64_t now_ms);

#endif
