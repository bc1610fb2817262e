/* The ends of a spectrum against planted ones and against eigenvalues. */
#include "learn-test.h"

#include "learn/condition.h"

/* diag(d) in the data, Householder's reflection of it so that it is no unit basis. */
static gboolean
apply_planted (gpointer data, gsize n, const double *x, double *y, GError **error)
{
  const double *d = data;
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i];
  for (gsize i = 0; i < n; i++)
    y[i] = d[i] * (x[i] - 2 * sum / (double) n);
  sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += y[i];
  for (gsize i = 0; i < n; i++)
    y[i] -= 2 * sum / (double) n;
  return TRUE;
}

static void
test_planted (void)
{
  for (guint n = 1; n <= 300; n = 3 * n + 1)
    {
      g_autofree double *d = g_new (double, n);
      double value;

      for (guint i = 0; i < n; i++)
        d[i] = i == n / 2 ? 1000 : 1 + (double) i / n;
      g_assert_true (theta_largest_eigenvalue (n, apply_planted, d, 12, &value, NULL));
      g_assert_cmpfloat_with_epsilon (value, 1000, 1e-6);
      for (guint i = 0; i < n; i++)
        d[i] = 7;
      g_assert_true (theta_largest_eigenvalue (n, apply_planted, d, 12, &value, NULL));
      g_assert_cmpfloat_with_epsilon (value, 7, 1e-9);
      memset (d, 0, n * sizeof *d);
      g_assert_true (theta_largest_eigenvalue (n, apply_planted, d, 12, &value, NULL));
      g_assert_cmpfloat (value, ==, 0);
    }
}

static gboolean
fail (gpointer data, gsize n, const double *x, double *y, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return FALSE;
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;
  double value;

  g_assert_false (theta_largest_eigenvalue (5, fail, NULL, 12, &value, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* "ntk" has the kernel of "ntk-tuned", whose path computes all eigenvalues: by a float64
 * and by a float32 factor. */
static void
test_fit (gconstpointer data)
{
  ThetaWeightOptions options = default_options ("uniform");
  Planted p;
  g_autoptr (ThetaFit) tuned = NULL, plain = NULL, learnt = NULL;

  planted_init (&p, 400, 3, 4, 1e-3);
  p.problem.solver = GPOINTER_TO_INT (data);
  tuned = theta_model_fit ("ntk-tuned", &p.problem, &options, p.test, NULL, NULL, NULL);
  plain = theta_model_fit ("ntk", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_cmpfloat (plain->ridge, ==, 1e-3);
  g_assert_cmpfloat (plain->tuning.largest, >, 0.99 * tuned->tuning.largest);
  g_assert_cmpfloat (plain->tuning.largest, <, 1.0001 * tuned->tuning.largest);
  g_assert_cmpfloat (plain->tuning.smallest + 1e-3, >, 0.999 * (tuned->tuning.smallest + 1e-3));
  g_assert_cmpfloat (plain->tuning.smallest + 1e-3, <, 1.1 * (tuned->tuning.smallest + 1e-3));
  g_assert_cmpfloat (theta_fit_condition (plain), >, 100);
  learnt = theta_model_fit ("wntk:algorithm1", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_true (theta_fit_condition (learnt) > 1);
  planted_clear (&p);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/condition/planted", test_planted);
  g_test_add_func ("/condition/error", test_error);
  g_test_add_data_func ("/condition/fit/cholesky", GINT_TO_POINTER (THETA_SOLVER_CHOLESKY),
                        test_fit);
  g_test_add_data_func ("/condition/fit/mixed", GINT_TO_POINTER (THETA_SOLVER_MIXED), test_fit);
  return g_test_run ();
}
