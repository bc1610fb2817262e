/* The infinite-width kernels: planted geometry, invariances, exactness of the
 * angle fit, near pairs against extended precision, other networks against
 * quadrature-free recursions written out here. */
#include "device-test.h"

#include "device/cpu-angle.h"

#define PI_L 3.14159265358979323846264338327950288L

static const ThetaDenseLimit relu = { THETA_DUAL_PIECEWISE, 0, 1, 5, 1, 0.25 };
static const ThetaDenseLimit leaky = { THETA_DUAL_PIECEWISE, 0.1, 1, 5, 2, 0.25 };
static const ThetaDenseLimit erf_net = { THETA_DUAL_ERF, 0, 0, 5, 1.5, 0.25 };
static const ThetaDenseLimit identity = { THETA_DUAL_IDENTITY, 0, 0, 4, 1.5, 0.25 };
static const ThetaDenseLimit *const specs[] = { &relu, &leaky, &erf_net, &identity };

/* What compute() asks for where the network allows it. */
static ThetaSetKind stored_kind = THETA_SET_TRIANGLE;
static ThetaPrecision stored_precision = THETA_PRECISION_DOUBLE;

/* Full matrices, layers × m × n. */
static double *
compute (ThetaDevice *device, const ThetaDenseLimit *spec, gsize m, gsize d, const double *x,
         gsize n, const double *y)
{
  ThetaKernelSet *set = NULL;
  double *out = g_new (double, spec->depth *m *(y != NULL ? n : m));
  gsize columns = y != NULL ? n : m;
  double entry[THETA_MAX_DEPTH];
  ThetaSetKind kind = y != NULL                             ? THETA_SET_RECTANGLE
                      : theta_dense_limit_has_angle (spec) ? stored_kind
                                                           : THETA_SET_TRIANGLE;

  g_assert_cmpint (device->ops->dense_limit (device, spec, kind, stored_precision, m, d, x,
                                             n, y, &set),
                   ==, 0);
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < columns; j++)
      {
        g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, 0);
        for (guint l = 0; l < spec->depth; l++)
          out[(l * m + i) * columns + j] = entry[l];
      }
  device->ops->set_unref (device, set);
  return out;
}

/* Runs @test for every way to keep the kernels. */
static void
for_each_storage (ThetaDevice *device, void (*test) (ThetaDevice *device))
{
  static const ThetaSetKind kinds[] = { THETA_SET_TRIANGLE, THETA_SET_ANGLE, THETA_SET_ROWS };

  for (guint k = 0; k < 2 * G_N_ELEMENTS (kinds); k++)
    {
      stored_kind = kinds[k / 2];
      stored_precision = k % 2 == 0 ? THETA_PRECISION_DOUBLE : THETA_PRECISION_SINGLE;
      test (device);
    }
  stored_kind = THETA_SET_TRIANGLE;
  stored_precision = THETA_PRECISION_DOUBLE;
}

/* @exact, or what float32 allows of values of about @size. */
static double
allowed (double exact, double size)
{
  return stored_precision == THETA_PRECISION_SINGLE ? MAX (exact, 1e-6 * size) : exact;
}

/* The recursion of DESIGN 4.1, one pair, straight from the table of duals. */
static void
slow_pair (const ThetaDenseLimit *spec, double q11, double q12, double q22, double *theta)
{
  double sigma[THETA_MAX_DEPTH], slope[THETA_MAX_DEPTH], product = 1;
  double alpha = spec->dual == THETA_DUAL_IDENTITY ? 1 : spec->alpha;
  double beta = spec->dual == THETA_DUAL_IDENTITY ? 1 : spec->beta;
  double f = (alpha - beta) * (alpha - beta) / (2 * G_PI);

  for (guint l = 0; l < spec->depth; l++)
    {
      double determinant = MAX (q11 * q22 - q12 * q12, 0), angle = atan2 (sqrt (determinant), q12);
      double s = (alpha * alpha + beta * beta) / 2 - f * angle, v = spec->weight_variance;

      sigma[l] = q12;
      slope[l] = v * s;
      if (spec->dual == THETA_DUAL_ERF)
        {
          double root = sqrt ((1 + 2 * q11) * (1 + 2 * q22));

          slope[l] = v * (4 / G_PI) / sqrt (root * root - 4 * q12 * q12);
          q12 = v * (2 / G_PI) * asin (2 * q12 / root);
          q11 = v * (2 / G_PI) * asin (2 * q11 / (1 + 2 * q11));
          q22 = v * (2 / G_PI) * asin (2 * q22 / (1 + 2 * q22));
        }
      else
        {
          q12 = v * (f * sqrt (determinant) + s * q12);
          q11 *= v * (alpha * alpha + beta * beta) / 2;
          q22 *= v * (alpha * alpha + beta * beta) / 2;
        }
    }
  for (guint l = spec->depth; l-- > 0;)
    {
      theta[l] = sigma[l] * product;
      if (l > 0)
        product *= slope[l - 1];
    }
}

/* @out (layers × m × n) of the rows of @x against those of @y, by the recursion. */
static void
compare_with_recursion (const ThetaDenseLimit *spec, gsize m, gsize d, const double *x, gsize n,
                        const double *y, const double *out)
{
  double size[THETA_MAX_DEPTH] = { 0 };

  for (guint l = 0; l < spec->depth; l++)
    for (gsize k = 0; k < m * n; k++)
      size[l] = MAX (size[l], fabs (out[l * m * n + k]));
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      {
        double q11 = 0, q12 = 0, q22 = 0, theta[THETA_MAX_DEPTH];
        double scale = spec->weight_variance * spec->input_scale;

        for (gsize k = 0; k < d; k++)
          {
            q11 += scale * x[i * d + k] * x[i * d + k];
            q12 += scale * x[i * d + k] * y[j * d + k];
            q22 += scale * y[j * d + k] * y[j * d + k];
          }
        slow_pair (spec, q11, q12, q22, theta);
        /* The recursion itself loses half the digits on the diagonal. */
        for (guint l = 0; l < spec->depth; l++)
          g_assert_cmpfloat_with_epsilon (out[(l * m + i) * n + j], theta[l],
                                          allowed (x == y && i == j ? 1e-6 : 1e-11, size[l]));
      }
}

static void
check_recursion (ThetaDevice *device)
{
  gsize m = 150, n = 37, d = 6;
  g_autofree double *x = random_values (30, m * d), *y = random_values (31, n * d);

  for (gsize s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      const ThetaDenseLimit *spec = specs[s];
      g_autofree double *out = compute (device, spec, m, d, x, n, y);
      g_autofree double *own = compute (device, spec, m, d, x, 0, NULL);

      compare_with_recursion (spec, m, d, x, n, y, out);
      compare_with_recursion (spec, m, d, x, m, x, own);
      for (guint l = 0; l < spec->depth; l++)
        for (gsize i = 0; i < m; i++)
          for (gsize j = 0; j < i; j++)
            g_assert_cmpfloat (own[(l * m + i) * m + j], ==, own[(l * m + j) * m + i]);
    }
}

static void
test_against_recursion (ThetaDevice *device)
{
  for_each_storage (device, check_recursion);
}

/* The identity network's kernel is linear: Θ_l = σ_w^{2L} x·x'/d. */
static void
test_identity (ThetaDevice *device)
{
  gsize m = 40, d = 4;
  g_autofree double *x = random_values (32, m * d);
  g_autofree double *out = compute (device, &identity, m, d, x, 0, NULL);

  for (guint l = 0; l < identity.depth; l++)
    for (gsize i = 0; i < m; i++)
      for (gsize j = 0; j < m; j++)
        {
          double sum = 0;

          for (gsize k = 0; k < d; k++)
            sum += x[i * d + k] * x[j * d + k];
          g_assert_cmpfloat_with_epsilon (out[(l * m + i) * m + j], pow (1.5, 4) * sum / 4, 1e-13);
        }
}

/* A rotation of the inputs, and a permutation of the rows, change nothing else. */
static void
test_invariance (ThetaDevice *device)
{
  gsize m = 33, d = 3;
  g_autofree double *x = random_values (33, m * d), *turned = g_new (double, m *d);
  double c = cos (0.7), s = sin (0.7);

  for (gsize i = 0; i < m; i++)
    {
      const double *row = x + (m - 1 - i) * d; /* reversed and turned */

      turned[i * d] = c * row[0] - s * row[2];
      turned[i * d + 1] = -row[1];
      turned[i * d + 2] = s * row[0] + c * row[2];
    }
  for (gsize k = 0; k < G_N_ELEMENTS (specs); k++)
    {
      g_autofree double *one = compute (device, specs[k], m, d, x, 0, NULL);
      g_autofree double *two = compute (device, specs[k], m, d, turned, 0, NULL);

      for (guint l = 0; l < specs[k]->depth; l++)
        for (gsize i = 0; i < m; i++)
          for (gsize j = 0; j < m; j++)
            g_assert_cmpfloat_with_epsilon (one[(l * m + i) * m + j],
                                            two[(l * m + m - 1 - i) * m + m - 1 - j], 1e-13);
    }
}

/* No Θ_l has an eigenvalue below zero beyond rounding. */
static void
test_semidefinite (ThetaDevice *device)
{
  gsize m = 60, d = 5;
  g_autofree double *x = random_values (34, m * d), *w = g_new (double, m);

  memcpy (x + d, x, d * sizeof (double)); /* a duplicate row: exactly singular */
  for (gsize k = 0; k < G_N_ELEMENTS (specs); k++)
    {
      g_autofree double *out = compute (device, specs[k], m, d, x, 0, NULL);

      for (guint l = 0; l < specs[k]->depth; l++)
        {
          ThetaBuffer *buffer = upload_new (device, out + l * m * m, m * m);

          g_assert_cmpint (device->ops->syevd (device, m, buffer, FALSE, w), ==, 0);
          g_assert_cmpfloat (w[0], >, -1e-13 * w[m - 1]);
          device->ops->buffer_free (device, buffer);
        }
    }
}

/* Rows at a known distance from 1e-12 to 1, and the same negated, against the
 * recursion in extended precision: within 1e-12 of the diagonal. */
static void
check_near_pairs (ThetaDevice *device)
{
  enum { COUNT = 50 };
  /* The first row, then the others against it. */
  double x[(2 * COUNT + 1) * 4] = { 0.6, 0, 0, 0.8 }, *y = x + 4;
  long double angle[2 * COUNT], g[THETA_MAX_DEPTH];
  const ThetaDenseLimit *const two[] = { &relu, &leaky };

  for (gsize k = 0; k < COUNT; k++)
    {
      double t = k == 0 ? 0 : pow (10, -12.0 + 12.0 * (double) k / (COUNT - 1));
      double sign = 1;

      for (gsize half = 0; half < 2; half++, sign = -1)
        {
          double *row = y + (2 * k + half) * 4;

          row[0] = sign * 0.6;
          row[1] = sign * t;
          row[2] = 0;
          row[3] = sign * 0.8;
          angle[2 * k + half] = half ? PI_L - atanl (t / 1.0L) : atanl (t / 1.0L);
        }
    }
  for (gsize s = 0; s < G_N_ELEMENTS (two); s++)
    {
      gsize m = 2 * COUNT + 1;
      g_autofree double *out = compute (device, two[s], 1, 4, x, m - 1, y);
      g_autofree double *own = compute (device, two[s], m, 4, x, 0, NULL);
      double mean = (two[s]->alpha * two[s]->alpha + two[s]->beta * two[s]->beta) / 2;

      for (gsize k = 0; k < 2 * COUNT; k++)
        {
          double norm = sqrt (1 + y[k * 4 + 1] * y[k * 4 + 1]), scale;

          scale = norm * 0.25 * two[s]->weight_variance
                  * pow (two[s]->weight_variance * mean, two[s]->depth - 1);
          theta_angle_exact (two[s], angle[k], g);
          for (guint l = 0; l < two[s]->depth; l++)
            {
              g_assert_cmpfloat_with_epsilon (out[l * 2 * COUNT + k] / scale, (double) g[l],
                                              allowed (1e-14, 1));
              g_assert_cmpfloat_with_epsilon (own[l * m * m + k + 1] / scale, (double) g[l],
                                              allowed (1e-14, 1));
            }
        }
    }
}

static void
test_near_pairs (ThetaDevice *device)
{
  for_each_storage (device, check_near_pairs);
}

/* The fit is exact to rounding for shallow, deep, leaky and nearly linear nets. */
static void
test_angle_fit (void)
{
  static const ThetaDenseLimit nets[] = {
    { THETA_DUAL_PIECEWISE, 0, 1, 1, 1, 1 },     { THETA_DUAL_PIECEWISE, 0, 1, 2, 1, 1 },
    { THETA_DUAL_PIECEWISE, 0, 1, 5, 1, 1 },     { THETA_DUAL_PIECEWISE, 0, 1, 64, 1, 1 },
    { THETA_DUAL_PIECEWISE, 0.1, 1, 20, 1, 1 },  { THETA_DUAL_PIECEWISE, 0.999, 1, 7, 1, 1 },
    { THETA_DUAL_PIECEWISE, -1, 1, 6, 1, 1 },    { THETA_DUAL_PIECEWISE, -1, 1, 64, 1, 1 },
    { THETA_DUAL_PIECEWISE, -0.9, 1, 64, 1, 1 }, { THETA_DUAL_PIECEWISE, -0.5, 1, 64, 1, 1 },
    { THETA_DUAL_PIECEWISE, 0.3, 1, 64, 1, 1 },  { THETA_DUAL_PIECEWISE, 0.9, 1, 64, 1, 1 },
    { THETA_DUAL_PIECEWISE, -0.99, 1, 30, 1, 1 }, { THETA_DUAL_PIECEWISE, 1, 1, 64, 1, 1 },
  };

  for (gsize s = 0; s < G_N_ELEMENTS (nets); s++)
    {
      ThetaAngleFit fit;
      long double g[THETA_MAX_DEPTH];
      double theta[100 + THETA_PASS_SLACK] = { 0 }, ones[100 + THETA_PASS_SLACK], *out[64];
      g_autofree double *values = g_new (double, 64 * 100);

      g_assert_true (theta_angle_fit_init (&fit, &nets[s], THETA_ANGLE_TAIL));
      g_test_message ("depth %u: %u terms, %s", nets[s].depth, fit.terms,
                      fit.chebyshev ? "Chebyshev" : "powers");
      for (gsize k = 0; k < 100; k++)
        theta[k] = G_PI * (double) k / 99;
      for (gsize k = 0; k < G_N_ELEMENTS (ones); k++)
        ones[k] = 1;
      for (guint l = 0; l < 64; l++)
        out[l] = values + l * 100;
      theta_pass ()->polynomials (&fit, 100, theta, 1, ones, out);
      for (gsize k = 0; k < 100; k++)
        {
          theta_angle_exact (&nets[s], theta[k], g);
          for (guint l = 0; l < nets[s].depth; l++)
            g_assert_cmpfloat_with_epsilon (out[l][k], (double) g[l],
                                            fit.terms < 130 ? 2e-14 : 5e-14);
        }
      theta_angle_fit_clear (&fit);
    }
}

/* Large inputs: the determinant q11 q22 − q12² of near pairs must not cancel.  For
 * x = (R, 0) and y = (R, r) it is R² r². */
static void
test_erf_large (ThetaDevice *device)
{
  ThetaDenseLimit erf = { .dual = THETA_DUAL_ERF, .depth = 2, .weight_variance = 1,
                          .input_scale = 1 };

  for (int power = 0; power <= 70; power += 5)
    for (int small = -12; small <= 1; small++)
      {
        double big = pow (10, power), r = small == 1 ? 0 : big * pow (10, small);
        double x[] = { big, 0, big, r }, entry[2];
        double slope = 4 / G_PI / sqrt (1 + 2 * (2 * big * big + r * r) + 4 * big * big * r * r);
        gsize i = 1, j = 0;
        ThetaKernelSet *set = NULL;

        g_assert_cmpint (device->ops->dense_limit (device, &erf, THETA_SET_TRIANGLE,
                                                   THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set),
                         ==, 0);
        g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, 0);
        g_assert_cmpfloat_with_epsilon (entry[0] / (big * big * slope), 1, 1e-12);
        i = 0;
        g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, 0);
        g_assert_cmpfloat_with_epsilon (entry[0] * G_PI / 4 * sqrt (1 + 4 * big * big)
                                        / (big * big), 1, 1e-12);
        device->ops->set_unref (device, set);
      }
}

/* Multiply-adds between two polls stay near 5e8 whatever the shape. */
static void
test_polls (ThetaDevice *device)
{
  static const gsize shapes[][2] = { { 128, 65536 }, { 1500, 1500 }, { 3, 3000000 } };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      gsize n = shapes[s][0], d = shapes[s][1];
      g_autofree double *x = g_new (double, n *d);
      PollCount count = { 0, G_MAXUINT };
      ThetaKernelSet *set = NULL;
      ThetaDeviceInfo info;

      for (gsize k = 0; k < n * d; k++)
        x[k] = (double) (k % 17) - 8;
      device->ops->set_poll (device, count_poll, &count);
      g_assert_cmpint (device->ops->dense_limit (device, &relu, THETA_SET_TRIANGLE,
                                                 THETA_PRECISION_DOUBLE, n, d, x, 0, NULL, &set),
                       ==, 0);
      g_test_message ("%zu x %zu: %u polls", n, d, count.polls);
      device->ops->describe (device, &info);
      if (s < 2 && info.threads == 1)
        g_assert_cmpuint (count.polls, >=, s == 0 ? 4 : 8);
      device->ops->set_unref (device, set);
    }
}

static void
test_bad_spec (ThetaDevice *device)
{
  ThetaDenseLimit bad = relu;
  double x[4] = { 1, 2, 3, 4 };
  ThetaKernelSet *set = NULL;
  PollCount count = { 0, 0 };

  bad.depth = 65;
  g_assert_cmpint (device->ops->dense_limit (device, &bad, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set),
                   ==,
                   THETA_STATUS_FAILED);
  device->ops->set_poll (device, count_poll, &count);
  g_assert_cmpint (device->ops->dense_limit (device, &relu, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set),
                   ==,
                   THETA_STATUS_CANCELLED);
  g_assert_null (set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_device_test ("limit/recursion", test_against_recursion);
  add_device_test ("limit/identity", test_identity);
  add_device_test ("limit/invariance", test_invariance);
  add_device_test ("limit/semidefinite", test_semidefinite);
  add_device_test ("limit/near-pairs", test_near_pairs);
  add_device_test ("limit/erf-large", test_erf_large);
  add_device_test ("limit/polls", test_polls);
  add_device_test ("limit/bad-spec", test_bad_spec);
  g_test_add_func ("/device/limit/angle-fit", test_angle_fit);
  return g_test_run ();
}
