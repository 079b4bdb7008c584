/* keyboard: what the codes of ncurses are as keys of noctop. */
#ifndef NOCTOP_TUI_KEYBOARD_H
#define NOCTOP_TUI_KEYBOARD_H

#include <curses.h>
#include <stdint.h>
#include <wchar.h>

/* Codes of a bracketed paste, beside those of ncurses. */
enum { PASTE_BEGIN = KEY_MAX + 1, PASTE_END };

/* Have ncurses, whose screen is open, know the bytes of keys that TERM does not tell.
 */
void keyboard_learn(void);
/* What get_wch answered: kind OK or KEY_CODE_YES, and the code. K_NONE: no key. */
uint32_t keyboard_key(int kind, wint_t code);

#endif
