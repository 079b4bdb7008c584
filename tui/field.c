/*
 * Short, so that an object of sixty keys reads as a list of them.
 */
#include "tui/field.h"

#include <string.h>

#include "probes/base/text.h"

void field_str(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_str(j, s && *s ? s : NULL);
}

void field_int(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	if (n < 0)
		json_null(j);
	else
		json_int(j, n);
}

void field_num(struct json *j, const char *key, double x, int decimals)
{
	json_key(j, key);
	json_num(j, x, decimals);
}

void field_time(struct json *j, const char *key, int64_t wall_ms)
{
	json_key(j, key);
	json_time(j, wall_ms);
}

void field_bool(struct json *j, const char *key, bool b)
{
	json_key(j, key);
	json_bool(j, b);
}

void field_null(struct json *j, const char *key)
{
	json_key(j, key);
	json_null(j);
}

void field_list(struct json *j, const char *key, const char *names)
{
	static const char blanks[] = " ,";
	char name[TEXT_BYTES_MAX + 1];

	field_open(j, key, '[');
	for (names += strspn(names, blanks); *names; names += strspn(names, blanks)) {
		size_t n = strcspn(names, blanks);

		snprintf(name, sizeof name, "%.*s", (int)n, names);
		json_str(j, name);
		names += n;
	}
	json_close(j, ']');
}

void field_open(struct json *j, const char *key, char brace_or_bracket)
{
	json_key(j, key);
	json_open(j, brace_or_bracket);
}

void field_empty(struct json *j, const char *key)
{
	field_open(j, key, '[');
	json_close(j, ']');
}
