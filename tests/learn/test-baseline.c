/* Kernels of distances against ridge regression written out. */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "learn-test.h"

enum { N = 44 };

static double
distance (const ThetaMatrix *x, guint i, guint j)
{
  double sum = 0;

  for (guint k = 0; k < x->cols; k++)
    sum += pow (theta_matrix_row (x, i)[k] - theta_matrix_row (x, j)[k], 2);
  return sqrt (sum);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
slow_median (const Planted *p)
{
  double values[N * N];
  guint count = 0;

  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < i; j++)
      if (p->train[i] && p->train[j] && distance (p->x, i, j) > 0)
        values[count++] = distance (p->x, i, j);
  qsort (values, count, sizeof *values, compare);
  return values[count / 2];
}

static double
slow_kernel (const ThetaMatrix *x, gboolean laplacian, double h, guint i, guint j)
{
  double d = distance (x, i, j);

  return laplacian ? exp (-d / h) : exp (-d * d / (2 * h * h));
}

/* f(row) of the fit to @rows, by elimination; one output. */
static double
slow_predict (const Planted *p, gboolean laplacian, double h, double ridge, const guint *rows,
              guint n, guint row)
{
  g_autofree double *m = g_new (double, n *(n + 1));
  double f = 0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        m[i * (n + 1) + j] = slow_kernel (p->x, laplacian, h, rows[i], rows[j]) + (i == j) * ridge;
      m[i * (n + 1) + n] = p->target->y[rows[i]];
    }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        double factor = m[j * (n + 1) + i] / m[i * (n + 1) + i];

        for (guint k = i; i != j && k <= n; k++)
          m[j * (n + 1) + k] -= factor * m[i * (n + 1) + k];
      }
  for (guint i = 0; i < n; i++)
    f += slow_kernel (p->x, laplacian, h, row, rows[i]) * m[i * (n + 1) + n] / m[i * (n + 1) + i];
  return f;
}

/* Σ (f without the row − y)²/n, every row left out in turn. */
static double
slow_leave_one_out (const Planted *p, gboolean laplacian, double h, double ridge,
                    const guint *rows, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint others[N], count = 0;

      for (guint j = 0; j < n; j++)
        if (j != i)
          others[count++] = rows[j];
      sum += pow (slow_predict (p, laplacian, h, ridge, others, count, rows[i])
                      - p->target->y[rows[i]],
                  2);
    }
  return sum / n;
}

/* Bandwidth and λ are those with the lowest leave-one-out error of all that are
 * tried (λ two steps of the path at a time here, so within the error of that), and
 * the prediction is the one they give. */
static void
test_reference (gconstpointer data)
{
  gboolean laplacian = GPOINTER_TO_INT (data);
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaFit) fit = NULL;
  guint rows[N], n = 0, place = 0;
  double lowest = INFINITY, own, median, factor = 0;
  Planted p;

  planted_init (&p, N, 2, 2, 0.1);
  /* One pair nearly the same, one exactly. */
  memcpy (theta_matrix_row (p.x, 4), theta_matrix_row (p.x, 0), 4 * sizeof (double));
  theta_matrix_row (p.x, 4)[1] += 1e-7;
  memcpy (theta_matrix_row (p.x, 6), theta_matrix_row (p.x, 2), 4 * sizeof (double));
  p.problem.inputs = p.x;
  for (guint i = 0; i < N; i++)
    if (p.train[i])
      rows[n++] = i;
  fit = theta_model_fit (laplacian ? "laplacian" : "rbf", &p.problem, &options, p.test, NULL, NULL,
                         &error);
  g_assert_no_error (error);
  g_assert_null (fit->weights);
  g_assert_cmpint (sscanf (fit->notes->pdata[0], "The bandwidth is %lf × the median", &factor), ==,
                   1);
  median = slow_median (&p);
  own = slow_leave_one_out (&p, laplacian, factor * median, fit->ridge, rows, n);
  for (int step = -3; step <= 3; step++)
    for (int k = -8; k <= 4; k++)
      lowest = MIN (lowest, slow_leave_one_out (&p, laplacian, ldexp (median, step), pow (10, k / 2.0),
                                                rows, n));
  g_assert_cmpfloat (own, <=, lowest * (1 + 1e-9));
  for (guint i = 0; i < N; i++)
    if (p.test[i])
      g_assert_cmpfloat_with_epsilon (
          fit->outputs[place++],
          slow_predict (&p, laplacian, factor * median, fit->ridge, rows, n, i), 1e-9);
  g_assert_cmpuint (place, ==, fit->n_test);
  planted_clear (&p);
}

/* Far from the origin the distances keep their digits. */
static void
test_offset (void)
{
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (ThetaFit) near = NULL, far = NULL;
  Planted p;

  planted_init (&p, N, 3, 2, 0.1);
  p.problem.inputs = p.x;
  /* Multiples of 2⁻²⁰ lose nothing to the offset. */
  for (guint k = 0; k < N * 4; k++)
    p.x->data[k] = round (ldexp (p.x->data[k], 20)) / 1048576;
  near = theta_model_fit ("laplacian", &p.problem, &options, p.test, NULL, NULL, NULL);
  for (guint k = 0; k < N * 4; k++)
    p.x->data[k] += 1048576;
  far = theta_model_fit ("laplacian", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (near->ridge / far->ridge, 1, 1e-9);
  for (guint k = 0; k < near->n_test * 3; k++)
    g_assert_cmpfloat_with_epsilon (near->outputs[k], far->outputs[k], 1e-8);
  planted_clear (&p);
}

/* Equal rows, an absent matrix, rows too far apart. */
static void
test_edges (void)
{
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaFit) fit = NULL;
  g_autofree char *label = theta_model_label ("laplacian");
  Planted p;

  planted_init (&p, N, 2, 2, 0.1);
  g_assert_cmpstr (label, ==, "Laplacian kernel");
  g_assert_null (theta_model_fit ("rbf", &p.problem, &options, p.test, NULL, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_clear_error (&error);
  p.problem.inputs = p.x;
  for (guint k = 0; k < N * 4; k++)
    p.x->data[k] = 3;
  fit = theta_model_fit ("rbf", &p.problem, &options, p.test, NULL, NULL, &error);
  g_assert_no_error (error);
  /* All rows are one: every answer is the same, that of most rows, and that is told. */
  g_assert_nonnull (strstr (fit->notes->pdata[fit->notes->len - 1], "same class"));
  g_assert_nonnull (strstr (fit->notes->pdata[fit->notes->len - 1], "the majority class"));
  planted_clear (&p);
}

/* Products of such rows overflow to ∞ of either sign, or to no number at all, which of
 * them depends on the order in which BLAS sums; one far row is enough. */
static void
test_too_far (void)
{
  for (guint pattern = 0; pattern < 4; pattern++)
    {
      ThetaWeightOptions options = default_options ("loo");
      g_autoptr (GError) error = NULL;
      Planted p;

      planted_init (&p, N, 2, 2, 0.1);
      p.problem.inputs = p.x;
      for (guint k = 0; k < (pattern == 3 ? 4 : N * 4); k++)
        p.x->data[k] = k % (pattern + 2) == 0 ? 1e200 : -1e200;
      g_assert_null (theta_model_fit ("rbf", &p.problem, &options, p.test, NULL, NULL, &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_NUMERIC);
      g_assert_nonnull (strstr (error->message, "standardise the inputs"));
      planted_clear (&p);
    }
}

static void
test_subsample (void)
{
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (ThetaFit) fit = NULL;
  Planted p;

  planted_init (&p, N, 2, 2, 0.1);
  p.problem.inputs = p.x;
  options.subsample = 20;
  fit = theta_model_fit ("rbf", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_cmpstr (fit->notes->pdata[1], ==, "The bandwidth was tuned on 20 of 33 training rows.");
  planted_clear (&p);
}

static void
test_cancel (void)
{
  guint cancelled = 0;

  for (guint polls = 0; polls < 2000; polls += polls < 10 ? 1 : 37)
    {
      ThetaWeightOptions options = default_options ("loo");
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaFit) fit = NULL;
      guint left = polls;
      gboolean done;
      Planted p;

      planted_init (&p, N, 2, 2, 0.1);
      p.problem.inputs = p.x;
      p.device->ops->set_poll (p.device, stop_after, &left);
      fit = theta_model_fit ("rbf", &p.problem, &options, p.test, NULL, NULL, &error);
      done = fit != NULL;
      if (!done)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      cancelled += !done;
      planted_clear (&p);
      if (done)
        break;
    }
  g_assert_cmpuint (cancelled, >, 10);
}

/* A cancellable that was cancelled ends the parts that no device polls. */
static void
test_cancellable (void)
{
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Planted p;

  planted_init (&p, N, 2, 2, 0.1);
  p.problem.inputs = p.x;
  p.problem.cancellable = cancellable;
  g_cancellable_cancel (cancellable);
  g_assert_null (theta_model_fit ("rbf", &p.problem, &options, p.test, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  planted_clear (&p);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/learn/baseline/rbf", GINT_TO_POINTER (FALSE), test_reference);
  g_test_add_data_func ("/learn/baseline/laplacian", GINT_TO_POINTER (TRUE), test_reference);
  g_test_add_func ("/learn/baseline/offset", test_offset);
  g_test_add_func ("/learn/baseline/edges", test_edges);
  g_test_add_func ("/learn/baseline/too-far", test_too_far);
  g_test_add_func ("/learn/baseline/subsample", test_subsample);
  g_test_add_func ("/learn/baseline/cancel", test_cancel);
  g_test_add_func ("/learn/baseline/cancellable", test_cancellable);
  return g_test_run ();
}
