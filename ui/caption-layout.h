/* Lays out two children: a control and, before it, its caption, which is left out where there
 * is not the width for both. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_CAPTION_LAYOUT (theta_caption_layout_get_type ())
G_DECLARE_FINAL_TYPE (ThetaCaptionLayout, theta_caption_layout, THETA, CAPTION_LAYOUT,
                      GtkLayoutManager)

/* Whether @widget is laid out so, and does with its minimal width. */
gboolean theta_caption_layout_yields (GtkWidget *widget);

G_END_DECLS
