/* The closed-form leave-one-out error, minimised over log a from the tuned
 * scale by L-BFGS. */
#include <math.h>

#include "base/error.h"
#include "learn/methods-private.h"
#include "learn/search-private.h"

#define LIMIT 12.0 /* log a stays within this of the tuned scale */

typedef struct
{
  const ThetaProblem *problem;
  double ridge;
  double *a, *gradient; /* layers */
  double accuracy;      /* at the point last evaluated */
  guint *layer;         /* the layer of each variable: those with a > 0 at the start */
  guint n_variables;
  ThetaHistory *history;
  ThetaHistoryFunc func;
  gpointer user_data;
} Learning;

static void
improved (gpointer data, guint number, double value)
{
  Learning *self = data;
  ThetaIteration iteration = theta_iteration_empty (number);

  iteration.loo_loss = value;
  iteration.loo_accuracy = self->accuracy;
  theta_history_append (self->history, &iteration, self->a);
  if (self->func != NULL)
    self->func (self->history, self->user_data);
}

static gboolean
evaluate (gpointer data, const double *x, double *value, double *gradient, GError **error)
{
  Learning *self = data;

  for (guint k = 0; k < self->n_variables; k++)
    self->a[self->layer[k]] = exp (x[k]);
  if (!theta_ridge_leave_one_out (self->problem, self->a, self->ridge, value, self->gradient,
                                  &self->accuracy, error))
    return FALSE;
  for (guint k = 0; gradient != NULL && k < self->n_variables; k++)
    gradient[k] = self->gradient[self->layer[k]];
  return TRUE;
}

guint
theta_positive_layers (const double *a, guint layers, const char *method, guint *layer,
                       GError **error)
{
  guint n = 0;

  for (guint l = 0; l < layers; l++)
    {
      if (a[l] < 0)
        {
          g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                       "Weights.Initial is %g for layer %u; %s learns log a and needs "
                       "weights above 0, or 0 to leave a layer out",
                       a[l], l + 1, method);
          return G_MAXUINT;
        }
      if (a[l] > 0)
        layer[n++] = l;
    }
  return n;
}

/* The tuned scale: (a, λ) predicts as (s a, s λ), so λ stays and a moves, and the
 * bounds with it: how far the kernel's scale lies from λ's must not matter. */
static gboolean
start (Learning *self, double *x, double *low, double *high, GError **error)
{
  double tuned = 0, shift = 0;

  if (self->ridge > 0)
    {
      if (!theta_ridge_tune (self->problem, self->a, 0, &tuned, NULL, NULL, error))
        return FALSE;
      shift = log (self->ridge) - log (tuned);
    }
  for (guint k = 0; k < self->n_variables; k++)
    {
      x[k] = shift + CLAMP (log (self->a[self->layer[k]]), -LIMIT, LIMIT);
      low[k] = shift - LIMIT;
      high[k] = shift + LIMIT;
    }
  return TRUE;
}

static gboolean
learn_leave_one_out (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                     double *ridge, ThetaHistory *history, ThetaHistoryFunc func,
                     gpointer user_data, GPtrArray *notes, GError **error)
{
  guint layers = problem->kernel->layers;
  g_autofree double *x = g_new (double, layers), *gradient = g_new (double, layers);
  g_autofree double *low = g_new (double, layers), *high = g_new (double, layers);
  g_autofree guint *layer = g_new (guint, layers);
  Learning self = { .problem = problem, .ridge = *ridge, .a = a, .gradient = gradient,
                    .layer = layer, .history = history, .func = func, .user_data = user_data };
  ThetaSearch search = { .evaluate = evaluate, .improved = improved, .data = &self };

  self.n_variables = theta_positive_layers (a, layers, "leave-one-out", layer, error);
  if (self.n_variables == G_MAXUINT)
    return FALSE;
  if (self.n_variables == 0)
    return TRUE;
  search.n = self.n_variables;
  if (!start (&self, x, low, high, error)
      || !theta_search_run (&search, options, x, low, high, error))
    return FALSE;
  theta_history_last (history, a);
  return TRUE;
}

const ThetaWeightMethod theta_method_loo = {
  .name = "loo",
  .label = "Leave-one-out",
  .help = "Minimises the closed-form leave-one-out error over log a, from the tuned scale.",
  .learn = learn_leave_one_out,
  .loss = "loo",
  .learns = TRUE,
};
