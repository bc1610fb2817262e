/* The parser of formulas: values and derivatives, precedence, errors with their
 * column, random strings; and the network's keys that belong to it. */
#include "network/formula.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "network/network.h"

static void
test_values (void)
{
  static const struct
  {
    const char *text;
    double x, value;
  } cases[] = {
    { "x", 1.5, 1.5 },
    { "1 + 2*3", 0, 7 },
    { "(1+2)*3", 0, 9 },
    { "2^3^2", 0, 512 },
    { "-x^2", 3, -9 },
    { "(-x)^2", 3, 9 },
    { "2^-1", 0, 0.5 },
    { "8/4/2", 0, 1 },
    { "7-4-2", 0, 1 },
    { "1.5e2*.5", 0, 75 },
    { "--x", 2, 2 },
    { "+x", 2, 2 },
    { "\ttanh( x ) * x ", 0.5, 0.5 * 0.46211715726000975850 },
    { "exp(log(x))", 2.5, 2.5 },
    { "sin(x)^2+cos(x)^2", 0.7, 1 },
    { "tan(x)*cos(x)-sin(x)", 0.7, 0 },
    { "sinh(x)+cosh(x)-exp(x)", 0.7, 0 },
    { "erf(x)", 1, 0.84270079294971486934 },
    { "sqrt(x^2+1)", 2, 2.2360679774997896964 },
    { "sin(pi*x)", 0.5, 1 },
    { "log(e)", 0, 1 },
    { "x^0", -2, 1 },
    { "(x^2+1)^x", -2, 0.04 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaFormula) formula = theta_formula_new (cases[k].text, &error);
      double slope, x = cases[k].x, h = 1e-5, ignored, difference;

      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (theta_formula_evaluate (formula, x, &slope), cases[k].value,
                                      1e-14 * MAX (1, fabs (cases[k].value)));
      difference = (theta_formula_evaluate (formula, x + h, &ignored)
                    - theta_formula_evaluate (formula, x - h, &ignored)) / (2 * h);
      g_assert_cmpfloat_with_epsilon (slope, difference, 1e-8);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text, *place, *expected;
  } cases[] = {
    { "", "ends at column 1", "x, a number, a function or “(”" },
    { "x+", "ends at column 3", "x, a number" },
    { "x y", "Column 3 ", "“y” is not possible here" },
    { "(x", "ends at column 3", "“)”" },
    { "x)", "Column 2 ", "“)” is not possible here" },
    { "tanh x", "Column 6 ", "“(” after the name" },
    { "2*foo(x)", "Column 3 ", "“foo” is unknown" },
    { "1+abs(x)", "Column 3 ", "“abs” is not smooth" },
    { "x ∗ x", "Column 3 ", "“∗” is not possible here" },
    { "1e999", "Column 1 ", "a number within range" },
    { "x..2", "Column 2 ", "“.” is not possible here" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (theta_formula_new (cases[k].text, &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[k].place));
      g_assert_nonnull (strstr (error->message, cases[k].expected));
    }
  g_assert_null (theta_formula_new ("\xff", NULL));
}

/* Fifty levels are possible and no more, of every kind. */
static void
test_nesting (void)
{
  static const char *const kinds[][3] = {
    { "(", "x", ")" }, { "-", "x", "" }, { "2^", "x", "" }, { "1+2*exp(", "x", ")" }
  };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint depth = 50; depth <= 51; depth++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (ThetaFormula) formula = NULL;
        double slope;

        for (guint i = 0; i < depth; i++)
          g_string_append (text, kinds[k][0]);
        g_string_append (text, kinds[k][1]);
        for (guint i = 0; i < depth; i++)
          g_string_append (text, kinds[k][2]);
        formula = theta_formula_new (text->str, &error);
        if (depth == 50)
          {
            g_assert_no_error (error);
            theta_formula_evaluate (formula, -1e9, &slope);
          }
        else
          {
            g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
            g_assert_nonnull (strstr (error->message, "50"));
          }
      }
}

/* Strings from the parser's own alphabet: a formula or an error, never both. */
static void
test_random (void)
{
  static const char *const parts[] = { "x", "x", "1", "2.5", "+", "-", "*", "/", "^", "(", ")",
                                       "exp(", "log(", "tanh(", "sqrt(", " ", "e", "pi", ".", "y",
                                       "²", "1e3" };
  ThetaRandom random;
  guint good = 0;

  theta_random_init (&random, 21, THETA_STREAM_TEST, 0);
  for (guint k = 0; k < 20000; k++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaFormula) formula = NULL;
      guint length = 1 + theta_random_below (&random, 12);
      double slope;

      for (guint i = 0; i < length; i++)
        g_string_append (text, parts[theta_random_below (&random, G_N_ELEMENTS (parts))]);
      formula = theta_formula_new (text->str, &error);
      g_assert_true ((formula == NULL) == (error != NULL));
      if (formula == NULL)
        continue;
      good++;
      theta_formula_evaluate (formula, 0.3, &slope);
      theta_formula_evaluate (formula, -2, &slope);
    }
  g_test_message ("%u of 20000 are formulas", good);
  g_assert_cmpuint (good, >, 500);
}

static void
test_network (void)
{
  ThetaNetwork network;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = NULL, *name = NULL, *bias = NULL;
  g_autofree char *longer = g_strnfill (THETA_FORMULA_LENGTH + 1, 'x');

  theta_network_init (&network);
  g_assert_true (theta_network_parse_activation (&network, "formula", NULL));
  g_assert_false (theta_network_check (&network, &error));
  g_assert_nonnull (strstr (error->message, "Network.Formula"));
  g_assert_false (theta_network_set_formula (&network, "x+", NULL));
  g_assert_false (theta_network_set_formula (&network, longer, NULL));
  g_assert_true (theta_network_set_formula (&network, "tanh(x)*x", NULL));
  g_assert_true (theta_network_check (&network, NULL));
  label = theta_network_activation_to_label (&network);
  g_assert_cmpstr (label, ==, "σ(x) = tanh(x)*x");
  g_assert_cmpuint (theta_network_n_kernels (&network), ==, 5);
  network.bias_apart = TRUE;
  g_clear_error (&error);
  g_assert_false (theta_network_check (&network, &error));
  g_assert_nonnull (strstr (error->message, "BiasVariance"));
  network.bias_variance = 0.1;
  g_assert_true (theta_network_check (&network, NULL));
  g_assert_cmpuint (theta_network_n_kernels (&network), ==, 10);
  name = theta_network_kernel_name (&network, 2);
  bias = theta_network_kernel_name (&network, 3);
  g_assert_cmpstr (name, ==, "Θ₂ weights");
  g_assert_cmpstr (bias, ==, "Θ₂ bias");
  network.bias_variance = -1;
  g_assert_false (theta_network_check (&network, NULL));
  network.bias_variance = 101;
  g_assert_false (theta_network_check (&network, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/formula/values", test_values);
  g_test_add_func ("/network/formula/errors", test_errors);
  g_test_add_func ("/network/formula/nesting", test_nesting);
  g_test_add_func ("/network/formula/random", test_random);
  g_test_add_func ("/network/keys", test_network);
  return g_test_run ();
}
