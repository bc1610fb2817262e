#include "ui/heatmap-view-private.h"

#include <math.h>

enum
{
  SIGNAL_CROSS_MOVED,
  SIGNAL_HOVERED,
  SIGNAL_ZOOMED,
  SIGNAL_PANNED,
  SIGNAL_OPENED,
  SIGNAL_MENU,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* The shares of the square at a point, 0 … 1; FALSE outside. */
static gboolean
find_share (ThetaHeatmapView *self, double x, double y, double *across, double *down)
{
  double left, top, side;

  theta_heatmap_area (&self->map, gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)), &left, &top, &side);
  *across = (x - left) / side;
  *down = (y - top) / side;
  return self->maps != NULL && side > 0 && *across >= 0 && *across < 1 && *down >= 0 && *down < 1;
}

static gboolean
find_entry (ThetaHeatmapView *self, double x, double y, int *row, int *column)
{
  double across, down;
  guint cells;

  if (!find_share (self, x, y, &across, &down))
    return FALSE;
  cells = theta_maps_cells (self->maps);
  *row = (int) theta_maps_position (self->maps, FALSE, (guint) (down * cells));
  *column = (int) theta_maps_position (self->maps, TRUE, (guint) (across * cells));
  return TRUE;
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, ThetaHeatmapView *self)
{
  int row, column;

  /* GTK tells of a pointer that rests whenever something was drawn: the cross is the keys'
   * as long as it does. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  if (find_entry (self, x, y, &row, &column))
    g_signal_emit (self, signals[SIGNAL_HOVERED], 0, row, column);
}

static void
on_leave (GtkEventControllerMotion *motion, ThetaHeatmapView *self)
{
  g_signal_emit (self, signals[SIGNAL_HOVERED], 0, -1, -1);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, ThetaHeatmapView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  int row, column;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!find_entry (self, x, y, &row, &column))
    return;
  if (n_press == 1)
    g_signal_emit (self, signals[SIGNAL_CROSS_MOVED], 0, row, column);
  if (button == GDK_BUTTON_SECONDARY)
    g_signal_emit (self, signals[SIGNAL_MENU], 0, x, y);
  else if (n_press == 2)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

/* From here, bins or rows: one cell a step, so that every press is seen. */
static int
step_from (ThetaHeatmapView *self, gboolean columns, int at, int step, GdkModifierType state)
{
  ThetaFrame *frame = theta_maps_get_frame (self->maps);
  int last = (int) frame->picture->rows - 1;
  int size = (int) MAX (theta_maps_position (self->maps, columns, 1)
                            - theta_maps_position (self->maps, columns, 0),
                        1);

  if ((state & GDK_CONTROL_MASK) != 0)
    return (int) theta_maps_next_class (self->maps, (gsize) MAX (at, 0), step);
  if ((state & GDK_SHIFT_MASK) != 0)
    size *= 10;
  return CLAMP (MAX (at, 0) + step * size, 0, last);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        ThetaHeatmapView *self)
{
  int row = self->row, column = self->column;

  /* A map whose cross nobody follows has no keys of its own. */
  if (self->maps == NULL || (state & GDK_ALT_MASK) != 0
      || !g_signal_has_handler_pending (self, signals[SIGNAL_CROSS_MOVED], 0, TRUE))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      column = step_from (self, TRUE, column, -1, state);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      column = step_from (self, TRUE, column, 1, state);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      row = step_from (self, FALSE, row, -1, state);
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      row = step_from (self, FALSE, row, 1, state);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit (self, signals[SIGNAL_OPENED], 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_F10:
      if ((state & GDK_SHIFT_MASK) == 0)
        return GDK_EVENT_PROPAGATE;
      G_GNUC_FALLTHROUGH;
    case GDK_KEY_Menu:
      g_signal_emit (self, signals[SIGNAL_MENU], 0, 24.0, 24.0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  row = MAX (row, 0);
  column = MAX (column, 0);
  if (row != self->row || column != self->column)
    g_signal_emit (self, signals[SIGNAL_CROSS_MOVED], 0, row, column);
  return GDK_EVENT_STOP;
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, ThetaHeatmapView *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (scroll));
  GdkModifierType state = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (scroll));
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, y = x, across, down;

  /* Shift is left to the page: it scrolls where the maps are more than fit. */
  if (self->maps == NULL || (state & GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (event != NULL && gdk_event_get_position (event, &x, &y))
    {
      GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
      double dx_surface = 0, dy_surface = 0;

      gtk_native_get_surface_transform (GTK_NATIVE (root), &dx_surface, &dy_surface);
      gtk_widget_translate_coordinates (root, GTK_WIDGET (self), x - dx_surface, y - dy_surface,
                                        &x, &y);
    }
  if (!find_share (self, x, y, &across, &down))
    across = down = 0.5;
  g_signal_emit (self, signals[SIGNAL_ZOOMED], 0, pow (1.25, -dy), across, down);
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, ThetaHeatmapView *self)
{
  self->pinch = 1;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, ThetaHeatmapView *self)
{
  double x, y, across, down;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y)
      || !find_share (self, x, y, &across, &down))
    across = down = 0.5;
  g_signal_emit (self, signals[SIGNAL_ZOOMED], 0, scale / self->pinch, across, down);
  self->pinch = scale;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, ThetaHeatmapView *self)
{
  self->drag_x = self->drag_y = 0;
}

static void
on_drag (GtkGestureDrag *gesture, double x, double y, ThetaHeatmapView *self)
{
  double left, top, side;

  theta_heatmap_area (&self->map, gtk_widget_get_width (GTK_WIDGET (self)),
                      gtk_widget_get_height (GTK_WIDGET (self)), &left, &top, &side);
  if (self->maps == NULL || side <= 0)
    return;
  g_signal_emit (self, signals[SIGNAL_PANNED], 0, (self->drag_x - x) / side,
                 (self->drag_y - y) / side);
  self->drag_x = x;
  self->drag_y = y;
}

static guint
new_signal (const char *name, guint n, GType a, GType b, GType c)
{
  return g_signal_new (name, THETA_TYPE_HEATMAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n, a, b, c);
}

void
theta_heatmap_install_signals (void)
{
  signals[SIGNAL_CROSS_MOVED] = new_signal ("cross-moved", 2, G_TYPE_INT, G_TYPE_INT, G_TYPE_NONE);
  signals[SIGNAL_HOVERED] = new_signal ("hovered", 2, G_TYPE_INT, G_TYPE_INT, G_TYPE_NONE);
  signals[SIGNAL_ZOOMED]
      = new_signal ("zoomed", 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_PANNED] = new_signal ("panned", 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_NONE);
  signals[SIGNAL_OPENED] = new_signal ("opened", 0, G_TYPE_NONE, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_MENU] = new_signal ("menu", 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_NONE);
}

void
theta_heatmap_add_input (ThetaHeatmapView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *click = gtk_gesture_click_new (), *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, keys);
}
