/* Lays children out as words: in one line while they fit, else in as many as it takes,
 * so that no bar has to be scrolled and none of it is cut where text is large or the
 * window small.  Captions (caption-layout.h) go, the last first, where that leaves everything
 * in one line.  What is left of a line goes to its children that expand. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_FLOW_LAYOUT (theta_flow_layout_get_type ())
G_DECLARE_FINAL_TYPE (ThetaFlowLayout, theta_flow_layout, THETA, FLOW_LAYOUT, GtkLayoutManager)

G_END_DECLS
