#include "figure/export-private.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

#include "base/error.h"

#define POINTS 0.75    /* a unit in points */
#define PNG_SCALE 2.0

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

cairo_surface_t *
theta_export_pdf_new (GByteArray *bytes, const char *title, double width, double height)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (collect, bytes, width, height);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  /* cairo would write the time of day: two reports of one run would differ. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, "");
  return surface;
}

static gboolean
write_file (const char *path, const void *data, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents (path, data, (gssize) length, &local))
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_IO, path, 0, 0, "cannot be written: %s",
                      theta_error_cause (local));
  return FALSE;
}

static gboolean
check_surface (cairo_surface_t *surface, const char *path, GError **error)
{
  cairo_status_t status = cairo_surface_status (surface);

  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_IO, path, 0, 0, "the drawing failed: %s",
                      cairo_status_to_string (status));
  return FALSE;
}

gboolean
theta_export_finish (cairo_surface_t *surface, GByteArray *bytes, const char *path, GError **error)
{
  gboolean good;

  cairo_surface_finish (surface);
  good = check_surface (surface, path, error);
  cairo_surface_destroy (surface);
  return good && write_file (path, bytes->data, bytes->len, error);
}

/* ---- SVG ---- */

static const char *const numbered[] = { "surface", "image", "source", "mask" };

/* The length of an identifier such as "image12" at @text, 0 for none;
 * *@prefix: that of its name. */
static gsize
identifier_at (const char *text, gsize *prefix)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbered); i++)
    {
      gsize length = strlen (numbered[i]), digits;

      if (strncmp (text, numbered[i], length) != 0)
        continue;
      digits = strspn (text + length, "0123456789");
      if (digits == 0 || (text[length + digits] != '"' && text[length + digits] != ')'))
        continue;
      *prefix = length;
      return length + digits;
    }
  return 0;
}

char *
theta_export_renumber (const char *svg)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) out = g_string_sized_new (strlen (svg));

  for (const char *p = svg; *p != '\0';)
    {
      gsize prefix = 0;
      /* Only where an identifier may stand: id="…", "#…", url(#…). */
      gsize length = p > svg && (p[-1] == '#' || (p - svg >= 4 && strncmp (p - 4, "id=\"", 4) == 0))
                         ? identifier_at (p, &prefix)
                         : 0;
      g_autofree char *name = g_strndup (p, length);
      const char *other;

      if (length == 0)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      other = g_hash_table_lookup (names, name);
      if (other == NULL)
        {
          char *fresh = g_strdup_printf ("%.*s%u", (int) prefix, p, g_hash_table_size (names) + 1);

          g_hash_table_insert (names, g_steal_pointer (&name), fresh);
          other = fresh;
        }
      g_string_append (out, other);
      p += length;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* ---- files ---- */

typedef struct
{
  const char *path, *title;
  double width, height, scale;
  ThetaExportFunc draw;
  gconstpointer data;
} Job;

static gboolean
write_pdf (const Job *job, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface
      = theta_export_pdf_new (bytes, job->title, job->width * POINTS, job->height * POINTS);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, POINTS, POINTS);
  job->draw (cr, job->width, job->height, 1, job->data);
  cairo_show_page (cr);
  cairo_destroy (cr);
  return theta_export_finish (surface, bytes, job->path, error);
}

static gboolean
write_svg (const Job *job, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = NULL;
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (
      collect, bytes, job->width * POINTS, job->height * POINTS);
  cairo_t *cr = cairo_create (surface);
  gboolean good;

  cairo_scale (cr, POINTS, POINTS);
  job->draw (cr, job->width, job->height, 1, job->data);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  good = check_surface (surface, job->path, error);
  cairo_surface_destroy (surface);
  if (!good)
    return FALSE;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  text = theta_export_renumber ((const char *) bytes->data);
  return write_file (job->path, text, strlen (text), error);
}

static gboolean
write_png (const Job *job, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (job->width * job->scale),
                                    (int) (job->height * job->scale));
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, job->scale, job->scale);
  job->draw (cr, job->width, job->height, job->scale, job->data);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  return theta_export_finish (surface, bytes, job->path, error);
}

static const struct
{
  const char *ending;
  gboolean (*write) (const Job *, GError **);
} kinds[] = { { "pdf", write_pdf }, { "svg", write_svg }, { "png", write_png } };

gboolean
theta_export_file (const char *path, const char *title, double width, double height, double scale,
                   ThetaExportFunc draw, gconstpointer data, GError **error)
{
  const char *dot = strrchr (path, '.');
  Job job = { path, title, width, height, scale, draw, data };

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (dot + 1, kinds[i].ending) == 0)
      return kinds[i].write (&job, error);
  theta_set_error_at (error, THETA_ERROR_VALUE, path, 0, 0,
                      "a figure needs a name that ends in .pdf, .svg or .png");
  return FALSE;
}

gboolean
theta_export_write (const char *directory, const char *name, const char *title, double width,
                    double height, ThetaExportFunc draw, gconstpointer data, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *file = g_strdup_printf ("%s.%s", name, kinds[i].ending);
      g_autofree char *path = g_build_filename (directory, file, NULL);
      Job job = { path, title, width, height, PNG_SCALE, draw, data };

      if (!kinds[i].write (&job, error))
        return FALSE;
    }
  return TRUE;
}
