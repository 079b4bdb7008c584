/*
 * field: events and alerts as rows of fields, so that nothing of them is written down
 * three times (message, schema, statement) and forgotten once.
 */
#include "probes/journal/field.h"

#include "probes/alert/baseline.h"
#include "probes/alert/maintenance.h"

static const char *kind_word(int v)
{
	return event_name((enum event_kind)v);
}

static const char *severity_word(int v)
{
	return severity_name((enum severity)v);
}

static const char *subject_word(int v)
{
	return subject_name((enum subject)v);
}

static const char *intent_word(int v)
{
	return ack_intent_name((enum ack_intent)v);
}

static const char *check_word(int v)
{
	return check_name((enum check)v);
}

static const char *state_word(int v)
{
	return alert_state_name((enum alert_state)v);
}

static const char *held_word(int v)
{
	return held_name((enum held)v);
}

static const char *window_category_word(int v)
{
	return window_category_name((enum window_category)v);
}

static const char *cover_word(int v)
{
	return cover_name((enum cover)v);
}

static const char *baseline_word(int v)
{
	return baseline_kind_name((enum baseline_kind)v);
}

static const char *category_word(int v)
{
	return category_name((enum category)v);
}

#define PLACE(row, member)                                                             \
	offsetof(struct row, member), sizeof(((struct row *)0)->member)
#define INT(row, member, column)                                                       \
	{                                                                              \
		column, FIELD_INT, PLACE(row, member), NULL, 0                         \
	}
#define REAL(row, member, column)                                                      \
	{                                                                              \
		column, FIELD_REAL, PLACE(row, member), NULL, 0                        \
	}
#define TEXT(row, member, column)                                                      \
	{                                                                              \
		column, FIELD_TEXT, PLACE(row, member), NULL, 0                        \
	}
#define MAYBE(row, member, column)                                                     \
	{                                                                              \
		column, FIELD_MAYBE, PLACE(row, member), NULL, 0                       \
	}
#define CHARS(row, member, column)                                                     \
	{                                                                              \
		column, FIELD_CHARS, PLACE(row, member), NULL, 0                       \
	}
#define WORD(row, member, column, word, n)                                             \
	{                                                                              \
		column, FIELD_WORD, PLACE(row, member), word, n                        \
	}

const struct field event_fields[] = {
	INT(event, seq, "seq"),
	INT(event, at_ms, "at_ms"),
	WORD(event, kind, "kind", kind_word, EVENT_N),
	WORD(event, severity, "severity", severity_word, SEV_CRITICAL + 1),
	INT(event, alert, "alert"),
	WORD(event, subject, "subject", subject_word, SUBJECT_N),
	TEXT(event, name, "name"),
	TEXT(event, entity, "entity"),
	TEXT(event, check, "rule"),
	TEXT(event, text, "text"),
	REAL(event, value, "value"),
	REAL(event, limit, "level"),
	INT(event, last_good_ms, "last_good_ms"),
	INT(event, first_bad_ms, "first_bad_ms"),
	INT(event, occurred_ms, "occurred_ms"),
	INT(event, who.uid, "uid"),
	CHARS(event, who.name, "who"),
	CHARS(event, who.from, "whence"),
	TEXT(event, note, "note"),
	WORD(event, intent, "intent", intent_word, ACK_INTENT_N),
	INT(event, until_ms, "until_ms"),
	TEXT(event, before, "was"),
	{0},
};

/* Not kept: thing and rule (of a generation), ack.durable (what is read is). */
const struct field alert_fields[] = {
	INT(alert, id, "id"),
	WORD(alert, subject, "subject", subject_word, SUBJECT_N),
	TEXT(alert, name, "name"),
	TEXT(alert, entity, "entity"),
	WORD(alert, check, "what", check_word, CHECK_N),
	WORD(alert, severity, "severity", severity_word, SEV_CRITICAL + 1),
	WORD(alert, state, "state", state_word, ALERT_STATE_N),
	WORD(alert, category, "category", category_word, CAT_N),
	INT(alert, suppressed, "suppressed"),
	INT(alert, needs_reack, "needs_reack"),
	TEXT(alert, text, "text"),
	WORD(alert, cover, "cover", cover_word, COVER_N),
	MAYBE(alert, suppressed_by, "suppressed_by"),
	INT(alert, planned, "planned"),
	MAYBE(alert, planned_by, "planned_by"),
	INT(alert, unplanned_ms, "unplanned_ms"),
	MAYBE(alert, evidence, "evidence"),
	INT(alert, hides, "hides"),
	REAL(alert, value, "value"),
	REAL(alert, limit, "level"),
	INT(alert, last_good_ms, "last_good_ms"),
	INT(alert, first_bad_ms, "first_bad_ms"),
	INT(alert, occurred_ms, "occurred_ms"),
	INT(alert, opened_ms, "opened_ms"),
	INT(alert, changed_ms, "changed_ms"),
	INT(alert, cleared_ms, "cleared_ms"),
	INT(alert, released_ms, "released_ms"),
	INT(alert, flaps, "flaps"),
	INT(alert, flap_bits, "flap_bits"),
	INT(alert, flap_min, "flap_min"),
	INT(alert, ack.by.uid, "ack_uid"),
	CHARS(alert, ack.by.name, "ack_who"),
	CHARS(alert, ack.by.from, "ack_whence"),
	INT(alert, ack.at_ms, "ack_at_ms"),
	WORD(alert, ack.intent, "ack_intent", intent_word, ACK_INTENT_N),
	INT(alert, ack.until_ms, "ack_until_ms"),
	WORD(alert, ack.severity, "ack_severity", severity_word, SEV_CRITICAL + 1),
	INT(alert, ack.hides, "ack_hides"),
	INT(alert, ack.seq, "ack_seq"),
	MAYBE(alert, ack.note, "ack_note"),
	CHARS(alert, ladder.policy, "policy"),
	INT(alert, ladder.step, "ladder_step"),
	INT(alert, ladder.tier, "ladder_tier"),
	CHARS(alert, ladder.to, "ladder_to"),
	INT(alert, ladder.next_at_ms, "ladder_next_ms"),
	INT(alert, ladder.left_ms, "ladder_left_ms"),
	WORD(alert, ladder.held, "ladder_held", held_word, HELD_N),
	INT(alert, ladder.told_ms, "told_ms"),
	INT(alert, ladder.told_n, "told_n"),
	INT(alert, ladder.remedy_ms, "remedy_ms"),
	MAYBE(alert, ladder.told, "told"),
	MAYBE(alert, ladder.heard, "heard"),
	INT(alert, ladder.story, "story"),
	MAYBE(alert, ladder.spool, "spool"),
	INT(alert, ack.sites, "ack_sites"),
	INT(alert, ack.told, "ack_told"),
	CHARS(alert, owner, "owner"),
	INT(alert, owned_ms, "owned_ms"),
	MAYBE(alert, ticket, "ticket"),
	CHARS(alert, raised_by, "raised_by"),
	INT(alert, flapping, "flapping"),
	MAYBE(alert, memory, "memory"),
	{0},
};

const struct field window_fields[] = {
	INT(window_row, id, "id"),
	INT(window_row, made, "made"),
	CHARS(window_row, window, "window"),
	CHARS(window_row, change, "change"),
	CHARS(window_row, approver, "approver"),
	CHARS(window_row, text, "text"),
	WORD(window_row, subject, "subject", subject_word, SUBJECT_N),
	TEXT(window_row, name, "name"),
	TEXT(window_row, entity, "entity"),
	WORD(window_row, category, "category", window_category_word, WINDOW_CATEGORY_N),
	INT(window_row, by.uid, "uid"),
	CHARS(window_row, by.name, "who"),
	CHARS(window_row, by.from, "whence"),
	INT(window_row, from_ms, "from_ms"),
	INT(window_row, to_ms, "to_ms"),
	INT(window_row, over, "over"),
	INT(window_row, owed, "owed"),
	{0},
};

const struct field baseline_fields[] = {
	INT(baseline_row, id, "id"),
	WORD(baseline_row, kind, "kind", baseline_word, BASELINE_KINDS),
	TEXT(baseline_row, name, "name"),
	TEXT(baseline_row, entity, "entity"),
	TEXT(baseline_row, was, "was"),
	TEXT(baseline_row, now, "now"),
	INT(baseline_row, differs, "differs"),
	INT(baseline_row, modules, "modules"),
	INT(baseline_row, links, "links"),
	INT(baseline_row, since_ms, "since_ms"),
	{0},
};

static char *at(void *row, const struct field *f)
{
	return (char *)row + f->at;
}

static const char *at_const(const void *row, const struct field *f)
{
	return (const char *)row + f->at;
}

int64_t field_int(const struct field *f, const void *row)
{
	union {
		uint8_t one;
		uint16_t two;
		uint32_t four;
		uint64_t eight;
	} v = {.eight = 0};
	memcpy(&v, at_const(row, f), f->size);
	switch (f->size) {
	case 1:
		return v.one;
	case 2:
		return v.two;
	case 4:
		return v.four;
	default:
		return (int64_t)v.eight;
	}
}

void field_set_int(const struct field *f, void *row, int64_t value)
{
	uint8_t one = value != 0; /* a bool */
	uint16_t two = (uint16_t)value;
	uint32_t four = (uint32_t)value;
	const void *from = f->size == 1	  ? (const void *)&one
			   : f->size == 2 ? (const void *)&two
			   : f->size == 4 ? (const void *)&four
					  : (const void *)&value;
	memcpy(at(row, f), from, f->size);
}

double field_real(const struct field *f, const void *row)
{
	double v;
	memcpy(&v, at_const(row, f), sizeof v);
	return v;
}

void field_set_real(const struct field *f, void *row, double value)
{
	memcpy(at(row, f), &value, sizeof value);
}

const char *field_text(const struct field *f, const void *row)
{
	const char *s = at_const(row, f);
	if (f->type != FIELD_CHARS)
		memcpy(&s, at_const(row, f), sizeof s);
	return s || f->type == FIELD_MAYBE ? s : "";
}

size_t field_cut(const char *s, size_t max)
{
	size_t n = strnlen(s, max + 1);
	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

void field_set_text(const struct field *f, void *row, const char *s)
{
	if (f->type == FIELD_CHARS) {
		size_t n = s ? field_cut(s, f->size - 1) : 0;
		memset(at(row, f), 0, f->size);
		if (n)
			memcpy(at(row, f), s, n);
		return;
	}
	if (!s && f->type == FIELD_TEXT)
		s = "";
	memcpy(at(row, f), &s, sizeof s);
}

int field_word(const struct field *f, const char *word)
{
	for (int i = 0; i < f->words; i++)
		if (!strcmp(f->word(i), word))
			return i;
	return -1;
}
