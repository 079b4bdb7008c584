/*
 * credential: [auth NAME] to struct credential.
 */
#ifndef NOCTOP_CONF_CREDENTIAL_H
#define NOCTOP_CONF_CREDENTIAL_H

#include "probes/conf/inventory.h"

/* Add a row to inv->credential, whatever is wrong with it. Reads secret files and runs
 * secret commands. */
void credential_take(struct inventory *, const struct ini *, const struct ini_section *,
		     struct faults *);
/* What a section says by secret, secret_file or secret_cmd; NULL none, or a fault. */
const char *credential_secret(struct inventory *, const struct ini *,
			      const struct ini_section *, struct faults *);
/* Faults for files that hold secrets, or say which command prints them, and that others
 * may read or write: once for each file. */
void credential_check_files(const struct ini *, struct faults *);

#endif
