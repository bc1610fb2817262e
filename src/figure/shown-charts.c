#include "figure/shown-charts.h"

#include <math.h>

#include "figure/figures-private.h"
#include "figure/text-private.h"

#define CHART_HEAD 24.0 /* the title of one chart */
#define GAP 12.0
#define LEAST 150.0 /* of a chart: a window may be very wide */

static void
chart_free (gpointer data)
{
  ThetaShownChart *self = data;

  theta_curves_free (self->curves);
  g_free (self->title);
  g_free (self);
}

ThetaShownCharts *
theta_shown_charts_new (char *note)
{
  ThetaShownCharts *self = g_new0 (ThetaShownCharts, 1);

  self->note = note;
  self->charts = g_ptr_array_new_with_free_func (chart_free);
  return self;
}

void
theta_shown_charts_free (ThetaShownCharts *self)
{
  g_ptr_array_unref (self->charts);
  g_free (self->note);
  g_free (self);
}

void
theta_shown_charts_add (ThetaShownCharts *self, const char *title, ThetaCurves *curves,
                        double shape)
{
  ThetaShownChart *added = g_new0 (ThetaShownChart, 1);

  g_return_if_fail (self != NULL && curves != NULL && shape > 0);
  *added = (ThetaShownChart){ .title = g_strdup (title), .curves = curves, .shape = shape };
  g_ptr_array_add (self->charts, added);
}

static double
chart_height (const ThetaShownChart *self, double width)
{
  return fmax (round (width * self->shape), LEAST);
}

double
theta_shown_charts_height (const ThetaShownCharts *self, double width)
{
  double height = THETA_FIGURE_HEAD;

  g_return_val_if_fail (self != NULL, 0);
  for (guint k = 0; k < self->charts->len; k++)
    height += CHART_HEAD + chart_height (self->charts->pdata[k], width) + (k > 0 ? GAP : 0);
  return height;
}

/* The room beside the plots that the widest needs: one axis for all. */
static void
find_room (const ThetaShownCharts *self, double width, double *left, double *right)
{
  *left = *right = 0;
  for (guint k = 0; k < self->charts->len; k++)
    {
      const ThetaShownChart *chart = self->charts->pdata[k];
      double own_left, own_right;

      theta_chart_room (&chart->curves->chart, width, chart_height (chart, width), &own_left,
                        &own_right);
      *left = fmax (*left, own_left);
      *right = fmax (*right, own_right);
    }
}

void
theta_shown_charts_draw (cairo_t *cr, const ThetaShownCharts *self, const ThetaPalette *palette,
                         double width, double height)
{
  ThetaTextStyle head = theta_text_style (palette, THETA_TEXT_HEAD, TRUE, palette->foreground);
  double left, right, y = THETA_FIGURE_HEAD;

  g_return_if_fail (self != NULL);
  find_room (self, width, &left, &right);
  theta_figure_head_draw (cr, palette, "Learning the layer weights", self->note, width, height);
  for (guint k = 0; k < self->charts->len; k++)
    {
      const ThetaShownChart *shown = self->charts->pdata[k];
      ThetaChart chart = shown->curves->chart;

      chart.least_left = left;
      chart.least_right = right;
      theta_text_draw_within (cr, &head, shown->title, 0, y + 8, 0, width);
      cairo_save (cr);
      cairo_translate (cr, 0, y + CHART_HEAD);
      theta_chart_draw (cr, &chart, palette, width, chart_height (shown, width));
      cairo_restore (cr);
      y += CHART_HEAD + chart_height (shown, width) + GAP;
    }
}
