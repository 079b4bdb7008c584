/*
 * numbers: rows for tests of long lists: the i-th has the key value[i] and is a device
 * without a network behind it; one below zero is not there.
 */
#ifndef NOCTOP_TESTS_VIEWS_NUMBERS_H
#define NOCTOP_TESTS_VIEWS_NUMBERS_H

#include "views/order.h"
#include "views/view.h"

#define LARGE 100000
#define VERY_LARGE 480000 /* the most */
#define SLICE 1000

extern double value[VERY_LARGE];
extern uint32_t values;	   /* there are so many */
extern uint32_t looked_at; /* so often one was asked for */
extern uint32_t asked;	   /* so often a filter had to ask what it is */
extern const struct order_source source;
extern const struct column odd; /* few keys: some below zero, some none at all */
extern struct network net;
extern struct views views;
extern struct scene scene;

/* What the source is made of, for others. */
uint32_t total(const struct scene *, const struct order_spec *);
ref_id at(const struct scene *, const struct order_spec *, uint32_t i);
bool is_member(const struct scene *, ref_id, const struct order_spec *);
void facts(const struct scene *, ref_id, struct filter_facts *);

uint32_t row(ref_id);
void fill(uint32_t n); /* the keys 0 … n - 1, in no order */
/* As good as equal are those of a large list within 1/2048: they stand by ref. */
void assert_sorted(const struct rows *);
void assert_odd(const struct rows *, bool reverse);
void finish(struct orders *);
/* Until it is ready. */
uint32_t slices_for(struct orders *, const struct order_spec *);
uint32_t looked_at_for(struct orders *, const struct order_spec *);

#endif
