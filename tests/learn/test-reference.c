/* One step of Algorithm 1 and the leave-one-out error against independent
 * numbers, within 1e-10. */
#include <json-glib/json-glib.h>

#include "learn-test.h"

typedef struct
{
  JsonParser *parser;
  JsonObject *root;
  ThetaDevice *device;
  ThetaKernel *kernel;
  guint8 t[10], v[10], all[10];
  double a[5];
} Reference;

static JsonArray *
array_at (JsonArray *array, guint k)
{
  return json_array_get_array_element (array, k);
}

static void
fill_mask (JsonObject *root, const char *name, guint8 *mask)
{
  JsonArray *rows = json_object_get_array_member (root, name);

  memset (mask, 0, 10);
  for (guint k = 0; k < json_array_get_length (rows); k++)
    mask[json_array_get_int_element (rows, k)] = 1;
}

static gboolean
reference_init (Reference *self)
{
  const char *shared = g_getenv ("THETASCOPE_SHARED");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  ThetaMatrix *layers[5];
  JsonArray *theta;

  if (shared == NULL)
    {
      g_test_skip ("THETASCOPE_SHARED is not set: no reference numbers here");
      return FALSE;
    }
  path = g_build_filename (shared, "reference", "alg1_reference.json", NULL);
  self->parser = json_parser_new ();
  json_parser_load_from_file (self->parser, path, &error);
  g_assert_no_error (error);
  self->root = json_node_get_object (json_parser_get_root (self->parser));
  self->device = theta_device_open ("cpu", 2, NULL);
  theta = json_object_get_array_member (self->root, "Theta_layer");
  for (guint l = 0; l < 5; l++)
    {
      layers[l] = theta_matrix_new (10, 10, NULL);
      for (guint k = 0; k < 100; k++)
        layers[l]->data[k]
            = json_array_get_double_element (array_at (array_at (theta, l), k / 10), k % 10);
      self->a[l] = json_array_get_double_element (
          json_object_get_array_member (self->root, "a"), l);
    }
  self->kernel = theta_kernel_new_from_matrices (self->device, layers, 5, &error);
  g_assert_no_error (error);
  for (guint l = 0; l < 5; l++)
    theta_matrix_unref (layers[l]);
  fill_mask (self->root, "train_idx", self->t);
  fill_mask (self->root, "val_idx", self->v);
  memset (self->all, 1, 10);
  return TRUE;
}

static void
reference_clear (Reference *self)
{
  theta_kernel_unref (self->kernel);
  theta_device_close (self->device);
  g_object_unref (self->parser);
}

/* The classes behind the rows of Y. */
static ThetaTarget *
read_target (JsonObject *numbers)
{
  JsonArray *y = json_object_get_array_member (numbers, "Y");
  guint outputs = json_array_get_length (array_at (y, 0));
  int labels[10];

  for (guint i = 0; i < 10; i++)
    {
      labels[i] = 0;
      for (guint k = 0; k < outputs; k++)
        if (json_array_get_double_element (array_at (y, i), k) > 0)
          labels[i] = outputs == 1 ? 1 : (int) k;
    }
  return theta_target_new (labels, 10, outputs == 1 ? 2 : outputs, FALSE);
}

static void
check_member (JsonObject *numbers, const char *name, const double *values)
{
  JsonArray *expected = json_object_get_array_member (numbers, name);

  for (guint l = 0; l < 5; l++)
    g_assert_cmpfloat_with_epsilon (values[l], json_array_get_double_element (expected, l), 1e-10);
}

static void
check_case (const Reference *self, JsonObject *numbers)
{
  g_autoptr (ThetaTarget) target = read_target (numbers);
  ThetaProblem problem = { .kernel = self->kernel, .target = target, .train = self->all,
                           .n_train = 10,
                           .ridge = json_object_get_double_member (self->root, "lam") };
  double eta = json_object_get_double_member (self->root, "eta"), delta[5], plain[5], scaled[5];
  double loss, gradient[5];
  ThetaIteration iteration;
  ThetaScratch *scratch = NULL;
  g_autofree double *f = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *predicted = json_object_get_array_member (numbers, "val_pred");

  theta_algorithm1_gradient (&problem, self->a, self->t, self->v, delta, &iteration, &scratch,
                             &error);
  g_assert_no_error (error);
  theta_scratch_free (scratch, self->device);
  check_member (numbers, "Delta", delta);
  for (guint l = 0; l < 5; l++)
    {
      plain[l] = self->a[l] - eta * delta[l];
      scaled[l] = MAX (self->a[l] - eta * self->a[l] * delta[l], 0);
    }
  check_member (numbers, "a_after_one_step", plain);
  check_member (numbers, "a_after_one_step_author_code", scaled);
  theta_ridge_leave_one_out (&problem, self->a, problem.ridge, &loss, gradient, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (
      loss, json_object_get_double_member (numbers, "loo_mse_sum_over_classes_mean_over_n"), 1e-10);
  check_member (numbers, "loo_mse_grad_wrt_log_a", gradient);
  problem.train = self->t;
  problem.n_train = 7;
  f = theta_ridge_predict (&problem, self->a, problem.ridge, self->v, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    for (guint k = 0; k < target->outputs; k++)
      g_assert_cmpfloat_with_epsilon (
          f[i * target->outputs + k],
          json_array_get_double_element (array_at (predicted, i), k), 1e-10);
}

static void
test_reference (gconstpointer name)
{
  Reference self;

  if (!reference_init (&self))
    return;
  check_case (&self, json_object_get_object_member (
                         json_object_get_object_member (self.root, "cases"), name));
  reference_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/learn/reference/binary", "binary_pm1", test_reference);
  g_test_add_data_func ("/learn/reference/three-classes", "onehot3_minus_third", test_reference);
  return g_test_run ();
}
