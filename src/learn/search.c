#include "learn/search-private.h"

#include <math.h>
#include <nlopt.h>

#include "base/error.h"

/* NLopt asks once more after it was stopped: nothing may happen then. */
static void
stop (ThetaSearch *self)
{
  self->stopped = TRUE;
  nlopt_force_stop (self->optimizer);
}

static void
keep_best (ThetaSearch *self, double value)
{
  const ThetaWeightOptions *options = self->options;

  if (value < self->best)
    {
      self->best = value;
      self->best_at = self->evaluations;
      self->improved (self->data, self->improvements++, value);
    }
  if (self->improvements > options->iterations
      || (options->stop == THETA_STOP_PATIENCE
          && self->evaluations >= self->best_at + options->patience))
    stop (self);
}

static double
objective (unsigned int n, const double *x, double *gradient, void *data)
{
  ThetaSearch *self = data;
  double value = INFINITY;
  GError *error = NULL;

  if (self->stopped)
    return HUGE_VAL;
  if (!self->evaluate (self->data, x, &value, gradient, &error))
    {
      if (g_error_matches (error, THETA_ERROR, THETA_ERROR_NUMERIC) && self->evaluations > 0)
        {
          g_clear_error (&error);
          self->evaluations++;
          for (guint k = 0; gradient != NULL && k < n; k++)
            gradient[k] = 0;
          return self->first + 9 * fabs (self->first);
        }
      self->error = error;
      stop (self);
      return HUGE_VAL;
    }
  if (self->evaluations++ == 0)
    self->first = value;
  keep_best (self, value);
  return value;
}

gboolean
theta_search_run (ThetaSearch *self, const ThetaWeightOptions *options, double *x,
                  const double *low, const double *high, GError **error)
{
  double value = INFINITY;

  self->options = options;
  self->best = INFINITY;
  self->optimizer = nlopt_create (NLOPT_LD_LBFGS, self->n);
  nlopt_set_min_objective (self->optimizer, objective, self);
  nlopt_set_lower_bounds (self->optimizer, low);
  nlopt_set_upper_bounds (self->optimizer, high);
  nlopt_set_maxeval (self->optimizer, (int) (2 * options->iterations + 10));
  /* Beyond this the value does not move in any figure that is shown. */
  nlopt_set_ftol_rel (self->optimizer,
                      options->stop == THETA_STOP_TOLERANCE ? options->tolerance : 1e-7);
  /* What it returns is not looked at: L-BFGS ends with a round-off "failure" at a
   * minimum, and the best point is kept by improved() in any case. */
  nlopt_optimize (self->optimizer, x, &value);
  nlopt_destroy (self->optimizer);
  if (self->error != NULL)
    {
      g_propagate_error (error, self->error);
      return FALSE;
    }
  if (self->improvements > 0)
    return TRUE;
  g_set_error_literal (error, THETA_ERROR, THETA_ERROR_NUMERIC,
                       "What is to be minimised is not a number at the initial weights");
  return FALSE;
}
