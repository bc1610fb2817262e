/* The rows of a data set a page at a time, with one selection that table and pictures
 * share.  More rows at once are felt: every cell is a widget. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_DATA_ROWS_PAGE 60

#define THETA_TYPE_DATA_ROWS (theta_data_rows_get_type ())
G_DECLARE_FINAL_TYPE (ThetaDataRows, theta_data_rows, THETA, DATA_ROWS, GObject)

/* Of @n rows; nothing is shown before theta_data_rows_start().
 * Signals: "page" (another page is shown), "selected" (int: the row, −1 for none). */
ThetaDataRows *theta_data_rows_new (guint n);
/* Fills the page from idle handlers, now and whenever another one is shown. */
void theta_data_rows_start (ThetaDataRows *self);

/* Of GtkStringObject that hold the row's index; owned by @self. */
GtkSelectionModel *theta_data_rows_get_model (ThetaDataRows *self);
/* The row that an item of the model stands for. */
guint theta_data_rows_get_row (GtkListItem *item);

/* Positions count rows in the order in which they are shown: that of the data, or @order (a
 * row a position, taken; NULL: that of the data).  The page that holds the selected row, or
 * the first one, is shown then. */
void theta_data_rows_set_order (ThetaDataRows *self, guint *order);
guint theta_data_rows_get_position (ThetaDataRows *self, guint row);

/* The position that the page begins with. */
guint theta_data_rows_get_first (ThetaDataRows *self);
/* The page that starts with or contains position @first. */
void theta_data_rows_show (ThetaDataRows *self, guint first);

int theta_data_rows_get_selected (ThetaDataRows *self);
/* Selects row @row on its page; −1 selects none. */
void theta_data_rows_select (ThetaDataRows *self, int row);

G_END_DECLS
