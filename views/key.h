/*
 * key: what an operator pressed, as the terminal process reports it: a Unicode
 * character (control keys as their ASCII codes) or one of these.
 */
#ifndef NOCTOP_VIEWS_KEY_H
#define NOCTOP_VIEWS_KEY_H

#include <stdint.h>

enum {
	K_TAB = 9,
	K_ENTER = 10,
	K_CTRL_L = 12,
	K_CTRL_U = 21,
	K_ESC = 27,
	K_UP = 0x110000, /* behind Unicode */
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_PGUP,
	K_PGDN,
	K_HOME,
	K_END,
	K_BACKTAB,
	K_BACKSPACE,
	K_DELETE,
	K_F1,
	K_NONE
};

/* Keys as written in --keys and in keys.ini: "j", "<Enter>", "<Esc>", "<C-l>", "<Up>" …
 * Reads one from *s and moves *s behind it; K_NONE at the end or for a bad name (*s
 * then stays). */
uint32_t key_parse(const char **s);
/* The name of a key, for help: "j" "Enter" "C-l". Written to out. */
const char *key_label(uint32_t key, char out[16]);

#endif
