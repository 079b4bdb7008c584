/*
 * explain: profiles and rules as lines.
 */
#include "tui/explain.h"

#include <string.h>

#include "probes/base/clock.h"
#include "probes/ber/ber.h"
#include "tui/rules.h"

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const struct profile *profile_of(const struct watch *w, const struct dev *d)
{
	const struct profiles *all = &w->setup->profiles;
	const char *name = d->profile ? network_str(w->net, d->profile) : "";

	for (uint32_t i = 0; i < all->profile_n; i++)
		if (!strcmp(all->profile[i].name, name))
			return &all->profile[i];
	return NULL;
}

/* "temperature  asic   1.3.6.1.4.1.9.9.91.1.1.1.1.4  cisco.ini:41" */
static void say_reading(struct buf *out, const struct profiles *all,
			const struct profile_reading *r, const char *object_id)
{
	const struct profile_column *c = profile_first_column(all, r);
	char dotted[512] = "";
	struct oid oid = {.n = 0};

	if (c) {
		oid.n = profile_object(c, object_id, oid.arc);
		oid_format(&oid, dotted, sizeof dotted);
	}
	buf_printf(out, " %-12s %-24s %-36s %s:%u\n", reading_kind_name(r->kind),
		   r->name, dotted, file_name(r->file), r->line);
}

static void say_profile(struct buf *out, const struct watch *w, const struct dev *d)
{
	const struct profiles *all = &w->setup->profiles;
	const struct profile *p = profile_of(w, d);

	if (!p)
		return;
	buf_printf(out,
		   "OBJECTS  profile %s (%s:%u); noctop profile try %s asks them now\n",
		   p->name, file_name(p->file), p->line, network_str(w->net, d->name));
	for (uint32_t i = 0; i < p->reading_n; i++)
		say_reading(out, all, &all->reading[p->reading[i]],
			    network_str(w->net, d->object_id));
}

static void say_rules(struct buf *out, struct watch *w, const struct thing *t)
{
	struct rules_scene scene = {.net = w->net,
				    .alerts = &w->alerts,
				    .name = w->setup->inventory.settings.name,
				    .live = true,
				    .now_ms = clock_wall_ms()};
	char name[sizeof t->name + sizeof t->entity + 1];
	struct options o = {.explain = name};
	struct buf rules = {0}, why = {0};
	const char *line;

	snprintf(name, sizeof name, "%s%s%s", t->name, *t->entity ? "/" : "",
		 t->entity);
	if (rules_print(&scene, &o, &rules, &why)) {
		buf_str(out, "RULES\n");
		buf_char(&rules, '\0');
		for (line = rules.data; *line;) {
			size_t n = strcspn(line, "\n");

			buf_printf(out, " %.*s\n", (int)n, line);
			line += n + (line[n] == '\n');
		}
	}
	buf_fini(&rules);
	buf_fini(&why);
}

void explain_say(void *ctx, const struct thing *t, struct buf *out)
{
	struct watch *w = ctx;
	dev_id dev = t->kind == THING_DEVICE ? network_dev_find(w->net, t->name) : NONE;

	say_rules(out, w, t); /* first: the objects of a profile are many */
	if (dev != NONE)
		say_profile(out, w, &w->net->dev[dev]);
}
