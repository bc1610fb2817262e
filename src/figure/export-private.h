/* One drawing as files: PDF, SVG and PNG.  The same drawing gives the same
 * bytes, in whatever process and after whatever else was drawn. */
#pragma once

#include "figure/export.h"

G_BEGIN_DECLS

/* Writes @directory/@name.pdf, .svg and .png (two pixels a unit).  A unit is
 * 1/96 inch.  Errors: IO. */
gboolean theta_export_write (const char *directory, const char *name, const char *title,
                             double width, double height, ThetaExportFunc draw, gconstpointer data,
                             GError **error);

/* A PDF surface that collects its bytes in @bytes (a GByteArray), without dates;
 * @width and @height in points. */
cairo_surface_t *theta_export_pdf_new (GByteArray *bytes, const char *title, double width,
                                       double height);
/* Ends @surface (consumed), checks it and writes @bytes to @path. */
gboolean theta_export_finish (cairo_surface_t *surface, GByteArray *bytes, const char *path,
                              GError **error);

/* @svg with its identifiers numbered from their first use, newly allocated:
 * cairo counts its surfaces over the life of the process. */
char *theta_export_renumber (const char *svg);

G_END_DECLS
