#include "kernel/kernel.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "base/error.h"
#include "base/random.h"

static ThetaDevice *
open_device (void)
{
  g_autoptr (GError) error = NULL;
  ThetaDevice *device = theta_device_open ("cpu", 2, &error);

  g_assert_no_error (error);
  return device;
}

static ThetaMatrix *
random_matrix (gsize rows, gsize cols)
{
  ThetaMatrix *x = theta_matrix_new (rows, cols, NULL);
  ThetaRandom random;

  theta_random_init (&random, 3, THETA_STREAM_TEST, 0);
  for (gsize k = 0; k < rows * cols; k++)
    x->data[k] = theta_random_normal (&random);
  return x;
}

static JsonObject *
load_reference (JsonParser *parser)
{
  const char *shared = g_getenv ("THETASCOPE_SHARED");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (shared == NULL)
    {
      g_test_skip ("THETASCOPE_SHARED is not set: no reference numbers here");
      return NULL;
    }
  path = g_build_filename (shared, "reference", "theta_reference.json", NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static double
element (JsonArray *matrix, guint i, guint j)
{
  return json_array_get_double_element (json_array_get_array_element (matrix, i), j);
}

/* Every entry within 1e-12 of 50-digit arithmetic, relative to the layer's
 * largest: duplicate, zero, antipodal and nearly equal rows are among them. */
static void
check_reference (const char *activation, ThetaSetKind kind, ThetaPrecision precision)
{
  double allowed = precision == THETA_PRECISION_SINGLE ? 1e-6 : 1e-12;
  ThetaStorage storage = { kind, precision };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = load_reference (parser), *numbers;
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = NULL;
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (GError) error = NULL;
  ThetaNetwork network;
  JsonArray *inputs;
  JsonObject *layers;
  const char *key = g_str_equal (activation, "leaky-relu:0.1") ? "leaky_relu_0.1" : activation;
  double values[5], worst = 0;

  if (root == NULL)
    return;
  theta_network_init (&network);
  g_assert_true (theta_network_parse_activation (&network, activation, NULL));
  inputs = json_object_get_array_member (root, "inputs");
  x = theta_matrix_new (6, 4, NULL);
  for (guint i = 0; i < 6; i++)
    for (guint k = 0; k < 4; k++)
      x->data[i * 4 + k] = element (inputs, i, k);
  kernel = theta_kernel_new_stored (device, &network, x, NULL, &storage, &error);
  g_assert_no_error (error);
  numbers = json_object_get_object_member (json_object_get_object_member (root, "activations"), key);
  layers = json_object_get_object_member (numbers, "Theta_layer");
  for (guint l = 0; l < 5; l++)
    {
      g_autofree char *name = g_strdup_printf ("%u", l + 1);
      JsonArray *matrix = json_object_get_array_member (layers, name);
      double largest = 0;

      for (guint i = 0; i < 36; i++)
        largest = MAX (largest, fabs (element (matrix, i / 6, i % 6)));
      for (guint i = 0; i < 36; i++)
        {
          double difference;

          g_assert_true (theta_kernel_read (kernel, i / 6, i % 6, values));
          difference = fabs (values[l] - element (matrix, i / 6, i % 6)) / largest;
          g_assert_cmpfloat (difference, <, allowed);
          worst = MAX (worst, difference);
        }
    }
  g_test_message ("%s: worst difference %.2g of the layer's largest entry",
                  activation, worst);
}

static void
test_reference (gconstpointer data)
{
  const char *activation = data;
  ThetaNetwork network;

  theta_network_init (&network);
  g_assert_true (theta_network_parse_activation (&network, activation, NULL));
  for (guint k = 0; k < 4; k++)
    if (k < 2 || theta_storage_choose (&network, THETA_PRECISION_AUTO, 6, 0).kind == THETA_SET_ANGLE)
      check_reference (activation, k < 2 ? THETA_SET_TRIANGLE : THETA_SET_ANGLE,
                       k % 2 == 0 ? THETA_PRECISION_DOUBLE : THETA_PRECISION_SINGLE);
}

/* What is chosen holds as many bytes as were told, and the wish is obeyed. */
static void
test_storage (void)
{
  static const struct
  {
    ThetaActivation activation;
    ThetaPrecision wish;
    gsize rows, cols;
    ThetaSetKind kind;
    ThetaPrecision precision;
  } cases[] = {
    { THETA_ACTIVATION_RELU, THETA_PRECISION_AUTO, 100, 0, THETA_SET_ANGLE,
      THETA_PRECISION_DOUBLE },
    { THETA_ACTIVATION_RELU, THETA_PRECISION_SINGLE, 100, 0, THETA_SET_ANGLE,
      THETA_PRECISION_SINGLE },
    { THETA_ACTIVATION_ERF, THETA_PRECISION_AUTO, 100, 0, THETA_SET_TRIANGLE,
      THETA_PRECISION_DOUBLE },
    { THETA_ACTIVATION_ERF, THETA_PRECISION_SINGLE, 100, 0, THETA_SET_TRIANGLE,
      THETA_PRECISION_SINGLE },
    { THETA_ACTIVATION_RELU, THETA_PRECISION_AUTO, 100, 30, THETA_SET_RECTANGLE,
      THETA_PRECISION_DOUBLE },
    { THETA_ACTIVATION_RELU, THETA_PRECISION_AUTO, 20000, 0, THETA_SET_ANGLE,
      THETA_PRECISION_SINGLE },
    { THETA_ACTIVATION_ERF, THETA_PRECISION_AUTO, 8000, 0, THETA_SET_TRIANGLE,
      THETA_PRECISION_SINGLE },
    { THETA_ACTIVATION_ERF, THETA_PRECISION_DOUBLE, 8000, 0, THETA_SET_TRIANGLE,
      THETA_PRECISION_DOUBLE },
  };
  g_autoptr (ThetaDevice) device = open_device ();

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      ThetaNetwork network;
      ThetaStorage storage;
      g_autoptr (ThetaMatrix) x = NULL, y = NULL;
      g_autoptr (ThetaKernel) kernel = NULL;
      double told;

      theta_network_init (&network);
      network.activation = cases[k].activation;
      storage = theta_storage_choose (&network, cases[k].wish, cases[k].rows, cases[k].cols);
      g_assert_cmpint (storage.kind, ==, cases[k].kind);
      g_assert_cmpint (storage.precision, ==, cases[k].precision);
      if (cases[k].rows > 1000)
        continue;
      x = random_matrix (cases[k].rows, 3);
      y = cases[k].cols > 0 ? random_matrix (cases[k].cols, 3) : NULL;
      kernel = theta_kernel_new_dense_limit (device, &network, x, y, cases[k].wish, NULL);
      told = (double) theta_storage_bytes (&storage, 5, cases[k].rows, cases[k].cols);
      g_assert_cmpfloat (fabs ((double) kernel->bytes / told - 1), <, 0.1);
      if (y == NULL && cases[k].precision == THETA_PRECISION_SINGLE)
        {
          double loss = theta_kernel_rounding_loss (kernel, &network, x, NULL);

          g_assert_cmpfloat (loss, >, 1e-9);
          g_assert_cmpfloat (loss, <, 3e-7);
        }
    }
}

/* float32 ends at 3e38; angles fit whatever the kernels' size. */
static void
test_single_range (void)
{
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = random_matrix (4, 2);
  g_autoptr (ThetaKernel) stored = NULL, angles = NULL;
  g_autoptr (GError) error = NULL;
  ThetaStorage single = { THETA_SET_TRIANGLE, THETA_PRECISION_SINGLE };
  ThetaNetwork network;

  theta_network_init (&network);
  for (guint k = 0; k < 8; k++)
    x->data[k] *= 1e30;
  stored = theta_kernel_new_stored (device, &network, x, NULL, &single, &error);
  g_assert_null (stored);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "choose Experiment.Precision=double"));
  g_clear_error (&error);
  for (guint k = 0; k < 8; k++)
    x->data[k] *= 1e-60;
  g_assert_null (theta_kernel_new_stored (device, &network, x, NULL, &single, &error));
  g_assert_nonnull (strstr (error->message, "too small for single precision"));
  g_clear_error (&error);
  angles = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_SINGLE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (angles);
}

static void
test_activations (void)
{
  ThetaNetwork network;
  g_autoptr (GError) error = NULL;
  static const char *const good[] = { "relu", "erf", "identity", "leaky-relu:0.25", "abs", "sin", "cos",
                                      "gaussian", "gelu", "tanh", "sigmoid", "softplus", "silu",
                                      "formula" };

  theta_network_init (&network);
  for (guint k = 0; k < G_N_ELEMENTS (good); k++)
    {
      g_autofree char *text = NULL;

      g_assert_true (theta_network_parse_activation (&network, good[k], NULL));
      text = theta_network_activation_to_string (&network);
      g_assert_cmpstr (text, ==, good[k]);
    }
  g_assert_false (theta_network_parse_activation (&network, "relux", &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "expected relu"));
  g_assert_false (theta_network_parse_activation (&network, "leaky-relu:nan", NULL));
  network.depth = 0;
  g_assert_false (theta_network_check (&network, NULL));
  network.depth = 3;
  network.weight_variance = -1;
  g_assert_false (theta_network_check (&network, NULL));
}

static void
test_bad_rows (void)
{
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = random_matrix (4, 3), y = random_matrix (4, 2);
  g_autoptr (GError) error = NULL;
  ThetaNetwork network;

  theta_network_init (&network);
  g_assert_null (theta_kernel_new_dense_limit (device, &network, x, y,
                                               THETA_PRECISION_AUTO, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
  g_clear_error (&error);
  x->data[7] = INFINITY;
  g_assert_null (theta_kernel_new_dense_limit (device, &network, x, NULL,
                                               THETA_PRECISION_AUTO, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "Row 3, column 2"));
  g_clear_error (&error);
  x->data[7] = 1e200;
  g_assert_null (theta_kernel_new_dense_limit (device, &network, x, NULL,
                                               THETA_PRECISION_AUTO, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "row 3"));
}

/* Small: every bin is a row, pictures are the matrices in display order. */
static void
test_picture_exact (void)
{
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = random_matrix (30, 3);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaPicture) picture = NULL;
  ThetaNetwork network;
  int labels[30];
  double a[5] = { 1, 0, 2, 0.5, 3 };
  g_autofree float *raw = NULL, *cosine = NULL;

  for (guint i = 0; i < 30; i++)
    labels[i] = (int) (i * 7 % 3);
  theta_network_init (&network);
  kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, NULL);
  picture = theta_picture_new (kernel, labels, 3, NULL, NULL);
  g_assert_cmpuint (picture->bins, ==, 30);
  raw = theta_picture_weigh (picture, kernel, a, FALSE, NULL);
  cosine = theta_picture_weigh (picture, kernel, a, TRUE, NULL);
  for (guint p = 0; p < 30; p++)
    {
      g_assert_cmpint (picture->classes[p], ==, labels[picture->order[p]]);
      if (p > 0)
        g_assert_cmpint (picture->classes[p], >=, picture->classes[p - 1]);
      g_assert_cmpfloat (cosine[p * 30 + p], ==, 1);
      for (guint q = 0; q < 30; q++)
        {
          double values[5], sum = 0;

          theta_kernel_read (kernel, picture->order[p], picture->order[q], values);
          for (guint l = 0; l < 5; l++)
            {
              sum += a[l] * values[l];
              g_assert_cmpfloat_with_epsilon (picture->raw[l][p * 30 + q], values[l], 1e-7);
            }
          g_assert_cmpfloat_with_epsilon (raw[p * 30 + q], sum, 1e-6);
        }
    }
}

/* Kernels far outside single precision's range have the same cosines. */
static void
test_picture_range (gconstpointer power)
{
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = random_matrix (20, 3), y = theta_matrix_new (20, 3, NULL);
  g_autoptr (ThetaKernel) kernel = NULL, other = NULL;
  g_autoptr (ThetaPicture) picture = NULL, changed = NULL;
  g_autofree float *cosine = NULL, *far = NULL, *raw = NULL;
  ThetaNetwork network;
  double a[5] = { 1, 0, 2, 0.5, 3 };

  for (guint k = 0; k < 60; k++)
    y->data[k] = x->data[k] * pow (10, GPOINTER_TO_INT (power));
  theta_network_init (&network);
  kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, NULL);
  other = theta_kernel_new_dense_limit (device, &network, y, NULL, THETA_PRECISION_AUTO, NULL);
  picture = theta_picture_new (kernel, NULL, 0, NULL, NULL);
  changed = theta_picture_new (other, NULL, 0, NULL, NULL);
  cosine = theta_picture_weigh (picture, kernel, a, TRUE, NULL);
  far = theta_picture_weigh (changed, other, a, TRUE, NULL);
  raw = theta_picture_weigh (changed, other, a, FALSE, NULL);
  for (guint k = 0; k < 400; k++)
    {
      g_assert_cmpfloat_with_epsilon (cosine[k], far[k], 1e-6);
      for (guint l = 0; l < 5; l++)
        g_assert_cmpfloat_with_epsilon (picture->cosine[l][k], changed->cosine[l][k], 1e-6);
      g_assert_true (isfinite (raw[k]));
    }
}

/* One class a row: never more bins than a picture has room for. */
static void
test_picture_many_classes (void)
{
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = random_matrix (1100, 3);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaPicture) picture = NULL;
  g_autofree int *labels = g_new (int, 1100);
  ThetaNetwork network;

  for (int i = 0; i < 1100; i++)
    labels[i] = 1099 - i;
  theta_network_init (&network);
  network.depth = 1;
  kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, NULL);
  picture = theta_picture_new (kernel, labels, 1100, NULL, NULL);
  g_assert_cmpuint (picture->bins, <=, THETA_PICTURE_MAX);
  g_assert_cmpuint (picture->first[picture->bins], ==, 1100);
  g_assert_cmpuint (picture->order[0], ==, 1099);
  for (guint b = 0; b < picture->bins; b++)
    {
      g_assert_cmpuint (picture->first[b], <, picture->first[b + 1]);
      g_assert_cmpint (picture->classes[b], ==, -1);
    }
}

/* Numbers that leave the range on either side are refused with a remedy, zero
 * rows are not. */
static void
test_range (void)
{
  g_autoptr (ThetaDevice) device = open_device ();
  ThetaNetwork network;

  for (guint k = 0; k < 6; k++)
    {
      g_autoptr (ThetaMatrix) x = random_matrix (4, 2);
      g_autoptr (ThetaKernel) kernel = NULL;
      g_autoptr (GError) error = NULL;
      static const double scales[] = { 1e-150, 1e-150, 1e170, 1e100, 1, 0 };
      double values[64];

      theta_network_init (&network);
      network.depth = k == 0 ? 1 : k == 3 ? 2 : 64;
      network.weight_variance = k == 4 ? 0.01 : k == 1 ? 0.01 : 1;
      network.activation = k == 3 ? THETA_ACTIVATION_ERF : THETA_ACTIVATION_RELU;
      for (guint i = 0; i < 8; i++)
        x->data[i] *= i < 2 ? 0 : scales[k];
      kernel = theta_kernel_new_dense_limit (device, &network, x, NULL,
                                             THETA_PRECISION_AUTO, &error);
      if (k == 0 || k >= 4)
        {
          g_assert_no_error (error);
          g_assert_true (theta_kernel_read (kernel, 1, 1, values));
          g_assert_true (k == 5 || values[0] > 0);
          g_assert_true (theta_kernel_read (kernel, 0, 1, values));
          g_assert_cmpfloat (values[0], ==, 0);
          continue;
        }
      g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
      g_assert_nonnull (strstr (error->message, k == 1 ? "too small" : "too large"));
      g_assert_nonnull (strstr (error->message, k == 1 ? "number; standardise the inputs"
                                                       : "at row 2; standardise the inputs"));
    }
}

/* Large: at most 512 bins, none across a class, means of the entries. */
static void
test_picture_pooled (void)
{
  g_autoptr (ThetaDevice) device = open_device ();
  g_autoptr (ThetaMatrix) x = random_matrix (1100, 3);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaPicture) picture = NULL;
  ThetaNetwork network;
  g_autofree int *labels = g_new (int, 1100);
  double a[3] = { 1, 0.5, 2 }, mean = 0, mean_cosine = 0, pairs = 0;
  g_autofree float *raw = NULL, *cosine = NULL;
  guint p = 40, q = 300;

  for (guint i = 0; i < 1100; i++)
    labels[i] = i == 17 ? 0 : 1 + (int) (i % 2);
  theta_network_init (&network);
  network.depth = 3;
  kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, NULL);
  picture = theta_picture_new (kernel, labels, 3, NULL, NULL);
  g_assert_cmpuint (picture->bins, <=, THETA_PICTURE_MAX);
  g_assert_cmpuint (picture->bins, >, 500);
  g_assert_cmpuint (picture->first[picture->bins], ==, 1100);
  raw = theta_picture_weigh (picture, kernel, a, FALSE, NULL);
  cosine = theta_picture_weigh (picture, kernel, a, TRUE, NULL);
  for (guint b = 0; b < picture->bins; b++)
    for (guint k = picture->first[b]; k < picture->first[b + 1]; k++)
      g_assert_cmpint (labels[picture->order[k]], ==, picture->classes[b]);
  for (guint i = picture->first[p]; i < picture->first[p + 1]; i++)
    for (guint j = picture->first[q]; j < picture->first[q + 1]; j++)
      {
        double k12[3], k11[3], k22[3], s12 = 0, s11 = 0, s22 = 0;

        theta_kernel_read (kernel, picture->order[i], picture->order[j], k12);
        theta_kernel_read (kernel, picture->order[i], picture->order[i], k11);
        theta_kernel_read (kernel, picture->order[j], picture->order[j], k22);
        for (guint l = 0; l < 3; l++)
          {
            s12 += a[l] * k12[l];
            s11 += a[l] * k11[l];
            s22 += a[l] * k22[l];
          }
        mean += s12;
        mean_cosine += s12 / sqrt (s11 * s22);
        pairs++;
      }
  g_assert_cmpfloat_with_epsilon (raw[p * picture->bins + q], mean / pairs, 1e-6);
  g_assert_cmpfloat_with_epsilon (cosine[p * picture->bins + q], mean_cosine / pairs, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/kernel/reference/relu", "relu", test_reference);
  g_test_add_data_func ("/kernel/reference/leaky-relu", "leaky-relu:0.1", test_reference);
  g_test_add_data_func ("/kernel/reference/erf", "erf", test_reference);
  g_test_add_func ("/kernel/storage", test_storage);
  g_test_add_func ("/kernel/single-range", test_single_range);
  g_test_add_data_func ("/kernel/reference/tanh", "tanh", test_reference);
  g_test_add_func ("/kernel/activations", test_activations);
  g_test_add_func ("/kernel/bad-rows", test_bad_rows);
  g_test_add_func ("/kernel/picture-exact", test_picture_exact);
  g_test_add_func ("/kernel/picture-pooled", test_picture_pooled);
  g_test_add_data_func ("/kernel/picture/small", GINT_TO_POINTER (-150), test_picture_range);
  g_test_add_data_func ("/kernel/picture/large", GINT_TO_POINTER (140), test_picture_range);
  g_test_add_func ("/kernel/picture/many-classes", test_picture_many_classes);
  g_test_add_func ("/kernel/range", test_range);
  return g_test_run ();
}
