#include "ui/start-picture.h"

#include <glib/gi18n.h>
#include <math.h>

#include "experiment/preview.h"
#include "figure/image.h"
#include "ui/data-pictures.h"
#include "ui/draw.h"
#include "ui/measure.h"

typedef struct
{
  ThetaDataset *data;
  ThetaComponents *points; /* NULL: images */
  GtkLabel *note;          /* under it, borrowed: what the data are; or NULL */
  GCancellable *cancellable;
} Picture;

static void
picture_free (gpointer data)
{
  Picture *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->points, theta_components_free);
  g_free (self);
}

/* As many images as fit, with nothing cut off. */
static void
draw_images (const ThetaDataset *data, cairo_t *cr, int width, int height)
{
  const int size = MAX (32, height / 4 / 8 * 8), gap = 6;
  int across = MAX (1, (width + gap) / (size + gap)), down = MAX (1, (height + gap) / (size + gap));
  double peak = theta_image_largest (data);
  int left = (width - across * (size + gap) + gap) / 2, top = (height - down * (size + gap) + gap) / 2;

  for (int k = 0; k < MIN (across * down, (int) data->x->rows); k++)
    {
      g_autoptr (GdkTexture) texture = theta_data_image_texture (data, (gsize) k, peak, size);
      int w = gdk_texture_get_width (texture), h = gdk_texture_get_height (texture);
      cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, w, h);

      gdk_texture_download (texture, cairo_image_surface_get_data (image),
                            (gsize) cairo_image_surface_get_stride (image));
      cairo_surface_mark_dirty (image);
      cairo_save (cr);
      cairo_translate (cr, left + k % across * (size + gap), top + k / across * (size + gap));
      cairo_scale (cr, (double) size / w, (double) size / h);
      cairo_set_source_surface (cr, image, 0, 0);
      cairo_paint (cr);
      cairo_restore (cr);
      cairo_surface_destroy (image);
    }
}

static void
draw_picture (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  THETA_MEASURED;
  const Picture *self = user_data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  ThetaPoints plane;

  if (self->data == NULL)
    return;
  if (self->points == NULL)
    {
      draw_images (self->data, cr, width, height);
      return;
    }
  theta_points_init (&plane, self->points, width, height);
  theta_points_draw (&plane, cr, &palette, self->data, self->points,
                     2.5 * fmax (1, sqrt (height / 200.0)));
}

/* The same with spaces at which no line breaks. */
static char *
keep_together (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strjoinv ("\302\240", words);
}

/* "178 rows · 13 columns · 3 classes", broken between these. */
static char *
say_size (const ThetaDataset *data)
{
  guint n = (guint) data->x->rows, d = (guint) data->x->cols;
  g_autofree char *rows = g_strdup_printf (ngettext ("%u row", "%u rows", n), n);
  g_autofree char *columns = g_strdup_printf (ngettext ("%u column", "%u columns", d), d);
  g_autofree char *classes = g_strdup_printf (
      ngettext ("%u class", "%u classes", data->n_classes), data->n_classes);
  g_autofree char *first = keep_together (rows), *second = keep_together (columns);
  g_autofree char *third = keep_together (classes);

  return g_strjoin ("\302\240· ", first, second, third, NULL);
}

static void
on_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) area = user_data;
  g_autoptr (ThetaComponents) points = NULL;
  g_autoptr (GError) error = NULL;
  ThetaDataset *data = theta_preview_finish (result, &points, &error);
  Picture *self = g_object_get_data (G_OBJECT (area), "theta-picture");

  /* A card without a picture still opens its data. */
  if (data == NULL || self == NULL)
    return;
  self->data = data;
  self->points = g_steal_pointer (&points);
  if (self->note != NULL)
    {
      g_autofree char *text = say_size (data);

      gtk_label_set_label (self->note, text);
      theta_draw_describe (area, text);
    }
  gtk_widget_queue_draw (area);
}

static Picture *
picture_of (GtkWidget *area)
{
  return g_object_get_data (G_OBJECT (area), "theta-picture");
}

GtkWidget *
theta_start_picture_new (const char *name, GtkLabel *note)
{
  Picture *self = g_new0 (Picture, 1);
  GtkWidget *area = theta_draw_area_new (name, draw_picture, self);

  self->note = note;
  self->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (area), "theta-picture", self, picture_free);
  return area;
}

void
theta_start_picture_load (GtkWidget *area, const char *source)
{
  theta_preview_async (source, picture_of (area)->cancellable, on_preview, g_object_ref (area));
}

void
theta_start_picture_set (GtkWidget *area, ThetaDataset *data)
{
  Picture *self = picture_of (area);

  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->points, theta_components_free);
  self->data = data;
  if (data != NULL)
    self->points = theta_components_new (data, FALSE, NULL, NULL);
  gtk_widget_queue_draw (area);
}
