/*
 * interfaces: what the list of interfaces and the view of one share.
 */
#ifndef NOCTOP_VIEWS_INTERFACES_H
#define NOCTOP_VIEWS_INTERFACES_H

#include "views/view.h"

/* Down, and it was up once or matters (not switched off, dormant, lower layer down). */
static inline bool interface_down(const struct if_table *t, if_id i)
{
	return t->admin[i] != IF_DOWN && t->oper[i] == IF_DOWN &&
	       (t->flags[i] & (IFF_SEEN_UP | IFF_MATTERS));
}

/* Nothing is known yet of a device's interfaces: none of them is gone. */
static inline bool interface_awaited(const struct scene *s, dev_id dev)
{
	return dev != NONE && s->net->dev[dev].shape == 0;
}

/* And in hand. */
static inline bool interface_acked(const struct scene *s, if_id i)
{
	const struct alert *a = alert_of_if(s->alerts, s->net, i, CHECK_IF_DOWN);

	return a && a->state == ALERT_ACKNOWLEDGED;
}

/* How it is told; a: acknowledged. */
static inline const char *down_word(bool acked)
{
	return acked ? "DOWNa" : "DOWN";
}

static inline uint8_t down_style(bool acked)
{
	return acked ? STYLE_DIM : STYLE_CRITICAL;
}

/* Of several links the one that is down: in hand where all are that are down. */
static inline void down_add(bool *down, bool *acked, bool link_acked)
{
	*acked = (*acked || !*down) && link_acked;
	*down = true;
}

/* Of a link that is down, by its ports (NONE: not known): in hand at one of its ends,
 * and nobody is needed at the other. */
bool interface_link_acked(const struct scene *, if_id, if_id far);

/* Somebody uses it, or should: a list shows it without being asked. */
bool interface_used(const struct if_table *, if_id);
/* Percent of the busier direction, errors a second; NAN unknown. */
float interface_util(const struct if_table *, if_id);
float interface_errors(const struct if_table *, if_id);
/* It is down, nearly full, or has errors. */
bool interface_troubled(const struct if_table *, if_id);
extern const struct order_source interfaces_source;
/* "up" "down" "off" "lowerLayerDown", "-" never read. */
const char *interface_status(const struct if_table *, if_id);

#endif
