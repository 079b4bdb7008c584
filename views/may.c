/* Half a million bits are 60 kB: they are set and copied at once. */
#include "views/may.h"

#include <stdlib.h>
#include <string.h>

#include "probes/base/log.h"

static uint32_t words_of(uint32_t rows)
{
	return (rows + MAY_WORD - 1) / MAY_WORD;
}

void may_fini(struct may *m)
{
	free(m->word);
	*m = (struct may){.n = 0};
}

void may_all(struct may *m, uint32_t total, bool kept)
{
	may_fini(m);
	m->n = m->total = total;
	if (!kept)
		return;
	m->word = malloc((words_of(total) + 1) * sizeof *m->word);
	if (!m->word)
		die("out of memory");
	memset(m->word, 0xff, words_of(total) * sizeof *m->word);
}

void may_copy(struct may *m, const struct may *from)
{
	may_all(m, from->total, true);
	memcpy(m->word, from->word, words_of(m->total) * sizeof *m->word);
	m->n = from->n;
}

uint64_t may_from(const struct may *m, uint32_t i)
{
	uint32_t begin = i / MAY_WORD * MAY_WORD, left = m->total - begin;
	uint64_t word = m->word ? m->word[i / MAY_WORD] : UINT64_MAX;

	if (left < MAY_WORD)
		word &= (UINT64_C(1) << left) - 1;
	return word & UINT64_MAX << i % MAY_WORD;
}

void may_not(struct may *m, uint32_t i)
{
	if (!m->word)
		return;
	m->word[i / MAY_WORD] &= ~(UINT64_C(1) << i % MAY_WORD);
	m->n--;
}
