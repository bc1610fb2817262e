/* One entry of the kernels: both samples, how alike they are, what A(i, j) is made of,
 * the nearest rows and where else to look.
 *
 * Signal "jump" (row, row): two rows of the data that should be looked at. */
#pragma once

#include <adwaita.h>

#include "experiment/maps.h"

G_BEGIN_DECLS

#define THETA_TYPE_ENTRY_PANEL (theta_entry_panel_get_type ())
G_DECLARE_FINAL_TYPE (ThetaEntryPanel, theta_entry_panel, THETA, ENTRY_PANEL, AdwBin)

/* The entry at two positions of @maps (which has a frame); @study may be NULL as long
 * as it is not known.  @network names the layers. */
void theta_entry_panel_show (ThetaEntryPanel *self, ThetaMaps *maps, gsize row, gsize column,
                             ThetaStudy *study, const ThetaNetwork *network);
/* With fewer lines, and @extra (or NULL) in the middle. */
void theta_entry_panel_set_compact (ThetaEntryPanel *self, gboolean compact, GtkWidget *extra);
/* The whole entry as text, newly allocated: for the clipboard. */
char *theta_entry_panel_get_text (ThetaEntryPanel *self);

G_END_DECLS
