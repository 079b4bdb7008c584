/*
 * Every column of every reader (reader.h) lies below one of these, and each of these is
 * read, by a reader or by a profile of what any device may tell (etc/profiles): the
 * test of this file holds the tables together.
 */
#include "probes/wire/subtree.h"

#include <stddef.h>

const struct subtree subtrees[] = {
	{".1.3.6.1.2.1.1", "system", true, true},
	{".1.3.6.1.2.1.2", "interfaces", true, true},
	{".1.3.6.1.2.1.31.1", "interfaces: names, 64-bit counters", true, true},
	{".1.3.6.1.2.1.25.2.3", "memory and disks", false, true},
	{".1.3.6.1.2.1.25.3.3", "processors", false, true},
	{".1.3.6.1.2.1.47.1.1.1", "what it is made of", false, false},
	{".1.3.6.1.2.1.99.1.1", "its sensors", false, false},
	{".1.3.6.1.4.1.2021.4", "memory of Unix", false, true},
	{".1.3.6.1.4.1.2021.11", "processor time of Unix", false, true},
	{".1.3.6.1.6.3.10.2.1", "restarts of the agent", false, true},
	{".1.3.6.1.2.1.10.7", "duplex and errors of Ethernet ports", false, false},
	{NULL, NULL, false, false},
};
