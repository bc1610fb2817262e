/* How long the main loop was ever busy at a stretch: THETASCOPE_MEASURE=1. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Watches the default main context, where the environment asks for it. */
void theta_measure_begin (void);
/* Milliseconds of the longest dispatch since theta_measure_reset(), 0 where nothing
 * is watched. */
double theta_measure_longest (void);
void theta_measure_reset (void);
/* Prints it on standard error. */
void theta_measure_end (void);

G_END_DECLS
