/* λ by closed-form leave-one-out error along a path. */
#include <math.h>

#include "learn/learn-private.h"

/* λ = tr(A_TT)/n_T · 10^k for k = −8, −7¾ … 2. */
#define STEPS 41

static double
step_ridge (double mean, guint step)
{
  return mean * pow (10, -8 + 0.25 * step);
}

/* With A = Q diag(w) Qᵀ: α = Q diag(1/(w+λ)) QᵀY and b = (Q∘Q) 1/(w+λ), all λ at
 * once.  @losses: STEPS. */
static gboolean
path_losses (ThetaDevice *device, gsize n, gsize c, const ThetaBuffer *q, const double *w,
             const double *y, double mean, double *losses, GError **error)
{
  g_autofree double *qy = g_new (double, n *c), *inverse = g_new (double, n *STEPS);
  g_autofree double *scaled = g_new (double, n *c), *alpha = g_new (double, n *c);
  g_autofree double *b = g_new (double, n *STEPS);

  for (gsize i = 0; i < n; i++)
    for (guint s = 0; s < STEPS; s++)
      inverse[i * STEPS + s] = 1 / (fmax (w[i], 0) + step_ridge (mean, s));
  if (!theta_status_check (device->ops->multiply (device, TRUE, n, n, q, c, y, qy),
                           "tuning λ", error)
      || !theta_status_check (device->ops->multiply_squared (device, n, n, q, STEPS, inverse, b),
                              "tuning λ", error))
    return FALSE;
  for (guint s = 0; s < STEPS; s++)
    {
      losses[s] = 0;
      for (gsize i = 0; i < n; i++)
        for (gsize k = 0; k < c; k++)
          scaled[i * c + k] = qy[i * c + k] * inverse[i * STEPS + s];
      if (!theta_status_check (device->ops->multiply (device, FALSE, n, n, q, c, scaled, alpha),
                               "tuning λ", error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        for (gsize k = 0; k < c; k++)
          {
            double e = alpha[i * c + k] / b[i * STEPS + s];

            losses[s] += e * e / (double) n;
          }
    }
  return TRUE;
}

/* The best step on the rows of @problem, of which there are at most
 * THETA_SYEVD_MAX. */
static gboolean
tune_by_path (const ThetaProblem *problem, const double *a, double mean, guint *best,
              double *loss, ThetaTuning *found, GError **error)
{
  ThetaDevice *device = problem->kernel->device;
  const ThetaTarget *target = problem->target;
  gsize n = problem->n_train;
  ThetaWorkspace work = { .device = device };
  g_autofree double *w = g_new (double, n);
  g_autofree double *y = theta_mask_take (problem->train, target->rows, target->outputs, target->y);
  double losses[STEPS];
  gboolean done;

  done = theta_workspace_reserve (&work, &work.att, &work.att_count, n * n, error)
         && theta_status_check (device->ops->gather (device, problem->kernel->set, a,
                                                     problem->train, NULL, 0, work.att, NULL),
                                "gathering A", error)
         && theta_status_check (device->ops->syevd (device, n, work.att, TRUE, w),
                                "finding the eigenvalues of A", error)
         && path_losses (device, n, target->outputs, work.att, w, y, mean, losses, error);
  theta_workspace_clear (&work);
  if (!done)
    return FALSE;
  *best = 0;
  for (guint s = 1; s < STEPS; s++)
    if (losses[s] < losses[*best])
      *best = s;
  *loss = losses[*best];
  found->smallest = w[0];
  found->largest = w[n - 1];
  return TRUE;
}

/* From @step downhill on all rows, one quarter decade at a time. */
static gboolean
descend (const ThetaProblem *problem, const double *a, double mean, guint *step, double *loss,
         GError **error)
{
  double next;

  if (!theta_ridge_leave_one_out (problem, a, step_ridge (mean, *step), loss, NULL, NULL, error))
    return FALSE;
  for (int direction = 1, moved = FALSE; direction >= -1 && !moved; direction -= 2)
    while ((direction < 0 ? *step > 0 : *step < STEPS - 1))
      {
        if (!theta_ridge_leave_one_out (problem, a, step_ridge (mean, *step + direction), &next,
                                        NULL, NULL, error))
          return FALSE;
        if (next >= *loss)
          break;
        *loss = next;
        *step += direction;
        moved = TRUE;
      }
  return TRUE;
}

gboolean
theta_ridge_tune (const ThetaProblem *problem, const double *a, guint subsample, double *ridge,
                  double *loss, ThetaTuning *tuning, GError **error)
{
  ThetaProblem part = *problem;
  g_autofree guint8 *mask = NULL;
  guint limit = subsample > 0 ? MIN (subsample, THETA_SYEVD_MAX) : THETA_SYEVD_MAX, best = 0;
  double mean, part_mean, found = 0;
  ThetaTuning values = { .smallest = NAN, .largest = NAN };

  if (!theta_ridge_mean_diagonal (problem, a, &mean, error))
    return FALSE;
  if (!(mean > 0))
    {
      /* The zero kernel predicts zero whatever λ is. */
      found = 0;
      for (guint i = 0; i < problem->target->rows; i++)
        for (guint k = 0; problem->train[i] && k < problem->target->outputs; k++)
          found += pow (problem->target->y[i * problem->target->outputs + k], 2) / problem->n_train;
      *ridge = problem->ridge > 0 ? problem->ridge : 1;
    }
  else
    {
      if (problem->n_train > THETA_SYEVD_MAX)
        {
          mask = theta_subsample_new (problem, limit, &part.n_train);
          part.train = mask;
        }
      if (!theta_ridge_mean_diagonal (&part, a, &part_mean, error)
          || !tune_by_path (&part, a, part_mean, &best, &found, &values, error)
          || (part.train != problem->train && problem->solver != THETA_SOLVER_CG
              && !descend (problem, a, mean, &best, &found, error)))
        return FALSE;
      *ridge = step_ridge (mean, best);
    }
  if (loss != NULL)
    *loss = found;
  values.at_edge = mean > 0 && (best == 0 || best == STEPS - 1);
  if (tuning != NULL)
    *tuning = values;
  return TRUE;
}
