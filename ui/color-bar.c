#include "ui/color-bar.h"

#include <adwaita.h>
#include <math.h>

#include "ui/draw.h"
#include "ui/measure.h"

#define MIN_HEIGHT 56
#define NATURAL_HEIGHT 96

struct _ThetaColorBar
{
  GtkWidget parent_instance;

  ThetaColormap map;
  double min, max, marker;
  gboolean log;
  const float *values;
  gsize count;
};

G_DEFINE_FINAL_TYPE (ThetaColorBar, theta_color_bar, GTK_TYPE_WIDGET)

void
theta_color_bar_set (ThetaColorBar *self, ThetaColormap map, double min, double max, gboolean log,
                     const float *values, gsize count, double marker)
{
  g_return_if_fail (THETA_IS_COLOR_BAR (self));
  self->map = map;
  self->min = min;
  self->max = max;
  self->log = log;
  self->values = values;
  self->count = count;
  self->marker = marker;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
theta_color_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaColorBar *self = THETA_COLOR_BAR (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (self->values == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  theta_colorbar_draw (cr, self->map, self->min, self->max, self->log, self->values, self->count,
                       self->marker, &palette, width, height);
  cairo_destroy (cr);
}

static void
theta_color_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : 0;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? NATURAL_HEIGHT : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static void
theta_color_bar_class_init (ThetaColorBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = theta_color_bar_snapshot;
  widget_class->measure = theta_color_bar_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
theta_color_bar_init (ThetaColorBar *self)
{
  self->marker = NAN;
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
