/*
 * A watch's configuration anew: the new one takes the place of the old between two
 * lives of the watch: alerts and what operators did are in the journal, and terminals
 * attach again.
 */
#include "probes/base/log.h"
#include "tui/exits.h"
#include "tui/operators.h"

static void tell_asker(struct watch *w, int code, const char *words)
{
	if (w->asker)
		seat_dismiss(w->asker, code, words);
	w->asker = NULL;
}

static void on_checked(void *ctx, bool sound, const char *said)
{
	struct watch *w = ctx;

	if (!sound) {
		log_error("the configuration stays as it was: %s", said);
		tell_asker(w, EXIT_FAULTS, said);
		return;
	}
	tell_asker(w, EXIT_OK, "");
	w->code = EXIT_AGAIN;
	watch_stop(w);
}

void watch_reload(struct watch *w, struct seat *asker)
{
	const char *why = NULL;

	if (w->setup->demo)
		why = "the demo has no configuration";
	else if (!reload_check(&w->reload, w->loop, w->setup->config, on_checked, w))
		why = "it is being checked already";
	if (!why)
		w->asker = asker;
	else if (asker)
		seat_dismiss(asker, EXIT_FAILED, why);
}
