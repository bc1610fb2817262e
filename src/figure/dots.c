#include "figure/dots.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "figure/scale.h"
#include "figure/text-private.h"

#define RADIUS 2.7
#define PITCH 6.0  /* of dots above each other */
#define ROW 36.0   /* in higher rows dots are larger, */
#define MOST 1.5   /* up to this times */
#define HEAD 30.0  /* the ends of the axis */
#define MOST_DECIMALS 6
#define EDGE 4.0   /* the axis starts this far inside: room for half a dot */

/* ---- the axis ---- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

void
theta_dots_axis (ThetaDots *self, double least, double greatest)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  double low = INFINITY, high = -INFINITY, first, third, reach, room;
  ThetaScale scale;

  for (guint r = 0; r < self->n_rows; r++)
    for (guint i = 0; i < self->rows[r].count; i++)
      if (isfinite (self->rows[r].values[i]))
        g_array_append_val (all, self->rows[r].values[i]);
  if (all->len == 0)
    {
      self->min = isnan (least) ? 0 : least;
      self->max = isnan (greatest) ? self->min + 1 : greatest;
      return;
    }
  g_array_sort (all, compare_doubles);
  first = g_array_index (all, double, all->len / 4);
  third = g_array_index (all, double, all->len - 1 - all->len / 4);
  reach = third > first ? 3 * (third - first) : INFINITY;
  for (guint i = 0; i < all->len; i++)
    {
      double value = g_array_index (all, double, i);

      if (value < first - reach || value > third + reach)
        continue;
      low = fmin (low, value);
      high = fmax (high, value);
    }
  /* Ends that differ beyond the digits that are shown would read alike. */
  room = 1e-4 * fmax (fabs (low), fabs (high));
  if (high - low < room)
    {
      low -= room / 2;
      high += room / 2;
    }
  theta_scale_init (&scale, low, high, FALSE, TRUE);
  self->min = isnan (least) ? scale.min : fmax (least, scale.min);
  self->max = isnan (greatest) ? scale.max : fmin (greatest, scale.max);
}

/* Round ends need few digits: as many as tell what both are. */
static int
end_decimals (const ThetaDots *self)
{
  int decimals = 0;

  for (; decimals < MOST_DECIMALS; decimals++)
    {
      double low = self->min * self->factor * pow (10, decimals);
      double high = self->max * self->factor * pow (10, decimals);
      double slack = 1e-6 * fmin (1, high - low);

      if (fabs (round (low) - low) < slack && fabs (round (high) - high) < slack)
        break;
    }
  return decimals;
}

char *
theta_dots_end_text (const ThetaDots *self, gboolean high)
{
  double value = (high ? self->max : self->min) * self->factor;
  int decimals = end_decimals (self);
  /* What needs more is small: three digits and a power of ten. */
  g_autofree char *text = decimals < MOST_DECIMALS ? theta_number_format_fixed (value, decimals)
                                                   : theta_number_format (value, 3);

  return g_strconcat (text, self->unit, NULL);
}

/* ---- a row ---- */

typedef struct
{
  double x;
  int level; /* 0 is on the axis, then +1, −1, +2, −2 … */
} Dot;

static int
compare_dots (gconstpointer a, gconstpointer b)
{
  const Dot *first = a, *second = b;

  return (first->x > second->x) - (first->x < second->x);
}

/* Dots that would cover each other are put above one another, half up and half
 * down, at the middle of their places. */
static void
stack (Dot *dots, guint n, double pitch, int *tallest)
{
  *tallest = 0;
  for (guint first = 0, end; first < n; first = end)
    {
      double sum = 0;
      guint size;

      for (end = first; end < n && dots[end].x - dots[first].x < pitch - 0.5; end++)
        sum += dots[end].x;
      size = end - first;
      for (guint i = first; i < end; i++)
        {
          dots[i].x = sum / size;
          dots[i].level = (int) (2 * (i - first)) - (int) (size - 1);
        }
      *tallest = MAX (*tallest, (int) size);
    }
}

/* What stands at an end of the axis for the folds beyond it, which share one arrow with their
 * mean: newly allocated, NULL where there are none. */
static char *
beyond_text (const ThetaDots *self, const ThetaDotsRow *row, gboolean high)
{
  double sum = 0;
  guint n = 0;
  g_autofree char *number = NULL;

  for (guint i = 0; i < row->count; i++)
    if (high ? row->values[i] > self->max : row->values[i] < self->min)
      {
        sum += row->values[i];
        n++;
      }
  if (n == 0)
    return NULL;
  number = theta_number_format_fixed (sum / n * self->factor,
                                      self->factor >= 100 ? 0 : self->decimals);
  return high ? g_strdup_printf ("%s%s →", number, self->unit)
              : g_strdup_printf ("← %s%s", number, self->unit);
}

/* The words at both ends, and from here on nothing is drawn where they stand: whatever lies below
 * the figure, a tint or the ground of a presentation, stays as it is. */
static void
draw_beyond (cairo_t *cr, const ThetaDots *self, const ThetaDotsRow *row,
             const ThetaPalette *palette, double width, double height, double y)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  double ends[2] = { 0, width };

  for (int high = 0; high < 2; high++)
    {
      g_autofree char *text = beyond_text (self, row, high);

      if (text == NULL)
        continue;
      theta_text_draw (cr, &style, text, high ? width : 0, y, high ? 1 : 0);
      ends[high] = (high ? width : 0)
                   + (high ? -1 : 1) * (theta_text_width (cr, &style, text) + 6);
    }
  cairo_rectangle (cr, ends[0], 0, fmax (ends[1] - ends[0], 0), height);
  cairo_clip (cr);
}

static double
place (const ThetaDots *self, double value, double width)
{
  return EDGE + (value - self->min) / (self->max - self->min) * (width - 2 * EDGE);
}

static void
draw_mean (cairo_t *cr, const ThetaDots *self, const ThetaDotsRow *row, ThetaColor color,
           double width, double y, double growth)
{
  double x;

  if (!(row->mean >= self->min && row->mean <= self->max))
    return;
  x = round (place (self, row->mean, width)) - 1;
  theta_color_set (cr, color, 1);
  cairo_rectangle (cr, x, y - 10 * growth, 2, 20 * growth);
  cairo_fill (cr);
}

void
theta_dots_row_draw (cairo_t *cr, const ThetaDots *self, guint index, const ThetaPalette *palette,
                     double width, double height)
{
  const ThetaDotsRow *row = &self->rows[index];
  g_autofree Dot *dots = g_new (Dot, MAX (row->count, 1));
  ThetaColor color = row->accent ? palette->accent : palette->dim;
  double y = floor (height / 2) + 0.5, growth = CLAMP (height / ROW, 1, MOST);
  double radius = RADIUS * growth, pitch = PITCH * growth;
  guint n = 0;
  int tallest;

  cairo_save (cr);
  draw_beyond (cr, self, row, palette, width, height, y);
  theta_color_set (cr, palette->grid, 1);
  cairo_rectangle (cr, 0, y - 0.5, width, 1);
  cairo_fill (cr);
  for (guint i = 0; i < row->count; i++)
    if (row->values[i] >= self->min && row->values[i] <= self->max)
      dots[n++] = (Dot){ .x = place (self, row->values[i], width) };
  qsort (dots, n, sizeof *dots, compare_dots);
  stack (dots, n, pitch, &tallest);
  /* Stacks too tall for the row are pushed together, not cut. */
  if (tallest > 1)
    pitch = fmin (pitch, (height - 2 * radius - 4) / (tallest - 1));
  theta_color_set (cr, color, 1);
  for (guint i = 0; i < n; i++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, dots[i].x, y + dots[i].level * pitch / 2, radius, 0, 2 * G_PI);
    }
  cairo_fill (cr);
  draw_mean (cr, self, row, row->accent ? palette->accent : palette->foreground, width, y,
             growth);
  cairo_restore (cr);
}

/* ---- all rows ---- */

double
theta_dots_height (const ThetaDots *self)
{
  return HEAD + ROW * self->n_rows;
}

static void
draw_head (cairo_t *cr, const ThetaDots *self, const ThetaPalette *palette, double left,
           double width)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  g_autofree char *low = theta_dots_end_text (self, FALSE);
  g_autofree char *high = theta_dots_end_text (self, TRUE);
  guint folds = 0;
  g_autofree char *middle = NULL;

  for (guint r = 0; r < self->n_rows; r++)
    folds = MAX (folds, self->rows[r].count);
  middle = folds == 1 ? g_strdup ("1 fold") : g_strdup_printf ("%u folds", folds);
  theta_text_draw (cr, &style, low, left, HEAD / 2, 0);
  theta_text_draw (cr, &style, middle, left + width / 2, HEAD / 2, 0.5);
  theta_text_draw (cr, &style, high, left + width, HEAD / 2, 1);
}

static double
value_column (cairo_t *cr, const ThetaDots *self, const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->foreground);
  double widest = 0;

  for (guint r = 0; r < self->n_rows; r++)
    {
      g_autofree char *text
          = theta_number_format_fixed (self->rows[r].mean * self->factor, self->decimals);

      widest = fmax (widest, theta_text_width (cr, &style, text));
    }
  return ceil (widest + theta_text_width (cr, &style, self->unit));
}

static double
name_column (cairo_t *cr, const ThetaDots *self, const ThetaPalette *palette, double width)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_HEAD, TRUE, palette->foreground);
  double widest = 0;

  for (guint r = 0; r < self->n_rows; r++)
    widest = fmax (widest, theta_text_width (cr, &style, self->rows[r].name));
  return ceil (fmin (widest, width * 0.4));
}

static void
draw_row (cairo_t *cr, const ThetaDots *self, guint index, const ThetaPalette *palette,
          double names, double axis, double values, double height)
{
  const ThetaDotsRow *row = &self->rows[index];
  ThetaTextStyle name
      = theta_text_style (palette, THETA_TEXT_HEAD, row->accent, palette->foreground);
  ThetaTextStyle value = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->foreground);
  g_autofree char *number = theta_number_format_fixed (row->mean * self->factor, self->decimals);
  g_autofree char *text = g_strconcat (number, self->unit, NULL);

  theta_text_draw_within (cr, &name, row->name, 0, floor (height / 2), 0, names);
  theta_text_draw (cr, &value, text, names + 18 + axis + 18 + values, floor (height / 2), 1);
  cairo_save (cr);
  cairo_translate (cr, names + 18, 0);
  theta_dots_row_draw (cr, self, index, palette, axis, height);
  cairo_restore (cr);
}

void
theta_dots_draw (cairo_t *cr, const ThetaDots *self, const ThetaPalette *palette, double width,
                 double height)
{
  double names = name_column (cr, self, palette, width), values = value_column (cr, self, palette);
  double axis = fmax (40, floor (width - names - values - 2 * 18));
  double row = self->n_rows > 0 ? floor (fmin (ROW, (height - HEAD) / self->n_rows)) : ROW;

  cairo_save (cr);
  if (!palette->paper)
    {
      theta_color_set (cr, palette->background, 1);
      cairo_rectangle (cr, 0, 0, width, height);
      cairo_fill (cr);
    }
  draw_head (cr, self, palette, names + 18, axis);
  for (guint r = 0; r < self->n_rows; r++)
    {
      cairo_save (cr);
      cairo_translate (cr, 0, HEAD + r * row);
      draw_row (cr, self, r, palette, names, axis, values, row);
      cairo_restore (cr);
    }
  cairo_restore (cr);
}
