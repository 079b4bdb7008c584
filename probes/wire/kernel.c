/*
 * kernel: rtnetlink messages are headers with attributes behind them, each with its
 * length; nothing is believed that does not fit into what holds it.
 */
#include "probes/wire/kernel.h"

#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>

#ifndef IFF_LOWER_UP
#define IFF_LOWER_UP (1 << 16) /* linux/if.h, which does not go with net/if.h */
#endif

/* --- taken apart --- */

struct part {
	const uint8_t *bytes;
	size_t n;
};

/* The first attribute of that type; n 0: there is none. */
static struct part attribute(struct part in, unsigned type)
{
	struct rtattr a;

	while (in.n >= sizeof a) {
		size_t whole;

		memcpy(&a, in.bytes, sizeof a);
		if (a.rta_len < sizeof a || a.rta_len > in.n)
			break;
		if ((a.rta_type & NLA_TYPE_MASK) == type)
			return (struct part){in.bytes + sizeof a,
					     a.rta_len - sizeof a};
		whole = RTA_ALIGN(a.rta_len);
		if (whole >= in.n)
			break;
		in.bytes += whole;
		in.n -= whole;
	}
	return (struct part){NULL, 0};
}

/* What is behind a header of that size. */
static struct part behind(struct part in, size_t header)
{
	size_t at = NLMSG_ALIGN(header);

	return at < in.n ? (struct part){in.bytes + at, in.n - at}
			 : (struct part){NULL, 0};
}

static bool take_address(struct part value, uint8_t family, struct kernel_address *out)
{
	size_t n = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;

	if (!n || value.n != n)
		return false;
	*out = (struct kernel_address){.family = family};
	memcpy(out->bytes, value.bytes, n);
	return true;
}

static bool take_link(struct part in, struct kernel_news *news)
{
	struct part name = attribute(behind(in, sizeof(struct ifinfomsg)), IFLA_IFNAME);
	struct ifinfomsg link;

	if (in.n < sizeof link || !name.n)
		return false;
	memcpy(&link, in.bytes, sizeof link);
	news->kind = KERNEL_LINK;
	news->port = (uint32_t)link.ifi_index;
	news->loopback = link.ifi_flags & IFF_LOOPBACK;
	news->up = (link.ifi_flags & IFF_UP) && (link.ifi_flags & IFF_LOWER_UP);
	for (size_t i = 0; i < name.n && i < IF_NAMESIZE - 1 && name.bytes[i]; i++)
		news->name[i] = name.bytes[i] > ' ' && name.bytes[i] < 0x7f
					? (char)name.bytes[i]
					: '?';
	return link.ifi_index > 0;
}

/* While it is being looked for nothing is known yet. */
static enum kernel_sight sight_of(unsigned state)
{
	if (state & NUD_FAILED)
		return KERNEL_FAILED;
	if (state & (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT |
		     NUD_NOARP))
		return KERNEL_THERE;
	return KERNEL_UNTOLD;
}

static bool take_neighbour(struct part in, struct kernel_news *news)
{
	struct part mac = attribute(behind(in, sizeof(struct ndmsg)), NDA_LLADDR);
	struct ndmsg nd;

	if (in.n < sizeof nd)
		return false;
	memcpy(&nd, in.bytes, sizeof nd);
	news->kind = KERNEL_NEIGHBOUR;
	news->port = (uint32_t)nd.ndm_ifindex;
	news->sight = sight_of(nd.ndm_state);
	if (mac.n == sizeof news->mac)
		memcpy(news->mac, mac.bytes, sizeof news->mac);
	return take_address(attribute(behind(in, sizeof nd), NDA_DST), nd.ndm_family,
			    &news->address);
}

static bool take_route(struct part in, struct kernel_news *news)
{
	struct part rest = behind(in, sizeof(struct rtmsg)), port;
	struct rtmsg route;
	uint32_t index;

	if (in.n < sizeof route)
		return false;
	memcpy(&route, in.bytes, sizeof route);
	port = attribute(rest, RTA_OIF);
	if (port.n != sizeof index)
		return false;
	memcpy(&index, port.bytes, sizeof index);
	news->kind = KERNEL_ROUTE;
	news->port = index;
	take_address(attribute(rest, RTA_GATEWAY), route.rtm_family, &news->address);
	return true;
}

static bool take(const struct nlmsghdr *head, struct part in, struct kernel_news *news)
{
	switch (head->nlmsg_type) {
	case NLMSG_DONE:
		news->kind = KERNEL_DONE;
		return true;
	case NLMSG_ERROR:
		news->kind = KERNEL_ERROR;
		return true;
	case NLMSG_OVERRUN:
		news->kind = KERNEL_OVERRUN;
		return true;
	case RTM_NEWLINK:
	case RTM_DELLINK:
		news->gone = head->nlmsg_type == RTM_DELLINK;
		return take_link(in, news);
	case RTM_NEWNEIGH:
	case RTM_DELNEIGH:
		news->gone = head->nlmsg_type == RTM_DELNEIGH;
		return take_neighbour(in, news);
	case RTM_NEWROUTE:
		return take_route(in, news);
	default:
		return false;
	}
}

void kernel_parse(const void *bytes, size_t n, kernel_told *told, void *ctx)
{
	struct part in = {bytes, n};
	struct nlmsghdr head;

	while (in.n >= sizeof head) {
		struct kernel_news news = {0};
		size_t whole;

		memcpy(&head, in.bytes, sizeof head);
		if (head.nlmsg_len < sizeof head || head.nlmsg_len > in.n)
			return;
		news.seq = head.nlmsg_seq;
		if (take(&head,
			 (struct part){in.bytes + NLMSG_HDRLEN,
				       head.nlmsg_len - NLMSG_HDRLEN},
			 &news))
			told(ctx, &news);
		whole = NLMSG_ALIGN(head.nlmsg_len);
		if (whole >= in.n)
			return;
		in.bytes += whole;
		in.n -= whole;
	}
}

/* --- made --- */

static size_t ask(uint8_t *out, uint16_t type, uint16_t flags, uint32_t seq,
		  const void *body, size_t n)
{
	struct nlmsghdr head = {.nlmsg_len = (uint32_t)(NLMSG_HDRLEN + n),
				.nlmsg_type = type,
				.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
				.nlmsg_seq = seq};

	memset(out, 0, KERNEL_ASK_MAX);
	memcpy(out, &head, sizeof head);
	memcpy(out + NLMSG_HDRLEN, body, n);
	return head.nlmsg_len;
}

size_t kernel_ask_links(uint8_t out[KERNEL_ASK_MAX], uint32_t seq)
{
	struct ifinfomsg body = {.ifi_family = AF_UNSPEC};

	return ask(out, RTM_GETLINK, NLM_F_DUMP, seq, &body, sizeof body);
}

size_t kernel_ask_neighbours(uint8_t out[KERNEL_ASK_MAX], uint32_t seq)
{
	struct ndmsg body = {.ndm_family = AF_UNSPEC};

	return ask(out, RTM_GETNEIGH, NLM_F_DUMP, seq, &body, sizeof body);
}

size_t kernel_ask_route(uint8_t out[KERNEL_ASK_MAX], uint32_t seq,
			const struct sockaddr_storage *to)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)to;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)to;
	bool is_v4 = to->ss_family == AF_INET;
	uint8_t body[sizeof(struct rtmsg) + sizeof(struct rtattr) + 16] = {0};
	struct rtmsg route = {.rtm_family = (uint8_t)to->ss_family,
			      .rtm_dst_len = is_v4 ? 32 : 128};
	size_t n = is_v4 ? 4 : 16;
	struct rtattr dst = {.rta_len = (uint16_t)(sizeof dst + n),
			     .rta_type = RTA_DST};

	if (!is_v4 && to->ss_family != AF_INET6)
		return 0;
	memcpy(body, &route, sizeof route);
	memcpy(body + sizeof route, &dst, sizeof dst);
	memcpy(body + sizeof route + sizeof dst,
	       is_v4 ? (const void *)&v4->sin_addr : (const void *)&v6->sin6_addr, n);
	return ask(out, RTM_GETROUTE, 0, seq, body, sizeof route + sizeof dst + n);
}

bool kernel_same(const struct kernel_address *a, const struct kernel_address *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

const char *kernel_print(const struct kernel_address *a, char *out, size_t cap)
{
	out[0] = '\0';
	if (a->family)
		inet_ntop(a->family, a->bytes, out, (socklen_t)cap);
	return out;
}
