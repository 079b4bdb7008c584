/* The second number of statm, in pages. */
#include "tests/bench/rss.h"

#include <stdio.h>
#include <unistd.h>

double rss_mb(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f && fscanf(f, "%*u %lu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576;
}
