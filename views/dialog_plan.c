/*
 * Maintenance from the screen: of what is selected or marked, from now on and always
 * with an end; `m` Enter is an hour. Of what is in maintenance already it moves the
 * end, or says that the work is done.
 */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#include "probes/alert/maintenance.h"

#define MINUTE_MS INT64_C(60000)
#define SHOWN 5
#define ROOMY 16     /* rows that have room for all parts */
#define KEYS_FROM 56 /* columns that have room for all keys */

static const struct {
	const char *label;
	int64_t minutes;
} spans[] = {{"30m", 30}, {"1h", 60}, {"2h", 120}, {"4h", 240}, {"8h", 480}};
#define SPANS (sizeof spans / sizeof *spans)
#define USUAL 1

/* --- what it is about ----------------------------------------------------------------
 */

/* The window that it is in; NULL none, or that one has ended already. */
static const struct window *window_of(const struct scene *s, const struct thing *t)
{
	enum subject subject = thing_subject(t);
	ref_id ref = thing_ref(s, t);
	const struct window *w;
	struct scope_thing of;

	if (!s->maintenance || !ref)
		return NULL;
	of = t->kind == THING_IF
		     ? scope_if(s->net, ref_if_id(s->net, ref))
		     : scope_of(subject, alert_thing(s->net, subject, t->name));
	w = maintenance_of(s->maintenance, s->net, of);
	return w && w->phase == WINDOW_RUNS ? w : NULL;
}

static const struct window *window_of_all(const struct scene *s, const struct thing *t,
					  uint32_t n)
{
	const struct window *first = window_of(s, &t[0]);

	for (uint32_t i = 1; first && i < n; i++)
		if (window_of(s, &t[i]) != first)
			return NULL;
	return first;
}

/* Of an alert what it is about; everything else is meant itself. */
static bool take(const struct scene *s, ref_id ref, struct thing *t)
{
	const struct alert *a = row_alert(s, ref);

	if (ref_kind(ref) == THING_RULE || ref_kind(ref) == THING_GROUP)
		return false;
	if (a)
		row_about(s, a, t);
	else
		thing_of(s, ref, t);
	return thing_ref(s, t) != 0;
}

static const char *kind_of(const struct thing *t)
{
	return t->kind == THING_SITE	   ? "site "
	       : t->kind == THING_CIRCUIT  ? "circuit "
	       : t->kind == THING_CUSTOMER ? "customer "
					   : "";
}

static void take_once(struct dialog *d, const struct scene *s, ref_id ref)
{
	struct thing *t;

	TABLE_GROW(d->thing, d->thing_cap, d->thing_n + 1);
	t = &d->thing[d->thing_n];
	if (!take(s, ref, t))
		return;
	for (uint32_t i = 0; i < d->thing_n; i++)
		if (thing_same(&d->thing[i], t))
			return;
	d->thing_n++;
}

static void take_marked(struct session *v, const struct scene *s)
{
	const struct list *l = session_list(v);
	struct rows rows = session_rows(v, s);

	if (rows.more) /* and what is marked may be there */
		return;
	for (uint32_t i = 0; i < rows.n && v->dialog.thing_n < MAINTENANCE_THINGS; i++)
		if (list_marked(l, s, rows.ref[i]))
			take_once(&v->dialog, s, rows.ref[i]);
}

bool plan_applies(struct session *v, const struct scene *s, ref_id ref)
{
	struct thing t;

	return session_list(v)->marks.n > 0 || take(s, ref, &t);
}

/* Of a new window (NULL), or of the end of one that runs. */
static void begin(struct session *v, const struct window *w)
{
	struct dialog *d = &v->dialog;

	dialog_begin(v, w ? DIALOG_REPLAN : DIALOG_PLAN);
	d->span = USUAL;
	d->category = WINDOW_STANDARD;
	d->fixed = w && !w->made;
	d->done = d->fixed;
	snprintf(d->window, sizeof d->window, "%s", w ? w->name : "");
}

void plan_open(struct session *v, const struct scene *s, ref_id ref)
{
	struct dialog *d = &v->dialog;
	const struct window *w;

	d->thing_n = 0;
	if (session_list(v)->marks.n > 0)
		take_marked(v, s);
	else
		take_once(d, s, ref);
	if (d->thing_n == 0)
		return;
	w = window_of_all(s, d->thing, d->thing_n);
	begin(v, w);
}

void plan_reopen(struct session *v, const struct window *w)
{
	v->dialog.thing_n = 0;
	begin(v, w);
}

/* --- parts ---------------------------------------------------------------------------
 */

unsigned plan_parts(const struct dialog *d, enum dialog_part part[DIALOG_PARTS])
{
	unsigned n = 0;

	if (d->kind == DIALOG_PLAN) {
		part[n++] = PART_CHANGE;
		part[n++] = PART_NOTE;
	} else if (!d->fixed) {
		part[n++] = PART_ACTION;
	}
	if (!d->done)
		part[n++] = PART_SPAN;
	if (d->kind == DIALOG_PLAN) {
		part[n++] = PART_CATEGORY;
		part[n++] = PART_APPROVER;
	}
	return n;
}

void plan_choose(struct dialog *d, enum dialog_part part, int step)
{
	if (part == PART_ACTION)
		d->done = !d->done;
	else if (part == PART_SPAN)
		d->span = (uint8_t)((d->span + (int)SPANS + step) % (int)SPANS);
	else if (part == PART_CATEGORY)
		d->category = (uint8_t)((d->category + WINDOW_CATEGORY_N + step) %
					WINDOW_CATEGORY_N);
}

static int64_t until_of(const struct dialog *d, const struct scene *s)
{
	return s->now_ms + spans[d->span].minutes * MINUTE_MS;
}

struct act plan_accept(struct session *v, const struct scene *s)
{
	struct dialog *d = &v->dialog;
	struct act act = {.kind = ACT_PLAN,
			  .things = d->thing,
			  .n = d->thing_n,
			  .name = d->name_safe,
			  .note = d->note_safe,
			  .category = d->category,
			  .approver = d->approver_safe,
			  .until_ms = until_of(d, s)};

	field_clean(&d->field[PART_CHANGE], d->name_safe);
	field_clean(&d->field[PART_APPROVER], d->approver_safe);
	if (d->kind == DIALOG_REPLAN) {
		act.kind = d->done ? ACT_DONE : ACT_EXTEND;
		act.name = d->window;
	}
	d->kind = DIALOG_NONE;
	return act;
}

/* --- lines ---------------------------------------------------------------------------
 */

static void add_things(struct sheet *sheet, const struct dialog *d)
{
	char label[2 * TEXT_BYTES_MAX + 2];

	for (uint32_t i = 0; i < d->thing_n && i < SHOWN; i++) {
		thing_label(&d->thing[i], label, sizeof label);
		sheet_add(sheet, PART_NONE, i > 0 ? SPARE_TARGET : SPARE_NOT,
			  STYLE_DIALOG, "%s%s",
			  kind_of(&d->thing[i]), label);
	}
	if (d->thing_n > SHOWN)
		sheet_add(sheet, PART_NONE, SPARE_MORE, STYLE_DIM, "and %u more",
			  d->thing_n - SHOWN);
	sheet_add(sheet, PART_NONE, SPARE_BLANK, STYLE_DIALOG, "%s", "");
}

static void add_span(struct sheet *sheet, const struct session *v,
		     const struct scene *s)
{
	const struct dialog *d = &v->dialog;
	char text[160] = "For     ", time[FORMAT_SIZE];
	bool narrow = v->cols < 64;

	for (unsigned i = 0; i < SPANS; i++)
		if (!narrow || i == d->span)
			text_add(text, sizeof text, "(%s) %s  ",
				 i == d->span ? "•" : " ", spans[i].label);
	text_add(text, sizeof text, "%suntil %.5s", narrow ? "← →  " : "",
		 format_time(time, v->options.zone, until_of(d, s)));
	sheet_add(sheet, PART_SPAN, SPARE_NOT, STYLE_DIALOG, "%s", text);
}

/* What it is in, and until when. */
static void add_window(struct sheet *sheet, const struct session *v,
		       const struct scene *s)
{
	const struct window *w = maintenance_find(s->maintenance, v->dialog.window);
	char time[FORMAT_SIZE], subject[128];

	if (!w)
		return;
	window_subject(w, subject, sizeof subject);
	sheet_add(sheet, PART_NONE, SPARE_NOT, STYLE_DIALOG, "until %.5s, by %s: %s",
		  format_time(time, v->options.zone, w->to_ms),
		  w->made ? w->by.name : "the configuration", subject);
	sheet_add(sheet, PART_NONE, SPARE_BLANK, STYLE_DIALOG, "%s", "");
}

static void add_hint(struct sheet *sheet, const struct dialog *d)
{
	sheet_add(sheet, PART_NONE, SPARE_HINT, STYLE_DIM, "        %s",
		  d->done ? "what still fails in 10 min is everybody's"
			  : "nobody is told of what fails until then");
}

static void add_category(struct sheet *sheet, const struct session *v)
{
	const struct dialog *d = &v->dialog;
	char text[160] = "Kind    ";
	bool narrow = v->cols < 64;

	for (unsigned i = 0; i < WINDOW_CATEGORY_N; i++)
		if (!narrow || i == d->category)
			text_add(text, sizeof text, "(%s) %s  ",
				 i == d->category ? "•" : " ",
				 window_category_name((enum window_category)i));
	if (narrow)
		text_add(text, sizeof text, "← →");
	sheet_add(sheet, PART_CATEGORY, SPARE_NOT, STYLE_DIALOG, "%s", text);
}

/* How long, and of a new one whose change it is; of these one where there is little
 * room. */
static void add_choices(struct sheet *sheet, const struct session *v,
			const struct scene *s)
{
	const struct dialog *d = &v->dialog;
	enum dialog_part at = dialog_focused(d);
	bool all = v->rows >= ROOMY, plans = d->kind == DIALOG_PLAN;

	if (!d->done && (all || (at != PART_CATEGORY && at != PART_APPROVER)))
		add_span(sheet, v, s);
	if (plans && (all || at == PART_CATEGORY))
		add_category(sheet, v);
	if (plans && (all || at == PART_APPROVER))
		sheet_add(sheet, PART_APPROVER, SPARE_NOT, STYLE_DIALOG, "Allowed");
}

void plan_compose(struct sheet *sheet, const struct session *v, const struct scene *s)
{
	const struct dialog *d = &v->dialog;
	const struct who *who = &v->options.who;

	if (d->kind == DIALOG_PLAN) {
		sheet_title(sheet, "Maintenance of %u thing%s", d->thing_n,
			    d->thing_n == 1 ? "" : "s");
		add_things(sheet, d);
		sheet_add(sheet, PART_CHANGE, SPARE_NOT, STYLE_DIALOG, "Change");
		sheet_add(sheet, PART_NOTE, SPARE_NOT, STYLE_DIALOG, "Text");
	} else {
		sheet_title(sheet, "In maintenance: %s", d->window);
		add_window(sheet, v, s);
		sheet_add(sheet, PART_ACTION, SPARE_NOT, STYLE_DIALOG, "Do      %s",
			  d->fixed  ? "(•) done"
			  : d->done ? "( ) extend  (•) done"
				    : "(•) extend  ( ) done");
	}
	add_choices(sheet, v, s);
	add_hint(sheet, d);
	sheet_add(sheet, PART_NONE, SPARE_WHO, STYLE_DIM, "As      %s%s%s%s", who->name,
		  who->from[0] ? " (" : "", who->from, who->from[0] ? ")" : "");
	sheet_add(sheet, PART_NONE, SPARE_BLANK, STYLE_DIALOG, "%s", "");
	sheet_add(sheet, PART_NONE, SPARE_NOT, STYLE_KEY, "%s",
		  v->cols < KEYS_FROM ? "Enter accept  Tab next  Esc cancel"
				      : "Enter accept   Tab next   Esc cancel");
}
