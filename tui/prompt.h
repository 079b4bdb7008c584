/*
 * prompt: asks the operator for a secret: on the terminal without showing what is
 * typed, else the next line of standard input.
 */
#ifndef NOCTOP_TUI_PROMPT_H
#define NOCTOP_TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

/* False at the end of input, at Ctrl-C, or when the line does not fit. out is the
 * caller's to wipe. */
bool prompt_secret(const char *question, char *out, size_t cap);

#endif
