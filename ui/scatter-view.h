/* Rows as points of the plane, a colour for each class; pointer and arrow keys tell and
 * choose one.
 *
 * Signals: "hovered" (int: the row under the pointer, −1 for none), "picked" (int: the row
 * that was clicked or reached by a key). */
#pragma once

#include <gtk/gtk.h>

#include "dataset/components.h"

G_BEGIN_DECLS

#define THETA_TYPE_SCATTER_VIEW (theta_scatter_view_get_type ())
G_DECLARE_FINAL_TYPE (ThetaScatterView, theta_scatter_view, THETA, SCATTER_VIEW, GtkWidget)

/* Takes @points; @data is held.  NULL for both shows nothing. */
void theta_scatter_view_set (ThetaScatterView *self, ThetaDataset *data, ThetaComponents *points);
/* Rings row @row; −1 none. */
void theta_scatter_view_select (ThetaScatterView *self, int row);
/* The row whose point is nearest to a place in the widget, at most 12 px away; −1. */
int theta_scatter_view_find (ThetaScatterView *self, double x, double y);
/* Where the point of @row is; FALSE where it has none. */
gboolean theta_scatter_view_locate (ThetaScatterView *self, guint row, double *x, double *y);

G_END_DECLS
