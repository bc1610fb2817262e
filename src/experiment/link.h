/* An experiment and its view as a link, "thetascope:open?Group.Key=Value&…": every setting
 * that is not the default, and whole paths of files on this machine.  A link says what
 * to show; it has no way to say that something be run or written. */
#pragma once

#include "experiment/experiment.h"

G_BEGIN_DECLS

#define THETA_LINK_SCHEME "thetascope"

/* Newly allocated, in ASCII. */
char *theta_link_new (const ThetaExperiment *experiment);
/* Whether @text begins as a link does, blanks apart. */
gboolean theta_link_is (const char *text);
/* One sentence for whatever is wrong.  Errors: PARSE, VALUE. */
ThetaExperiment *theta_link_parse (const char *text, GError **error);

G_END_DECLS
