/* Splits, standardising, generators and the UCI collection. */
#include "dataset-test.h"

static guint
count_test (const ThetaFold *fold, const ThetaDataset *data, int c)
{
  guint count = 0;

  for (guint i = 0; i < fold->n; i++)
    count += fold->test[i] && data->labels[i] == c;
  return count;
}

/* Every row tests once a repeat, never trains then; classes are spread evenly. */
static void
test_kfold (void)
{
  g_autoptr (ThetaDataset) data = counted (3, 17);
  g_autoptr (GPtrArray) folds = theta_folds_kfold (data, 5, 2, 7, NULL);
  g_autoptr (GPtrArray) again = theta_folds_kfold (data, 5, 2, 7, NULL);
  g_autoptr (GPtrArray) other = theta_folds_kfold (data, 5, 2, 8, NULL);
  guint tested[51] = { 0 }, same = 0;

  g_assert_cmpuint (folds->len, ==, 10);
  for (guint f = 0; f < 10; f++)
    {
      const ThetaFold *fold = folds->pdata[f];

      g_assert_cmpuint (fold->n_train + fold->n_test, ==, 51);
      g_assert_cmpuint (fold->n_test, >=, 10);
      g_assert_cmpuint (fold->n_test, <=, 11);
      for (int c = 0; c < 3; c++)
        {
          g_assert_cmpuint (count_test (fold, data, c), >=, 3);
          g_assert_cmpuint (count_test (fold, data, c), <=, 4);
        }
      for (guint i = 0; i < 51; i++)
        {
          g_assert_cmpuint (fold->train[i] + fold->test[i], ==, 1);
          tested[i] += fold->test[i];
        }
      g_assert_cmpmem (fold->test, 51, ((ThetaFold *) again->pdata[f])->test, 51);
      same += memcmp (fold->test, ((ThetaFold *) other->pdata[f])->test, 51) == 0;
    }
  for (guint i = 0; i < 51; i++)
    g_assert_cmpuint (tested[i], ==, 2);
  g_assert_cmpuint (same, <, 2);
  g_assert_cmpint (memcmp (((ThetaFold *) folds->pdata[0])->test,
                           ((ThetaFold *) folds->pdata[5])->test, 51), !=, 0);
}

static void
test_holdout (void)
{
  g_autoptr (ThetaDataset) data = counted (2, 20);
  g_autoptr (GPtrArray) folds = theta_folds_holdout (data, 0.25, 3, NULL);
  const ThetaFold *fold = folds->pdata[0];

  g_assert_cmpuint (folds->len, ==, 1);
  g_assert_cmpuint (count_test (fold, data, 0), ==, 5);
  g_assert_cmpuint (count_test (fold, data, 1), ==, 5);
  g_assert_cmpuint (fold->n_train, ==, 30);
}

static void
test_impossible (void)
{
  g_autoptr (ThetaDataset) data = counted (2, 3), few = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_folds_kfold (data, 7, 1, 1, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
  g_clear_error (&error);
  few = load_text ("few.csv", "x,class\n1,a\n2,b\n", NULL, NULL);
  g_assert_null (theta_folds_kfold (few, 2, 1, 1, &error));
  g_assert_nonnull (strstr (error->message, "fewer than two classes"));
}

static void
test_read (void)
{
  g_autoptr (ThetaDataset) data = counted (2, 3);
  static const struct
  {
    const char *text, *message;
  } bad[] = { { "0 1 2\n", "there are 1 lines of row numbers; expected pairs" },
              { "0 1 2\n3 9\n", ":2:3: “9” is not the number of a row that is still free" },
              { "0 1 2\n2 3\n", ":2:1: “2” is not the number of a row" },
              { "0 1 x\n3\n", ":1:5: “x” is not the number of a row" },
              { "0 2 4\n1\n", "training rows of fewer than two classes" } };
  Written good = write_file ("folds.dat", "0 1 2\n3 4 5\n\n 3 4 5 \n0 1 2\n", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folds = theta_folds_read (good.path, data, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (folds->len, ==, 2);
  g_assert_cmpuint (((ThetaFold *) folds->pdata[1])->train[5], ==, 1);
  written_clear (&good);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      Written file = write_file ("folds.dat", bad[k].text, -1);

      g_assert_null (theta_folds_read (file.path, data, &error));
      g_assert_nonnull (strstr (error->message, bad[k].message));
      g_clear_error (&error);
      written_clear (&file);
    }
}

/* Mean and deviation are the training rows'; a constant column becomes zero. */
static void
test_standardize (void)
{
  g_autoptr (ThetaMatrix) x = theta_matrix_new (4, 2, NULL), out = NULL;
  guint8 train[] = { 1, 1, 1, 0 };
  static const double values[] = { 1, 5, 2, 5, 3, 5, 100, 9 };

  memcpy (x->data, values, sizeof values);
  out = theta_standardize (x, train, NULL);
  g_assert_cmpfloat_with_epsilon (out->data[0], -1 / sqrt (2.0 / 3), 1e-14);
  g_assert_cmpfloat_with_epsilon (out->data[2], 0, 1e-14);
  g_assert_cmpfloat_with_epsilon (out->data[6], 98 / sqrt (2.0 / 3), 1e-12);
  g_assert_cmpfloat (out->data[1], ==, 0);
  g_assert_cmpfloat (out->data[7], ==, 0);
}

static void
test_generators (void)
{
  for (const char *const *id = theta_dataset_generators (); *id != NULL; id++)
    {
      g_autofree char *source = g_strdup_printf ("generator:%s?n=100&seed=4", *id);
      g_autofree char *other_source = g_strdup_printf ("generator:%s?n=100&seed=5", *id);
      g_autoptr (ThetaDataset) one = theta_dataset_load (source, NULL, NULL, NULL, NULL);
      g_autoptr (ThetaDataset) two = theta_dataset_load (source, NULL, NULL, NULL, NULL);
      g_autoptr (ThetaDataset) other = theta_dataset_load (other_source, NULL, NULL, NULL, NULL);
      gsize bytes;

      g_assert_nonnull (one);
      bytes = one->x->rows * one->x->cols * sizeof (double);
      g_assert_cmpuint (one->x->rows, ==, 100);
      g_assert_cmpuint (theta_dataset_count_class (one, 0), >, 20);
      g_assert_cmpuint (theta_dataset_count_class (one, 1), >, 20);
      g_assert_cmpmem (one->x->data, bytes, two->x->data, bytes);
      g_assert_cmpint (memcmp (one->x->data, other->x->data, bytes), !=, 0);
    }
}

/* Without noise the geometry is exact. */
static void
test_circles (void)
{
  g_autoptr (ThetaDataset) data
      = theta_dataset_load ("generator:circles?n=50&noise=0", NULL, NULL, NULL, NULL);
  g_autoptr (ThetaDataset) xor = theta_dataset_load ("generator:xor?n=50&noise=0", NULL, NULL,
                                                     NULL, NULL);

  for (guint i = 0; i < 50; i++)
    {
      double radius = hypot (data->x->data[2 * i], data->x->data[2 * i + 1]);

      g_assert_cmpfloat_with_epsilon (radius, data->labels[i] == 0 ? 1 : 0.5, 1e-12);
      g_assert_cmpint (xor->x->data[2 * i] * xor->x->data[2 * i + 1] < 0, ==, xor->labels[i]);
    }
}

static void
test_uci (void)
{
  static const struct
  {
    const char *id;
    guint rows, columns, classes;
  } sets[] = { { "breast-tissue", 106, 9, 6 },      { "echocardiogram", 131, 10, 2 },
               { "planning", 182, 12, 2 },          { "breast-cancer-wisc-prog", 198, 33, 2 },
               { "heart-hungarian", 294, 12, 2 },   { "haberman-survival", 306, 3, 2 },
               { "primary-tumor", 330, 17, 15 },    { "ilpd-indian-liver", 583, 9, 2 },
               { "credit-approval", 690, 15, 2 },   { "contrac", 1473, 9, 3 } };
  const char *shared = g_getenv ("THETASCOPE_SHARED");

  if (shared == NULL)
    {
      g_test_skip ("THETASCOPE_SHARED is not set: no UCI collection here");
      return;
    }
  for (guint k = 0; k < G_N_ELEMENTS (sets); k++)
    {
      g_autofree char *folder = g_build_filename (shared, "data", "uci", sets[k].id, NULL);
      g_autofree char *text = g_strconcat (folder, "/", sets[k].id, ".txt", NULL);
      g_autofree char *arff = g_strconcat (folder, "/", sets[k].id, ".arff", NULL);
      g_autofree char *folds_path = g_build_filename (folder, "conxuntos_kfold.dat", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = theta_dataset_load (folder, NULL, NULL, NULL, &error);
      g_autoptr (ThetaDataset) described = theta_dataset_load (text, NULL, NULL, NULL, NULL);
      g_autoptr (ThetaDataset) weka = theta_dataset_load (arff, NULL, NULL, NULL, NULL);
      g_autoptr (GPtrArray) folds = NULL;
      gsize bytes = sets[k].rows * sets[k].columns * sizeof (double);

      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, sets[k].rows);
      g_assert_cmpuint (data->x->cols, ==, sets[k].columns);
      g_assert_cmpuint (data->n_classes, ==, sets[k].classes);
      g_assert_cmpmem (data->x->data, bytes, described->x->data, bytes);
      g_assert_cmpuint (weka->x->rows, ==, sets[k].rows);
      g_assert_cmpuint (weka->n_classes, ==, sets[k].classes);
      folds = theta_folds_read (folds_path, data, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (folds->len, ==, 4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/kfold", test_kfold);
  g_test_add_func ("/dataset/holdout", test_holdout);
  g_test_add_func ("/dataset/impossible", test_impossible);
  g_test_add_func ("/dataset/read-folds", test_read);
  g_test_add_func ("/dataset/standardize", test_standardize);
  g_test_add_func ("/dataset/generators", test_generators);
  g_test_add_func ("/dataset/circles", test_circles);
  g_test_add_func ("/dataset/uci", test_uci);
  return g_test_run ();
}
