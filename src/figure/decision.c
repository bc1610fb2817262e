#include "figure/decision.h"

#include <math.h>

#define DOT 2.2        /* radius of a row */
#define LEAST_TINT 0.12 /* of a class where the prediction hangs in the balance */
#define MOST_TINT 0.62

void
theta_decision_area (double width, double height, double *x, double *y, double *side)
{
  *side = floor (fmax (0, fmin (width, height)));
  *x = floor ((width - *side) / 2);
  *y = floor ((height - *side) / 2);
}

static guint32
pixel_of (const ThetaDecision *self, const ThetaPalette *palette, guint k)
{
  double t = LEAST_TINT + (MOST_TINT - LEAST_TINT) * CLAMP (self->certainty[k], 0, 1);
  ThetaColor color = theta_color_mix (palette->background,
                                      theta_palette_class ((guint) MAX (self->classes[k], 0)), t);

  return 0xff000000u | (guint32) lround (color.red * 255) << 16
         | (guint32) lround (color.green * 255) << 8 | (guint32) lround (color.blue * 255);
}

/* The plane as an image with high y above. */
static cairo_surface_t *
plane_image (const ThetaDecision *self, const ThetaPalette *palette)
{
  int side = (int) self->side;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int row = 0; row < side; row++)
    {
      guint32 *line = (guint32 *) (gpointer) (data + (gsize) row * (gsize) stride);

      for (int column = 0; column < side; column++)
        line[column] = pixel_of (self, palette, (guint) ((side - 1 - row) * side + column));
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
draw_plane (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette, double side)
{
  cairo_surface_t *image = plane_image (self, palette);
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (image);
  /* The outermost points lie on the edges, half a pixel of the image further in. */
  double scale = (self->side - 1) / side;
  cairo_matrix_t matrix;

  cairo_matrix_init (&matrix, scale, 0, 0, scale, 0.5, 0.5);
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_PAD);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, 0, 0, side, side);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
  cairo_surface_destroy (image);
}

static void
draw_row (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette, guint i,
          double side)
{
  double x = (self->points[2 * i] - self->x_min) / (self->x_max - self->x_min) * side;
  double y = (self->y_max - self->points[2 * i + 1]) / (self->y_max - self->y_min) * side;
  ThetaColor color = theta_palette_class ((guint) MAX (self->labels[i], 0));

  cairo_arc (cr, x, y, DOT + 1, 0, 2 * G_PI);
  theta_color_set (cr, palette->background, 1);
  cairo_fill (cr);
  cairo_arc (cr, x, y, self->train[i] ? DOT : DOT - 0.2, 0, 2 * G_PI);
  theta_color_set (cr, color, 1);
  if (self->train[i])
    cairo_fill (cr);
  else
    {
      cairo_set_line_width (cr, 1.2);
      cairo_stroke (cr);
    }
}

/* FALSE: no room; else the square is clipped to and stands at the origin, once saved. */
static gboolean
enter_square (cairo_t *cr, double width, double height, double *side)
{
  double x, y;

  theta_decision_area (width, height, &x, &y, side);
  if (*side < 1)
    return FALSE;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rectangle (cr, 0, 0, *side, *side);
  cairo_clip (cr);
  return TRUE;
}

void
theta_decision_draw_plane (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette,
                           double width, double height)
{
  double side;

  if (self->side < 2 || !enter_square (cr, width, height, &side))
    return;
  draw_plane (cr, self, palette, side);
  cairo_restore (cr);
}

void
theta_decision_draw_rows (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette,
                          double width, double height)
{
  double side;

  if (!enter_square (cr, width, height, &side))
    return;
  for (guint i = 0; i < self->rows; i++)
    draw_row (cr, self, palette, i, side);
  cairo_restore (cr);
}

void
theta_decision_draw (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette,
                     double width, double height)
{
  if (self->side < 2)
    return;
  theta_decision_draw_plane (cr, self, palette, width, height);
  theta_decision_draw_rows (cr, self, palette, width, height);
}
