/*
 * vantage: where we look from, as the kernel and a few addresses outside of the network
 * tell it. Without it nobody could tell a network that is lost from a cable of ours.
 */
#ifndef NOCTOP_MODEL_VANTAGE_H
#define NOCTOP_MODEL_VANTAGE_H

#include <stdint.h>

enum gateway { GATEWAY_UNKNOWN, GATEWAY_OK, GATEWAY_LOST };

struct vantage {
	char port[32]; /* of ours, that the ways to the devices begin at; "" none is
			  known: devices on this host, or no way to any */
	int64_t port_down_ms; /* it is down, or there is no way, since then; 0
				 neither */
	char gateway[48]; /* the address these ways lead over; "" none: they are next
			     to us */
	uint8_t gateway_mac[6]; /* as our port has it; 0 unknown */
	enum gateway gateway_state; /* by the kernel's table of neighbours */
	uint32_t references;	    /* configured and answered once … */
	uint32_t references_lost;   /* … and do not any more */
};

#endif
