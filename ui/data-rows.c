#include "ui/data-rows.h"

/* Widgets are added whenever nothing else is to be done, this long at a stretch. */
#define SLICE_US 2000
/* As many before it is known how many a view can show. */
#define FEW 30

/* ---- what views hold ---- */

#define THETA_TYPE_POSITIONS (theta_positions_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPositions, theta_positions, THETA, POSITIONS, GObject)

struct _ThetaPositions
{
  GObject parent_instance;

  guint n;
};

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return THETA_POSITIONS (model)->n;
}

/* What it stands for is told by its place. */
static gpointer
get_item (GListModel *model, guint position)
{
  return position < THETA_POSITIONS (model)->n ? g_object_new (G_TYPE_OBJECT, NULL) : NULL;
}

static void
init_model (GListModelInterface *model)
{
  model->get_item_type = get_item_type;
  model->get_n_items = get_n_items;
  model->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ThetaPositions, theta_positions, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_model))

static void
theta_positions_class_init (ThetaPositionsClass *class)
{
}

static void
theta_positions_init (ThetaPositions *self)
{
}

static void
set_length (ThetaPositions *self, guint n)
{
  guint before = self->n;

  self->n = n;
  g_list_model_items_changed (G_LIST_MODEL (self), MIN (before, n), before > n ? before - n : 0,
                              n > before ? n - before : 0);
}

/* ---- the rows ---- */

struct _ThetaDataRows
{
  GObject parent_instance;

  ThetaPositions *positions;
  GtkSingleSelection *selection;
  guint *order, *place; /* rows by position and back; NULL: as the data have them */
  guint n;
  guint first;       /* position that the model begins with */
  guint wanted;      /* length of the model */
  guint source;      /* adds to it */
  GPtrArray *makers; /* of widgets, borrowed */
  guint late;        /* source: widgets that show another row still */
  gboolean started;
  gboolean quiet; /* the program selects */
  int selected;
};

enum { SIGNAL_ORDER, SIGNAL_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaDataRows, theta_data_rows, G_TYPE_OBJECT)

guint
theta_data_rows_get_row (ThetaDataRows *self, guint position)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self) && position < self->n, 0);
  return self->order != NULL ? self->order[position] : position;
}

guint
theta_data_rows_get_position (ThetaDataRows *self, guint row)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self) && row < self->n, 0);
  return self->place != NULL ? self->place[row] : row;
}

static void
show_selected (ThetaDataRows *self)
{
  guint at = GTK_INVALID_LIST_POSITION, position;

  if (self->selected >= 0)
    {
      position = theta_data_rows_get_position (self, (guint) self->selected);
      if (position >= self->first && position < self->first + self->positions->n)
        at = position - self->first;
    }
  self->quiet = TRUE;
  gtk_single_selection_set_selected (self->selection, at);
  self->quiet = FALSE;
}

static gboolean
on_idle (gpointer user_data)
{
  ThetaDataRows *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  if (self->positions->n > self->wanted)
    set_length (self->positions, self->wanted);
  while (self->positions->n < self->wanted)
    {
      set_length (self->positions, self->positions->n + 1);
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
    }
  self->source = 0;
  show_selected (self);
  return G_SOURCE_REMOVE;
}

static void
want (ThetaDataRows *self, guint length)
{
  self->wanted = MIN (length, self->n);
  if (self->source == 0 && self->wanted != self->positions->n)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, self, NULL);
}

void
theta_data_rows_start (ThetaDataRows *self)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  self->started = TRUE;
  want (self, MAX (self->wanted, FEW));
}

void
theta_data_rows_set_length (ThetaDataRows *self, guint length)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  if (self->started)
    want (self, length);
  else
    self->wanted = length;
}

guint
theta_data_rows_get_n (ThetaDataRows *self)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self), 0);
  return self->n;
}

guint
theta_data_rows_get_first (ThetaDataRows *self)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self), 0);
  return self->first;
}

GtkSelectionModel *
theta_data_rows_get_model (ThetaDataRows *self)
{
  g_return_val_if_fail (THETA_IS_DATA_ROWS (self), NULL);
  return GTK_SELECTION_MODEL (self->selection);
}

/* ---- their widgets ---- */

typedef struct
{
  ThetaDataRows *rows;
  ThetaDataRowsMake make;
  ThetaDataRowsShow show;
  gpointer user_data;
  GDestroyNotify destroy;
  GPtrArray *bound; /* GtkListItem, borrowed */
  GHashTable *late; /* those of them that show another row still */
} Maker;

static void
maker_free (gpointer data)
{
  Maker *self = data;

  g_ptr_array_remove_fast (self->rows->makers, self);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->rows);
  g_ptr_array_unref (self->bound);
  g_hash_table_unref (self->late);
  g_free (self);
}

static gboolean
is_seen (GtkWidget *widget, GtkWidget *within)
{
  graphene_rect_t at;

  /* Lists leave rows that are not seen where they were. */
  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, within, &at)
         && at.origin.y < (float) gtk_widget_get_height (within)
         && at.origin.y + at.size.height > 0
         && at.origin.x < (float) gtk_widget_get_width (within) && at.origin.x + at.size.width > 0;
}

/* Until @end, or those that are seen in @within; whether none is left over. */
static gboolean
show_late (Maker *self, GtkWidget *within, gint64 end)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->late);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      GtkWidget *child = gtk_list_item_get_child (item);
      guint position = self->rows->first + gtk_list_item_get_position (item);

      if (within != NULL && !is_seen (child, within))
        continue;
      if (within == NULL && g_get_monotonic_time () >= end)
        return FALSE;
      if (position < self->rows->n)
        self->show (child, theta_data_rows_get_row (self->rows, position), self->user_data);
      g_hash_table_iter_remove (&iter);
    }
  return TRUE;
}

void
theta_data_rows_show_seen (ThetaDataRows *self, GtkWidget *widget)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  for (guint k = 0; self->late != 0 && k < self->makers->len; k++)
    show_late (self->makers->pdata[k], widget, 0);
}

static gboolean
on_late (gpointer user_data)
{
  ThetaDataRows *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  for (guint k = 0; k < self->makers->len; k++)
    if (!show_late (self->makers->pdata[k], NULL, end))
      return G_SOURCE_CONTINUE;
  self->late = 0;
  return G_SOURCE_REMOVE;
}

/* More rows are held than are seen: those follow when there is time. */
static void
show_later (Maker *self, GtkListItem *item)
{
  g_hash_table_add (self->late, item);
  if (self->rows->late == 0)
    self->rows->late = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_late, self->rows, NULL);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, Maker *self)
{
  gtk_list_item_set_child (item, self->make (self->user_data));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, Maker *self)
{
  g_ptr_array_add (self->bound, item);
  show_later (self, item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, Maker *self)
{
  g_ptr_array_remove_fast (self->bound, item);
  g_hash_table_remove (self->late, item);
}

GtkListItemFactory *
theta_data_rows_make_factory (ThetaDataRows *self, ThetaDataRowsMake make, ThetaDataRowsShow show,
                              gpointer user_data, GDestroyNotify destroy)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Maker *maker = g_new (Maker, 1);

  *maker = (Maker){ g_object_ref (self),  make, show, user_data, destroy, g_ptr_array_new (),
                    g_hash_table_new (NULL, NULL) };
  g_ptr_array_add (self->makers, maker);
  g_object_set_data_full (G_OBJECT (factory), "theta-maker", maker, maker_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), maker);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), maker);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), maker);
  return factory;
}

static void
show_all_later (ThetaDataRows *self)
{
  for (guint k = 0; k < self->makers->len; k++)
    {
      Maker *maker = self->makers->pdata[k];

      for (guint i = 0; i < maker->bound->len; i++)
        show_later (maker, maker->bound->pdata[i]);
    }
  show_selected (self);
}

void
theta_data_rows_set_first (ThetaDataRows *self, guint first)
{
  g_return_if_fail (THETA_IS_DATA_ROWS (self));
  if (first == self->first)
    return;
  self->first = first;
  show_all_later (self);
}

void
theta_data_rows_set_order (ThetaDataRows *self, guint *order)
{
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
  show_all_later (self);
  g_signal_emit (self, signals[SIGNAL_ORDER], 0);
}

/* ---- the object ---- */

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
                                      : (int) theta_data_rows_get_row (self, self->first + at));
}

static void
theta_data_rows_dispose (GObject *object)
{
  ThetaDataRows *self = THETA_DATA_ROWS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->late, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->positions);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->place, g_free);
  G_OBJECT_CLASS (theta_data_rows_parent_class)->dispose (object);
}

static void
theta_data_rows_finalize (GObject *object)
{
  g_ptr_array_unref (THETA_DATA_ROWS (object)->makers);
  G_OBJECT_CLASS (theta_data_rows_parent_class)->finalize (object);
}

static void
theta_data_rows_class_init (ThetaDataRowsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_data_rows_dispose;
  G_OBJECT_CLASS (class)->finalize = theta_data_rows_finalize;
  signals[SIGNAL_ORDER] = g_signal_new ("order", THETA_TYPE_DATA_ROWS, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", THETA_TYPE_DATA_ROWS, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
theta_data_rows_init (ThetaDataRows *self)
{
  self->makers = g_ptr_array_new ();
  self->positions = g_object_new (THETA_TYPE_POSITIONS, NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->positions)));
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
