#include "base/number.h"

#include <math.h>

static void
test_parse (void)
{
  static const struct { const char *text; double value; } good[]
      = { { "1", 1 }, { " -2.5e3 ", -2500 }, { "+.5", 0.5 }, { "1e-400", 0 }, { "inf", INFINITY } };
  static const char *const bad[]
      = { "", " ", "1,5", "0x10", "1 2", "abc", "1e", "--1", "nan(1)", "+", "1.2.3" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      double value = 77;

      g_assert_true (theta_number_parse (good[i].text, &value));
      g_assert_true (value == good[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      double value = 77;

      g_assert_false (theta_number_parse (bad[i], &value));
      g_assert_true (value == 77);
    }
}

static void
test_round_trip (void)
{
  static const double values[] = { 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -2.5, 123456789, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = theta_number_to_string (values[i]);
      double back = NAN;

      g_assert_true (theta_number_parse (text, &back));
      g_assert_true (back == values[i]);
    }
  g_autofree char *tenth = theta_number_to_string (0.1), *small = theta_number_to_string (1e-6);
  g_autofree char *large = theta_number_to_string (2.5e+100);
  g_autofree char *ten = theta_number_to_string (10), *many = theta_number_to_string (-120000);
  g_assert_cmpstr (small, ==, "1e-6");
  g_assert_cmpstr (large, ==, "2.5e+100");
  g_assert_cmpstr (tenth, ==, "0.1");
  g_assert_cmpstr (ten, ==, "10");
  g_assert_cmpstr (many, ==, "-120000");
}

static void
check (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_display (void)
{
  check (theta_number_format_fixed (-1.25, 1), "−1.2");
  check (theta_number_format_fixed (-0.001, 1), "0.0");
  check (theta_number_format_fixed (NAN, 1), "–");
  check (theta_number_format (0, 2), "0");
  check (theta_number_format (1.3e-6, 2), "1.3 × 10⁻⁶");
  check (theta_number_format (-80000, 2), "−8.0 × 10⁴");
  check (theta_number_format (0.01234, 2), "0.012");
  check (theta_number_format (9.96, 2), "10");
  check (theta_number_format (9.96e-12, 2), "1.0 × 10⁻¹¹");
  check (theta_number_format (1234, 2), "1234");
  check (theta_number_format_bytes (999), "999 B");
  check (theta_number_format_bytes (6200000), "6.2 MB");
  check (theta_number_format_bytes (G_GUINT64_CONSTANT (23000000000)), "23 GB");
  check (theta_number_format_seconds (0.42), "0.4 s");
  check (theta_number_format_seconds (0.0994), "99 ms");
  check (theta_number_format_seconds (0.0996), "0.1 s");
  check (theta_number_format_seconds (1e-5), "1 ms");
  check (theta_number_format_seconds (0), "0.0 s");
  check (theta_number_format_seconds (200), "3 min 20 s");
  check (theta_number_format_seconds (7500), "2 h 5 min");
}

static void
test_parts (void)
{
  const double thirds[] = { 1, 1, 1 }, uneven[] = { 0.905, 0.0949, 0.0001 }, none[] = { 0, 0 };
  guint rounded[3];

  theta_number_round_parts (thirds, 3, 100, rounded);
  g_assert_cmpuint (rounded[0] + rounded[1] + rounded[2], ==, 100);
  theta_number_round_parts (uneven, 3, 100, rounded);
  g_assert_cmpuint (rounded[0], ==, 91);
  g_assert_cmpuint (rounded[1], ==, 9);
  g_assert_cmpuint (rounded[2], ==, 0);
  theta_number_round_parts (none, 2, 100, rounded);
  g_assert_cmpuint (rounded[0] + rounded[1], ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/parse", test_parse);
  g_test_add_func ("/base/number/round-trip", test_round_trip);
  g_test_add_func ("/base/number/display", test_display);
  g_test_add_func ("/base/number/parts", test_parts);
  return g_test_run ();
}
