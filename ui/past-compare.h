/* Past runs side by side. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/compare.h"

G_BEGIN_DECLS

/* Cards with models × runs, the settings that differ, and, over data sets, where the
 * WNTK won, tied and lost.  @runs: of ThetaResults; @names: one a run. */
GtkWidget *theta_past_compare_new (const GPtrArray *runs, const char *const *names);

G_END_DECLS
