#include "ui/heatmap-view-private.h"

#include <math.h>

#include "ui/draw.h"
#include "ui/measure.h"
#include "ui/picture.h"

/* What resampling may take of one frame of the display. */
#define BUDGET_US 4000
#define MIN_SIDE 96
#define NATURAL_SIDE 206

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
  guint64 version = theta_maps_version (self->maps, self->index);

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
theta_heatmap_view_set_side (ThetaHeatmapView *self, int side)
{
  g_return_if_fail (THETA_IS_HEATMAP_VIEW (self));
  self->natural = side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
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
  double scale = theta_draw_scale (widget), x, y, side;
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
  *minimum = MIN (MIN_SIDE, THETA_HEATMAP_VIEW (widget)->natural);
  *natural = THETA_HEATMAP_VIEW (widget)->natural;
  *minimum_baseline = *natural_baseline = -1;
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
  theta_heatmap_install_signals ();
}

static void
theta_heatmap_view_init (ThetaHeatmapView *self)
{
  self->natural = NATURAL_SIDE;
  self->row = self->column = -1;
  self->map.cross_row = self->map.cross_column = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  theta_heatmap_add_input (self);
}

GtkWidget *
theta_heatmap_view_new (const char *name)
{
  GtkWidget *self = g_object_new (THETA_TYPE_HEATMAP_VIEW, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  theta_picture_offer (self, name);
  return self;
}
