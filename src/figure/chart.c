#include "figure/chart-private.h"

#include <math.h>
#include <stdlib.h>

#include "figure/text-private.h"

#define LINE 2.0      /* width of a line */
#define END_DOT 4.0   /* radius of the dot at the cursor */
#define POINT_DOT 2.5 /* of a point without neighbours */

/* ---- axes ---- */

static void
draw_y_axis (cairo_t *cr, const ThetaChartLayout *layout, const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);

  for (guint i = 0; i < layout->n_y_ticks; i++)
    {
      double y = round (theta_chart_layout_y (layout, layout->y_ticks[i]));
      g_autofree char *text = theta_text_tick (layout->y_ticks[i], layout->decimals, layout->y.log);

      theta_color_set (cr, palette->grid, 1);
      cairo_rectangle (cr, layout->left, y, layout->right - layout->left, 1);
      cairo_fill (cr);
      theta_text_draw (cr, &style, text, layout->left - 8, y + 0.5, 1);
    }
}

static void
draw_x_axis (cairo_t *cr, const ThetaChart *self, const ThetaChartLayout *layout,
             const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  double y = layout->bottom + 14, end = layout->right - 12;

  theta_color_set (cr, theta_color_mix (palette->grid, palette->dim, 0.6), 1);
  cairo_rectangle (cr, layout->left, round (layout->bottom), layout->right - layout->left, 1);
  cairo_fill (cr);
  for (guint i = 0; i < layout->n_x_ticks; i++)
    {
      g_autofree char *text = theta_text_tick (layout->x_ticks[i], 0, FALSE);
      double x = theta_chart_layout_x (layout, layout->x_ticks[i]);

      theta_text_draw (cr, &style, text, x, y, 0.5);
      end = fmax (end, x + theta_text_width (cr, &style, text) / 2);
    }
  if (self->x_label != NULL)
    theta_text_draw (cr, &style, self->x_label, end + 12, y, 0);
}

/* ---- lines ---- */

static void
draw_dot (cairo_t *cr, const ThetaPalette *palette, ThetaColor color, double x, double y,
          double radius, gboolean ring)
{
  if (ring)
    {
      theta_color_set (cr, palette->background, 1);
      cairo_arc (cr, x, y, radius + 1, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  theta_color_set (cr, color, 1);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Points from @first to before @end as one path, broken where they are absent;
 * points closer than a fraction of a pixel are left out of long series. */
static void
series_path (cairo_t *cr, const ThetaSeries *series, const ThetaChartLayout *layout, guint first,
             guint end)
{
  double last_x = NAN, last_y = NAN;

  for (guint i = first; i < end; i++)
    {
      double x = theta_chart_layout_x (layout, i);
      double y = theta_chart_layout_y (layout, series->y[i]);
      gboolean ends = i + 1 == end || isnan (theta_chart_layout_y (layout, series->y[i + 1]));

      if (isnan (y))
        {
          last_x = NAN;
          continue;
        }
      if (isnan (last_x))
        cairo_move_to (cr, x, y);
      else if (!ends && fabs (x - last_x) + fabs (y - last_y) < 0.3)
        continue;
      else
        cairo_line_to (cr, x, y);
      last_x = x;
      last_y = y;
    }
}

/* A line needs two neighbours; what has none would not be seen. */
static void
draw_lone_points (cairo_t *cr, const ThetaChart *self, const ThetaSeries *series,
                  const ThetaChartLayout *layout, const ThetaPalette *palette, ThetaColor color)
{
  for (guint i = 0; i < self->count; i++)
    {
      double y = theta_chart_layout_y (layout, series->y[i]);
      gboolean before = i > 0 && !isnan (theta_chart_layout_y (layout, series->y[i - 1]));
      gboolean after = i + 1 < self->count
                       && !isnan (theta_chart_layout_y (layout, series->y[i + 1]));

      if (!isnan (y) && !before && !after)
        draw_dot (cr, palette, color, theta_chart_layout_x (layout, i), y, POINT_DOT, FALSE);
    }
}

/* Whether point @i is in the part of the axis that is shown. */
static gboolean
is_seen (const ThetaChartLayout *layout, double i)
{
  return i >= layout->x.min && i <= layout->x.max;
}

/* What lies beyond the part that is shown is not drawn over the labels beside it. */
static void
clip_plot (cairo_t *cr, const ThetaChart *self, const ThetaChartLayout *layout)
{
  double whole = self->count > 0 ? self->count - 1.0 : 0;

  if (layout->x.min <= 0 && layout->x.max >= whole)
    return;
  cairo_rectangle (cr, layout->left, layout->top - 6, layout->right - layout->left,
                   layout->bottom - layout->top + 12);
  cairo_clip (cr);
}

static void
draw_series (cairo_t *cr, const ThetaChart *self, const ThetaSeries *series,
             const ThetaChartLayout *layout, const ThetaPalette *palette)
{
  static const double dashes[] = { 5, 3 };
  ThetaColor color = theta_palette_ink (palette, series->color, 2.2);

  cairo_save (cr);
  clip_plot (cr, self, layout);
  cairo_set_line_width (cr, LINE);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (series->dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  /* What comes after the cursor is there, but it is not what is written. */
  series_path (cr, series, layout, layout->past, self->count);
  theta_color_set (cr, color, 0.35);
  cairo_stroke (cr);
  series_path (cr, series, layout, 0, layout->past + 1);
  theta_color_set (cr, color, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_lone_points (cr, self, series, layout, palette, color);
  cairo_restore (cr);
}

static void
draw_cursor (cairo_t *cr, const ThetaChart *self, const ThetaChartLayout *layout,
             const ThetaPalette *palette)
{
  double x = isnan (self->cursor) ? layout->past : self->cursor;

  /* At the end of the axis of a finished run it would say nothing. */
  if ((isnan (self->cursor) && layout->past >= layout->x.max) || !is_seen (layout, x))
    return;
  theta_color_set (cr, theta_color_mix (palette->grid, palette->dim, 0.6), 1);
  cairo_rectangle (cr, round (theta_chart_layout_x (layout, x)), layout->top - 6, 1,
                   layout->bottom - layout->top + 6);
  cairo_fill (cr);
}

/* The point that is read, with its number over the ticks of the axis. */
static void
draw_hover (cairo_t *cr, const ThetaChart *self, const ThetaChartLayout *layout,
            const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, TRUE, palette->foreground);
  g_autofree char *text = NULL;
  double x, width;

  if (!self->hovered || !is_seen (layout, layout->shown))
    return;
  text = theta_text_tick (layout->shown, 0, FALSE);
  width = theta_text_width (cr, &style, text);
  x = round (theta_chart_layout_x (layout, layout->shown));
  theta_color_set (cr, palette->dim, 1);
  cairo_rectangle (cr, x, layout->top - 6, 1, layout->bottom - layout->top + 6);
  cairo_fill (cr);
  theta_color_set (cr, palette->background, 1);
  cairo_rectangle (cr, x - width / 2 - 8, layout->bottom + 5, width + 16, 18);
  cairo_fill (cr);
  theta_text_draw (cr, &style, text, x, layout->bottom + 14, 0.5);
}

/* ---- labels ---- */

typedef struct
{
  const ThetaSeries *series;
  guint index;
  double y;      /* where the label stands */
  double wanted; /* where the line ends */
  double weight; /* which labels stay when not all fit */
} Label;

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  const Label *first = a, *second = b;

  if (first->weight != second->weight)
    return first->weight > second->weight ? -1 : 1;
  return first->index < second->index ? -1 : 1;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Label *first = a, *second = b;

  if (first->wanted != second->wanted)
    return first->wanted < second->wanted ? -1 : 1;
  return first->index < second->index ? -1 : 1;
}

/* Where the line of @series ends: its last value that can be shown in the part that is seen. */
static double
end_of (const ThetaChart *self, const ThetaSeries *series, const ThetaChartLayout *layout)
{
  for (guint i = (guint) fmin (floor (layout->x.max) + 1, self->count);
       i-- > (guint) floor (layout->x.min);)
    {
      double y = theta_chart_layout_y (layout, series->y[i]);

      if (!isnan (y))
        return y;
    }
  return NAN;
}

static guint
collect_labels (const ThetaChart *self, const ThetaChartLayout *layout, Label *labels)
{
  guint n = 0;

  for (guint s = 0; s < self->n_series; s++)
    {
      const ThetaSeries *series = &self->series[s];
      double end = end_of (self, series, layout), value = series->y[layout->shown];

      /* A series that is never there has no end to write at; one whose values a
       * log axis cannot show is written at the axis. */
      if (isnan (end))
        {
          if (!isfinite (value))
            continue;
          end = layout->bottom;
        }
      labels[n++] = (Label){ .series = series, .index = s, .wanted = end,
                             .weight = isfinite (value) ? fabs (value) : -1 };
    }
  return n;
}

/* A grid line through a number reads like another number. */
static void
draw_halo (cairo_t *cr, const ThetaPalette *palette, double x, double y, double width)
{
  theta_color_set (cr, palette->background, 1);
  cairo_rectangle (cr, x - 2, y - 7, width + 4, 14);
  cairo_fill (cr);
}

static void
draw_label (cairo_t *cr, const Label *label, const ThetaChartLayout *layout,
            const ThetaPalette *palette, double x)
{
  const ThetaSeries *series = label->series;
  ThetaTextStyle name = theta_text_style (palette, THETA_TEXT_VALUE, TRUE,
                                          theta_palette_ink (palette, series->color, 3.6));
  ThetaTextStyle value = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->foreground);
  g_autofree char *text = theta_chart_value_text (layout, series);
  double end = x + layout->name_width + 12 + layout->value_width;
  double width = theta_text_width (cr, &value, text);

  draw_halo (cr, palette, x, label->y, theta_text_width (cr, &name, series->name));
  draw_halo (cr, palette, end - width, label->y, width);
  theta_text_draw (cr, &name, series->name, x, label->y, 0);
  theta_text_draw (cr, &value, text, end, label->y, 1);
}

/* Not all names fit: the largest values keep theirs, and the rest are counted. */
static void
draw_rest (cairo_t *cr, guint rest, double x, double y, const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  g_autofree char *text = g_strdup_printf ("and %u more", rest);

  theta_text_draw (cr, &style, text, x, y, 0);
}

static void
draw_labels (cairo_t *cr, const ThetaChart *self, const ThetaChartLayout *layout,
             const ThetaPalette *palette)
{
  g_autofree Label *labels = g_new0 (Label, MAX (self->n_series, 1));
  g_autofree double *y = g_new0 (double, MAX (self->n_series, 1));
  guint all = collect_labels (self, layout, labels), n = all;
  guint room = (guint) ((layout->bottom - 10 - layout->top) / THETA_LABEL_DISTANCE) + 1;
  double low = layout->top, high = layout->bottom - 10; /* above the axis */
  double end = CLAMP (self->count - 1.0, layout->x.min, layout->x.max);
  double x = round (theta_chart_layout_x (layout, end)) + 14;

  if (all > room)
    {
      qsort (labels, all, sizeof *labels, compare_weights);
      n = MAX (room, 2) - 1;
      high -= THETA_LABEL_DISTANCE;
      draw_rest (cr, all - n, x, layout->bottom - 10, palette);
    }
  qsort (labels, n, sizeof *labels, compare_places);
  for (guint i = 0; i < n; i++)
    y[i] = labels[i].wanted;
  theta_chart_spread (y, n, THETA_LABEL_DISTANCE, low, high);
  for (guint i = 0; i < n; i++)
    {
      labels[i].y = y[i];
      draw_label (cr, &labels[i], layout, palette, x);
    }
}

static void
draw_end_dots (cairo_t *cr, const ThetaChart *self, const ThetaChartLayout *layout,
               const ThetaPalette *palette)
{
  double x = theta_chart_layout_x (layout, layout->shown);

  if (!is_seen (layout, layout->shown))
    return;
  for (guint s = 0; s < self->n_series; s++)
    {
      const ThetaSeries *series = &self->series[s];
      double y = theta_chart_layout_y (layout, series->y[layout->shown]);

      if (!isnan (y))
        draw_dot (cr, palette, theta_palette_ink (palette, series->color, 2.2), x, y, END_DOT,
                  TRUE);
    }
}

void
theta_chart_draw (cairo_t *cr, const ThetaChart *self, const ThetaPalette *palette, double width,
                  double height)
{
  g_auto (ThetaChartLayout) layout = { 0 };

  theta_chart_layout_init (&layout, self, width, height);
  cairo_save (cr);
  if (!palette->paper)
    {
      theta_color_set (cr, palette->background, 1);
      cairo_rectangle (cr, 0, 0, width, height);
      cairo_fill (cr);
    }
  draw_y_axis (cr, &layout, palette);
  draw_x_axis (cr, self, &layout, palette);
  if (self->count > 0)
    {
      draw_cursor (cr, self, &layout, palette);
      draw_hover (cr, self, &layout, palette);
      for (guint s = 0; s < self->n_series; s++)
        draw_series (cr, self, &self->series[s], &layout, palette);
      draw_end_dots (cr, self, &layout, palette);
      draw_labels (cr, self, &layout, palette);
    }
  cairo_restore (cr);
}
