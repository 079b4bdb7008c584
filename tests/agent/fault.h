/*
 * fault: what may go wrong with an agent's datagrams: silence, loss, delay, duplicates,
 * replies with another id, from another port, cut short or made of noise. Each befalls
 * so many percent of the datagrams, thrown with dice of a known seed.
 */
#ifndef NOCTOP_TEST_FAULT_H
#define NOCTOP_TEST_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Percent of the datagrams; delay in milliseconds, of all. */
struct fault {
	uint8_t silent; /* requests that are not heard */
	uint8_t loss;	/* replies that are lost */
	uint8_t duplicate, wrong_id, foreign, truncate, garbage;
	uint32_t delay_ms;
	uint32_t longest; /* octets; replies longer than that are lost; 0: none */
};

/* What befalls one. */
enum fault_bits {
	FAULT_SILENT = 1 << 0,
	FAULT_LOSS = 1 << 1,
	FAULT_DUPLICATE = 1 << 2,
	FAULT_WRONG_ID = 1 << 3,
	FAULT_FOREIGN = 1 << 4,
	FAULT_TRUNCATE = 1 << 5,
	FAULT_GARBAGE = 1 << 6,
	FAULT_DELAY = 1 << 7,
};

/* *dice is the state of the generator. */
uint32_t fault_roll(uint32_t *dice);
unsigned fault_throw(const struct fault *, uint32_t *dice); /* enum fault_bits */
/* The agent's own mistakes: change a reply of len octets in a room of cap. Its length.
 */
size_t fault_spoil(unsigned bits, uint32_t *dice, uint8_t *bytes, size_t len,
		   size_t cap);

#endif
