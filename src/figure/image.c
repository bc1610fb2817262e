#include "figure/image.h"

#include <math.h>

/* Rows that are looked at. */
#define ENOUGH 500
/* What is 0 and what is largest, light and dark: the dark paper is a card's. */
#define PAPER 255
#define INK 30
#define DARK_PAPER 54
#define DARK_INK 240

gboolean
theta_image_is (const ThetaDataset *data)
{
  return data->image_width > 0 && (data->image_channels == 1 || data->image_channels == 3);
}

double
theta_image_largest (const ThetaDataset *data)
{
  gsize n = MIN (data->x->rows, ENOUGH);
  double largest = 0;

  for (gsize k = 0; k < n; k++)
    {
      const double *row = theta_matrix_row (data->x, k * data->x->rows / n);

      for (gsize c = 0; c < data->x->cols; c++)
        largest = fmax (largest, row[c]);
    }
  return largest;
}

/* Of one channel grey; of three red, green, blue. */
guint32
theta_image_color (const ThetaDataset *data, const double *values, gsize pixel, double largest,
                   gboolean dark)
{
  double paper = dark ? DARK_PAPER : PAPER, ink = dark ? DARK_INK : INK;
  guint32 color = 0;

  for (gsize k = 0; k < 3; k++)
    {
      gsize at = data->image_channels == 1 ? pixel : 3 * pixel + k;
      double value = largest > 0 ? CLAMP (values[at] / largest, 0, 1) : 0;

      value = data->image_channels == 1 ? paper + (ink - paper) * value : 255 * value;
      color = color << 8 | (guint32) lround (isnan (value) ? 128 : value);
    }
  return color;
}

void
theta_image_draw (cairo_t *cr, const ThetaDataset *data, gsize row, double largest, gboolean dark,
                  double width, double height)
{
  int across = (int) data->image_width, down = (int) data->image_height;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, across, down);
  const double *values = theta_matrix_row (data->x, row);
  guchar *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  double scale = fmin (width / across, height / down);

  cairo_surface_flush (surface);
  for (int y = 0; y < down && pixels != NULL; y++)
    for (int x = 0; x < across; x++)
      ((guint32 *) (gpointer) (pixels + y * stride))[x]
          = theta_image_color (data, values, (gsize) y * (gsize) across + (gsize) x, largest,
                               dark);
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_translate (cr, (width - scale * across) / 2, (height - scale * down) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, across, down);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}
