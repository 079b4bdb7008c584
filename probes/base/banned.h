/*
 * Functions that have no place here, as compile errors: unbounded copies, tokenizers
 * with hidden state, and the libc time functions that share one static buffer and one
 * time zone per process (base/zone reads zones instead). Included by the compiler's
 * command line in front of every file.
 */
#ifndef NOCTOP_BANNED_H
#define NOCTOP_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Where libc has macros of these names, poisoning them would warn. */
#undef alloca
#undef sprintf
#undef strcat
#undef strcpy
#undef strncat
#undef strncpy
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r
#pragma GCC poison atoi atol atof gets localtime ctime asctime alloca system popen

#endif
