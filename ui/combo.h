/* Rows that are chosen from, whose words are read whole. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows the choices of @row, a GtkStringList, with all their words where they fit: libadwaita
 * itself cuts what is longer than twenty characters. */
void theta_combo_show_whole (AdwComboRow *row);

G_END_DECLS
