#include "figure/scale.h"

#include <math.h>

static void
assert_ticks (const ThetaScale *scale, guint most, const double *expected, guint n, int decimals)
{
  guint count;
  int digits;
  g_autofree double *ticks = theta_scale_ticks (scale, most, &count, &digits);

  g_assert_cmpuint (count, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (ticks[i], expected[i], 1e-9 * fmax (1, fabs (expected[i])));
  g_assert_cmpint (digits, ==, decimals);
}

static void
test_linear (void)
{
  static const double fifths[] = { 0, 0.2, 0.4, 0.6, 0.8, 1 }, halves[] = { 0, 0.5, 1 };
  static const double inside[] = { 0.14, 0.15, 0.16 }, signs[] = { -1, 0, 1 };
  ThetaScale scale;

  theta_scale_init (&scale, 0, 1, FALSE, FALSE);
  assert_ticks (&scale, 6, fifths, 6, 1);
  assert_ticks (&scale, 5, halves, 3, 1);
  theta_scale_init (&scale, 0.138, 0.161, FALSE, FALSE);
  assert_ticks (&scale, 4, inside, 3, 2);
  theta_scale_init (&scale, -1.2, 1.4, FALSE, FALSE);
  assert_ticks (&scale, 3, signs, 3, 0);
  g_assert_cmpfloat_with_epsilon (theta_scale_map (&scale, -1.2), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (theta_scale_map (&scale, 0.1), 0.5, 1e-12);
}

static void
test_nice (void)
{
  ThetaScale scale;

  theta_scale_init (&scale, 0.0312, 0.5432, FALSE, TRUE);
  g_assert_cmpfloat_with_epsilon (scale.min, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.max, 0.6, 1e-12);
  theta_scale_init (&scale, 3e-5, 400, TRUE, TRUE);
  g_assert_cmpfloat_with_epsilon (scale.min, 1e-5, 1e-15);
  g_assert_cmpfloat_with_epsilon (scale.max, 1000, 1e-9);
}

static void
test_log (void)
{
  static const double some[] = { 1e-6, 1e-4, 1e-2, 1 }, near[] = { 1, 2, 5, 10 };
  ThetaScale scale;

  theta_scale_init (&scale, 1e-6, 1, TRUE, FALSE);
  assert_ticks (&scale, 4, some, 4, 0);
  g_assert_cmpfloat_with_epsilon (theta_scale_map (&scale, 1e-3), 0.5, 1e-12);
  g_assert_true (isnan (theta_scale_map (&scale, 0)));
  g_assert_true (isnan (theta_scale_map (&scale, -1)));
  theta_scale_init (&scale, 1, 10, TRUE, FALSE);
  assert_ticks (&scale, 6, near, 4, 0);
}

/* Whatever comes in, there is an axis, and its ticks keep the promises. */
static void
test_any (void)
{
  static const double ends[][2] = { { 0, 0 }, { 5, 5 }, { -2, -2 }, { 3, 1 }, { NAN, 1 },
                                    { -INFINITY, INFINITY }, { 1e-300, 1e-299 }, { -1e12, 1e12 },
                                    { 1, 1 + 1e-15 }, { 0.999, 1.001 }, { 1e15, 1e15 + 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    for (int kind = 0; kind < 4; kind++)
      for (guint most = 0; most < 9; most++)
        {
          ThetaScale scale;
          guint n;
          g_autofree double *ticks = NULL;

          theta_scale_init (&scale, ends[i][0], ends[i][1], kind & 1, kind & 2);
          g_assert_true (isfinite (scale.min) && isfinite (scale.max));
          g_assert_cmpfloat (scale.min, <, scale.max);
          ticks = theta_scale_ticks (&scale, most, &n, NULL);
          g_assert_cmpuint (n, <=, most);
          for (guint k = 0; k < n; k++)
            {
              double t = theta_scale_map (&scale, ticks[k]);

              g_assert_cmpfloat (t, >=, -1e-6);
              g_assert_cmpfloat (t, <=, 1 + 1e-6);
              g_assert_true (k == 0 || ticks[k] > ticks[k - 1]);
            }
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scale/linear", test_linear);
  g_test_add_func ("/scale/nice", test_nice);
  g_test_add_func ("/scale/log", test_log);
  g_test_add_func ("/scale/any", test_any);
  return g_test_run ();
}
