#include "ui/chart-view.h"

#include <adwaita.h>
#include <math.h>

#include "ui/draw.h"
#include "ui/measure.h"

struct _ThetaChartView
{
  GtkWidget parent_instance;

  ThetaChart chart;    /* its arrays are ours */
  ThetaSeries *series;
};

enum { SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaChartView, theta_chart_view, GTK_TYPE_WIDGET)

static void
clear_chart (ThetaChartView *self)
{
  for (guint i = 0; i < self->chart.n_series; i++)
    {
      g_free ((char *) self->series[i].name);
      g_free ((double *) self->series[i].y);
    }
  g_clear_pointer (&self->series, g_free);
  g_free ((char *) self->chart.x_label);
  self->chart = (ThetaChart){ .cursor = NAN };
}

void
theta_chart_view_set_chart (ThetaChartView *self, const ThetaChart *chart)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  clear_chart (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (chart == NULL)
    return;
  self->chart = *chart;
  self->chart.x_label = g_strdup (chart->x_label);
  self->series = g_memdup2 (chart->series, chart->n_series * sizeof *self->series);
  self->chart.series = self->series;
  for (guint i = 0; i < chart->n_series; i++)
    {
      self->series[i].name = g_strdup (chart->series[i].name);
      self->series[i].y = g_memdup2 (chart->series[i].y, chart->count * sizeof (double));
    }
}

void
theta_chart_view_set_cursor (ThetaChartView *self, double x)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  self->chart.cursor = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
theta_chart_view_set_name (ThetaChartView *self, const char *name)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
theta_chart_view_describe (ThetaChartView *self, const char *text)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  theta_draw_describe (GTK_WIDGET (self), text);
}

static void
theta_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaChartView *self = THETA_CHART_VIEW (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (self->chart.n_series == 0 || self->chart.count == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  theta_chart_draw (cr, &self->chart, &palette, width, height);
  cairo_destroy (cr);
}

static void
theta_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 96;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 560 : 220;
  *minimum_baseline = *natural_baseline = -1;
}

static void
pick (ThetaChartView *self, double x)
{
  double at;

  if (self->chart.n_series == 0 || self->chart.count == 0)
    return;
  at = round (theta_chart_hit (&self->chart, gtk_widget_get_width (GTK_WIDGET (self)),
                               gtk_widget_get_height (GTK_WIDGET (self)), x));
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, CLAMP (at, 0, self->chart.count - 1.0));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  pick (user_data, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    pick (user_data, x + dx);
}

static void
theta_chart_view_finalize (GObject *object)
{
  clear_chart (THETA_CHART_VIEW (object));
  G_OBJECT_CLASS (theta_chart_view_parent_class)->finalize (object);
}

static void
theta_chart_view_class_init (ThetaChartViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = theta_chart_view_finalize;
  widget_class->snapshot = theta_chart_view_snapshot;
  widget_class->measure = theta_chart_view_measure;
  gtk_widget_class_set_css_name (widget_class, "chartview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", THETA_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
theta_chart_view_init (ThetaChartView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->chart.cursor = NAN;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
theta_chart_view_new (void)
{
  return g_object_new (THETA_TYPE_CHART_VIEW, NULL);
}
