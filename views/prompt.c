/*
 * One function enumerates what a line may go on with; completion, the hints beside the
 * line and the finding of a name that was typed in part are all made of it.
 */
#include "views/limit.h"
#include "views/prompt.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "views/choice.h"
#include "views/go.h"
#include "views/panels.h"
#include "views/sorting.h"

static const struct act nothing = {.kind = ACT_NONE};

/* --- what fits -----------------------------------------------------------------------
 */

/* Words that begin as what is typed does. */
struct fit {
	const char *begin;
	size_t len;
	unsigned n, want;	 /* so many; which of them is picked */
	char common[FIELD_SIZE]; /* what all of them begin with */
	char pick[FIELD_SIZE], exact[FIELD_SIZE];
	char shown[FIELD_SIZE]; /* the first of them */
};

static void offer(struct fit *f, const char *word)
{
	size_t at = strlen(f->shown), same = 0;

	if (!*word || strncasecmp(word, f->begin, f->len) != 0)
		return;
	if (f->n == 0)
		snprintf(f->common, sizeof f->common, "%s", word);
	while (f->common[same] && f->common[same] == word[same])
		same++;
	f->common[same] = '\0';
	if (f->n == f->want)
		snprintf(f->pick, sizeof f->pick, "%s", word);
	if (strcasecmp(word, f->begin) == 0)
		snprintf(f->exact, sizeof f->exact, "%s", word);
	if (at + strlen(word) + 3 < sizeof f->shown)
		snprintf(f->shown + at, sizeof f->shown - at, "%s%s", f->n ? "  " : "",
			 word);
	f->n++;
}

static void offer_sites(struct session *v, const struct scene *s, struct fit *f)
{
	(void)v;
	for (site_id i = 0; i < s->net->site_n; i++)
		offer(f, network_str(s->net, s->net->site[i].name));
}

static void offer_devices(struct session *v, const struct scene *s, struct fit *f)
{
	(void)v;
	for (dev_id d = 0; d < s->net->dev_n; d++)
		offer(f, network_str(s->net, s->net->dev[d].name));
}

/* A device, then a blank and one of its interfaces. */
static void offer_interfaces(struct session *v, const struct scene *s, struct fit *f)
{
	const char *blank = strchr(f->begin, ' ');
	char name[FIELD_SIZE];
	dev_id dev;

	if (!blank) {
		offer_devices(v, s, f);
		return;
	}
	snprintf(name, sizeof name, "%.*s", (int)(blank - f->begin), f->begin);
	dev = network_dev_find(s->net, name);
	if (dev == NONE)
		return;
	for (uint32_t i = 0; i < s->net->dev[dev].if_n; i++) {
		str_id text = s->net->ifs.name[s->net->dev[dev].if_first + i];

		snprintf(name, sizeof name, "%s %s",
			 network_str(s->net, s->net->dev[dev].name),
			 network_str(s->net, text));
		offer(f, name);
	}
}

static void offer_sorts(struct session *v, const struct scene *s, struct fit *f)
{
	const struct page *page = session_page(v);
	const struct panel *panel;

	(void)s;
	if (page->view->listless)
		return;
	panel = page_panel(page, page->focus);
	offer(f, "usual");
	for (uint32_t i = 0; i < panel->column_n; i++) {
		char reversed[SORTING_WORD];

		snprintf(reversed, sizeof reversed, "-%s", panel->columns[i].word);
		offer(f, panel->columns[i].word);
		if (*f->begin == '-')
			offer(f, reversed);
	}
}

static void offer_settings(struct session *v, const struct scene *s, struct fit *f)
{
	char words[TEXT_BYTES_MAX + 16];

	(void)v;
	offer(f, "tz local");
	offer(f, "tz utc");
	offer(f, "units bits");
	offer(f, "units bytes");
	offer(f, "scope all");
	for (customer_id i = 0; i < s->net->customer_n; i++) {
		snprintf(words, sizeof words, "scope customer=%s",
			 network_str(s->net, s->net->customer[i].name));
		offer(f, words);
	}
	for (site_id i = 0; i < s->net->site_n; i++) {
		snprintf(words, sizeof words, "scope site=%s",
			 network_str(s->net, s->net->site[i].name));
		offer(f, words);
	}
}

static void offer_baseline(struct session *v, const struct scene *s, struct fit *f)
{
	(void)v, (void)s;
	offer(f, "accept");
}

/* --- what the verbs do ---------------------------------------------------------------
 */

static const char *argument_of(const char *line)
{
	line += strcspn(line, " ");
	return line + strspn(line, " ");
}

__attribute__((format(printf, 2, 3))) static struct act
complain(struct session *v, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(v->field_error, sizeof v->field_error, fmt, args);
	va_end(args);
	return nothing;
}

static struct act go_to(struct session *v, const struct scene *s, enum thing_kind kind,
			const char *name)
{
	struct thing t = {.kind = kind};
	const char *blank = kind == THING_IF ? strchr(name, ' ') : NULL;
	size_t n = blank ? (size_t)(blank - name) : strlen(name);

	snprintf(t.name, sizeof t.name, "%.*s", (int)n, name);
	if (blank)
		snprintf(t.entity, sizeof t.entity, "%s", blank + 1);
	else if (kind == THING_IF && network_dev_find(s->net, t.name) != NONE)
		return complain(v, "which interface of '%.60s'? a blank offers them",
				name);
	if (!thing_ref(s, &t))
		return complain(v, "there is no '%.100s' here", name);
	session_open_thing(v, s, &t);
	return nothing;
}

static struct act go_site(struct session *v, const struct scene *s, const char *arg)
{
	return go_to(v, s, THING_SITE, arg);
}

static struct act go_device(struct session *v, const struct scene *s, const char *arg)
{
	return go_to(v, s, THING_DEVICE, arg);
}

static struct act go_interface(struct session *v, const struct scene *s,
			       const char *arg)
{
	return go_to(v, s, THING_IF, arg);
}

static struct act trace(struct session *v, const struct scene *s, const char *arg)
{
	dev_id dev = network_dev_find(s->net, arg);

	return dev == NONE ? complain(v, "there is no '%.100s' here", arg)
			   : go_trace(v, s, dev);
}

/* Of a device or a site, as e does on its row. */
static struct act explain_named(struct session *v, const struct scene *s,
				const char *arg)
{
	struct thing t = {.kind = THING_DEVICE};

	snprintf(t.name, sizeof t.name, "%s", arg);
	if (!thing_ref(s, &t))
		t.kind = THING_SITE;
	if (!thing_ref(s, &t) || !limit_has_thing(s, &t))
		return complain(v, "there is no '%.100s' here", arg);
	session_push(v, &explain_view, &t);
	return nothing;
}

static void offer_places(struct session *v, const struct scene *s, struct fit *f)
{
	offer_sites(v, s, f);
	offer_devices(v, s, f);
}

static struct act set_filter(struct session *v, const struct scene *s, const char *arg)
{
	(void)s;
	if (session_page(v)->view->listless)
		return complain(v, "there is no list to filter by '%.100s'", arg);
	list_set_filter(session_list(v), arg, v->field_error);
	return nothing;
}

static struct act set_sort(struct session *v, const struct scene *s, const char *arg)
{
	const struct page *page = session_page(v);

	(void)s;
	if (page->view->listless)
		return complain(v, "there is no list to put in order by '%.100s'", arg);
	if (!sorting_by(page_panel(page, page->focus), session_list(v), arg))
		return complain(v, "this list has no column '%.100s'", arg);
	return nothing;
}

static void offer_columns(struct session *v, const struct scene *s, struct fit *f)
{
	const struct page *page = session_page(v);
	const struct panel *panel;

	(void)s;
	if (page->view->listless)
		return;
	f->begin = choice_last(f->begin);
	f->len = strlen(f->begin);
	panel = page_panel(page, page->focus);
	for (uint32_t i = 0; i < panel->column_n; i++)
		offer(f, panel->columns[i].word);
	offer(f, "usual");
}

static struct act set_columns(struct session *v, const struct scene *s, const char *arg)
{
	if (!choice_take(v, arg, v->field_error))
		return nothing;
	session_tell(v, s, MESSAGE_TOAST, "columns of this list: %s", arg);
	return session_keep(v);
}

static struct act set_zone(struct session *v, const struct scene *s, const char *arg)
{
	const struct zone *zone = zone_find(strcasecmp(arg, "utc") == 0 ? "UTC" : arg);
	char name[sizeof v->own.zone];

	if (!zone)
		return complain(v, "there is no time zone '%.100s'", arg);
	v->options.zone = zone;
	snprintf(name, sizeof name, "%s", strcasecmp(arg, "local") == 0 ? "" : arg);
	memcpy(v->own.zone, name, sizeof name);
	session_tell(v, s, MESSAGE_TOAST, "times are %s%s", *name ? "of " : "", arg);
	return session_keep(v);
}

/* Of traffic; speeds of links are bits a second everywhere. */
static struct act set_units(struct session *v, const struct scene *s, const char *arg)
{
	if (strcmp(arg, "bits") != 0 && strcmp(arg, "bytes") != 0)
		return complain(v, "traffic is in bits or bytes, not '%.60s'", arg);
	v->own.bytes = strcmp(arg, "bytes") == 0;
	session_tell(v, s, MESSAGE_TOAST, "traffic is in %s a second", arg);
	return session_keep(v);
}

/* "customer=acme", "site=FRA" or "all": of all views, counts and the bell. */
static struct act set_scope(struct session *v, const struct scene *s, const char *arg)
{
	const char *equals = strchr(arg, '=');
	struct thing t = {.kind = THING_NONE};

	if (equals && !strncmp(arg, "site=", 5))
		t.kind = THING_SITE;
	else if (equals && !strncmp(arg, "customer=", 9))
		t.kind = THING_CUSTOMER;
	else if (strcmp(arg, "all") != 0)
		return complain(v, "a scope is all, customer=NAME or site=NAME");
	if (equals)
		snprintf(t.name, sizeof t.name, "%s", equals + 1);
	if (t.kind && !thing_ref(s, &t))
		return complain(v, "there is no '%.100s' here", arg);
	limit_set(v, &t);
	session_tell(v, s, MESSAGE_TOAST, t.kind ? "only %s is shown and counted"
						 : "%s is shown and counted",
		     arg);
	return session_keep(v);
}

static struct act set_option(struct session *v, const struct scene *s, const char *arg)
{
	static const struct {
		const char *name;
		struct act (*set)(struct session *, const struct scene *, const char *);
	} options[] = {{"tz", set_zone}, {"units", set_units}, {"scope", set_scope}};
	size_t n = strcspn(arg, " ");

	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strlen(options[i].name) == n && !strncmp(options[i].name, arg, n) &&
		    *argument_of(arg))
			return options[i].set(v, s, argument_of(arg));
	return complain(v, "'%.40s' is nothing to set: tz, units, scope", arg);
}

static struct act save_view(struct session *v, const struct scene *s, const char *arg)
{
	if (strlen(arg) != 1 || *arg < '0' + SAVED_FIRST ||
	    *arg >= '0' + SAVED_FIRST + SAVED_VIEWS)
		return complain(v, "views are saved under 5 to 9, not under '%.60s'",
				arg);
	if (!go_save(v, *arg - '0' - SAVED_FIRST))
		return complain(v, "this view cannot be saved");
	session_tell(v, s, MESSAGE_TOAST, "saved: %s opens it", arg);
	return session_keep(v);
}

static struct act write_file(struct session *v, const struct scene *s, const char *arg)
{
	(void)s;
	if (strchr(arg, '/'))
		return complain(v, "'%.60s' is not written: a name without folders",
				arg);
	snprintf(v->prompt.argument, sizeof v->prompt.argument, "%s", arg);
	return (struct act){.kind = ACT_WRITE, .name = v->prompt.argument};
}

static struct act accept_baseline(struct session *v, const struct scene *s,
				  const char *arg)
{
	(void)s;
	if (strcmp(arg, "accept") != 0)
		return complain(v, "baseline accept, not '%.60s'", arg);
	if (v->options.wall.on)
		return complain(v, "a wall accepts nothing");
	return (struct act){.kind = ACT_BASELINE};
}

static const struct verb {
	const char *word, *help;
	struct act (*run)(struct session *, const struct scene *, const char *arg);
	void (*offer)(struct session *, const struct scene *, struct fit *);
	bool many; /* words, each of which is completed by itself */
} verbs[] = {
	{"site", "NAME: its view", go_site, offer_sites, false},
	{"device", "NAME: its view", go_device, offer_devices, false},
	{"interface", "DEVICE NAME: its view", go_interface, offer_interfaces, false},
	{"trace", "DEVICE: the way to it, by our probes too", trace,
	 offer_devices, false},
	{"filter", "WORDS: narrow the list", set_filter, NULL, false},
	{"sort", "COLUMN: put the list in its order; -COLUMN: the other way", set_sort,
	 offer_sorts, false},
	{"columns", "dev,cpu: what this list shows; +COLUMN, -COLUMN, usual",
	 set_columns, offer_columns, true},
	{"save", "5 to 9: this view, as it is narrowed and sorted, under that key",
	 save_view, NULL, false},
	{"set", "tz local, utc, Europe/Berlin; units bits, bytes; scope site=X, all",
	 set_option,
	 offer_settings, false},
	{"baseline", "accept: the network as it is; what differs later is listed",
	 accept_baseline, offer_baseline, false},
	{"w", "FILE: this screen, where you started; .json .csv: all rows of the list",
	 write_file, NULL,
	 false},
};
#define VERBS (sizeof verbs / sizeof *verbs)

/* Views that are of something: of what is named behind them. */
static const struct verb views_of[] = {
	{"path", "", trace, offer_devices, false},
	{"explain", "", explain_named, offer_places, false},
};
#define VIEWS_OF (sizeof views_of / sizeof *views_of)

const char *prompt_verb(unsigned i, char word[PROMPT_VERB_SIZE])
{
	if (i >= VERBS)
		return NULL;
	snprintf(word, PROMPT_VERB_SIZE, ":%s", verbs[i].word);
	return verbs[i].help;
}

static const struct verb *find_verb(const char *word, size_t n)
{
	for (size_t i = 0; i < VERBS; i++)
		if (strlen(verbs[i].word) == n && strncmp(verbs[i].word, word, n) == 0)
			return &verbs[i];
	for (size_t i = 0; i < VIEWS_OF; i++)
		if (strlen(views_of[i].word) == n && !strncmp(views_of[i].word, word, n))
			return &views_of[i];
	return NULL;
}

/* --- a line --------------------------------------------------------------------------
 */

static void offer_words(struct fit *f)
{
	for (const struct view *const *w = all_views; *w; w++)
		offer(f, (*w)->name);
	for (const struct command *k = command_table; k->help; k++)
		if (k->name && !view_find(k->name) &&
		    !find_verb(k->name, strlen(k->name)))
			offer(f, k->name);
	for (size_t i = 0; i < VERBS; i++)
		if (!view_find(verbs[i].word))
			offer(f, verbs[i].word);
}

/* What may stand at the end of this line, and from where on. */
static const char *offer_all(struct session *v, const struct scene *s, const char *line,
			     struct fit *f)
{
	size_t n = strcspn(line, " ");
	const struct verb *verb = line[n] ? find_verb(line, n) : NULL;

	f->begin = line[n] ? argument_of(line) : line;
	f->len = strlen(f->begin);
	if (!line[n])
		offer_words(f);
	else if (verb && verb->offer)
		verb->offer(v, s, f);
	return f->begin;
}

static struct act run_command(struct session *v, const struct scene *s,
			      const struct command *k, const char *arg)
{
	struct act act;

	if (k->allowed && !k->allowed(v, s))
		return complain(v, "%s does not apply here", k->name);
	act = k->run(v, s, k->arg);
	if (*arg && v->dialog.kind != DIALOG_NONE)
		dialog_paste(v, arg, strlen(arg));
	return act;
}

/* A name that is typed in part, if only one begins so. */
static struct act run_verb(struct session *v, const struct scene *s,
			   const struct verb *verb, const char *line)
{
	struct fit f = {.n = 0};
	const char *arg = offer_all(v, s, line, &f);

	if (!*arg)
		return complain(v, "%s what?", verb->word);
	if (verb->many)
		arg = argument_of(line);
	else if (f.n == 1 || *f.exact)
		arg = *f.exact ? f.exact : f.pick;
	return verb->run(v, s, arg);
}

static struct act run_line(struct session *v, const struct scene *s, const char *line)
{
	char word[FIELD_SIZE];
	const char *arg = argument_of(line);
	struct fit f = {.begin = word};
	const struct view *view;
	const struct verb *verb;
	const struct command *k;

	snprintf(word, sizeof word, "%.*s", (int)strcspn(line, " "), line);
	f.len = strlen(word);
	offer_words(&f);
	if (!find_verb(word, f.len) && f.n == 1)
		snprintf(word, sizeof word, "%s", f.pick);
	verb = find_verb(word, strlen(word));
	if (verb && *arg)
		return run_verb(v, s, verb, line);
	view = view_find(word);
	k = command_named(word);
	if (view && *arg)
		return complain(v, ":%s takes no more words", word);
	/* of the selected row, as its key does, where that is what it can be of */
	if (view && (!verb || !k || !k->allowed(v, s))) {
		session_push(v, view, NULL);
		return nothing;
	}
	if (k)
		return run_command(v, s, k, arg);
	if (verb)
		return complain(v, "%s what?", verb->word);
	return f.n ? complain(v, "which? %.100s", f.shown)
		   : complain(v, "no command is called '%.100s'", word);
}

/* --- keys ----------------------------------------------------------------------------
 */

void prompt_open(struct session *v)
{
	field_set(&v->field, "");
	v->field_error[0] = '\0';
	v->prompt.at = v->prompt.n;
	v->prompt.step = 0;
	v->edit = EDIT_PROMPT;
}

static void remember(struct prompt *p, const char *line)
{
	if (p->n && strcmp(p->line[p->n - 1], line) == 0)
		return;
	if (p->n == PROMPT_LINES) {
		memmove(p->line[0], p->line[1], sizeof p->line - sizeof p->line[0]);
		p->n--;
	}
	snprintf(p->line[p->n++], FIELD_SIZE, "%s", line);
}

static void recall_line(struct session *v, int step)
{
	struct prompt *p = &v->prompt;
	int to = (int)p->at + step;

	if (to < 0 || to > (int)p->n)
		return;
	if (p->at == p->n)
		snprintf(p->typed, sizeof p->typed, "%s", v->field.text);
	p->at = (unsigned)to;
	field_set(&v->field, p->at == p->n ? p->typed : p->line[p->at]);
}

/* As far as all that fits agrees; then one after the other. */
static void complete(struct session *v, const struct scene *s)
{
	struct prompt *p = &v->prompt;
	struct fit f = {.n = 0};
	char line[FIELD_SIZE];
	const char *from;
	size_t kept;

	if (!p->step)
		snprintf(p->stem, sizeof p->stem, "%s", v->field.text);
	from = offer_all(v, s, p->stem, &f);
	if (!f.n)
		return;
	kept = (size_t)(from - p->stem);
	if (f.n > 1 && (p->step || strlen(f.common) <= f.len)) {
		f = (struct fit){.want = p->step % f.n};
		offer_all(v, s, p->stem, &f);
		p->step++;
		snprintf(f.common, sizeof f.common, "%s", f.pick);
	}
	snprintf(line, sizeof line, "%.*s%s%s", (int)kept, p->stem, f.common,
		 f.n == 1 && !kept ? " " : "");
	field_set(&v->field, line);
}

static struct act enter(struct session *v, const struct scene *s)
{
	char line[TEXT_BYTES_MAX + 1];
	struct act act;

	field_clean(&v->field, line);
	v->edit = EDIT_NONE;
	v->field_error[0] = '\0';
	if (!*line)
		return nothing;
	remember(&v->prompt, v->field.text);
	act = run_line(v, s, line);
	if (v->field_error[0])
		v->edit = EDIT_PROMPT; /* to be mended */
	return act;
}

struct act prompt_key(struct session *v, const struct scene *s, uint32_t key)
{
	if (key == K_TAB) {
		complete(v, s);
		return nothing;
	}
	v->prompt.step = 0;
	if (key == K_ENTER)
		return enter(v, s);
	if (key == K_ESC || (key == K_BACKSPACE && !v->field.len))
		v->edit = EDIT_NONE;
	else if (key == K_UP || key == K_DOWN)
		recall_line(v, key == K_UP ? -1 : 1);
	else if (field_key(&v->field, key))
		v->field_error[0] = '\0';
	return nothing;
}

/* --- drawing -------------------------------------------------------------------------
 */

void prompt_draw(struct session *v, const struct scene *s, struct canvas *c, int row,
		 bool error)
{
	int half = c->cols / 2, room = c->cols - half - 2;
	struct fit f = {.n = 0};
	const char *line = v->field.text;
	const struct verb *verb = find_verb(line, strcspn(line, " "));

	canvas_char(c, row, 0, STYLE_KEY, ':');
	field_draw(&v->field, c, row, 1, half, true);
	if (error && v->field_error[0]) {
		canvas_str(c, row, half + 2, room, STYLE_WARNING, v->field_error,
			   false);
		return;
	}
	offer_all(v, s, v->prompt.step ? v->prompt.stem : line, &f);
	if (!*line)
		canvas_str(c, row, half + 2, room, STYLE_DIM,
			   "a command or a view; Tab completes", false);
	else if (f.n)
		canvas_str(c, row, half + 2, room, STYLE_DIM, f.shown, false);
	else if (verb)
		canvas_str(c, row, half + 2, room, STYLE_DIM, verb->help, false);
}
