#include "ui/data-pictures.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/draw.h"
#include "ui/measure.h"

#define THUMBNAIL 30
#define GAP 6
#define THUMBNAILS 48
#define HEIGHT 240

static gboolean
is_image (const ThetaDataset *data)
{
  return data->image_width > 0 && (data->image_channels == 1 || data->image_channels == 3);
}

gboolean
theta_data_pictures_can (const ThetaDataset *data)
{
  return is_image (data) || data->x->cols == 2;
}

const char *
theta_data_pictures_title (const ThetaDataset *data)
{
  return is_image (data) ? _ ("Images") : _ ("Points");
}

static ThetaColor
row_color (const ThetaDataset *data, gsize row)
{
  return theta_palette_class (data->labels != NULL ? (guint) data->labels[row] : 0);
}

/* ---- images ---- */

/* One pixel of a row: of one channel grey, dark where the value is large; of three
 * red, green and blue. */
static guint32
pixel_color (const ThetaDataset *data, const double *values, gsize pixel, double most)
{
  guint32 color = 0;

  if (data->image_channels == 1)
    {
      double value = most > 0 ? CLAMP (values[pixel] / most, 0, 1) : 0;

      return (guint32) lround (255 - 225 * value) * 0x010101;
    }
  for (gsize k = 0; k < 3; k++)
    {
      double value = most > 0 ? CLAMP (values[3 * pixel + k] / most, 0, 1) : 0;

      color = color << 8 | (guint32) lround (255 * value);
    }
  return color;
}

/* The row as a picture. */
static cairo_surface_t *
make_image (const ThetaDataset *data, gsize row, double most)
{
  int width = (int) data->image_width, height = (int) data->image_height;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  const double *values = theta_matrix_row (data->x, row);
  int stride = cairo_image_surface_get_stride (surface);
  guchar *pixels = cairo_image_surface_get_data (surface);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      ((guint32 *) (gpointer) (pixels + y * stride))[x]
          = pixel_color (data, values, (gsize) y * width + x, most);
  cairo_surface_mark_dirty (surface);
  return surface;
}

static double
largest_value (const ThetaDataset *data)
{
  double most = 0;

  for (gsize k = 0; k < data->x->rows * data->x->cols; k++)
    most = fmax (most, data->x->data[k]);
  return most;
}

static void
draw_thumbnail (cairo_t *cr, const ThetaDataset *data, gsize row, double most, double x, double y)
{
  cairo_surface_t *image = make_image (data, row, most);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, (double) THUMBNAIL / data->image_width, (double) THUMBNAIL / data->image_height);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, data->image_width, data->image_height);
  cairo_fill (cr);
  cairo_restore (cr);
  theta_color_set (cr, row_color (data, row), 1);
  cairo_rectangle (cr, x, y + THUMBNAIL + 1, THUMBNAIL, 3);
  cairo_fill (cr);
  cairo_surface_destroy (image);
}

static void
draw_images (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  THETA_MEASURED;
  const ThetaDataset *data = user_data;
  int columns = MAX (1, (width + GAP) / (THUMBNAIL + GAP));
  double most = largest_value (data);

  for (gsize row = 0; row < MIN (data->x->rows, THUMBNAILS); row++)
    {
      double x = (double) ((int) row % columns * (THUMBNAIL + GAP));
      double y = (double) ((int) row / columns * (THUMBNAIL + GAP + 4));

      if (y + THUMBNAIL + 4 <= height)
        draw_thumbnail (cr, data, row, most, x, y);
    }
}

/* ---- points ---- */

static void
find_range (const ThetaDataset *data, int column, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (gsize i = 0; i < data->x->rows; i++)
    {
      double value = theta_matrix_row (data->x, i)[column];

      *low = fmin (*low, value);
      *high = fmax (*high, value);
    }
  if (!(*high > *low))
    {
      *low -= 1;
      *high += 1;
    }
}

static void
draw_points (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  THETA_MEASURED;
  const ThetaDataset *data = user_data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  double low[2], high[2], scale, margin = 6;

  find_range (data, 0, &low[0], &high[0]);
  find_range (data, 1, &low[1], &high[1]);
  /* One unit is as long on both axes. */
  scale = fmin ((width - 2 * margin) / (high[0] - low[0]), (height - 2 * margin) / (high[1] - low[1]));
  for (gsize i = 0; i < data->x->rows; i++)
    {
      const double *row = theta_matrix_row (data->x, i);
      double x = width / 2.0 + scale * (row[0] - (low[0] + high[0]) / 2);
      double y = height / 2.0 - scale * (row[1] - (low[1] + high[1]) / 2);

      if (isnan (x) || isnan (y))
        continue;
      theta_color_set (cr, theta_palette_ink (&palette, row_color (data, i), 2.2), 0.85);
      cairo_arc (cr, x, y, 3, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

GtkWidget *
theta_data_pictures_new (ThetaDataset *data)
{
  GtkWidget *area = theta_draw_area_new (theta_data_pictures_title (data),
                                         is_image (data) ? draw_images : draw_points, data);
  g_autofree char *text = is_image (data)
                              ? g_strdup_printf (_ ("The first %u rows as images"),
                                                 (guint) MIN (data->x->rows, THUMBNAILS))
                              : g_strdup_printf (_ ("%u points, a colour for each class"),
                                                 (guint) data->x->rows);

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), HEIGHT);
  theta_draw_describe (area, text);
  g_object_set_data_full (G_OBJECT (area), "theta-data", theta_dataset_ref (data),
                          (GDestroyNotify) theta_dataset_unref);
  return area;
}
