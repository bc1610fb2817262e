/* How many decimals the numbers of a column are shown with. */
#include "dataset/decimals.h"

#include <math.h>

static void
check (const double *values, gsize n, int decimals, const char *first)
{
  g_autoptr (ThetaMatrix) x = theta_matrix_new (n, 1, NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < n; i++)
    theta_matrix_row (x, i)[0] = values[i];
  g_assert_cmpint (theta_column_decimals (x, 0), ==, decimals);
  text = theta_column_format (values[0], decimals);
  g_assert_cmpstr (text, ==, first);
}

static void
test_columns (void)
{
  static const double wine[] = { 13.2, 14.23, NAN }, whole[] = { 127, 96 }, tenths[] = { -1, 0.3 };
  static const double exact[] = { 1.0 / 3, 12.5 }, small[] = { 1.5e-6, 2e-6 };
  static const double large[] = { 5e9, 1 }, none[] = { NAN };

  check (wine, 3, 2, "13.20");
  check (whole, 2, 0, "127");
  check (tenths, 2, 1, "−1.0");
  check (exact, 2, 3, "0.333");
  check (small, 2, -1, "1.500 × 10⁻⁶");
  check (large, 2, -1, "5.000 × 10⁹");
  check (none, 1, 0, "–");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/decimals", test_columns);
  return g_test_run ();
}
