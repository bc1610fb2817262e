/* What one entry of A is made of: the layers' contributions a_l Θ_l(i, j) as a bar, and
 * as a table in which they add up. */
#pragma once

#include <adwaita.h>

#include "experiment/frame.h"
#include "network/network.h"

G_BEGIN_DECLS

#define THETA_TYPE_ENTRY_PARTS (theta_entry_parts_get_type ())
G_DECLARE_FINAL_TYPE (ThetaEntryParts, theta_entry_parts, THETA, ENTRY_PARTS, AdwBin)

GtkWidget *theta_entry_parts_new (void);
/* The entry of rows @i, @j of the data; hidden where @frame holds no kernel or weights. */
void theta_entry_parts_show (ThetaEntryParts *self, ThetaFrame *frame, gsize i, gsize j,
                             const ThetaNetwork *network);
/* Where room is scarce: without the heads and without the weights' shares. */
void theta_entry_parts_set_compact (ThetaEntryParts *self, gboolean compact);
/* The table, a line a row, tabs between: newly allocated. */
char *theta_entry_parts_get_text (ThetaEntryParts *self);

G_END_DECLS
