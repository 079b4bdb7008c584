/* What notices are of in these tests: a port that is down. */
#ifndef NOCTOP_TESTS_NOTIFY_AN_ALERT_H
#define NOCTOP_TESTS_NOTIFY_AN_ALERT_H

#include "probes/alert/alert.h"

#define ALERT_OPENED_MS INT64_C(1800000000000)

/* text is borrowed. */
static inline struct alert an_alert(char *text)
{
	static char name[] = "fra-core-01", entity[] = "xe-0/0/3";

	return (struct alert){.id = 42,
			      .subject = SUBJECT_DEVICE,
			      .thing = NONE,
			      .name = name,
			      .entity = entity,
			      .check = CHECK_IF_DOWN,
			      .severity = SEV_CRITICAL,
			      .state = ALERT_OPEN,
			      .text = text,
			      .opened_ms = ALERT_OPENED_MS};
}

#endif
