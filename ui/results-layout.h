/* Lays out the four parts of the page of results, which are the widget's children in this
 * order: the table of models, the confusion matrix, the predictions and the findings.  In
 * little width all stand one under the other; else the last three stand side by side under
 * the table.  On a large screen the list of predictions takes a column of its own from top to
 * bottom, on a tall one all the width at the bottom. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_RESULTS_LAYOUT (theta_results_layout_get_type ())
G_DECLARE_FINAL_TYPE (ThetaResultsLayout, theta_results_layout, THETA, RESULTS_LAYOUT,
                      GtkLayoutManager)

G_END_DECLS
