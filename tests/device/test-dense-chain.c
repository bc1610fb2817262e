/* The recursion with biases, for every closed form, against the table of duals as
 * it stands in the books, in 33-digit arithmetic: rows 1e-12 to 1 apart,
 * duplicates, antipodes and zero rows, one layer to 64, weights and biases apart. */
#include <quadmath.h>

#include "device-test.h"

typedef __float128 Quad;

#define ROWS 24
#define COLUMNS 3

typedef struct
{
  const char *name;
  ThetaDenseLimit spec;
} Case;

static const Case cases[] = {
  { "identity", { .dual = THETA_DUAL_IDENTITY } },
  { "relu", { .dual = THETA_DUAL_PIECEWISE, .beta = 1 } },
  { "leaky", { .dual = THETA_DUAL_PIECEWISE, .alpha = 0.1, .beta = 1 } },
  { "leaky-negative", { .dual = THETA_DUAL_PIECEWISE, .alpha = -0.7, .beta = 1 } },
  { "abs", { .dual = THETA_DUAL_PIECEWISE, .alpha = -1, .beta = 1 } },
  { "linear", { .dual = THETA_DUAL_PIECEWISE, .alpha = 1, .beta = 1 } },
  { "erf", { .dual = THETA_DUAL_ERF } },
  { "sin", { .dual = THETA_DUAL_SIN } },
  { "cos", { .dual = THETA_DUAL_COS } },
  { "gaussian", { .dual = THETA_DUAL_GAUSSIAN } },
  { "gelu", { .dual = THETA_DUAL_GELU } },
};

/* E[σσ] and E[σ'σ'] by the table of DESIGN 4.1. */
static void
slow_dual (const ThetaDenseLimit *spec, Quad q11, Quad q12, Quad q22, Quad *value, Quad *slope)
{
  Quad gap = q11 * q22 - q12 * q12, s = (q11 + q22) / 2, root, p, f, angle;

  gap = gap > 0 ? gap : 0;
  switch (spec->dual)
    {
    case THETA_DUAL_PIECEWISE:
      angle = atan2q (sqrtq (gap), q12);
      f = ((Quad) spec->alpha - spec->beta) * ((Quad) spec->alpha - spec->beta) / (2 * M_PIq);
      *slope = ((Quad) spec->alpha * spec->alpha + (Quad) spec->beta * spec->beta) / 2 - f * angle;
      *value = f * sqrtq (gap) + *slope * q12;
      break;
    case THETA_DUAL_ERF:
      root = sqrtq ((1 + 2 * q11) * (1 + 2 * q22));
      *value = 2 / M_PIq * asinq (2 * q12 / root);
      *slope = 4 / M_PIq / sqrtq (root * root - 4 * q12 * q12);
      break;
    case THETA_DUAL_SIN:
      *value = expq (-s) * sinhq (q12);
      *slope = expq (-s) * coshq (q12);
      break;
    case THETA_DUAL_COS:
      *value = expq (-s) * coshq (q12);
      *slope = expq (-s) * sinhq (q12);
      break;
    case THETA_DUAL_GAUSSIAN:
      root = sqrtq ((1 + 2 * q11) * (1 + 2 * q22) - 4 * q12 * q12);
      *value = 1 / root;
      *slope = 4 * q12 / (root * root * root);
      break;
    case THETA_DUAL_GELU:
      p = (1 + q11) * (1 + q22);
      root = sqrtq (p - q12 * q12);
      angle = atan2q (q12, root);
      *value = q12 / 4
               + (q12 * angle + (q12 * q12 + q11 * q22 * root * root) / (p * root)) / (2 * M_PIq);
      *slope = 0.25Q + angle / (2 * M_PIq)
               + q12 / (2 * M_PIq * root) * (1 / (root * root) + (1 - q11 * q22) / p + 1);
      break;
    case THETA_DUAL_IDENTITY:
    default:
      *value = q12;
      *slope = 1;
      break;
    }
}

/* Θ of one pair: kernels as the device orders them. */
static void
slow_pair (const ThetaDenseLimit *spec, const double *x, const double *y, double *theta)
{
  Quad q11 = 0, q12 = 0, q22 = 0, v = spec->weight_variance, b = spec->bias_variance;
  Quad weight[THETA_MAX_DEPTH], slope[THETA_MAX_DEPTH], product = 1, ignored, next;

  for (guint k = 0; k < COLUMNS; k++)
    {
      q11 += v * spec->input_scale * (Quad) x[k] * x[k];
      q12 += v * spec->input_scale * (Quad) x[k] * y[k];
      q22 += v * spec->input_scale * (Quad) y[k] * y[k];
    }
  weight[0] = q12;
  for (guint l = 0; l + 1 < spec->depth; l++)
    {
      slow_dual (spec, q11 + b, weight[l] + b, q22 + b, &weight[l + 1], &slope[l]);
      slow_dual (spec, q11 + b, q11 + b, q11 + b, &next, &ignored);
      q11 = v * next;
      slow_dual (spec, q22 + b, q22 + b, q22 + b, &next, &ignored);
      q22 = v * next;
      weight[l + 1] *= v;
      slope[l] *= v;
    }
  for (guint l = spec->depth; l-- > 0;)
    {
      if (spec->apart)
        {
          theta[2 * l] = (double) (weight[l] * product);
          theta[2 * l + 1] = (double) (b * product);
        }
      else
        theta[l] = (double) ((weight[l] + b) * product);
      product *= l > 0 ? slope[l - 1] : 1;
    }
}

/* A zero row, a row, its duplicate, its opposite and multiples; rows and opposites
 * 1e-12 to 1 away from it; others. */
static void
fill_rows (double *x)
{
  static const double first[COLUMNS] = { 0.6, -1.1, 0.8 };
  ThetaRandom random;

  theta_random_init (&random, 12, THETA_STREAM_TEST, 0);
  for (guint i = 0; i < ROWS; i++)
    for (guint k = 0; k < COLUMNS; k++)
      {
        double away = pow (10, -12.0 + (i / 2 - 2) % 8 * 12.0 / 7.0);
        double value = i < 20 ? first[k] : 1.5 * theta_random_normal (&random);

        if (i >= 4 && i < 20 && k == 1)
          value += away;
        x[i * COLUMNS + k] = i == 0   ? 0
                             : i == 2 ? -value
                             : i == 3 ? 3 * value
                             : i < 20 ? (i % 2 ? -value : value)
                                      : value;
      }
  memcpy (x + 22 * COLUMNS, x + 1 * COLUMNS, COLUMNS * sizeof (double));
}

static double *
read_set (ThetaDevice *device, const ThetaDenseLimit *spec, const double *x, const double *y,
          guint *kernels)
{
  ThetaKernelSet *set = NULL;
  ThetaSetInfo info;
  double *out;

  g_assert_cmpint (device->ops->dense_limit (device, spec,
                                             y == NULL ? THETA_SET_TRIANGLE : THETA_SET_RECTANGLE,
                                             THETA_PRECISION_DOUBLE, ROWS, COLUMNS, x, ROWS, y,
                                             &set),
                   ==, 0);
  device->ops->set_info (device, set, &info);
  *kernels = info.layers;
  out = g_new (double, ROWS * ROWS * info.layers);
  for (gsize i = 0; i < ROWS; i++)
    for (gsize j = 0; j < ROWS; j++)
      g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j,
                                             out + (i * ROWS + j) * info.layers),
                       ==, 0);
  device->ops->set_unref (device, set);
  return out;
}

/* Every entry within 1e-12 of its layer's largest.  Deep smooth networks with large
 * weights are chaotic: neighbouring rows part exponentially, and rounding with them. */
static double
check_network (ThetaDevice *device, const ThetaDenseLimit *spec)
{
  g_autofree double *x = g_new (double, ROWS * COLUMNS), *own = NULL, *across = NULL;
  g_autofree double *slow = g_new (double, ROWS * ROWS * THETA_MAX_KERNELS);
  guint kernels, again;
  gboolean chaotic = spec->depth > 20 && spec->weight_variance > 1.9
                     && spec->dual != THETA_DUAL_PIECEWISE;
  double worst = 0, allowed = chaotic ? 1e-9 : 1e-12;

  fill_rows (x);
  own = read_set (device, spec, x, NULL, &kernels);
  across = read_set (device, spec, x, x, &again);
  g_assert_cmpuint (kernels, ==, spec->depth * (spec->apart ? 2 : 1));
  g_assert_cmpuint (again, ==, kernels);
  for (guint i = 0; i < ROWS; i++)
    for (guint j = 0; j <= i; j++)
      {
        double *pair = slow + (i * ROWS + j) * kernels;

        slow_pair (spec, x + i * COLUMNS, x + j * COLUMNS, pair);
        memcpy (slow + (j * ROWS + i) * kernels, pair, kernels * sizeof *pair);
      }
  for (guint l = 0; l < kernels; l++)
    {
      double largest = 0;

      for (guint p = 0; p < ROWS * ROWS; p++)
        largest = MAX (largest, fabs (slow[p * kernels + l]));
      for (guint p = 0; p < ROWS * ROWS; p++)
        {
          double difference = fabs (own[p * kernels + l] - slow[p * kernels + l]) / largest;

          g_assert_cmpfloat (difference, <, allowed);
          worst = MAX (worst, difference);
          difference = fabs (across[p * kernels + l] - slow[p * kernels + l]) / largest;
          g_assert_cmpfloat (difference, <, allowed);
        }
    }
  return worst;
}

static void
test_chain (ThetaDevice *device, gconstpointer data)
{
  const Case *test = data;
  static const guint depths[] = { 1, 2, 5, 64 };
  static const double variances[][2]
      = { { 1, 0 }, { 1, 0.1 }, { 2, 1e-4 }, { 2, 0.7 }, { 1.3, 2 } };

  for (guint d = 0; d < G_N_ELEMENTS (depths); d++)
    {
      double worst = 0;

      for (guint k = 0; k < G_N_ELEMENTS (variances); k++)
        for (guint apart = 0; apart < (depths[d] < 64 && variances[k][1] > 0 ? 2 : 1); apart++)
          {
            ThetaDenseLimit spec = test->spec;

            spec.depth = depths[d];
            spec.input_scale = 1.0 / COLUMNS;
            spec.weight_variance = variances[k][0];
            spec.bias_variance = variances[k][1];
            spec.apart = apart;
            worst = MAX (worst, check_network (device, &spec));
          }
      g_test_message ("%s, depth %u: worst difference %.2g", test->name, depths[d], worst);
    }
}

/* Biases apart without biases, and a negative variance, are refused. */
static void
test_bad_biases (ThetaDevice *device)
{
  ThetaDenseLimit spec = { .dual = THETA_DUAL_PIECEWISE, .beta = 1, .depth = 2,
                           .weight_variance = 1, .input_scale = 1, .apart = 1 };
  double x[4] = { 1, 2, 3, 4 };
  ThetaKernelSet *set = NULL;

  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set), ==,
                   THETA_STATUS_FAILED);
  spec.apart = 0;
  spec.bias_variance = -1;
  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set), ==,
                   THETA_STATUS_FAILED);
  spec.bias_variance = 0;
  spec.dual = THETA_DUAL_SERIES;
  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 0, NULL, &set), ==,
                   THETA_STATUS_FAILED);
  g_assert_null (set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *name = g_strconcat ("chain/", cases[k].name, NULL);

      add_device_data_test (name, test_chain, &cases[k]);
    }
  add_device_test ("chain/bad-biases", test_bad_biases);
  return g_test_run ();
}
