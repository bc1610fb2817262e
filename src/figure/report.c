#include "figure/report.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

#include "base/error.h"
#include "figure/export-private.h"
#include "figure/report-private.h"

#define POINTS 0.75

/* ---- figures as files ---- */

typedef struct
{
  const ThetaFigure *figure;
  const ThetaResults *results;
  const ThetaPalette *palette;
} Drawing;

#define BORDER 24.0

static void
draw_figure (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const Drawing *drawing = data;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_translate (cr, BORDER, BORDER);
  drawing->figure->draw (cr, drawing->results, drawing->palette, width - 2 * BORDER,
                         height - 2 * BORDER, scale);
}

static gboolean
write_figures (const ThetaResults *results, const ThetaPalette *palette, const char *directory,
               GError **error)
{
  g_autofree char *folder = g_build_filename (directory, "figures", NULL);
  guint n;
  const ThetaFigure *figures = theta_figures (&n);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      theta_set_error_at (error, THETA_ERROR_IO, folder, 0, 0, "cannot be made: %s",
                          g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      Drawing drawing = { &figures[i], results, palette };
      double height = figures[i].height (results, THETA_FIGURE_WIDTH);

      if (height <= 0)
        continue;
      if (!theta_export_write (folder, figures[i].name, figures[i].title,
                               THETA_FIGURE_WIDTH + 2 * BORDER, ceil (height) + 2 * BORDER,
                               draw_figure, &drawing, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- report.pdf ---- */

static char *
title_of (const ThetaResults *results)
{
  const char *name = results->experiment->name;

  return g_strdup (name != NULL && *name != '\0' ? name : results->data->name);
}

static void
flow_opening (ThetaSheet *sheet, const ThetaResults *results)
{
  const ThetaPalette *palette = sheet->palette;
  const ThetaDataset *data = results->data;
  ThetaTextStyle title = theta_text_style (palette, 24, TRUE, palette->foreground);
  ThetaTextStyle dim = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->dim);
  ThetaTextStyle finding = theta_text_style (palette, 15, TRUE, palette->foreground);
  g_autofree char *badge = theta_figure_badge (results);
  g_autofree char *sentence = theta_results_sentence (results);
  g_autofree char *what
      = g_strdup_printf ("%s: %" G_GSIZE_FORMAT " rows, %" G_GSIZE_FORMAT " columns, %u classes. "
                         "%s.",
                         data->name, data->x->rows, data->x->cols, data->n_classes, badge);

  theta_sheet_paragraph (sheet, &title, sheet->title, 4);
  theta_sheet_paragraph (sheet, &dim, what, 18);
  theta_sheet_paragraph (sheet, &finding, sentence, 24);
}

static void
flow_figures (ThetaSheet *sheet, const ThetaResults *results)
{
  guint n;
  const ThetaFigure *figures = theta_figures (&n);

  for (guint i = 0; i < n; i++)
    {
      double width = floor (THETA_SHEET_TEXT), height = figures[i].height (results, width);
      /* Deep networks have more maps than a page is high: all of them, smaller. */
      double most = THETA_SHEET_HEIGHT - 72 - 84, shrink = fmin (1, most / fmax (height, 1));

      if (height <= 0)
        continue;
      theta_sheet_need (sheet, height * shrink);
      cairo_save (sheet->cr);
      cairo_translate (sheet->cr, THETA_SHEET_MARGIN, sheet->y);
      cairo_scale (sheet->cr, shrink, shrink);
      figures[i].draw (sheet->cr, results, sheet->palette, width, height, 1);
      cairo_restore (sheet->cr);
      sheet->y += height * shrink + 30;
    }
}

static guint
flow (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette, const char *title,
      guint pages)
{
  ThetaSheet sheet = { .cr = cr, .palette = palette, .title = title, .pages = pages };

  theta_sheet_begin (&sheet);
  flow_opening (&sheet, results);
  theta_report_models (&sheet, results);
  flow_figures (&sheet, results);
  theta_report_findings (&sheet, results);
  theta_report_settings (&sheet, results);
  theta_report_circumstances (&sheet, results);
  theta_sheet_end (&sheet);
  return sheet.page;
}

static gboolean
write_report (const ThetaResults *results, const ThetaPalette *palette, const char *directory,
              GError **error)
{
  g_autofree char *path = g_build_filename (directory, "report.pdf", NULL);
  g_autofree char *title = title_of (results);
  g_autoptr (GByteArray) unused = g_byte_array_new (), bytes = g_byte_array_new ();
  double width = THETA_SHEET_WIDTH * POINTS, height = THETA_SHEET_HEIGHT * POINTS;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint pages;

  /* Twice: the first time only counts the pages that every foot names. */
  surface = theta_export_pdf_new (unused, title, width, height);
  cr = cairo_create (surface);
  cairo_scale (cr, POINTS, POINTS);
  pages = flow (cr, results, palette, title, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  surface = theta_export_pdf_new (bytes, title, width, height);
  cr = cairo_create (surface);
  cairo_scale (cr, POINTS, POINTS);
  flow (cr, results, palette, title, pages);
  cairo_destroy (cr);
  return theta_export_finish (surface, bytes, path, error);
}

gboolean
theta_report_write (const ThetaResults *results, const char *directory, gpointer unused,
                    GError **error)
{
  ThetaPalette palette = *theta_palette_light ();

  g_return_val_if_fail (results != NULL, FALSE);
  palette.paper = TRUE;
  return write_figures (results, &palette, directory, error)
         && write_report (results, &palette, directory, error);
}
