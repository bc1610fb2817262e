/* Conjugate gradients against planted solutions. */
#include "learn/conjugate.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "learn/warm-start.h"

#define N 60
#define C 3

typedef struct
{
  double m[N * N];
  guint products;
} Dense;

static gboolean
multiply (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  Dense *self = data;

  self->products++;
  for (gsize i = 0; i < N; i++)
    for (gsize k = 0; k < c; k++)
      {
        y[i * c + k] = 0;
        for (gsize j = 0; j < N; j++)
          y[i * c + k] += self->m[i * N + j] * x[j * c + k];
      }
  return TRUE;
}

static gboolean
divide_by_diagonal (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  const Dense *self = data;

  for (gsize i = 0; i < N; i++)
    for (gsize k = 0; k < c; k++)
      y[i * c + k] = x[i * c + k] / self->m[i * N + i];
  return TRUE;
}

static gboolean
fail (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  g_set_error (error, THETA_ERROR, THETA_ERROR_DEVICE, "no");
  return FALSE;
}

/* Positive definite, with a diagonal over six decades. */
static void
fill (Dense *self, double *x, double *b)
{
  ThetaRandom random;

  theta_random_init (&random, 3, THETA_STREAM_TEST, 1);
  for (gsize i = 0; i < N; i++)
    for (gsize j = 0; j < N; j++)
      self->m[i * N + j] = exp (-fabs ((double) i - (double) j) / 4) * pow (10, (i + j) / 20.0)
                           + (i == j ? pow (10, i / 10.0) : 0);
  self->products = 0;
  for (gsize k = 0; k < N * C; k++)
    x[k] = theta_random_normal (&random);
  multiply (self, C, x, b, NULL);
  self->products = 0;
}

static void
test_planted (void)
{
  g_autofree Dense *dense = g_new (Dense, 1);
  double planted[N * C], b[N * C], x[N * C] = { 0 };
  g_autoptr (GError) error = NULL;
  ThetaConjugate plain = { .n = N, .c = C, .multiply = multiply, .data = dense,
                           .tolerance = 1e-13, .most = 400 };
  ThetaConjugate helped = plain;

  fill (dense, planted, b);
  helped.precondition = divide_by_diagonal;
  g_assert_true (theta_conjugate_solve (&helped, b, x, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (helped.residual, <=, 1e-13);
  g_assert_cmpuint (dense->products, ==, helped.iterations);
  for (gsize k = 0; k < N * C; k++)
    g_assert_cmpfloat_with_epsilon (x[k], planted[k], 1e-8);
  /* The preconditioner pays, and a warm start needs nothing. */
  memset (x, 0, sizeof x);
  g_assert_true (theta_conjugate_solve (&plain, b, x, NULL));
  g_assert_cmpuint (plain.iterations, >, 2 * helped.iterations);
  helped.tolerance = 1e-9;
  g_assert_true (theta_conjugate_solve (&helped, b, planted, NULL));
  g_assert_cmpuint (helped.iterations, ==, 0);
}

/* A column that is solved, or zero, stays as it is while others go on. */
static void
test_columns (void)
{
  g_autofree Dense *dense = g_new (Dense, 1);
  double planted[N * C], b[N * C], x[N * C] = { 0 };
  ThetaConjugate task = { .n = N, .c = C, .multiply = multiply, .data = dense,
                          .precondition = divide_by_diagonal, .tolerance = 1e-12, .most = 400 };

  fill (dense, planted, b);
  for (gsize i = 0; i < N; i++)
    {
      b[i * C] = 0;
      x[i * C + 1] = planted[i * C + 1];
    }
  g_assert_true (theta_conjugate_solve (&task, b, x, NULL));
  for (gsize i = 0; i < N; i++)
    {
      g_assert_cmpfloat (x[i * C], ==, 0);
      for (gsize k = 1; k < C; k++)
        g_assert_cmpfloat_with_epsilon (x[i * C + k], planted[i * C + k], 1e-7);
    }
}

static void
test_refused (void)
{
  g_autofree Dense *dense = g_new (Dense, 1);
  double planted[N * C], b[N * C], x[N * C] = { 0 };
  g_autoptr (GError) error = NULL;
  ThetaConjugate task = { .n = N, .c = C, .multiply = multiply, .data = dense,
                          .tolerance = 1e-12, .most = 2 };

  fill (dense, planted, b);
  g_assert_true (theta_conjugate_solve (&task, b, x, &error));
  g_assert_cmpuint (task.iterations, ==, 2);
  g_assert_cmpfloat (task.residual, >, 1e-12);
  for (gsize k = 0; k < N * N; k++)
    dense->m[k] = -dense->m[k];
  memset (x, 0, sizeof x);
  g_assert_true (theta_conjugate_solve (&task, b, x, &error));
  g_assert_true (isnan (task.residual));
  task.multiply = fail;
  g_assert_false (theta_conjugate_solve (&task, b, x, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_DEVICE);
}

/* A solution that is a straight line in the weights. */
static void
put_line (double *x, const double *a)
{
  for (guint k = 0; k < 3; k++)
    x[k] = 2 + k * a[0] - 0.5 * a[1];
}

static void
check_line (const double *x, const double *a)
{
  double expected[3];

  put_line (expected, a);
  for (guint k = 0; k < 3; k++)
    g_assert_cmpfloat_with_epsilon (x[k], expected[k], 1e-14);
}

/* The start is the solution before, carried on where the weights go on, as far as they
 * do; not where they turn back, and not for another system. */
static void
test_warm_start (void)
{
  static const double path[][2] = { { 1, 1 }, { 1.2, 0.9 }, { 1.5, 0.75 }, { 1.2, 0.9 } };
  ThetaWarmStart start = { 0 };
  double *x = theta_warm_start_begin (&start, FALSE, 3, 2, path[0]);

  g_assert_true (x[0] == 0 && x[1] == 0 && x[2] == 0);
  put_line (x, path[0]);
  x = theta_warm_start_begin (&start, TRUE, 3, 2, path[1]);
  check_line (x, path[0]);
  put_line (x, path[1]);
  /* One and a half steps ahead. */
  x = theta_warm_start_begin (&start, TRUE, 3, 2, path[2]);
  check_line (x, path[2]);
  x = theta_warm_start_begin (&start, TRUE, 3, 2, path[3]);
  check_line (x, path[2]);
  theta_warm_start_forget (&start);
  x = theta_warm_start_begin (&start, TRUE, 3, 2, path[3]);
  g_assert_true (x[0] == 0 && x[1] == 0 && x[2] == 0);
  put_line (x, path[3]);
  x = theta_warm_start_begin (&start, FALSE, 3, 2, path[3]);
  g_assert_true (x[0] == 0 && x[1] == 0 && x[2] == 0);
  theta_warm_start_clear (&start);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conjugate/planted", test_planted);
  g_test_add_func ("/conjugate/columns", test_columns);
  g_test_add_func ("/conjugate/refused", test_refused);
  g_test_add_func ("/conjugate/warm-start", test_warm_start);
  return g_test_run ();
}
