/* The closed forms of E[σσ] and E[σ'σ'] against adaptive quadrature: two layers of a
 * network in two dimensions have Θ_2 = E[σσ] and Θ_1 = q12 E[σ'σ'].  Smooth
 * activations by the trapezoidal rule in two dimensions, exact to rounding at this
 * step; piecewise linear ones by their integral over the angle, cut at the kinks. */
#include "device-test.h"
#include "../slow-mean.h"

#define PAIRS 200

static double
erf_value (double u)
{
  return erf (u);
}

static double
erf_slope (double u)
{
  return M_2_SQRTPI * exp (-u * u);
}

static double
negative_sin (double u)
{
  return -sin (u);
}

static double
gauss_value (double u)
{
  return exp (-u * u);
}

static double
gauss_slope (double u)
{
  return -2 * u * exp (-u * u);
}

static double
gelu_value (double u)
{
  return u * erfc (-u * G_SQRT2 / 2) / 2;
}

static double
gelu_slope (double u)
{
  return erfc (-u * G_SQRT2 / 2) / 2 + u * exp (-u * u / 2) / sqrt (2 * G_PI);
}

static double
linear (double u)
{
  return u;
}

static double
one (double u)
{
  return 1;
}

typedef struct
{
  const char *name;
  ThetaDenseLimit spec;
  Function value, slope; /* NULL: piecewise linear */
} Case;

static const Case cases[] = {
  { "identity", { .dual = THETA_DUAL_IDENTITY }, linear, one },
  { "relu", { .dual = THETA_DUAL_PIECEWISE, .beta = 1 }, NULL, NULL },
  { "leaky", { .dual = THETA_DUAL_PIECEWISE, .alpha = 0.3, .beta = 1 }, NULL, NULL },
  { "abs", { .dual = THETA_DUAL_PIECEWISE, .alpha = -1, .beta = 1 }, NULL, NULL },
  { "erf", { .dual = THETA_DUAL_ERF }, erf_value, erf_slope },
  { "sin", { .dual = THETA_DUAL_SIN }, sin, cos },
  { "cos", { .dual = THETA_DUAL_COS }, cos, negative_sin },
  { "gaussian", { .dual = THETA_DUAL_GAUSSIAN }, gauss_value, gauss_slope },
  { "gelu", { .dual = THETA_DUAL_GELU }, gelu_value, gelu_slope },
};

static double
bent (const ThetaDenseLimit *spec, double u, gboolean slope)
{
  double factor = u < 0 ? spec->alpha : spec->beta;

  return slope ? factor : factor * u;
}

/* The mean over the angle of σ(cos t) σ(cos(t − θ)), times E[r²] = 2 for σ itself:
 * on each arc without a kink by Gauss and Legendre with eight nodes on 16 parts. */
static double
slow_angle (const ThetaDenseLimit *spec, double theta, gboolean slope)
{
  static const double node[] = { 0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                 0.9602898564975363 };
  static const double weight[] = { 0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                   0.1012285362903763 };
  double kinks[5] = { -G_PI / 2, theta - G_PI / 2, G_PI / 2, theta + G_PI / 2, 3 * G_PI / 2 };
  long double total = 0;

  for (guint k = 0; k < 4; k++)
    for (guint part = 0; part < 16; part++)
      {
        double half = (kinks[k + 1] - kinks[k]) / 32;
        double middle = kinks[k] + (2 * part + 1) * half;

        for (guint n = 0; n < 8; n++)
          {
            double t = middle + half * (n % 2 ? node[n / 2] : -node[n / 2]);

            total += half * weight[n / 2] * bent (spec, cos (t), slope)
                     * bent (spec, cos (t - theta), slope);
          }
      }
  return (double) (total / (slope ? 2 * G_PI : G_PI));
}

/* Θ of one row against another, and of both against themselves. */
static void
compute (ThetaDevice *device, const Case *test, const double *x, double *pair, double *own,
         double *other)
{
  ThetaDenseLimit spec = test->spec;
  ThetaKernelSet *set = NULL;
  gsize i[] = { 1, 0, 1 }, j[] = { 0, 0, 1 };
  double out[6];

  spec.depth = 2;
  spec.weight_variance = spec.input_scale = 1;
  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set), ==, 0);
  g_assert_cmpint (device->ops->entries (device, set, 3, i, j, out), ==, 0);
  device->ops->set_unref (device, set);
  for (guint l = 0; l < 2; l++)
    {
      pair[l] = out[l];
      own[l] = out[2 + l];
      other[l] = out[4 + l];
    }
}

/* @rho and the ends ±1 among the pairs. */
static void
check_pair (ThetaDevice *device, const Case *test, double q11, double q22, double rho,
            double *worst)
{
  double x[4] = { sqrt (q11), 0, rho * sqrt (q22), sqrt (MAX (1 - rho * rho, 0) * q22) };
  double pair[2], own[2], other[2], value, slope, size, span;
  double theta = atan2 (x[3], x[2]), q12 = x[0] * x[2];

  compute (device, test, x, pair, own, other);
  size = MAX (fabs (own[1]), fabs (other[1]));
  span = MAX (fabs (own[0]), fabs (other[0]));
  value = test->value != NULL ? slow_mean_adaptive (test->value, q11, q22, rho, 1e-13 * size)
                              : sqrt (q11 * q22) * slow_angle (&test->spec, theta, FALSE);
  slope = test->value != NULL
              ? slow_mean_adaptive (test->slope, q11, q22, rho, 1e-13 * span / sqrt (q11 * q22))
              : slow_angle (&test->spec, theta, TRUE);
  *worst = MAX (*worst, fabs (pair[1] - value) / size);
  *worst = MAX (*worst, fabs (pair[0] - q12 * slope) / span);
  g_assert_cmpfloat (fabs (pair[1] - value), <=, 1e-12 * size);
  g_assert_cmpfloat (fabs (pair[0] - q12 * slope), <=, 1e-12 * span);
}

static void
test_quadrature (ThetaDevice *device, gconstpointer data)
{
  const Case *test = data;
  ThetaRandom random;
  double worst = 0;

  theta_random_init (&random, 11, THETA_STREAM_TEST, 0);
  for (guint k = 0; k < PAIRS; k++)
    {
      double q11 = pow (10, -6 + 7.30103 * theta_random_uniform (&random));
      double q22 = pow (10, -6 + 7.30103 * theta_random_uniform (&random));
      double rho = k < 20 ? 1 : k < 40 ? -1 : 2 * theta_random_uniform (&random) - 1;

      if (k % 2 == 0)
        q22 = 20 * theta_random_uniform (&random) + 1e-6;
      check_pair (device, test, q11, k % 5 == 0 ? q11 : q22, rho, &worst);
    }
  g_test_message ("%s: worst difference %.2g", test->name, worst);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *name = g_strconcat ("duals/", cases[k].name, NULL);

      add_device_data_test (name, test_quadrature, &cases[k]);
    }
  return g_test_run ();
}
