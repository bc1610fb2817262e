/* Ridge regression: brute force, finite differences, scale invariance. */
#include "base/error.h"
#include "learn-test.h"
#include "learn/model.h"

static const double weights[5] = { 0.3, 1.2, 0.7, 2, 0.1 };

/* Leaves out each row in turn and fits again. */
static void
test_leave_one_out (gconstpointer data)
{
  guint classes = GPOINTER_TO_UINT (data), c;
  Planted p;
  double loss, accuracy, brute = 0, right = 0;
  g_autoptr (GError) error = NULL;

  planted_init (&p, 40, classes, 5, 0.05);
  c = p.target->outputs;
  g_assert_true (theta_ridge_leave_one_out (&p.problem, weights, 0.05, &loss, NULL, &accuracy,
                                            &error));
  for (guint i = 0; i < 40; i++)
    {
      ThetaProblem part = p.problem;
      guint8 only[40] = { 0 };
      g_autofree guint8 *rest = g_memdup2 (p.train, 40);
      g_autofree double *f = NULL;

      if (!p.train[i])
        continue;
      rest[i] = 0;
      only[i] = 1;
      part.train = rest;
      part.n_train--;
      f = theta_ridge_predict (&part, weights, 0.05, only, NULL, &error);
      g_assert_no_error (error);
      for (guint k = 0; k < c; k++)
        brute += pow (f[k] - p.target->y[i * c + k], 2) / p.problem.n_train;
      right += theta_target_decide (p.target, f) == p.labels[i];
    }
  g_assert_cmpfloat_with_epsilon (loss, brute, 1e-10);
  g_assert_cmpfloat_with_epsilon (accuracy, right / p.problem.n_train, 1e-12);
  planted_clear (&p);
}

static void
test_loo_gradient (gconstpointer data)
{
  Planted p;
  double loss, gradient[5];

  planted_init (&p, 44, GPOINTER_TO_UINT (data), 5, 0.05);
  g_assert_true (theta_ridge_leave_one_out (&p.problem, weights, 0.05, &loss, gradient, NULL, NULL));
  for (guint l = 0; l < 5; l++)
    {
      double up[5], down[5], above, below, h = 1e-5;

      memcpy (up, weights, sizeof up);
      memcpy (down, weights, sizeof down);
      up[l] *= exp (h);
      down[l] *= exp (-h);
      theta_ridge_leave_one_out (&p.problem, up, 0.05, &above, NULL, NULL, NULL);
      theta_ridge_leave_one_out (&p.problem, down, 0.05, &below, NULL, NULL, NULL);
      g_assert_cmpfloat_with_epsilon (gradient[l], (above - below) / (2 * h), 1e-8);
    }
  planted_clear (&p);
}

/* Δ_l is the gradient of the summed validation error. */
static void
test_algorithm1_gradient (void)
{
  Planted p;
  ThetaIteration iteration;
  ThetaScratch *scratch = NULL;
  double delta[5], other[5];
  g_autofree guint8 *v = g_new0 (guint8, 44);
  guint n_v = 0;

  planted_init (&p, 44, 3, 5, 0.05);
  for (guint i = 0; i < 44; i++)
    if (p.train[i] && i % 5 == 1)
      {
        p.train[i] = 0;
        v[i] = 1;
        n_v++;
      }
  g_assert_true (theta_algorithm1_gradient (&p.problem, weights, p.train, v, delta, &iteration,
                                            &scratch, NULL));
  for (guint l = 0; l < 5; l++)
    {
      double moved[5], above, below, h = 1e-5;

      memcpy (moved, weights, sizeof moved);
      moved[l] += h;
      theta_algorithm1_gradient (&p.problem, moved, p.train, v, other, &iteration, &scratch, NULL);
      above = iteration.validation_loss * n_v;
      moved[l] -= 2 * h;
      theta_algorithm1_gradient (&p.problem, moved, p.train, v, other, &iteration, &scratch, NULL);
      below = iteration.validation_loss * n_v;
      g_assert_cmpfloat_with_epsilon (delta[l], (above - below) / (2 * h), 1e-7);
    }
  theta_scratch_free (scratch, p.device);
  planted_clear (&p);
}

static void
test_scale (void)
{
  Planted p;
  double scaled[5];
  g_autofree double *f = NULL, *g = NULL;

  planted_init (&p, 40, 3, 5, 0.05);
  for (guint l = 0; l < 5; l++)
    scaled[l] = 7 * weights[l];
  f = theta_ridge_predict (&p.problem, weights, 0.05, p.test, NULL, NULL);
  g = theta_ridge_predict (&p.problem, scaled, 0.35, p.test, NULL, NULL);
  for (guint k = 0; k < 30; k++)
    g_assert_cmpfloat_with_epsilon (f[k], g[k], 1e-11);
  planted_clear (&p);
}

/* Conjugate gradients without a matrix give what Cholesky gives, with landmarks that
 * are all rows and with a part of them, and on rows that repeat. */
static void
test_iterative (void)
{
  for (guint k = 0; k < 3; k++)
    {
      Planted p;
      guint n = k == 0 ? 60 : 1300, n_test = 0;
      ThetaSolved solved;
      g_autofree double *f = NULL, *g = NULL;
      g_autoptr (GError) error = NULL;

      planted_init (&p, n, 2 + k, 5, 0.05);
      for (guint i = 0; i < n; i++)
        n_test += p.test[i] != 0;
      f = theta_ridge_predict (&p.problem, weights, k == 2 ? 1e-3 : 0.05, p.test, NULL, NULL);
      p.problem.solver = THETA_SOLVER_CG;
      g = theta_ridge_predict (&p.problem, weights, k == 2 ? 1e-3 : 0.05, p.test, &solved, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (solved.residual, >, 0);
      g_assert_cmpfloat (solved.residual, <=, 1e-7);
      for (guint i = 0; i < n_test * p.problem.target->outputs; i++)
        g_assert_cmpfloat_with_epsilon (f[i], g[i], 1e-5);
      planted_clear (&p);
    }
}

/* The largest eigenvalue of @shift I + @sign A by power iteration. */
static double
power (const double *a, guint n, double shift, double sign)
{
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  double norm = 0;

  for (guint i = 0; i < n; i++)
    x[i] = sin (1.0 + i);
  for (guint k = 0; k < 20000; k++)
    {
      norm = 0;
      for (guint i = 0; i < n; i++)
        {
          y[i] = shift * x[i];
          for (guint j = 0; j < n; j++)
            y[i] += sign * a[i * n + j] * x[j];
          norm += y[i] * y[i];
        }
      norm = sqrt (norm);
      for (guint i = 0; i < n; i++)
        x[i] = y[i] / norm;
    }
  return norm;
}

/* The eigenvalues told beside λ are those of A on the training rows. */
static void
test_spectrum (void)
{
  Planted p;
  ThetaTuning tuning;
  ThetaFit fit = { 0 };
  double ridge, values[5], largest;
  g_autofree double *a = NULL;
  guint n = 0;

  planted_init (&p, 40, 2, 5, 0.05);
  a = g_new0 (double, 40 * 40);
  for (guint i = 0; i < 40; i++)
    for (guint j = 0; p.problem.train[i] && j < 40; j++)
      if (p.problem.train[j])
        {
          g_assert_true (theta_kernel_read (p.kernel, i, j, values));
          for (guint l = 0; l < 5; l++)
            a[n] += weights[l] * values[l];
          n++;
        }
  n = p.problem.n_train;
  g_assert_true (theta_ridge_tune (&p.problem, weights, 0, &ridge, NULL, &tuning, NULL));
  largest = power (a, n, 0, 1);
  g_assert_cmpfloat_with_epsilon (tuning.largest, largest, 1e-9 * largest);
  g_assert_cmpfloat_with_epsilon (tuning.smallest, largest - power (a, n, largest, -1),
                                  1e-6 * largest);
  fit.ridge = 0.5;
  fit.tuning = (ThetaTuning){ FALSE, 1.5, 7.5 };
  g_assert_cmpfloat (theta_fit_condition (&fit), ==, 4);
  planted_clear (&p);
}

/* The tuned λ is the best of its path by the leave-one-out error itself. */
static void
test_tune (void)
{
  Planted p;
  double ridge, loss, mean, best = INFINITY, best_ridge = 0;
  ThetaTuning tuning;

  planted_init (&p, 60, 2, 5, 0.05);
  g_assert_true (theta_ridge_mean_diagonal (&p.problem, weights, &mean, NULL));
  g_assert_true (theta_ridge_tune (&p.problem, weights, 0, &ridge, &loss, &tuning, NULL));
  for (guint s = 0; s <= 40; s++)
    {
      double candidate = mean * pow (10, -8 + 0.25 * s), other;

      g_assert_true (theta_ridge_leave_one_out (&p.problem, weights, candidate, &other, NULL, NULL,
                                                NULL));
      if (other < best)
        {
          best = other;
          best_ridge = candidate;
        }
    }
  g_assert_cmpfloat_with_epsilon (ridge / best_ridge, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (loss, best, 1e-8);
  g_assert_false (tuning.at_edge);
  planted_clear (&p);
}

/* Above the limit of the eigendecomposition: subsample, then descent. */
static void
test_tune_large (void)
{
  Planted p;
  double ridge, loss, near;

  planted_init (&p, 2800, 2, 2, 0.05);
  g_assert_cmpuint (p.problem.n_train, >, THETA_SYEVD_MAX);
  g_assert_true (theta_ridge_tune (&p.problem, weights, 300, &ridge, &loss, NULL, NULL));
  for (int step = -1; step <= 1; step += 2)
    {
      g_assert_true (theta_ridge_leave_one_out (&p.problem, weights, ridge * pow (10, 0.25 * step),
                                                &near, NULL, NULL, NULL));
      g_assert_cmpfloat (near, >=, loss);
    }
  planted_clear (&p);
}

/* Duplicate rows and λ = 0: refused, and the λ that is named works. */
static void
test_zero_ridge (void)
{
  Planted p;
  g_autoptr (GError) error = NULL;
  g_autofree double *f = NULL;
  const char *named;
  ThetaNetwork network;

  planted_init (&p, 40, 2, 3, 0);
  memcpy (p.x->data + 4, p.x->data, 4 * sizeof (double));
  theta_kernel_unref (p.kernel);
  theta_network_init (&network);
  p.kernel = p.problem.kernel
      = theta_kernel_new_dense_limit (p.device, &network, p.x, NULL, THETA_PRECISION_AUTO, NULL);
  g_assert_null (theta_ridge_predict (&p.problem, weights, 0, p.test, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_NUMERIC);
  named = strstr (error->message, "the smallest ridge that works is λ = ");
  g_assert_nonnull (named);
  named += strlen ("the smallest ridge that works is λ = ");
  f = theta_ridge_predict (&p.problem, weights, g_ascii_strtod (named, NULL), p.test, NULL, NULL);
  g_assert_nonnull (f);
  g_assert_cmpfloat (g_ascii_strtod (named, NULL), <, 1e-10);
  planted_clear (&p);
}

/* A matrix that is not semidefinite gets a jitter, and it is told. */
static void
test_jitter (void)
{
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 1, NULL);
  g_autoptr (ThetaMatrix) x = theta_matrix_new (4, 4, NULL);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaTarget) target = theta_target_new ((int[]) { 0, 1, 0, 1 }, 4, 2, FALSE);
  guint8 train[] = { 1, 1, 1, 1 };
  ThetaProblem problem = { .target = target, .train = train, .n_train = 4 };
  double a = 1;
  ThetaSolved solved;
  g_autofree double *f = NULL;

  for (guint i = 0; i < 4; i++)
    x->data[i * 5] = i == 2 ? -1e-5 : 1;
  kernel = theta_kernel_new_from_matrices (device, &x, 1, NULL);
  problem.kernel = kernel;
  f = theta_ridge_predict (&problem, &a, 1e-6, train, &solved, NULL);
  g_assert_nonnull (f);
  g_assert_cmpfloat (solved.jitter, >=, 9e-6);
  g_assert_cmpfloat (solved.jitter, <, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/learn/loo/two", GUINT_TO_POINTER (2), test_leave_one_out);
  g_test_add_data_func ("/learn/loo/three", GUINT_TO_POINTER (3), test_leave_one_out);
  g_test_add_data_func ("/learn/loo-gradient/two", GUINT_TO_POINTER (2), test_loo_gradient);
  g_test_add_data_func ("/learn/loo-gradient/three", GUINT_TO_POINTER (3), test_loo_gradient);
  g_test_add_func ("/learn/algorithm1-gradient", test_algorithm1_gradient);
  g_test_add_func ("/learn/scale", test_scale);
  g_test_add_func ("/learn/tune", test_tune);
  g_test_add_func ("/learn/spectrum", test_spectrum);
  g_test_add_func ("/learn/iterative", test_iterative);
  g_test_add_func ("/learn/tune-large", test_tune_large);
  g_test_add_func ("/learn/zero-ridge", test_zero_ridge);
  g_test_add_func ("/learn/jitter", test_jitter);
  return g_test_run ();
}
