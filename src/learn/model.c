#include "learn/model.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "learn/learn-private.h"
#include "learn/model-private.h"

#define WNTK_PREFIX "wntk:"

#define LAYER_PREFIX "layer:"

/* Models with a name of their own. */
static const struct
{
  const char *id, *label;
} named[] = {
  { "majority", "Majority class" }, { "ntk", "NTK" },          { "ntk-tuned", "NTK, tuned λ" },
  { "best-layer", "Best layer" },   { "rbf", "RBF kernel" },   { "laplacian", "Laplacian kernel" },
  { "wntk", "WNTK" },
};

static const char *
find_label (const char *id)
{
  for (gsize k = 0; k < G_N_ELEMENTS (named); k++)
    if (g_str_equal (named[k].id, id))
      return named[k].label;
  return NULL;
}

guint
theta_model_layer (const char *id)
{
  guint64 layer = 0;

  if (g_str_has_prefix (id, LAYER_PREFIX))
    g_ascii_string_to_unsigned (id + strlen (LAYER_PREFIX), 10, 1, THETA_MAX_KERNELS, &layer, NULL);
  return (guint) layer;
}

gboolean
theta_model_is_radial (const char *id)
{
  return g_str_equal (id, "rbf") || g_str_equal (id, "laplacian");
}

static const ThetaWeightMethod *
find_method (const char *id)
{
  return g_str_has_prefix (id, WNTK_PREFIX) ? theta_weight_method_find (id + strlen (WNTK_PREFIX))
                                            : NULL;
}

gboolean
theta_model_check (const char *id, GError **error)
{
  g_autofree char *methods = NULL;

  if (find_label (id) != NULL || theta_model_layer (id) > 0 || find_method (id) != NULL)
    return TRUE;
  methods = theta_weight_methods_list ();
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "“%s” is not a model; expected majority, ntk, ntk-tuned, best-layer, layer:NUMBER, "
               "rbf, laplacian, wntk, or wntk:METHOD with one of %s",
               id, methods);
  return FALSE;
}

char *
theta_model_label (const char *id)
{
  const ThetaWeightMethod *method = find_method (id);

  if (find_label (id) != NULL)
    return g_strdup (find_label (id));
  if (theta_model_layer (id) > 0)
    return g_strdup_printf ("Layer %u", theta_model_layer (id));
  return method != NULL ? g_strdup_printf ("WNTK, %s", method->label) : g_strdup (id);
}

/* The training rows' most frequent class, the first on ties. */
static guint
find_majority (const ThetaProblem *problem)
{
  const ThetaTarget *target = problem->target;
  g_autofree guint *count = g_new0 (guint, target->n_classes);
  guint best = 0;

  for (guint i = 0; i < target->rows; i++)
    if (problem->train[i])
      count[target->labels[i]]++;
  for (guint c = 1; c < target->n_classes; c++)
    if (count[c] > count[best])
      best = c;
  return best;
}

/* Says that class every time. */
static void
fit_majority (ThetaFit *self, const ThetaProblem *problem)
{
  const ThetaTarget *target = problem->target;
  guint best = find_majority (problem), like = 0;

  while (target->labels[like] != (int) best)
    like++;
  self->outputs = g_new (double, (gsize) self->n_test * target->outputs);
  for (guint i = 0; i < self->n_test; i++)
    memcpy (self->outputs + (gsize) i * target->outputs, target->y + (gsize) like * target->outputs,
            target->outputs * sizeof (double));
  self->ridge = NAN;
}

/* Whether a λ that a weight method chose lies at an end of where λ is tuned. */
static gboolean
check_edge (ThetaFit *self, const ThetaProblem *problem, GError **error)
{
  double mean;

  if (!theta_ridge_mean_diagonal (problem, self->weights, &mean, error))
    return FALSE;
  self->tuning.at_edge
      = mean > 0 && (self->ridge < 1.01e-8 * mean || self->ridge > 0.99e2 * mean);
  return TRUE;
}

static gboolean
choose_layer (ThetaFit *self, guint layer, const ThetaProblem *problem, GError **error)
{
  if (layer > self->layers)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "There is no layer %u; the network has %u %s", layer, self->layers,
                   self->layers == 1 ? "layer" : "layers");
      return FALSE;
    }
  for (guint l = 0; l < self->layers; l++)
    self->weights[l] = l + 1 == layer;
  return theta_ridge_tune (problem, self->weights, 0, &self->ridge, NULL, &self->tuning,
                           error);
}

/* Weights and λ of the model @id. */
static gboolean
choose_weights (ThetaFit *self, const char *id, const ThetaProblem *problem,
                const ThetaWeightOptions *options, ThetaHistoryFunc func, gpointer user_data,
                GError **error)
{
  ThetaWeightOptions chosen = *options;

  if (g_str_equal (id, "ntk"))
    return TRUE;
  if (g_str_equal (id, "ntk-tuned"))
    return theta_ridge_tune (problem, self->weights, 0, &self->ridge, NULL, &self->tuning,
                             error);
  if (theta_model_layer (id) > 0)
    return choose_layer (self, theta_model_layer (id), problem, error);
  if (g_str_equal (id, "best-layer"))
    chosen.method = (char *) id;
  if (g_str_has_prefix (id, WNTK_PREFIX))
    chosen.method = (char *) id + strlen (WNTK_PREFIX);
  if (!theta_weights_learn (problem, &chosen, self->weights, &self->ridge, &self->history, func,
                            user_data, self->notes, error))
    return FALSE;
  if (self->history->count == 0)
    g_clear_pointer (&self->history, theta_history_unref);
  return !theta_weight_method_find (chosen.method)->tunes_ridge
         || check_edge (self, problem, error);
}

/* Names the zero kernel, which predicts a constant. */
static gboolean
tell_zero (ThetaFit *self, const ThetaProblem *problem, GError **error)
{
  gboolean zero = TRUE, negative = FALSE;
  double mean;

  for (guint l = 0; l < self->layers; l++)
    {
      zero = zero && self->weights[l] == 0;
      negative = negative || self->weights[l] < 0;
    }
  if (!theta_ridge_mean_diagonal (problem, self->weights, &mean, error))
    return FALSE;
  if (zero)
    g_ptr_array_add (self->notes, g_strdup ("All weights are zero: the kernel is the zero kernel "
                                            "and the prediction a constant."));
  else if (mean == 0 && !negative)
    g_ptr_array_add (self->notes, g_strdup ("The layers that have weight are zero: the kernel is the "
                                            "zero kernel and the prediction a constant."));
  return TRUE;
}

static gboolean
fit_kernel (ThetaFit *self, const char *id, const ThetaProblem *problem,
            const ThetaWeightOptions *options, const guint8 *test, ThetaHistoryFunc func,
            gpointer user_data, GError **error)
{
  self->layers = problem->kernel->layers;
  self->weights = g_new (double, self->layers);
  self->ridge = problem->ridge;
  for (guint l = 0; l < self->layers; l++)
    self->weights[l] = 1;
  if (!choose_weights (self, id, problem, options, func, user_data, error))
    return FALSE;
  self->outputs = theta_ridge_predict (problem, self->weights, self->ridge, test, &self->solved,
                                       error);
  if (isnan (self->tuning.largest))
    {
      self->tuning.smallest = self->solved.smallest;
      self->tuning.largest = self->solved.largest;
    }
  return self->outputs != NULL && tell_zero (self, problem, error);
}

static void
tell_jitter (ThetaFit *self)
{
  g_autofree char *text = theta_number_format (self->solved.jitter, 2);

  g_ptr_array_add (self->notes, g_strdup_printf ("A jitter of %s was added to the diagonal, because "
                                                 "A + λI was not positive definite.",
                                                 text));
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
    g_ptr_array_add (self->notes,
                     g_strdup (self->predicted[0] == (int) find_majority (problem)
                                   ? "It says the same class for every test row, the majority class."
                                   : "It says the same class for every test row."));
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
  self->tuning.smallest = self->tuning.largest = NAN;
  self->n_test = theta_mask_count (test, problem->target->rows);
  if (majority)
    fit_majority (self, problem);
  else if (theta_model_is_radial (id)
               ? !theta_baseline_fit (self, g_str_equal (id, "laplacian"), problem,
                                      options->subsample, test, error)
               : !fit_kernel (self, id, problem, options, test, func, user_data, error))
    return NULL;
  if (self->solved.jitter > 0)
    tell_jitter (self);
  decide (self, problem, test, !majority);
  return g_steal_pointer (&self);
}

double
theta_fit_condition (const ThetaFit *self)
{
  /* Rounding makes zero eigenvalues a little negative. */
  return (self->tuning.largest + self->ridge) / (MAX (self->tuning.smallest, 0) + self->ridge);
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
