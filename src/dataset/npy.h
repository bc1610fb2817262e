/* NumPy's array files, version 1.0 (numpy.lib.format). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Fills @values with the next @count doubles (C order). */
typedef gboolean (*ThetaNpyFill) (gsize row, gsize count, double *values, gpointer user_data,
                                  GError **error);

/* Writes a float64 array of @n_dims dimensions in C order, asked for one row
 * (the last dimension) at a time; whole or not at all.  Errors: IO, @fill's. */
gboolean theta_npy_write (const char *path, const gsize *shape, guint n_dims, ThetaNpyFill fill,
                          gpointer user_data, GError **error);

G_END_DECLS
