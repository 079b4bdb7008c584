/* Words are kept as the tables have them, whatever was typed: a key, or a part. */
#include "views/choice.h"

#include <stdio.h>
#include <string.h>

#define PARTS ", +-"

const char *choice_last(const char *words)
{
	const char *last = words + strlen(words);

	while (last > words && !strchr(PARTS, last[-1]))
		last--;
	return last;
}

static void add_word(char words[SAVED_WORDS], const char *word)
{
	text_add(words, SAVED_WORDS, "%s%s", *words ? "," : "", word);
}

/* Take a word out again. */
static void drop_word(char words[SAVED_WORDS], const char *word)
{
	size_t len = strlen(word);

	for (char *w = words; *w;) {
		size_t n = strcspn(w, ","), with = n + (w[n] == ',');

		if (n == len && !strncmp(w, word, n))
			memmove(w, w + with, strlen(w + with) + 1);
		else
			w += with;
	}
	len = strlen(words);
	if (len && words[len - 1] == ',')
		words[len - 1] = '\0';
}

/* The columns that are shown. */
static void words_shown(const struct session *v, const struct page *page,
			char words[SAVED_WORDS])
{
	struct column column[COLUMNS_MAX];
	unsigned n = panel_columns(v, page, page->focus, column);

	for (unsigned i = 0; i < n; i++)
		add_word(words, column[i].word);
}

/* One of them, with its sign; NULL: there is no such column. */
static const char *take_word(const struct panel *panel, const char *arg,
			     char words[SAVED_WORDS], char error[FILTER_SIZE])
{
	bool drop = *arg == '-';
	const struct column *k;
	size_t len;

	arg += *arg == '-' || *arg == '+';
	len = strcspn(arg, PARTS);
	k = column_find(panel->columns, panel->column_n, arg, len);
	if (!k) {
		snprintf(error, FILTER_SIZE, "this list has no column '%.*s'",
			 len < 40 ? (int)len : 40, arg);
		return NULL;
	}
	drop_word(words, k->word);
	if (!drop)
		add_word(words, k->word);
	return arg + len;
}

bool choice_take(struct session *v, const char *arg, char error[FILTER_SIZE])
{
	const struct page *page = session_page(v);
	const struct panel *panel = page_panel(page, page->focus);
	char words[SAVED_WORDS] = "";

	if (page->view->listless || !panel->column_n) {
		snprintf(error, FILTER_SIZE, "there is no list with columns here");
		return false;
	}
	if (*arg == '+' || *arg == '-')
		words_shown(v, page, words);
	if (strcmp(arg, "usual") == 0)
		arg = "";
	while (arg && *(arg += strspn(arg, ", ")))
		arg = take_word(panel, arg, words, error);
	if (arg && !saved_choose(&v->own, panel->name, words))
		snprintf(error, FILTER_SIZE, "too many columns");
	else if (arg)
		return true;
	return false;
}

static bool check_list(const struct saved_columns *chosen, char error[FILTER_SIZE])
{
	const struct panel *panel = panel_named(chosen->list);

	for (const char *w = chosen->words; *w;) {
		size_t n = strcspn(w, ",");

		if (!panel || !column_find(panel->columns, panel->column_n, w, n)) {
			snprintf(error, FILTER_SIZE, "kept columns: %s has no '%.*s'",
				 chosen->list, n < 40 ? (int)n : 40, w);
			return false;
		}
		w += n + (w[n] == ',');
	}
	return true;
}

bool choice_check(const struct saved *saved, char error[FILTER_SIZE])
{
	for (int i = 0; i < SAVED_LISTS; i++)
		if (saved->columns[i].list[0] && !check_list(&saved->columns[i], error))
			return false;
	return true;
}
