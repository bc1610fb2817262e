/* Scrolls through all rows of a data set with the few widgets that a list or grid has for its
 * model: the scrolled window around it sees one long list. */
#pragma once

#include "ui/data-rows.h"

G_BEGIN_DECLS

#define THETA_TYPE_DATA_SCROLLER (theta_data_scroller_get_type ())
G_DECLARE_FINAL_TYPE (ThetaDataScroller, theta_data_scroller, THETA, DATA_SCROLLER, GtkWidget)

/* Of @view, a column view or grid view of the model of @rows whose lines are all of the same
 * height; @name is told of it.  The row that is selected comes into view, and so does in another
 * order the first one where none is selected.  Arrows, Page Up and Down, Home and End select. */
GtkWidget *theta_data_scroller_new (GtkWidget *view, const char *name, ThetaDataRows *rows);
GtkWidget *theta_data_scroller_get_view (ThetaDataScroller *self);

G_END_DECLS
