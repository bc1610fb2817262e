/* The line for a terminal that does what the window does. */
#pragma once

#include "experiment/session.h"

G_BEGIN_DECLS

/* "thetascope-cli run …" for the session's experiment as it is now, ready for a shell:
 * its file and what was changed since, or all of it where it has no file.  Newly
 * allocated. */
char *theta_command_new (ThetaSession *session);

G_END_DECLS
