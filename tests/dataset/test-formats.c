/* LIBSVM, NumPy, IDX, CIFAR-10 and folders of images: planted numbers come back. */
#include "dataset/npy.h"
#include "format-test.h"

static void
test_libsvm (void)
{
  static const char text[] = "# made by hand\n"
                             "+1 1:0.5 3:-2e1 # a comment\r\n"
                             "\n"
                             "-1 2:7\n"
                             "-1\n"
                             "+1 \t 1:1   3:.25 \n";
  static const double expected[] = { 0.5, 0, -20, 0, 7, 0, 0, 0, 0, 1, 0, 0.25 };
  static const char *const names[] = { "a.libsvm", "a.svm", "a.t", "a" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = load_text (names[k], text, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, 4);
      g_assert_cmpuint (data->x->cols, ==, 3);
      g_assert_cmpmem (data->x->data, sizeof expected, expected, sizeof expected);
      g_assert_cmpstr (data->classes[0], ==, "-1");
      g_assert_cmpstr (data->classes[1], ==, "1");
      g_assert_cmpint (data->labels[0], ==, 1);
      g_assert_cmpint (data->labels[2], ==, 0);
      g_assert_cmpstr (data->columns[2], ==, "feature 3");
      g_assert_cmpuint (data->rows[3], ==, 4);
    }
}

static void
test_libsvm_options (void)
{
  static const char text[] = "3 1:1\n1 1:2\n2 1:3\n1 1:4\n3 1:5\n2.0 1:6\n";
  ThetaDatasetOptions options = { .classes = "3;1", .limit = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) some = load_text ("a.libsvm", text, &options, &error), none = NULL;
  g_autoptr (ThetaDataset) all = load_text ("a.libsvm", text, NULL, NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (all->n_classes, ==, 3);
  g_assert_cmpuint (some->x->rows, ==, 2);
  g_assert_cmpstr (some->classes[0], ==, "3");
  g_assert_cmpuint (some->rows[1], ==, 2);
  g_assert_cmpfloat (some->x->data[1], ==, 2);
  g_assert_cmpuint (some->rows_dropped, ==, 2);
  options = (ThetaDatasetOptions){ .label = "none" };
  none = load_text ("a.libsvm", "0.1 1:1\n0.2 1:2\n0.3 1:3\n", &options, &error);
  g_assert_no_error (error);
  g_assert_null (none->labels);
  g_assert_cmpuint (none->x->rows, ==, 3);
}

/* Training and test files rarely name the same last index. */
/* Lines that begin and end anywhere in what is read at once, one longer than that, and a
 * last one without an end. */
static void
test_libsvm_long (void)
{
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf# a comment\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = NULL;

  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (text, "%u 1:%u %u:0.5%s\n", i % 2, i, 2 + i % 7,
                            i % 3 == 0 ? " # a comment that makes the text longer than what is read "
                                         "at once, and more"
                            : i % 5 == 0 ? "\r" : "");
  g_string_append (text, "1");
  for (guint k = 1; k <= 8000; k++)
    g_string_append_printf (text, " %u:%u", k, k);
  data = load_text ("long.libsvm", text->str, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 1501);
  g_assert_cmpuint (data->x->cols, ==, 8000);
  for (guint i = 0; i < 1500; i++)
    {
      const double *row = theta_matrix_row (data->x, i);

      g_assert_cmpfloat (row[0], ==, i);
      g_assert_cmpfloat (row[1 + i % 7], ==, 0.5);
      g_assert_cmpint (data->labels[i], ==, i % 2);
    }
  for (guint k = 0; k < 8000; k++)
    g_assert_cmpfloat (theta_matrix_row (data->x, 1500)[k], ==, k + 1);
}

static void
test_libsvm_widths (void)
{
  static const double expected[] = { 1, 0, 0, 2, 0, 0, 0, 0, 3, 4, 0, 0 };
  g_autoptr (ThetaDataset) narrow = load_text ("a.libsvm", "1 1:1\n2 1:2\n", NULL, NULL);
  g_autoptr (ThetaDataset) wide = load_text ("b.libsvm", "1 3:3\n2 1:4\n", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) both = theta_dataset_concatenate (narrow, wide, &error);
  g_autoptr (ThetaDataset) turned = theta_dataset_concatenate (wide, narrow, NULL);
  g_autoptr (ThetaDataset) table = load_text ("c.csv", "a,b,label\n1,2,1\n3,4,2\n", NULL, NULL);

  g_assert_no_error (error);
  g_assert_cmpmem (both->x->data, sizeof expected, expected, sizeof expected);
  g_assert_cmpstr (both->columns[2], ==, "feature 3");
  g_assert_null (both->columns[3]);
  g_assert_cmpuint (turned->x->cols, ==, 3);
  g_assert_cmpfloat (theta_matrix_row (turned->x, 3)[0], ==, 2);
  g_assert_null (theta_dataset_concatenate (narrow, table, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
}

/* 5, 6, 7 … in every type and both orders; signed types hold −5 first. */
static void
test_npy_types (void)
{
  static const char *const types[] = { "<f4", ">f4", "<f8", ">f8", "|i1", "|u1", "<i2", ">i2",
                                       "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8",
                                       "<u8", ">u8" };
  g_autofree char *folder = folder_new ();

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint fortran = 0; fortran < 2; fortran++)
      {
        guint size = (guint) (types[t][2] - '0');
        gboolean is_signed = types[t][1] != 'u';
        guchar numbers[12 * 8];
        g_autoptr (GByteArray) file = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (ThetaDataset) data = NULL;

        for (guint k = 0; k < 12; k++)
          {
            int value = k == 0 && is_signed ? -5 : (int) k + 5;
            gint64 bits = value;
            double wide = value;
            float narrow = (float) value;

            if (types[t][1] == 'f' && size == 8)
              memcpy (&bits, &wide, 8);
            else if (types[t][1] == 'f')
              {
                gint32 half;

                memcpy (&half, &narrow, 4);
                bits = half;
              }
            for (guint b = 0; b < size; b++)
              numbers[k * size + b]
                  = (guchar) ((guint64) bits >> 8 * (types[t][0] == '>' ? size - 1 - b : b));
          }
        file = npy_new (types[t], fortran, "(3, 2, 2)", numbers, 12 * size);
        folder_put_bytes (folder, "a.npy", file);
        data = folder_load (folder, "a.npy", NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (data->image_width, ==, 2);
        g_assert_cmpuint (data->image_channels, ==, 1);
        for (guint i = 0; i < 3; i++)
          for (guint j = 0; j < 4; j++)
            {
              guint k = fortran ? i + 3 * (j / 2 + 2 * (j % 2)) : 4 * i + j;

              g_assert_cmpfloat (theta_matrix_row (data->x, i)[j], ==,
                                 k == 0 && is_signed ? -5.0 : k + 5.0);
            }
        g_assert_null (data->labels);
      }
  folder_remove (folder);
}

static void
test_npy_shapes (void)
{
  g_autofree char *folder = folder_new ();
  guchar numbers[24] = { 0, 2 };
  g_autoptr (GByteArray) color = npy_new ("|b1", FALSE, "(2, 1, 4, 3)", numbers, 24);
  g_autoptr (GByteArray) deep = npy_new ("|u1", FALSE, "(2,1,2,6)", numbers, 24);
  g_autoptr (GByteArray) flat = npy_new ("|u1", TRUE, "(2L, 12L)", numbers, 24);
  g_autoptr (ThetaDataset) a = NULL, b = NULL, c = NULL;

  folder_put_bytes (folder, "color", color);
  folder_put_bytes (folder, "deep.npy", deep);
  folder_put_bytes (folder, "flat.npy", flat);
  a = folder_load (folder, "color", NULL, NULL);
  g_assert_cmpuint (a->image_height, ==, 1);
  g_assert_cmpuint (a->image_width, ==, 4);
  g_assert_cmpuint (a->image_channels, ==, 3);
  g_assert_cmpfloat (a->x->data[1], ==, 1); /* truth, whatever the byte */
  g_assert_cmpstr (a->columns[4], ==, "green 1,2");
  b = folder_load (folder, "deep.npy", NULL, NULL);
  g_assert_cmpuint (b->x->cols, ==, 12);
  g_assert_cmpuint (b->image_width, ==, 0);
  c = folder_load (folder, "flat.npy", NULL, NULL);
  g_assert_cmpfloat (c->x->data[12], ==, 2);
  folder_remove (folder);
}

/* Labels are found by the rule of names, and by no other. */
static void
test_npy_labels (void)
{
  static const struct
  {
    const char *features, *labels;
    gboolean found;
  } cases[] = { { "X.npy", "y.npy", TRUE },           { "x_train.npy", "y_train.npy", TRUE },
                { "test_X.npy", "test_y.npy", TRUE }, { "a.npy", "a_labels.npy", TRUE },
                { "max.npy", "may.npy", FALSE },      { "xor.npy", "yor.npy", FALSE },
                { "a.npy", "y.npy", FALSE } };
  const guchar numbers[] = { 1, 2, 3, 4, 5, 6 }, labels[] = { 9, 7, 9 };
  g_autoptr (GByteArray) x = npy_new ("|u1", FALSE, "(3, 2)", numbers, 6);
  g_autoptr (GByteArray) y = npy_new ("|i1", FALSE, "(3,)", labels, 3);

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *folder = folder_new ();
      const ThetaDatasetOptions none = { .label = "none" };
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = NULL, without = NULL;

      folder_put_bytes (folder, cases[k].features, x);
      folder_put_bytes (folder, cases[k].labels, y);
      data = folder_load (folder, cases[k].features, NULL, &error);
      g_assert_no_error (error);
      g_assert_true ((data->labels != NULL) == cases[k].found);
      g_assert_nonnull (data->label_why);
      if (cases[k].found)
        {
          g_assert_cmpstr (data->classes[0], ==, "7");
          g_assert_cmpint (data->labels[2], ==, 1);
        }
      without = folder_load (folder, cases[k].features, &none, &error);
      g_assert_no_error (error);
      g_assert_null (without->labels);
      g_assert_null (without->label_why);
      folder_remove (folder);
    }
}

static void
test_npz (void)
{
  static const char *const names[][2] = { { "y.npy", "X.npy" },
                                          { "target.npy", "features.npy" },
                                          { "labels.npy", "data.npy" } };
  const guchar numbers[] = { 1, 2, 3, 4, 5, 6 }, labels[] = { 9, 7, 9 };
  g_autoptr (GByteArray) x = npy_new ("|u1", FALSE, "(3, 2)", numbers, 6);
  g_autoptr (GByteArray) y = npy_new ("|i1", FALSE, "(3, 1)", labels, 3);
  g_autofree char *folder = folder_new ();
  static const char *const lone[] = { "arr_0.npy" };
  g_autoptr (ThetaDataset) single = NULL;

  for (guint k = 0; k < 6; k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = NULL;

      zip_write (folder, "a.npz", k % 2 == 0, 2, names[k / 2], (GByteArray *[]){ y, x });
      data = folder_load (folder, "a.npz", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, 3);
      g_assert_cmpfloat (data->x->data[5], ==, 6);
      g_assert_cmpint (data->labels[1], ==, 0);
      g_assert_cmpstr (data->name, ==, "a");
    }
  zip_write (folder, "a.npz", TRUE, 1, lone, &x);
  single = folder_load (folder, "a.npz", NULL, NULL);
  g_assert_cmpuint (single->x->cols, ==, 2);
  g_assert_null (single->labels);
  folder_remove (folder);
}

static void
test_missing (void)
{
  const double numbers[] = { 1, NAN, 2, 3, 4, 5, 6, 7 };
  const guchar labels[] = { 0, 0, 1, 1 };
  g_autoptr (GByteArray) x = npy_new ("<f8", FALSE, "(4, 2)", numbers, sizeof numbers);
  g_autoptr (GByteArray) y = npy_new ("|u1", FALSE, "(4,)", labels, 4);
  g_autofree char *folder = folder_new ();
  ThetaDatasetOptions options = { .missing = THETA_MISSING_MEAN };
  g_autoptr (ThetaDataset) mean = NULL, dropped = NULL;
  g_autoptr (GError) error = NULL;

  folder_put_bytes (folder, "X.npy", x);
  folder_put_bytes (folder, "y.npy", y);
  mean = folder_load (folder, "X.npy", &options, NULL);
  g_assert_true (isnan (mean->x->data[1]));
  g_assert_cmpuint (mean->values_missing, ==, 1);
  /* A row that is dropped is not the first of its class. */
  options = (ThetaDatasetOptions){ .missing = THETA_MISSING_DROP_ROW, .limit = 1 };
  dropped = folder_load (folder, "X.npy", &options, NULL);
  g_assert_cmpuint (dropped->x->rows, ==, 2);
  g_assert_cmpuint (dropped->rows[0], ==, 2);
  g_assert_cmpuint (dropped->rows[1], ==, 3);
  g_assert_cmpfloat (dropped->x->data[3], ==, 5);
  g_assert_cmpuint (dropped->rows_dropped, ==, 1);
  g_assert_null (folder_load (folder, "X.npy", NULL, &error));
  g_assert_nonnull (strstr (error->message, "the value in row 1, “column 2” is missing"));
  folder_remove (folder);
}

static gboolean
count_up (gsize row, gsize count, double *values, gpointer user_data, GError **error)
{
  for (gsize k = 0; k < count; k++)
    values[k] = (double) (row * count + k) / 7;
  return TRUE;
}

static void
test_npy_round_trip (void)
{
  const gsize shape[] = { 300, 700 };
  g_autofree char *folder = folder_new (), *path = g_build_filename (folder, "a.npy", NULL);
  g_autoptr (ThetaDataset) data = NULL;

  g_assert_true (theta_npy_write (path, shape, 2, count_up, NULL, NULL));
  data = folder_load (folder, "a.npy", NULL, NULL);
  g_assert_cmpuint (data->x->rows, ==, 300);
  for (gsize k = 0; k < 300 * 700; k++)
    g_assert_cmpfloat (data->x->data[k], ==, (double) k / 7);
  folder_remove (folder);
}

static void
test_idx (void)
{
  const guchar sizes[] = { 4, 2, 3 }, labels[] = { 7, 2, 7, 2 };
  guchar pixels[24];
  g_autoptr (GByteArray) images = NULL, packed = NULL, packed_labels = NULL;
  g_autoptr (GByteArray) named = idx_new (1, sizes, labels, 4);
  g_autofree char *folder = folder_new ();

  for (guint k = 0; k < 24; k++)
    pixels[k] = (guchar) (200 + k);
  images = idx_new (3, sizes, pixels, 24);
  packed = gzip_new (images);
  packed_labels = gzip_new (named);
  folder_put_bytes (folder, "train-images-idx3-ubyte", images);
  folder_put_bytes (folder, "train-labels-idx1-ubyte", named);
  folder_put_bytes (folder, "t10k-images-idx3-ubyte.gz", packed);
  folder_put_bytes (folder, "t10k-labels-idx1-ubyte.gz", packed_labels);
  folder_put_bytes (folder, "alone", images);
  for (guint k = 0; k < 3; k++)
    {
      static const char *const names[]
          = { "train-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz", "alone" };
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = folder_load (folder, names[k], NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, 4);
      g_assert_cmpuint (data->image_height, ==, 2);
      g_assert_cmpuint (data->image_width, ==, 3);
      g_assert_cmpuint (data->image_channels, ==, 1);
      for (guint p = 0; p < 24; p++)
        g_assert_cmpfloat (data->x->data[p], ==, 200 + p);
      g_assert_true ((data->labels == NULL) == (k == 2));
      if (k < 2)
        g_assert_cmpstr (data->classes[data->labels[0]], ==, "7");
    }
  folder_remove (folder);
}

static void
test_cifar (void)
{
  g_autoptr (GByteArray) one = cifar_new (4, 4), two = cifar_new (2, 2);
  static const char meta[] = "plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
  const ThetaDatasetOptions first = { .limit = 1 };
  g_autofree char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) file = NULL, all = NULL, few = NULL, test = NULL;

  folder_put_bytes (folder, "test_batch.bin", two);
  test = folder_load (folder, ".", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (test->x->rows, ==, 2);
  g_assert_cmpstr (test->classes[1], ==, "1");
  folder_put_bytes (folder, "data_batch_1.bin", one);
  folder_put_bytes (folder, "data_batch_2.bin", two);
  folder_put (folder, "batches.meta.txt", meta, strlen (meta));
  file = folder_load (folder, "data_batch_1.bin", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (file->x->cols, ==, 3072);
  g_assert_cmpuint (file->image_channels, ==, 3);
  g_assert_cmpuint (file->image_width, ==, 32);
  for (guint p = 0; p < 1024; p++)
    for (guint c = 0; c < 3; c++)
      g_assert_cmpfloat (theta_matrix_row (file->x, 2)[3 * p + c], ==, 2 + 10 * c + p % 7);
  all = folder_load (folder, ".", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->x->rows, ==, 6);
  g_assert_cmpuint (all->n_classes, ==, 4); /* classes without a row are left out */
  g_assert_cmpstr (all->classes[2], ==, "bird");
  g_assert_cmpfloat (theta_matrix_row (all->x, 5)[0], ==, 1);
  few = folder_load (folder, ".", &first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (few->x->rows, ==, 4);
  folder_remove (folder);
}

static void
test_cifar_shared (void)
{
  const char *shared = g_getenv ("THETASCOPE_SHARED");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "data/cifar10", NULL) : NULL;
  const ThetaDatasetOptions first = { .limit = 5 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = NULL;
  double sum = 0;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("THETASCOPE_SHARED has no data/cifar10");
      return;
    }
  data = theta_dataset_load (path, NULL, &first, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 5 * data->n_classes);
  for (gsize k = 0; k < data->x->rows * data->x->cols; k++)
    {
      g_assert_true (data->x->data[k] >= 0 && data->x->data[k] <= 255);
      sum += data->x->data[k];
    }
  /* Photographs are neither black nor white. */
  g_assert_cmpfloat (sum / (double) (data->x->rows * data->x->cols), >, 60);
  g_assert_cmpfloat (sum / (double) (data->x->rows * data->x->cols), <, 190);
}

static void
test_images (void)
{
  g_autofree char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) grey = NULL, color = NULL;

  image_write (folder, "b", "1.png", 3, 2, 0x404040ff);
  image_write (folder, "b", "2.png", 6, 4, 0x808080ff);
  image_write (folder, "a", "1.png", 4, 2, 0x202020ff);
  image_write (folder, "Z", "1.png", 4, 2, 0x00000000); /* transparent: white */
  grey = folder_load (folder, ".", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (grey->x->rows, ==, 4);
  g_assert_cmpuint (grey->x->cols, ==, 8);
  g_assert_cmpuint (grey->image_width, ==, 4);
  g_assert_cmpuint (grey->image_channels, ==, 1);
  g_assert_cmpstr (grey->classes[0], ==, "Z"); /* bytes, not letters */
  g_assert_cmpstr (grey->classes[1], ==, "a");
  g_assert_cmpfloat (grey->x->data[0], ==, 255);
  g_assert_cmpfloat (theta_matrix_row (grey->x, 1)[7], ==, 0x20);
  g_assert_cmpfloat (theta_matrix_row (grey->x, 3)[0], ==, 0x80);
  g_assert_cmpint (grey->labels[3], ==, 2);
  g_assert_cmpstr (((ThetaFinding *) grey->findings->pdata[0])->title, ==,
                   "2 images were scaled");
  image_write (folder, "a", "2.png", 4, 2, 0x0a141eff);
  color = folder_load (folder, ".", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (color->x->cols, ==, 24);
  g_assert_cmpuint (color->image_channels, ==, 3);
  g_assert_cmpfloat (theta_matrix_row (color->x, 2)[3], ==, 10);
  g_assert_cmpfloat (theta_matrix_row (color->x, 2)[5], ==, 30);
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/formats/libsvm", test_libsvm);
  g_test_add_func ("/dataset/formats/libsvm-options", test_libsvm_options);
  g_test_add_func ("/dataset/formats/libsvm-long", test_libsvm_long);
  g_test_add_func ("/dataset/formats/libsvm-widths", test_libsvm_widths);
  g_test_add_func ("/dataset/formats/npy-types", test_npy_types);
  g_test_add_func ("/dataset/formats/npy-shapes", test_npy_shapes);
  g_test_add_func ("/dataset/formats/npy-labels", test_npy_labels);
  g_test_add_func ("/dataset/formats/npz", test_npz);
  g_test_add_func ("/dataset/formats/missing", test_missing);
  g_test_add_func ("/dataset/formats/npy-round-trip", test_npy_round_trip);
  g_test_add_func ("/dataset/formats/idx", test_idx);
  g_test_add_func ("/dataset/formats/cifar", test_cifar);
  g_test_add_func ("/dataset/formats/cifar-shared", test_cifar_shared);
  g_test_add_func ("/dataset/formats/images", test_images);
  return g_test_run ();
}
