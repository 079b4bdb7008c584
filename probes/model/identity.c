/*
 * What a device is: its maker, model, serial number and software. Another serial is
 * another box under the same name, another version an upgrade: both explain much.
 */
#include <stdio.h>

#include "probes/model/network.h"

static void append(struct network *net, char *out, size_t cap, const char *what,
		   str_id was, str_id is)
{
	text_add(out, cap, "%s%s %s, was %s", *out ? "; " : "", what,
		 network_str(net, is), network_str(net, was));
}

void network_take_identity(struct network *net, dev_id id, const struct identity *is,
			   int64_t now_ms)
{
	struct dev *dev = &net->dev[id];
	const struct {
		const char *what;
		str_id *known, now;
	} part[] = {
		{NULL, &dev->vendor, is->vendor},
		{"model", &dev->model, is->model},
		{"serial", &dev->serial, is->serial},
		{"version", &dev->version, is->version},
	};
	char text[TEXT_BYTES_MAX + 1] = "";

	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		if (!part[i].now || *part[i].known == part[i].now)
			continue;
		if (*part[i].known && part[i].what)
			append(net, text, sizeof text, part[i].what, *part[i].known,
			       part[i].now);
		*part[i].known = part[i].now;
	}
	if (*text)
		network_note_change(net, id, text, now_ms);
}

/* What one survey found is one change. */
void network_note_change(struct network *net, dev_id id, const char *words,
			 int64_t now_ms)
{
	struct dev *dev = &net->dev[id];
	char both[2 * TEXT_BYTES_MAX + 4];

	if (dev->changed_ms == now_ms && dev->changed) {
		snprintf(both, sizeof both, "%s; %s", network_str(net, dev->changed),
			 words);
		words = both;
	}
	dev->changed = text_intern_str(&net->text, words);
	dev->changed_ms = now_ms;
	net->generation++;
}
