/*
 * Short, so that an object of sixty keys reads as a list of them.
 */
#include "tui/member.h"

#include <string.h>

#include "probes/base/text.h"

void member_str(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_str(j, s && *s ? s : NULL);
}

void member_int(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	if (n < 0)
		json_null(j);
	else
		json_int(j, n);
}

void member_num(struct json *j, const char *key, double x, int decimals)
{
	json_key(j, key);
	json_num(j, x, decimals);
}

void member_time(struct json *j, const char *key, int64_t wall_ms)
{
	json_key(j, key);
	json_time(j, wall_ms);
}

void member_bool(struct json *j, const char *key, bool b)
{
	json_key(j, key);
	json_bool(j, b);
}

void member_null(struct json *j, const char *key)
{
	json_key(j, key);
	json_null(j);
}

void member_list(struct json *j, const char *key, const char *names)
{
	static const char blanks[] = " ,";
	char name[TEXT_BYTES_MAX + 1];

	member_open(j, key, '[');
	for (names += strspn(names, blanks); *names; names += strspn(names, blanks)) {
		size_t n = strcspn(names, blanks);

		snprintf(name, sizeof name, "%.*s", (int)n, names);
		json_str(j, name);
		names += n;
	}
	json_close(j, ']');
}

void member_open(struct json *j, const char *key, char brace_or_bracket)
{
	json_key(j, key);
	json_open(j, brace_or_bracket);
}
