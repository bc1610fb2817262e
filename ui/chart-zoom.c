/* Which part of its axis a chart shows: by wheel, fingers and keys, in all charts of the
 * group at once. */
#include "ui/chart-view-private.h"

#include <math.h>

#include "ui/draw.h"

#define STEP 1.5  /* of a key */
#define WHEEL 1.25 /* of a click of the wheel */
#define LEAST 4.0 /* iterations that are shown at least */

static guint zoomed;

/* Where the axis ends. */
static double
end_of (const ThetaChartView *self)
{
  ThetaChart whole = self->chart;
  double from, to;

  whole.x_from = whole.x_to = 0;
  theta_chart_range (&whole, &from, &to);
  return to;
}

void
theta_chart_view_fit_range (ThetaChartView *self)
{
  double end = end_of (self), span = self->to - self->from;

  if (self->chart.n_series == 0)
    return;
  span = fmax (span, fmin (LEAST, end));
  if (!(self->to > self->from) || span >= end * (1 - 1e-9) || self->from >= end)
    self->from = self->to = 0;
  else
    {
      self->from = CLAMP (self->from, 0, end - span);
      self->to = self->from + span;
    }
  self->chart.x_from = self->from;
  self->chart.x_to = self->to;
}

gboolean
theta_chart_view_is_zoomed (ThetaChartView *self)
{
  return self->to > self->from;
}

void
theta_chart_view_set_range (ThetaChartView *self, double from, double to)
{
  double before_from, before_to;

  g_return_if_fail (THETA_IS_CHART_VIEW (self));
  before_from = self->from;
  before_to = self->to;
  for (guint i = 0; i < self->group->len; i++)
    {
      ThetaChartView *other = self->group->pdata[i];

      other->from = from;
      other->to = to;
      theta_chart_view_fit_range (other);
    }
  if (self->from == before_from && self->to == before_to)
    return;
  theta_chart_view_queue_group (self);
  g_signal_emit (self, zoomed, 0);
}

gboolean
theta_chart_view_get_range (ThetaChartView *self, double *from, double *to)
{
  g_return_val_if_fail (THETA_IS_CHART_VIEW (self), FALSE);
  theta_chart_range (&self->chart, from, to);
  return theta_chart_view_is_zoomed (self);
}

/* @at stays where it is. */
static void
zoom_about (ThetaChartView *self, double factor, double at)
{
  double from, to, span;

  theta_chart_view_get_range (self, &from, &to);
  at = CLAMP (isnan (at) ? (from + to) / 2 : at, from, to);
  span = fmax ((to - from) / factor, fmin (LEAST, end_of (self)));
  from = at - (at - from) * span / (to - from);
  theta_chart_view_set_range (self, from, from + span);
}

void
theta_chart_view_zoom (ThetaChartView *self, double factor)
{
  double at;

  g_return_if_fail (THETA_IS_CHART_VIEW (self) && factor > 0);
  at = self->hover >= 0                 ? self->hover
       : isnan (self->chart.cursor) ? (double) self->chart.count - 1
                                    : self->chart.cursor;
  zoom_about (self, factor, at);
}

void
theta_chart_view_reach (ThetaChartView *self, double x)
{
  double span = self->to - self->from;

  if (!theta_chart_view_is_zoomed (self) || (x >= self->from && x <= self->to))
    return;
  theta_chart_view_set_range (self, x < self->from ? x : x - span,
                              x < self->from ? x + span : x);
}

gboolean
theta_chart_view_zoom_key (ThetaChartView *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      theta_chart_view_zoom (self, STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      theta_chart_view_zoom (self, 1 / STEP);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      theta_chart_view_set_range (self, 0, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

/* ---- pointer and fingers ---- */

/* Points of the axis for a unit of the widget. */
static double
points_per_unit (ThetaChartView *self)
{
  ThetaChart chart;
  int width, height;

  theta_chart_view_size (self, &width, &height);
  chart = theta_chart_view_lined_up (self, width, height);
  return (self->to - self->from) / fmax (width - chart.least_left - chart.least_right, 1)
         / theta_draw_text_scale (GTK_WIDGET (self));
}

void
theta_chart_view_drag (ThetaChartView *self, double dx)
{
  double span = self->to - self->from, from;

  if (!theta_chart_view_is_zoomed (self))
    return;
  from = CLAMP (self->dragged_from - dx * points_per_unit (self), 0, end_of (self) - span);
  theta_chart_view_set_range (self, from, from + span);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, ThetaChartView *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  double across = (state & GDK_SHIFT_MASK) != 0 && dx == 0 ? dy : dx, step;

  if (self->chart.n_series == 0 || self->chart.count == 0)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      zoom_about (self, pow (WHEEL, -dy), theta_chart_view_place (self, self->pointer));
      return GDK_EVENT_STOP;
    }
  /* Up and down are left to the page. */
  if (!theta_chart_view_is_zoomed (self) || (across == dx && fabs (dx) <= fabs (dy)))
    return GDK_EVENT_PROPAGATE;
  step = across * (self->to - self->from) / 8;
  step = CLAMP (step, -self->from, end_of (self) - self->to);
  theta_chart_view_set_range (self, self->from + step, self->to + step);
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, ThetaChartView *self)
{
  self->pinch = 1;
}

void
theta_chart_view_pinch (ThetaChartView *self, double before, double scale, double x)
{
  zoom_about (self, scale / before, theta_chart_view_place (self, x));
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, ThetaChartView *self)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  theta_chart_view_pinch (self, self->pinch, scale, x);
  self->pinch = scale;
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, ThetaChartView *self)
{
  if (n_press == 2)
    theta_chart_view_set_range (self, 0, 0);
}

void
theta_chart_view_install_zoom (GObjectClass *class)
{
  zoomed = g_signal_new ("zoomed", G_OBJECT_CLASS_TYPE (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                         NULL, G_TYPE_NONE, 0);
}

void
theta_chart_view_add_zoom (ThetaChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *pinch = gtk_gesture_zoom_new (), *click = gtk_gesture_click_new ();

  self->pointer = NAN;
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
