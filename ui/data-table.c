#include "ui/data-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

/* What a column shows: a feature, or one of these. */
#define COLUMN_NUMBER -2
#define COLUMN_CLASS -1

/* The table is filled whenever nothing else is to be done, this long at a stretch:
 * a row is as many widgets as there are columns. */
#define SLICE_US 4000

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

/* As it stands in the file where that is short, else five digits of it. */
static char *
short_number (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *exact = theta_number_to_string (fabs (value));

  if (strlen (exact) > 7)
    g_ascii_formatd (digits, sizeof digits, "%.5g", fabs (value));
  else
    g_strlcpy (digits, exact, sizeof digits);
  return g_strconcat (value < 0 ? "−" : "", digits, NULL);
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
  return isnan (value) ? g_strdup (_ ("missing")) : short_number (value);
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

/* An empty column takes the room that is left over, so that lines between rows go to
 * the edge; without it GTK 4.8 shades the edge as if it were scrolled beyond. */
static void
append_rest (GtkColumnView *view)
{
  GtkColumnViewColumn *rest = gtk_column_view_column_new (NULL, NULL);

  gtk_column_view_column_set_expand (rest, TRUE);
  gtk_column_view_append_column (view, rest);
  g_object_unref (rest);
}

/* ---- filling ---- */

typedef struct
{
  GtkColumnView *view; /* borrowed: it ends the filling when it goes */
  GtkStringList *list;
  ThetaDataset *data;
  guint next_column, columns, next_row, rows;
  guint source;
} Filling;

/* Columns first: with rows below it a new column is as many widgets as there are
 * rows.  FALSE when all is there. */
static gboolean
fill_next (Filling *self)
{
  if (self->next_column < self->columns)
    {
      append_column (self->view, self->data, (int) self->next_column,
                     self->data->columns[self->next_column]);
      if (++self->next_column == self->columns)
        append_rest (self->view);
      return TRUE;
    }
  if (self->next_row < self->rows)
    {
      g_autofree char *text = g_strdup_printf ("%u", self->next_row++);

      gtk_string_list_append (self->list, text);
      return TRUE;
    }
  return FALSE;
}

/* Never longer than a part of a frame. */
static gboolean
on_idle (gpointer user_data)
{
  Filling *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (fill_next (self))
    if (g_get_monotonic_time () >= end)
      return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
filling_free (gpointer data)
{
  Filling *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  theta_dataset_unref (self->data);
  g_free (self);
}

GtkWidget *
theta_data_table_new (ThetaDataset *data)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (list)));
  GtkWidget *view = gtk_column_view_new (model);
  Filling *filling = g_new0 (Filling, 1);

  gtk_widget_add_css_class (view, "theta-preview");
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  append_column (GTK_COLUMN_VIEW (view), data, COLUMN_NUMBER, _ ("Row"));
  if (data->labels != NULL)
    append_column (GTK_COLUMN_VIEW (view), data, COLUMN_CLASS, data->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The first rows"), -1);
  *filling = (Filling) { .view = GTK_COLUMN_VIEW (view),
                         .list = list,
                         .data = theta_dataset_ref (data),
                         .columns = (guint) MIN (data->x->cols, THETA_DATA_TABLE_COLUMNS),
                         .rows = (guint) MIN (data->x->rows, THETA_DATA_TABLE_ROWS) };
  filling->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, filling, NULL);
  g_object_set_data_full (G_OBJECT (view), "theta-filling", filling, filling_free);
  return view;
}
