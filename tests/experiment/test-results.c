#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/fold.h"
#include "experiment/run-private.h"
#include "support.h"

static char *folder;

/* Results of a real run on small data with an awkward class name. */
static ThetaResults *
real_results (void)
{
  g_autofree char *csv = support_csv (30, 30, 1, 0, FALSE), *path = NULL;
  g_auto (GStrv) parts = g_strsplit (csv, ",yes\n", -1);
  g_autofree char *renamed = g_strjoinv (",\"yes, \"\"sir\"\"\"\n", parts);
  g_autoptr (ThetaExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;
  Spy *spy = support_spy_open ();
  ThetaResults *results;

  path = support_write (folder, "data.csv", renamed);
  experiment = support_experiment (path, "[Network]\nDepth=2\n[Evaluation]\nFolds=3\n");
  results = theta_run (experiment, NULL, 0, spy->device, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  /* Only the numbers are looked at; the kernels go with their device. */
  g_clear_pointer (&results->frame, theta_frame_unref);
  support_spy_close (spy);
  return results;
}

/* A fit with this squared error and accuracy on every row of @fold. */
static ThetaFit *
planted_fit (const ThetaFold *fold, double squared_error, double accuracy)
{
  ThetaFit *fit = g_new0 (ThetaFit, 1);

  fit->ridge = 0.1;
  fit->layers = 2;
  fit->weights = g_new (double, 2);
  fit->weights[0] = fit->weights[1] = 1;
  fit->n_test = fold->n_test;
  fit->outputs = g_new0 (double, fold->n_test);
  fit->predicted = g_new0 (int, fold->n_test);
  fit->predicted[0] = 1;
  fit->metrics = (ThetaMetrics){ accuracy, accuracy, squared_error };
  fit->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (fit->notes, g_strdup ("a note"));
  return fit;
}

/* Results in which the WNTK's squared errors are the tuned NTK's plus @shifts. */
static ThetaResults *
planted_results (const double *shifts, guint n)
{
  g_autofree char *csv = support_csv (40, 40, 2, 0, FALSE);
  g_autofree char *path = support_write (folder, "planted.csv", csv);
  g_autofree char *settings = g_strdup_printf (
      "[Network]\nDepth=2\n[Evaluation]\nProtocol=%s\nFolds=%u\nCompare=ntk;ntk-tuned;wntk\n",
      n > 1 ? "kfold" : "holdout", MAX (n, 2));
  g_autoptr (ThetaExperiment) experiment = support_experiment (path, settings);
  g_autoptr (GError) error = NULL;
  guint n_train;
  g_autoptr (ThetaDataset) data = theta_experiment_load_data (experiment, &n_train, NULL, &error);
  g_autoptr (GPtrArray) folds = theta_plan_folds (experiment, data, n_train, &error);
  ThetaDeviceInfo info = { .name = "CPU", .library = "a library", .threads = 3 };
  ThetaResults *results;

  g_assert_no_error (error);
  g_assert_cmpuint (folds->len, ==, n);
  results = theta_results_new (experiment, data, folds, &info);
  for (guint f = 0; f < n; f++)
    {
      const ThetaFold *fold = folds->pdata[f];
      double base = 0.5 + 0.03 * f;

      theta_results_add (results, 0, planted_fit (fold, base + 0.2 + 0.01 * f, 0.7), fold->n_train);
      theta_results_add (results, 1, planted_fit (fold, base, 0.8), fold->n_train);
      theta_results_add (results, 2, planted_fit (fold, base + shifts[f], 0.8 - shifts[f]),
                         fold->n_train);
    }
  theta_results_summarize (results);
  return results;
}

static void
test_sentence (void)
{
  static const double lower[] = { -0.1, -0.11, -0.1, -0.12, -0.1 };
  static const double higher[] = { 0.1, 0.11, 0.1, 0.12, 0.1 };
  static const double noise[] = { -0.2, 0.15, -0.1, 0.12, -0.05 };
  g_autoptr (ThetaResults) a = planted_results (lower, 5), b = planted_results (higher, 5),
                           c = planted_results (noise, 5), d = planted_results (lower, 1);
  g_autofree char *better = theta_results_sentence (a), *worse = theta_results_sentence (b),
                  *same = theta_results_sentence (c), *single = theta_results_sentence (d);
  g_autofree char *table = theta_results_table (c);

  g_assert_true (g_str_has_prefix (better, "The learnt weights lower the squared error of the NTK "
                                           "with tuned λ (p < 0.001)."));
  g_assert_nonnull (strstr (better, "The accuracy is higher"));
  g_assert_true (g_str_has_prefix (worse, "The learnt weights raise the squared error"));
  g_assert_nonnull (strstr (worse, "The accuracy is lower"));
  g_assert_true (g_str_has_prefix (same, "Between the learnt weights and the NTK with tuned λ no "
                                         "difference in squared error is found (p = "));
  g_assert_null (strstr (same, "lower"));
  g_assert_null (strstr (same, "higher"));
  g_assert_null (strstr (same, "better"));
  g_assert_nonnull (strstr (single, "with one fold no test can tell"));
  g_assert_nonnull (strstr (table, "no difference, p = "));
}

/* Means, deviations and the corrected test, by hand. */
static void
test_summary (void)
{
  static const double shifts[] = { -0.1, 0.2, 0.1, 0.3 };
  g_autoptr (ThetaResults) results = planted_results (shifts, 4);
  const ThetaModelResult *model = theta_results_find (results, "wntk");
  double errors[4], mean = 0, squares = 0, difference = 0, variance = 0;

  for (guint f = 0; f < 4; f++)
    {
      errors[f] = 0.5 + 0.03 * f + shifts[f];
      mean += errors[f] / 4;
      difference += shifts[f] / 4;
    }
  for (guint f = 0; f < 4; f++)
    {
      squares += (errors[f] - mean) * (errors[f] - mean);
      variance += (shifts[f] - difference) * (shifts[f] - difference) / 3;
    }
  g_assert_cmpfloat (fabs (model->mean.squared_error - mean), <, 1e-12);
  g_assert_cmpfloat (fabs (model->deviation.squared_error - sqrt (squares / 3)), <, 1e-12);
  /* 4 folds of about 10 test and 30 training rows. */
  g_assert_cmpfloat (
      fabs (model->against_tuned.t - difference / sqrt (variance * (1.0 / 4 + 1.0 / 3))), <, 0.05);
  g_assert_cmpuint (g_strv_length (model->notes), ==, 1);
  g_assert_cmpstr (((ThetaModelResult *) results->models->pdata[0])->id, ==, "ntk-tuned");
}

static void
test_json (void)
{
  g_autoptr (ThetaResults) results = real_results ();
  g_autofree char *text = theta_results_to_json (results);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *root, *data, *model, *fold;
  JsonArray *models, *confusion;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "program"), ==, "thetascope");
  g_assert_cmpint (json_object_get_int_member (root, "seed"), ==, 1);
  data = json_object_get_object_member (root, "data");
  g_assert_cmpint (json_object_get_int_member (data, "rows"), ==, 30);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (root, "device"), "precision"),
      ==, "double");
  models = json_object_get_array_member (root, "models");
  g_assert_cmpuint (json_array_get_length (models), ==, 6);
  for (guint m = 0; m < 6; m++)
    {
      const ThetaModelResult *own = results->models->pdata[m];

      model = json_array_get_object_element (models, m);
      g_assert_cmpstr (json_object_get_string_member (model, "name"), ==, own->id);
      g_assert_true (json_object_get_double_member (json_object_get_object_member (model, "mean"),
                                                    "squared_error")
                     == own->mean.squared_error);
      g_assert_true (JSON_NODE_HOLDS_NULL (json_object_get_member (model, "against_ntk"))
                     == g_str_equal (own->id, "ntk"));
      confusion = json_object_get_array_member (model, "confusion");
      g_assert_cmpuint (json_array_get_length (confusion), ==, 2);
      fold = json_array_get_object_element (json_object_get_array_member (model, "folds"), 2);
      g_assert_cmpint (json_object_get_int_member (fold, "fold"), ==, 3);
      g_assert_cmpint (json_object_get_int_member (fold, "train")
                           + json_object_get_int_member (fold, "test"),
                       ==, 30);
      g_assert_true (JSON_NODE_HOLDS_NULL (json_object_get_member (fold, "weights"))
                     == (g_str_equal (own->id, "majority") || g_str_equal (own->id, "rbf")));
      if (g_str_equal (own->id, "best-layer"))
        g_assert_true (json_object_get_double_member (fold, "sum_a") == 1);
    }
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "history")), ==, 3);
  g_assert_true (json_object_has_member (root, "health"));
  g_assert_true (json_object_has_member (root, "seconds"));
}

static guint
count_lines (const char *text)
{
  guint count = 0;

  for (; *text != '\0'; text++)
    count += *text == '\n';
  return count;
}

static void
test_csv (void)
{
  g_autoptr (ThetaResults) results = real_results ();
  g_autofree char *weights = theta_results_weights_csv (results);
  g_autofree char *predictions = theta_results_predictions_csv (results);
  guint iterations = 0;
  g_auto (GStrv) lines = g_strsplit (weights, "\n", -1);

  for (guint f = 0; f < results->histories->len; f++)
    iterations += ((ThetaHistory *) results->histories->pdata[f])->count;
  g_assert_cmpstr (lines[0], ==,
                   "fold,iteration,a_1,a_2,sum_a,train_loss,validation_loss,loo_loss,"
                   "train_accuracy,validation_accuracy");
  g_assert_cmpuint (count_lines (weights), ==, 1 + iterations);
  for (guint i = 1; i <= iterations; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 10);
      g_assert_cmpfloat (fabs (g_ascii_strtod (cells[2], NULL) + g_ascii_strtod (cells[3], NULL)
                               - g_ascii_strtod (cells[4], NULL)),
                         <=, 1e-9 * g_ascii_strtod (cells[4], NULL));
      g_assert_null (strstr (lines[i], "nan"));
    }
  g_assert_true (g_str_has_prefix (predictions, "model,fold,row,true,predicted,output_no,"
                                                "\"output_yes, \"\"sir\"\"\"\n"));
  g_assert_cmpuint (count_lines (predictions), ==, 1 + 6 * 30);
}

static gboolean
add_figure (const ThetaResults *self, const char *directory, gpointer user_data, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "figures", "a.svg", NULL);
  g_autofree char *figures = g_path_get_dirname (path);
  g_autofree char *json = g_build_filename (directory, "results.json", NULL);

  /* The numbers are there before the figures are drawn. */
  g_assert_true (g_file_test (json, G_FILE_TEST_EXISTS));
  if (user_data == NULL)
    return g_mkdir (figures, 0777) == 0 && g_file_set_contents (path, "<svg/>", -1, error);
  g_set_error_literal (error, THETA_ERROR, THETA_ERROR_IO, "the pen broke");
  return FALSE;
}

static guint
count_names (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
test_save (void)
{
  static const char *const names[]
      = { "results.json", "weights.csv", "predictions.csv", "experiment.theta", "figures/a.svg" };
  g_autoptr (ThetaResults) results = real_results ();
  char *parent = support_folder ();
  g_autofree char *path = g_build_filename (parent, "out", NULL);
  g_autofree char *note = NULL, *experiment = g_build_filename (path, "experiment.theta", NULL);
  g_autoptr (ThetaExperiment) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (theta_results_save (results, path, add_figure, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);

      g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
    }
  g_assert_cmpuint (count_names (path), ==, 5);
  g_assert_cmpuint (count_names (parent), ==, 1);
  read = theta_experiment_load (experiment, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->source, ==, results->experiment->source);

  /* Again, without the figure: the old one goes, somebody's notes stay. */
  note = support_write (path, "notes.md", "mine");
  g_assert_true (theta_results_save (results, path, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_names (path), ==, 5);
  g_assert_true (g_file_test (note, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_names (parent), ==, 1);
  support_remove (parent);
}

static void
test_save_whole_or_not (void)
{
  g_autoptr (ThetaResults) results = real_results ();
  char *parent = support_folder ();
  g_autofree char *path = g_build_filename (parent, "out", NULL);
  g_autofree char *json = g_build_filename (path, "results.json", NULL), *before = NULL,
                  *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (theta_results_save (results, path, add_figure, GINT_TO_POINTER (1), &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
  g_assert_cmpstr (error->message, ==, "the pen broke");
  g_clear_error (&error);
  g_assert_cmpuint (count_names (parent), ==, 0);
  g_assert_true (theta_results_save (results, path, NULL, NULL, &error));
  before = support_read (json);
  g_assert_false (theta_results_save (results, path, add_figure, GINT_TO_POINTER (1), &error));
  g_clear_error (&error);
  after = support_read (json);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_names (path), ==, 4);
  g_assert_cmpuint (count_names (parent), ==, 1);
  support_remove (parent);
}

static void
test_save_refuses (void)
{
  g_autoptr (ThetaResults) results = real_results ();
  char *parent = support_folder ();
  g_autofree char *other = g_build_filename (parent, "other", NULL);
  g_autofree char *file = support_write (parent, "file", "text"), *precious = NULL;
  g_autofree char *nowhere = g_build_filename (file, "no", "out", NULL);
  const char *const paths[] = { other, file, nowhere };
  const char *const places[] = { other, file, file };
  static const char *const why[]
      = { ": this holds other things than results; ", ": this is a file, not a folder; ",
          ": this is not a folder; " };

  g_assert_cmpint (g_mkdir (other, 0700), ==, 0);
  precious = support_write (other, "results.json", "{\"program\": \"another\"}");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (theta_results_save (results, paths[i], NULL, NULL, &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
      g_assert_true (g_str_has_prefix (error->message, places[i]));
      g_assert_true (g_str_has_prefix (error->message + strlen (places[i]), why[i]));
    }
  g_assert_true (g_file_test (precious, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_names (parent), ==, 2);
  support_remove (parent);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  g_test_add_func ("/results/sentence", test_sentence);
  g_test_add_func ("/results/summary", test_summary);
  g_test_add_func ("/results/json", test_json);
  g_test_add_func ("/results/csv", test_csv);
  g_test_add_func ("/results/save", test_save);
  g_test_add_func ("/results/save-whole-or-not", test_save_whole_or_not);
  g_test_add_func ("/results/save-refuses", test_save_refuses);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
