#include "ui/data-scroller.h"

#include <math.h>

/* Half as many lines as there are beside those that are seen, most of them on the side to
 * which one moves: they cost little, others are other texts in all cells. */
#define BESIDE 10

struct _ThetaDataScroller
{
  GtkWidget parent_instance;

  GtkWidget *view, *list; /* list: the part of view that has a child for every item */
  ThetaDataRows *rows;
  GtkAdjustment *across, *down; /* of the scrolled window */
  GtkAdjustment *inner;         /* of the view, over the model alone */
  GtkScrollablePolicy policy_across, policy_down;
  GdkFrameClock *clock; /* while realized */
  double line;          /* height of a line, 0: not known yet */
  guint per_line;       /* items in it */
  gboolean placing;     /* it sets the adjustments itself */
};

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };

G_DEFINE_FINAL_TYPE_WITH_CODE (ThetaDataScroller, theta_data_scroller, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static guint
model_length (ThetaDataScroller *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (theta_data_rows_get_model (self->rows)));
}

/* ---- places ---- */

/* Where the view stands for it is all rows. */
static double
outer_value (ThetaDataScroller *self)
{
  double first = theta_data_rows_get_first (self->rows) / MAX (self->per_line, 1);

  return first * self->line + gtk_adjustment_get_value (self->inner);
}

/* A row that had the focus shows another one now: the view keeps the focus. */
static void
move_first (ThetaDataScroller *self, guint first)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (first == theta_data_rows_get_first (self->rows))
    return;
  theta_data_rows_set_first (self->rows, first);
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->list))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The model follows where it does not have the lines that are to be seen.  It is shared with
 * a view that is hidden, which waits until it is shown. */
static void
place (ThetaDataScroller *self)
{
  double value = gtk_adjustment_get_value (self->down);
  double page = gtk_adjustment_get_page_size (self->inner);
  guint length = model_length (self), n = theta_data_rows_get_n (self->rows);
  double lines = length / MAX (self->per_line, 1), first, top;

  if (!(self->line > 0) || length == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  first = theta_data_rows_get_first (self->rows) / self->per_line;
  if (theta_data_rows_get_first (self->rows) % self->per_line != 0
      || value < first * self->line || value + page > (first + lines) * self->line)
    {
      double last = ceil ((double) n / self->per_line) - ceil ((double) length / self->per_line);

      top = floor (value / self->line);
      top -= top > first ? 2 : 2 * BESIDE - 2;
      first = CLAMP (top, 0, MAX (last, 0));
      move_first (self, (guint) first * self->per_line);
    }
  self->placing = TRUE;
  gtk_adjustment_set_value (self->inner, value - first * self->line);
  self->placing = FALSE;
}

static void
on_down (ThetaDataScroller *self)
{
  if (!self->placing)
    place (self);
}

/* The view has moved by itself: the focus went to a row. */
static void
on_inner (ThetaDataScroller *self)
{
  if (self->placing || self->down == NULL || !(self->line > 0)
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->placing = TRUE;
  gtk_adjustment_set_value (self->down, outer_value (self));
  self->placing = FALSE;
}

/* How many children stand beside the first that is seen, and how high they are. */
static void
measure_lines (ThetaDataScroller *self)
{
  GtkWidget *child = gtk_widget_get_first_child (self->list);
  guint length = model_length (self), count = 0;
  graphene_rect_t first, at;

  while (child != NULL && !gtk_widget_get_child_visible (child))
    child = gtk_widget_get_next_sibling (child);
  self->line = 0;
  if (child == NULL || length == 0 || !gtk_widget_compute_bounds (child, self->list, &first))
    return;
  for (; child != NULL && gtk_widget_get_child_visible (child)
         && gtk_widget_compute_bounds (child, self->list, &at)
         && fabsf (at.origin.y - first.origin.y) < 1;
       child = gtk_widget_get_next_sibling (child))
    count++;
  self->per_line = count;
  self->line = gtk_adjustment_get_upper (self->inner) / ceil ((double) length / count);
}

static void
configure (ThetaDataScroller *self)
{
  guint n = theta_data_rows_get_n (self->rows), seen;
  double page = gtk_adjustment_get_page_size (self->inner), upper, value;

  if (self->down == NULL || !(self->line > 0))
    return;
  upper = MAX (ceil ((double) n / self->per_line) * self->line, page);
  value = CLAMP (gtk_adjustment_get_value (self->down), 0, upper - page);
  self->placing = TRUE;
  gtk_adjustment_configure (self->down, value, 0, upper, self->line, 0.9 * page, page);
  self->placing = FALSE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  seen = ((guint) ceil (page / self->line) + 1 + 2 * BESIDE) * self->per_line;
  theta_data_rows_set_length (self->rows, seen);
  place (self);
}

/* What is seen is right in this very frame. */
static void
after_layout (ThetaDataScroller *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    theta_data_rows_show_seen (self->rows, GTK_WIDGET (self));
}

/* ---- rows ---- */

static void
bring_into_view (ThetaDataScroller *self, guint position)
{
  double top, page;

  if (self->down == NULL || !(self->line > 0))
    return;
  top = position / self->per_line * self->line;
  page = gtk_adjustment_get_page_size (self->down);
  gtk_adjustment_clamp_page (self->down, top, MIN (top + self->line, top + page));
}

static void
on_selected (ThetaDataScroller *self, int row)
{
  if (row >= 0)
    bring_into_view (self, theta_data_rows_get_position (self->rows, (guint) row));
}

static void
on_order (ThetaDataScroller *self)
{
  int row = theta_data_rows_get_selected (self->rows);

  bring_into_view (self, row >= 0 ? theta_data_rows_get_position (self->rows, (guint) row) : 0);
}

/* The widget at a place of the model. */
static GtkWidget *
child_at (ThetaDataScroller *self, guint place)
{
  GtkWidget *child = gtk_widget_get_first_child (self->list);

  while (child != NULL && place-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* Where a key leads from position @at; FALSE for other keys. */
static gboolean
follow_key (ThetaDataScroller *self, guint key, gint64 *at)
{
  gint64 line = self->per_line;
  gint64 page = MAX ((gint64) (gtk_adjustment_get_page_size (self->inner) / self->line), 1) * line;

  switch (key)
    {
    case GDK_KEY_Up: case GDK_KEY_KP_Up: *at -= line; return TRUE;
    case GDK_KEY_Down: case GDK_KEY_KP_Down: *at += line; return TRUE;
    case GDK_KEY_Page_Up: case GDK_KEY_KP_Page_Up: *at -= page; return TRUE;
    case GDK_KEY_Page_Down: case GDK_KEY_KP_Page_Down: *at += page; return TRUE;
    case GDK_KEY_Home: case GDK_KEY_KP_Home: *at = 0; return TRUE;
    case GDK_KEY_End: case GDK_KEY_KP_End: *at = G_MAXUINT; return TRUE;
    case GDK_KEY_Left: case GDK_KEY_KP_Left: *at -= 1; return line > 1;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: *at += 1; return line > 1;
    default: return FALSE;
    }
}

/* The head of a table has keys of its own. */
static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
        ThetaDataScroller *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  int row = theta_data_rows_get_selected (self->rows);
  gint64 last = (gint64) theta_data_rows_get_n (self->rows) - 1;
  gint64 start = -1, at;
  guint position;
  GtkWidget *child;

  if (focus == NULL || !(self->line > 0) || (state & (GDK_ALT_MASK | GDK_SUPER_MASK)) != 0
      || (focus != GTK_WIDGET (self) && focus != self->list
          && !gtk_widget_is_ancestor (focus, self->list)))
    return FALSE;
  if (row >= 0)
    start = theta_data_rows_get_position (self->rows, (guint) row);
  at = start;
  if (!follow_key (self, key, &at))
    return FALSE;
  if (start < 0 && at != G_MAXUINT)
    at = (gint64) (gtk_adjustment_get_value (self->down) / self->line + 0.5) * self->per_line;
  position = (guint) CLAMP (at, 0, last);
  theta_data_rows_select (self->rows, (int) theta_data_rows_get_row (self->rows, position));
  bring_into_view (self, position);
  child = child_at (self, position - theta_data_rows_get_first (self->rows));
  if (child != NULL)
    gtk_widget_grab_focus (child);
  return TRUE;
}

/* ---- the widget ---- */

static void
set_down (ThetaDataScroller *self, GtkAdjustment *adjustment)
{
  if (self->down != NULL)
    g_signal_handlers_disconnect_by_func (self->down, on_down, self);
  g_set_object (&self->down, adjustment);
  if (adjustment != NULL)
    g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_down), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
theta_data_scroller_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (object);

  if (id == PROP_HADJUSTMENT)
    {
      g_set_object (&self->across, g_value_get_object (value));
      if (self->view != NULL)
        gtk_scrollable_set_hadjustment (GTK_SCROLLABLE (self->view), self->across);
    }
  else if (id == PROP_VADJUSTMENT)
    set_down (self, g_value_get_object (value));
  else if (id == PROP_HSCROLL_POLICY)
    self->policy_across = (GtkScrollablePolicy) g_value_get_enum (value);
  else
    self->policy_down = (GtkScrollablePolicy) g_value_get_enum (value);
}

static void
theta_data_scroller_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (object);

  if (id == PROP_HADJUSTMENT)
    g_value_set_object (value, self->across);
  else if (id == PROP_VADJUSTMENT)
    g_value_set_object (value, self->down);
  else
    g_value_set_enum (value, id == PROP_HSCROLL_POLICY ? (int) self->policy_across
                                                       : (int) self->policy_down);
}

static void
theta_data_scroller_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (THETA_DATA_SCROLLER (widget)->view, orientation, for_size, minimum, natural,
                      NULL, NULL);
}

static void
theta_data_scroller_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (widget);

  gtk_widget_allocate (self->view, width, height, baseline, NULL);
  measure_lines (self);
  configure (self);
  /* It may have been moved. */
  gtk_widget_allocate (self->view, width, height, baseline, NULL);
}

static void
theta_data_scroller_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (theta_data_scroller_parent_class)->map (widget);
  gtk_widget_queue_allocate (widget);
}

static void
theta_data_scroller_realize (GtkWidget *widget)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (widget);

  GTK_WIDGET_CLASS (theta_data_scroller_parent_class)->realize (widget);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_object (self->clock, "layout", G_CALLBACK (after_layout), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
theta_data_scroller_unrealize (GtkWidget *widget)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (widget);

  g_signal_handlers_disconnect_by_func (self->clock, after_layout, self);
  g_clear_object (&self->clock);
  GTK_WIDGET_CLASS (theta_data_scroller_parent_class)->unrealize (widget);
}

/* Rows are walked with arrows; the next stop is behind them. */
static gboolean
theta_data_scroller_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (widget);

  if (gtk_widget_is_focus (widget))
    return FALSE;
  return gtk_widget_child_focus (self->view, direction);
}

static void
theta_data_scroller_dispose (GObject *object)
{
  ThetaDataScroller *self = THETA_DATA_SCROLLER (object);

  set_down (self, NULL);
  g_clear_object (&self->across);
  if (self->inner != NULL)
    g_signal_handlers_disconnect_by_data (self->inner, self);
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_data (self->rows, self);
  g_clear_pointer (&self->view, gtk_widget_unparent);
  g_clear_object (&self->inner);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (theta_data_scroller_parent_class)->dispose (object);
}

static void
theta_data_scroller_class_init (ThetaDataScrollerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->set_property = theta_data_scroller_set_property;
  object_class->get_property = theta_data_scroller_get_property;
  object_class->dispose = theta_data_scroller_dispose;
  widget_class->measure = theta_data_scroller_measure;
  widget_class->size_allocate = theta_data_scroller_size_allocate;
  widget_class->map = theta_data_scroller_map;
  widget_class->realize = theta_data_scroller_realize;
  widget_class->unrealize = theta_data_scroller_unrealize;
  widget_class->focus = theta_data_scroller_focus;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
theta_data_scroller_init (ThetaDataScroller *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
theta_data_scroller_new (GtkWidget *view, const char *name, ThetaDataRows *rows)
{
  ThetaDataScroller *self = g_object_new (THETA_TYPE_DATA_SCROLLER, NULL);

  self->view = view;
  self->list = GTK_IS_COLUMN_VIEW (view) ? gtk_widget_get_last_child (view) : view;
  self->rows = g_object_ref (rows);
  self->inner = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  gtk_scrollable_set_vadjustment (GTK_SCROLLABLE (view), self->inner);
  gtk_widget_set_parent (view, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (self->inner, "value-changed", G_CALLBACK (on_inner), self);
  g_signal_connect_swapped (rows, "selected", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (rows, "order", G_CALLBACK (on_order), self);
  return GTK_WIDGET (self);
}

GtkWidget *
theta_data_scroller_get_view (ThetaDataScroller *self)
{
  g_return_val_if_fail (THETA_IS_DATA_SCROLLER (self), NULL);
  return self->view;
}
