#include "ui/data-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dataset/decimals.h"
#include "ui/data-chip.h"
#include "ui/data-scroller.h"

/* What a column shows: a feature, or one of these. */
#define COLUMN_NUMBER -2
#define COLUMN_CLASS -1

/* Columns are added whenever nothing else is to be done, this long at a stretch. */
#define SLICE_US 4000
#define LONGEST_POWER 12 /* characters of "−1.234 × 10⁻¹²" but for the narrow ones */

typedef struct
{
  ThetaDataset *data;
  int column, decimals;
  guint chars; /* of the longest text */
} Column;

static void
column_free (gpointer data)
{
  Column *self = data;

  theta_dataset_unref (self->data);
  g_free (self);
}

/* GTK 4.8 does not tell by which column its head was asked to sort: the first column whose
 * comparison is called is the one. */
static const Column *asked;

static int
on_asked (gconstpointer a, gconstpointer b, gpointer user_data)
{
  if (asked == NULL)
    asked = user_data;
  return -1;
}

static char *
format (const Column *self, double value)
{
  return isnan (value) ? g_strdup (_ ("missing")) : theta_column_format (value, self->decimals);
}

static char *
cell_text (const Column *self, guint row)
{
  if (self->column == COLUMN_NUMBER)
    return g_strdup_printf ("%u", self->data->rows[row]);
  return format (self, theta_matrix_row (self->data->x, row)[self->column]);
}

/* With a fixed number of decimals the longest are the least, the largest, and "missing". */
static guint
longest_text (const Column *self)
{
  double least = INFINITY, most = -INFINITY;
  gboolean missing = FALSE;
  guint chars = self->column >= 0 && self->decimals < 0 ? LONGEST_POWER : 1;

  for (guint i = 0; i < self->data->x->rows; i++)
    {
      double value = self->column == COLUMN_NUMBER
                         ? self->data->rows[i]
                         : theta_matrix_row (self->data->x, i)[self->column];

      missing = missing || isnan (value);
      least = fmin (least, value);
      most = fmax (most, value);
    }
  for (guint k = missing ? 0 : 1; k < 3; k++)
    {
      g_autofree char *text = format (self, k == 0 ? NAN : k == 1 ? least : most);

      chars = MAX (chars, (guint) g_utf8_strlen (text, -1));
    }
  return chars;
}

/* Room for the longest text is in every cell, so that none moves another when it changes. */
static GtkWidget *
make_cell (gpointer user_data)
{
  const Column *self = user_data;
  GtkWidget *cell;

  if (self->column == COLUMN_CLASS)
    {
      cell = theta_data_chip_new (self->data);
      gtk_widget_set_halign (cell, GTK_ALIGN_START);
      return cell;
    }
  cell = gtk_inscription_new (NULL);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), self->chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), self->chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (self->column == COLUMN_NUMBER)
    gtk_widget_add_css_class (cell, "dim-label");
  return cell;
}

static void
show_cell (GtkWidget *cell, guint row, gpointer user_data)
{
  const Column *self = user_data;
  g_autofree char *text = NULL;

  if (self->column == COLUMN_CLASS)
    {
      theta_data_chip_set (cell, self->data, self->data->labels[row]);
      return;
    }
  text = cell_text (self, row);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
}

/* What can be made of a column, in the menu of its head. */
static GMenuModel *
make_menu (const ThetaDataset *data, int column)
{
  GMenu *menu = g_menu_new ();
  const char *name = column == COLUMN_CLASS ? data->label : data->columns[column];
  static const struct
  {
    const char *label, *action;
  } items[] = {
    { N_ ("Use as Label"), "data.label" },
    { N_ ("Use as Number"), "data.use" },
    { N_ ("Leave Out"), "data.leave-out" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (items); k++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[k].label), NULL);

      /* What it is already, and what these data cannot have. */
      if ((k == 0 && (column == COLUMN_CLASS || !data->table)) || (k == 1 && column != COLUMN_CLASS)
          || (column == COLUMN_CLASS && !data->table))
        continue;
      g_menu_item_set_action_and_target (item, items[k].action, "s", name);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
append_column (GtkColumnView *view, ThetaDataset *data, ThetaDataRows *rows, int column,
               const char *title)
{
  Column *self = g_new (Column, 1);
  GtkColumnViewColumn *added;
  GtkSorter *sorter;

  *self = (Column) { theta_dataset_ref (data), column,
                     column >= 0 ? theta_column_decimals (data->x, (gsize) column) : 0, 0 };
  if (column != COLUMN_CLASS)
    self->chars = longest_text (self);
  added = gtk_column_view_column_new (
      title, theta_data_rows_make_factory (rows, make_cell, show_cell, self, column_free));
  gtk_column_view_column_set_resizable (added, TRUE);
  sorter = GTK_SORTER (gtk_custom_sorter_new (on_asked, self, NULL));
  gtk_column_view_column_set_sorter (added, sorter);
  g_object_unref (sorter);
  if (column != COLUMN_NUMBER)
    {
      g_autoptr (GMenuModel) menu = make_menu (data, column);

      if (g_menu_model_get_n_items (menu) > 0)
        gtk_column_view_column_set_header_menu (added, menu);
    }
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

/* The heads of numbers stand over their last digits.  GTK 4.8 has no setting for it. */
static void
align_heads (GtkWidget *view, gboolean label)
{
  GtkWidget *header = gtk_widget_get_first_child (view);
  guint k = 0;

  for (GtkWidget *head = gtk_widget_get_first_child (header); head != NULL;
       head = gtk_widget_get_next_sibling (head), k++)
    for (GtkWidget *at = gtk_widget_get_first_child (head); at != NULL;
         at = gtk_widget_get_first_child (at))
      if (GTK_IS_LABEL (at) && !(k == 1 && label))
        {
          gtk_widget_set_hexpand (at, TRUE);
          gtk_label_set_xalign (GTK_LABEL (at), 1);
        }
}

/* ---- filling ---- */

typedef struct
{
  GtkColumnView *view; /* borrowed: it ends the filling when it goes */
  ThetaDataRows *rows;
  ThetaDataset *data;
  guint next, columns, source;
} Filling;

/* Columns first: with rows below it a new column is as many widgets as there are rows. */
static gboolean
on_idle (gpointer user_data)
{
  Filling *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (self->next < self->columns)
    {
      append_column (self->view, self->data, self->rows, (int) self->next,
                     self->data->columns[self->next]);
      self->next++;
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
    }
  append_rest (self->view);
  align_heads (GTK_WIDGET (self->view), self->data->labels != NULL);
  theta_data_rows_start (self->rows);
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
filling_free (gpointer data)
{
  Filling *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->rows);
  theta_dataset_unref (self->data);
  g_free (self);
}

/* ---- sorting ---- */

typedef struct
{
  const double *keys;
  gboolean descending;
} Keys;

/* What is missing comes last; equal rows stay as the data have them. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Keys *self = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  double x = self->keys[i], y = self->keys[j];

  if (isnan (x) || isnan (y))
    return isnan (x) != isnan (y) ? (isnan (x) ? 1 : -1) : (i > j) - (i < j);
  if (x != y)
    return (x < y) != self->descending ? -1 : 1;
  return (i > j) - (i < j);
}

/* NULL for the order of the data. */
static guint *
sort_rows (const ThetaDataset *data, int column, gboolean descending)
{
  guint n = (guint) data->x->rows;
  g_autofree double *keys = g_new (double, n);
  guint *order;
  Keys sorting = { keys, descending };

  if (column == COLUMN_NUMBER && !descending)
    return NULL;
  order = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    {
      order[i] = i;
      keys[i] = column == COLUMN_NUMBER  ? i
                : column == COLUMN_CLASS ? data->labels[i]
                                         : theta_matrix_row (data->x, i)[column];
    }
  g_qsort_with_data (order, (int) n, sizeof *order, compare_rows, &sorting);
  return order;
}

static void
on_sorted (GtkSorter *sorter, GtkSorterChange change, Filling *self)
{
  g_autoptr (GtkStringObject) first = gtk_string_object_new (""), second = gtk_string_object_new ("");
  GtkOrdering found;

  if (gtk_widget_in_destruction (GTK_WIDGET (self->view)))
    return;
  asked = NULL;
  found = gtk_sorter_compare (sorter, first, second);
  theta_data_rows_set_order (self->rows,
                             asked != NULL ? sort_rows (self->data, asked->column,
                                                        found == GTK_ORDERING_LARGER)
                                           : NULL);
}

static void
sort_by (GtkWidget *view, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));
  const char *before = g_object_get_data (G_OBJECT (view), "theta-sorted");
  gboolean again = g_strcmp0 (before, title) == 0;

  for (guint k = 0; k < g_list_model_get_n_items (columns); k++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, k);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) != 0)
        continue;
      gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (view), column,
                                      again ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
      g_object_set_data_full (G_OBJECT (view), "theta-sorted", again ? NULL : g_strdup (title),
                              g_free);
      return;
    }
}

void
theta_data_table_sort (GtkWidget *table, const char *title)
{
  sort_by (theta_data_scroller_get_view (THETA_DATA_SCROLLER (table)), title);
}

void
theta_data_table_restore (GtkWidget *table)
{
  GtkWidget *view = theta_data_scroller_get_view (THETA_DATA_SCROLLER (table));

  g_object_set_data (G_OBJECT (view), "theta-sorted", NULL);
  sort_by (view, _ ("Row"));
}

GtkWidget *
theta_data_table_new (ThetaDataset *data, ThetaDataRows *rows)
{
  GtkWidget *view = gtk_column_view_new (g_object_ref (theta_data_rows_get_model (rows)));
  Filling *filling = g_new0 (Filling, 1);

  gtk_widget_add_css_class (view, "theta-preview");
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  append_column (GTK_COLUMN_VIEW (view), data, rows, COLUMN_NUMBER, _ ("Row"));
  if (data->labels != NULL)
    append_column (GTK_COLUMN_VIEW (view), data, rows, COLUMN_CLASS, data->label);
  *filling = (Filling) { .view = GTK_COLUMN_VIEW (view),
                         .rows = g_object_ref (rows),
                         .data = theta_dataset_ref (data),
                         .columns = (guint) MIN (data->x->cols, THETA_DATA_TABLE_COLUMNS) };
  filling->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, filling, NULL);
  g_object_set_data_full (G_OBJECT (view), "theta-filling", filling, filling_free);
  sort_by (view, _ ("Row"));
  g_signal_connect (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (view)), "changed",
                    G_CALLBACK (on_sorted), filling);
  return theta_data_scroller_new (view, _ ("The rows"), rows);
}
