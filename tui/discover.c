/*
 * Only what was named is asked: the networks of the command line, and with --from the
 * neighbours of a device and theirs, within those networks where any are named; no more
 * than it may ask without a word, unless --yes.
 */
#include "tui/discover.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/attach.h"
#include "tui/exits.h"
#include "tui/found.h"

#define ASK_ABOVE 4096 /* addresses */
#define RATE 100       /* addresses a second */
#define HOPS_MAX 255
#define CREDENTIALS_MAX 16

static int refuse(const char *words, const char *what)
{
	fprintf(stderr, "noctop: %s%s\n", words, what);
	return EXIT_USAGE;
}

static bool wanted(void *ctx, const struct nearby_address *a)
{
	const struct options *o = ctx;
	struct found_net net;

	for (unsigned i = 0; i < o->arg_n; i++)
		if (found_net(o->arg[i], &net) && found_in(&net, a))
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

/* Networks to walk within are not asked host by host. */
static int check_nets(const struct options *o)
{
	struct found_net net;

	for (unsigned i = 0; i < o->arg_n; i++)
		if (!found_net(o->arg[i], &net))
			return refuse("no network and no address: ", o->arg[i]);
	return 0;
}

/* All that are named, counted before any is asked. */
static int count_hosts(const struct options *o)
{
	uint64_t hosts = 0;
	char line[16] = "";

	for (unsigned i = 0; i < o->arg_n; i++) {
		uint64_t n = found_hosts(o->arg[i], NULL);

		if (!n)
			return refuse("no hosts to be asked one by one "
				      "(--from walks within it): ",
				      o->arg[i]);
		hosts += n;
	}
	if (hosts > DISCOVER_MAX)
		return refuse("more than 1048576 addresses at once", "");
	if (hosts <= ASK_ABOVE || o->yes)
		return 0;
	fprintf(stderr, "%llu addresses, some %llu minutes: ask them all? (yes/no) ",
		(unsigned long long)hosts,
		(unsigned long long)(hosts / ((uint64_t)(o->rate ? o->rate : RATE) *
					      60) +
				     1));
	if (!fgets(line, sizeof line, stdin) || strcmp(line, "yes\n"))
		return refuse("nothing was asked (--yes answers that)", "");
	return 0;
}

static bool resolve(const char *name, struct nearby_address *out)
{
	static const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM};
	struct addrinfo *list;

	*out = (struct nearby_address){.n = 0};
	if (getaddrinfo(name, NULL, &hints, &list))
		return false;
	if (list->ai_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)list->ai_addr;
		memcpy(out->at, &v4->sin_addr, out->n = 4);
	} else if (list->ai_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const void *)list->ai_addr;
		memcpy(out->at, &v6->sin6_addr, out->n = 16);
	}
	freeaddrinfo(list);
	return out->n > 0;
}

/* --from: a configured device, or an address. */
static int add_from(const struct options *o, const struct network *net,
		    struct discover *d)
{
	dev_id id = o->from ? network_dev_find(net, o->from) : NONE;
	const char *address =
		id != NONE ? network_str(net, net->dev[id].address) : o->from;
	struct nearby_address a;

	if (!o->from)
		return 0;
	if (!resolve(address, &a))
		return refuse("no device and no address: ", o->from);
	if (id != NONE && !o->add.port)
		d->port = net->dev[id].port;
	discover_add(d, &a);
	return 0;
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
	uint32_t aside;
	int code = 0;

	if (before) {
		code = found_difference(all, before, &out) > 0;
		aside = found_aside(all, d, &out);
		fputs(out.data ? out.data : "", stdout);
	} else {
		found_inventory(all, d, &out);
		aside = found_aside(all, d, &out);
		if (o->output)
			code = write_new(o->output, &out);
		else
			fputs(out.data, stdout);
	}
	fprintf(stderr, "%s%u address%s asked, %u device%s found",
		isatty(STDERR_FILENO) ? "\r" : "", d->over, d->over == 1 ? "" : "es",
		all->n, all->n == 1 ? "" : "s");
	if (aside)
		fprintf(stderr, ", %u neighbour%s not asked", aside,
			aside == 1 ? "" : "s");
	fputs("\n", stderr);
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
			     .most = o->from && !o->yes ? ASK_ABOVE : DISCOVER_MAX,
			     .hops = (uint32_t)o->hops,
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
		if (o->from && !d.found_n)
			fprintf(stderr, "noctop: %s does not answer\n", o->from);
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
	if (o->add.port < 0 || o->add.port > 65535 || o->rate < 0 || o->rate > 10000 ||
	    o->hops < 0 || o->hops > HOPS_MAX)
		return refuse(
			"--port is 1 to 65535, --rate 1 to 10000, --hops 1 to 255", "");
	code = o->from ? check_nets(o) : count_hosts(o);
	if (code)
		return code;
	code = attach_need(o, &setup);
	if (!code)
		code = look_round(o, &setup);
	attach_setup_fini(&setup);
	return code < 0 ? EXIT_CONFIG : code;
}
