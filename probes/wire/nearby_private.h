/* What the files of the reader of neighbours share, and nobody else sees. */
#ifndef NOCTOP_WIRE_NEARBY_PRIVATE_H
#define NOCTOP_WIRE_NEARBY_PRIVATE_H

enum nearby_table {
	NEARBY_SELF, /* no rows of neighbours */
	NEARBY_PORTS,
	NEARBY_LLDP,
	NEARBY_PORTS2, /* of LLDP-V2 */
	NEARBY_LLDP2,
	NEARBY_CDP,
	NEARBY_TABLES
};

#endif
