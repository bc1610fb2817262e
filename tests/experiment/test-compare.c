/* Runs side by side, and what a model said about each row. */
#include <math.h>
#include <string.h>

#include "dataset/fold.h"
#include "experiment/compare.h"
#include "experiment/run-private.h"
#include "support.h"

static char *folder;

/* ---- planted runs ---- */

static void
plant_model (GString *out, const char *id, const double *errors, guint folds)
{
  g_string_append_printf (out, "{\"name\": \"%s\", \"folds\": [", id);
  for (guint f = 0; f < folds; f++)
    g_string_append_printf (out,
                            "%s{\"train\": 80, \"test\": 20, \"accuracy\": 0.9, "
                            "\"balanced_accuracy\": 0.9, \"squared_error\": %.6f}",
                            f > 0 ? ", " : "", errors[f]);
  g_string_append (out, "], \"confusion\": [[50, 0], [10, 40]]}");
}

/* A run on @data in which the squared errors are these. */
static ThetaResults *
plant (const char *data, const char *settings, const double *ntk, const double *wntk, guint folds)
{
  g_autoptr (GString) out = g_string_new ("{\"experiment\": \"\", \"data\": {\"classes\": "
                                          "[\"a\", \"b\"]}, \"models\": [");
  g_autofree char *experiment = g_strdup_printf ("[Dataset]\nSource=sample:%s\n%s", data, settings);
  g_autoptr (GError) error = NULL;
  ThetaResults *results;

  plant_model (out, "wntk", wntk, folds);
  g_string_append (out, ", ");
  plant_model (out, "ntk", ntk, folds);
  g_string_append (out, "]}");
  results = theta_results_from_json (out->str, experiment, &error);
  g_assert_no_error (error);
  return results;
}

static const double even[] = { 0.5, 0.6, 0.7, 0.55 }, lower[] = { 0.3, 0.41, 0.5, 0.34 };
static const double higher[] = { 0.7, 0.81, 0.9, 0.76 }, mixed[] = { 0.6, 0.5, 0.8, 0.45 };

static GPtrArray *
plant_runs (void)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_results_unref);

  g_ptr_array_add (runs, plant ("iris", "", even, lower, 4));
  g_ptr_array_add (runs, plant ("wine", "[Network]\nDepth=3\n", even, higher, 4));
  g_ptr_array_add (runs, plant ("wdbc", "", even, mixed, 4));
  g_ptr_array_add (runs, plant ("iris", "[Weights]\nMethod=algorithm1\n", even, higher, 4));
  g_ptr_array_add (runs, plant ("digits", "", even, lower, 1));
  return runs;
}

static void
test_score (void)
{
  g_autoptr (GPtrArray) runs = plant_runs ();
  g_autoptr (ThetaScore) score = theta_score_new (runs);
  const ThetaVerdict expected[] = { THETA_VERDICT_WIN, THETA_VERDICT_LOSS, THETA_VERDICT_TIE,
                                    THETA_VERDICT_NONE };
  const ThetaBout *last;
  g_autofree char *sentence = theta_score_sentence (score);

  /* The second run on iris does not count again; one fold proves nothing. */
  g_assert_cmpuint (score->bouts->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const ThetaBout *bout = score->bouts->pdata[i];

      g_assert_cmpint (bout->ntk, ==, expected[i]);
      g_assert_cmpint (bout->tuned, ==, THETA_VERDICT_NONE);
    }
  last = score->bouts->pdata[3];
  g_assert_cmpuint (last->run, ==, 4);
  g_assert_cmpstr (last->data, ==, "sample:digits");
  g_assert_true (isnan (last->p_ntk));
  g_assert_cmpuint (score->ntk.wins, ==, 1);
  g_assert_cmpuint (score->ntk.ties, ==, 1);
  g_assert_cmpuint (score->ntk.losses, ==, 1);
  g_assert_cmpuint (score->tuned.wins + score->tuned.ties + score->tuned.losses, ==, 0);
  g_assert_nonnull (strstr (sentence, "against the NTK 1 won, 1 tied, 1 lost"));
  g_assert_null (strstr (sentence, "tuned"));
}

static void
test_settings (void)
{
  g_autoptr (GPtrArray) runs = plant_runs ();
  g_autoptr (GPtrArray) differences = theta_compare_settings (runs);
  g_autoptr (GPtrArray) ids = theta_compare_models (runs);
  const char *const labels[] = { "#1", "#2", "#3", "#4", "#5" };
  const ThetaDifference *difference;
  g_autofree char *text = theta_compare_text (runs, labels);

  g_assert_cmpuint (differences->len, ==, 3);
  difference = differences->pdata[0];
  g_assert_cmpstr (difference->key, ==, "Dataset.Source");
  difference = differences->pdata[1];
  g_assert_cmpstr (difference->key, ==, "Network.Depth");
  g_assert_cmpstr (difference->values[0], ==, "5");
  g_assert_cmpstr (difference->values[1], ==, "3");
  difference = differences->pdata[2];
  g_assert_cmpstr (difference->key, ==, "Weights.Method");
  g_assert_cmpstr (difference->values[3], ==, "algorithm1");
  g_assert_cmpuint (g_strv_length (difference->values), ==, 5);
  g_assert_cmpuint (ids->len, ==, 2);
  /* 0.5874 on average against 0.6375: the last has one fold, of 0.3 and of 0.5. */
  g_assert_cmpstr (ids->pdata[0], ==, "ntk");
  g_assert_nonnull (strstr (text, "0.388"));
  g_assert_nonnull (strstr (text, "not tested"));
  g_ptr_array_set_size (runs, 1);
  g_clear_pointer (&differences, g_ptr_array_unref);
  differences = theta_compare_settings (runs);
  g_assert_cmpuint (differences->len, ==, 0);
}

/* ---- predictions ---- */

static void
test_predictions (void)
{
  g_autofree char *source
      = support_write (folder, "five.csv", "x,class\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n");
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, "");
  g_autoptr (GError) error = NULL;
  guint n_train;
  g_autoptr (ThetaDataset) data = theta_experiment_load_data (experiment, &n_train, NULL, &error);
  g_autoptr (GPtrArray) folds = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_fold_free);
  g_autoptr (ThetaResults) results = NULL;
  g_autoptr (GArray) found = NULL;
  ThetaDeviceInfo info = { .name = "CPU" };
  ThetaFold *fold = g_new0 (ThetaFold, 1);
  /* Of rows 1 to 5: wrong by 0.2, right by 3, wrong by 1, right by 0.4, right by 0.4. */
  static const double outputs[] = { 0.1, 1.5, 0.5, 0.2, -0.2 };
  static const int predicted[] = { 1, 1, 1, 1, 0 };
  static const guint rows[] = { 2, 0, 3, 4, 1 };
  static const double margins[] = { 1, 0.2, 0.4, 0.4, 3 };
  ThetaFit *fit = g_new0 (ThetaFit, 1);

  g_assert_no_error (error);
  *fold = (ThetaFold) { .n = 6, .train = g_malloc0 (6), .test = g_malloc0 (6), .n_train = 1,
                        .n_test = 5 };
  fold->train[5] = 1;
  memset (fold->test, 1, 5);
  g_ptr_array_add (folds, fold);
  results = theta_results_new (experiment, data, folds, &info);
  fit->n_test = 5;
  fit->outputs = g_memdup2 (outputs, sizeof outputs);
  fit->predicted = g_memdup2 (predicted, sizeof predicted);
  theta_results_add (results, 0, fit, 1);
  found = theta_results_predictions (results, results->models->pdata[0]);
  g_assert_cmpuint (found->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      const ThetaPrediction *one = &g_array_index (found, ThetaPrediction, i);

      /* Row numbers 4 and 5 are row 3 (b, 0.2: margin 0.4) and 4 (a, −0.2: 0.4). */
      g_assert_cmpuint (one->row, ==, rows[i]);
      g_assert_cmpfloat_with_epsilon (one->margin, margins[i], 1e-12);
      g_assert_cmpint (one->truth != one->predicted, ==, i < 2);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  g_test_add_func ("/compare/score", test_score);
  g_test_add_func ("/compare/settings", test_settings);
  g_test_add_func ("/compare/predictions", test_predictions);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
