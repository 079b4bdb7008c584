/*
 * Every text is quoted, so that none has to be looked at for commas and line ends; what
 * is left is what a sheet would do with it.
 */
#include "tui/csv.h"

#include <string.h>

/* A sheet would work out what begins so, and some of it may start programs. */
#define FORMULA "=+-@\t\r"

void csv_text(struct buf *out, const char *s)
{
	buf_str(out, *s && strchr(FORMULA, *s) ? "\"'" : "\"");
	for (; *s; s++) {
		if (*s == '"')
			buf_char(out, '"');
		buf_char(out, *s);
	}
	buf_char(out, '"');
}
