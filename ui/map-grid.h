/* Lays out square maps, each under a head of its own, in as many columns as fit:
 * as large as width and height allow where two rows are enough, else as large as
 * the width allows. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_MAP_GRID (theta_map_grid_get_type ())
G_DECLARE_FINAL_TYPE (ThetaMapGrid, theta_map_grid, THETA, MAP_GRID, GtkWidget)

/* Adds a map under @head; both become the grid's. */
void theta_map_grid_append (ThetaMapGrid *self, GtkWidget *head, GtkWidget *map);
void theta_map_grid_clear (ThetaMapGrid *self);

G_END_DECLS
