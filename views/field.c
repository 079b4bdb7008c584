/*
 * Typed characters are kept as UTF-8 as they come; what leaves a field for others
 * passes text_clean().
 */
#include "views/field.h"

#include <stdio.h>
#include <string.h>

#include "views/key.h"

void field_set(struct field *f, const char *text)
{
	snprintf(f->text, sizeof f->text, "%s", text);
	f->len = strlen(f->text);
}

static void drop_character(struct field *f)
{
	while (f->len > 0 && ((unsigned char)f->text[--f->len] & 0xc0) == 0x80)
		;
	f->text[f->len] = '\0';
}

bool field_key(struct field *f, uint32_t key)
{
	char utf8[4];
	size_t n;

	if (key == K_BACKSPACE || key == 8 || key == 127) {
		drop_character(f);
	} else if (key == K_CTRL_U) {
		field_set(f, "");
	} else if (key >= ' ' && key < K_UP) {
		n = text_encode(key, utf8);
		if (f->len + n < sizeof f->text) {
			memcpy(f->text + f->len, utf8, n);
			f->text[f->len += n] = '\0';
		}
	} else {
		return false;
	}
	return true;
}

void field_paste(struct field *f, const char *bytes, size_t n)
{
	char safe[TEXT_BYTES_MAX + 1];
	const char *s = safe;
	uint16_t width;

	text_clean(bytes, n, safe, &width);
	while (*s)
		field_key(f, text_next(s, &s));
}

void field_clean(const struct field *f, char out[TEXT_BYTES_MAX + 1])
{
	const char *s = f->text;
	size_t n = f->len;
	uint16_t width;

	while (n > 0 && s[n - 1] == ' ')
		n--;
	for (; n > 0 && *s == ' '; n--)
		s++;
	text_clean(s, n, out, &width);
}

void field_draw(const struct field *f, struct canvas *c, int row, int col, int width,
		bool focused)
{
	const char *s = f->text;
	int used;

	while ((int)text_width(s) >= width && *s)
		text_next(s, &s);
	used = canvas_str(c, row, col, width, STYLE_FIELD, s, false);
	canvas_fill(c, row, col + used, 1, width - used, STYLE_FIELD, '_');
	if (focused && row >= 0 && row < c->rows && col + used < c->cols) {
		c->cursor_row = row;
		c->cursor_col = col + used;
	}
}
