/*
 * keymap: lines of keys.ini to bindings.
 */
#include "tui/keymap.h"

#include <limits.h>
#include <strings.h>

#include "probes/conf/inventory.h"
#include "views/bind.h"

static void take_section(const struct ini_section *section, struct faults *faults)
{
	char error[BIND_ERROR];

	if (strcasecmp(section->kind, "keys") != 0) {
		fault_add(faults, section->file, section->line,
			  "[%s] is no section of a key map: [keys]", section->kind);
		return;
	}
	for (uint32_t i = 0; i < section->key_n; i++)
		if (!section->key[i].bad &&
		    !bind_to(section->key[i].name, section->key[i].value, error))
			fault_add(faults, section->file, section->key[i].line, "%s",
				  error);
}

void keymap_load(const char *path, struct faults *faults)
{
	uint32_t before = faults->n;
	char error[BIND_ERROR];
	struct ini ini = {0};

	bind_as_shipped();
	ini_load(&ini, path, faults);
	for (uint32_t i = 0; i < ini.section_n; i++)
		take_section(&ini.section[i], faults);
	ini_fini(&ini);
	if (faults->n == before && bind_clash(error))
		fault_add(faults, path, 0, "%s", error);
	if (faults->n != before)
		bind_as_shipped();
}

void keymap_find(const char *config, struct faults *faults)
{
	char path[PATH_MAX];

	bind_as_shipped();
	if (conf_data_path(config, "keys.ini", path, sizeof path))
		keymap_load(path, faults);
}
