/*
 * who: the person behind a key, a command or a journal line. The user id comes from the
 * kernel (SO_PEERCRED), never from $USER; from is where the terminal said it is.
 */
#ifndef NOCTOP_MODEL_WHO_H
#define NOCTOP_MODEL_WHO_H

#include <stdint.h>

struct who {
	uint32_t uid;
	char name[33]; /* login name of uid, safe text, cut */
	char from[65]; /* "pts/4 192.0.2.7", safe text, cut; may be empty */
};

#endif
