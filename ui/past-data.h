/* Which data the past runs that are listed are about: the choice above them. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/store.h"

G_BEGIN_DECLS

/* Fills @self with the names of @runs (ThetaPastItem), each once with how many there are,
 * after "All data"; what was chosen stays chosen where it is still there. */
void theta_past_data_fill (GtkDropDown *self, GListModel *runs);
gboolean theta_past_data_matches (GtkDropDown *self, const ThetaPastRun *run);

G_END_DECLS
