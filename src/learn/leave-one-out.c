/* The closed-form leave-one-out error, minimised over log a from the tuned
 * scale by L-BFGS (NLopt; Liu and Nocedal 1989). */
#include <math.h>
#include <nlopt.h>

#include "base/error.h"
#include "learn/methods-private.h"

#define LIMIT 12.0 /* log a stays within this of the tuned scale */

typedef struct
{
  const ThetaProblem *problem;
  double ridge;
  double *a, *gradient; /* layers */
  guint *layer;         /* the layer of each variable: those with a > 0 at the start */
  guint n_variables, n_layers;
  double shift; /* log of the tuned scale */
  double first, best;
  guint evaluations, improvements;
  nlopt_opt optimizer;
  ThetaHistory *history;
  ThetaHistoryFunc func;
  gpointer user_data;
  GError *error;
} Search;

static void
report (Search *self, double loss)
{
  ThetaIteration iteration = theta_iteration_empty (self->improvements++);

  iteration.loo_loss = loss;
  theta_history_append (self->history, &iteration, self->a);
  if (self->func != NULL)
    self->func (self->history, self->user_data);
}

static double
evaluate (unsigned int n, const double *x, double *gradient, void *data)
{
  Search *self = data;
  double loss = INFINITY;
  GError *error = NULL;

  if (self->error != NULL)
    return HUGE_VAL; /* NLopt asks once more after it was stopped */
  for (guint k = 0; k < n; k++)
    self->a[self->layer[k]] = exp (x[k]);
  if (!theta_ridge_leave_one_out (self->problem, self->a, self->ridge, &loss, self->gradient,
                                  NULL, &error))
    {
      /* A step too far (A + λI lost to rounding) is a bad step, nothing more. */
      if (g_error_matches (error, THETA_ERROR, THETA_ERROR_NUMERIC) && self->evaluations > 0)
        {
          g_clear_error (&error);
          for (guint k = 0; gradient != NULL && k < n; k++)
            gradient[k] = 0;
          return 10 * self->first;
        }
      self->error = error;
      nlopt_force_stop (self->optimizer);
      return HUGE_VAL;
    }
  if (self->evaluations++ == 0)
    self->first = loss;
  for (guint k = 0; gradient != NULL && k < n; k++)
    gradient[k] = self->gradient[self->layer[k]];
  if (loss < self->best)
    {
      self->best = loss;
      report (self, loss);
    }
  return loss;
}

/* Runs NLopt from @x, which receives the best point. */
static gboolean
search (Search *self, const ThetaWeightOptions *options, double *x, GError **error)
{
  double loss = INFINITY;

  self->optimizer = nlopt_create (NLOPT_LD_LBFGS, self->n_variables);
  nlopt_set_min_objective (self->optimizer, evaluate, self);
  nlopt_set_lower_bounds1 (self->optimizer, self->shift - LIMIT);
  nlopt_set_upper_bounds1 (self->optimizer, self->shift + LIMIT);
  nlopt_set_maxeval (self->optimizer, (int) MAX (options->iterations, 1));
  /* Beyond this the error does not move in any figure that is shown. */
  nlopt_set_ftol_rel (self->optimizer,
                      options->stop == THETA_STOP_TOLERANCE ? options->tolerance : 1e-7);
  /* What it returns is not looked at: L-BFGS ends with a round-off "failure" at a
   * minimum, and the best point is kept by report() in any case. */
  nlopt_optimize (self->optimizer, x, &loss);
  nlopt_destroy (self->optimizer);
  if (self->error != NULL)
    {
      g_propagate_error (error, self->error);
      return FALSE;
    }
  return TRUE;
}

/* The tuned scale: (a, λ) predicts as (s a, s λ), so λ stays and a moves, and the
 * bounds with it: how far the kernel's scale lies from λ's must not matter. */
static gboolean
start (Search *self, double *x, GError **error)
{
  double tuned = 0;

  if (self->ridge > 0)
    {
      if (!theta_ridge_tune (self->problem, self->a, 0, &tuned, NULL, NULL, error))
        return FALSE;
      self->shift = log (self->ridge) - log (tuned);
    }
  for (guint k = 0; k < self->n_variables; k++)
    x[k] = self->shift + CLAMP (log (self->a[self->layer[k]]), -LIMIT, LIMIT);
  return TRUE;
}

static gboolean
learn_leave_one_out (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                     double *ridge, ThetaHistory *history, ThetaHistoryFunc func,
                     gpointer user_data, GPtrArray *notes, GError **error)
{
  guint layers = problem->kernel->layers;
  g_autofree double *x = g_new (double, layers), *gradient = g_new (double, layers);
  g_autofree guint *layer = g_new (guint, layers);
  Search self = { .problem = problem, .ridge = *ridge, .a = a, .gradient = gradient,
                  .layer = layer, .n_layers = layers, .best = INFINITY, .history = history,
                  .func = func, .user_data = user_data };
  const double *best;

  for (guint l = 0; l < layers; l++)
    {
      if (a[l] < 0)
        {
          g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                       "Weights.Initial is %g for layer %u; leave-one-out learns log a and needs "
                       "weights above 0, or 0 to leave a layer out",
                       a[l], l + 1);
          return FALSE;
        }
      if (a[l] > 0)
        layer[self.n_variables++] = l;
    }
  if (self.n_variables == 0)
    return TRUE;
  if (!start (&self, x, error) || !search (&self, options, x, error))
    return FALSE;
  if (history->count == 0)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_NUMERIC,
                   "The leave-one-out error of the initial weights is not a number");
      return FALSE;
    }
  best = history->weights + (gsize) (history->count - 1) * layers;
  for (guint l = 0; l < layers; l++)
    a[l] = best[l];
  return TRUE;
}

const ThetaWeightMethod theta_method_loo = {
  .name = "loo",
  .label = "Leave-one-out",
  .help = "Minimises the closed-form leave-one-out error over log a, from the tuned scale.",
  .learn = learn_leave_one_out,
  .loss = "loo",
};
