/* The cells of the table of models. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *theta_results_cell_text (const char *text, gboolean dim, float xalign);
/* Over a column. */
GtkWidget *theta_results_cell_head (const char *text, float xalign);
/* Takes @first and below it @second, which may be NULL. */
GtkWidget *theta_results_cell_stack (GtkWidget *first, GtkWidget *second);

G_END_DECLS
