/* What holds for every weight method: cancelling, training rows alone, kernels of
 * zeros, subsamples, stop rules. */
#include "base/error.h"
#include "secret.h"

static const char *const models[] = {
  "wntk:loo",    "wntk:algorithm1", "wntk:best-layer", "wntk:prefix", "wntk:grid",
  "wntk:align",  "wntk:alignf",     "wntk:evidence",   "layer:2",     "best-layer",
};

/* Cancelled at any poll, each ends as cancelled, with nothing leaked. */
static void
test_cancel (void)
{
  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      guint polls = 0, cancelled = 0;

      for (gboolean done = FALSE; !done && polls < 400; polls += polls < 30 ? 3 : 41)
        {
          ThetaWeightOptions options = default_options ("loo");
          g_autoptr (GError) error = NULL;
          g_autoptr (ThetaFit) fit = NULL;
          guint left = polls;
          Secret p;

          secret_init (&p, 2);
          options.iterations = 5;
          p.device->ops->set_poll (p.device, stop_after, &left);
          fit = theta_model_fit (models[m], &p.problem, &options, p.test, NULL, NULL, &error);
          done = fit != NULL;
          if (!done)
            g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          cancelled += !done;
          g_clear_pointer (&fit, theta_fit_free);
          secret_clear (&p);
        }
      g_assert_cmpuint (cancelled, >, 3);
    }
}

/* The same bits twice; nothing of the test rows' labels. */
static void
test_training_rows_only (void)
{
  ThetaWeightOptions options = default_options ("loo");

  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      g_autoptr (ThetaFit) before = NULL, after = NULL;
      g_autoptr (ThetaTarget) changed = NULL;
      g_autofree int *labels = NULL;
      Secret p;

      secret_init (&p, 2);
      before = theta_model_fit (models[m], &p.problem, &options, p.test, NULL, NULL, NULL);
      labels = g_memdup2 (p.target->labels, N * sizeof *labels);
      for (guint i = 0; i < N; i++)
        labels[i] = p.test[i] ? 1 - labels[i] : labels[i];
      changed = theta_target_new (labels, N, 2, FALSE);
      p.problem.target = changed;
      after = theta_model_fit (models[m], &p.problem, &options, p.test, NULL, NULL, NULL);
      g_assert_cmpmem (before->weights, 32, after->weights, 32);
      g_assert_cmpmem (before->outputs, 30 * 8, after->outputs, 30 * 8);
      secret_clear (&p);
    }
}

/* Kernels of zeros: every method ends, and the results say so. */
static void
test_zero_kernels (void)
{
  ThetaWeightOptions options = default_options ("loo");
  ThetaMatrix *zero = theta_matrix_new (N, N, NULL);
  ThetaMatrix *layers[LAYERS] = { zero, zero, zero, zero };

  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaFit) fit = NULL;
      Secret p;

      secret_init (&p, 2);
      theta_kernel_unref (p.kernel);
      p.problem.kernel = p.kernel
          = theta_kernel_new_from_matrices (p.device, layers, LAYERS, NULL);
      fit = theta_model_fit (models[m], &p.problem, &options, p.test, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (has_note (fit, "zero kernel"));
      g_assert_true (has_note (fit, "same class for every test row"));
      secret_clear (&p);
    }
  theta_matrix_unref (zero);
}

/* Above the subsample λ is tuned on all rows. */
static void
test_subsample (void)
{
  for (guint m = 2; m < 8; m++)
    {
      ThetaWeightOptions options = default_options (models[m] + strlen ("wntk:"));
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (ThetaHistory) history = NULL;
      double a[LAYERS], ridge, tuned;
      Secret p;

      secret_init (&p, 2);
      options.subsample = 30;
      g_assert_true (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL,
                                          notes, NULL));
      g_assert_cmpstr (notes->pdata[notes->len - 1], ==,
                       "The weights were learnt on 30 of 60 training rows.");
      g_assert_true (theta_ridge_tune (&p.problem, a, 0, &tuned, NULL, NULL, NULL));
      g_assert_cmpfloat (ridge, ==, tuned);
      secret_clear (&p);
    }
}

/* Iterations and patience bound the searches. */
static void
test_search_stops (void)
{
  static const char *const names[] = { "loo", "evidence" };

  for (guint m = 0; m < 2; m++)
    {
      ThetaWeightOptions options = default_options (names[m]);
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (ThetaHistory) whole = NULL, few = NULL, patient = NULL;
      double a[LAYERS], ridge;
      Secret p;

      secret_init (&p, 2);
      theta_weights_learn (&p.problem, &options, a, &ridge, &whole, NULL, NULL, notes, NULL);
      g_assert_cmpuint (whole->count, >, 4);
      options.iterations = 2;
      theta_weights_learn (&p.problem, &options, a, &ridge, &few, NULL, NULL, notes, NULL);
      g_assert_cmpuint (few->count, ==, 3); /* the start and two points below it */
      g_assert_cmpmem (a, sizeof a, few->weights + 2 * LAYERS, sizeof a);
      options.iterations = 50;
      options.stop = THETA_STOP_PATIENCE;
      options.patience = 1;
      theta_weights_learn (&p.problem, &options, a, &ridge, &patient, NULL, NULL, notes, NULL);
      g_assert_cmpuint (patient->count, <=, whole->count);
      g_assert_cmpmem (patient->weights, patient->count * sizeof a, whole->weights,
                       patient->count * sizeof a);
      secret_clear (&p);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/every-method/cancel", test_cancel);
  g_test_add_func ("/learn/every-method/training-rows-only", test_training_rows_only);
  g_test_add_func ("/learn/every-method/zero-kernels", test_zero_kernels);
  g_test_add_func ("/learn/every-method/subsample", test_subsample);
  g_test_add_func ("/learn/every-method/search-stops", test_search_stops);
  return g_test_run ();
}
