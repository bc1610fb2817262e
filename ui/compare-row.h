/* The row of the set-up that says which models are compared, with a list to tick. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_COMPARE_ROW (theta_compare_row_get_type ())
G_DECLARE_FINAL_TYPE (ThetaCompareRow, theta_compare_row, THETA, COMPARE_ROW, AdwActionRow)

/* Once, before the row is shown; holds a reference. */
void theta_compare_row_set_session (ThetaCompareRow *self, ThetaSession *session);
/* Takes model @id ("ntk", "layer:3", "wntk:grid") into the comparison or leaves it out;
 * what is refused stands under the row as one sentence.  Returns whether it was taken. */
gboolean theta_compare_row_tick (ThetaCompareRow *self, const char *id, gboolean compared);

G_END_DECLS
