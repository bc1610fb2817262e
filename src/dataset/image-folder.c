/* A folder with one sub-folder of images per class, by gdk-pixbuf.  Every image
 * gets the first one's size; transparency is laid on white; grey where all are
 * grey, else red, green and blue. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "base/error.h"
#include "dataset/rows-private.h"

#define MAX_PIXELS 100000000 /* of one file, before it is scaled */

typedef struct
{
  const char *folder;
  GPtrArray *classes, *paths; /* of char * */
  GArray *labels;             /* of int, for each path */
  int width, height;          /* 0 until the first image */
  guchar *pixels, *next;      /* red, green, blue of each; where the next goes */
  gboolean colored;
  guint scaled;
} Images;

static void
images_clear (Images *self)
{
  g_ptr_array_unref (self->classes);
  g_ptr_array_unref (self->paths);
  g_array_unref (self->labels);
  g_free (self->pixels);
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What stands in @folder in byte order, hidden things left out: folders or files. */
static GPtrArray *
list (const char *folder, gboolean folders)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) open = g_dir_open (folder, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (*name != '.' && g_file_test (path, G_FILE_TEST_IS_DIR) == folders)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_bytes);
  return names;
}

/* Whether the name ends as images do that gdk-pixbuf reads. */
static gboolean
is_image_name (const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();

  for (GSList *k = formats; dot != NULL && k != NULL; k = k->next)
    {
      g_auto (GStrv) extensions = gdk_pixbuf_format_get_extensions (k->data);

      for (guint e = 0; extensions[e] != NULL; e++)
        if (g_ascii_strcasecmp (extensions[e], dot + 1) == 0)
          return TRUE;
    }
  return FALSE;
}

gboolean
theta_images_knows (const char *folder)
{
  g_autoptr (GPtrArray) classes = list (folder, TRUE);

  for (guint c = 0; c < classes->len; c++)
    {
      g_autofree char *path = g_build_filename (folder, classes->pdata[c], NULL);
      g_autoptr (GPtrArray) files = list (path, FALSE);

      if (files->len > 0 && is_image_name (files->pdata[0]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
list_images (Images *self, GError **error)
{
  g_autoptr (GPtrArray) classes = list (self->folder, TRUE);

  for (guint c = 0; c < classes->len; c++)
    {
      g_autofree char *path = g_build_filename (self->folder, classes->pdata[c], NULL);
      g_autofree char *name = g_utf8_make_valid (classes->pdata[c], -1);
      g_autoptr (GPtrArray) files = list (path, FALSE);
      int label = (int) c;

      if (files->len == 0)
        {
          theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                              "the folder holds no image; expected one folder of images for each "
                              "class");
          return FALSE;
        }
      for (guint k = 0; k < files->len; k++)
        {
          g_ptr_array_add (self->paths, g_build_filename (path, files->pdata[k], NULL));
          g_array_append_val (self->labels, label);
        }
      g_ptr_array_add (self->classes, g_steal_pointer (&name));
    }
  return TRUE;
}

/* The first image says how large all are. */
static gboolean
take_size (Images *self, const char *path, const GdkPixbuf *image, GError **error)
{
  int width = gdk_pixbuf_get_width (image), height = gdk_pixbuf_get_height (image);

  if (self->width == 0)
    {
      if ((gint64) width * height > THETA_DATASET_MAX_COLUMNS)
        {
          theta_set_error_at (error, THETA_ERROR_SHAPE, path, 0, 0,
                              "the image has %d × %d pixels, a column each; expected at most 65536 "
                              "columns (256 × 256 in grey): make the images smaller",
                              width, height);
          return FALSE;
        }
      self->width = width;
      self->height = height;
    }
  self->scaled += width != self->width || height != self->height;
  return TRUE;
}

/* The pixels of @image, which has the common size, on white. */
static gboolean
append (Images *self, const char *path, const GdkPixbuf *image, GError **error)
{
  const guchar *pixels = gdk_pixbuf_read_pixels (image);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (image);
  int channels = gdk_pixbuf_get_n_channels (image);

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      {
        const guchar *from = pixels + (gsize) y * stride + (gsize) (x * channels);
        guint alpha = channels == 4 ? from[3] : 255;
        guchar *to = self->next;

        for (guint c = 0; c < 3; c++)
          to[c] = (guchar) ((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
        self->colored = self->colored || to[0] != to[1] || to[0] != to[2];
        self->next += 3;
      }
  if (!self->colored || self->width * self->height * 3 <= THETA_DATASET_MAX_COLUMNS)
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_SHAPE, path, 0, 0,
                      "the image has %d × %d pixels in colour, three columns each; expected at "
                      "most 65536 columns (147 × 147): make the images smaller",
                      self->width, self->height);
  return FALSE;
}

static gboolean
fail_memory (const char *path, GError **error)
{
  theta_set_error_at (error, THETA_ERROR_MEMORY, path, 0, 0,
                      "the images do not fit into memory; make them smaller or take fewer "
                      "(Dataset.TrainLimit)");
  return FALSE;
}

/* The image as its file holds it. */
static GdkPixbuf *
load_image (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *why = NULL;
  GdkPixbuf *image;
  int width, height;

  /* A few bytes can announce more pixels than there is memory. */
  if (gdk_pixbuf_get_file_info (path, &width, &height) != NULL
      && (gint64) width * height > MAX_PIXELS)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, path, 0, 0,
                          "the image has %d × %d pixels; expected at most %d million: make it "
                          "smaller",
                          width, height, MAX_PIXELS / 1000000);
      return NULL;
    }
  image = gdk_pixbuf_new_from_file (path, &local);
  if (image != NULL)
    return image;
  why = theta_bytes_show_name (local->message);
  theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                      "the image cannot be read (%s); expected only images in the folder of a class",
                      why);
  return NULL;
}

/* The next of @count images. */
static gboolean
take_image (Images *self, const char *path, gsize count, GError **error)
{
  g_autoptr (GdkPixbuf) raw = load_image (path, error), image = NULL, scaled = NULL;

  if (raw == NULL)
    return FALSE;
  image = gdk_pixbuf_apply_embedded_orientation (raw);
  if (!take_size (self, path, image, error))
    return FALSE;
  if (self->pixels == NULL)
    self->next = self->pixels = g_try_malloc_n (count, 3 * (gsize) (self->width * self->height));
  scaled = gdk_pixbuf_scale_simple (image, self->width, self->height, GDK_INTERP_BILINEAR);
  if (self->pixels == NULL || scaled == NULL)
    return fail_memory (path, error);
  return append (self, path, scaled, error);
}

static void
fill (const Images *self, ThetaDataset *data)
{
  guint step = self->colored ? 1 : 3;

  for (gsize k = 0; k < data->x->rows * data->x->cols; k++)
    data->x->data[k] = self->pixels[k * step];
  if (self->scaled > 0)
    g_ptr_array_add (
        data->findings,
        theta_finding_new (THETA_FINDING_OTHER,
                           g_strdup_printf (self->scaled == 1 ? "%u image was scaled"
                                                              : "%u images were scaled",
                                            self->scaled),
                           g_strdup_printf ("They have another size than the first image, %d × %d "
                                            "pixels, which all were given; proportions may have "
                                            "changed.",
                                            self->width, self->height)));
}

/* Reads the images of the rows of @data. */
static gboolean
read_all (Images *self, ThetaDataset *data, gsize rows, GCancellable *cancellable, GError **error)
{
  ThetaRowsShape shape = { .file = self->folder, .rows = rows };

  for (gsize i = 0; i < rows; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !take_image (self, self->paths->pdata[data->rows[i] - 1], rows, error))
      return FALSE;
  shape.width = (guint) self->width;
  shape.height = (guint) self->height;
  shape.channels = self->colored ? 3 : 1;
  shape.columns = (guint64) shape.width * shape.height * shape.channels;
  if (!theta_rows_allocate (data, &shape, error))
    return FALSE;
  fill (self, data);
  return TRUE;
}

ThetaDataset *
theta_images_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                   GError **error)
{
  Images self = { .folder = path, .labels = g_array_new (FALSE, FALSE, sizeof (int)) };
  ThetaDatasetOptions first = *options;
  g_autoptr (ThetaDataset) data = NULL;
  gsize rows;

  first.missing = THETA_MISSING_REFUSE; /* nothing can be missing */
  self.classes = g_ptr_array_new_with_free_func (g_free);
  self.paths = g_ptr_array_new_with_free_func (g_free);
  if (list_images (&self, error))
    {
      rows = self.paths->len;
      g_ptr_array_add (self.classes, NULL);
      data = theta_rows_plan (path, &rows, g_memdup2 (self.labels->data, rows * sizeof (int)),
                              g_strdupv ((char **) self.classes->pdata), "folder", &first, error);
      if (data != NULL && !read_all (&self, data, rows, cancellable, error))
        g_clear_pointer (&data, theta_dataset_unref);
    }
  images_clear (&self);
  return data != NULL ? theta_rows_finish (g_steal_pointer (&data), path, &first, error) : NULL;
}
