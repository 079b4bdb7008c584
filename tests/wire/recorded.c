#include "tests/wire/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

void recorded_profiles(struct profiles *profiles)
{
	struct faults faults = {0};
	char path[512];

	assert_non_null(getenv("NOCTOP_DATADIR"));
	snprintf(path, sizeof path, "%s/profiles", getenv("NOCTOP_DATADIR"));
	profiles_load(profiles, path, NULL, &faults);
	faults_sort(&faults);
	if (faults.n)
		print_error("%.*s", (int)faults.text.len, faults.text.data);
	assert_int_equal(faults.n, 0);
	faults_fini(&faults);
}

static void walk(struct recorded *d, const struct profiles *profiles, uint16_t column)
{
	struct oid root, at;
	struct varbind vb = {0};

	sense_column(profiles, column, d->object_id, &root);
	at = root;
	while (snmprec_source.next(&d->rec, 0, &at, 0, &vb) && at.n > root.n &&
	       oid_has_prefix(&at, &root))
		survey_add(&d->survey, profiles, column, at.arc + root.n,
			   at.n - root.n, &vb);
}

static void identify(struct recorded *d)
{
	struct oid name, id;
	struct varbind vb = {0};

	oid_parse("1.3.6.1.2.1.1.2.0", &name);
	if (snmprec_source.get(&d->rec, 0, &name, 0, &vb) &&
	    oid_decode(vb.bytes, vb.len, &id))
		oid_format(&id, d->object_id, sizeof d->object_id);
	oid_parse("1.3.6.1.2.1.1.1.0", &name);
	if (snmprec_source.get(&d->rec, 0, &name, 0, &vb))
		snprintf(d->descr, sizeof d->descr, "%.*s", (int)vb.len,
			 (const char *)vb.bytes);
}

void recorded_read(struct recorded *d, const struct profiles *profiles,
		   const char *path)
{
	const struct profile *p;

	memset(d, 0, sizeof *d);
	text_pool_init(&d->pool);
	assert_true(snmprec_load(&d->rec, path));
	identify(d);
	p = d->profile = profiles_match(profiles, d->object_id, d->descr);
	for (uint32_t i = 0; i < p->column_n; i++)
		walk(d, profiles, p->column[i]);
	survey_end(&d->survey, profiles);
	sense_survey(profiles, p, &d->survey, &d->pool, &d->senses, &d->rows, NULL);
}

void recorded_close(struct recorded *d)
{
	snmprec_fini(&d->rec);
	survey_fini(&d->survey);
	senses_fini(&d->senses);
	findings_fini(&d->rows);
	text_pool_fini(&d->pool);
}
