#include "base/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

ThetaMatrix *
theta_matrix_new (gsize rows, gsize cols, GError **error)
{
  ThetaMatrix *self;
  gsize bytes;
  void *data = NULL;

  if (!g_size_checked_mul (&bytes, rows, cols) || !g_size_checked_mul (&bytes, bytes, sizeof (double))
      || posix_memalign (&data, 64, MAX (bytes, 64)) != 0)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_MEMORY,
                   "a table of %" G_GSIZE_FORMAT " rows and %" G_GSIZE_FORMAT
                   " columns does not fit into memory; use fewer rows",
                   rows, cols);
      return NULL;
    }
  memset (data, 0, bytes);
  self = g_atomic_rc_box_new (ThetaMatrix);
  self->rows = rows;
  self->cols = cols;
  self->data = data;
  return self;
}

ThetaMatrix *
theta_matrix_ref (ThetaMatrix *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
matrix_clear (gpointer data)
{
  ThetaMatrix *self = data;

  free (self->data);
}

void
theta_matrix_unref (ThetaMatrix *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, matrix_clear);
}
