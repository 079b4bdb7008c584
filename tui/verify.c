/*
 * verify: the verdict in words, or as JSON.
 */
#include "tui/verify.h"

#include <inttypes.h>
#include <limits.h>

#include "probes/base/clock.h"
#include "probes/base/json.h"
#include "probes/journal/verify.h"
#include "tui/attach.h"
#include "tui/exits.h"

static bool is_good(const struct verdict *v)
{
	return v->fault == CHAIN_WHOLE && v->noted != NOTED_BROKEN;
}

static const char *noted_words(const struct verdict *v)
{
	switch (v->noted) {
	case NOTED_HOLDS:
		return "the head you noted is in it";
	case NOTED_CUT:
		return "the head you noted is older than what journal_keep left";
	case NOTED_BROKEN:
		return "the head you noted is not in it: the journal was made anew, or "
		       "cut short";
	default:
		return NULL;
	}
}

static void print_words(struct buf *out, const struct verdict *v)
{
	char since[CLOCK_RFC3339_SIZE], hex[CHAIN_HEX], at[CLOCK_RFC3339_SIZE];
	const char *noted = noted_words(v);

	if (v->fault == CHAIN_WHOLE)
		buf_printf(out, "ok: %" PRIu64 " events", v->events);
	else
		buf_printf(out,
			   "broken: event %" PRIu64 " %s (%s), %" PRIu64
			   " such in %" PRIu64 " events",
			   v->first_seq, fault_of_chain_words(v->fault),
			   v->first_ms ? clock_rfc3339(at, v->first_ms)
				       : "time not known",
			   v->broken, v->events);
	if (v->events)
		buf_printf(out, " since %s", clock_rfc3339(since, v->since_ms));
	buf_char(out, '\n');
	if (v->forgotten)
		buf_printf(out,
			   "%" PRIu64 " older ones were forgotten, with %" PRIu64
			   " anchors in their place\n",
			   v->forgotten, v->anchors - 1);
	if (v->before)
		buf_printf(out,
			   "%" PRIu64 " older ones are from before there was a chain\n",
			   v->before);
	if (noted)
		buf_printf(out, "%s\n", noted);
	buf_printf(out, "head %" PRIu64 ":%s\n", v->head.seq,
		   chain_hex(hex, v->head.hash));
}

static void print_json(struct buf *out, const struct verdict *v)
{
	struct json j = {.out = out};
	char hex[CHAIN_HEX];
	const struct {
		const char *key;
		uint64_t n;
	} counts[] = {
		{"events", v->events},	     {"broken", v->broken},
		{"forgotten", v->forgotten}, {"anchors", v->anchors},
		{"before_chain", v->before}, {"head_seq", v->head.seq},
	};

	json_open(&j, '{');
	json_key(&j, "schema");
	json_int(&j, 1);
	json_key(&j, "ok");
	json_bool(&j, is_good(v));
	json_key(&j, "fault");
	json_str(&j, v->fault == CHAIN_WHOLE ? NULL : fault_of_chain_words(v->fault));
	json_key(&j, "first_seq");
	if (v->fault == CHAIN_WHOLE)
		json_null(&j);
	else
		json_uint(&j, v->first_seq);
	json_key(&j, "first_at");
	json_time(&j, v->first_ms);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		json_key(&j, counts[i].key);
		json_uint(&j, counts[i].n);
	}
	json_key(&j, "since");
	json_time(&j, v->since_ms);
	json_key(&j, "until");
	json_time(&j, v->until_ms);
	json_key(&j, "head_hash");
	json_str(&j, chain_hex(hex, v->head.hash));
	json_key(&j, "noted");
	json_str(&j, noted_words(v));
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* 0, or what to exit with, told on standard error. */
static int find_journal(const struct options *o, char *path, size_t cap)
{
	struct watch_setup setup = {0};
	char config[PATH_MAX];
	int code = EXIT_CONFIG;

	if (attach_need(o, &setup) == 0 &&
	    attach_config_path(o, config, sizeof config))
		code = attach_need_journal(&setup.inventory.settings, config, path,
					   cap);
	attach_setup_fini(&setup);
	return code;
}

int verify_run(const struct options *o, const char *noted)
{
	char path[PATH_MAX], why[256];
	struct chain_link link;
	struct verdict v;
	struct buf out = {0};
	int code;

	if (noted && !chain_link_parse(noted, &link)) {
		fprintf(stderr, "noctop: '%.80s' is no head (SEQ:HASH)\n", noted);
		return EXIT_USAGE;
	}
	code = find_journal(o, path, sizeof path);
	if (code)
		return code;
	if (!journal_verify(path, noted ? &link : NULL, &v, why, sizeof why)) {
		fprintf(stderr, "noctop: cannot verify the journal %s: %s\n", path,
			why);
		return EXIT_CANNOT;
	}
	if (o->json)
		print_json(&out, &v);
	else
		print_words(&out, &v);
	fwrite(out.data, 1, out.len, stdout);
	buf_fini(&out);
	return is_good(&v) ? EXIT_OK : EXIT_FAILED;
}
