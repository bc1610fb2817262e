#include "figure/chart-private.h"

#include <math.h>

#include "base/number.h"
#include "figure/text-private.h"

#define TOP 10.0      /* half a label above the plot */
#define BOTTOM 24.0   /* texts of the x axis */
#define LABEL_GAP 14.0 /* from a line's end to its name */
#define VALUE_GAP 12.0 /* from names to values */

static ThetaTextStyle
plain_style (double size, gboolean bold)
{
  const ThetaPalette *palette = theta_palette_light ();

  return theta_text_style (palette, size, bold, palette->foreground);
}

char *
theta_chart_value_text (const ThetaChartLayout *self, const ThetaSeries *series)
{
  double value = series->y[self->shown];
  gboolean fine = self->y.log ? fabs (value) < pow (10, -series->decimals)
                              : self->decimals > series->decimals + 1;

  if (isfinite (value) && (fabs (value) >= 1e4 || fine))
    return theta_number_format (value, 2);
  return theta_number_format_fixed (value, series->decimals);
}

void
theta_chart_range (const ThetaChart *self, double *from, double *to)
{
  guint last = MAX (self->x_max, self->count > 0 ? self->count - 1 : 0);

  *from = 0;
  *to = MAX (last, 1);
  if (!(self->x_to > self->x_from) || self->x_from >= *to || self->x_to <= 0)
    return;
  *from = fmax (self->x_from, 0);
  *to = fmin (self->x_to, *to);
}

/* The range of everything that the axis can show, in the part of the x axis that is seen. */
static void
find_range (const ThetaChartLayout *self, const ThetaChart *chart, double *min, double *max)
{
  guint end = (guint) fmin (ceil (self->x.max) + 1, chart->count);

  *min = INFINITY;
  *max = -INFINITY;
  for (guint s = 0; s < chart->n_series; s++)
    for (guint i = (guint) floor (self->x.min); i < end; i++)
      {
        double value = chart->series[s].y[i];

        if (!isfinite (value) || (chart->log && value <= 0))
          continue;
        *min = fmin (*min, value);
        *max = fmax (*max, value);
      }
  if (*min <= *max && chart->from_zero && !chart->log)
    {
      *min = fmin (*min, 0);
      *max = fmax (*max, 0);
    }
}

static void
lay_y_axis (ThetaChartLayout *self, const ThetaChart *chart)
{
  ThetaTextStyle style = plain_style (THETA_TEXT_AXIS, FALSE);
  double min, max, widest = 0;
  guint most;

  find_range (self, chart, &min, &max);
  theta_scale_init (&self->y, min, max, chart->log, TRUE);
  most = (guint) CLAMP ((self->bottom - self->top) / 34, self->bottom - self->top >= 66 ? 3 : 2, 7);
  self->y_ticks = theta_scale_ticks (&self->y, most, &self->n_y_ticks, &self->decimals);
  for (guint i = 0; i < self->n_y_ticks; i++)
    {
      g_autofree char *text = theta_text_tick (self->y_ticks[i], self->decimals, chart->log);

      widest = fmax (widest, theta_text_width (NULL, &style, text));
    }
  self->left = fmax (ceil (widest) + 8, chart->least_left);
}

/* Room at the right for the labels of lines that reach the end of the axis. */
static void
lay_labels (ThetaChartLayout *self, const ThetaChart *chart, double width)
{
  ThetaTextStyle name = plain_style (THETA_TEXT_VALUE, TRUE);
  ThetaTextStyle value = plain_style (THETA_TEXT_VALUE, FALSE);
  ThetaTextStyle axis = plain_style (THETA_TEXT_AXIS, FALSE);
  double room;

  for (guint s = 0; s < chart->n_series && chart->count > 0; s++)
    {
      g_autofree char *text = theta_chart_value_text (self, &chart->series[s]);

      self->name_width = fmax (self->name_width,
                               theta_text_width (NULL, &name, chart->series[s].name));
      self->value_width = fmax (self->value_width, theta_text_width (NULL, &value, text));
    }
  self->name_width = ceil (self->name_width);
  self->value_width = ceil (self->value_width);
  room = LABEL_GAP + self->name_width + VALUE_GAP + self->value_width;
  /* Where there are more names than places, the rest are counted in words. */
  if (chart->n_series * THETA_LABEL_DISTANCE > self->bottom - self->top)
    {
      g_autofree char *rest = g_strdup_printf ("and %u more", chart->n_series);

      room = fmax (room, LABEL_GAP + ceil (theta_text_width (NULL, &axis, rest)));
    }
  if (chart->x_label != NULL)
    room = fmax (room, 24 + ceil (theta_text_width (NULL, &axis, chart->x_label)));
  self->right = fmax (self->left + 1, floor (width - fmax (room, chart->least_right)));
}

static void
lay_x_axis (ThetaChartLayout *self)
{
  guint n, most, kept = 0;

  most = (guint) CLAMP ((self->right - self->left) / 56, 2, 8);
  self->x_ticks = theta_scale_ticks (&self->x, most, &n, NULL);
  /* Points are counted: there is nothing at 0.5. */
  for (guint i = 0; i < n; i++)
    if (fabs (self->x_ticks[i] - round (self->x_ticks[i])) < 1e-9)
      self->x_ticks[kept++] = self->x_ticks[i];
  self->n_x_ticks = kept;
}

void
theta_chart_layout_init (ThetaChartLayout *self, const ThetaChart *chart, double width,
                         double height)
{
  *self = (ThetaChartLayout){ .top = TOP };
  self->bottom = fmax (self->top + 1, floor (height - BOTTOM));
  if (chart->count > 0)
    self->past = isnan (chart->cursor)
                     ? chart->count - 1
                     : (guint) CLAMP (round (chart->cursor), 0, chart->count - 1.0);
  self->shown = chart->hovered && chart->count > 0 ? MIN (chart->hover, chart->count - 1)
                                                   : self->past;
  theta_chart_range (chart, &self->x.min, &self->x.max);
  lay_y_axis (self, chart);
  lay_labels (self, chart, width);
  lay_x_axis (self);
}

void
theta_chart_layout_clear (ThetaChartLayout *self)
{
  g_clear_pointer (&self->x_ticks, g_free);
  g_clear_pointer (&self->y_ticks, g_free);
}

double
theta_chart_layout_x (const ThetaChartLayout *self, double index)
{
  return self->left + theta_scale_map (&self->x, index) * (self->right - self->left);
}

double
theta_chart_layout_y (const ThetaChartLayout *self, double value)
{
  double t = isfinite (value) ? theta_scale_map (&self->y, value) : NAN;

  return self->bottom - t * (self->bottom - self->top);
}

void
theta_chart_room (const ThetaChart *self, double width, double height, double *left,
                  double *right)
{
  g_auto (ThetaChartLayout) layout = { 0 };
  ThetaChart alone = *self;

  alone.least_left = alone.least_right = 0;
  theta_chart_layout_init (&layout, &alone, width, height);
  *left = layout.left;
  *right = width - layout.right;
}

double
theta_chart_hit (const ThetaChart *self, double width, double height, double x)
{
  g_auto (ThetaChartLayout) layout = { 0 };
  double t;

  theta_chart_layout_init (&layout, self, width, height);
  t = (x - layout.left) / (layout.right - layout.left);
  return layout.x.min + CLAMP (t, 0, 1) * (layout.x.max - layout.x.min);
}

/* Isotonic regression of y_k − k·distance: pool neighbours that fall over each
 * other into their mean. */
void
theta_chart_spread (double *y, guint n, double distance, double low, double high)
{
  g_autofree double *mean = g_new (double, MAX (n, 1));
  g_autofree guint *size = g_new (guint, MAX (n, 1));
  guint blocks = 0, k = 0;

  if (n == 0)
    return;
  if (n > 1)
    distance = fmin (distance, fmax (0, high - low) / (n - 1));
  for (guint i = 0; i < n; i++)
    {
      mean[blocks] = y[i] - i * distance;
      size[blocks++] = 1;
      while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1])
        {
          guint both = size[blocks - 2] + size[blocks - 1];

          mean[blocks - 2] += (mean[blocks - 1] - mean[blocks - 2]) * size[blocks - 1] / both;
          size[blocks - 2] = both;
          blocks--;
        }
    }
  for (guint b = 0; b < blocks; b++)
    for (guint i = 0; i < size[b]; i++, k++)
      y[k] = fmax (low, fmin (mean[b], high - (n - 1) * distance)) + k * distance;
}
