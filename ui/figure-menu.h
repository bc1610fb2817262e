/* The context menu of a figure: copy it, copy or show its numbers, export it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *title; /* "Confusion matrix" */
  const char *file;  /* what an exported file is called at first: "confusion" */
  /* The numbers: a line a row, tabs between cells, the first line the heads.  Newly
   * allocated; NULL where there is nothing to show. */
  char *(*table) (gpointer data);
  /* Draws the figure on white. */
  void (*draw) (cairo_t *cr, double width, double height, double scale, gconstpointer data);
} ThetaFigureMenu;

/* Gives @widget the menu, on the secondary button, the menu key and Shift+F10.
 * @menu is static; @data is what its functions get and lives as long as @widget. */
void theta_figure_menu_attach (GtkWidget *widget, const ThetaFigureMenu *menu, gpointer data);

/* Adds a part to the menu of @widget, which has one. */
void theta_figure_menu_extend (GtkWidget *widget, GMenuModel *section);

/* What it offers; borrowed, NULL where @widget has none. */
GMenuModel *theta_figure_menu_get_model (GtkWidget *widget);

/* Opens a window beside @near with @table, in the form of ThetaFigureMenu. */
GtkWidget *theta_figure_menu_show_table (GtkWidget *near, const char *title, const char *table);

G_END_DECLS
