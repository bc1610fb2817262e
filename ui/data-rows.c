#include "ui/data-rows.h"

#include <stdlib.h>

/* A page is filled whenever nothing else is to be done, this long at a stretch. */
#define SLICE_US 4000

struct _ThetaDataRows
{
  GObject parent_instance;

  GtkStringList *list;
  GtkSingleSelection *selection;
  guint *order, *place; /* rows by position and back; NULL: as the data have them */
  guint n, first;
  guint filled; /* rows of the page that are right */
  guint source;
  gboolean started, quiet; /* quiet: the program selects */
  int selected;
};

enum { SIGNAL_PAGE, SIGNAL_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaDataRows, theta_data_rows, G_TYPE_OBJECT)

static guint
page_length (ThetaDataRows *self)
{
  return MIN (THETA_DATA_ROWS_PAGE, self->n - self->first);
}

guint
theta_data_rows_get_row (GtkListItem *item)
{
  GtkStringObject *object = gtk_list_item_get_item (item);

  return (guint) strtoul (gtk_string_object_get_string (object), NULL, 10);
}

static guint
row_at (ThetaDataRows *self, guint position)
{
  return self->order != NULL ? self->order[position] : position;
}

guint
theta_data_rows_get_position (ThetaDataRows *self, guint row)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self) && row < self->n, 0);
  return self->place != NULL ? self->place[row] : row;
}

/* What is selected is shown as such where it is on the page. */
static void
show_selected (ThetaDataRows *self)
{
  guint at = GTK_INVALID_LIST_POSITION, position;

  if (self->selected >= 0)
    {
      position = theta_data_rows_get_position (self, (guint) self->selected);
      if (position >= self->first && position < self->first + self->filled)
        at = position - self->first;
    }
  self->quiet = TRUE;
  gtk_single_selection_set_selected (self->selection, at);
  self->quiet = FALSE;
}

static void
fill_next (ThetaDataRows *self)
{
  g_autofree char *text = g_strdup_printf ("%u", row_at (self, self->first + self->filled));
  const char *const added[] = { text, NULL };
  guint had = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  self->quiet = TRUE;
  gtk_string_list_splice (self->list, self->filled, self->filled < had ? 1 : 0, added);
  self->filled++;
  self->quiet = FALSE;
}

static gboolean
on_idle (gpointer user_data)
{
  ThetaDataRows *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_US;
  guint had;

  while (self->filled < page_length (self))
    {
      fill_next (self);
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
    }
  had = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  self->quiet = TRUE;
  if (had > self->filled)
    gtk_string_list_splice (self->list, self->filled, had - self->filled, NULL);
  self->quiet = FALSE;
  show_selected (self);
  self->source = 0;
  return G_SOURCE_REMOVE;
}

void
theta_data_rows_start (ThetaDataRows *self)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  self->started = TRUE;
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, self, NULL);
}

GtkSelectionModel *
theta_data_rows_get_model (ThetaDataRows *self)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self), NULL);
  return GTK_SELECTION_MODEL (self->selection);
}

guint
theta_data_rows_get_first (ThetaDataRows *self)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self), 0);
  return self->first;
}

void
theta_data_rows_show (ThetaDataRows *self, guint first)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  first = MIN (first, self->n - 1) / THETA_DATA_ROWS_PAGE * THETA_DATA_ROWS_PAGE;
  if (first == self->first)
    return;
  self->first = first;
  self->filled = 0;
  show_selected (self);
  if (self->started)
    theta_data_rows_start (self);
  g_signal_emit (self, signals[SIGNAL_PAGE], 0);
}

void
theta_data_rows_set_order (ThetaDataRows *self, guint *order)
{
  guint first = 0;

  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  if (order == NULL && self->order == NULL)
    return;
  g_free (self->order);
  g_clear_pointer (&self->place, g_free);
  self->order = order;
  if (order != NULL)
    {
      self->place = g_new (guint, self->n);
      for (guint k = 0; k < self->n; k++)
        self->place[order[k]] = k;
    }
  if (self->selected >= 0)
    first = theta_data_rows_get_position (self, (guint) self->selected);
  self->first = first / THETA_DATA_ROWS_PAGE * THETA_DATA_ROWS_PAGE;
  self->filled = 0;
  show_selected (self);
  if (self->started)
    theta_data_rows_start (self);
  g_signal_emit (self, signals[SIGNAL_PAGE], 0);
}

int
theta_data_rows_get_selected (ThetaDataRows *self)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self), -1);
  return self->selected;
}

void
theta_data_rows_select (ThetaDataRows *self, int row)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self) && row < (int) self->n);
  if (row == self->selected)
    return;
  self->selected = row;
  if (row >= 0)
    theta_data_rows_show (self, theta_data_rows_get_position (self, (guint) row));
  show_selected (self);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0, row);
}

static void
on_selected (ThetaDataRows *self)
{
  guint at = gtk_single_selection_get_selected (self->selection);

  if (!self->quiet)
    theta_data_rows_select (self, at == GTK_INVALID_LIST_POSITION
                                      ? -1
                                      : (int) row_at (self, self->first + at));
}

static void
theta_data_rows_dispose (GObject *object)
{
  ThetaDataRows *self = THETA_DATA_ROWS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->place, g_free);
  G_OBJECT_CLASS (theta_data_rows_parent_class)->dispose (object);
}

static void
theta_data_rows_class_init (ThetaDataRowsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_data_rows_dispose;
  signals[SIGNAL_PAGE] = g_signal_new ("page", THETA_TYPE_DATA_ROWS, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", THETA_TYPE_DATA_ROWS, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
theta_data_rows_init (ThetaDataRows *self)
{
  self->list = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->selected = -1;
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
}

ThetaDataRows *
theta_data_rows_new (guint n)
{
  ThetaDataRows *self = g_object_new (THETA_TYPE_DATA_ROWS, NULL);

  self->n = MAX (n, 1);
  return self;
}
