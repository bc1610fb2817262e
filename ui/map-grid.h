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
/* At most so many columns; 4 at first. */
void theta_map_grid_set_columns (ThetaMapGrid *self, guint most);

/* Between columns, at least. */
#define THETA_MAP_GRID_GAP 18

/* How many maps are visible. */
guint theta_map_grid_count (ThetaMapGrid *self);
/* How high the head of a map is. */
int theta_map_grid_head (ThetaMapGrid *self);
/* How @n maps are laid out: in so many columns (@scale: of text), the side of each and the
 * gap between columns, and how high @rows of them are under heads of @head. */
guint theta_map_grid_columns (guint n, int width, double scale);
int theta_map_grid_fit (guint n, guint columns, int width, int height, int head, int *gap);
int theta_map_grid_height (guint rows, int side, int head);

G_END_DECLS
