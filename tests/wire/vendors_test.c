/*
 * Every shipped profile against a device of its vendor, made by hand from the vendor's
 * MIB (tests/vendors/NAME.snmprec) with the traps of that vendor in it: what comes out
 * is in NAME.expect. A profile that no such device has is a failure. UPDATE=1 writes
 * what comes out: look at it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/wire/recorded.h"

static struct profiles profiles;

static void put_limit(struct buf *out, const char *what, float limit)
{
	if (!isnan(limit))
		buf_printf(out, ", %s %g", what, (double)limit);
}

static void put_value(struct buf *out, const struct finding *f)
{
	if (f->kind < SENSOR_KINDS && f->kind != SENSOR_STATE)
		buf_printf(out, " %.5g%s%s", (double)f->sensor.value,
			   *sensor_unit(f->kind) ? " " : "", sensor_unit(f->kind));
	else if (f->kind != SENSOR_STATE)
		buf_printf(out, " %.4g %%", (double)f->sensor.value);
	if (!isnan(f->total_bytes) && f->kind >= READ_MEMORY)
		buf_printf(out, " of %.0f bytes", f->total_bytes);
}

static void put_peer(struct buf *out, const struct recorded *d, const struct finding *f)
{
	const struct peer *p = &f->peer;

	buf_printf(out, "%s %s: %s", reading_kind_name(f->kind),
		   text_at(&d->pool, p->name)->s,
		   peer_state_name((enum peer_state)p->state));
	if (p->words)
		buf_printf(out, " (%s)", text_at(&d->pool, p->words)->s);
	if (p->remote_as)
		buf_printf(out, ", AS %u", p->remote_as);
	if (p->id)
		buf_printf(out, ", id %s", text_at(&d->pool, p->id)->s);
	if (p->group)
		buf_printf(out, ", of %s", text_at(&d->pool, p->group)->s);
	if (p->local)
		buf_printf(out, ", local %u", p->local);
	if (p->bundle)
		buf_printf(out, ", bundle %u", p->bundle);
	if (p->up_s != NONE)
		buf_printf(out, ", %u s", p->up_s);
	if (p->prefixes != NONE)
		buf_printf(out, ", %u prefixes", p->prefixes);
	buf_printf(out, "%s%s\n", p->was_up ? ", was up" : "", p->dies ? ", dies" : "");
}

static void put_finding(struct buf *out, const struct recorded *d,
			const struct finding *f)
{
	const struct sensor *s = &f->sensor;
	const char *component = text_at(&d->pool, s->component)->s;

	buf_printf(out, "%s %s%s%s:", reading_kind_name(f->kind), component,
		   *component ? " " : "", text_at(&d->pool, s->name)->s);
	put_value(out, f);
	if (f->kind < SENSOR_KINDS) {
		if (s->state != SENSOR_UNKNOWN || f->kind == SENSOR_STATE)
			buf_printf(out, " %s", sensor_state_name(s->state));
		if (s->words)
			buf_printf(out, " (%s)", text_at(&d->pool, s->words)->s);
		put_limit(out, "low critical", s->low_critical);
		put_limit(out, "low warning", s->low_warning);
		put_limit(out, "warning", s->warning);
		put_limit(out, "critical", s->critical);
		if (s->port)
			buf_printf(out, ", port %s", text_at(&d->pool, s->port)->s);
	}
	if (f->kind == READ_MEMORY)
		put_limit(out, "warning", s->warning);
	buf_char(out, '\n');
}

static void put_module(struct buf *out, const struct recorded *d,
		       const struct module *m)
{
	const char *component = text_at(&d->pool, m->component)->s;

	buf_printf(out, "module %s%s%s: serial %s", component, *component ? " " : "",
		   text_at(&d->pool, m->name)->s, text_at(&d->pool, m->serial)->s);
	if (m->model)
		buf_printf(out, ", model %s", text_at(&d->pool, m->model)->s);
	if (m->version)
		buf_printf(out, ", version %s", text_at(&d->pool, m->version)->s);
	buf_char(out, '\n');
}

static void tell(struct buf *out, const struct recorded *d)
{
	static const char *const what[READ_TEXTS] = {"vendor", "model", "serial",
						     "version"};

	buf_printf(out, "profile %s\n", d->profile->name);
	for (int i = 0; i < READ_TEXTS; i++)
		if (d->rows.text[i])
			buf_printf(out, "%s %s\n", what[i],
				   text_at(&d->pool, d->rows.text[i])->s);
	for (uint32_t i = 0; i < d->rows.n; i++)
		if (reading_is_peer(d->rows.row[i].kind))
			put_peer(out, d, &d->rows.row[i]);
		else
			put_finding(out, d, &d->rows.row[i]);
	for (uint32_t i = 0; i < d->rows.module_n; i++)
		put_module(out, d, &d->rows.module[i]);
	if (d->rows.shape_mark)
		buf_str(out, "tells when its parts are others\n");
	if (d->rows.config_mark)
		buf_str(out, "tells when its configuration is another\n");
	buf_char(out, '\0');
}

static char *slurp(const char *path)
{
	static char bytes[1 << 16];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(bytes, 1, sizeof bytes - 1, f) : 0;

	if (f)
		fclose(f);
	bytes[n] = '\0';
	return bytes;
}

static void spill(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void check_vendor(const char *path, bool *tried)
{
	struct recorded d;
	struct buf out = {0};
	char expect[512];

	snprintf(expect, sizeof expect, "%.*s.expect",
		 (int)(strlen(path) - strlen(".snmprec")), path);
	recorded_read(&d, &profiles, path);
	tell(&out, &d);
	tried[d.profile - profiles.profile] = true;
	if (getenv("UPDATE"))
		spill(expect, out.data);
	if (strcmp(slurp(expect), out.data) != 0)
		print_error("%s reads\n%s", path, out.data);
	assert_string_equal(slurp(expect), out.data);
	buf_fini(&out);
	recorded_close(&d);
}

static void every_profile_reads_its_device(void **state)
{
	const char *source = getenv("top_srcdir");
	char path[512];
	bool *tried;
	glob_t found;

	(void)state;
	recorded_profiles(&profiles);
	tried = calloc(profiles.profile_n, sizeof *tried);
	snprintf(path, sizeof path, "%s/tests/vendors/*.snmprec",
		 source ? source : ".");
	assert_int_equal(glob(path, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_vendor(found.gl_pathv[i], tried);
	for (uint32_t i = 0; i < profiles.profile_n; i++)
		if (!tried[i])
			fail_msg("no device for profile %s (%s:%u)",
				 profiles.profile[i].name, profiles.profile[i].file,
				 profiles.profile[i].line);
	free(tried);
	globfree(&found);
	profiles_fini(&profiles);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_profile_reads_its_device),
	};

	return cmocka_run_group_tests_name("vendors", tests, NULL, NULL);
}
