#include "ui/data-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"

/* What a column shows: a feature, or one of these. */
#define COLUMN_NUMBER -2
#define COLUMN_CLASS -1

typedef struct
{
  ThetaDataset *data;
  int column;
} Column;

static void
column_free (gpointer data, GClosure *closure)
{
  Column *self = data;

  theta_dataset_unref (self->data);
  g_free (self);
}

static char *
cell_text (const Column *self, guint row)
{
  const ThetaDataset *data = self->data;
  double value;

  if (self->column == COLUMN_NUMBER)
    return g_strdup_printf ("%u", data->rows[row]);
  if (self->column == COLUMN_CLASS)
    return g_strdup (data->classes[data->labels[row]]);
  value = theta_matrix_row (data->x, row)[self->column];
  return isnan (value) ? g_strdup (_ ("missing")) : theta_number_to_string (value);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *self = user_data;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), self->column == COLUMN_CLASS ? 0 : 1);
  if (self->column == COLUMN_NUMBER)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_list_item_set_child (item, label);
}

/* The items are texts that hold the row's index. */
static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkStringObject *object = gtk_list_item_get_item (item);
  guint row = (guint) strtoul (gtk_string_object_get_string (object), NULL, 10);
  g_autofree char *text = cell_text (user_data, row);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
append_column (GtkColumnView *view, ThetaDataset *data, int column, const char *title)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *self = g_new (Column, 1);
  GtkColumnViewColumn *added;

  *self = (Column) { theta_dataset_ref (data), column };
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), self, column_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  added = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_append_column (view, added);
  g_object_unref (added);
}

static GListModel *
row_indices (const ThetaDataset *data)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  gsize rows = MIN (data->x->rows, THETA_DATA_TABLE_ROWS);

  for (gsize i = 0; i < rows; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", (guint) i);

      gtk_string_list_append (list, text);
    }
  return G_LIST_MODEL (list);
}

GtkWidget *
theta_data_table_new (ThetaDataset *data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_no_selection_new (row_indices (data)));
  GtkWidget *view = gtk_column_view_new (model);
  gsize columns = MIN (data->x->cols, THETA_DATA_TABLE_COLUMNS);

  gtk_widget_add_css_class (view, "theta-preview");
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  append_column (GTK_COLUMN_VIEW (view), data, COLUMN_NUMBER, _ ("Row"));
  if (data->labels != NULL)
    append_column (GTK_COLUMN_VIEW (view), data, COLUMN_CLASS, data->label);
  for (gsize k = 0; k < columns; k++)
    append_column (GTK_COLUMN_VIEW (view), data, (int) k, data->columns[k]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The first rows"), -1);
  return view;
}
