#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/fold.h"
#include "experiment/run.h"
#include "support.h"

#define QUICK "[Weights]\nIterations=5\n"

static char *folder;
static Spy *spy;

static void
film (ThetaFrame *frame, gpointer user_data)
{
  g_ptr_array_add (user_data, theta_frame_ref (frame));
}

static char *
write_data (const char *name, guint rows, guint distinct, guint64 seed, double shift, gboolean flip)
{
  g_autofree char *text = support_csv (rows, distinct, seed, shift, flip);

  return support_write (folder, name, text);
}

static void
test_models (void)
{
  g_autofree char *path = write_data ("a.csv", 60, 60, 1, 0, FALSE);
  g_autoptr (ThetaResults) results = support_run_settings (spy, path, "[Evaluation]\nFolds=4\nRepeats=2\n");
  double before = 0;

  g_assert_cmpuint (results->models->len, ==, 6);
  g_assert_cmpuint (results->folds->len, ==, 8);
  g_assert_cmpuint (results->histories->len, ==, 8);
  for (guint m = 0; m < 6; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];
      guint total = 0, right = 0;
      double accuracy = 0;

      for (guint i = 0; i < 4; i++)
        total += model->confusion[i];
      right = model->confusion[0] + model->confusion[3];
      for (guint f = 0; f < 8; f++)
        accuracy += support_fit_of (results, model->id, f)->metrics.accuracy / 8;
      g_assert_cmpuint (total, ==, 120); /* every row tests once a repeat */
      g_assert_cmpfloat (fabs (accuracy - model->mean.accuracy), <, 1e-12);
      g_assert_cmpfloat (fabs (right / 120.0 - accuracy), <, 1e-12); /* folds of 15 rows each */
      g_assert_cmpfloat (model->mean.squared_error, >=, before);
      before = model->mean.squared_error;
      g_assert_true (model->against_ntk_valid == !g_str_equal (model->id, "ntk"));
      g_assert_true (model->against_tuned_valid == !g_str_equal (model->id, "ntk-tuned"));
    }
  /* The planted rule is learnt. */
  g_assert_cmpstr (((ThetaModelResult *) results->models->pdata[5])->id, ==, "majority");
  g_assert_nonnull (results->frame->picture);
  g_assert_nonnull (results->frame->kernel);
  g_assert_cmpuint (results->frame->picture_fold, ==, 0);
  g_assert_cmpint (results->frame->stage, ==, THETA_STAGE_DONE);
  g_assert_true (results->frame->fraction == 1);
  g_assert_cmpint (memcmp (results->frame->weights, support_fit_of (results, "wntk", 0)->weights,
                           5 * sizeof (double)),
                   ==, 0);
}

static void
test_same_bits (void)
{
  g_autofree char *path = write_data ("a.csv", 48, 48, 2, 0, FALSE);
  g_autoptr (ThetaExperiment) experiment
      = support_experiment (path, "[Evaluation]\nFolds=3\nCompare=majority;ntk;ntk-tuned;wntk;"
                                  "wntk:algorithm1\n" QUICK);
  g_autoptr (GPtrArray) frames
      = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_frame_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = NULL;
  g_autoptr (ThetaResults) first = support_run (spy, experiment), again = support_run (spy, experiment), watched = NULL,
                           given = NULL, other = NULL;
  g_autofree char *bits = support_everything (first), *bits_again = support_everything (again);
  g_autofree char *bits_watched = NULL, *bits_given = NULL, *bits_other = NULL;
  g_autoptr (ThetaExperiment) seeded
      = theta_experiment_with (experiment, "Experiment.Seed=2", NULL);
  guint n_train;

  watched = theta_run (experiment, NULL, 0, spy->device, NULL, film, frames, &error);
  g_assert_no_error (error);
  data = theta_experiment_load_data (experiment, &n_train, NULL, &error);
  given = theta_run (experiment, data, n_train, spy->device, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  other = support_run (spy, seeded);
  bits_watched = support_everything (watched);
  bits_given = support_everything (given);
  bits_other = support_everything (other);
  g_assert_cmpstr (bits, ==, bits_again);
  g_assert_cmpstr (bits, ==, bits_watched);
  g_assert_cmpstr (bits, ==, bits_given);
  g_assert_cmpstr (bits, !=, bits_other);
}

/* Whatever the test rows hold, what was learnt on the training rows is the same
 * to the last bit; that the inputs were standardised on all rows would show. */
static void
test_nothing_leaks (void)
{
  g_autofree char *train = write_data ("train.csv", 40, 40, 3, 0, FALSE);
  g_autofree char *plain = write_data ("plain.csv", 20, 20, 4, 0, FALSE);
  g_autofree char *flipped = write_data ("flipped.csv", 20, 20, 4, 0, TRUE);
  g_autofree char *shifted = write_data ("shifted.csv", 20, 20, 5, 3, FALSE);
  const char *const tests[] = { plain, flipped, shifted };

  for (guint all = 0; all < 2; all++)
    {
      char *learnt[3];

      for (guint i = 0; i < 3; i++)
        {
          g_autofree char *text = g_strdup_printf (
              "TestSource=%s\n%s[Evaluation]\nCompare=majority;ntk;ntk-tuned;wntk;wntk:algorithm1\n"
              QUICK,
              tests[i], all ? "Standardize=all\n" : "");
          g_autoptr (ThetaResults) results = support_run_settings (spy, train, text);

          learnt[i] = support_learnt (results);
          g_assert_cmpuint (support_fit_of (results, "wntk", 0)->n_test, ==, 20);
          g_assert_true (support_has_finding (results, "Test rows were seen") == (all == 1));
        }
      g_assert_cmpstr (learnt[0], ==, learnt[1]);
      if (all)
        g_assert_cmpstr (learnt[0], !=, learnt[2]);
      else
        g_assert_cmpstr (learnt[0], ==, learnt[2]);
      for (guint i = 0; i < 3; i++)
        g_free (learnt[i]);
    }
}

static void
test_protocols (void)
{
  g_autofree char *path = write_data ("a.csv", 30, 30, 6, 0, FALSE);
  g_autofree char *folds = support_write (
      folder, "folds.dat",
      "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19\n20 21 22 23 24\n"
      "10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29\n0 1 2 3\n");
  g_autofree char *given = g_strdup_printf (
      "FoldsSource=%s\n[Evaluation]\nProtocol=folds\nCompare=majority;ntk\n", folds);
  g_autofree char *unused
      = g_strdup_printf ("FoldsSource=%s\n[Evaluation]\nCompare=majority;ntk\n", folds);
  g_autoptr (ThetaResults) holdout
      = support_run_settings (spy, path, "[Evaluation]\nProtocol=holdout\nTestFraction=0.3\nCompare=ntk\n");
  g_autoptr (ThetaResults) kfold
      = support_run_settings (spy, path, "[Evaluation]\nProtocol=kfold\nFolds=3\nRepeats=4\nCompare=ntk\n");
  g_autoptr (ThetaResults) from_file = support_run_settings (spy, path, given);
  g_autoptr (ThetaResults) drawn = support_run_settings (spy, path, unused);
  const ThetaModelResult *model = holdout->models->pdata[0];

  g_assert_cmpuint (holdout->folds->len, ==, 1);
  g_assert_cmpuint (((ThetaFold *) holdout->folds->pdata[0])->n_test, >=, 8);
  g_assert_cmpuint (((ThetaFold *) holdout->folds->pdata[0])->n_test, <=, 10);
  g_assert_true (isnan (model->deviation.squared_error));
  g_assert_false (model->against_ntk_valid);
  g_assert_cmpuint (kfold->folds->len, ==, 3); /* Repeats is of Protocol=repeated */
  g_assert_cmpuint (from_file->folds->len, ==, 2);
  g_assert_cmpuint (support_fit_of (from_file, "ntk", 0)->n_test, ==, 5);
  g_assert_cmpuint (support_fit_of (from_file, "ntk", 1)->n_test, ==, 4);
  g_assert_false (support_has_finding (from_file, "given folds"));
  g_assert_true (support_has_finding (drawn, "given folds were not used"));
}

/* RidgeScale=trace is the absolute λ that it says, and the absolute λ gives the
 * same bits. */
static void
test_trace (void)
{
  g_autofree char *path = write_data ("a.csv", 30, 30, 7, 0, FALSE);
  g_autoptr (ThetaResults) scaled = support_run_settings (spy, 
      path, "[Regression]\nRidge=0.01\nRidgeScale=trace\n[Weights]\nInitial=2\n"
            "[Evaluation]\nProtocol=holdout\nCompare=ntk\n");
  const ThetaFit *fit = support_fit_of (scaled, "ntk", 0), *same;
  g_autofree char *settings = g_strdup_printf (
      "[Regression]\nRidge=%.17g\n[Evaluation]\nProtocol=holdout\nCompare=ntk\n", fit->ridge);
  g_autoptr (ThetaResults) absolute = support_run_settings (spy, path, settings);
  g_autoptr (ThetaResults) half = support_run_settings (spy, 
      path, "[Regression]\nRidge=0.01\nRidgeScale=trace\n[Weights]\nInitial=1\n"
            "[Evaluation]\nProtocol=holdout\nCompare=ntk\n");
  const ThetaFold *fold;
  double mean = 0;

  fold = half->folds->pdata[0];
  for (guint i = 0; i < fold->n; i++)
    {
      double values[5];

      g_assert_true (theta_kernel_read (half->frame->kernel, i, i, values));
      for (guint l = 0; fold->train[i] && l < 5; l++)
        mean += values[l] / fold->n_train;
    }
  g_assert_cmpfloat (fabs (support_fit_of (half, "ntk", 0)->ridge / (0.01 * mean) - 1), <, 1e-12);
  same = support_fit_of (absolute, "ntk", 0);
  g_assert_cmpint (memcmp (fit->outputs, same->outputs, fit->n_test * sizeof (double)), ==, 0);
  g_assert_cmpfloat (fabs (fit->ridge / support_fit_of (half, "ntk", 0)->ridge - 2), <, 1e-12);
}

static void
test_frames (void)
{
  g_autofree char *path = write_data ("a.csv", 60, 60, 8, 0, FALSE);
  g_autoptr (ThetaExperiment) experiment = support_experiment (path, "[Evaluation]\nFolds=3\n");
  g_autoptr (GPtrArray) frames
      = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_frame_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results
      = theta_run (experiment, NULL, 0, spy->device, NULL, film, frames, &error);
  const ThetaFrame *last;
  double before = 0;
  /* Data, then kernels and six models in each of three folds, then the end. */
  guint ends = 1 + 3 * 7 + 1, with_pictures = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (frames->len, >=, ends);
  g_assert_cmpuint (frames->len, <=, ends + 30 * results->seconds + 2);
  for (guint i = 0; i < frames->len; i++)
    {
      const ThetaFrame *frame = frames->pdata[i];

      g_assert_cmpfloat (frame->fraction, >=, before);
      g_assert_cmpfloat (frame->fraction, <=, 1);
      before = frame->fraction;
      g_assert_nonnull (frame->text);
      with_pictures += frame->picture != NULL;
      g_assert_true ((frame->picture == NULL) == (frame->total_raw == NULL));
      g_assert_true ((frame->picture == NULL) == (frame->weights == NULL));
      g_assert_cmpuint (frame->histories->len, <=, 3);
    }
  last = frames->pdata[frames->len - 1];
  g_assert_cmpuint (with_pictures, >, 0);
  g_assert_cmpint (last->stage, ==, THETA_STAGE_DONE);
  g_assert_true (last->fraction == 1);
  g_assert_cmpuint (last->histories->len, ==, 3);
  g_assert_cmpuint (last->picture_fold, ==, 0);
}

/* One kernel set in memory at a time, and the first fold's where there is room. */
static void
test_kernels (void)
{
  g_autofree char *path = write_data ("a.csv", 60, 60, 9, 0, FALSE);
  g_autoptr (ThetaExperiment) experiment
      = support_experiment (path, "[Evaluation]\nFolds=4\nCompare=ntk;wntk\n");
  g_autoptr (ThetaExperiment) tight = NULL;
  g_autofree char *limit = g_strdup_printf (
      "Experiment.MemoryLimit=%" G_GUINT64_FORMAT, theta_run_estimate_bytes (experiment, 60, 3, 2));
  g_autofree char *bits_roomy = NULL, *bits_tight = NULL;

  spy->kernels = spy->live_max = 0;
  {
    g_autoptr (ThetaResults) results = support_run (spy, experiment);

    bits_roomy = support_everything (results);
    g_assert_cmpuint (spy->kernels, ==, 4);
    g_assert_cmpuint (spy->live_max, ==, 2);
    g_assert_cmpuint (spy->live, ==, 1);
    g_assert_nonnull (results->frame->kernel);
  }
  g_assert_cmpuint (spy->live, ==, 0);
  tight = theta_experiment_with (experiment, limit, NULL);
  spy->live_max = 0;
  {
    g_autoptr (ThetaResults) results = support_run (spy, tight);

    bits_tight = support_everything (results);
    g_assert_cmpuint (spy->live_max, ==, 1);
    g_assert_cmpuint (spy->live, ==, 0);
    g_assert_nonnull (results->frame->picture);
  }
  g_assert_cmpstr (bits_roomy, ==, bits_tight);
  spy->kernels = 0;
  {
    g_autoptr (ThetaResults) none
        = support_run_settings (spy, path, "Standardize=none\n[Evaluation]\nCompare=ntk\n");

    g_assert_cmpuint (spy->kernels, ==, 1);
  }
}

static void
test_memory (void)
{
  g_autofree char *path = write_data ("a.csv", 60, 60, 10, 0, FALSE);
  g_autoptr (ThetaExperiment) experiment
      = support_experiment (path, "[Experiment]\nMemoryLimit=50 kB\n");
  g_autoptr (GError) error = NULL;

  spy->kernels = 0;
  g_assert_null (theta_run (experiment, NULL, 0, spy->device, NULL, NULL, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_MEMORY);
  g_assert_true (g_pattern_match_simple (
      "60 rows and 5 layers need * of memory and 50* are allowed; take fewer rows "
      "(Dataset.TrainLimit=*)* or raise Experiment.MemoryLimit",
      error->message));
  g_assert_cmpuint (spy->kernels, ==, 0);
  g_assert_null (spy->poll);
}

static void
test_no_ridge (void)
{
  g_autofree char *path = write_data ("a.csv", 60, 12, 11, 0, FALSE);
  g_autoptr (ThetaExperiment) experiment = support_experiment (
      path, "[Regression]\nRidge=0\n[Evaluation]\nProtocol=holdout\nCompare=ntk\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results
      = theta_run (experiment, NULL, 0, spy->device, NULL, NULL, NULL, &error);

  g_assert_null (results);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_NUMERIC);
  g_assert_true (g_pattern_match_simple ("NTK*: *smallest ridge*", error->message));
}

static void
test_bad_data (void)
{
  g_autofree char *one
      = support_write (folder, "one.csv", "x,class\n1,a\n2,a\n3,a\n4,a\n5,a\n6,a\n");
  g_autofree char *none = support_write (folder, "none.csv", "x,y\n1.5,2.5\n2.5,3.5\n3.5,4.25\n");
  g_autofree char *missing = g_build_filename (folder, "missing.csv", NULL);
  const struct
  {
    const char *source, *settings, *message;
  } bad[] = {
    { none, "Label=none\n", "*has no classes; name the column that holds them (Dataset.Label)" },
    { one, "", "*" },
    { missing, "", "*missing.csv*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (ThetaExperiment) experiment
          = support_experiment (bad[i].source, bad[i].settings);
      g_autoptr (GError) error = NULL;

      g_assert_null (theta_run (experiment, NULL, 0, spy->device, NULL, NULL, NULL, &error));
      g_assert_nonnull (error);
      if (!g_pattern_match_simple (bad[i].message, error->message))
        g_error ("“%s” does not match “%s”", error->message, bad[i].message);
    }
}

/* A kernel of zeros is no model, and both the health and the sentence say so. */
static void
test_zero_kernel (void)
{
  g_autofree char *path = write_data ("a.csv", 40, 40, 12, 0, FALSE);
  g_autoptr (ThetaResults) results = support_run_settings (spy, 
      path, "[Weights]\nMethod=fixed\nInitial=0\n"
            "[Evaluation]\nFolds=2\nCompare=majority;ntk;wntk\n");
  g_autofree char *sentence = theta_results_sentence (results);

  g_assert_true (support_has_finding (results, "the kernel is zero in 2 of 2 folds"));
  g_assert_nonnull (strstr (sentence, "In 2 of 2 folds all weights"));
  g_assert_null (strstr (sentence, "lower the squared error"));
}

static void
test_lonely_layer (void)
{
  g_autofree char *path = write_data ("a.csv", 40, 40, 13, 0, FALSE);
  g_autoptr (ThetaResults) results = support_run_settings (spy, 
      path, "[Network]\nDepth=2\n[Weights]\nMethod=algorithm1\nInitial=1;0\nIterations=1\n"
            "LearningRate=1e-9\nParameterization=scaled\n"
            "[Evaluation]\nFolds=2\nCompare=ntk;wntk\n");

  g_assert_true (support_has_finding (results, "layer 1 carries 100 % of the weight"));
  g_assert_true (support_has_finding (results, "nearly no weight on layer 2"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  spy = support_spy_open ();
  g_test_add_func ("/run/models", test_models);
  g_test_add_func ("/run/same-bits", test_same_bits);
  g_test_add_func ("/run/nothing-leaks", test_nothing_leaks);
  g_test_add_func ("/run/protocols", test_protocols);
  g_test_add_func ("/run/trace", test_trace);
  g_test_add_func ("/run/frames", test_frames);
  g_test_add_func ("/run/kernels", test_kernels);
  g_test_add_func ("/run/memory", test_memory);
  g_test_add_func ("/run/no-ridge", test_no_ridge);
  g_test_add_func ("/run/bad-data", test_bad_data);
  g_test_add_func ("/run/zero-kernel", test_zero_kernel);
  g_test_add_func ("/run/lonely-layer", test_lonely_layer);
  status = g_test_run ();
  support_spy_close (spy);
  support_remove (folder);
  return status;
}
