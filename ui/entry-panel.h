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
/* In little room: with fewer lines, @extra in the middle, and what is not of this entry
 * alone, how alike the rows are and which are nearest, in @more.  Both NULL: with all. */
void theta_entry_panel_set_compact (ThetaEntryPanel *self, GtkWidget *extra, GtkBox *more);
/* The whole entry as text, newly allocated: for the clipboard. */
char *theta_entry_panel_get_text (ThetaEntryPanel *self);

G_END_DECLS
