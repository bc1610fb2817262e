/* One drawing as one file. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Draws @width × @height units with @scale device pixels a unit. */
typedef void (*ThetaExportFunc) (cairo_t *cr, double width, double height, double scale,
                                 gconstpointer data);

/* Writes @path, whose ending (.pdf, .svg, .png) says how.  A unit is 1/96 inch; a PNG
 * has @scale pixels a unit.  Errors: VALUE (another ending), IO. */
gboolean theta_export_file (const char *path, const char *title, double width, double height,
                            double scale, ThetaExportFunc draw, gconstpointer data,
                            GError **error);

G_END_DECLS
