/* A dense matrix of doubles in main memory, row-major, reference-counted.
 * Immutable once it is shared: whoever made it fills it before handing it on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gsize rows;
  gsize cols;
  double *data; /* rows * cols, row-major, 64-byte aligned, owned */
} ThetaMatrix;

/* A matrix of zeros.  NULL with THETA_ERROR_MEMORY if it cannot be had. */
ThetaMatrix *theta_matrix_new (gsize rows, gsize cols, GError **error);
ThetaMatrix *theta_matrix_ref (ThetaMatrix *self);
void theta_matrix_unref (ThetaMatrix *self);

/* Row @i, cols doubles, owned by @self. */
static inline double *
theta_matrix_row (const ThetaMatrix *self, gsize i)
{
  return self->data + i * self->cols;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaMatrix, theta_matrix_unref)

G_END_DECLS
