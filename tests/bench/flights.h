/*
 * flights: how long requests take, from when they are wanted to when they are answered
 * or given up, retransmissions and all. Stands between the poller and ask_send (linked
 * with --wrap=ask_send), from flights_count on: it has a cost of its own.
 */
#ifndef NOCTOP_BENCH_FLIGHTS_H
#define NOCTOP_BENCH_FLIGHTS_H

void flights_count(void);
/* Forget what was counted. */
void flights_begin(void);
/* Print what was counted, if that is done, as members of a JSON object with a comma
 * behind each. */
void flights_say(void);

#endif
