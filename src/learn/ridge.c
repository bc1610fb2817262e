#include "learn/ridge.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "learn/condition.h"
#include "learn/iterative.h"
#include "learn/learn-private.h"
#include "learn/refined.h"

gboolean
theta_ridge_mean_diagonal (const ThetaProblem *problem, const double *a, double *mean,
                           GError **error)
{
  ThetaKernel *kernel = problem->kernel;
  g_autofree double *values = g_new (double, kernel->rows * kernel->layers);
  double trace = 0;

  if (!theta_kernel_read_diagonal (kernel, values, error))
    return FALSE;
  for (gsize i = 0; i < kernel->rows; i++)
    for (guint l = 0; problem->train[i] && l < kernel->layers; l++)
      trace += a[l] * values[i * kernel->layers + l];
  *mean = trace / problem->n_train;
  return TRUE;
}

/* One attempt; NOT_POSITIVE is told through @refused instead of an error. */
static gboolean
factorize_once (const ThetaProblem *problem, const double *a, double ridge, const guint8 *v,
                ThetaWorkspace *work, gboolean *refused, GError **error)
{
  ThetaDevice *device = work->device;
  ThetaStatus status;

  *refused = FALSE;
  status = device->ops->gather (device, problem->kernel->set, a, problem->train, v, ridge,
                                work->att, v != NULL ? work->avt : NULL);
  if (!theta_status_check (status, "gathering A + λI", error))
    return FALSE;
  status = device->ops->potrf (device, problem->n_train, work->att);
  *refused = status == THETA_STATUS_NOT_POSITIVE;
  return *refused || theta_status_check (status, "factorizing A + λI", error);
}

/* A singular matrix may pass Cholesky by a pivot that is only rounding.  Without
 * a ridge such a factor means nothing, so it is refused too. */
static gboolean
check_pivots (const ThetaProblem *problem, const double *a, ThetaWorkspace *work,
              gboolean *refused, GError **error)
{
  ThetaKernel *kernel = problem->kernel;
  gsize n = problem->n_train, place = 0;
  g_autofree double *values = g_new (double, kernel->rows * kernel->layers);
  g_autofree double *pivots = g_new (double, n);

  if (!theta_kernel_read_diagonal (kernel, values, error)
      || !theta_status_check (work->device->ops->diagonal (work->device, n, work->att, pivots),
                              "reading the factor", error))
    return FALSE;
  for (gsize i = 0; i < kernel->rows && !*refused; i++)
    if (problem->train[i])
      {
        double diagonal = 0, pivot = pivots[place++];

        for (guint l = 0; l < kernel->layers; l++)
          diagonal += a[l] * values[i * kernel->layers + l];
        *refused = pivot * pivot <= (double) n * DBL_EPSILON * diagonal;
      }
  return TRUE;
}

/* λ = 0 was refused: finds, in steps of ten, the smallest λ that works. */
static gboolean
refuse_zero_ridge (const ThetaProblem *problem, const double *a, ThetaWorkspace *work,
                   GError **error)
{
  gboolean refused = TRUE;
  double mean, ridge = 0;
  g_autofree char *text = NULL;
  int exponent;

  if (!theta_ridge_mean_diagonal (problem, a, &mean, error))
    return FALSE;
  exponent = (int) floor (log10 (mean > 0 ? mean : 1)) - 15;
  for (int k = 0; k < 20 && refused; k++)
    {
      /* Read as decimal: the power is the nearest double, printed as it is told. */
      g_autofree char *power = g_strdup_printf ("1e%d", exponent + k);

      ridge = g_ascii_strtod (power, NULL);
      if (!factorize_once (problem, a, ridge, NULL, work, &refused, error)
          || !check_pivots (problem, a, work, &refused, error))
        return FALSE;
    }
  if (refused)
    g_set_error (error, THETA_ERROR, THETA_ERROR_NUMERIC,
                 "The Gram matrix of the training rows is not positive definite with λ = 0, nor "
                 "with a small λ; choose positive layer weights");
  else
    {
      text = theta_number_to_string (ridge);
      g_set_error (error, THETA_ERROR, THETA_ERROR_NUMERIC,
                   "The Gram matrix of the training rows is not positive definite with λ = 0 "
                   "(duplicate or dependent rows); the smallest ridge that works is λ = %s",
                   text);
    }
  return FALSE;
}

static gboolean
refuse_ridge (double ridge, GError **error)
{
  g_autofree char *text = theta_number_to_string (ridge);

  g_set_error (error, THETA_ERROR, THETA_ERROR_NUMERIC,
               "The Gram matrix of the training rows is not positive definite with λ = %s; raise "
               "Regression.Ridge or choose positive layer weights",
               text);
  return FALSE;
}

gboolean
theta_ridge_factorize (const ThetaProblem *problem, const double *a, double ridge,
                       const guint8 *v, ThetaWorkspace *work, double *jitter, GError **error)
{
  gsize n_t = problem->n_train, n_v;
  gboolean refused;
  double mean, extra = 0;

  n_v = v != NULL ? theta_mask_count (v, problem->target->rows) : 0;
  work->device = problem->kernel->device;
  if (jitter != NULL)
    *jitter = 0;
  if (!theta_workspace_reserve (work, &work->att, &work->att_count, n_t * n_t, error)
      || (v != NULL
          && !theta_workspace_reserve (work, &work->avt, &work->avt_count, n_v * n_t, error))
      || !factorize_once (problem, a, ridge, v, work, &refused, error)
      || (ridge == 0 && !check_pivots (problem, a, work, &refused, error)))
    return FALSE;
  if (!refused)
    return TRUE;
  if (ridge == 0)
    return refuse_zero_ridge (problem, a, work, error);
  if (jitter == NULL)
    return refuse_ridge (ridge, error);
  if (!theta_ridge_mean_diagonal (problem, a, &mean, error))
    return FALSE;
  for (double step = THETA_FIRST_JITTER; refused && step <= THETA_LAST_JITTER; step *= 10)
    {
      extra = step * fabs (mean);
      if (!factorize_once (problem, a, ridge + extra, v, work, &refused, error))
        return FALSE;
    }
  if (refused)
    return refuse_ridge (ridge, error);
  *jitter = extra;
  return TRUE;
}

/* What has factorized A + λI. */
typedef struct
{
  ThetaDevice *device;
  const ThetaBuffer *factor;
  gboolean single;
} Factor;

static gboolean
solve_by_factor (gpointer data, gsize n, const double *x, double *y, GError **error)
{
  const Factor *self = data;

  memcpy (y, x, n * sizeof *y);
  return theta_status_check ((self->single ? self->device->ops->potrs_single
                                           : self->device->ops->potrs) (self->device, n,
                                                                        self->factor, 1, y),
                             "estimating the condition of A + λI", error);
}

/* @alpha holds Y_T and becomes α by a float32 factor, unless that is *@refused. */
static gboolean
solve_mixed (const ThetaProblem *problem, const double *a, double ridge, const guint8 *test,
             ThetaWorkspace *work, double *alpha, ThetaSolved *solved, gboolean *refused,
             GError **error)
{
  gsize count = (gsize) problem->n_train * problem->target->outputs;
  g_autofree double *x = g_new0 (double, MAX (count, 1));
  ThetaRefined refined = { 0 };
  gboolean done;

  done = theta_refined_prepare (&refined, problem, a, ridge, test, work, refused, error)
         && (*refused
             || theta_refined_solve (&refined, problem, work, problem->target->outputs, alpha, x,
                                     refused, error));
  if (done && !*refused)
    {
      Factor factor = { work->device, refined.factor, TRUE };

      memcpy (alpha, x, count * sizeof *alpha);
      done = theta_problem_find_ends (problem, a, ridge, solve_by_factor, &factor,
                                      &solved->smallest, &solved->largest, error);
    }
  theta_refined_clear (&refined, problem->kernel->device);
  return done;
}

/* @alpha holds Y_T and becomes α, work->avt A_*T. */
static gboolean
find_coefficients (const ThetaProblem *problem, const double *a, double ridge, const guint8 *test,
                   ThetaWorkspace *work, double *alpha, ThetaSolved *solved, GError **error)
{
  ThetaDevice *device = work->device;
  gboolean refused = TRUE;
  Factor factor;

  if (problem->solver == THETA_SOLVER_MIXED && ridge > 0
      && !solve_mixed (problem, a, ridge, test, work, alpha, solved, &refused, error))
    return FALSE;
  if (!refused)
    return TRUE;
  if (!theta_ridge_factorize (problem, a, ridge, test, work, &solved->jitter, error)
      || !theta_status_check (device->ops->potrs (device, problem->n_train, work->att,
                                                  problem->target->outputs, alpha),
                              "solving for the coefficients", error))
    return FALSE;
  factor = (Factor){ device, work->att, FALSE };
  return theta_problem_find_ends (problem, a, ridge + solved->jitter, solve_by_factor, &factor,
                                  &solved->smallest, &solved->largest, error);
}

double *
theta_ridge_predict (const ThetaProblem *problem, const double *a, double ridge,
                     const guint8 *test, ThetaSolved *solved, GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaSolved unused, *out = solved != NULL ? solved : &unused;
  ThetaDevice *device = problem->kernel->device;
  guint n_test = theta_mask_count (test, target->rows), c = target->outputs;
  ThetaWorkspace work = { .device = device };
  g_autofree double *alpha = theta_mask_take (problem->train, target->rows, c, target->y);
  g_autofree double *f = g_new0 (double, (gsize) MAX (n_test, 1) * c);
  gboolean done;

  *out = (ThetaSolved){ .smallest = NAN, .largest = NAN };
  if (problem->solver == THETA_SOLVER_CG && ridge > 0)
    return theta_iterative_predict (problem, a, ridge, test, &out->residual, error);
  done = find_coefficients (problem, a, ridge, test, &work, alpha, out, error)
         && theta_status_check (device->ops->multiply (device, FALSE, n_test, problem->n_train,
                                                       work.avt, c, alpha, f),
                                "predicting", error);
  theta_workspace_clear (&work);
  return done ? g_steal_pointer (&f) : NULL;
}

/* @alpha (n_train × outputs) in the places of all rows, zero elsewhere. */
static double *
spread (const ThetaProblem *problem, const double *alpha)
{
  const ThetaTarget *target = problem->target;
  double *out = g_new0 (double, (gsize) target->rows * target->outputs);

  theta_mask_put (problem->train, target->rows, target->outputs, 1, alpha, out);
  return out;
}

double *
theta_ridge_coefficients (const ThetaProblem *problem, const double *a, double ridge,
                          GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaWorkspace work = { .device = problem->kernel->device };
  g_autofree double *alpha = theta_mask_take (problem->train, target->rows, target->outputs,
                                              target->y);
  double *out = NULL, jitter;

  if (theta_ridge_factorize (problem, a, ridge, NULL, &work, &jitter, error)
      && theta_status_check (work.device->ops->potrs (work.device, problem->n_train, work.att,
                                                      target->outputs, alpha),
                             "solving for the coefficients", error))
    out = spread (problem, alpha);
  theta_workspace_clear (&work);
  return out;
}

/* B = M⁻¹ in work->att and its diagonal in @b; α in @alpha. */
static gboolean
invert (const ThetaProblem *problem, const double *a, double ridge, ThetaWorkspace *work,
        double *alpha, double *b, GError **error)
{
  ThetaDevice *device = problem->kernel->device;
  gsize n = problem->n_train;

  if (!theta_ridge_factorize (problem, a, ridge, NULL, work, NULL, error)
      || !theta_status_check (device->ops->potrs (device, n, work->att, problem->target->outputs,
                                                  alpha),
                              "solving for the coefficients", error)
      || !theta_status_check (device->ops->potri (device, n, work->att), "inverting A + λI", error))
    return FALSE;
  return theta_status_check (device->ops->diagonal (device, n, work->att, b),
                             "reading the inverse", error);
}

/* −(2 a_l/n) [⟨z, Θ_l α⟩ − ⟨Θ_l, B diag(s) B⟩], z = B(e/b), s = Σ_c e α/b². */
static gboolean
loo_gradient (const ThetaProblem *problem, const double *a, ThetaWorkspace *work,
              const double *alpha, const double *b, double *gradient, GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaDevice *device = problem->kernel->device;
  gsize n = problem->n_train, rows = target->rows, c = target->outputs;
  guint layers = problem->kernel->layers;
  g_autofree double *ratio = g_new (double, n *c), *z = g_new (double, n *c);
  g_autofree double *s = g_new0 (double, n), *dense = g_new (double, layers);
  g_autofree double *z_full = g_new0 (double, rows *c), *alpha_full = g_new0 (double, rows *c);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < c; k++)
      {
        double error_ik = alpha[i * c + k] / b[i];

        ratio[i * c + k] = error_ik / b[i];
        s[i] += error_ik * alpha[i * c + k] / (b[i] * b[i]);
      }
  if (!theta_workspace_reserve (work, &work->spare, &work->spare_count, n * n, error)
      || !theta_status_check (device->ops->multiply (device, FALSE, n, n, work->att, c, ratio, z),
                              "multiplying with the inverse", error)
      || !theta_status_check (device->ops->weighted_syrk (device, n, n, work->att, s, work->spare),
                              "multiplying the inverse with itself", error))
    return FALSE;
  theta_mask_put (problem->train, target->rows, target->outputs, 1, z, z_full);
  theta_mask_put (problem->train, target->rows, target->outputs, 1, alpha, alpha_full);
  if (!theta_status_check (device->ops->contract_low_rank (device, problem->kernel->set, c, z_full,
                                                           alpha_full, gradient),
                           "contracting the kernels", error)
      || !theta_status_check (device->ops->contract_dense (device, problem->kernel->set,
                                                           problem->train, work->spare, dense),
                              "contracting the kernels", error))
    return FALSE;
  for (guint l = 0; l < layers; l++)
    gradient[l] = -2 * a[l] / (double) n * (gradient[l] - dense[l]);
  return TRUE;
}

/* theta_ridge_leave_one_out() that gives α too, unless @coefficients is NULL. */
static gboolean
leave_one_out (const ThetaProblem *problem, const double *a, double ridge, double *loss,
               double *gradient, double *accuracy, double **coefficients, GError **error)
{
  const ThetaTarget *target = problem->target;
  gsize n = problem->n_train, c = target->outputs, right = 0;
  ThetaWorkspace work = { .device = problem->kernel->device };
  g_autofree double *alpha = theta_mask_take (problem->train, target->rows, c, target->y);
  g_autofree double *y = theta_mask_take (problem->train, target->rows, c, target->y);
  g_autofree double *b = g_new (double, n), *f = g_new (double, c);
  gboolean done = invert (problem, a, ridge, &work, alpha, b, error);
  double sum = 0;
  guint row = 0;

  for (gsize i = 0; done && i < n; i++)
    {
      for (gsize k = 0; k < c; k++)
        {
          double e = alpha[i * c + k] / b[i];

          sum += e * e;
          f[k] = y[i * c + k] - e;
        }
      while (!problem->train[row])
        row++;
      right += theta_target_decide (target, f) == target->labels[row++];
    }
  *loss = sum / (double) n;
  if (accuracy != NULL)
    *accuracy = (double) right / (double) n;
  if (done && gradient != NULL)
    done = loo_gradient (problem, a, &work, alpha, b, gradient, error);
  if (coefficients != NULL)
    *coefficients = done ? spread (problem, alpha) : NULL;
  theta_workspace_clear (&work);
  return done;
}

gboolean
theta_ridge_leave_one_out (const ThetaProblem *problem, const double *a, double ridge,
                           double *loss, double *gradient, double *accuracy, GError **error)
{
  return leave_one_out (problem, a, ridge, loss, gradient, accuracy, NULL, error);
}

gboolean
theta_ridge_judge (const ThetaProblem *problem, const double *a, double ridge, double *loss,
                   double *accuracy, double **coefficients, GError **error)
{
  return leave_one_out (problem, a, ridge, loss, NULL, accuracy, coefficients, error);
}
