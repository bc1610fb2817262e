#include "ui/chart-view-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/picture.h"

#define DRAG_LEAST 4 /* units that make a press a drag */

enum { SIGNAL_PICKED, SIGNAL_HOVERED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaChartView, theta_chart_view, GTK_TYPE_WIDGET)

/* What one chart shows changes the room that the others leave. */
void
theta_chart_view_queue_group (ThetaChartView *self)
{
  for (guint i = 0; i < self->group->len; i++)
    gtk_widget_queue_draw (self->group->pdata[i]);
}

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
  theta_chart_view_queue_group (self);
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
  theta_chart_view_fit_range (self);
}

void
theta_chart_view_set_cursor (ThetaChartView *self, double x)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  /* A replay takes the part that is shown along. */
  if (!isnan (x) && x != self->chart.cursor)
    theta_chart_view_reach (self, x);
  self->chart.cursor = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
theta_chart_view_link (ThetaChartView *self, ThetaChartView *other)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self) && THETA_IS_CHART_VIEW (other));
  g_ptr_array_remove (self->group, self);
  g_ptr_array_unref (self->group);
  self->group = g_ptr_array_ref (other->group);
  g_ptr_array_add (self->group, self);
  theta_chart_view_queue_group (self);
}

int
theta_chart_view_get_hover (ThetaChartView *self)
{
  g_return_val_if_fail (THETA_IS_CHART_VIEW (self), -1);
  return self->hover;
}

void
theta_chart_view_set_hover (ThetaChartView *self, int point)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  if (point == self->hover)
    return;
  for (guint i = 0; i < self->group->len; i++)
    THETA_CHART_VIEW (self->group->pdata[i])->hover = point;
  theta_chart_view_queue_group (self);
  g_signal_emit (self, signals[SIGNAL_HOVERED], 0, point);
}

void
theta_chart_view_set_name (ThetaChartView *self, const char *name)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  theta_picture_offer (GTK_WIDGET (self), name);
}

void
theta_chart_view_describe (ThetaChartView *self, const char *text)
{
  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  theta_draw_describe (GTK_WIDGET (self), text);
}

/* The chart with the room that the widest of the group needs. */
ThetaChart
theta_chart_view_lined_up (ThetaChartView *self, int width, int height)
{
  ThetaChart chart = self->chart;

  chart.hovered = self->hover >= 0;
  chart.hover = (guint) MAX (self->hover, 0);
  for (guint i = 0; i < self->group->len; i++)
    {
      ThetaChartView *other = self->group->pdata[i];
      double left, right;

      if (other->chart.n_series == 0 || other->chart.count == 0
          || !gtk_widget_get_mapped (GTK_WIDGET (other)))
        continue;
      theta_chart_room (&other->chart, width, height, &left, &right);
      chart.least_left = fmax (chart.least_left, left);
      chart.least_right = fmax (chart.least_right, right);
    }
  return chart;
}

static void
theta_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaChartView *self = THETA_CHART_VIEW (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  double scale = theta_draw_text_scale (widget);
  int width, height;
  ThetaChart chart;
  cairo_t *cr;

  if (self->chart.n_series == 0 || self->chart.count == 0)
    return;
  theta_chart_view_size (self, &width, &height);
  chart = theta_chart_view_lined_up (self, width, height);
  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  theta_chart_draw (cr, &chart, &palette, width, height);
  cairo_destroy (cr);
}

static void
theta_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  double scale = orientation == GTK_ORIENTATION_HORIZONTAL ? 1 : theta_draw_text_scale (widget);

  *minimum = (int) ((orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 112) * scale);
  *natural = (int) ((orientation == GTK_ORIENTATION_HORIZONTAL ? 560 : 124) * scale);
  *minimum_baseline = *natural_baseline = -1;
}

void
theta_chart_view_size (ThetaChartView *self, int *width, int *height)
{
  double scale = theta_draw_text_scale (GTK_WIDGET (self));

  *width = (int) (gtk_widget_get_width (GTK_WIDGET (self)) / scale);
  *height = (int) (gtk_widget_get_height (GTK_WIDGET (self)) / scale);
}

double
theta_chart_view_place (ThetaChartView *self, double x)
{
  int width, height;
  ThetaChart chart;

  if (self->chart.n_series == 0 || self->chart.count == 0 || isnan (x))
    return NAN;
  theta_chart_view_size (self, &width, &height);
  chart = theta_chart_view_lined_up (self, width, height);
  return theta_chart_hit (&chart, width, height, x / theta_draw_text_scale (GTK_WIDGET (self)));
}

/* The point nearest to @x that is shown, −1 where nothing is. */
static int
point_at (ThetaChartView *self, double x)
{
  double place = theta_chart_view_place (self, x), from, to;

  if (isnan (place))
    return -1;
  theta_chart_view_get_range (self, &from, &to);
  return (int) CLAMP (CLAMP (round (place), ceil (from), floor (to)), 0, self->chart.count - 1.0);
}

static void
pick (ThetaChartView *self, double x)
{
  int at = point_at (self, x);

  if (at >= 0)
    g_signal_emit (self, signals[SIGNAL_PICKED], 0, (double) at);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, gpointer user_data)
{
  THETA_CHART_VIEW (user_data)->pointer = x;
  theta_chart_view_set_hover (user_data, point_at (user_data, x));
}

static void
on_leave (GtkEventControllerMotion *motion, gpointer user_data)
{
  theta_chart_view_set_hover (user_data, -1);
}

static void
on_unfocused (ThetaChartView *self)
{
  theta_chart_view_set_hover (self, -1);
}

/* From what is read now, else from the cursor. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        ThetaChartView *self)
{
  int last = (int) self->chart.count - 1, at = self->hover;
  int step = key == GDK_KEY_Left ? -1 : key == GDK_KEY_Right ? 1 : 0;

  if (last < 0 || self->chart.n_series == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (step == 0)
    return theta_chart_view_zoom_key (self, key);
  if (at < 0)
    at = isnan (self->chart.cursor) ? last : (int) self->chart.cursor;
  at = CLAMP (at + step, 0, last);
  theta_chart_view_reach (self, at);
  theta_chart_view_set_hover (self, at);
  return GDK_EVENT_STOP;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  ThetaChartView *self = user_data;

  self->dragged_from = self->from;
  if (!theta_chart_view_is_zoomed (self))
    pick (self, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  double x, y;

  if (theta_chart_view_is_zoomed (user_data))
    theta_chart_view_drag (user_data, dx);
  else if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    pick (user_data, x + dx);
}

/* Where a part is shown, a drag moves it and a press alone chooses a point. */
static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  double x, y;

  if (theta_chart_view_is_zoomed (user_data) && fabs (dx) < DRAG_LEAST
      && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    pick (user_data, x);
}

/* ---- its menu ---- */

/* A line a point of the part that is shown, a column a series. */
static char *
make_table (gpointer data)
{
  ThetaChartView *self = data;
  double from, to;
  GString *out;

  if (self->chart.n_series == 0 || self->chart.count == 0)
    return NULL;
  out = g_string_new (self->chart.x_label != NULL ? self->chart.x_label : _ ("point"));
  for (guint s = 0; s < self->chart.n_series; s++)
    g_string_append_printf (out, "\t%s", self->series[s].name);
  theta_chart_view_get_range (self, &from, &to);
  for (guint i = (guint) ceil (from); i < self->chart.count && i <= to; i++)
    {
      g_string_append_printf (out, "\n%u", i);
      for (guint s = 0; s < self->chart.n_series; s++)
        {
          double y = self->series[s].y[i];
          g_autofree char *value = isfinite (y) ? theta_number_format (y, 4) : g_strdup ("");

          g_string_append_printf (out, "\t%s", value);
        }
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const ThetaChartView *self = data;
  ThetaPalette palette = *theta_palette_light ();
  g_autofree ThetaSeries *series = NULL;
  ThetaChart chart = self->chart;

  if (chart.n_series == 0 || chart.count == 0)
    return;
  palette.paper = TRUE;
  /* Colours that were chosen for a dark window have to be seen on paper. */
  series = g_memdup2 (self->series, chart.n_series * sizeof *series);
  for (guint s = 0; s < chart.n_series; s++)
    series[s].color = theta_palette_ink (&palette, series[s].color, 2.2);
  chart.series = series;
  theta_chart_draw (cr, &chart, &palette, width, height);
}

static const ThetaFigureMenu menu = { N_ ("Chart"), "chart", make_table, draw_export };

static void
theta_chart_view_dispose (GObject *object)
{
  g_ptr_array_remove (THETA_CHART_VIEW (object)->group, object);
  G_OBJECT_CLASS (theta_chart_view_parent_class)->dispose (object);
}

static void
theta_chart_view_finalize (GObject *object)
{
  clear_chart (THETA_CHART_VIEW (object));
  g_ptr_array_unref (THETA_CHART_VIEW (object)->group);
  G_OBJECT_CLASS (theta_chart_view_parent_class)->finalize (object);
}

static void
theta_chart_view_class_init (ThetaChartViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_chart_view_dispose;
  G_OBJECT_CLASS (class)->finalize = theta_chart_view_finalize;
  widget_class->snapshot = theta_chart_view_snapshot;
  widget_class->measure = theta_chart_view_measure;
  theta_chart_view_install_zoom (G_OBJECT_CLASS (class));
  gtk_widget_class_set_css_name (widget_class, "chartview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", THETA_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SIGNAL_HOVERED] = g_signal_new ("hovered", THETA_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
theta_chart_view_init (ThetaChartView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->chart.cursor = NAN;
  self->hover = -1;
  self->group = g_ptr_array_new ();
  g_ptr_array_add (self->group, self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_unfocused), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  theta_figure_menu_attach (GTK_WIDGET (self), &menu, self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Chart"), -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  theta_chart_view_add_zoom (self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
theta_chart_view_new (void)
{
  return g_object_new (THETA_TYPE_CHART_VIEW, NULL);
}
