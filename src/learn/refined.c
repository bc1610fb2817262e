#include "learn/refined.h"

#include <math.h>
#include <string.h>

#include "learn/conjugate.h"

/* Training rows from which a float32 factor and its refinement take less time than a
 * float64 factor. */
#define DUE 2000
/* Iterations after which a new factor is made before the next system, and for one. */
#define TIRED 10
#define MOST 30

typedef struct
{
  ThetaDevice *device;
  gsize n;
  ThetaBuffer *matrix, *factor;
  const ThetaSplitInverse *split;
} System;

static gboolean
multiply (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  const System *self = data;

  return theta_status_check (self->device->ops->multiply_symmetric (self->device, self->n,
                                                                    self->matrix, c, x, y),
                             "multiplying by A + λI", error);
}

static gboolean
precondition (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  const System *self = data;

  memcpy (y, x, self->n * c * sizeof *y);
  return theta_status_check (self->device->ops->potrs_single (self->device, self->n, self->factor,
                                                              c, y),
                             "solving with the factor", error);
}

static gboolean
precondition_by_split (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  const System *self = data;

  return theta_split_inverse_apply (self->split, c, x, y, error);
}

/* The factor of what stands in work->att. */
static gboolean
make_factor (ThetaRefined *self, const ThetaProblem *part, ThetaWorkspace *work,
             gboolean *refused, GError **error)
{
  ThetaDevice *device = work->device;
  gsize n = part->n_train;
  ThetaStatus status;

  g_clear_pointer (&self->rows, g_free);
  if (!theta_workspace_reserve (work, &self->factor, &self->factor_count, (n * n + 1) / 2, error))
    return FALSE;
  status = device->ops->potrf_single (device, n, work->att, self->factor);
  *refused = status == THETA_STATUS_NOT_POSITIVE;
  if (*refused)
    return TRUE;
  if (!theta_status_check (status, "factorizing A + λI in single precision", error))
    return FALSE;
  self->rows = g_memdup2 (part->train, part->target->rows);
  self->tired = self->kept = FALSE;
  return TRUE;
}

static gboolean
sum_kernels (const ThetaProblem *part, const double *a, double ridge, const guint8 *v,
             ThetaWorkspace *work, GError **error)
{
  ThetaDevice *device = part->kernel->device;
  gsize n = part->n_train, n_v = v != NULL ? theta_mask_count (v, part->target->rows) : 0;

  work->device = device;
  return theta_workspace_reserve (work, &work->att, &work->att_count, n * n, error)
         && (v == NULL
             || theta_workspace_reserve (work, &work->avt, &work->avt_count, n_v * n, error))
         && theta_status_check (device->ops->gather (device, part->kernel->set, a, part->train, v,
                                                     ridge, work->att,
                                                     v != NULL ? work->avt : NULL),
                                "summing the kernels", error);
}

gboolean
theta_refined_prepare (ThetaRefined *self, const ThetaProblem *part, const double *a, double ridge,
                       const guint8 *v, ThetaWorkspace *work, gboolean *refused, GError **error)
{
  *refused = FALSE;
  self->by_split = FALSE;
  if (!sum_kernels (part, a, ridge, v, work, error))
    return FALSE;
  if (self->rows != NULL && !self->tired
      && memcmp (self->rows, part->train, part->target->rows) == 0)
    {
      self->kept = TRUE;
      return TRUE;
    }
  return make_factor (self, part, work, refused, error);
}

/* K of the weights @a where there is none, or none that still serves. */
static gboolean
renew_inverse (ThetaRefined *self, const ThetaProblem *whole, const double *a, double ridge,
               ThetaWorkspace *work, gboolean *refused, GError **error)
{
  *refused = FALSE;
  if (self->split.inverse != NULL && !self->tired)
    return TRUE;
  /* Weights that move this fast ask for a new one before it has paid for itself. */
  if (self->split.inverse != NULL && self->split.served < THETA_SPLIT_WORTH)
    {
      *refused = TRUE;
      return TRUE;
    }
  self->tired = FALSE;
  return theta_split_inverse_make (&self->split, whole, a, ridge, work, refused, error);
}

gboolean
theta_refined_prepare_split (ThetaRefined *self, const ThetaProblem *whole,
                             const ThetaProblem *part, const double *a, double ridge,
                             const guint8 *v, ThetaWorkspace *work, gboolean *refused,
                             GError **error)
{
  if (!self->given_up)
    {
      if (!renew_inverse (self, whole, a, ridge, work, &self->given_up, error)
          || (!self->given_up
              && !theta_split_inverse_take (&self->split, whole, part->train, v, &self->given_up,
                                            error)))
        return FALSE;
      if (self->given_up)
        theta_split_inverse_clear (&self->split);
    }
  if (self->given_up)
    return theta_refined_prepare (self, part, a, ridge, v, work, refused, error);
  *refused = FALSE;
  self->by_split = self->kept = TRUE;
  return sum_kernels (part, a, ridge, v, work, error);
}

gboolean
theta_refined_solve (ThetaRefined *self, const ThetaProblem *part, ThetaWorkspace *work, gsize c,
                     const double *b, double *x, gboolean *refused, GError **error)
{
  System system = { work->device, part->n_train, work->att, self->factor, &self->split };
  ThetaConjugate task = { .n = part->n_train, .c = c, .multiply = multiply,
                          .precondition = self->by_split ? precondition_by_split : precondition,
                          .data = &system, .most = MOST };

  *refused = FALSE;
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      task.tolerance = self->kept ? THETA_KEPT_TOLERANCE : THETA_REFINED_TOLERANCE;
      if (!theta_conjugate_solve (&task, b, x, error))
        return FALSE;
      if (task.residual <= task.tolerance)
        {
          self->tired = self->tired || task.iterations > TIRED;
          return TRUE;
        }
      /* What was made for other weights has failed; a factor of its own may do. */
      if (attempt == 0)
        {
          if (self->by_split)
            {
              self->given_up = TRUE;
              self->by_split = FALSE;
              theta_split_inverse_clear (&self->split);
            }
          task.precondition = precondition;
          memset (x, 0, task.n * c * sizeof *x);
          if (!make_factor (self, part, work, refused, error))
            return FALSE;
          if (*refused)
            return TRUE;
          system.factor = self->factor;
        }
    }
  *refused = TRUE;
  return TRUE;
}

gboolean
theta_refined_is_due (const ThetaProblem *part)
{
  return part->ridge > 0
         && (part->solver == THETA_SOLVER_MIXED
             || (part->solver == THETA_SOLVER_AUTO && part->n_train >= DUE));
}

void
theta_refined_clear (ThetaRefined *self, ThetaDevice *device)
{
  if (device != NULL)
    device->ops->buffer_free (device, self->factor);
  g_free (self->rows);
  theta_split_inverse_clear (&self->split);
  *self = (ThetaRefined) { 0 };
}
