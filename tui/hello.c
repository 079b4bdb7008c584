/*
 * hello: zone, place, locale; and the screen that is asked for.
 */
#include "tui/hello.h"

#include <stdlib.h>

#include "tui/look.h"
#include "tui/terminal.h"

#define WALL_VIEWS "devices,interfaces,topology"

struct link_message hello_command(bool ascii)
{
	const char *zone = getenv("TZ");

	return (struct link_message){.kind = LINK_HELLO,
				     .version = LINK_VERSION,
				     .rows = 1,
				     .cols = 1,
				     .ascii = ascii,
				     .zone = zone && *zone ? zone : "local",
				     .view = "",
				     .from = terminal_from()};
}

struct link_message hello_screen(const struct options *o, const struct looks *looks,
				 unsigned rows, unsigned cols)
{
	struct link_message m = hello_command(o->ascii || !terminal_utf8());

	m.screen = true;
	m.wide = o->wide || (looks && looks->wide);
	m.braille = o->braille || (looks && looks->braille);
	m.rows = (uint16_t)rows;
	m.cols = (uint16_t)cols;
	m.view = o->view ? o->view : "";
	m.wall = o->wall;
	m.wall_acts = o->allow_ack;
	m.rotate_s = o->rotate_ms ? (uint32_t)(o->rotate_ms / 1000) : WALL_ROTATE_S;
	m.wall_views = o->views ? o->views : WALL_VIEWS;
	return m;
}
