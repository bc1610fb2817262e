#include "figure/eigenvalues.h"

#include <math.h>

#include "figure/scale.h"
#include "figure/text-private.h"

#define LEAST 1e-12
#define BELOW 20.0 /* texts of the x axis */
#define BESIDE 6.0 /* between the texts of the y axis and the lines */

typedef struct
{
  ThetaScale x, y;
  double left, right, bottom;
} Axes;

/* FALSE where no value is positive. */
static gboolean
find_range (const ThetaEigenvalueLine *lines, guint n, double *low, double *high, guint *count)
{
  *high = 0;
  *count = 2;
  for (guint i = 0; i < n; i++)
    {
      if (lines[i].count > 0)
        *high = fmax (*high, lines[i].values[0]);
      *count = MAX (*count, lines[i].count);
    }
  *low = *high;
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < lines[i].count; k++)
      if (lines[i].values[k] > LEAST * *high)
        *low = fmin (*low, lines[i].values[k]);
  return *high > 0;
}

static void
draw_y_axis (cairo_t *cr, Axes *axes, const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  guint n;
  int decimals;
  g_autofree double *ticks = theta_scale_ticks (&axes->y, (guint) CLAMP (axes->bottom / 24, 2, 5),
                                                &n, &decimals);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = theta_text_tick (ticks[i], decimals, TRUE);

      axes->left = fmax (axes->left, ceil (theta_text_width (cr, &style, text)) + BESIDE);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = theta_text_tick (ticks[i], decimals, TRUE);
      double y = round (axes->bottom * (1 - theta_scale_map (&axes->y, ticks[i])));

      theta_color_set (cr, palette->grid, 1);
      cairo_rectangle (cr, axes->left, y, axes->right - axes->left, 1);
      cairo_fill (cr);
      theta_text_draw (cr, &style, text, axes->left - BESIDE, CLAMP (y, 6, axes->bottom - 4), 1);
    }
}

static void
draw_x_axis (cairo_t *cr, const Axes *axes, const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  guint n;
  int decimals;
  g_autofree double *ticks = theta_scale_ticks (&axes->x, 4, &n, &decimals);

  theta_color_set (cr, theta_color_mix (palette->grid, palette->dim, 0.6), 1);
  cairo_rectangle (cr, axes->left, axes->bottom, axes->right - axes->left, 1);
  cairo_fill (cr);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = theta_text_tick (ticks[i], 0, TRUE);
      double half = theta_text_width (cr, &style, text) / 2;
      double x = axes->left + (axes->right - axes->left) * theta_scale_map (&axes->x, ticks[i]);

      theta_text_draw (cr, &style, text, fmin (x, axes->right - half), axes->bottom + 13, 0.5);
    }
}

static void
draw_line (cairo_t *cr, const Axes *axes, const ThetaEigenvalueLine *line, double low)
{
  for (guint k = 0; k < line->count && line->values[k] >= low; k++)
    cairo_line_to (cr,
                   axes->left + (axes->right - axes->left) * theta_scale_map (&axes->x, k + 1.0),
                   axes->bottom * (1 - theta_scale_map (&axes->y, line->values[k])));
  theta_color_set (cr, line->color, 1);
  cairo_set_line_width (cr, line->strong ? 2.5 : 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}

void
theta_eigenvalues_draw (cairo_t *cr, const ThetaEigenvalueLine *lines, guint n,
                        const ThetaPalette *palette, double width, double height)
{
  Axes axes = { .left = 0, .right = width, .bottom = floor (height - BELOW) };
  double low, high;
  guint count;

  if (!find_range (lines, n, &low, &high, &count) || axes.bottom < 20)
    return;
  cairo_save (cr);
  theta_scale_init (&axes.x, 1, count, TRUE, FALSE);
  theta_scale_init (&axes.y, low, high * 1.2, TRUE, FALSE);
  draw_y_axis (cr, &axes, palette);
  draw_x_axis (cr, &axes, palette);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      if (lines[i].strong == (pass == 1))
        draw_line (cr, &axes, &lines[i], low);
  cairo_restore (cr);
}
