/* Which storage kernels get, and what it costs. */
#include "kernel/kernel.h"

#include <math.h>
#include <string.h>

#include "kernel/kernel-private.h"

/* Above this float32 is chosen unless the user says otherwise. */
#define DOUBLE_BYTES ((guint64) 1 << 30)
/* Rows whose entries are compared. */
#define SAMPLE 64

guint64
theta_storage_bytes (const ThetaStorage *self, guint layers, gsize rows, gsize cols)
{
  gsize size = self->precision == THETA_PRECISION_SINGLE ? sizeof (float) : sizeof (double);
  guint64 n = rows, entries;

  /* Rows are padded to 64 bytes, half of that on average. */
  if (self->kind == THETA_SET_ROWS)
    return n * cols * size + n * sizeof (double);
  if (self->kind == THETA_SET_RECTANGLE)
    entries = n * cols + n * 32 / size;
  else
    entries = n * (n + 1) / 2 + n * 32 / size;
  return self->kind == THETA_SET_ANGLE ? entries * size + n * sizeof (double)
                                       : layers * entries * size;
}

ThetaStorage
theta_storage_choose (const ThetaNetwork *network, ThetaPrecision precision, gsize rows, gsize cols)
{
  ThetaStorage self = { THETA_SET_TRIANGLE, precision };
  ThetaDenseLimit spec;

  theta_kernel_describe_limit (&spec, network, 1);
  if (cols > 0)
    self.kind = THETA_SET_RECTANGLE;
  else if (theta_dense_limit_has_angle (&spec))
    self.kind = THETA_SET_ANGLE;
  if (precision == THETA_PRECISION_AUTO)
    {
      self.precision = THETA_PRECISION_DOUBLE;
      if (theta_storage_bytes (&self, theta_network_n_kernels (network), rows, cols) > DOUBLE_BYTES)
        self.precision = THETA_PRECISION_SINGLE;
    }
  return self;
}

/* The rows of @x that @rows lists. */
static ThetaMatrix *
pick_rows (const ThetaMatrix *x, const gsize *rows, gsize n, GError **error)
{
  ThetaMatrix *out = theta_matrix_new (n, x->cols, error);

  for (gsize k = 0; out != NULL && k < n; k++)
    memcpy (out->data + k * x->cols, x->data + rows[k] * x->cols, x->cols * sizeof (double));
  return out;
}

double
theta_kernel_rounding_loss (ThetaKernel *self, const ThetaNetwork *network, const ThetaMatrix *x,
                            GError **error)
{
  gsize n = MIN (self->rows, SAMPLE), rows[SAMPLE];
  ThetaStorage storage = { THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE };
  g_autoptr (ThetaMatrix) sample = NULL;
  g_autoptr (ThetaKernel) exact = NULL;
  double largest[THETA_MAX_KERNELS] = { 0 }, difference[THETA_MAX_KERNELS] = { 0 }, loss = 0;

  for (gsize k = 0; k < n; k++)
    rows[k] = k * self->rows / n;
  sample = pick_rows (x, rows, n, error);
  if (sample != NULL)
    exact = theta_kernel_new_stored (self->device, network, sample, NULL, &storage, error);
  if (exact == NULL)
    return NAN;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      {
        double stored[THETA_MAX_KERNELS], wanted[THETA_MAX_KERNELS];

        theta_kernel_read (self, rows[i], rows[j], stored);
        theta_kernel_read (exact, i, j, wanted);
        for (guint l = 0; l < self->layers; l++)
          {
            largest[l] = MAX (largest[l], fabs (wanted[l]));
            difference[l] = MAX (difference[l], fabs (stored[l] - wanted[l]));
          }
      }
  for (guint l = 0; l < self->layers; l++)
    if (largest[l] > 0)
      loss = MAX (loss, difference[l] / largest[l]);
  return loss;
}
