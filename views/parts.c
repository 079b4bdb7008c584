/*
 * Whoever drives to a site wants to know which part to take along: what it is called
 * where it sits, which model it is, and the serial number that the maker asks for.
 */
#include "views/parts.h"

#include <stdio.h>

char *parts_words(char out[PARTS_WORDS], const struct network *net,
		  const struct module *m)
{
	const struct {
		const char *before;
		str_id text;
	} word[] = {{"", m->model}, {"serial ", m->serial}, {"version ", m->version}};

	out[0] = '\0';
	for (int i = 0; i < 3; i++)
		if (word[i].text)
			text_add(out, PARTS_WORDS, "%s%s%s", *out ? ", " : "",
				 word[i].before, network_str(net, word[i].text));
	return out;
}

void parts_all(struct flow *f, const struct network *net, dev_id dev)
{
	uint32_t n;
	const struct module *m = network_modules(net, dev, &n);
	char words[PARTS_WORDS];

	for (uint32_t i = 0; i < n; i++)
		flow_add(f, STYLE_NORMAL, "%s: %s", network_str(net, m[i].name),
			 parts_words(words, net, &m[i]));
}
