/*
 * bind: which keys a command has. For the whole process, since a watch has one key map.
 */
#ifndef NOCTOP_VIEWS_BIND_H
#define NOCTOP_VIEWS_BIND_H

#include "views/view.h"

#define BIND_KEYS COMMAND_KEYS
#define BIND_ERROR 128

/* Those that it has now, 0 behind the last if there are fewer than BIND_KEYS. */
const uint32_t *bind_keys(const struct command *);
/* All commands have the keys of the table again. */
void bind_as_shipped(void);
/* Give a command these keys instead: names with blanks between them, as the help shows
 * them; "" none. False: error says what is wrong, nothing changed. */
bool bind_to(const char *command, const char *keys, char error[BIND_ERROR]);
/* When all is bound: does a key mean two things? */
bool bind_clash(char error[BIND_ERROR]);

#endif
