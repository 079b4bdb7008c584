/*
 * power: a file system in memory for SQLite that can lose its power. What was not
 * synced by then is kept or lost write by write, by a seed; a write may be torn; a file
 * that was deleted without a sync of its folder may be there again.
 */
#ifndef NOCTOP_TESTS_JOURNAL_POWER_H
#define NOCTOP_TESTS_JOURNAL_POWER_H

#include <stdbool.h>
#include <stdint.h>

void power_install(void);		  /* from now on SQLite's only file system */
void power_format(uint32_t seed);	  /* all files go */
void power_fail_in(unsigned operations);  /* writes, syncs, deletions; 0 never */
bool power_failed(void);		  /* it did: nothing works until power_on */
void power_on(void);			  /* what is on the disk then */

#endif
