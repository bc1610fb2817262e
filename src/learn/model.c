#include "learn/model.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "learn/learn-private.h"

#define WNTK_PREFIX "wntk:"

gboolean
theta_model_check (const char *id, GError **error)
{
  if (g_strv_contains ((const char *const[]) { "majority", "ntk", "ntk-tuned", "wntk", NULL }, id))
    return TRUE;
  if (g_str_has_prefix (id, WNTK_PREFIX)
      && theta_weight_method_find (id + strlen (WNTK_PREFIX)) != NULL)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "“%s” is not a model; expected majority, ntk, ntk-tuned, wntk, or wntk:METHOD with "
               "one of loo, algorithm1, uniform, fixed",
               id);
  return FALSE;
}

char *
theta_model_label (const char *id)
{
  const ThetaWeightMethod *method;

  if (g_str_equal (id, "majority"))
    return g_strdup ("Majority class");
  if (g_str_equal (id, "ntk"))
    return g_strdup ("NTK");
  if (g_str_equal (id, "ntk-tuned"))
    return g_strdup ("NTK, tuned λ");
  if (g_str_equal (id, "wntk"))
    return g_strdup ("WNTK");
  method = g_str_has_prefix (id, WNTK_PREFIX)
               ? theta_weight_method_find (id + strlen (WNTK_PREFIX))
               : NULL;
  return method != NULL ? g_strdup_printf ("WNTK, %s", method->label) : g_strdup (id);
}

/* Says the training rows' most frequent class (the first on ties) every time. */
static void
fit_majority (ThetaFit *self, const ThetaProblem *problem)
{
  const ThetaTarget *target = problem->target;
  g_autofree guint *count = g_new0 (guint, target->n_classes);
  guint best = 0, like = 0;

  for (guint i = 0; i < target->rows; i++)
    if (problem->train[i])
      count[target->labels[i]]++;
  for (guint c = 1; c < target->n_classes; c++)
    if (count[c] > count[best])
      best = c;
  while (target->labels[like] != (int) best)
    like++;
  self->outputs = g_new (double, (gsize) self->n_test * target->outputs);
  for (guint i = 0; i < self->n_test; i++)
    memcpy (self->outputs + (gsize) i * target->outputs, target->y + (gsize) like * target->outputs,
            target->outputs * sizeof (double));
  self->ridge = NAN;
}

/* Weights and ridge of a kernel model. */
static gboolean
choose_weights (ThetaFit *self, const char *id, const ThetaProblem *problem,
                const ThetaWeightOptions *options, ThetaHistoryFunc func, gpointer user_data,
                GError **error)
{
  ThetaWeightOptions chosen = *options;

  if (g_str_equal (id, "ntk"))
    return TRUE;
  if (g_str_equal (id, "ntk-tuned"))
    return theta_ridge_tune (problem, self->weights, 0, &self->ridge, NULL, &self->ridge_at_edge,
                             error);
  if (g_str_has_prefix (id, WNTK_PREFIX))
    chosen.method = (char *) id + strlen (WNTK_PREFIX);
  if (!theta_weights_learn (problem, &chosen, self->weights, &self->ridge, &self->history, func,
                            user_data, self->notes, error))
    return FALSE;
  if (self->history->count == 0)
    g_clear_pointer (&self->history, theta_history_unref);
  return TRUE;
}

static gboolean
fit_kernel (ThetaFit *self, const char *id, const ThetaProblem *problem,
            const ThetaWeightOptions *options, const guint8 *test, ThetaHistoryFunc func,
            gpointer user_data, GError **error)
{
  gboolean zero = TRUE;

  self->layers = problem->kernel->layers;
  self->weights = g_new (double, self->layers);
  self->ridge = problem->ridge;
  for (guint l = 0; l < self->layers; l++)
    self->weights[l] = 1;
  if (!choose_weights (self, id, problem, options, func, user_data, error))
    return FALSE;
  self->outputs = theta_ridge_predict (problem, self->weights, self->ridge, test, &self->jitter,
                                       error);
  if (self->outputs == NULL)
    return FALSE;
  for (guint l = 0; l < self->layers; l++)
    zero = zero && self->weights[l] == 0;
  if (zero)
    g_ptr_array_add (self->notes, g_strdup ("All weights are zero: the kernel is the zero kernel "
                                            "and the prediction a constant."));
  if (self->jitter > 0)
    {
      g_autofree char *text = theta_number_format (self->jitter, 2);

      g_ptr_array_add (self->notes,
                       g_strdup_printf ("A jitter of %s was added to the diagonal, because "
                                        "A + λI was not positive definite.",
                                        text));
    }
  return TRUE;
}

static void
decide (ThetaFit *self, const ThetaProblem *problem, const guint8 *test, gboolean kernel)
{
  const ThetaTarget *target = problem->target;
  gboolean one = TRUE;

  self->predicted = g_new (int, MAX (self->n_test, 1));
  for (guint i = 0; i < self->n_test; i++)
    {
      self->predicted[i] = theta_target_decide (target, self->outputs + (gsize) i * target->outputs);
      one = one && self->predicted[i] == self->predicted[0];
    }
  if (kernel && one && self->n_test > 1)
    g_ptr_array_add (self->notes, g_strdup ("It says the same class for every test row."));
  theta_metrics_compute (&self->metrics, target, test, self->outputs, self->predicted);
}

ThetaFit *
theta_model_fit (const char *id, const ThetaProblem *problem, const ThetaWeightOptions *options,
                 const guint8 *test, ThetaHistoryFunc func, gpointer user_data, GError **error)
{
  g_autoptr (ThetaFit) self = g_new0 (ThetaFit, 1);
  gboolean majority = g_str_equal (id, "majority");

  if (!theta_model_check (id, error))
    return NULL;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->n_test = theta_mask_count (test, problem->target->rows);
  if (majority)
    fit_majority (self, problem);
  else if (!fit_kernel (self, id, problem, options, test, func, user_data, error))
    return NULL;
  decide (self, problem, test, !majority);
  return g_steal_pointer (&self);
}

void
theta_fit_free (ThetaFit *self)
{
  if (self == NULL)
    return;
  g_free (self->weights);
  g_free (self->outputs);
  g_free (self->predicted);
  theta_history_unref (self->history);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_free (self);
}
