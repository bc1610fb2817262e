#include "base/random.h"

#include <math.h>

/* Philox 4x32-10 known answers (Random123's kat_vectors): counter and key all
 * zero, and all ones. */
static void
test_known_answer (void)
{
  static const guint32 zero[] = { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 };
  ThetaRandom random;

  theta_random_init (&random, 0, 0, 0);
  for (guint i = 0; i < 4; i++)
    g_assert_cmphex (theta_random_uint32 (&random), ==, zero[i]);
}

static void
test_streams (void)
{
  ThetaRandom a, b, c;
  guint same = 0;

  theta_random_init (&a, 7, THETA_STREAM_TEST, 0);
  theta_random_init (&b, 7, THETA_STREAM_TEST, 0);
  theta_random_init (&c, 7, THETA_STREAM_TEST, 1);
  for (guint i = 0; i < 100; i++)
    {
      guint32 x = theta_random_uint32 (&a);

      g_assert_cmpuint (x, ==, theta_random_uint32 (&b));
      same += x == theta_random_uint32 (&c);
    }
  g_assert_cmpuint (same, <, 3);
}

/* Mean, variance and the bounds of 10⁵ draws; the tolerances are five standard
 * errors. */
static void
test_moments (void)
{
  ThetaRandom random;
  const guint n = 100000;
  double sum = 0, squares = 0, uniform = 0;

  theta_random_init (&random, 1, THETA_STREAM_TEST, 0);
  for (guint i = 0; i < n; i++)
    {
      double z = theta_random_normal (&random), u = theta_random_uniform (&random);

      g_assert_true (u >= 0 && u < 1);
      sum += z;
      squares += z * z;
      uniform += u;
    }
  g_assert_cmpfloat (fabs (sum / n), <, 5 / sqrt (n));
  g_assert_cmpfloat (fabs (squares / n - 1), <, 5 * sqrt (2.0 / n));
  g_assert_cmpfloat (fabs (uniform / n - 0.5), <, 5 * sqrt (1.0 / 12 / n));
}

static void
test_shuffle (void)
{
  ThetaRandom random;
  guint counts[3][3] = { { 0 } };

  theta_random_init (&random, 3, THETA_STREAM_TEST, 0);
  for (guint round = 0; round < 30000; round++)
    {
      guint values[] = { 0, 1, 2 };

      theta_random_shuffle (&random, values, 3);
      g_assert_cmpuint (values[0] + values[1] + values[2], ==, 3);
      for (guint i = 0; i < 3; i++)
        counts[i][values[i]]++;
    }
  for (guint i = 0; i < 9; i++)
    g_assert_cmpfloat (fabs (counts[i / 3][i % 3] - 10000.0), <, 5 * sqrt (30000 * 2.0 / 9));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/random/known-answer", test_known_answer);
  g_test_add_func ("/base/random/streams", test_streams);
  g_test_add_func ("/base/random/moments", test_moments);
  g_test_add_func ("/base/random/shuffle", test_shuffle);
  return g_test_run ();
}
