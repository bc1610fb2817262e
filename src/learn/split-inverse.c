#include "learn/split-inverse.h"

#include <string.h>

gboolean
theta_split_inverse_is_due (const ThetaProblem *problem, const guint8 *t, const guint8 *v)
{
  guint n_t = 0;

  for (guint i = 0; i < problem->target->rows; i++)
    {
      if ((t[i] != 0) + (v[i] != 0) != (problem->train[i] != 0))
        return FALSE;
      n_t += t[i] != 0;
    }
  return n_t >= THETA_SPLIT_DUE && n_t < problem->n_train;
}

gboolean
theta_split_inverse_make (ThetaSplitInverse *self, const ThetaProblem *problem, const double *a,
                          double ridge, ThetaWorkspace *work, gboolean *refused, GError **error)
{
  ThetaDevice *device = problem->kernel->device;
  gsize n = problem->n_train;
  ThetaStatus status;

  *refused = FALSE;
  self->device = work->device = device;
  device->ops->set_unref (device, g_steal_pointer (&self->inverse));
  if (!theta_workspace_reserve (work, &work->att, &work->att_count, n * n, error)
      || !theta_status_check (device->ops->gather (device, problem->kernel->set, a, problem->train,
                                                   NULL, ridge, work->att, NULL),
                              "summing the kernels", error))
    return FALSE;
  status = device->ops->invert_single (device, n, work->att, &self->inverse);
  *refused = status == THETA_STATUS_NOT_POSITIVE;
  self->n = n;
  self->served = 0;
  return *refused || theta_status_check (status, "inverting A + λI", error);
}

/* Masks among the training rows. */
static void
divide (ThetaSplitInverse *self, const ThetaProblem *problem, const guint8 *t, const guint8 *v)
{
  gsize place = 0;

  self->t = g_realloc (self->t, self->n);
  self->v = g_realloc (self->v, self->n);
  self->n_t = self->n_v = 0;
  for (guint i = 0; i < problem->target->rows; i++)
    if (problem->train[i])
      {
        self->t[place] = t[i];
        self->v[place++] = v[i];
        self->n_t += t[i] != 0;
        self->n_v += v[i] != 0;
      }
}

gboolean
theta_split_inverse_take (ThetaSplitInverse *self, const ThetaProblem *problem, const guint8 *t,
                          const guint8 *v, gboolean *refused, GError **error)
{
  static const double one = 1;
  ThetaDevice *device = self->device;
  ThetaWorkspace work = { .device = device };
  ThetaStatus status;

  divide (self, problem, t, v);
  if (!theta_workspace_reserve (&work, &self->vv, &self->vv_count, self->n_v * self->n_v, error)
      || !theta_workspace_reserve (&work, &self->tv, &self->tv_count, self->n_t * self->n_v, error)
      || !theta_status_check (device->ops->gather (device, self->inverse, &one, self->v, self->t,
                                                   0, self->vv, self->tv),
                              "taking the split out of the inverse", error))
    return FALSE;
  status = device->ops->potrf (device, self->n_v, self->vv);
  *refused = status == THETA_STATUS_NOT_POSITIVE;
  self->served++;
  return *refused || theta_status_check (status, "factorizing the split's block", error);
}

gboolean
theta_split_inverse_apply (const ThetaSplitInverse *self, gsize c, const double *r, double *z,
                           GError **error)
{
  static const double one = 1;
  const ThetaDeviceOps *ops = self->device->ops;
  guint rows = (guint) self->n, columns = (guint) c;
  g_autofree double *full = g_new0 (double, self->n *c), *product = g_new (double, self->n *c);
  g_autofree double *on_v = NULL, *on_t = NULL, *back = g_new (double, self->n_t *c);

  theta_mask_put (self->t, rows, columns, 1, r, full);
  if (!theta_status_check (ops->weighted_product (self->device, self->inverse, &one, c, full,
                                                  product),
                           "multiplying by the inverse", error))
    return FALSE;
  on_v = theta_mask_take (self->v, rows, columns, product);
  on_t = theta_mask_take (self->t, rows, columns, product);
  if (!theta_status_check (ops->potrs (self->device, self->n_v, self->vv, c, on_v),
                           "solving with the split's block", error)
      || !theta_status_check (ops->multiply (self->device, FALSE, self->n_t, self->n_v, self->tv, c,
                                             on_v, back),
                              "multiplying by the inverse", error))
    return FALSE;
  for (gsize k = 0; k < self->n_t * c; k++)
    z[k] = on_t[k] - back[k];
  return TRUE;
}

void
theta_split_inverse_clear (ThetaSplitInverse *self)
{
  if (self->device != NULL)
    {
      self->device->ops->set_unref (self->device, self->inverse);
      self->device->ops->buffer_free (self->device, self->vv);
      self->device->ops->buffer_free (self->device, self->tv);
    }
  g_free (self->t);
  g_free (self->v);
  *self = (ThetaSplitInverse) { 0 };
}
