/* The rows of a data set for views that show a few of them at a time, with one selection that
 * table and pictures share.  Every cell is a widget, so that more of them are felt. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_DATA_ROWS (theta_data_rows_get_type ())
G_DECLARE_FINAL_TYPE (ThetaDataRows, theta_data_rows, THETA, DATA_ROWS, GObject)

/* Of @n rows; nothing is shown before theta_data_rows_start().
 * Signals: "order" (another row stands at the positions), "selected" (int: the row, −1 for
 * none). */
ThetaDataRows *theta_data_rows_new (guint n);
/* Makes the model as long as it should be, from idle handlers. */
void theta_data_rows_start (ThetaDataRows *self);
guint theta_data_rows_get_n (ThetaDataRows *self);

/* Empty items for positions that follow each other; owned by @self. */
GtkSelectionModel *theta_data_rows_get_model (ThetaDataRows *self);
/* How many, as soon as there is time; no more than there are rows. */
void theta_data_rows_set_length (ThetaDataRows *self, guint length);
/* The position of the first.  Another one changes what the widgets show, not which there are. */
guint theta_data_rows_get_first (ThetaDataRows *self);
void theta_data_rows_set_first (ThetaDataRows *self, guint first);

/* Positions count rows in the order in which they are shown: that of the data, or @order (a
 * row a position, taken; NULL: that of the data).  The same row stays selected. */
void theta_data_rows_set_order (ThetaDataRows *self, guint *order);
guint theta_data_rows_get_position (ThetaDataRows *self, guint row);
guint theta_data_rows_get_row (ThetaDataRows *self, guint position);

/* Makes the widgets of a view of the model: @make one without a row, @show what it shows of a
 * row, when there is time, whenever it is another one.  @user_data goes with it. */
typedef GtkWidget *(*ThetaDataRowsMake) (gpointer user_data);
typedef void (*ThetaDataRowsShow) (GtkWidget *widget, guint row, gpointer user_data);
GtkListItemFactory *theta_data_rows_make_factory (ThetaDataRows *self, ThetaDataRowsMake make,
                                                  ThetaDataRowsShow show, gpointer user_data,
                                                  GDestroyNotify destroy);
/* Shows now what is late of that which is seen in @widget. */
void theta_data_rows_show_seen (ThetaDataRows *self, GtkWidget *widget);

int theta_data_rows_get_selected (ThetaDataRows *self);
/* −1 selects none. */
void theta_data_rows_select (ThetaDataRows *self, int row);

G_END_DECLS
