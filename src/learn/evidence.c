/* The log marginal likelihood of a Gaussian process with kernel A and noise λ
 * (Rasmussen and Williams 2006, 5.4.1), maximised over log a and log λ.  The
 * outputs count as independent draws of one process. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "learn/learn-private.h"
#include "learn/methods-private.h"
#include "learn/search-private.h"

#define LIMIT 12.0 /* log a and log λ stay within this of the start */

/* Σ log of the factor's diagonal. */
static gboolean
half_log_determinant (const ThetaWorkspace *work, gsize n, double *sum, GError **error)
{
  g_autofree double *pivots = g_new (double, n);

  *sum = 0;
  if (!theta_status_check (work->device->ops->diagonal (work->device, n, work->att, pivots),
                           "reading the factor", error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    *sum += log (pivots[i]);
  return TRUE;
}

/* From B = M⁻¹ in work->att: ∂/∂log a_l = ½ a_l (c⟨Θ_l, B⟩ − ⟨α, Θ_l α⟩)/nc,
 * ∂/∂log λ = ½ λ (c tr B − |α|²)/nc. */
static gboolean
gradient_from_inverse (const ThetaProblem *problem, const double *a, double ridge,
                       const ThetaWorkspace *work, const double *alpha, const double *b,
                       double *gradient, GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaDevice *device = work->device;
  gsize n = problem->n_train, c = target->outputs;
  guint layers = problem->kernel->layers;
  g_autofree double *full = g_new0 (double, target->rows *c), *low = g_new (double, layers);
  double trace = 0, squares = 0;

  theta_mask_put (problem->train, target->rows, target->outputs, 1, alpha, full);
  if (!theta_status_check (device->ops->contract_dense (device, problem->kernel->set,
                                                        problem->train, work->att, gradient),
                           "contracting the kernels", error)
      || !theta_status_check (device->ops->contract_low_rank (device, problem->kernel->set, c, full,
                                                              full, low),
                              "contracting the kernels", error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    trace += b[i];
  for (gsize k = 0; k < n * c; k++)
    squares += alpha[k] * alpha[k];
  for (guint l = 0; l < layers; l++)
    gradient[l] = 0.5 * a[l] * (c * gradient[l] - low[l]) / (double) (n * c);
  gradient[layers] = 0.5 * ridge * (c * trace - squares) / (double) (n * c);
  return TRUE;
}

/* B in work->att, its diagonal in @b and the leave-one-out error Σ(α/b)²/n. */
static gboolean
invert (const ThetaWorkspace *work, gsize n, gsize c, const double *alpha, double *b, double *loo,
        GError **error)
{
  ThetaDevice *device = work->device;

  if (!theta_status_check (device->ops->potri (device, n, work->att), "inverting A + λI", error)
      || !theta_status_check (device->ops->diagonal (device, n, work->att, b),
                              "reading the inverse", error))
    return FALSE;
  *loo = 0;
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < c; k++)
      *loo += pow (alpha[i * c + k] / b[i], 2) / (double) n;
  return TRUE;
}

gboolean
theta_ridge_evidence (const ThetaProblem *problem, const double *a, double ridge, double *value,
                      double *gradient, double *quadratic, double *loo, GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaWorkspace work = { .device = problem->kernel->device };
  gsize n = problem->n_train, c = target->outputs;
  g_autofree double *y = theta_mask_take (problem->train, target->rows, c, target->y);
  g_autofree double *alpha = theta_mask_take (problem->train, target->rows, c, target->y);
  g_autofree double *b = g_new (double, n);
  double half = 0, error_loo = NAN;
  gboolean done;

  *quadratic = 0;
  done = theta_ridge_factorize (problem, a, ridge, NULL, &work, NULL, error)
         && half_log_determinant (&work, n, &half, error)
         && theta_status_check (work.device->ops->potrs (work.device, n, work.att, c, alpha),
                                "solving for the coefficients", error);
  for (gsize k = 0; done && k < n * c; k++)
    *quadratic += y[k] * alpha[k] / (double) (n * c);
  *value = 0.5 * *quadratic + half / (double) n + 0.5 * log (2 * G_PI);
  if (done && gradient != NULL)
    done = invert (&work, n, c, alpha, b, &error_loo, error)
           && gradient_from_inverse (problem, a, ridge, &work, alpha, b, gradient, error);
  if (loo != NULL)
    *loo = error_loo;
  theta_workspace_clear (&work);
  return done;
}

typedef struct
{
  const ThetaProblem *problem;
  double *a, *ridge, *gradient; /* layers, one, layers + 1 */
  double best_ridge, loo;
  guint *layer; /* of each variable but the last, which is log λ */
  guint n_layers;
  ThetaHistory *history;
  ThetaHistoryFunc func;
  gpointer user_data;
} Learning;

static void
improved (gpointer data, guint number, double value)
{
  Learning *self = data;
  ThetaIteration iteration = theta_iteration_empty (number);

  iteration.evidence = value;
  iteration.loo_loss = self->loo;
  iteration.ridge = *self->ridge;
  self->best_ridge = *self->ridge;
  theta_history_append (self->history, &iteration, self->a);
  if (self->func != NULL)
    self->func (self->history, self->user_data);
}

static gboolean
evaluate (gpointer data, const double *x, double *value, double *gradient, GError **error)
{
  Learning *self = data;
  double quadratic;

  for (guint k = 0; k < self->n_layers; k++)
    self->a[self->layer[k]] = exp (x[k]);
  *self->ridge = exp (x[self->n_layers]);
  if (!theta_ridge_evidence (self->problem, self->a, *self->ridge, value, self->gradient,
                             &quadratic, &self->loo, error))
    return FALSE;
  for (guint k = 0; gradient != NULL && k < self->n_layers; k++)
    gradient[k] = self->gradient[self->layer[k]];
  if (gradient != NULL)
    gradient[self->n_layers] = self->gradient[self->problem->kernel->layers];
  return TRUE;
}

/* λ against the kernel's scale as leave-one-out tunes it; the scale of both is
 * known in closed form: y' M⁻¹ y / nc. */
static gboolean
start (Learning *self, double *x, double *low, double *high, GError **error)
{
  double value, quadratic;

  if (!theta_ridge_tune (self->problem, self->a, 0, self->ridge, NULL, NULL, error)
      || !theta_ridge_evidence (self->problem, self->a, *self->ridge, &value, NULL, &quadratic,
                                NULL, error))
    return FALSE;
  for (guint k = 0; k < self->n_layers; k++)
    x[k] = log (self->a[self->layer[k]] * quadratic);
  x[self->n_layers] = log (*self->ridge * quadratic);
  for (guint k = 0; k <= self->n_layers; k++)
    {
      low[k] = x[k] - LIMIT;
      high[k] = x[k] + LIMIT;
    }
  return TRUE;
}

static gboolean
learn_evidence (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
                GPtrArray *notes, GError **error)
{
  guint layers = problem->kernel->layers;
  g_autofree double *x = g_new (double, layers + 1), *gradient = g_new (double, layers + 1);
  g_autofree double *low = g_new (double, layers + 1), *high = g_new (double, layers + 1);
  g_autofree guint *layer = g_new (guint, layers);
  Learning self = { .problem = problem, .a = a, .ridge = ridge, .gradient = gradient,
                    .layer = layer, .history = history, .func = func, .user_data = user_data };
  ThetaSearch search = { .evaluate = evaluate, .improved = improved, .data = &self };

  self.n_layers = theta_positive_layers (a, layers, "evidence", layer, error);
  if (self.n_layers == G_MAXUINT)
    return FALSE;
  if (self.n_layers == 0)
    return TRUE;
  search.n = self.n_layers + 1;
  if (!start (&self, x, low, high, error)
      || !theta_search_run (&search, options, x, low, high, error))
    return FALSE;
  theta_history_last (history, a);
  *ridge = self.best_ridge;
  g_ptr_array_add (notes, g_strdup ("λ was learnt with the weights, as the noise of the Gaussian "
                                    "process."));
  return TRUE;
}

const ThetaWeightMethod theta_method_evidence = {
  .name = "evidence",
  .label = "Evidence",
  .help = "Maximises the Gaussian process's log marginal likelihood over log a and λ.",
  .learn = learn_evidence,
  .loss = "evidence",
  .learns = TRUE,
  .tunes_ridge = TRUE,
};
