/*
 * rss: what a benchmark has of the machine's memory.
 */
#ifndef NOCTOP_TESTS_BENCH_RSS_H
#define NOCTOP_TESTS_BENCH_RSS_H

/* Of this process; 0 where the kernel does not tell. */
double rss_mb(void);

#endif
