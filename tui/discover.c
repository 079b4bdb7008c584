/*
 * Only what was named is asked: the networks of the command line, and with --from the
 * neighbours of a device and theirs, within those networks where any are named.
 */
#include "tui/discover.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/attach.h"
#include "tui/exits.h"
#include "tui/found.h"

#define ASK_ABOVE 4096 /* addresses */
#define RATE 100       /* addresses a second */
#define CREDENTIALS_MAX 16

static int refuse(const char *words, const char *what)
{
	fprintf(stderr, "noctop: %s%s\n", words, what);
	return EXIT_USAGE;
}

static bool in_net(const char *net, const struct nearby_address *a)
{
	char host[64];
	struct in_addr base;
	const char *slash = strchr(net, '/');
	unsigned long bits = slash ? strtoul(slash + 1, NULL, 10) : 32;
	uint32_t mask = bits ? UINT32_MAX << (32 - bits) : 0, at = 0;

	snprintf(host, sizeof host, "%.*s", (int)strcspn(net, "/"), net);
	if (a->n != 4 || inet_pton(AF_INET, host, &base) != 1)
		return false;
	for (int i = 0; i < 4; i++)
		at = at << 8 | a->at[i];
	return !((at ^ ntohl(base.s_addr)) & mask);
}

static bool wanted(void *ctx, const struct nearby_address *a)
{
	const struct options *o = ctx;

	for (unsigned i = 0; i < o->arg_n; i++)
		if (in_net(o->arg[i], a))
			return true;
	return o->arg_n == 0;
}

static void progress(void *ctx, const struct discover *d)
{
	(void)ctx;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%u of %u addresses asked, %u answer%s ", d->over,
			d->address_n, d->found_n, d->found_n == 1 ? "s" : "");
}

/* All that are named, counted before any is asked. */
static int count_hosts(const struct options *o)
{
	uint64_t hosts = 0;
	char line[16] = "";

	for (unsigned i = 0; i < o->arg_n; i++) {
		uint64_t n = found_hosts(o->arg[i], NULL);

		if (!n)
			return refuse("no network and no address: ", o->arg[i]);
		hosts += n;
	}
	if (hosts <= ASK_ABOVE || o->from || o->yes)
		return 0;
	if (hosts > DISCOVER_MAX)
		return refuse("too many addresses at once", "");
	fprintf(stderr, "%llu addresses, some %llu minutes: ask them all? (yes/no) ",
		(unsigned long long)hosts,
		(unsigned long long)(hosts / ((uint64_t)(o->rate ? o->rate : RATE) *
					      60) +
				     1));
	if (!fgets(line, sizeof line, stdin) || strcmp(line, "yes\n"))
		return refuse("nothing was asked (--yes answers that)", "");
	return 0;
}

/* --from: a configured device, or an address. */
static int add_from(const struct options *o, const struct network *net,
		    struct discover *d)
{
	dev_id id = o->from ? network_dev_find(net, o->from) : NONE;
	const char *address =
		id != NONE ? network_str(net, net->dev[id].address) : o->from;

	if (!o->from)
		return 0;
	if (id != NONE && !o->add.port)
		d->port = net->dev[id].port;
	return found_hosts(address, d) == 1
		       ? 0
		       : refuse("no device and no address: ", o->from);
}

static char *read_all(const char *path)
{
	FILE *f = fopen(path, "re");
	struct buf all = {0};
	char piece[4096];
	size_t n;

	if (!f)
		return NULL;
	buf_str(&all, "");
	while ((n = fread(piece, 1, sizeof piece, f)))
		buf_add(&all, piece, n);
	fclose(f);
	return all.data;
}

static int write_new(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool whole = fd >= 0 && write(fd, text->data, text->len) == (ssize_t)text->len;

	if (fd >= 0 && close(fd))
		whole = false;
	if (whole)
		return 0;
	fprintf(stderr, "noctop: cannot write '%s': %s\n", path, strerror(errno));
	return EXIT_FAILED;
}

static int tell(const struct options *o, const struct found *all,
		const struct discover *d)
{
	char *before = o->output ? read_all(o->output) : NULL;
	struct buf out = {0};
	int code = 0;

	if (before) {
		code = found_difference(all, before, &out) > 0;
		fputs(out.data ? out.data : "", stdout);
	} else {
		found_inventory(all, d, &out);
		if (o->output)
			code = write_new(o->output, &out);
		else
			fputs(out.data, stdout);
	}
	fprintf(stderr, "%s%u addresses asked, %u device%s found\n",
		isatty(STDERR_FILENO) ? "\r" : "", d->over, all->n,
		all->n == 1 ? "" : "s");
	free(before);
	buf_fini(&out);
	return code;
}

static int look_round(const struct options *o, const struct watch_setup *setup)
{
	const struct credential *credential[CREDENTIALS_MAX];
	struct discover d = {.credential = credential,
			     .port = o->add.port ? (uint16_t)o->add.port : 161,
			     .per_second = o->rate ? (unsigned)o->rate : RATE,
			     .walks = o->from != NULL,
			     .wanted = wanted,
			     .progress = progress,
			     .ctx = (void *)(uintptr_t)o};
	struct found all = {0};
	int code = add_from(o, &setup->net, &d);

	for (uint32_t i = 0; i < setup->inventory.credential_n && i < CREDENTIALS_MAX;
	     i++)
		credential[d.credential_n++] = &setup->inventory.credential[i];
	for (unsigned i = 0; i < o->arg_n && !o->from; i++)
		found_hosts(o->arg[i], &d);
	if (!code && !d.credential_n)
		code = refuse("there is no [auth] in the configuration", "");
	if (!code) {
		discover_run(&d);
		found_make(&all, &d, &setup->net);
		code = tell(o, &all, &d);
	}
	found_fini(&all);
	discover_fini(&d);
	return code;
}

int discover_main(const struct options *o)
{
	struct watch_setup setup = {0};
	int code;

	if (!o->arg_n && !o->from)
		return refuse("which networks? 10.0.0.0/24, or --from DEVICE", "");
	if (o->add.port < 0 || o->add.port > 65535 || o->rate < 0 || o->rate > 10000)
		return refuse("--port is 1 to 65535, --rate 1 to 10000", "");
	code = count_hosts(o);
	if (code)
		return code;
	code = attach_load(o, &setup);
	if (code < 0)
		fprintf(stderr, "noctop: no configuration: give one with -c FILE\n");
	if (!code)
		code = look_round(o, &setup);
	attach_setup_fini(&setup);
	return code < 0 ? EXIT_FAULTS : code;
}
