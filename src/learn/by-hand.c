/* Weights that are not learnt. */
#include "learn/learn-private.h"
#include "learn/methods-private.h"

static gboolean
learn_uniform (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
               double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
               GPtrArray *notes, GError **error)
{
  for (guint l = 0; l < problem->kernel->layers; l++)
    a[l] = 1;
  return TRUE;
}

static gboolean
learn_fixed (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
             double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
             GPtrArray *notes, GError **error)
{
  return TRUE;
}

gboolean
theta_weights_judge (const ThetaProblem *problem, const double *a, double ridge, guint limit,
                     double *loss, double *accuracy, guint *rows, double **coefficients,
                     GError **error)
{
  ThetaProblem part = *problem;
  g_autofree guint8 *mask = theta_subsample_new (problem, limit, &part.n_train);

  part.train = mask;
  if (rows != NULL)
    *rows = part.n_train;
  *coefficients = NULL;
  return theta_ridge_judge (&part, a, ridge, loss, accuracy,
                            part.n_train == problem->n_train ? coefficients : NULL, error);
}

const ThetaWeightMethod theta_method_uniform = {
  .name = "uniform",
  .label = "Uniform",
  .help = "All weights are one: the tangent kernel itself.",
  .learn = learn_uniform,
  .loss = "",
};

const ThetaWeightMethod theta_method_fixed = {
  .name = "fixed",
  .label = "By hand",
  .help = "The initial weights, unchanged.",
  .learn = learn_fixed,
  .loss = "",
};
