/* How a run keeps, solves and rounds its numbers, and what it says of them. */
#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "support.h"

static char *folder;
static Spy *spy;

static void
compare_outputs (const ThetaResults *one, const ThetaResults *two)
{
  for (guint m = 0; m < one->models->len; m++)
    {
      const ThetaModelResult *model = one->models->pdata[m];

      for (guint f = 0; f < model->folds->len; f++)
        {
          const ThetaFit *a = ((ThetaFoldResult *) model->folds->pdata[f])->fit;
          const ThetaFit *b = support_fit_of (two, model->id, f);

          for (guint k = 0; a->outputs != NULL && k < a->n_test * one->data->n_classes; k++)
            g_assert_cmpfloat_with_epsilon (a->outputs[k], b->outputs[k], 1e-4);
          g_assert_cmpfloat (a->metrics.accuracy, ==, b->metrics.accuracy);
        }
    }
}

/* float32 storage finds the same, and says what it cost; angles and layers. */
static void
test_precision (void)
{
  static const char *const networks[] = { "relu", "erf" };

  for (guint k = 0; k < G_N_ELEMENTS (networks); k++)
    {
      ThetaResults *results[3] = { NULL };

      for (guint p = 0; p < 3; p++)
        {
          static const char *const names[] = { "auto", "double", "single" };
          g_autofree char *settings = g_strdup_printf (
              "[Experiment]\nPrecision=%s\n[Network]\nActivation=%s\n"
              "[Evaluation]\nCompare=ntk;ntk-tuned;wntk\n", names[p], networks[k]);

          results[p] = support_run_settings (spy, "sample:wine", settings);
          g_assert_true (support_has_finding (results[p], "single precision") == (p == 2));
        }
      g_assert_cmpfloat (results[1]->rounding_loss, ==, 0);
      g_assert_cmpfloat (results[2]->rounding_loss, >, 1e-9);
      g_assert_cmpfloat (results[2]->rounding_loss, <, 1e-6);
      compare_outputs (results[0], results[1]);
      compare_outputs (results[1], results[2]);
      g_clear_pointer (&results[0], theta_results_unref);
      g_clear_pointer (&results[1], theta_results_unref);
      g_clear_pointer (&results[2], theta_results_unref);
    }
}

/* Rows that repeat at a λ that tuning drives down: the condition number is told. */
static void
test_condition (void)
{
  g_autoptr (GString) text = g_string_new ("x,y,class\n");
  g_autofree char *path = NULL;
  g_autoptr (ThetaResults) twice = NULL, wine = NULL, bare = NULL;
  g_autofree char *json = NULL;
  const ThetaFit *fit;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "%u,%u,%s\n", i % 15, (i % 15) * (i % 15) % 7,
                            i % 15 < 7 ? "a" : "b");
  path = support_write (folder, "twice.csv", text->str);
  twice = support_run_settings (spy, path, "[Evaluation]\nCompare=ntk-tuned\n");
  wine = support_run_settings (spy, "sample:wine", "[Evaluation]\nCompare=ntk;ntk-tuned\n");
  g_assert_true (fabs (support_fit_of (twice, "ntk-tuned", 0)->tuning.smallest) < 1e-12);
  g_assert_true (support_has_finding (twice, "condition number")
                 == (theta_fit_condition (support_fit_of (twice, "ntk-tuned", 0)) > 1e10));
  /* Next to no λ: told, and where Cholesky refuses the jitter too. */
  bare = support_run_settings (spy, path, "[Regression]\nRidge=1e-18\n[Evaluation]\nCompare=ntk\n");
  fit = support_fit_of (bare, "ntk", 0);
  g_assert_cmpfloat (theta_fit_condition (fit), >, 1e10);
  g_assert_true (support_has_finding (bare, "NTK: condition number"));
  g_assert_cmpfloat (fit->solved.jitter, >, 0);
  json = theta_results_to_json (bare);
  g_assert_nonnull (strstr (json, "was added to the diagonal"));
  g_assert_false (support_has_finding (wine, "condition number"));
  g_assert_cmpfloat (theta_fit_condition (support_fit_of (wine, "ntk-tuned", 0)), >, 1);
  /* The same kernel, whose eigenvalues are estimated, at λ = 0.1. */
  g_assert_cmpfloat_with_epsilon (support_fit_of (wine, "ntk", 0)->tuning.smallest,
                                  support_fit_of (wine, "ntk-tuned", 0)->tuning.smallest, 0.02);
  g_assert_cmpfloat_with_epsilon (support_fit_of (wine, "ntk", 0)->tuning.largest,
                                  support_fit_of (wine, "ntk-tuned", 0)->tuning.largest, 0.2);
}

/* Without room for A_TT the fits are iterative, which is told and changes nothing; a
 * kernel of distances still needs it and names the remedy. */
static void
test_iterative (void)
{
  g_autoptr (ThetaResults) exact = NULL, asked = NULL, forced = NULL;
  g_autoptr (ThetaExperiment) refused = NULL;
  g_autoptr (GError) error = NULL;
  const char *models = "[Evaluation]\nProtocol=holdout\nTestFraction=0.05\n"
                       "Compare=ntk;ntk-tuned;wntk:uniform";
  const char *data = "generator:moons?n=4500&noise=0.2";
  g_autofree char *cg = g_strdup_printf ("[Regression]\nSolver=cg\n%s\n", models);
  g_autofree char *little = g_strdup_printf ("[Experiment]\nMemoryLimit=360 MB\n%s\n", models);
  g_autofree char *rbf = g_strdup_printf ("[Experiment]\nMemoryLimit=360 MB\n%s;rbf\n", models);
  g_autofree char *all = g_strdup_printf ("%s\n", models);

  exact = support_run_settings (spy, data, all);
  asked = support_run_settings (spy, data, cg);
  forced = support_run_settings (spy, data, little);
  g_assert_false (exact->iterative || support_has_finding (exact, "conjugate gradients"));
  g_assert_true (asked->iterative && forced->iterative);
  g_assert_true (support_has_finding (forced, "conjugate gradients"));
  for (guint k = 0; k < 2; k++)
    {
      const ThetaFit *a = support_fit_of (exact, "ntk", 0), *b = support_fit_of (k == 0 ? asked : forced, "ntk", 0);

      for (guint i = 0; i < a->n_test; i++)
        g_assert_cmpfloat_with_epsilon (a->outputs[i], b->outputs[i], 1e-5);
    }
  refused = support_experiment (data, rbf);
  g_assert_null (theta_run (refused, NULL, 0, spy->device, NULL, NULL, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "leave rbf and laplacian out of Evaluation.Compare"));
}

/* Angles are kept while they leave half of the memory to the rest. */
static void
test_plan_storage (void)
{
  static const struct
  {
    const char *keys;
    ThetaSetKind kind;
    ThetaPrecision precision;
  } cases[] = {
    { "[Experiment]\nMemoryLimit=16 GB\n", THETA_SET_ANGLE, THETA_PRECISION_SINGLE },
    { "[Experiment]\nMemoryLimit=8 GB\n", THETA_SET_ROWS, THETA_PRECISION_SINGLE },
    { "[Experiment]\nMemoryLimit=8 GB\nPrecision=double\n", THETA_SET_ROWS,
      THETA_PRECISION_DOUBLE },
    { "[Experiment]\nMemoryLimit=8 GB\n[Regression]\nSolver=cholesky\n", THETA_SET_ANGLE,
      THETA_PRECISION_SINGLE },
    { "[Experiment]\nMemoryLimit=8 GB\n[Network]\nBiasVariance=0.1\n", THETA_SET_TRIANGLE,
      THETA_PRECISION_SINGLE },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (ThetaExperiment) experiment
          = support_experiment ("generator:moons?n=20", cases[k].keys);
      ThetaStorage storage = theta_plan_storage (experiment, 50000, 64, 2);

      g_assert_cmpint (storage.kind, ==, cases[k].kind);
      g_assert_cmpint (storage.precision, ==, cases[k].precision);
      if (storage.kind == THETA_SET_ROWS && storage.precision == THETA_PRECISION_SINGLE)
        g_assert_cmpuint (theta_storage_bytes (&storage, 5, 50000, 64), ==, 50000 * (64 * 4 + 8));
    }
}

/* A series that is not exact to rounding says how exact it is; one that is does not. */
static void
test_series (void)
{
  g_autofree char *text = support_csv (40, 40, 13, 0, FALSE);
  g_autofree char *path = support_write (folder, "a.csv", text);

  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *keys = g_strdup_printf (
          "[Network]\nDepth=2\nActivation=tanh\nWeightVariance=%s\nBiasVariance=0.1\n"
          "BiasKernels=apart\n[Evaluation]\nFolds=2\nCompare=ntk;wntk:uniform\n",
          k == 0 ? "1.6" : "40");
      g_autoptr (ThetaResults) results = support_run_settings (spy, path, keys);

      g_assert_cmpuint (results->frame->kernel->layers, ==, 4);
      g_assert_true (support_has_finding (results, "a series, cut off with an error of") == (k == 1));
    }
}

/* Of bias-free ReLU all layers share one diagonal: normalising rescales λ alone, by that
 * diagonal of each fold, whichever kernels are stored and shared. */
static void
test_normalize (void)
{
  static const char *const inputs[] = { "train", "none" };
  g_autofree char *text = support_csv (40, 40, 9, 0, FALSE);
  g_autofree char *path = support_write (folder, "a.csv", text);

  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *plain_keys = g_strdup_printf (
          "[Dataset]\nStandardize=%s\n[Regression]\nRidge=0.02\nRidgeScale=trace\n"
          "[Evaluation]\nFolds=3\nCompare=ntk;ntk-tuned;rbf;wntk:loo;wntk:alignf\n", inputs[k]);
      g_autofree char *keys = g_strdup_printf (
          "[Dataset]\nStandardize=%s\n[Regression]\nRidge=0.1\nNormalize=trace\n"
          "[Evaluation]\nFolds=3\nCompare=ntk;ntk-tuned;rbf;wntk:loo;wntk:alignf\n", inputs[k]);
      g_autoptr (ThetaResults) plain = support_run_settings (spy, path, plain_keys);
      g_autoptr (ThetaResults) normal = support_run_settings (spy, path, keys);
      g_autofree char *json = theta_results_to_json (normal);

      g_assert_cmpuint (plain->diagonals->len, ==, 0);
      g_assert_cmpuint (normal->diagonals->len, ==, 3);
      g_assert_nonnull (strstr (json, "mean_diagonals"));
      g_assert_true (support_has_finding (normal, "divided by their mean diagonal"));
      g_assert_false (support_has_finding (plain, "divided by their mean diagonal"));
      for (guint m = 0; plain->experiment->compare[m] != NULL; m++)
        for (guint f = 0; f < 3; f++)
          {
            const char *id = plain->experiment->compare[m];
            const ThetaFit *a = support_fit_of (plain, id, f), *b = support_fit_of (normal, id, f);
            const double *mean = normal->diagonals->pdata[f];
            double scale = m == 2 ? 1 : mean[0]; /* rbf knows of no layers */

            for (guint l = 1; l < 5; l++)
              g_assert_cmpfloat_with_epsilon (mean[l], mean[0], 1e-12 * mean[0]);
            for (guint i = 0; i < a->n_test; i++)
              /* A search that starts at a rounding's distance ends at another one's. */
              g_assert_cmpfloat_with_epsilon (a->outputs[i], b->outputs[i],
                                              m < 3 ? 1e-9 : m == 3 ? 1e-3 : 1e-4);
            if (m < 3)
              g_assert_cmpfloat_with_epsilon (a->ridge, b->ridge * scale, 1e-9 * a->ridge);
          }
    }
}

/* A normalised kernel is the plain one with other weights, in every operation; sets that
 * are not its own stay as they are. */
static void
test_normalized_operations (void)
{
  ThetaNetwork network;
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 1, NULL);
  g_autoptr (ThetaMatrix) x = theta_matrix_new (20, 3, NULL);
  g_autoptr (ThetaKernel) plain = NULL, normal = NULL;
  g_autofree double *b = g_new0 (double, 3 * 20), *c = g_new0 (double, 3 * 20);
  double mean[3], a[] = { 0.5, 2, 1 }, plain_a[3], one[3], two[3], gram[9], grams[9];
  guint8 train[20];
  ThetaRandom random;

  theta_random_init (&random, 5, THETA_STREAM_TEST, 0);
  for (guint k = 0; k < 60; k++)
    x->data[k] = theta_random_normal (&random);
  for (guint i = 0; i < 20; i++)
    train[i] = i % 3 != 0;
  theta_network_init (&network);
  network.depth = 3;
  network.bias_variance = 0.3;
  plain = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, NULL);
  normal = theta_kernel_new_normalized (plain, train, mean, NULL);
  for (guint l = 0; l < 3; l++)
    {
      double sum = 0;

      for (guint i = 0; i < 20; i++)
        {
          theta_kernel_read (normal, i, i, one);
          theta_kernel_read (plain, i, i, two);
          g_assert_cmpfloat_with_epsilon (one[l] * mean[l], two[l], 1e-13);
          sum += train[i] ? one[l] / 13 : 0;
        }
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-13);
      plain_a[l] = a[l] / mean[l];
    }
  normal->device->ops->weighted_product (normal->device, normal->set, a, 1, x->data, b);
  device->ops->weighted_product (device, plain->set, plain_a, 1, x->data, c);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpfloat_with_epsilon (b[i], c[i], 1e-12);
  normal->device->ops->layer_products (normal->device, normal->set, 1, x->data, b);
  device->ops->layer_products (device, plain->set, 1, x->data, c);
  for (guint i = 0; i < 60; i++)
    g_assert_cmpfloat_with_epsilon (b[i] * mean[i / 20], c[i], 1e-12);
  normal->device->ops->layer_gram (normal->device, normal->set, train, TRUE, gram);
  device->ops->layer_gram (device, plain->set, train, TRUE, grams);
  for (guint k = 0; k < 9; k++)
    g_assert_cmpfloat_with_epsilon (gram[k] * mean[k / 3] * mean[k % 3], grams[k],
                                    1e-12 * grams[k]);
  normal->device->ops->contract_low_rank (normal->device, normal->set, 1, x->data, x->data, one);
  device->ops->contract_low_rank (device, plain->set, 1, x->data, x->data, two);
  for (guint l = 0; l < 3; l++)
    g_assert_cmpfloat_with_epsilon (one[l] * mean[l], two[l], 1e-12);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  spy = support_spy_open ();
  g_test_add_func ("/run/precision", test_precision);
  g_test_add_func ("/run/series", test_series);
  g_test_add_func ("/run/normalize", test_normalize);
  g_test_add_func ("/run/normalized-operations", test_normalized_operations);
  g_test_add_func ("/run/iterative", test_iterative);
  g_test_add_func ("/run/plan-storage", test_plan_storage);
  g_test_add_func ("/run/condition", test_condition);
  status = g_test_run ();
  support_spy_close (spy);
  support_remove (folder);
  return status;
}
