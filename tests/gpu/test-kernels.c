/* The CUDA kernels as loops against the CPU device, at the shapes that change how they are
 * launched: several tiles, subtiles, panels, chunks of columns, groups of layers, blocks of
 * bins.  Threads and blocks in descending order must give the same bits. */
#include "../device/device-test.h"
#include "host-device.h"

typedef struct
{
  const char *name;
  ThetaSetKind kind;
  ThetaPrecision precision;
  gsize m, n;
  guint depth, c, bins;
  double bias;
  double allowed; /* relative to the largest number of a result */
} Case;

static const Case cases[] = {
  { "two-subtiles", THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE, 1100, 1100, 3, 5, 1100, 0, 1e-11 },
  { "four-subtiles", THETA_SET_ANGLE, THETA_PRECISION_SINGLE, 4100, 4100, 2, 1, 3, 0, 1e-6 },
  { "many-layers", THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE, 70, 70, 10, 13, 40, 0.3, 1e-11 },
  { "deep-angles", THETA_SET_ANGLE, THETA_PRECISION_DOUBLE, 65, 65, 40, 17, 65, 0, 1e-11 },
  { "rows", THETA_SET_ROWS, THETA_PRECISION_DOUBLE, 1100, 1100, 10, 3, 77, 0, 1e-11 },
  { "float-rows", THETA_SET_ROWS, THETA_PRECISION_SINGLE, 600, 600, 3, 2, 5, 0, 1e-6 },
  { "few-rows", THETA_SET_ROWS, THETA_PRECISION_SINGLE, 33, 33, 2, 1, 33, 0, 1e-6 },
  { "wide", THETA_SET_RECTANGLE, THETA_PRECISION_DOUBLE, 3, 4100, 3, 2, 0, 0.1, 1e-11 },
  { "tall", THETA_SET_RECTANGLE, THETA_PRECISION_DOUBLE, 1030, 33, 2, 9, 0, 0, 1e-11 },
};

enum
{
  CPU,
  UP,
  DOWN,
  DEVICES
};

typedef struct
{
  const Case *test;
  guint layers;
  ThetaDevice *device[DEVICES];
  ThetaKernelSet *set[DEVICES];
} Trial;

/* The GPU's numbers against the CPU's, and both orders of threads bit for bit. */
static void
compare (const Trial *trial, const char *what, gsize count, double *const *out)
{
  double largest = 0;

  for (gsize k = 0; k < count; k++)
    largest = MAX (largest, fabs (out[CPU][k]));
  g_test_message ("%s: %.2g of %.2g", what, largest_difference (out[UP], out[CPU], count), largest);
  g_assert_cmpfloat (largest, >, 0);
  g_assert_cmpfloat (largest_difference (out[UP], out[CPU], count), <=,
                     trial->test->allowed * largest);
  g_assert_cmpmem (out[UP], count * sizeof (double), out[DOWN], count * sizeof (double));
}

static void
results_new (gsize count, double **out)
{
  for (guint k = 0; k < DEVICES; k++)
    out[k] = g_new0 (double, count);
}

static void
results_free (double **out)
{
  for (guint k = 0; k < DEVICES; k++)
    g_free (out[k]);
}

static void
trial_init (Trial *self, const Case *test)
{
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0.1, 1, test->depth, 1.9, 0.3, test->bias,
                           test->bias > 0 };
  gboolean rectangle = test->kind == THETA_SET_RECTANGLE;
  g_autofree double *x = random_rows (test->m, 3), *y = random_values (77, test->n * 3);

  self->test = test;
  self->device[CPU] = theta_device_open ("cpu", 1, NULL);
  self->device[UP] = host_device_open (FALSE);
  self->device[DOWN] = host_device_open (TRUE);
  for (guint k = 0; k < DEVICES; k++)
    {
      ThetaSetInfo info;

      g_assert_cmpint (self->device[k]->ops->dense_limit (
                           self->device[k], &spec, test->kind, test->precision, test->m, 3, x,
                           rectangle ? test->n : 0, rectangle ? y : NULL, &self->set[k]),
                       ==, 0);
      self->device[k]->ops->set_info (self->device[k], self->set[k], &info);
      self->layers = info.layers;
    }
}

static void
trial_clear (Trial *self)
{
  for (guint k = 0; k < DEVICES; k++)
    {
      self->device[k]->ops->set_unref (self->device[k], self->set[k]);
      self->device[k]->ops->close (self->device[k]);
    }
}

static void
check_entries (const Trial *trial)
{
  enum { COUNT = 500 };
  gsize i[COUNT], j[COUNT];
  double *out[DEVICES];

  for (gsize k = 0; k < COUNT; k++)
    {
      i[k] = k * k * 31 % trial->test->m;
      j[k] = k == 0 ? trial->test->n - 1 : k % 5 == 0 ? i[k] % trial->test->n
                                                      : k * 17 % trial->test->n;
    }
  results_new (COUNT * trial->layers, out);
  for (guint k = 0; k < DEVICES; k++)
    g_assert_cmpint (trial->device[k]->ops->entries (trial->device[k], trial->set[k], COUNT, i, j,
                                                     out[k]), ==, 0);
  compare (trial, "entries", COUNT * trial->layers, out);
  results_free (out);
}

static void
check_products (const Trial *trial)
{
  gsize m = trial->test->m, n = trial->test->n, c = trial->test->c;
  g_autofree double *v = random_values (20, n * c), *u = random_values (21, m * c);
  g_autofree double *a = random_values (22, trial->layers);
  double *out[DEVICES];

  a[0] = 0;
  results_new (trial->layers * m * c, out);
  for (guint k = 0; k < DEVICES; k++)
    g_assert_cmpint (trial->device[k]->ops->layer_products (trial->device[k], trial->set[k], c, v,
                                                            out[k]), ==, 0);
  compare (trial, "layer products", trial->layers * m * c, out);
  for (guint k = 0; k < DEVICES; k++)
    g_assert_cmpint (trial->device[k]->ops->weighted_product (trial->device[k], trial->set[k], a,
                                                              c, v, out[k]), ==, 0);
  compare (trial, "weighted product", m * c, out);
  for (guint k = 0; k < DEVICES; k++)
    g_assert_cmpint (trial->device[k]->ops->contract_low_rank (trial->device[k], trial->set[k], c,
                                                               u, v, out[k]), ==, 0);
  compare (trial, "low rank", trial->layers, out);
  results_free (out);
}

/* A third of the rows is left out of T, which overlaps V. */
static void
check_masks (const Trial *trial)
{
  gsize n = trial->test->n, n_t = 0, n_v = 0;
  g_autofree guint8 *t = g_new (guint8, n), *v = g_new (guint8, n);
  g_autofree double *a = random_values (23, trial->layers), *s = random_positive (24, 300);
  g_autofree double *dense = NULL;
  double *att[DEVICES], *avt[DEVICES], *sums[DEVICES];

  for (gsize i = 0; i < n; i++)
    {
      n_t += t[i] = i * 7 % 3 != 1;
      n_v += v[i] = i % 5 == 2;
    }
  dense = g_new (double, n_t * n_t);
  for (gsize i = 0; i < n_t * n_t; i++)
    dense[i] = s[i / n_t % 300 * 300 + i % n_t % 300];
  results_new (trial->layers * trial->layers, sums);
  for (guint k = 0; k < DEVICES; k++)
    {
      ThetaDevice *device = trial->device[k];
      ThetaBuffer *tt = upload_new (device, dense, n_t * n_t), *vt = NULL;

      g_assert_cmpint (device->ops->contract_dense (device, trial->set[k], t, tt, sums[k]), ==, 0);
      g_assert_cmpint (device->ops->buffer_new (device, n_v * n_t, &vt), ==, 0);
      g_assert_cmpint (device->ops->gather (device, trial->set[k], a, t, v, 0.5, tt, vt), ==, 0);
      att[k] = download_new (device, tt, n_t * n_t);
      avt[k] = download_new (device, vt, n_v * n_t);
      /* Above the diagonal nothing is said. */
      for (gsize i = 0; i < n_t; i++)
        for (gsize j = i + 1; j < n_t; j++)
          att[k][i * n_t + j] = 0;
      device->ops->buffer_free (device, tt);
      device->ops->buffer_free (device, vt);
    }
  compare (trial, "A_TT", n_t * n_t, att);
  compare (trial, "A_VT", n_v * n_t, avt);
  compare (trial, "dense contraction", trial->layers, sums);
  for (int centred = 0; centred < 2; centred++)
    {
      for (guint k = 0; k < DEVICES; k++)
        g_assert_cmpint (trial->device[k]->ops->layer_gram (trial->device[k], trial->set[k], t,
                                                            centred, sums[k]), ==, 0);
      compare (trial, "layer Gram", trial->layers * trial->layers, sums);
    }
  results_free (att);
  results_free (avt);
  results_free (sums);
}

static void
check_pool (const Trial *trial)
{
  gsize n = trial->test->n, bins = trial->test->bins, all = trial->layers * bins * bins;
  g_autofree guint32 *bin = g_new (guint32, n);
  g_autofree double *a = g_new (double, trial->layers);
  double *out[DEVICES];

  for (gsize i = 0; i < n; i++)
    bin[i] = (guint32) (i * 11 % bins);
  for (guint l = 0; l < trial->layers; l++)
    a[l] = l % 2 ? 0.5 : 1.5;
  results_new (all, out);
  for (guint cosine = 0; cosine < 2; cosine++)
    for (guint sum = 0; sum < 2; sum++)
      {
        for (guint k = 0; k < DEVICES; k++)
          g_assert_cmpint (trial->device[k]->ops->pool (
                               trial->device[k], trial->set[k],
                               cosine ? THETA_POOL_COSINE : THETA_POOL_RAW, sum ? a : NULL,
                               (guint32) bins, bin, out[k]), ==, 0);
        compare (trial, "pool", sum ? bins * bins : all, out);
      }
  results_free (out);
}

static void
test_shape (gconstpointer data)
{
  Trial trial;

  trial_init (&trial, data);
  check_entries (&trial);
  check_products (&trial);
  if (trial.test->kind != THETA_SET_RECTANGLE)
    {
      check_masks (&trial);
      check_pool (&trial);
    }
  trial_clear (&trial);
}

/* A NaN and an infinity stay where they are. */
static void
test_nan (void)
{
  gsize n = 40;
  double a[] = { 1 };
  g_autofree double *full = random_positive (25, n), *mask = g_new (double, n), *att = NULL;
  g_autofree double *out = g_new (double, n);
  g_autofree guint8 *t = g_malloc (n);
  g_autoptr (ThetaDevice) device = host_device_open (FALSE);
  ThetaKernelSet *set = NULL;
  ThetaBuffer *buffer;

  memset (t, 1, n);
  full[20 * n + 7] = NAN;
  full[35 * n + 35] = INFINITY;
  g_assert_cmpint (device->ops->set_from_host (device, THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE,
                                               1, n, n, full, &set), ==, 0);
  buffer = upload_new (device, full, n * n);
  g_assert_cmpint (device->ops->gather (device, set, a, t, NULL, 0, buffer, NULL), ==, 0);
  att = download_new (device, buffer, n * n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      g_assert_true (isnan (full[i * n + j]) ? isnan (att[i * n + j])
                                             : att[i * n + j] == full[i * n + j]);
  for (gsize i = 0; i < n; i++)
    mask[i] = 1;
  g_assert_cmpint (device->ops->layer_products (device, set, 1, mask, out), ==, 0);
  for (gsize i = 0; i < n; i++)
    g_assert_true (i == 20 || i == 7 ? isnan (out[i])
                   : i == 35         ? isinf (out[i])
                                     : isfinite (out[i]));
  device->ops->buffer_free (device, buffer);
  device->ops->set_unref (device, set);
}

/* Those that make their entries anew, and an inverse. */
static ThetaStatus
try_rows (ThetaDevice *device, const double *x, ThetaBuffer *buffer, const guint32 *bins)
{
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0, 1, 2, 1, 0.3 };
  double a[2] = { 1, 1 }, out[80], image[8];
  gsize i = 3, j = 20;
  ThetaKernelSet *set = NULL, *inverse = NULL;
  ThetaStatus status
      = device->ops->dense_limit (device, &spec, THETA_SET_ROWS, THETA_PRECISION_SINGLE, 40, 3, x,
                                  0, NULL, &set);

  if (status == THETA_STATUS_OK)
    status = device->ops->layer_products (device, set, 1, x, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->weighted_product (device, set, a, 1, x, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->pool (device, set, THETA_POOL_RAW, NULL, 2, bins, image);
  if (status == THETA_STATUS_OK)
    status = device->ops->entries (device, set, 1, &i, &j, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->invert_single (device, 40, buffer, &inverse);
  device->ops->set_unref (device, inverse);
  device->ops->set_unref (device, set);
  return status;
}

/* Every operation with its @left-th allocation refused. */
static ThetaStatus
try_all (ThetaDevice *device, int left)
{
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0, 1, 2, 1, 0.3, 0.1, 0 };
  g_autofree double *x = random_rows (40, 3);
  double a[2] = { 1, 1 }, out[80], image[8];
  guint8 t[40];
  guint32 bins[40] = { 0 };
  ThetaKernelSet *set = NULL;
  ThetaBuffer *buffer = NULL;
  ThetaStatus status;

  memset (t, 1, sizeof t);
  g_assert_cmpint (device->ops->buffer_new (device, 1600, &buffer), ==, 0);
  host_allocations_left (left);
  status = device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE, 40,
                                     3, x, 0, NULL, &set);
  if (status == THETA_STATUS_OK)
    status = device->ops->gather (device, set, a, t, NULL, 1, buffer, NULL);
  if (status == THETA_STATUS_OK)
    status = device->ops->layer_products (device, set, 1, x, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->weighted_product (device, set, a, 1, x, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->contract_low_rank (device, set, 1, x, x, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->contract_dense (device, set, t, buffer, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->layer_gram (device, set, t, 1, out);
  if (status == THETA_STATUS_OK)
    status = device->ops->pool (device, set, THETA_POOL_COSINE, a, 2, bins, image);
  if (status == THETA_STATUS_OK)
    status = device->ops->gather (device, set, a, t, NULL, 1, buffer, NULL);
  if (status == THETA_STATUS_OK)
    status = try_rows (device, x, buffer, bins);
  host_allocations_left (-1);
  device->ops->buffer_free (device, buffer);
  device->ops->set_unref (device, set);
  return status;
}

static void
test_no_memory (void)
{
  g_autoptr (ThetaDevice) device = host_device_open (FALSE);
  int left = 0;

  for (; left < 1000; left++)
    {
      ThetaStatus status = try_all (device, left);

      if (status == THETA_STATUS_OK)
        break;
      g_assert_cmpint (status, ==, THETA_STATUS_NO_MEMORY);
    }
  g_assert_cmpint (left, >, 20);
  g_assert_cmpint (left, <, 1000);
}

/* Large blocks serve again, and give way where there is no other memory. */
static void
test_kept (void)
{
  enum { COUNT = 1 << 18 };
  g_autoptr (ThetaDevice) device = host_device_open (FALSE);
  ThetaBuffer *first = NULL, *second = NULL;

  host_keep_blocks (device, COUNT * sizeof (double));
  g_assert_cmpint (device->ops->buffer_new (device, COUNT, &first), ==, 0);
  device->ops->buffer_free (device, first);
  host_allocations_left (0);
  g_assert_cmpint (device->ops->buffer_new (device, COUNT, &first), ==, 0);
  g_assert_cmpint (device->ops->buffer_new (device, COUNT, &second), ==, THETA_STATUS_NO_MEMORY);
  device->ops->buffer_free (device, first);
  /* Of another size: the kept block is not that, and there is no other. */
  g_assert_cmpint (device->ops->buffer_new (device, 1, &second), ==, THETA_STATUS_NO_MEMORY);
  /* It has been given up for that. */
  g_assert_cmpint (device->ops->buffer_new (device, COUNT, &second), ==, THETA_STATUS_NO_MEMORY);
  host_allocations_left (-1);
}

static void
on_report (void *user, const char *sentence)
{
  g_free (*(char **) user);
  *(char **) user = g_strdup (sentence);
}

/* Entries are read by the window's own thread, which a device that never answers must not
 * hold; whoever comes after hears why. */
static void
test_silent_entries (void)
{
  g_autofree char *said = NULL;
  g_autoptr (ThetaDevice) device = host_device_open (FALSE);
  double full[] = { 1, 2, 3, 4 }, value;
  gsize i = 1, j = 0;
  ThetaKernelSet *set = NULL;
  ThetaBuffer *buffer = NULL;

  host_report (device, on_report, &said);
  g_assert_cmpint (device->ops->set_from_host (device, THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE,
                                               1, 2, 2, full, &set), ==, 0);
  g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, &value), ==, 0);
  g_assert_cmpfloat (value, ==, 3);
  g_assert_null (said);
  g_setenv ("THETA_TEST_FAULT", "silent:0", TRUE);
  host_strike ();
  g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, &value), ==,
                   THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, &value), ==,
                   THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->buffer_new (device, 1, &buffer), ==, THETA_STATUS_FAILED);
  g_assert_nonnull (strstr (said, "has not answered for a minute"));
  g_unsetenv ("THETA_TEST_FAULT");
  device->ops->set_unref (device, set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = g_strconcat ("/gpu/kernels/", cases[k].name, NULL);

      g_test_add_data_func (path, &cases[k], test_shape);
    }
  g_test_add_func ("/gpu/kernels/nan", test_nan);
  g_test_add_func ("/gpu/kernels/no-memory", test_no_memory);
  g_test_add_func ("/gpu/kernels/kept", test_kept);
  g_test_add_func ("/gpu/kernels/silent-entries", test_silent_entries);
  return g_test_run ();
}
