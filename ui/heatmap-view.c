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

  ThetaFrame *frame; /* owns what map points to */
  ThetaHeatmap map;
  int *classes;      /* of the bins; stay when the frame has gone */
  gboolean old; /* what is shown is of an earlier run */

  GdkTexture *texture;
  gboolean dirty; /* the texture is of earlier values */
  guint side;     /* of the texture, in device pixels */
  guint waiting;  /* tick callback that draws what the budget left over */
};

enum { SIGNAL_CROSS_MOVED, N_SIGNALS };
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

static void
drop_values (ThetaHeatmapView *self)
{
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->map.values = NULL;
}

static void
take_classes (ThetaHeatmapView *self, const ThetaPicture *picture)
{
  g_clear_pointer (&self->classes, g_free);
  if (picture != NULL && picture->classes != NULL && picture->bins > 0 && picture->classes[0] >= 0)
    self->classes = g_memdup2 (picture->classes, picture->bins * sizeof *self->classes);
  self->map.classes = self->classes;
}

void
theta_heatmap_view_set_values (ThetaHeatmapView *self, ThetaFrame *frame, const float *values,
                               double min, double max, ThetaColormap map)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (values == NULL)
    {
      drop_values (self);
      set_old (self, self->texture != NULL);
      return;
    }
  theta_frame_ref (frame);
  self->dirty = self->dirty || values != self->map.values || min != self->map.min
                || max != self->map.max || map != self->map.map;
  drop_values (self);
  self->frame = frame;
  self->map.values = values;
  take_classes (self, frame->picture);
  self->map.bins = frame->picture->bins;
  self->map.min = min;
  self->map.max = max;
  self->map.map = map;
  set_old (self, FALSE);
}

void
theta_heatmap_view_clear (ThetaHeatmapView *self)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  drop_values (self);
  take_classes (self, NULL);
  g_clear_object (&self->texture);
  self->side = 0;
  self->map.bins = 0;
  self->map.cross_row = self->map.cross_column = -1;
  set_old (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
theta_heatmap_view_set_cross (ThetaHeatmapView *self, int row, int column)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  if (row == self->map.cross_row && column == self->map.cross_column)
    return;
  self->map.cross_row = row;
  self->map.cross_column = column;
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

  if (self->map.values == NULL || side == 0 || (!self->dirty && side == self->side))
    return;
  if (theta_draw_spent (GTK_WIDGET (self)) > BUDGET_US)
    {
      if (self->waiting == 0)
        self->waiting
            = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_next_frame, NULL, NULL);
      return;
    }
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
theta_heatmap_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaHeatmapView *self = THETA_HEATMAP_VIEW (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double scale = gtk_widget_get_scale_factor (widget), x, y, side;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  cairo_t *cr;

  theta_heatmap_area (&self->map, width, height, &x, &y, &side);
  update_texture (self, (guint) round (side * scale));
  if (self->texture != NULL && (self->map.values != NULL || self->old))
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

static void
move_cross (ThetaHeatmapView *self, int row, int column)
{
  int last = (int) self->map.bins - 1;

  row = CLAMP (row, 0, last);
  column = CLAMP (column, 0, last);
  if (row != self->map.cross_row || column != self->map.cross_column)
    g_signal_emit (self, signals[SIGNAL_CROSS_MOVED], 0, row, column);
}

static void
on_pointer (GtkEventController *controller, double x, double y, gpointer user_data)
{
  ThetaHeatmapView *self = user_data;
  guint row, column;

  if (self->map.values != NULL
      && theta_heatmap_hit (&self->map, gtk_widget_get_width (GTK_WIDGET (self)),
                            gtk_widget_get_height (GTK_WIDGET (self)), x, y, &row, &column))
    move_cross (self, (int) row, (int) column);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_widget_grab_focus (user_data);
  on_pointer (GTK_EVENT_CONTROLLER (gesture), x, y, user_data);
}

/* The first bin of the next class, or of this class and then the one before. */
static int
class_jump (const ThetaHeatmap *map, int at, int step)
{
  int last = (int) map->bins - 1, to = at;

  if (map->classes == NULL)
    return step > 0 ? last : 0;
  if (step > 0)
    {
      while (to < last && map->classes[to] == map->classes[at])
        to++;
      return to;
    }
  to = MAX (at - 1, 0);
  while (to > 0 && map->classes[to - 1] == map->classes[to])
    to--;
  return to;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer user_data)
{
  ThetaHeatmapView *self = user_data;
  int row = MAX (self->map.cross_row, 0), column = MAX (self->map.cross_column, 0);
  int by = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;
  gboolean jump = (state & GDK_CONTROL_MASK) != 0;

  if (self->map.values == NULL || (state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      column = jump ? class_jump (&self->map, column, -1) : column - by;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      column = jump ? class_jump (&self->map, column, 1) : column + by;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      row = jump ? class_jump (&self->map, row, -1) : row - by;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      row = jump ? class_jump (&self->map, row, 1) : row + by;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  move_cross (self, row, column);
  return GDK_EVENT_STOP;
}

/* ---- the object ---- */

static void
theta_heatmap_view_dispose (GObject *object)
{
  ThetaHeatmapView *self = THETA_HEATMAP_VIEW (object);

  if (self->waiting != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->waiting);
  self->waiting = 0;
  drop_values (self);
  take_classes (self, NULL);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (theta_heatmap_view_parent_class)->dispose (object);
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
  signals[SIGNAL_CROSS_MOVED]
      = g_signal_new ("cross-moved", THETA_TYPE_HEATMAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
theta_heatmap_view_init (ThetaHeatmapView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->map.cross_row = self->map.cross_column = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_pointer), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
theta_heatmap_view_new (const char *name)
{
  GtkWidget *self = g_object_new (THETA_TYPE_HEATMAP_VIEW, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return self;
}
