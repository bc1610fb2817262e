#include "ui/data-pictures.h"

#include <math.h>

#include "figure/image.h"
#include "ui/draw.h"

#define MARGIN 8

static void
put_pixel (guchar *to, const ThetaDataset *data, const double *values, gsize pixel, double peak)
{
  guint32 color = theta_image_color (data, values, pixel, peak, theta_draw_is_dark ());

  for (guint k = 0; k < 3; k++)
    to[k] = (guchar) (color >> (16 - 8 * k) & 255);
}

GdkTexture *
theta_data_image_texture (const ThetaDataset *data, gsize row, double peak, int size)
{
  gsize width = data->image_width, height = data->image_height;
  gsize times = MAX (1, ((gsize) size + MAX (width, height) - 1) / MAX (width, height));
  gsize stride = width * times * 3;
  guchar *pixels = g_malloc (stride * height * times);
  const double *values = theta_matrix_row (data->x, row);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize y = 0; y < height * times; y++)
    for (gsize x = 0; x < width * times; x++)
      put_pixel (pixels + y * stride + 3 * x, data, values, y / times * width + x / times, peak);
  bytes = g_bytes_new_take (pixels, stride * height * times);
  return gdk_memory_texture_new ((int) (width * times), (int) (height * times), GDK_MEMORY_R8G8B8,
                                 bytes, stride);
}

/* ---- points ---- */

static void
find_range (const double *values, guint n, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (guint k = 0; k < n; k++)
    {
      *low = fmin (*low, values[k]);
      *high = fmax (*high, values[k]);
    }
  if (!(*high >= *low))
    *low = *high = 0;
}

void
theta_points_init (ThetaPoints *self, const ThetaComponents *points, int width, int height)
{
  double low[2], high[2], across, up;

  *self = (ThetaPoints) { 1, width / 2.0, height / 2.0 };
  if (points == NULL)
    return;
  find_range (points->x, points->n, &low[0], &high[0]);
  find_range (points->y, points->n, &low[1], &high[1]);
  across = high[0] > low[0] ? (width - 2 * MARGIN) / (high[0] - low[0]) : INFINITY;
  up = high[1] > low[1] ? (height - 2 * MARGIN) / (high[1] - low[1]) : INFINITY;
  self->scale = fmin (across, up);
  if (!isfinite (self->scale) || self->scale <= 0)
    self->scale = 1;
  self->x -= self->scale * (low[0] + high[0]) / 2;
  self->y += self->scale * (low[1] + high[1]) / 2;
}

void
theta_points_map (const ThetaPoints *self, double x, double y, double *to_x, double *to_y)
{
  *to_x = self->x + self->scale * x;
  *to_y = self->y - self->scale * y;
}

void
theta_points_draw (const ThetaPoints *self, cairo_t *cr, const ThetaPalette *palette,
                  const ThetaDataset *data, const ThetaComponents *points, double radius)
{
  for (guint k = 0; k < points->n; k++)
    {
      guint c = data->labels != NULL ? (guint) data->labels[points->rows[k]] : 0;
      double x, y;

      theta_points_map (self, points->x[k], points->y[k], &x, &y);
      if (isnan (x) || isnan (y))
        continue;
      theta_color_set (cr, theta_palette_ink (palette, theta_palette_class (c), 2.2), 0.8);
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}
