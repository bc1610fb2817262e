#include "ui/heatmap-view.h"

#include <math.h>

#include "ui/draw.h"
#include "ui/measure.h"

/* What resampling may take of one frame of the display. */
#define BUDGET_US 6000
#define MIN_SIDE 96
#define NATURAL_SIDE 206

struct _ThetaHeatmapView
{
  GtkWidget parent_instance;

  ThetaMaps *maps; /* borrowed: the page's */
  guint index;
  ThetaHeatmap map; /* values, classes and cross are in cells of the window */
  float *values;
  int *row_classes, *column_classes; /* stay when the values have gone */
  gboolean shown;                    /* there is something to show */
  gboolean old;                      /* what is shown is of an earlier run */
  int row, column;                   /* the cross, positions; −1: none */

  GdkTexture *texture;
  guint64 version; /* of the maps that the values are of */
  gboolean dirty;  /* the texture is of earlier values */
  guint side;      /* of the texture, in device pixels */
  guint waiting;   /* tick callback that draws what the budget left over */
  double drag_x, drag_y, pinch;
};

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

G_DEFINE_FINAL_TYPE (ThetaHeatmapView, theta_heatmap_view, GTK_TYPE_WIDGET)

/* ---- what is shown ---- */

static void
set_old (ThetaHeatmapView *self, gboolean old)
{
  self->old = old;
  if (old)
    gtk_widget_add_css_class (GTK_WIDGET (self), "theta-old");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "theta-old");
}

void
theta_heatmap_view_show (ThetaHeatmapView *self, ThetaMaps *maps, guint index, double min,
                         double max, gboolean log, ThetaColormap map)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  self->shown = maps != NULL && theta_maps_get_frame (maps) != NULL
                && theta_maps_overview (maps, index) != NULL;
  self->maps = self->shown ? maps : NULL;
  if (!self->shown)
    {
      self->map.values = NULL;
      g_clear_pointer (&self->values, g_free);
      set_old (self, self->texture != NULL);
      return;
    }
  self->dirty = self->dirty || min != self->map.min || max != self->map.max
                || map != self->map.map || log != self->map.log || index != self->index
                || self->values == NULL;
  self->index = index;
  self->map.min = min;
  self->map.max = max;
  self->map.log = log;
  self->map.map = map;
  set_old (self, FALSE);
}

/* The window's cells, where the maps have changed since. */
static void
take_cells (ThetaHeatmapView *self)
{
  guint64 version = theta_maps_version (self->maps);

  if (self->values != NULL && self->version == version)
    return;
  g_free (self->values);
  g_free (self->row_classes);
  g_free (self->column_classes);
  self->values = theta_maps_values (self->maps, self->index);
  self->row_classes = theta_maps_classes (self->maps, FALSE);
  self->column_classes = theta_maps_classes (self->maps, TRUE);
  self->map.values = self->values;
  self->map.classes = self->row_classes;
  self->map.column_classes = self->column_classes;
  self->map.bins = theta_maps_cells (self->maps);
  self->version = version;
  self->dirty = TRUE;
}

static void
place_cross (ThetaHeatmapView *self)
{
  self->map.cross_row = self->map.cross_column = -1;
  if (self->maps == NULL || self->row < 0 || self->column < 0)
    return;
  self->map.cross_row = theta_maps_cell (self->maps, FALSE, (gsize) self->row);
  self->map.cross_column = theta_maps_cell (self->maps, TRUE, (gsize) self->column);
}

void
theta_heatmap_view_set_cross (ThetaHeatmapView *self, int row, int column)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  if (row == self->row && column == self->column)
    return;
  self->row = row;
  self->column = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
theta_heatmap_view_describe (ThetaHeatmapView *self, const char *text)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  theta_draw_describe (GTK_WIDGET (self), text);
}

GdkTexture *
theta_heatmap_view_get_texture (ThetaHeatmapView *self)
{
  g_return_val_if_fail (THETA_IS_HEATMAP_VIEW (self), NULL);
  return self->texture;
}

const ThetaHeatmap *
theta_heatmap_view_get_heatmap (ThetaHeatmapView *self)
{
  g_return_val_if_fail (THETA_IS_HEATMAP_VIEW (self), NULL);
  return self->map.values != NULL ? &self->map : NULL;
}

/* ---- drawing ---- */

static gboolean
on_next_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  THETA_HEATMAP_VIEW (widget)->waiting = 0;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/* Only as many pixels as the screen shows: big textures cost a frame and more to
 * draw.  What does not fit into this frame's time waits for the next. */
static void
update_texture (ThetaHeatmapView *self, guint side)
{
  gint64 start = g_get_monotonic_time ();
  gsize stride = (gsize) side * 4;
  g_autoptr (GBytes) bytes = NULL;
  guchar *pixels;

  pixels = g_malloc (stride * side);
  theta_heatmap_resample (&self->map, side, pixels, stride);
  bytes = g_bytes_new_take (pixels, stride * side);
  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new ((int) side, (int) side, GDK_MEMORY_DEFAULT, bytes, stride);
  self->side = side;
  self->dirty = FALSE;
  theta_draw_spend (g_get_monotonic_time () - start);
}

static void
refresh (ThetaHeatmapView *self, double width, double height, double scale)
{
  double x, y, side;
  guint pixels;

  if (!self->shown)
    return;
  if (theta_draw_spent (GTK_WIDGET (self)) > BUDGET_US)
    {
      if (self->waiting == 0)
        self->waiting
            = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_next_frame, NULL, NULL);
      return;
    }
  take_cells (self);
  theta_heatmap_area (&self->map, width, height, &x, &y, &side);
  pixels = (guint) round (side * scale);
  if (pixels > 0 && (self->dirty || pixels != self->side))
    update_texture (self, pixels);
}

static void
theta_heatmap_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaHeatmapView *self = THETA_HEATMAP_VIEW (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double scale = gtk_widget_get_scale_factor (widget), x, y, side;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  cairo_t *cr;

  refresh (self, width, height, scale);
  place_cross (self);
  theta_heatmap_area (&self->map, width, height, &x, &y, &side);
  if (self->texture != NULL && (self->shown || self->old))
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT (x, y, side, side));
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  if (!self->old)
    theta_heatmap_draw (cr, &self->map, &palette, width, height, scale,
                        THETA_LAYER_AXES | THETA_LAYER_OVERLAY);
  cairo_destroy (cr);
}

static GtkSizeRequestMode
theta_heatmap_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
theta_heatmap_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = MIN_SIDE;
  *natural = NATURAL_SIDE;
  *minimum_baseline = *natural_baseline = -1;
}

/* ---- the cross ---- */

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

  if (self->maps == NULL || (state & GDK_ALT_MASK) != 0)
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

/* ---- zoom and pan ---- */

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

/* ---- the object ---- */

static void
theta_heatmap_view_dispose (GObject *object)
{
  ThetaHeatmapView *self = THETA_HEATMAP_VIEW (object);

  if (self->waiting != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->waiting);
  self->waiting = 0;
  self->maps = NULL;
  self->map.values = NULL;
  self->map.classes = self->map.column_classes = NULL;
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->row_classes, g_free);
  g_clear_pointer (&self->column_classes, g_free);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (theta_heatmap_view_parent_class)->dispose (object);
}

static guint
new_signal (const char *name, guint n, GType a, GType b, GType c)
{
  return g_signal_new (name, THETA_TYPE_HEATMAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n, a, b, c);
}

static void
theta_heatmap_view_class_init (ThetaHeatmapViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_heatmap_view_dispose;
  widget_class->snapshot = theta_heatmap_view_snapshot;
  widget_class->measure = theta_heatmap_view_measure;
  widget_class->get_request_mode = theta_heatmap_view_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "heatmapview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_CROSS_MOVED] = new_signal ("cross-moved", 2, G_TYPE_INT, G_TYPE_INT, G_TYPE_NONE);
  signals[SIGNAL_HOVERED] = new_signal ("hovered", 2, G_TYPE_INT, G_TYPE_INT, G_TYPE_NONE);
  signals[SIGNAL_ZOOMED]
      = new_signal ("zoomed", 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_PANNED] = new_signal ("panned", 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_NONE);
  signals[SIGNAL_OPENED] = new_signal ("opened", 0, G_TYPE_NONE, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_MENU] = new_signal ("menu", 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_NONE);
}

static void
add_pointer (ThetaHeatmapView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
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
}

static void
theta_heatmap_view_init (ThetaHeatmapView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->row = self->column = -1;
  self->map.cross_row = self->map.cross_column = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  add_pointer (self);
}

GtkWidget *
theta_heatmap_view_new (const char *name)
{
  GtkWidget *self = g_object_new (THETA_TYPE_HEATMAP_VIEW, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return self;
}
