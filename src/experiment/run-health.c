/* What a person should know about a run before believing it. */
#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* A layer with more than this share of Σa stands nearly alone; one with less than
 * the other is switched off. */
#define ALONE 0.9
#define OFF 1e-4
/* Condition numbers above are told. */
#define ILL_CONDITIONED 1e10
/* A series cut off with less is as good as exact. */
#define SERIES_ERROR 1e-12

static void
add (ThetaResults *results, char *title, char *detail)
{
  g_ptr_array_add (results->health, theta_finding_new (THETA_FINDING_OTHER, title, detail));
}

/* One click that mends what the last finding tells. */
static void
offer (ThetaResults *results, const char *label, const char *assignment)
{
  const char *const assignments[] = { assignment, NULL };

  theta_results_take_remedy (results, g_strdup (label), g_strdupv ((char **) assignments));
}

/* λ that the model takes from the experiment, ten times as large. */
static void
offer_ridge (ThetaResults *results, const ThetaModelResult *model)
{
  const char *method = theta_plan_model_method (results->experiment, model->id);
  const ThetaWeightMethod *found = method != NULL ? theta_weight_method_find (method) : NULL;
  double ridge = results->experiment->ridge > 0 ? 10 * results->experiment->ridge : 1e-6;
  g_autofree char *number = theta_number_to_string (ridge), *shown = theta_number_format (ridge, 2);
  g_autofree char *label = g_strdup_printf ("Use λ = %s", shown);
  g_autofree char *assignment = g_strconcat ("Regression.Ridge=", number, NULL);

  if (g_str_equal (model->id, "ntk") || (found != NULL && !found->tunes_ridge))
    offer (results, label, assignment);
}

static void
offer_leave_one_out (ThetaResults *results, const ThetaModelResult *model)
{
  /* "wntk:METHOD" names its own. */
  if (g_str_equal (model->id, "wntk")
      && !g_str_equal (results->experiment->weights.method, "loo"))
    offer (results, "Weights by leave-one-out", "Weights.Method=loo");
}

/* One more model to compare with, where it is not there yet. */
static void
offer_model (ThetaResults *results, const char *label, const char *id)
{
  g_autofree char *now = NULL, *assignment = NULL;

  if (theta_results_find (results, id) != NULL)
    return;
  now = theta_experiment_get (results->experiment, "Evaluation.Compare");
  assignment = g_strdup_printf ("Evaluation.Compare=%s;%s", now, id);
  offer (results, label, assignment);
}

static void
offer_majority (ThetaResults *results, const ThetaModelResult *model)
{
  offer_model (results, "Compare with the majority class", "majority");
}

static const ThetaFit *
fit_of (const ThetaModelResult *model, guint fold)
{
  return ((ThetaFoldResult *) model->folds->pdata[fold])->fit;
}

typedef gboolean (*FitTest) (const ThetaFit *fit);

static gboolean
needed_jitter (const ThetaFit *fit)
{
  return fit->solved.jitter > 0;
}

static gboolean
has_edge (const ThetaFit *fit)
{
  return fit->tuning.at_edge;
}

static gboolean
is_zero (const ThetaFit *fit)
{
  gboolean zero = fit->weights != NULL;

  for (guint l = 0; zero && l < fit->layers; l++)
    zero = fit->weights[l] == 0;
  return zero;
}

static gboolean
says_one_class (const ThetaFit *fit)
{
  gboolean same = fit->weights != NULL && fit->n_test > 1 && !is_zero (fit);

  for (guint i = 1; same && i < fit->n_test; i++)
    same = fit->predicted[i] == fit->predicted[0];
  return same;
}

static guint
count_fits (const ThetaModelResult *model, FitTest test)
{
  guint count = 0;

  for (guint f = 0; f < model->folds->len; f++)
    count += test (fit_of (model, f)) != FALSE;
  return count;
}

static const struct
{
  FitTest test;
  const char *title, *detail;
  void (*offer) (ThetaResults *results, const ThetaModelResult *model); /* or NULL */
} fit_findings[] = {
  { needed_jitter, "a small ridge had to be added",
    "The kernel matrix is singular to working precision and Cholesky refused it; raise "
    "Regression.Ridge or remove duplicate rows.", offer_ridge },
  { has_edge, "λ is at the end of its range",
    "The smallest error lies at the first or last λ that was tried, so the best one may lie "
    "beyond; look at the scale of the inputs." },
  { is_zero, "the kernel is zero",
    "All layer weights are zero, and a zero kernel always says the same class; lower "
    "Weights.LearningRate or use Weights.Method=loo.", offer_leave_one_out },
  { says_one_class, "one class is said only",
    "Every test row gets the same class; compare with the majority class and look at the "
    "balanced accuracy.", offer_majority },
};

static void
find_in_fits (ThetaResults *results, const ThetaModelResult *model)
{
  guint folds = model->folds->len;

  for (guint i = 0; i < G_N_ELEMENTS (fit_findings); i++)
    {
      guint count = count_fits (model, fit_findings[i].test);

      if (count == 0)
        continue;
      add (results,
           folds == 1 ? g_strdup_printf ("%s: %s", model->label, fit_findings[i].title)
                      : g_strdup_printf ("%s: %s in %u of %u folds", model->label,
                                         fit_findings[i].title, count, folds),
           g_strdup (fit_findings[i].detail));
      if (fit_findings[i].offer != NULL)
        fit_findings[i].offer (results, model);
    }
}

/* "layer 2"; apart "Θ₂ weights". */
static char *
part_name (const ThetaNetwork *network, guint kernel)
{
  return network->bias_apart ? theta_network_kernel_name (network, kernel)
                             : g_strdup_printf ("layer %u", kernel + 1);
}

/* Looks at the mean shares a_l / Σa over the folds of a model whose weights were
 * learnt. */
static void
find_in_shares (ThetaResults *results, const ThetaModelResult *model)
{
  const char *method = theta_plan_model_method (results->experiment, model->id);
  guint layers = theta_network_n_kernels (&results->experiment->network), folds = model->folds->len;
  g_autofree double *shares = g_new0 (double, layers);
  g_autoptr (GString) off = g_string_new (NULL);

  if (method == NULL || g_str_equal (method, "fixed") || layers < 2)
    return;
  for (guint f = 0; f < folds; f++)
    {
      const ThetaFit *fit = fit_of (model, f);
      double sum = 0;

      for (guint l = 0; l < fit->layers; l++)
        sum += fit->weights[l];
      for (guint l = 0; sum > 0 && l < fit->layers; l++)
        shares[l] += fit->weights[l] / sum / folds;
    }
  for (guint l = 0; l < layers; l++)
    if (shares[l] < OFF)
      {
        g_autofree char *part = part_name (&results->experiment->network, l);

        g_string_append_printf (off, "%s%s", off->len > 0 ? ", " : "", part);
      }
  if (off->len > 0 && count_fits (model, is_zero) < folds)
    add (results,
         g_strdup_printf ("%s: nearly no weight on %s", model->label, off->str),
         g_strdup ("These shares lie at the lower end of their range; leaving them out would "
                   "change little."));
  for (guint l = 0; l < layers; l++)
    if (shares[l] > ALONE)
      {
        g_autofree char *part = part_name (&results->experiment->network, l);
        g_autofree char *id = g_strdup_printf ("layer:%u", l + 1);

        add (results, g_strdup_printf ("%s: %s carries %.0f %% of the weight", model->label, part,
                                       100 * shares[l]),
             g_strdup ("The others hardly count; this one alone, by hand "
                       "(Weights.Method=fixed), may do as well."));
        if (!results->experiment->network.bias_apart)
          offer_model (results, "Compare with this layer alone", id);
      }
}

/* A + λI from which Cholesky and the predictions lose more than ten digits, in the
 * worst fold. */
static void
find_in_conditions (ThetaResults *results, const ThetaModelResult *model)
{
  double worst = 0, smallest = NAN;

  for (guint f = 0; f < model->folds->len; f++)
    {
      double condition = theta_fit_condition (fit_of (model, f));

      if (condition > worst)
        {
          worst = condition;
          smallest = fit_of (model, f)->tuning.smallest;
        }
    }
  if (worst > ILL_CONDITIONED)
    {
      g_autofree char *number = theta_number_format (worst, 1);
      g_autofree char *least = theta_number_format (smallest, 1);

      add (results, g_strdup_printf ("%s: condition number %s", model->label, number),
           g_strdup_printf ("The smallest eigenvalue of the kernel is %s, and λ hardly adds to it: "
                            "the outputs are uncertain in their last digits.  A larger "
                            "Regression.Ridge, or fewer rows that repeat others, helps.",
                            least));
      offer_ridge (results, model);
    }
}

static void
find_no_gain (ThetaResults *results, const ThetaModelResult *model)
{
  const ThetaModelResult *majority = theta_results_find (results, "majority");

  if (majority == NULL || model == majority || model->mean.accuracy > majority->mean.accuracy)
    return;
  add (results, g_strdup_printf ("%s: not above the majority class", model->label),
       g_strdup ("Saying the commonest class always is right as often; look at the balanced "
                 "accuracy, the scale of the inputs and λ."));
}

static void
find_in_settings (ThetaResults *results)
{
  const ThetaExperiment *experiment = results->experiment;

  if (experiment->standardize == THETA_STANDARDIZE_ALL)
    {
      add (results, g_strdup ("Test rows were seen: inputs standardised on all rows"),
           g_strdup ("Means and deviations come from training and test rows together, which "
                     "leaks; use Dataset.Standardize=train."));
      offer (results, "Standardise on training rows", "Dataset.Standardize=train");
    }
  if (!experiment->network.input_scaled)
    {
      add (results, g_strdup ("Inputs are not divided by their number"),
           g_strdup ("Σ¹ = x·x′ without 1/d makes λ relatively smaller the more columns there "
                     "are; Dataset.InputScale=1/d is the paper's text."));
      offer (results, "Divide by their number", "Dataset.InputScale=1/d");
    }
  if (*experiment->folds_source != '\0' && experiment->protocol != THETA_PROTOCOL_FOLDS)
    {
      add (results, g_strdup ("The given folds were not used"),
           g_strdup ("Dataset.FoldsSource is set, but the folds were drawn; use "
                     "Evaluation.Protocol=folds."));
      offer (results, "Use the given folds", "Evaluation.Protocol=folds");
    }
}

/* What weights and λ refer to. */
static void
find_in_diagonals (ThetaResults *results)
{
  guint layers = theta_network_n_kernels (&results->experiment->network);
  g_autoptr (GString) means = g_string_new (NULL);

  if (results->diagonals->len == 0)
    return;
  for (guint l = 0; l < layers; l++)
    {
      g_autofree char *mean
          = theta_number_format (((double *) results->diagonals->pdata[0])[l], 3);

      g_string_append_printf (means, "%s%s", l > 0 ? ", " : "", mean);
    }
  add (results, g_strdup ("Weights are of kernels divided by their mean diagonal"),
       g_strdup_printf ("Every Θ_l was divided by its mean diagonal on the training rows, in the "
                        "first fold %s.  A weight divided by that is the weight of the plain Θ_l "
                        "with the same λ; Regression.Normalize=none leaves them as they are.",
                        means->str));
}

static void
find_in_storage (ThetaResults *results)
{
  gboolean single = results->storage.precision == THETA_PRECISION_SINGLE;

  if (results->storage.kind == THETA_SET_ROWS)
    add (results, g_strdup ("Kernels are not kept"),
         g_strdup_printf ("They would take more than half of the memory; every entry is made anew "
                          "from its two rows where it is used%s.",
                          single ? ", in single precision, to about 1e-6 of a layer's largest "
                                   "entry; Experiment.Precision=double keeps every digit and takes "
                                   "longer"
                                 : ""));
  else if (single)
    add (results, g_strdup ("Kernels are kept in single precision"),
         g_strdup_printf ("They are computed in double precision and rounded when stored; the largest "
                          "error measured is %.1e of a layer's largest entry.  "
                          "Experiment.Precision=double keeps every digit.",
                          results->rounding_loss));
  if (single)
    offer (results, "Keep every digit", "Experiment.Precision=double");
}

static void
find_in_solver (ThetaResults *results)
{
  double worst = 0;
  g_autofree char *residual = NULL;

  if (!results->iterative)
    return;
  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];

      for (guint f = 0; f < model->folds->len; f++)
        worst = MAX (worst, fit_of (model, f)->solved.residual);
    }
  residual = theta_number_format (worst, 1);
  add (results, g_strdup ("Fitted by conjugate gradients"),
       g_strdup_printf ("The matrix of the training rows is never stored; the largest relative "
                        "residual is %s, and a larger Regression.Ridge lowers it.  A tuned λ "
                        "was found by leave-one-out on at most %u training rows, drawn by class, "
                        "and taken over as the same multiple of the mean diagonal; it was not "
                        "tried on all rows, for which another may be better.  Compare it with the "
                        "model ntk at a few values of Regression.Ridge.",
                        residual, THETA_SYEVD_MAX));
}

/* Smooth activations without a closed form: how exact their kernels are. */
static void
find_in_series (ThetaResults *results)
{
  const ThetaKernel *kernel = results->frame != NULL ? results->frame->kernel : NULL;
  g_autofree char *error = NULL;

  if (kernel == NULL || kernel->error < SERIES_ERROR)
    return;
  error = theta_number_format (kernel->error, 1);
  add (results, g_strdup_printf ("The kernels are a series, cut off with an error of %s", error),
       g_strdup ("This activation has no closed form.  The error is relative to a layer's largest "
                 "entry, for the kernels shown; a smaller weight variance lowers it."));
}

void
theta_run_health (ThetaResults *results)
{
  const GPtrArray *data = results->data->findings;

  for (guint i = 0; data != NULL && i < data->len; i++)
    {
      const ThetaFinding *finding = data->pdata[i];

      g_ptr_array_add (results->health, theta_finding_new (finding->kind, g_strdup (finding->title),
                                                           g_strdup (finding->detail)));
      if (finding->kind == THETA_FINDING_UNSCALED
          && results->experiment->standardize == THETA_STANDARDIZE_NONE)
        offer (results, "Standardise on training rows", "Dataset.Standardize=train");
    }
  find_in_settings (results);
  find_in_diagonals (results);
  find_in_storage (results);
  find_in_solver (results);
  find_in_series (results);
  for (guint m = 0; m < results->models->len; m++)
    {
      find_in_fits (results, results->models->pdata[m]);
      find_in_shares (results, results->models->pdata[m]);
      find_in_conditions (results, results->models->pdata[m]);
      find_no_gain (results, results->models->pdata[m]);
    }
}
