/* The weight methods, the models and the corrected test. */
#include <stdio.h>

#include "base/error.h"
#include "learn-test.h"
#include "learn/significance.h"

/* Every story starts at the initial weights and the error never ends higher. */
static void
test_loo (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  double a[5], tuned_loss, tuned, ones[5] = { 1, 1, 1, 1, 1 };

  planted_init (&p, 120, 3, 5, 0.1);
  history = learn (&p, &options, a, notes);
  g_assert_cmpuint (history->count, >, 2);
  for (guint k = 1; k < history->count; k++)
    g_assert_cmpfloat (history->iterations[k].loo_loss, <, history->iterations[k - 1].loo_loss);
  g_assert_true (theta_ridge_tune (&p.problem, ones, 0, &tuned, &tuned_loss, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (history->iterations[0].loo_loss, tuned_loss, 1e-6);
  g_assert_cmpfloat (history->iterations[history->count - 1].loo_loss, <=, tuned_loss);
  g_assert_cmpfloat_with_epsilon (history->weights[0], 0.1 / tuned, 1e-6 * 0.1 / tuned);
  g_assert_cmpmem (a, sizeof a, history->weights + 5 * (history->count - 1), sizeof a);
  planted_clear (&p);
}

/* Two layers, one of them pure noise: its weight must fall away. */
static void
test_loo_planted (void)
{
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 2, NULL);
  enum { N = 80 };
  ThetaMatrix *layers[2] = { theta_matrix_new (N, N, NULL), theta_matrix_new (N, N, NULL) };
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaTarget) target = NULL;
  g_autoptr (ThetaHistory) history = NULL;
  ThetaRandom random;
  int labels[N];
  guint8 train[N];
  double noise[N][3], a[2], ridge;
  ThetaProblem problem = { .train = train, .n_train = N, .ridge = 0.1 };
  ThetaWeightOptions options = default_options ("loo");

  theta_random_init (&random, 9, THETA_STREAM_TEST, 0);
  for (guint i = 0; i < N; i++)
    {
      labels[i] = (int) (theta_random_uint32 (&random) % 2);
      train[i] = 1;
      for (guint k = 0; k < 3; k++)
        noise[i][k] = theta_random_normal (&random);
    }
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      {
        layers[0]->data[i * N + j] = noise[i][0] * noise[j][0] + noise[i][1] * noise[j][1]
                                     + noise[i][2] * noise[j][2];
        /* The label, told wrongly for every eighth row. */
        layers[1]->data[i * N + j]
            = (labels[i] == labels[j]) == ((i % 8 == 0) == (j % 8 == 0)) ? 1 : -1;
      }
  kernel = theta_kernel_new_from_matrices (device, layers, 2, NULL);
  target = theta_target_new (labels, N, 2, FALSE);
  problem.kernel = kernel;
  problem.target = target;
  g_assert_true (theta_weights_learn (&problem, &options, a, &ridge, &history, NULL, NULL, NULL,
                                      NULL));
  g_assert_cmpfloat (a[0] / (a[0] + a[1]), <, 0.02);
  theta_matrix_unref (layers[0]);
  theta_matrix_unref (layers[1]);
}

/* More training rows than Subsample: stated, stratified, scale refitted. */
static void
test_subsample (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  double a[5], tuned, share, story;

  planted_init (&p, 200, 3, 5, 0.1);
  options.subsample = 60;
  history = learn (&p, &options, a, notes);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpstr (notes->pdata[0], ==, "The weights were learnt on 60 of 150 training rows.");
  g_assert_true (theta_ridge_tune (&p.problem, a, 0, &tuned, NULL, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (tuned / 0.1, 1, 0.8); /* within a step of the path */
  share = a[4] / a[3];
  story = history->weights[5 * history->count - 1] / history->weights[5 * history->count - 2];
  g_assert_cmpfloat_with_epsilon (share / story, 1, 1e-12);
  planted_clear (&p);
}

/* A story holds what its columns say: the leave-one-out method looks at no
 * validation rows. */
static void
test_loo_story (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  double a[5];

  planted_init (&p, 120, 3, 5, 0.1);
  history = learn (&p, &options, a, notes);
  for (guint k = 0; k < history->count; k++)
    {
      g_assert_cmpuint (history->iterations[k].iteration, ==, k);
      g_assert_true (isfinite (history->iterations[k].loo_loss));
      g_assert_true (isnan (history->iterations[k].validation_loss));
      g_assert_true (isnan (history->iterations[k].validation_accuracy));
    }
  planted_clear (&p);
}

/* (a, λ) and (s a, s λ) are one predictor: the search must not depend on the scale
 * of the kernel against λ, however far apart the two are. */
static void
test_loo_scale (void)
{
  static const double ridges[] = { 0.1, 1e-12, 1e15, 1e100 };
  double loss[G_N_ELEMENTS (ridges)], shares[G_N_ELEMENTS (ridges)][5];

  for (guint r = 0; r < G_N_ELEMENTS (ridges); r++)
    {
      Planted p;
      ThetaWeightOptions options = default_options ("loo");
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (ThetaHistory) history = NULL;
      double sum = 0;

      planted_init (&p, 120, 2, 5, ridges[r]);
      history = learn (&p, &options, shares[r], notes);
      loss[r] = history->iterations[history->count - 1].loo_loss;
      for (guint l = 0; l < 5; l++)
        sum += shares[r][l];
      for (guint l = 0; l < 5; l++)
        shares[r][l] /= sum;
      g_assert_cmpfloat_with_epsilon (loss[r] / loss[0], 1, 1e-4);
      planted_clear (&p);
    }
}

/* More classes than the subsample has room for, and as many as there are rows. */
static void
test_subsample_many_classes (void)
{
  enum { N = 300 };
  for (guint kind = 0; kind < 3; kind++)
    {
      Planted p;
      ThetaWeightOptions options = default_options ("loo");
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (ThetaHistory) history = NULL;
      double a[2];
      guint learnt = 0, all = 0;

      planted_init (&p, N, 2, 2, 0.1);
      theta_target_free (p.target);
      /* One row a class; half the rows so; two classes. */
      for (int i = 0; i < N; i++)
        p.labels[i] = kind == 0 ? i : kind == 1 ? (i < N / 2 ? i : N / 2) : i % 2;
      p.target = theta_target_new (p.labels, N, kind == 0 ? N : kind == 1 ? N / 2 + 1 : 2, FALSE);
      p.problem.target = p.target;
      options.subsample = 101;
      options.iterations = 2;
      history = learn (&p, &options, a, notes);
      g_assert_cmpint (sscanf (notes->pdata[0], "The weights were learnt on %u of %u", &learnt,
                               &all), ==, 2);
      g_assert_cmpuint (learnt, ==, 101);
      g_assert_cmpuint (all, ==, p.problem.n_train);
      planted_clear (&p);
    }
}

/* The same bits at the same thread count, 1e-9 otherwise; both below and above the
 * size from which matrices are factorized in blocks. */
static void
test_threads (gconstpointer rows)
{
  static const char *const ids[] = { "ntk", "ntk-tuned", "wntk:algorithm1", "wntk:loo" };
  guint n_rows = GPOINTER_TO_UINT (rows);

  for (guint k = n_rows > 1000 ? 2 : 0; k < G_N_ELEMENTS (ids); k++)
    {
      ThetaFit *fits[3] = { NULL, NULL, NULL };
      guint n = 0;

      for (guint run = 0; run < 3; run++)
        {
          Planted p;
          ThetaWeightOptions options = default_options ("loo");

          options.iterations = n_rows > 1000 ? 8 : 50;
          planted_init_threads (&p, n_rows, 3, 5, 0.1, run == 0 ? 1 : 2);
          fits[run] = theta_model_fit (ids[k], &p.problem, &options, p.test, NULL, NULL, NULL);
          n = fits[run]->n_test * 3;
          planted_clear (&p);
        }
      g_assert_cmpmem (fits[1]->weights, 40, fits[2]->weights, 40);
      g_assert_cmpmem (fits[1]->outputs, n * 8, fits[2]->outputs, n * 8);
      for (guint l = 0; l < 5; l++)
        g_assert_cmpfloat_with_epsilon (fits[0]->weights[l] / fits[1]->weights[l], 1, 1e-9);
      for (guint i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (fits[0]->outputs[i], fits[1]->outputs[i], 1e-9);
      for (guint run = 0; run < 3; run++)
        theta_fit_free (fits[run]);
    }
}

static void
test_bad_options (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("loo");
  ThetaHistory *history = NULL;
  g_autoptr (GError) error = NULL;
  double three[] = { 1, 2, 3 }, a[5], ridge;

  planted_init (&p, 40, 2, 5, 0.1);
  options.initial = three;
  options.n_initial = 3;
  g_assert_false (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL, NULL,
                                       &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==,
                   "Weights.Initial has 3 values for 5 layers; expected one, or one a layer");
  planted_clear (&p);
}

static void
test_models (void)
{
  static const char *const ids[] = { "majority", "ntk", "ntk-tuned", "wntk", "wntk:algorithm1",
                                     "wntk:uniform", "wntk:fixed" };
  Planted p;
  ThetaWeightOptions options = default_options ("loo");
  double accuracy[G_N_ELEMENTS (ids)];

  planted_init (&p, 200, 3, 5, 0.1);
  for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaFit) fit = theta_model_fit (ids[k], &p.problem, &options, p.test, NULL, NULL,
                                                  &error);

      g_assert_no_error (error);
      g_assert_cmpuint (fit->n_test, ==, 50);
      g_assert_true ((fit->history != NULL) == (k == 3 || k == 4));
      accuracy[k] = fit->metrics.accuracy;
    }
  g_assert_cmpfloat (accuracy[0], <, 0.5);
  g_assert_cmpfloat (accuracy[1], >, 0.6);
  g_assert_cmpfloat (accuracy[1], ==, accuracy[5]);
  g_assert_false (theta_model_check ("svm", NULL));
  g_assert_false (theta_model_check ("wntk:magic", NULL));
  planted_clear (&p);
}

/* The zero kernel is named, not celebrated. */
static void
test_zero_kernel (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("fixed");
  double zero = 0;
  g_autoptr (ThetaFit) fit = NULL;

  planted_init (&p, 40, 2, 3, 0.1);
  options.initial = &zero;
  fit = theta_model_fit ("wntk", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_nonnull (fit);
  g_assert_cmpuint (fit->notes->len, ==, 2);
  g_assert_nonnull (strstr (fit->notes->pdata[0], "zero kernel"));
  g_assert_nonnull (strstr (fit->notes->pdata[1], "same class"));
  planted_clear (&p);
}

/* What is learnt depends on training rows alone. */
static void
test_training_rows_only (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (ThetaFit) before = NULL, after = NULL;
  g_autoptr (ThetaTarget) changed = NULL;

  planted_init (&p, 100, 2, 5, 0.1);
  before = theta_model_fit ("wntk", &p.problem, &options, p.test, NULL, NULL, NULL);
  for (guint i = 0; i < 100; i++)
    if (p.test[i])
      p.labels[i] = 1 - p.labels[i];
  changed = theta_target_new (p.labels, 100, 2, FALSE);
  p.problem.target = changed;
  after = theta_model_fit ("wntk", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_cmpmem (before->weights, 40, after->weights, 40);
  g_assert_cmpmem (before->outputs, 25 * 8, after->outputs, 25 * 8);
  g_assert_cmpfloat_with_epsilon (before->metrics.accuracy, 1 - after->metrics.accuracy, 1e-12);
  planted_clear (&p);
}

static void
test_tally (void)
{
  static const double own[] = { 70, 80.004, 50, 61 }, other[] = { 60, 80, 50.01, 60.99 };
  ThetaTally tally = { 0 };

  for (guint k = 0; k < 4; k++)
    theta_tally_add (&tally, own[k], other[k], 0.005);
  g_assert_cmpuint (tally.wins, ==, 2);
  g_assert_cmpuint (tally.ties, ==, 1);
  g_assert_cmpuint (tally.losses, ==, 1);
}

static void
test_significance (void)
{
  ThetaSignificance test;
  double equal[] = { 0.5, 0.5, 0.5 }, none[] = { 0, 0 }, some[] = { 1, 2, 3, 4, 5 };

  /* Student's t, from tables: 2.776 at 4 degrees, 1.96 far out. */
  g_assert_cmpfloat_with_epsilon (theta_student_p (2.7764451052, 4), 0.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (theta_student_p (12.7062047362, 1), 0.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (theta_student_p (-1.9839715185, 100), 0.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (theta_student_p (0, 7), 1, 1e-14);
  theta_significance_compute (&test, some, 5, 0.25);
  /* mean 3, variance 2.5, (1/5 + 1/4)·2.5 = 1.125 */
  g_assert_cmpfloat_with_epsilon (test.t, 3 / sqrt (1.125), 1e-12);
  g_assert_cmpuint (test.degrees, ==, 4);
  theta_significance_compute (&test, equal, 3, 0.25);
  g_assert_true (isinf (test.t));
  g_assert_cmpfloat (test.p, ==, 0);
  theta_significance_compute (&test, none, 2, 0.25);
  g_assert_cmpfloat (test.t, ==, 0);
  g_assert_cmpfloat (test.p, ==, 1);
  theta_significance_compute (&test, some, 1, 0.25);
  g_assert_true (isnan (test.t) && isnan (test.p));
}

/* Cancelled at any poll, a learning ends as cancelled, with nothing leaked. */
static void
test_cancel (void)
{
  static const char *const methods[] = { "loo", "algorithm1" };

  for (guint m = 0; m < 2; m++)
    for (guint polls = 1; polls < 60; polls += 7)
      {
        Planted p;
        ThetaWeightOptions options = default_options (methods[m]);
        g_autoptr (GError) error = NULL;
        guint left = polls;

        planted_init (&p, 100, 2, 5, 0.1);
        p.device->ops->set_poll (p.device, stop_after, &left);
        g_assert_null (theta_model_fit ("wntk", &p.problem, &options, p.test, NULL, NULL, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        planted_clear (&p);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/weights/loo", test_loo);
  g_test_add_func ("/learn/weights/loo-planted", test_loo_planted);
  g_test_add_func ("/learn/weights/subsample", test_subsample);
  g_test_add_func ("/learn/weights/loo-story", test_loo_story);
  g_test_add_func ("/learn/weights/loo-scale", test_loo_scale);
  g_test_add_func ("/learn/weights/subsample-many-classes", test_subsample_many_classes);
  g_test_add_data_func ("/learn/weights/threads/whole", GUINT_TO_POINTER (400), test_threads);
  g_test_add_data_func ("/learn/weights/threads/blocked", GUINT_TO_POINTER (2200), test_threads);
  g_test_add_func ("/learn/weights/bad-options", test_bad_options);
  g_test_add_func ("/learn/weights/cancel", test_cancel);
  g_test_add_func ("/learn/models", test_models);
  g_test_add_func ("/learn/zero-kernel", test_zero_kernel);
  g_test_add_func ("/learn/training-rows-only", test_training_rows_only);
  g_test_add_func ("/learn/significance", test_significance);
  g_test_add_func ("/learn/tally", test_tally);
  return g_test_run ();
}
