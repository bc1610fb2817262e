#include "learn/weights.h"

#include <math.h>

#include "base/error.h"
#include "learn/learn-private.h"
#include "learn/methods-private.h"

static const ThetaWeightMethod *const methods[] = {
  &theta_method_loo,
  &theta_method_algorithm1,
  &theta_method_uniform,
  &theta_method_best_layer,
  &theta_method_prefix,
  &theta_method_grid,
  &theta_method_align,
  &theta_method_alignf,
  &theta_method_evidence,
  &theta_method_fixed,
  NULL,
};

const ThetaWeightMethod *const *
theta_weight_methods (void)
{
  return methods;
}

const ThetaWeightMethod *
theta_weight_method_find (const char *name)
{
  for (gsize k = 0; methods[k] != NULL; k++)
    if (g_str_equal (methods[k]->name, name))
      return methods[k];
  return NULL;
}

char *
theta_weight_methods_list (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (gsize k = 0; methods[k] != NULL; k++)
    g_string_append_printf (out, "%s%s",
                            k == 0                   ? ""
                            : methods[k + 1] == NULL ? " or "
                                                     : ", ",
                            methods[k]->name);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

ThetaIteration
theta_iteration_empty (guint iteration)
{
  return (ThetaIteration) { iteration, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
}

static gboolean
resolve_initial (const ThetaWeightOptions *options, guint layers, double *a, GError **error)
{
  if (options->n_initial != 1 && options->n_initial != layers)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Weights.Initial has %u values for %u layers; expected one, or one a layer",
                   options->n_initial, layers);
      return FALSE;
    }
  for (guint l = 0; l < layers; l++)
    a[l] = options->initial[options->n_initial == 1 ? 0 : l];
  return TRUE;
}

/* The weights came from a subsample: more rows want another scale.  λ stays, a
 * moves, as (a, λ) predicts as (s a, s λ). */
static gboolean
refit_scale (const ThetaProblem *problem, double *a, double ridge, GError **error)
{
  double tuned;

  if (!(ridge > 0))
    return TRUE;
  if (!theta_ridge_tune (problem, a, 0, &tuned, NULL, NULL, error))
    return FALSE;
  for (guint l = 0; l < problem->kernel->layers; l++)
    a[l] *= ridge / tuned;
  return TRUE;
}

gboolean
theta_weights_learn (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                     double *ridge, ThetaHistory **history, ThetaHistoryFunc func,
                     gpointer user_data, GPtrArray *notes, GError **error)
{
  const ThetaWeightMethod *method = theta_weight_method_find (options->method);
  g_autoptr (ThetaHistory) story = NULL;
  g_autofree guint8 *mask = NULL;
  ThetaProblem part = *problem;

  if (method == NULL)
    {
      g_autofree char *expected = theta_weight_methods_list ();

      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "“%s” is not a weight method; expected %s", options->method, expected);
      return FALSE;
    }
  if (!resolve_initial (options, problem->kernel->layers, a, error))
    return FALSE;
  *ridge = problem->ridge;
  story = theta_history_new (problem->fold, problem->kernel->layers, method->name, method->loss);
  mask = theta_subsample_new (problem, options->subsample, &part.n_train);
  part.train = mask;
  if (!method->learn (&part, options, a, ridge, story, func, user_data, notes, error))
    return FALSE;
  if (part.n_train < problem->n_train && method->learns)
    {
      g_ptr_array_add (notes, g_strdup_printf ("The weights were learnt on %u of %u training rows.",
                                               part.n_train, problem->n_train));
      if ((method == &theta_method_loo && !refit_scale (problem, a, *ridge, error))
          || (method->tunes_ridge && !theta_ridge_tune (problem, a, 0, ridge, NULL, NULL, error)))
        return FALSE;
    }
  *history = g_steal_pointer (&story);
  return TRUE;
}
