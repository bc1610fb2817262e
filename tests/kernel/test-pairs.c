/* Pairs of rows, clusters, tiles and spectra of kernels whose answers are known. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "kernel/cluster.h"
#include "kernel/pairs.h"
#include "kernel/spectrum.h"
#include "kernel/tiles.h"

static ThetaDevice *device;

/* Two layers, positive definite, of random factors. */
static ThetaKernel *
random_kernel (gsize n)
{
  ThetaMatrix *layers[2];
  ThetaKernel *kernel;
  ThetaRandom random;
  g_autofree double *factor = g_new (double, n * 6);

  theta_random_init (&random, 9, THETA_STREAM_TEST, 0);
  for (guint l = 0; l < 2; l++)
    {
      layers[l] = theta_matrix_new (n, n, NULL);
      for (gsize k = 0; k < n * 6; k++)
        factor[k] = theta_random_normal (&random);
      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < n; j++)
          for (guint k = 0; k < 6; k++)
            layers[l]->data[i * n + j] += factor[i * 6 + k] * factor[j * 6 + k];
    }
  kernel = theta_kernel_new_from_matrices (device, layers, 2, NULL);
  theta_matrix_unref (layers[0]);
  theta_matrix_unref (layers[1]);
  return kernel;
}

static double
slow_cosine (ThetaKernel *kernel, const double *a, gsize i, gsize j)
{
  double ij[2], ii[2], jj[2];

  theta_kernel_read (kernel, i, j, ij);
  theta_kernel_read (kernel, i, i, ii);
  theta_kernel_read (kernel, j, j, jj);
  return (a[0] * ij[0] + a[1] * ij[1])
         / sqrt ((a[0] * ii[0] + a[1] * ii[1]) * (a[0] * jj[0] + a[1] * jj[1]));
}

/* Against a loop over all pairs; more rows than one block. */
static void
test_pairs (void)
{
  const gsize n = 301;
  const double a[2] = { 0.7, 2 };
  g_autoptr (ThetaKernel) kernel = random_kernel (n);
  g_autoptr (ThetaPairs) pairs = NULL, plain = NULL;
  g_autofree int *labels = g_new (int, n);
  double apart = -2, within = 2, below = 0;

  for (gsize i = 0; i < n; i++)
    labels[i] = (int) (i * 7 % 3);
  pairs = theta_pairs_new (kernel, a, labels, NULL, NULL);
  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      {
        double cosine = slow_cosine (kernel, a, i, j);

        below += cosine < 0.25;
        if (labels[i] != labels[j])
          apart = fmax (apart, cosine);
        else
          within = fmin (within, cosine);
      }
  g_assert_cmpuint (pairs->count, ==, n * (n - 1) / 2);
  g_assert_true (pairs->has_apart && pairs->has_within);
  g_assert_cmpfloat_with_epsilon (pairs->apart.cosine, apart, 1e-12);
  g_assert_cmpfloat_with_epsilon (pairs->within.cosine, within, 1e-12);
  g_assert_cmpfloat_with_epsilon (
      slow_cosine (kernel, a, pairs->apart.i, pairs->apart.j), apart, 1e-12);
  g_assert_cmpint (labels[pairs->apart.i], !=, labels[pairs->apart.j]);
  g_assert_cmpint (labels[pairs->within.i], ==, labels[pairs->within.j]);
  g_assert_cmpfloat_with_epsilon (theta_pairs_rank (pairs, 0.25), below / (double) pairs->count,
                                  0.002);
  g_assert_cmpfloat (theta_pairs_rank (pairs, -1), ==, 0);
  g_assert_cmpfloat (theta_pairs_rank (pairs, 1), ==, 1);
  plain = theta_pairs_new (kernel, a, NULL, NULL, NULL);
  g_assert_false (plain->has_apart || plain->has_within);
}

/* Of some rows: what a loop over them alone finds, in every answer that takes a mask. */
static void
test_some (void)
{
  const gsize n = 301;
  const double a[2] = { 0.7, 2 }, one[2] = { 0, 1 };
  g_autoptr (ThetaKernel) kernel = random_kernel (n), part = NULL;
  g_autoptr (ThetaPairs) pairs = NULL;
  g_autoptr (ThetaNearest) nearest = NULL;
  g_autoptr (ThetaSpectrum) spectrum = NULL, expected = NULL;
  g_autofree int *labels = g_new (int, n), *own = g_new (int, n);
  g_autofree guint8 *shown = g_malloc0 (n);
  g_autofree gsize *rows = g_new (gsize, n);
  ThetaMatrix *layers[2];
  double apart = -2, out[3], wanted[3], entry[2], cosines[THETA_NEAREST];
  gsize m = 0, near[THETA_NEAREST];

  for (gsize i = 0; i < n; i++)
    {
      labels[i] = (int) (i * 7 % 3);
      shown[i] = i % 5 < 2;
      if (shown[i])
        rows[m++] = i;
    }
  for (guint l = 0; l < 2; l++)
    layers[l] = theta_matrix_new (m, m, NULL);
  for (gsize p = 0; p < m; p++)
    {
      own[p] = labels[rows[p]];
      for (gsize q = 0; q < m; q++)
        {
          theta_kernel_read (kernel, rows[p], rows[q], entry);
          for (guint l = 0; l < 2; l++)
            layers[l]->data[p * m + q] = entry[l];
          if (labels[rows[p]] != labels[rows[q]])
            apart = fmax (apart, slow_cosine (kernel, a, rows[p], rows[q]));
        }
    }
  part = theta_kernel_new_from_matrices (device, layers, 2, NULL);
  theta_matrix_unref (layers[0]);
  theta_matrix_unref (layers[1]);
  pairs = theta_pairs_new (kernel, a, labels, shown, NULL);
  g_assert_cmpuint (pairs->count, ==, m * (m - 1) / 2);
  g_assert_true (shown[pairs->apart.i] && shown[pairs->apart.j] && shown[pairs->within.i]
                 && shown[pairs->within.j]);
  g_assert_cmpfloat_with_epsilon (pairs->apart.cosine, apart, 1e-12);
  spectrum = theta_spectrum_new (kernel, one, 2, shown, NULL);
  expected = theta_spectrum_new (part, one, 2, NULL, NULL);
  g_assert_cmpuint (spectrum->rows, ==, expected->rows);
  for (guint k = 0; k < spectrum->rows; k++)
    g_assert_cmpfloat_with_epsilon (spectrum->values[k], expected->values[k], 1e-9);
  g_assert_true (theta_kernel_alignment (kernel, a, labels, 3, shown, out, NULL));
  g_assert_true (theta_kernel_alignment (part, a, own, 3, NULL, wanted, NULL));
  for (guint l = 0; l < 3; l++)
    g_assert_cmpfloat_with_epsilon (out[l], wanted[l], 1e-9);
  nearest = theta_nearest_new (kernel, a, rows[3], shown);
  while (theta_nearest_step (nearest, 50))
    ;
  g_assert_cmpuint (theta_nearest_get (nearest, near, cosines), ==, THETA_NEAREST);
  for (guint k = 0; k < THETA_NEAREST; k++)
    g_assert_true (shown[near[k]]);
}

static void
test_nearest (void)
{
  const gsize n = 90, row = 17;
  const double a[2] = { 1, 0.5 };
  g_autoptr (ThetaKernel) kernel = random_kernel (n);
  g_autoptr (ThetaNearest) nearest = theta_nearest_new (kernel, a, row, NULL);
  gsize rows[THETA_NEAREST];
  double cosines[THETA_NEAREST];
  guint steps = 1, better;

  while (theta_nearest_step (nearest, 7))
    steps++;
  g_assert_cmpuint (steps, ==, 13);
  g_assert_cmpuint (theta_nearest_get (nearest, rows, cosines), ==, THETA_NEAREST);
  for (guint k = 0; k < THETA_NEAREST; k++)
    {
      g_assert_cmpuint (rows[k], !=, row);
      g_assert_cmpfloat_with_epsilon (cosines[k], slow_cosine (kernel, a, row, rows[k]), 1e-12);
      better = 0;
      for (gsize j = 0; j < n; j++)
        better += j != row && slow_cosine (kernel, a, row, j) > cosines[k] + 1e-12;
      g_assert_cmpuint (better, ==, k);
    }
}

/* Rows of @groups groups, dealt out in turn: 0.9 inside one, 0.1 between. */
static ThetaKernel *
grouped_kernel (gsize n, gsize groups)
{
  g_autoptr (ThetaMatrix) matrix = theta_matrix_new (n, n, NULL);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      matrix->data[i * n + j] = i == j ? 1 : i % groups == j % groups ? 0.9 : 0.1;
  return theta_kernel_new_from_matrices (device, &matrix, 1, NULL);
}

static void
test_cluster (gconstpointer data)
{
  gsize n = GPOINTER_TO_SIZE (data), groups = 4, changes = 0;
  const double a[1] = { 2 };
  g_autoptr (ThetaKernel) kernel = grouped_kernel (n, groups);
  g_autofree guint *order = theta_cluster_order (kernel, a, NULL);
  g_autofree guint8 *seen = g_malloc0 (n);

  for (gsize k = 0; k < n; k++)
    {
      g_assert_cmpuint (order[k], <, n);
      g_assert_cmpuint (seen[order[k]], ==, 0);
      seen[order[k]] = 1;
      changes += k > 0 && order[k] % groups != order[k - 1] % groups;
    }
  g_assert_cmpuint (changes, ==, MIN (groups, n) - 1);
}

/* The tiles, read in pieces, are the entries in the order of the picture. */
static void
test_tiles (void)
{
  const gsize n = 70;
  g_autoptr (ThetaKernel) kernel = random_kernel (n);
  g_autofree guint *order = g_new (guint, n);
  g_autoptr (ThetaPicture) picture = NULL;
  g_autoptr (ThetaTiles) tiles = NULL;
  double own[2];
  guint steps = 0;

  for (guint k = 0; k < n; k++)
    order[k] = (guint) (k * 33 % n);
  picture = theta_picture_new_ordered (kernel, order, NULL, NULL, NULL);
  tiles = theta_tiles_new (kernel, picture);
  g_assert_null (theta_tiles_get (tiles, 0, 0));
  g_assert_true (theta_tiles_want (tiles, 3, 30, 40));
  while (theta_tiles_step (tiles, 0))
    steps++;
  g_assert_cmpuint (steps, >, 10); /* a row of a tile at a time */
  g_assert_false (theta_tiles_want (tiles, 3, 30, 40));
  for (gsize p = 3; p < 43; p++)
    for (gsize q = 30; q < 70; q++)
      {
        const double *found = theta_tiles_get (tiles, p, q);
        double entry[2];

        theta_kernel_read (kernel, order[p], order[q], entry);
        g_assert_nonnull (found);
        g_assert_cmpfloat (found[0], ==, entry[0]);
        g_assert_cmpfloat (found[1], ==, entry[1]);
        g_assert_cmpfloat (picture->raw[1][p * n + q], ==, (float) entry[1]);
      }
  theta_kernel_read (kernel, order[5], order[5], own);
  g_assert_cmpfloat (theta_tiles_diagonal (tiles, 5)[1], ==, own[1]);
  /* Beyond the last row nothing is read. */
  g_assert_true (theta_tiles_want (tiles, 60, 60, 40));
}

/* More rows than bins: every bin's mean in an order of its own. */
static void
test_ordered_picture (void)
{
  const gsize n = 600;
  g_autoptr (ThetaKernel) kernel = grouped_kernel (n, 2);
  g_autofree guint *order = g_new (guint, n);
  g_autofree int *labels = g_new (int, n);
  g_autoptr (ThetaPicture) picture = NULL;

  for (guint k = 0; k < n; k++)
    {
      order[k] = k < n / 2 ? 2 * k : 2 * (k - (guint) n / 2) + 1; /* group 0, then 1 */
      labels[k] = k < 100 ? 0 : 1;
    }
  picture = theta_picture_new_ordered (kernel, order, labels, NULL, NULL);
  g_assert_cmpuint (picture->bins, ==, THETA_PICTURE_MAX);
  g_assert_cmpuint (picture->first[picture->bins], ==, n);
  g_assert_cmpfloat_with_epsilon (picture->raw[0][3 * 512 + 500], 0.1, 1e-6);
  g_assert_cmpfloat_with_epsilon (picture->raw[0][3 * 512 + 90], 0.9, 1e-6);
  g_assert_cmpint (picture->classes[0], ==, 0);
  g_assert_cmpint (picture->classes[511], ==, 1);
}

static void
test_spectrum (void)
{
  const guint n = 6;
  g_autoptr (ThetaMatrix) matrix = theta_matrix_new (n, n, NULL);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaSpectrum) spectrum = NULL, thinned = NULL;
  const double half[1] = { 0.5 };

  /* 4 on the diagonal, 2 beside it: eigenvalues 4 + 2·5 once, 4 − 2 five times. */
  for (guint k = 0; k < n * n; k++)
    matrix->data[k] = k % n == k / n ? 4 : 2;
  kernel = theta_kernel_new_from_matrices (device, &matrix, 1, NULL);
  spectrum = theta_spectrum_new (kernel, half, 1, NULL, NULL);
  g_assert_cmpuint (spectrum->rows, ==, n);
  g_assert_cmpfloat_with_epsilon (spectrum->values[0], 7, 1e-12);
  for (guint k = 1; k < n; k++)
    g_assert_cmpfloat_with_epsilon (spectrum->values[k], 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (theta_spectrum_condition (spectrum, 0), 7, 1e-9);
  g_assert_cmpfloat_with_epsilon (theta_spectrum_condition (spectrum, 1), 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (
      spectrum->effective_rank, exp (-7.0 / 12 * log (7.0 / 12) + 5.0 / 12 * log (12)), 1e-9);
  thinned = theta_spectrum_new (kernel, half, 2, NULL, NULL);
  g_assert_cmpuint (thinned->rows, ==, 3);
  g_assert_cmpfloat_with_epsilon (thinned->values[0], 4, 1e-12);
  /* Never more rows than the device takes, and fewer of many matrices. */
  g_assert_cmpuint (theta_spectrum_stride (2000, 6), ==, 1);
  g_assert_cmpuint (theta_spectrum_stride (2001, 6), ==, 2);
  g_assert_cmpuint (theta_spectrum_stride (10000, 6), ==, 5);
  g_assert_cmpuint (theta_spectrum_stride (2000, 65), >, 1);
  g_assert_cmpuint (theta_spectrum_stride (300, 65), ==, 1);
}

static void
test_singular (void)
{
  const guint n = 5;
  g_autoptr (ThetaMatrix) matrix = theta_matrix_new (n, n, NULL);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaSpectrum) spectrum = NULL;
  const double one[1] = { 1 };

  for (guint k = 0; k < n * n; k++)
    matrix->data[k] = 1;
  kernel = theta_kernel_new_from_matrices (device, &matrix, 1, NULL);
  spectrum = theta_spectrum_new (kernel, one, 1, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (spectrum->effective_rank, 1, 1e-9);
  for (guint k = 0; k < n; k++)
    g_assert_cmpfloat (spectrum->values[k], >=, 0);
  g_assert_cmpfloat (theta_spectrum_condition (spectrum, 0), >, 1e12);
  g_assert_cmpfloat_with_epsilon (theta_spectrum_condition (spectrum, 0.5), 11, 1e-9);
}

/* The label kernel agrees with itself, a constant one with nothing. */
static void
test_alignment (void)
{
  const guint n = 9;
  ThetaMatrix *layers[3];
  g_autoptr (ThetaKernel) kernel = NULL;
  const double a[3] = { 1, 0, 5 };
  int labels[9] = { 0, 1, 2, 0, 1, 2, 0, 0, 1 };
  double out[4], numerator = 0, own = 0, target = 0;

  for (guint l = 0; l < 3; l++)
    layers[l] = theta_matrix_new (n, n, NULL);
  for (guint k = 0; k < n * n; k++)
    {
      layers[0]->data[k] = labels[k / n] == labels[k % n] ? 3 : 0;
      layers[1]->data[k] = k / n == k % n;
      layers[2]->data[k] = 2;
    }
  kernel = theta_kernel_new_from_matrices (device, layers, 3, NULL);
  g_assert_true (theta_kernel_alignment (kernel, a, labels, 3, NULL, out, NULL));
  g_assert_cmpfloat_with_epsilon (out[0], 1, 1e-12);
  g_assert_cmpfloat (out[2], ==, 0);
  g_assert_cmpfloat_with_epsilon (out[3], 1, 1e-12);
  /* The identity, centred: H.  ⟨H, HYH⟩ = tr(HYH). */
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        double centred = 0;

        for (guint p = 0; p < n; p++)
          for (guint q = 0; q < n; q++)
            centred += ((i == p) - 1.0 / n) * (labels[p] == labels[q]) * ((q == j) - 1.0 / n);
        target += centred * centred;
        own += ((i == j) - 1.0 / n) * ((i == j) - 1.0 / n);
        numerator += ((i == j) - 1.0 / n) * centred;
      }
  g_assert_cmpfloat_with_epsilon (out[1], numerator / sqrt (own * target), 1e-12);
  for (guint l = 0; l < 3; l++)
    theta_matrix_unref (layers[l]);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  device = theta_device_open ("cpu", 2, NULL);
  g_test_add_func ("/pairs/all", test_pairs);
  g_test_add_func ("/pairs/some", test_some);
  g_test_add_func ("/pairs/nearest", test_nearest);
  g_test_add_data_func ("/cluster/one", GSIZE_TO_POINTER (1), test_cluster);
  g_test_add_data_func ("/cluster/few", GSIZE_TO_POINTER (61), test_cluster);
  g_test_add_data_func ("/cluster/landmarks", GSIZE_TO_POINTER (1203), test_cluster);
  g_test_add_func ("/tiles", test_tiles);
  g_test_add_func ("/picture/ordered", test_ordered_picture);
  g_test_add_func ("/spectrum/planted", test_spectrum);
  g_test_add_func ("/spectrum/singular", test_singular);
  g_test_add_func ("/alignment", test_alignment);
  status = g_test_run ();
  theta_device_close (device);
  return status;
}
