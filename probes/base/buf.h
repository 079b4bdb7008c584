/*
 * buf: bytes that grow. Always NUL-terminated behind len once anything was added, so
 * that buf.data may be printed. Out of memory ends the program.
 */
#ifndef NOCTOP_BASE_BUF_H
#define NOCTOP_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NULL until something was added */
	size_t len, cap;
};

/* Ready when zeroed. */
void buf_fini(struct buf *);
void buf_reset(struct buf *); /* len = 0, memory kept */
/* Room for n more bytes and a NUL; returns where they go. The caller writes both and
 * adds to len. */
char *buf_room(struct buf *, size_t n);
void buf_add(struct buf *, const void *, size_t n);
void buf_str(struct buf *, const char *);
void buf_char(struct buf *, char);
void buf_printf(struct buf *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *, const char *fmt, va_list)
	__attribute__((format(printf, 2, 0)));
/* Drop n bytes at the front (all, when there are fewer). */
void buf_drop(struct buf *, size_t n);

#endif
