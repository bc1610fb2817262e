/* What stands over a picture that leaves the window: its title, what one sees on it, and
 * the badge of its network. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The height at @width, with the room below it. */
double theta_figure_head_height (GtkWidget *picture, const char *title, double width);
/* Draws it in black at the top left. */
void theta_figure_head_show (cairo_t *cr, GtkWidget *picture, const char *title, double width);

G_END_DECLS
