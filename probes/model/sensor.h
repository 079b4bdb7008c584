/*
 * sensor: what a device measures of itself: temperatures, fans, power supplies, optics,
 * batteries, and states that are no number. Rows with a dev column, contiguous for each
 * device (dev.sensors) and replaced whole whenever they were read; a row is about 50
 * bytes, for networks have a hundred thousand of them.
 *
 * A row is (component, name) of one kind. The component is the sort of thing it belongs
 * to, a short word of the profile that read it: "fan", "psu", "inlet", "optic",
 * "battery", "" when it is not known. Names are unique among the rows of a device that
 * have the same kind and component.
 *
 * Units are fixed by the kind (sensor_unit). NAN is unknown: a limit the device did not
 * tell, a value that was not there. All rows of a device are as old as dev.sensors_ms.
 */
#ifndef NOCTOP_MODEL_SENSOR_H
#define NOCTOP_MODEL_SENSOR_H

#include "probes/model/network.h"

enum sensor_kind {
	SENSOR_TEMPERATURE, /* °C */
	SENSOR_FAN,	    /* rpm */
	SENSOR_POWER,	    /* W */
	SENSOR_VOLTAGE,	    /* V */
	SENSOR_CURRENT,	    /* A */
	SENSOR_OPTICAL,	    /* dBm */
	SENSOR_HUMIDITY,    /* % */
	SENSOR_CHARGE,	    /* % of a battery */
	SENSOR_LOAD,	    /* % of what an output can give */
	SENSOR_RUNTIME,	    /* minutes a battery lasts */
	SENSOR_COUNT,	    /* how many: sessions */
	SENSOR_STATE,	    /* no value: only its state */
	SENSOR_KINDS
};
const char *sensor_kind_name(enum sensor_kind); /* the words of status --json */
const char *sensor_unit(enum sensor_kind);	/* "°C" "rpm" "W" … ""; UTF-8 */

/* From good to bad: a larger one is worse, and nobody is told of an absent one. */
enum sensor_state {
	SENSOR_ABSENT, /* a bay with nothing in it */
	SENSOR_UNKNOWN,
	SENSOR_OK,
	SENSOR_WARNING,
	SENSOR_CRITICAL,
	SENSOR_STATES
};
const char *sensor_state_name(enum sensor_state); /* the words of status --json */

struct sensor {
	dev_id dev;
	str_id name, component;
	str_id words; /* what its state is called: "on battery"; 0 none */
	str_id port;  /* the name of the interface it is of: an optic's; 0 none */
	uint8_t kind, state;
	bool worked; /* it was ok, or turned, at some reading since we know it */
	float value; /* NAN: none, or unknown */
	/* the device's own limits */
	float low_critical, low_warning, warning, critical;
	int64_t gone_ms; /* when it was not there any more; 0: it is */
};

/* Make these n the sensors of dev, read at now_ms. What a row's state leaves unknown
 * its limits tell, and of a fan whether it turns: one that did and stands still is
 * critical when the device says nothing of its fans' states. Sets temp_c. Allocates
 * nothing when there are as many as before. dev, worked and gone_ms of the rows given
 * are set by this.
 *
 * A fan or power supply that worked and is not among the rows any more, while others of
 * its component are, stays behind them for a day as absent: it was pulled. (Where all
 * are gone, the device only does not tell.) */
void network_set_sensors(struct network *, dev_id, struct sensor *, uint32_t n,
			 int64_t now_ms);
/* Those of a device: rows [0, n) from here, until the next change of any device's. */
const struct sensor *network_sensors(const struct network *, dev_id, uint32_t *n);
/* Milliseconds since they were read; -1 never. */
int64_t network_sensors_age(const struct network *, dev_id, int64_t now_ms);

/* How the parts of one sort do: of is how many are there, ok how many of them work;
 * what is absent does not count. By their states where the device tells any, else by
 * the fans that turn. */
struct component_count {
	uint32_t ok, of;
	enum sensor_state worst; /* SENSOR_ABSENT: there are none */
};
struct component_count network_component(const struct network *, dev_id,
					 const char *component);
bool sensor_is(const struct network *, const struct sensor *, const char *component);

#endif
