#include "figure/heatmap.h"

#include <math.h>

#define STRIP 5.0      /* thickness of the class strips */
#define STRIP_GAP 3.0  /* between them and the map */
#define FRAME 12.0     /* side of the cross's frame */

/* A unit that lies on whole device pixels. */
static double
snap (double value, double scale)
{
  return round (value * scale) / scale;
}

void
theta_heatmap_area (const ThetaHeatmap *self, double width, double height, double *x, double *y,
                    double *side)
{
  double strips = self->classes != NULL ? STRIP + STRIP_GAP : 0;
  double room = fmax (0, floor (fmin (width, height) - strips));

  *side = room;
  *x = floor (fmax (0, width - room - strips) / 2) + strips;
  *y = floor (fmax (0, height - room - strips) / 2) + strips;
}

gboolean
theta_heatmap_hit (const ThetaHeatmap *self, double width, double height, double x, double y,
                   guint *row, guint *column)
{
  double left, top, side;

  theta_heatmap_area (self, width, height, &left, &top, &side);
  if (self->bins == 0 || x < left || y < top || x >= left + side || y >= top + side)
    return FALSE;
  *row = MIN ((guint) ((y - top) / side * self->bins), self->bins - 1);
  *column = MIN ((guint) ((x - left) / side * self->bins), self->bins - 1);
  return TRUE;
}

/* ---- pixels ---- */

/* PDF and SVG keep the bins themselves: they have no pixels to resample to. */
static gboolean
is_vector (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_group_target (cr));

  return type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG
         || type == CAIRO_SURFACE_TYPE_PS;
}

static void
draw_pixels (cairo_t *cr, const ThetaHeatmap *self, double x, double y, double side, double scale)
{
  guint pixels = is_vector (cr) ? self->bins : (guint) round (side * scale);
  cairo_surface_t *image;

  if (pixels == 0)
    return;
  image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) pixels, (int) pixels);
  if (cairo_surface_status (image) == CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_flush (image);
      theta_heatmap_resample (self, pixels, cairo_image_surface_get_data (image),
                              (gsize) cairo_image_surface_get_stride (image));
      cairo_surface_mark_dirty (image);
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, side / pixels, side / pixels);
      cairo_set_source_surface (cr, image, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_rectangle (cr, 0, 0, pixels, pixels);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  cairo_surface_destroy (image);
}

/* ---- classes ---- */

/* Fills everything but the square, which the pixels fill: the axes can be
 * painted over a picture that is already there. */
static void
draw_background (cairo_t *cr, const ThetaPalette *palette, double width, double height, double x,
                 double y, double side)
{
  cairo_save (cr);
  theta_color_set (cr, palette->background, 1);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_rectangle (cr, x, y, side, side);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* The empty place of a map that is not there yet. */
static void
draw_outline (cairo_t *cr, const ThetaPalette *palette, double x, double y, double side,
              double scale)
{
  double line = 1 / scale;

  theta_color_set (cr, palette->background, 1);
  cairo_rectangle (cr, x, y, side, side);
  if (!palette->paper)
    cairo_fill_preserve (cr);
  cairo_new_path (cr);
  theta_color_set (cr, palette->grid, 1);
  cairo_set_line_width (cr, line);
  cairo_rectangle (cr, x + line / 2, y + line / 2, side - line, side - line);
  cairo_stroke (cr);
}

static void
draw_class (cairo_t *cr, const ThetaHeatmap *self, int class, gboolean columns, guint first,
            guint end, double x, double y, double side, double scale)
{
  double from = snap (side * first / self->bins, scale), to = snap (side * end / self->bins, scale);
  /* One pixel between the blocks, where they are wide enough to spare it. */
  double gap = end < self->bins && to - from > 3 ? 1 : 0;

  if (class < 0)
    return;
  theta_color_set (cr, theta_palette_class ((guint) class), 1);
  if (columns)
    cairo_rectangle (cr, x + from, y - STRIP_GAP - STRIP, to - from - gap, STRIP);
  else
    cairo_rectangle (cr, x - STRIP_GAP - STRIP, y + from, STRIP, to - from - gap);
  cairo_fill (cr);
}

static void
draw_boundary (cairo_t *cr, const ThetaHeatmap *self, gboolean columns, guint at, double x,
               double y, double side, double scale)
{
  double line = fmax (1, round (scale)) / scale;
  double to = snap (side * at / self->bins, scale) - line;

  cairo_set_source_rgba (cr, 1, 1, 1, 0.22);
  if (columns)
    cairo_rectangle (cr, x + to, y, line, side);
  else
    cairo_rectangle (cr, x, y + to, side, line);
  cairo_fill (cr);
}

/* Lines between classes are drawn where classes stand together: not where rows of all
 * classes are mixed, which would be a grid over everything. */
static gboolean
stands_together (const ThetaHeatmap *self, const int *classes)
{
  guint changes = 0;

  for (guint k = 1; k < self->bins; k++)
    changes += classes[k] != classes[k - 1];
  return changes <= 40 || changes * 8 < self->bins;
}

static void
draw_classes (cairo_t *cr, const ThetaHeatmap *self, const int *classes, gboolean columns,
              double x, double y, double side, double scale)
{
  gboolean lines = self->values != NULL && stands_together (self, classes);
  guint first = 0;

  for (guint k = 1; k <= self->bins; k++)
    {
      if (k < self->bins && classes[k] == classes[first])
        continue;
      draw_class (cr, self, classes[first], columns, first, k, x, y, side, scale);
      if (k < self->bins && lines)
        draw_boundary (cr, self, columns, k, x, y, side, scale);
      first = k;
    }
}

/* ---- the cross ---- */

static void
cross_path (cairo_t *cr, double x, double y, double side, double at_x, double at_y)
{
  double half = FRAME / 2;

  cairo_move_to (cr, x, at_y);
  cairo_line_to (cr, at_x - half, at_y);
  cairo_move_to (cr, at_x + half, at_y);
  cairo_line_to (cr, x + side, at_y);
  cairo_move_to (cr, at_x, y);
  cairo_line_to (cr, at_x, at_y - half);
  cairo_move_to (cr, at_x, at_y + half);
  cairo_line_to (cr, at_x, y + side);
  cairo_rectangle (cr, at_x - half, at_y - half, FRAME, FRAME);
}

static void
draw_cross (cairo_t *cr, const ThetaHeatmap *self, double x, double y, double side, double scale)
{
  double half = 0.5 / scale;
  double at_x, at_y;

  if (self->cross_row < 0 || self->cross_column < 0 || self->bins == 0
      || (guint) self->cross_row >= self->bins || (guint) self->cross_column >= self->bins)
    return;
  /* On the middle of a pixel, so that the white line is one sharp pixel. */
  at_x = x + floor (side * (self->cross_column + 0.5) / self->bins * scale) / scale + half;
  at_y = y + floor (side * (self->cross_row + 0.5) / self->bins * scale) / scale + half;
  cairo_save (cr);
  cairo_rectangle (cr, x, y, side, side);
  cairo_clip (cr);
  cross_path (cr, x, y, side, at_x, at_y);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.5);
  cairo_set_line_width (cr, 3);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, fmax (1, round (scale)) / scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
theta_heatmap_draw (cairo_t *cr, const ThetaHeatmap *self, const ThetaPalette *palette,
                    double width, double height, double scale, ThetaLayers layers)
{
  double x, y, side;

  g_return_if_fail (scale > 0);
  theta_heatmap_area (self, width, height, &x, &y, &side);
  x = snap (x, scale);
  y = snap (y, scale);
  side = snap (side, scale);
  if (side <= 0)
    return;
  cairo_save (cr);
  if ((layers & THETA_LAYER_AXES) != 0 && !palette->paper)
    draw_background (cr, palette, width, height, x, y, side);
  if ((layers & THETA_LAYER_PIXELS) != 0 && self->values != NULL && self->bins > 0)
    draw_pixels (cr, self, x, y, side, scale);
  if ((layers & THETA_LAYER_AXES) != 0 && self->values == NULL)
    draw_outline (cr, palette, x, y, side, scale);
  if ((layers & THETA_LAYER_AXES) != 0 && self->classes != NULL && self->bins > 0)
    {
      const int *columns = self->column_classes != NULL ? self->column_classes : self->classes;

      draw_classes (cr, self, self->classes, FALSE, x, y, side, scale);
      draw_classes (cr, self, columns, TRUE, x, y, side, scale);
    }
  if ((layers & THETA_LAYER_OVERLAY) != 0)
    draw_cross (cr, self, x, y, side, scale);
  cairo_restore (cr);
}
