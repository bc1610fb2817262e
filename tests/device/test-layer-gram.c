/* Inner products of layer-wise kernels, raw and centred, against full matrices. */
#include "set-test.h"

/* H Θ H on the rows of @t, n_t × n_t; raw: Θ itself. */
static double *
slow_centred (const Planted *planted, guint layer, const guint8 *t, gboolean centred)
{
  gsize n = planted->n, n_t = count_mask (n, t), p = 0;
  double *out = g_new (double, MAX (n_t * n_t, 1));

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      if (t[i] && t[j])
        out[p++] = planted->full[(layer * n + i) * n + j];
  for (guint side = 0; centred && side < 2; side++)
    for (gsize i = 0; i < n_t; i++)
      {
        gsize step = side == 0 ? 1 : n_t, start = side == 0 ? i * n_t : i;
        double sum = 0;

        for (gsize j = 0; j < n_t; j++)
          sum += out[start + j * step];
        for (gsize j = 0; j < n_t; j++)
          out[start + j * step] -= sum / (double) n_t;
      }
  return out;
}

static void
check_layer_gram (ThetaDevice *device, const Planted *planted, const guint8 *t, double epsilon)
{
  gsize n_t = count_mask (planted->n, t);

  for (int centred = 0; centred < 2; centred++)
    {
      double out[10];

      out[9] = 777;
      g_assert_cmpint (device->ops->layer_gram (device, planted->set, t, centred, out), ==, 0);
      g_assert_cmpfloat (out[9], ==, 777);
      for (guint l = 0; l < 3; l++)
        for (guint k = 0; k < 3; k++)
          {
            g_autofree double *x = slow_centred (planted, l, t, centred);
            g_autofree double *y = slow_centred (planted, k, t, centred);
            double expected = 0;

            for (gsize i = 0; i < n_t * n_t; i++)
              expected += x[i] * y[i];
            g_assert_cmpfloat_with_epsilon (out[l * 3 + k], expected,
                                            epsilon * MAX (1, fabs (expected)));
          }
    }
}

static void
test_layer_gram (ThetaDevice *device)
{
  static const gsize large[] = { 1, 2, 31, 32, 33, 257, 700 };

  for (guint storage = 0; storage < G_N_ELEMENTS (storages); storage++)
    for (gsize s = 0; s < G_N_ELEMENTS (large); s++)
      {
        Planted planted;

        planted_init (&planted, device, large[s], 3, storage);
        for (guint kind = 0; kind < 5; kind++)
          {
            g_autofree guint8 *t = make_mask (large[s], kind);

            check_layer_gram (device, &planted, t, 1e-12);
          }
        planted_clear (&planted, device);
      }
}

/* A large constant takes no digits from the centred products. */
static void
test_layer_gram_constant (ThetaDevice *device)
{
  gsize n = 65;
  Planted planted, shifted;
  g_autofree guint8 *t = make_mask (n, 1);
  double out[4], expected[4];

  planted_init (&planted, device, n, 2, 0);
  planted_init (&shifted, device, n, 2, 0);
  device->ops->set_unref (device, shifted.set);
  for (gsize k = 0; k < 2 * n * n; k++)
    shifted.full[k] += 1048576;
  g_assert_cmpint (device->ops->set_from_host (device, THETA_SET_TRIANGLE,
                                               THETA_PRECISION_DOUBLE, 2, n, n, shifted.full,
                                               &shifted.set),
                   ==, 0);
  g_assert_cmpint (device->ops->layer_gram (device, planted.set, t, 1, expected), ==, 0);
  g_assert_cmpint (device->ops->layer_gram (device, shifted.set, t, 1, out), ==, 0);
  /* The shifted entries themselves hold ten digits. */
  for (guint k = 0; k < 4; k++)
    g_assert_cmpfloat_with_epsilon (out[k] / expected[k], 1, 1e-8);
  planted_clear (&planted, device);
  planted_clear (&shifted, device);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_device_test ("layer-gram", test_layer_gram);
  add_device_test ("layer-gram-constant", test_layer_gram_constant);
  return g_test_run ();
}
