/*
 * fuzz: what every fuzz target has. A target is one file NAME_fuzz.c with this function
 * and seeds in corpus/NAME/. `make check` runs it on the seeds (corpus_main.c); after
 * `configure CC=clang --enable-fuzzing --enable-sanitizers`, `make fuzz` explores.
 */
#ifndef NOCTOP_FUZZ_H
#define NOCTOP_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Something that must hold for any bytes. */
#define CHECK(x)                                                                       \
	do {                                                                           \
		if (!(x)) {                                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);        \
			abort();                                                       \
		}                                                                      \
	} while (0)

#endif
