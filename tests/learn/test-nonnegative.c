/* The quadratic problem of alignf: its conditions, and brute force. */
#include "learn-test.h"
#include "learn/methods-private.h"

/* A random M = B Bᵀ of rank @rank and b = M v + noise, with which M x = b can be had. */
static void
random_system (ThetaRandom *random, guint n, guint rank, double *m, double *b)
{
  g_autofree double *factor = g_new (double, n *rank);

  for (guint k = 0; k < n * rank; k++)
    factor[k] = theta_random_normal (random);
  for (guint i = 0; i < n; i++)
    {
      b[i] = 0;
      for (guint j = 0; j < n; j++)
        {
          m[i * n + j] = 0;
          for (guint k = 0; k < rank; k++)
            m[i * n + j] += factor[i * rank + k] * factor[j * rank + k];
        }
    }
  for (guint k = 0; k < rank; k++)
    {
      double along = theta_random_normal (random);

      for (guint i = 0; i < n; i++)
        b[i] += factor[i * rank + k] * along;
    }
}

static void
test_nonnegative_conditions (void)
{
  ThetaRandom random;

  theta_random_init (&random, 8, THETA_STREAM_TEST, 77);
  for (guint trial = 0; trial < 400; trial++)
    {
      guint n = 1 + trial % 20, rank = trial % 3 == 0 ? (n + 1) / 2 : n + 2;
      g_autofree double *m = g_new (double, n *n), *b = g_new (double, n), *x = g_new (double, n);
      double scale = 0;

      random_system (&random, n, rank, m, b);
      theta_nonnegative_solve (n, m, b, x);
      for (guint i = 0; i < n; i++)
        scale = MAX (scale, fabs (b[i]) + m[i * n + i]);
      for (guint i = 0; i < n; i++)
        {
          double gradient = -b[i];

          for (guint j = 0; j < n; j++)
            gradient += m[i * n + j] * x[j];
          g_assert_cmpfloat (x[i], >=, 0);
          g_assert_cmpfloat (gradient, >, -1e-7 * scale);
          g_assert_true (x[i] == 0 || fabs (gradient) < 1e-7 * scale);
        }
    }
}

/* Two variables: the lowest of the four places where the minimum can be. */
static void
test_nonnegative_two (void)
{
  ThetaRandom random;

  theta_random_init (&random, 8, THETA_STREAM_TEST, 78);
  for (guint trial = 0; trial < 500; trial++)
    {
      double m[4], b[2], x[2], lowest = 0, found, determinant;
      double places[3][2];

      random_system (&random, 2, 3, m, b);
      determinant = m[0] * m[3] - m[1] * m[2];
      places[0][0] = b[0] / m[0], places[0][1] = 0;
      places[1][0] = 0, places[1][1] = b[1] / m[3];
      places[2][0] = (b[0] * m[3] - b[1] * m[1]) / determinant;
      places[2][1] = (b[1] * m[0] - b[0] * m[2]) / determinant;
      theta_nonnegative_solve (2, m, b, x);
      for (guint k = 0; k < 3; k++)
        {
          double u = places[k][0], v = places[k][1];

          if (u >= 0 && v >= 0)
            lowest = MIN (lowest, m[0] * u * u + 2 * m[1] * u * v + m[3] * v * v - 2 * b[0] * u
                                      - 2 * b[1] * v);
        }
      found = m[0] * x[0] * x[0] + 2 * m[1] * x[0] * x[1] + m[3] * x[1] * x[1] - 2 * b[0] * x[0]
              - 2 * b[1] * x[1];
      g_assert_cmpfloat_with_epsilon (found, lowest, 1e-10 * MAX (1, fabs (lowest)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/nonnegative/conditions", test_nonnegative_conditions);
  g_test_add_func ("/learn/nonnegative/two", test_nonnegative_two);
  return g_test_run ();
}
