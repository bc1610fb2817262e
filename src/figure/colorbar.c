/* The colour bar, its histogram, ticks and marker. */
#include "figure/heatmap.h"

#include <math.h>

#include "figure/scale.h"
#include "figure/text-private.h"

#define BAR 12.0    /* height of the bar */
#define BELOW 20.0  /* ticks and their texts */
#define GAP 2.0     /* between histogram and bar */
#define COLUMN 3.0  /* width of a column of the histogram, with 1 of it free */

static void
draw_bar (cairo_t *cr, ThetaColormap map, double y, double width)
{
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0, 0, width, 0);

  for (int i = 0; i <= 32; i++)
    {
      guint32 argb = theta_colormap_argb (map, i / 32.0);

      cairo_pattern_add_color_stop_rgb (pattern, i / 32.0, (argb >> 16 & 255) / 255.0,
                                        (argb >> 8 & 255) / 255.0, (argb & 255) / 255.0);
    }
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, 0, y, width, BAR);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

/* From a value to its place on the bar, 0 … 1 inside. */
static double
place (double value, double min, double max, gboolean is_log)
{
  if (!is_log)
    return (value - min) / (max - min);
  return value > 0 ? log (value / min) / log (max / min) : NAN;
}

guint *
theta_colorbar_counts (double min, double max, gboolean is_log, const float *values, gsize count,
                       guint columns)
{
  guint *counts = g_new0 (guint, columns);

  for (gsize i = 0; i < count; i++)
    {
      double t = place (values[i], min, max, is_log);

      /* Values outside the scale have no colour of their own here. */
      if (t >= 0 && t <= 1)
        counts[MIN ((guint) (t * columns), columns - 1)]++;
    }
  return counts;
}

static void
draw_histogram (cairo_t *cr, double min, double max, gboolean is_log, const float *values,
                gsize count, const ThetaPalette *palette, double width, double height)
{
  guint columns = (guint) fmax (1, floor (width / COLUMN)), most = 0;
  g_autofree guint *counts
      = theta_colorbar_counts (min, max, is_log, values, count, columns);

  for (guint c = 0; c < columns; c++)
    most = MAX (most, counts[c]);
  theta_color_set (cr, theta_color_mix (palette->grid, palette->dim, 0.3), 1);
  for (guint c = 0; c < columns && most > 0; c++)
    {
      double size = counts[c] == 0 ? 0 : fmax (1, round (height * counts[c] / most));

      cairo_rectangle (cr, round (width * c / columns), height - size, COLUMN - 1, size);
    }
  cairo_fill (cr);
}

static void
draw_ticks (cairo_t *cr, double min, double max, gboolean is_log, const ThetaPalette *palette,
            double y, double width)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  ThetaScale scale;
  guint n;
  int decimals;
  double taken = -INFINITY; /* by the texts so far */
  g_autofree double *ticks = NULL;

  theta_scale_init (&scale, min, max, is_log, FALSE);
  ticks = theta_scale_ticks (&scale, (guint) CLAMP (width / 36, 2, 8), &n, &decimals);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = theta_text_tick (ticks[i], decimals, is_log);
      double half = theta_text_width (cr, &style, text) / 2;
      double x = theta_scale_map (&scale, ticks[i]) * width;

      theta_color_set (cr, palette->dim, 0.6);
      cairo_rectangle (cr, CLAMP (floor (x), 0, width - 1), y, 1, 4);
      cairo_fill (cr);
      /* Texts at the ends stay inside. */
      x = CLAMP (x, half, fmax (half, width - half));
      /* Long ones need the room of two. */
      if (x - half < taken)
        continue;
      taken = x + half + 6;
      theta_text_draw (cr, &style, text, x, y + 13, 0.5);
    }
}

static void
draw_marker (cairo_t *cr, double x, double top, double bottom, const ThetaPalette *palette,
             double width)
{
  double at = CLAMP (round (x) - 1, 0, width - 2);

  theta_color_set (cr, palette->background, 1);
  cairo_rectangle (cr, at - 1, top, 4, bottom - top);
  cairo_fill (cr);
  theta_color_set (cr, palette->foreground, 1);
  cairo_rectangle (cr, at, top, 2, bottom - top);
  cairo_fill (cr);
}

/* All entries equal: the bar still needs two ends. */
static void
widen (double *min, double *max, gboolean *is_log)
{
  double middle = *min, half = *min != 0 ? fabs (*min) * 0.05 : 0.5;

  if (*max > *min)
    return;
  *min = middle - half;
  *max = middle + half;
  *is_log = FALSE;
}

void
theta_colorbar_mark (cairo_t *cr, double min, double max, gboolean is_log, double marker,
                     const ThetaPalette *palette, double width, double height)
{
  double y = fmax (0, floor (height - BELOW - BAR));

  if (!(width > 4) || !isfinite (min) || !isfinite (max))
    return;
  widen (&min, &max, &is_log);
  if (isfinite (marker) && marker >= min && marker <= max)
    draw_marker (cr, place (marker, min, max, is_log) * width, fmax (0, y - 18), y + BAR, palette,
                 width);
}

void
theta_colorbar_draw (cairo_t *cr, ThetaColormap map, double min, double max, gboolean is_log,
                     const float *values, gsize count, double marker, const ThetaPalette *palette,
                     double width, double height)
{
  double y = fmax (0, floor (height - BELOW - BAR));
  double room = y - GAP;

  if (!(width > 4) || !isfinite (min) || !isfinite (max))
    return;
  widen (&min, &max, &is_log);
  cairo_save (cr);
  if (!palette->paper)
    {
      theta_color_set (cr, palette->background, 1);
      cairo_rectangle (cr, 0, 0, width, height);
      cairo_fill (cr);
    }
  if (values != NULL && room >= 8)
    draw_histogram (cr, min, max, is_log, values, count, palette, width, room);
  draw_bar (cr, map, y, width);
  draw_ticks (cr, min, max, is_log, palette, y + BAR, width);
  theta_colorbar_mark (cr, min, max, is_log, marker, palette, width, height);
  cairo_restore (cr);
}
