/*
 * Terminals send other bytes for a key than the entry of TERM says: in the other cursor
 * mode, or behind a multiplexer. As lone characters they would be commands.
 */
#include <curses.h>

#include "tui/keyboard.h"
#include "views/key.h"

void keyboard_learn(void)
{
	static const struct {
		const char *bytes;
		int key;
	} keys[] = {
		{"\033[A", KEY_UP},	    {"\033OA", KEY_UP},
		{"\033[B", KEY_DOWN},	    {"\033OB", KEY_DOWN},
		{"\033[C", KEY_RIGHT},	    {"\033OC", KEY_RIGHT},
		{"\033[D", KEY_LEFT},	    {"\033OD", KEY_LEFT},
		{"\033[H", KEY_HOME},	    {"\033OH", KEY_HOME},
		{"\033[1~", KEY_HOME},	    {"\033[7~", KEY_HOME},
		{"\033[F", KEY_END},	    {"\033OF", KEY_END},
		{"\033[4~", KEY_END},	    {"\033[8~", KEY_END},
		{"\033[5~", KEY_PPAGE},	    {"\033[6~", KEY_NPAGE},
		{"\033[200~", PASTE_BEGIN}, {"\033[201~", PASTE_END},
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (key_defined(keys[i].bytes) == 0)
			define_key(keys[i].bytes, keys[i].key);
}

uint32_t keyboard_key(int kind, wint_t code)
{
	static const struct {
		wint_t curses;
		uint32_t key;
	} map[] = {
		{KEY_UP, K_UP},	       {KEY_DOWN, K_DOWN},
		{KEY_LEFT, K_LEFT},    {KEY_RIGHT, K_RIGHT},
		{KEY_PPAGE, K_PGUP},   {KEY_NPAGE, K_PGDN},
		{KEY_HOME, K_HOME},    {KEY_END, K_END},
		{KEY_BTAB, K_BACKTAB}, {KEY_DC, K_DELETE},
		{KEY_ENTER, K_ENTER},  {KEY_BACKSPACE, K_BACKSPACE},
		{KEY_F(1), K_F1},
	};

	if (kind == OK && code == '\r')
		return K_ENTER;
	if (kind == OK && (code == 0x7f || code == '\b'))
		return K_BACKSPACE;
	if (kind == OK)
		return (uint32_t)code;
	for (unsigned i = 0; i < sizeof map / sizeof *map; i++)
		if (map[i].curses == code)
			return map[i].key;
	return K_NONE;
}
