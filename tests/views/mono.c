#include "tests/views/mono.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"
#include "tui/picture.h"

static void load(struct looks *looks)
{
	const char *top = getenv("top_srcdir");
	struct faults faults = {0};
	char path[400];

	snprintf(path, sizeof path, "%s/etc/theme.ini", top ? top : ".");
	if (!looks_load(looks, path, "mono", &faults))
		die("no theme mono in '%s'", path);
	faults_fini(&faults);
}

/* The letter of "\033[0;1;7m"; *s behind it. A colour is none of mono's. */
static char rendition(const char **s)
{
	static const char letters[] = ".brBuUwWd#x#D#X#";
	unsigned attrs = 0;
	char *end;

	for (*s += 2;; *s = end + 1) {
		switch (strtol(*s, &end, 10)) {
		case 0:
			break;
		case 1:
			attrs |= LOOK_BOLD;
			break;
		case 2:
			attrs |= LOOK_DIM;
			break;
		case 4:
			attrs |= LOOK_UNDERLINE;
			break;
		case 7:
			attrs |= LOOK_REVERSE;
			break;
		default:
			die("'%.10s' is in colour", *s);
		}
		if (*end != ';')
			break;
	}
	*s = end + 1;
	return letters[attrs];
}

void mono_dump(const struct canvas *c, struct buf *out)
{
	struct looks looks;
	struct buf ansi = {0};
	const char *s;
	char letter = '.';
	size_t keep = out->len;

	load(&looks);
	picture_write(&ansi, PICTURE_ANSI, c, &looks, "");
	buf_char(&ansi, '\0');
	for (s = ansi.data; *s;) {
		int width;

		if (*s == '\033') {
			letter = rendition(&s);
			continue;
		}
		if (*s == '\n') {
			out->len = keep;
			buf_char(out, '\n');
			keep = out->len;
			s++;
			continue;
		}
		width = text_char_width(text_next(s, &s));
		while (width-- > 0)
			buf_char(out, letter);
		if (letter != '.')
			keep = out->len;
	}
	buf_fini(&ansi);
}
