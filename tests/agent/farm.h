/*
 * farm: up to a hundred thousand devices alike, as an agent's source of values: a
 * switch with so many ports each, whose counters rise. Nothing is stored: a value is a
 * function of device, object, row and time, so that a farm costs no memory and the same
 * seed is the same farm.
 *
 * System group, IF-MIB, processors and storage of HOST-RESOURCES-MIB, memory and
 * processor time of UCD-SNMP-MIB, SNMP-FRAMEWORK-MIB's engine group.
 */
#ifndef NOCTOP_TEST_FARM_H
#define NOCTOP_TEST_FARM_H

#include "probes/demo/agent.h"

#define FARM_DEVICES_MAX 1000000
#define FARM_PORTS_MAX 4096

struct farm {
	uint32_t devices, ports;
	uint32_t seed;
};

/* ctx: struct farm; agent: a device, from 0; now: ms since it began. */
extern const struct agent_source farm_source;
/* The same without the short cut: what this says the other must say. */
extern const struct agent_source farm_slow_source;

/* The engine id of a device (RFC 3411 section 5), and how many octets it has. */
#define FARM_ENGINE_SIZE 16
size_t farm_engine(uint32_t device, uint8_t id[FARM_ENGINE_SIZE]);

#endif
