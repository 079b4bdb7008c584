/*
 * profile_try: what a device is asked by its profile, what it answered and what is
 * concluded from that, reading by reading: for who writes a profile, or wonders where a
 * number comes from.
 */
#ifndef NOCTOP_TUI_PROFILE_TRY_H
#define NOCTOP_TUI_PROFILE_TRY_H

#include "tui/options.h"

/* `noctop profile try DEVICE`. Exit code: 0, EXIT_CONFIG, 1 when it does not answer. */
int profile_try(const struct options *, const char *device);

#endif
