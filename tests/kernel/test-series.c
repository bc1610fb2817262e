/* Activations without a closed form: Mehler's series against adaptive quadrature
 * in two dimensions, against the closed form of erf, its bound, and what is refused. */
#include "kernel/kernel.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "kernel/series-private.h"
#include "../slow-mean.h"

#define PAIRS 200
#define LARGEST 20

static double
tanh_slope (double u)
{
  return 1 / (cosh (u) * cosh (u));
}

static double
sigmoid (double u)
{
  return 1 / (1 + exp (-u));
}

static double
sigmoid_slope (double u)
{
  return sigmoid (u) * sigmoid (-u);
}

static double
softplus (double u)
{
  return log1p (exp (-fabs (u))) + MAX (u, 0);
}

static double
silu (double u)
{
  return u * sigmoid (u);
}

static double
silu_slope (double u)
{
  return sigmoid (u) + u * sigmoid_slope (u);
}

static double
bump (double u)
{
  return u * tanh (u);
}

static double
bump_slope (double u)
{
  return tanh (u) + u * tanh_slope (u);
}

typedef struct
{
  const char *activation, *formula;
  Function value, slope;
} Case;

static const Case cases[] = {
  { "tanh", "", tanh, tanh_slope },
  { "sigmoid", "", sigmoid, sigmoid_slope },
  { "softplus", "", softplus, sigmoid },
  { "silu", "", silu, silu_slope },
  { "formula", "x*tanh(x)", bump, bump_slope },
  { "formula", "x/(1+exp(-x))", silu, silu_slope },
};

static void
describe (ThetaNetwork *network, const Case *test, guint depth)
{
  theta_network_init (network);
  network->depth = depth;
  network->input_scaled = FALSE;
  g_assert_true (theta_network_parse_activation (network, test->activation, NULL));
  g_assert_true (theta_network_set_formula (network, test->formula, NULL));
}

static void
check_pair (ThetaDevice *device, const Case *test, double q11, double q22, double rho,
            double most, double *worst)
{
  ThetaNetwork network;
  g_autoptr (ThetaMatrix) x = theta_matrix_new (2, 2, NULL);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (GError) error = NULL;
  double pair[2], own[2], other[2], value, slope, allowed, q12 = rho * sqrt (q11 * q22);

  describe (&network, test, 2);
  x->data[0] = sqrt (q11);
  x->data[1] = 0;
  x->data[2] = rho * sqrt (q22);
  x->data[3] = sqrt (MAX (1 - rho * rho, 0) * q22);
  kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (kernel->error, <=, most);
  allowed = MAX (kernel->error, 1e-12);
  theta_kernel_read (kernel, 1, 0, pair);
  theta_kernel_read (kernel, 0, 0, own);
  theta_kernel_read (kernel, 1, 1, other);
  value = slow_mean_adaptive (test->value, q11, q22, rho, 1e-13 * MAX (own[1], other[1]));
  slope = slow_mean_adaptive (test->slope, q11, q22, rho,
                              1e-13 * MAX (own[0] / q11, other[0] / q22));
  g_assert_cmpfloat (fabs (pair[1] - value), <=, allowed * MAX (own[1], other[1]));
  g_assert_cmpfloat (fabs (pair[0] - q12 * slope), <=, allowed * MAX (own[0], other[0]));
  *worst = MAX (*worst, fabs (pair[1] - value) / MAX (own[1], other[1]));
  *worst = MAX (*worst, fabs (pair[0] - q12 * slope) / MAX (own[0], other[0]));
}

static void
test_quadrature (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 1, &error);
  ThetaRandom random;
  double worst = 0;

  theta_random_init (&random, 13, THETA_STREAM_TEST, 0);
  for (guint k = 0; k < PAIRS; k++)
    {
      double span = log10 (LARGEST) + 6;
      double q11 = pow (10, -6 + span * theta_random_uniform (&random));
      double q22 = k % 2 ? pow (10, -6 + span * theta_random_uniform (&random))
                         : 1e-6 + LARGEST * theta_random_uniform (&random);
      double rho = k < 20 ? 1 : k < 40 ? -1 : 2 * theta_random_uniform (&random) - 1;

      check_pair (device, test, q11, k % 5 == 0 ? q11 : q22, rho, 1e-11, &worst);
    }
  g_test_message ("%s %s: worst difference %.2g", test->activation, test->formula, worst);
}

/* Beyond what inputs of usual size need; the last variance is more than all terms carry,
 * and the bound says by how much. */
static void
test_large (void)
{
  static const struct
  {
    guint test;
    double q, most;
  } large[] = { { 0, 50, 1e-11 }, { 0, 100, 1e-11 }, { 4, 100, 1e-11 }, { 1, 400, 1e-11 },
                { 3, 200, 1e-11 }, { 0, 250, 1e-8 } };
  static const double rhos[] = { 1, -1, 1 - 1e-9, -1 + 1e-6, 0.9995, 0.97, 0.3 };
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 1, NULL);

  for (guint k = 0; k < G_N_ELEMENTS (large); k++)
    {
      double worst = 0;

      for (guint r = 0; r < G_N_ELEMENTS (rhos); r++)
        check_pair (device, &cases[large[k].test], large[k].q, large[k].q * (r % 2 ? 1 : 0.8),
                    rhos[r], large[k].most, &worst);
      g_test_message ("%s, variance %g: worst difference %.2g", cases[large[k].test].activation,
                      large[k].q, worst);
    }
}

/* One layer on, by quadrature: @s holds Σ(x, x), Σ(x', x') and Σ(x, x'), @slope becomes
 * Σ̇(x, x'). */
static void
slow_step (const Case *test, double variance, double *s, double *slope)
{
  double rho = CLAMP (s[2] / sqrt (s[0] * s[1]), -1, 1), before[3] = { s[0], s[1], s[2] };

  for (guint side = 0; side < 2; side++)
    s[side] = variance * slow_mean_adaptive (test->value, before[side], before[side], 1, 1e-13);
  s[2] = variance * slow_mean_adaptive (test->value, before[0], before[1], rho, 1e-13);
  *slope = variance * slow_mean_adaptive (test->slope, before[0], before[1], rho, 1e-13);
}

/* The errors of the layers add up, and the bound that is told covers them: variances of
 * 100 to 250 in every layer, where the terms do not carry everything. */
static void
test_layers (void)
{
  enum { DEPTH = 3 };
  static const double angles[] = { 0, 1e-3, 1, 3 };
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 1, NULL);
  double most = 0;

  for (guint k = 0; k < G_N_ELEMENTS (angles); k++)
    {
      const Case *test = &cases[0];
      ThetaNetwork network;
      g_autoptr (ThetaMatrix) x = theta_matrix_new (2, 2, NULL);
      g_autoptr (ThetaKernel) kernel = NULL;
      g_autoptr (GError) error = NULL;
      double pair[DEPTH], own[DEPTH], other[DEPTH], sigma[DEPTH], slope[DEPTH], s[3];
      double lengths[] = { sqrt (2.45), 1 };

      describe (&network, test, DEPTH);
      network.weight_variance = 100;
      x->data[0] = lengths[0];
      x->data[1] = 0;
      x->data[2] = lengths[1] * cos (angles[k]);
      x->data[3] = lengths[1] * sin (angles[k]);
      kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO,
                                             &error);
      g_assert_no_error (error);
      theta_kernel_read (kernel, 1, 0, pair);
      theta_kernel_read (kernel, 0, 0, own);
      theta_kernel_read (kernel, 1, 1, other);
      s[0] = 100 * lengths[0] * lengths[0];
      s[1] = 100 * lengths[1] * lengths[1];
      s[2] = 100 * lengths[0] * x->data[2];
      sigma[0] = s[2];
      for (guint l = 1; l < DEPTH; l++)
        {
          slow_step (test, 100, s, &slope[l]);
          sigma[l] = s[2];
        }
      for (guint l = 0; l < DEPTH; l++)
        {
          double theta = sigma[l], size = MAX (own[l], other[l]);

          for (guint later = l + 1; later < DEPTH; later++)
            theta *= slope[later];
          g_assert_cmpfloat (fabs (pair[l] - theta), <=, MAX (kernel->error, 1e-12) * size);
          most = MAX (most, fabs (pair[l] - theta) / size);
        }
      g_test_message ("angle %g: told %.2g, worst so far %.2g", angles[k], kernel->error, most);
    }
}

/* Two rows, two layers, by hand. */
static void
test_bound (void)
{
  ThetaNetwork network;
  const double first[] = { 1, 4 }, second[] = { 0.5, 0.75 }, third[] = { 1, 1 };
  const double square[] = { 0.5, 0.25 }, tail[] = { 1e-6, 2e-6 }, none[] = { 0, 0 };
  const double bend[] = { 0.25, 0.125 };
  const double *variance[] = { first, second, third }, *squares[] = { square, square };
  const double *tails[] = { tail, none }, *bends[] = { bend, bend };
  const ThetaSeriesRows side = { 2, variance, squares, tails, bends };
  const guint32 terms[] = { 11, 11 };
  /* Σ^(2) of the second row: 2 · q tail/10 = 1.6e-6; its Σ̇: 2 tail/0.25 = 1.6e-5 of it;
   * of the third layer bend · 1.6e-6/0.25 = 8e-7 of it. */
  double e = 1.6e-6, one = 1 + 1.6e-5, two = 1 + 8e-7;

  theta_network_init (&network);
  network.depth = 2;
  g_assert_cmpfloat_with_epsilon (theta_series_bound (&network, terms, &side, 1), one - 1, 1e-12);
  network.depth = 3;
  g_assert_cmpfloat_with_epsilon (theta_series_bound (&network, terms, &side, 1), one * two - 1,
                                  1e-12);
  /* Of biases as good as all of Σ^(2), the weights' kernel is small and the error large. */
  network.depth = 2;
  network.bias_variance = 0.75 - 1e-5;
  network.bias_apart = TRUE;
  g_assert_cmpfloat_with_epsilon (theta_series_bound (&network, terms, &side, 1), e / 1e-5, 1e-9);
}

static ThetaMatrix *
random_rows (guint rows)
{
  ThetaMatrix *x = theta_matrix_new (rows, 3, NULL);
  ThetaRandom random;

  theta_random_init (&random, 14, THETA_STREAM_TEST, rows);
  for (guint k = 0; k < rows * 3; k++)
    x->data[k] = theta_random_normal (&random);
  /* A zero row, a duplicate, an opposite and a neighbour. */
  for (guint k = 0; k < 3; k++)
    {
      x->data[k] = 0;
      x->data[6 + k] = x->data[3 + k];
      x->data[9 + k] = -x->data[3 + k];
      x->data[12 + k] = x->data[3 + k] * (1 + (k == 1 ? 1e-9 : 0));
    }
  return x;
}

/* erf as a formula is erf: biases together and apart, several layers, a triangle
 * and a rectangle, more rows than a chunk. */
static void
test_erf (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 2, &error);
  g_autoptr (ThetaMatrix) x = random_rows (150), y = random_rows (41);

  for (guint k = 0; k < 6; k++)
    {
      ThetaNetwork closed, series;
      g_autoptr (ThetaKernel) one = NULL, two = NULL;
      guint kernels, columns = k % 2 ? 41 : 150;
      double a[12], b[12];

      theta_network_init (&closed);
      closed.depth = 6;
      closed.activation = THETA_ACTIVATION_ERF;
      closed.weight_variance = 1.3;
      closed.bias_variance = k < 2 ? 0 : 0.2;
      closed.bias_apart = k >= 4;
      series = closed;
      series.activation = THETA_ACTIVATION_FORMULA;
      g_assert_true (theta_network_set_formula (&series, "erf(x)", NULL));
      one = theta_kernel_new_dense_limit (device, &closed, x, k % 2 ? y : NULL,
                                          THETA_PRECISION_AUTO, &error);
      g_assert_no_error (error);
      two = theta_kernel_new_dense_limit (device, &series, x, k % 2 ? y : NULL,
                                          THETA_PRECISION_AUTO, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (one->error, ==, 0);
      g_assert_cmpfloat (two->error, >, 0);
      kernels = theta_network_n_kernels (&closed);
      g_assert_cmpuint (one->layers, ==, kernels);
      g_assert_cmpuint (two->layers, ==, kernels);
      for (guint i = 0; i < 150; i++)
        for (guint j = 0; j < columns; j++)
          {
            theta_kernel_read (one, i, j, a);
            theta_kernel_read (two, i, j, b);
            for (guint l = 0; l < kernels; l++)
              g_assert_cmpfloat_with_epsilon (a[l], b[l], 1e-11);
          }
    }
}

/* What the terms cannot carry names the variance and what to do. */
static void
test_refused (void)
{
  static const struct
  {
    Case test;
    double scale;
    const char *why;
  } cases_refused[] = {
    { { "tanh", "" }, 100, "for layer 1, where the variance is" },
    { { "formula", "sqrt(x^2)" }, 1, "leave an error of" },
    { { "formula", "x*sqrt(x^2)" }, 1, "leave an error of" },
    { { "formula", "x^2*sqrt(x^2)" }, 1, "is not smooth enough for layer 1" },
    { { "formula", "log(x)" }, 1, "is not a finite number near x = -" },
    { { "formula", "exp(x^2/20)" }, 1, "grows too fast for layer 1" },
    { { "formula", "sin(400*x)" }, 1, "standardise the inputs" },
  };
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 1, NULL);

  for (guint k = 0; k < G_N_ELEMENTS (cases_refused); k++)
    {
      g_autoptr (ThetaMatrix) x = random_rows (20);
      g_autoptr (GError) error = NULL;
      ThetaNetwork network;

      describe (&network, &cases_refused[k].test, 3);
      for (guint i = 0; i < 60; i++)
        x->data[i] = (i < 3 ? 1 : x->data[i]) * cases_refused[k].scale;
      g_assert_null (theta_kernel_new_dense_limit (device, &network, x, NULL,
                                                   THETA_PRECISION_AUTO, &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases_refused[k].why));
      g_assert_nonnull (strstr (error->message, "standardise"));
    }
}

/* Sixty-four layers of each. */
static void
test_deep (void)
{
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", 2, NULL);
  g_autoptr (ThetaMatrix) x = random_rows (10);

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      ThetaNetwork network;
      g_autoptr (ThetaKernel) kernel = NULL;
      g_autoptr (GError) error = NULL;
      double own[64], twin[64];

      describe (&network, &cases[k], 64);
      network.input_scaled = TRUE;
      network.bias_variance = 0.05;
      kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO,
                                             &error);
      g_assert_no_error (error);
      theta_kernel_read (kernel, 1, 1, own);
      theta_kernel_read (kernel, 1, 2, twin);
      for (guint l = 0; l < 64; l++)
        {
          g_assert_true (own[l] >= 0 && isfinite (own[l]));
          g_assert_cmpfloat_with_epsilon (own[l], twin[l], 1e-11 * own[l]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = g_strdup_printf ("/kernel/series/%s-%u", cases[k].activation, k);

      g_test_add_data_func (path, &cases[k], test_quadrature);
    }
  g_test_add_func ("/kernel/series/large", test_large);
  g_test_add_func ("/kernel/series/layers", test_layers);
  g_test_add_func ("/kernel/series/bound", test_bound);
  g_test_add_func ("/kernel/series/erf", test_erf);
  g_test_add_func ("/kernel/series/refused", test_refused);
  g_test_add_func ("/kernel/series/deep", test_deep);
  return g_test_run ();
}
