/* Weights that are chosen from a short list: a single layer, or the last ones.
 * Each candidate has its own λ; the lowest leave-one-out error wins, the first on
 * ties. */
#include <math.h>
#include <string.h>

#include "learn/methods-private.h"

typedef void (*Fill) (guint candidate, guint layers, double *a);

/* Tries one candidate for each layer.  The story holds those that lowered the
 * error. */
static gboolean
try_all (const ThetaProblem *problem, Fill fill, guint *best, double *a, double *ridge,
         ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data, GError **error)
{
  guint layers = problem->kernel->layers;
  g_autofree double *trial = g_new (double, layers);
  double lowest = INFINITY;

  for (guint k = 0; k < layers; k++)
    {
      double tuned, loss;

      fill (k, layers, trial);
      if (!theta_ridge_tune (problem, trial, 0, &tuned, &loss, NULL, error))
        return FALSE;
      if (k == 0 || loss < lowest)
        {
          ThetaIteration iteration = theta_iteration_empty (history->count);

          lowest = loss;
          *best = k;
          *ridge = tuned;
          memcpy (a, trial, layers * sizeof *a);
          iteration.loo_loss = loss;
          iteration.ridge = tuned;
          theta_history_append (history, &iteration, a);
          if (func != NULL)
            func (history, user_data);
        }
    }
  return TRUE;
}

static void
fill_single (guint candidate, guint layers, double *a)
{
  for (guint l = 0; l < layers; l++)
    a[l] = l == candidate;
}

static gboolean
learn_best_layer (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                  double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
                  GPtrArray *notes, GError **error)
{
  guint best = 0;

  if (!try_all (problem, fill_single, &best, a, ridge, history, func, user_data, error))
    return FALSE;
  g_ptr_array_add (notes, g_strdup_printf ("Layer %u alone has the lowest leave-one-out error of "
                                           "the %u layers, each with its own tuned λ.",
                                           best + 1, problem->kernel->layers));
  return TRUE;
}

/* The first @candidate layers are frozen. */
static void
fill_prefix (guint candidate, guint layers, double *a)
{
  for (guint l = 0; l < layers; l++)
    a[l] = l >= candidate;
}

static gboolean
learn_prefix (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
              double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
              GPtrArray *notes, GError **error)
{
  guint best = 0;

  if (!try_all (problem, fill_prefix, &best, a, ridge, history, func, user_data, error))
    return FALSE;
  if (best == 0)
    g_ptr_array_add (notes, g_strdup ("No layer frozen has the lowest leave-one-out error, λ tuned "
                                      "for each prefix."));
  else
    g_ptr_array_add (notes, g_strdup_printf ("The first %u of %u layers frozen have the lowest "
                                             "leave-one-out error, λ tuned for each prefix.",
                                             best, problem->kernel->layers));
  return TRUE;
}

const ThetaWeightMethod theta_method_best_layer = {
  .name = "best-layer",
  .label = "Best layer",
  .help = "The single layer with the lowest leave-one-out error, λ tuned for each layer.",
  .learn = learn_best_layer,
  .loss = "loo",
  .learns = TRUE,
  .tunes_ridge = TRUE,
};

const ThetaWeightMethod theta_method_prefix = {
  .name = "prefix",
  .label = "Frozen prefix",
  .help = "The first layers frozen (weight 0), as many as give the lowest leave-one-out error; λ "
          "tuned for each number.",
  .learn = learn_prefix,
  .loss = "loo",
  .learns = TRUE,
  .tunes_ridge = TRUE,
};
