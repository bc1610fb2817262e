/* One map: pixels, class strips, and a cross that pointer and keys move.  Rows and
 * columns are positions in the order of the frame's picture.
 *
 * Signals: "cross-moved" (row, column): a click, or the arrows (by one cell, Shift by
 * ten, Ctrl to the next class).  "hovered" (row, column): the pointer is there; −1: it
 * left.  "zoomed" (factor, across, down): about a point, in shares of the map.
 * "panned" (across, down): by shares of the map.  "opened": a double click.  "menu"
 * (x, y): its menu is asked for. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/maps.h"
#include "figure/heatmap.h"

G_BEGIN_DECLS

#define THETA_TYPE_HEATMAP_VIEW (theta_heatmap_view_get_type ())
G_DECLARE_FINAL_TYPE (ThetaHeatmapView, theta_heatmap_view, THETA, HEATMAP_VIEW, GtkWidget)

GtkWidget *theta_heatmap_view_new (const char *name);

/* As large as it wants to be, both ways; 206 at first. */
void theta_heatmap_view_set_side (ThetaHeatmapView *self, int side);
/* Shows map @index of @maps (borrowed: must outlive what is shown).  NULL, or where
 * there is nothing yet: what was shown stays, dimmed, until there is something new. */
void theta_heatmap_view_show (ThetaHeatmapView *self, ThetaMaps *maps, guint index, double min,
                              double max, gboolean log, ThetaColormap map);
/* Positions; −1: no cross. */
void theta_heatmap_view_set_cross (ThetaHeatmapView *self, int row, int column);
/* What stands under the cross, in words, for those who cannot see it. */
void theta_heatmap_view_describe (ThetaHeatmapView *self, const char *text);
/* The pixels as they are drawn (borrowed), NULL before the first snapshot. */
GdkTexture *theta_heatmap_view_get_texture (ThetaHeatmapView *self);
/* What was drawn last, for a copy; NULL where nothing is. */
const ThetaHeatmap *theta_heatmap_view_get_heatmap (ThetaHeatmapView *self);

G_END_DECLS
