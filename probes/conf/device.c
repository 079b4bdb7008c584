/*
 * device: [device NAME] to rows of a network, and the ways up between them: every
 * parent is there, and no way up comes back.
 */
#include "probes/conf/build.h"

#include <ctype.h>
#include <strings.h>

#include "probes/conf/keys.h"

static void take_speeds(struct build *b, const struct ini_section *s,
			struct device_conf *to)
{
	const size_t prefix = sizeof "speed." - 1;
	to->speed = arena_alloc(&b->inv->arena, s->key_n * sizeof *to->speed);
	for (uint32_t i = 0; i < s->key_n; i++) {
		const struct ini_key *k = &s->key[i];
		struct speed_conf *speed = &to->speed[to->speed_n];
		if (k->bad || strncasecmp(k->name, "speed.", prefix) ||
		    !speed_parse(k->value, &speed->bps))
			continue;
		speed->interface = build_keep(b, k->name + prefix);
		to->speed_n++;
	}
}

static int word_of(const struct ini_section *s, const char *key, const char *words)
{
	const char *value = ini_get(s, key);
	int i = value ? word_find(words, value) : -1;
	return i < 0 ? 0 : i;
}

static enum role role_of(const struct ini_section *s)
{
	char word[16];
	const char *value = ini_get(s, "role");
	size_t n = 0;
	for (; value && value[n] && n < sizeof word - 1; n++)
		word[n] = (char)tolower((unsigned char)value[n]);
	word[n] = '\0';
	enum role role = role_find(word);
	return role == ROLE_N ? ROLE_OTHER : role;
}

void build_device(struct build *b, const struct ini_section *s)
{
	uint32_t row = b->dev_n++;
	struct dev *dev = &b->devs[row];
	struct device_conf *more = &b->inv->device[row];
	uint16_t port = 161;
	const char *value = ini_get(s, "port");
	if (value)
		port_parse(value, &port);
	b->dev_section[row] = s;
	build_enlist(b, &b->device, s->name, row);
	*dev = (struct dev){
		.name = text_intern_str(&b->net->text, s->name),
		.address = build_text(b, s, "address"),
		.tags = build_text(b, s, "tags"),
		.uplinks = build_text(b, s, "uplinks"),
		.wan = build_text(b, s, "wan"),
		.declared = build_text(b, s, "declared"),
		.site = build_refer_key(b, s, "site", &b->site, "site"),
		.credential = build_refer_key(b, s, "auth", &b->auth, "auth"),
		.port = port,
		.role = (uint8_t)role_of(s),
		.owner = (uint8_t)word_of(s, "owner", OWNER_WORDS),
		.ping_by = (uint8_t)word_of(s, "ping", PING_WORDS),
		.planned = schema_yes(s, "planned"),
		.attached = schema_yes(s, "attached"),
		.poll_ms = (uint32_t)build_span(b, s, "poll", b->inv->settings.poll_ms,
						1000, 3600000),
	};
	*more = (struct device_conf){
		.accept_from = build_keep(b, ini_get(s, "accept_reply_from")),
		.timezone = build_keep(b, ini_get(s, "timezone")),
		.file = build_keep(b, s->file),
		.line = s->line,
	};
	take_speeds(b, s, more);
}

struct parents {
	struct build *b;
	uint32_t row;
};

static bool take_parent(void *ctx, const char *name)
{
	struct parents *p = ctx;
	struct build *b = p->b;
	const struct ini_section *s = b->dev_section[p->row];
	struct dev *dev = &b->devs[p->row];
	uint32_t parent = build_refer(b, s, "parent", name, &b->device, "device");
	if (parent == NONE)
		return true;
	for (uint8_t i = 0; i < dev->parent_n; i++)
		if (dev->parent[i] == parent) {
			fault_add(b->f, s->file, ini_line(s, "parent"),
				  "parent: '%s' twice", name);
			return true;
		}
	if (dev->parent_n == DEV_PARENTS) {
		fault_add(b->f, s->file, ini_line(s, "parent"),
			  "parent: more than %d parents", DEV_PARENTS);
		return false;
	}
	dev->parent[dev->parent_n++] = parent;
	return true;
}

static void take_all_parents(struct build *b)
{
	for (uint32_t row = 0; row < b->dev_n; row++) {
		struct parents p = {b, row};
		const char *list = ini_get(b->dev_section[row], "parent");
		if (list)
			ini_list(list, take_parent, &p);
	}
}

/* A way up the parents, for the search of loops. */
struct climb {
	uint32_t row;
	uint8_t next; /* parent to try */
};
enum { UNSEEN, ON_THE_WAY, DONE };

static void tell_loop(struct build *b, const struct climb *way, uint32_t depth,
		      uint32_t back)
{
	const struct ini_section *s = b->dev_section[way[depth - 1].row];
	struct buf names = {0};
	uint32_t i = depth;
	while (way[i - 1].row != back)
		i--;
	for (; i <= depth; i++)
		buf_printf(&names, "%s, ", b->dev_section[way[i - 1].row]->name);
	buf_str(&names, b->dev_section[back]->name);
	fault_add(b->f, s->file, ini_line(s, "parent"), "parent: a loop: %s",
		  names.data);
	buf_fini(&names);
}

static void climb_from(struct build *b, uint32_t row, uint8_t *seen, struct climb *way)
{
	uint32_t depth = 0;
	way[depth++] = (struct climb){row, 0};
	seen[row] = ON_THE_WAY;
	while (depth) {
		struct climb *here = &way[depth - 1];
		const struct dev *dev = &b->devs[here->row];
		if (here->next == dev->parent_n) {
			seen[here->row] = DONE;
			depth--;
			continue;
		}
		uint32_t up = dev->parent[here->next++];
		if (seen[up] == ON_THE_WAY) {
			tell_loop(b, way, depth, up);
		} else if (seen[up] == UNSEEN) {
			seen[up] = ON_THE_WAY;
			way[depth++] = (struct climb){up, 0};
		}
	}
}

static void check_loops(struct build *b)
{
	uint8_t *seen = arena_alloc(&b->scratch, b->dev_n + 1);
	struct climb *way = arena_alloc(&b->scratch, (b->dev_n + 1) * sizeof *way);
	for (uint32_t row = 0; row < b->dev_n; row++)
		if (seen[row] == UNSEEN)
			climb_from(b, row, seen, way);
}

void build_parents(struct build *b)
{
	take_all_parents(b);
	check_loops(b);
}
