/*
 * doctor: is this machine fit for noctop? Each check looks at the facts and says what
 * it saw and, unless all is well, what to type. Checks are pure, and one table.
 */
#ifndef NOCTOP_TUI_DOCTOR_H
#define NOCTOP_TUI_DOCTOR_H

#include "tui/doctor_facts.h"

enum verdict { VERDICT_OK, VERDICT_WARN, VERDICT_FAIL };

struct finding {
	enum verdict verdict;
	char saw[PATH_MAX + 640];
	char todo[PATH_MAX + 640]; /* "" nothing */
};

struct check_up {
	const char *name;
	void (*judge)(const struct facts *, struct finding *);
};
extern const struct check_up check_ups[]; /* name NULL behind the last */

/* `noctop doctor`: exit code 0 all is well, 1 there are warnings, 2 something fails. */
int doctor_run(const struct options *);

#endif
