/* How text tables are read by choice: comments, marks, roles of columns, mending. */
#include "dataset-test.h"

#include "base/random.h"
#include "dataset/components.h"
#include "dataset/import.h"

static void
test_names (void)
{
  const char *const names[] = { "a", "b;c", "d\\e", "two\nlines", NULL };
  g_autofree char *text = theta_names_join (names);
  g_auto (GStrv) back = theta_names_split (text), loose = theta_names_split (" a ; ;b");

  g_assert_null (strchr (text, '\n'));
  g_assert_cmpuint (g_strv_length (back), ==, 4);
  for (guint k = 0; k < 4; k++)
    g_assert_cmpstr (back[k], ==, names[k]);
  g_assert_cmpuint (g_strv_length (loose), ==, 2);
  g_assert_cmpstr (loose[1], ==, "b");
  g_assert_true (theta_names_contain (text, "b;c"));
  g_assert_false (theta_names_contain (text, "b"));
  g_strfreev (back);
  back = theta_names_split (NULL);
  g_assert_null (back[0]);
}

static void
test_comments (void)
{
  static const char text[] = "# made by hand, \"so\nx,y,class\n# more, and, more, commas\n1,2,a\n3,4,b\n#5,6,a\n7,8,a\n";
  ThetaDatasetOptions options = { .comment = "#" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = load_text ("c.csv", text, &options, &error), bad = NULL;
  Written file;

  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 3);
  g_assert_cmpuint (data->x->cols, ==, 2);
  g_assert_cmpstr (data->columns[1], ==, "y");
  g_assert_cmpfloat (data->x->data[5], ==, 8);
  bad = load_text ("c.csv", text, NULL, &error);
  g_assert_null (bad);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
  g_clear_error (&error);
  /* Lines that are left out are counted. */
  file = write_file ("c.csv", "x,class\n%\n1,a\noh,b\n", -1);
  options.comment = "%";
  bad = theta_dataset_load (file.path, NULL, &options, NULL, &error);
  g_assert_null (bad);
  g_assert_nonnull (strstr (error->message, "c.csv:4:1: “oh”"));
  written_clear (&file);
}

static void
test_marks (void)
{
  static const char text[] = "x,y,class\n1,-999,a\n-,4,b\n5,-999.0,b\n7,?,a\n";
  ThetaDatasetOptions options = { .marks = "-;-999", .missing = THETA_MISSING_MEAN };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = load_text ("m.csv", text, &options, &error), bad = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (data->values_missing, ==, 4);
  g_assert_true (isnan (data->x->data[1]) && isnan (data->x->data[2]) && isnan (data->x->data[5])
                 && isnan (data->x->data[7]));
  g_assert_cmpfloat (data->x->data[3], ==, 4);
  options.marks = NULL;
  bad = load_text ("m.csv", text, &options, &error);
  g_assert_null (bad);
  g_assert_nonnull (strstr (error->message, "m.csv:3:1: “-” in the column “x” is not a number"));
}

/* Columns of texts are no trouble where they are left out; the label is found beside them. */
static void
test_ignore (void)
{
  static const char text[] = "who,x,y,kind,note\nAnn,1,2,a,hm\nBob,3,4,b,\nEve,5,6,a,so\n";
  ThetaDatasetOptions options = { .ignore = "who;note;y" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = load_text ("i.csv", text, &options, &error), last = NULL;
  g_autoptr (ThetaDataset) none = NULL, label = NULL, all = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (data->label, ==, "kind");
  g_assert_cmpuint (data->x->cols, ==, 1);
  g_assert_cmpstr (data->columns[0], ==, "x");
  g_assert_cmpfloat (data->x->data[2], ==, 5);
  g_assert_cmpuint (g_strv_length (data->ignored), ==, 3);
  options.label = "last";
  last = load_text ("i.csv", text, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (last->label, ==, "kind");
  options.ignore = "why";
  none = load_text ("i.csv", text, &options, &error);
  g_assert_nonnull (strstr (error->message, "there is no column “why” to leave out"));
  g_clear_error (&error);
  options = (ThetaDatasetOptions) { .ignore = "kind", .label = "kind" };
  label = load_text ("i.csv", text, &options, &error);
  g_assert_nonnull (strstr (error->message, "is the label and is left out"));
  g_clear_error (&error);
  options = (ThetaDatasetOptions) { .ignore = "who;x;y;note" };
  all = load_text ("i.csv", text, &options, &error);
  g_assert_nonnull (strstr (error->message, "there is no column of numbers beside the label"));
}

/* The same for data that are no table. */
static void
test_ignore_made (void)
{
  ThetaDatasetOptions options = { .ignore = "x2" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) whole
      = theta_dataset_load ("generator:linear?n=20&d=3", NULL, NULL, NULL, &error);
  g_autoptr (ThetaDataset) part
      = theta_dataset_load ("generator:linear?n=20&d=3", NULL, &options, NULL, &error);
  g_autoptr (ThetaDataset) bad = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (part->x->cols, ==, 2);
  g_assert_cmpstr (part->columns[1], ==, "x3");
  g_assert_null (part->columns[2]);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpfloat (part->x->data[2 * i], ==, whole->x->data[3 * i]);
      g_assert_cmpfloat (part->x->data[2 * i + 1], ==, whole->x->data[3 * i + 2]);
    }
  options.ignore = "x1;x2;x3";
  bad = theta_dataset_load ("generator:linear?n=20&d=3", NULL, &options, NULL, &error);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
}

/* Copies go, contradictions stay. */
static void
test_copies (void)
{
  static const char text[] = "x,y,class\n1,2,a\n3,4,b\n1,2,a\n1,2,b\n0,5,a\n-0,5,a\n1,2,b\n";
  ThetaDatasetOptions options = { .drop_copies = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = load_text ("d.csv", text, &options, &error);
  static const guint kept[] = { 1, 2, 4, 5 };

  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 4);
  g_assert_cmpuint (data->copies_dropped, ==, 3);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (data->rows[i], ==, kept[i]);
  g_assert_cmpint (data->labels[2], ==, 1);
  g_assert_cmpfloat (data->x->data[7], ==, 5);
}

static ThetaImport *
try_text (const char *text, const ThetaReading *reading, ThetaReading **mended, char **what)
{
  Written file = write_file ("t.csv", text, -1);
  g_autoptr (GError) error = NULL;
  ThetaImport *import = theta_import_new (file.path, reading, 4, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (theta_import_can (file.path, NULL));
  *mended = theta_import_mend (file.path, reading, what, NULL);
  written_clear (&file);
  return import;
}

static void
test_preview (void)
{
  g_autoptr (ThetaReading) reading = theta_reading_new (NULL), mended = NULL;
  g_autofree char *what = NULL;
  g_autoptr (ThetaImport) import
      = try_text ("x;y;class\n1;2;a\n3;;b\n5;six;a\n7;8;b\n9;10;a\n", reading, &mended, &what);
  static const guint8 kinds[] = { THETA_CELL_NUMBER, THETA_CELL_NUMBER, THETA_CELL_CLASS,
                                  THETA_CELL_NUMBER, THETA_CELL_MISSING, THETA_CELL_CLASS,
                                  THETA_CELL_NUMBER, THETA_CELL_TEXT, THETA_CELL_CLASS };

  g_assert_cmpstr (import->separator, ==, ";");
  g_assert_true (import->header);
  g_assert_cmpuint (import->rows, ==, 4);
  g_assert_cmpuint (import->all_rows, ==, 5);
  g_assert_cmpint (import->label, ==, 2);
  g_assert_cmpstr (import->names[1], ==, "y");
  g_assert_cmpstr (import->cells[7], ==, "six");
  g_assert_cmpmem (import->kinds, sizeof kinds, kinds, sizeof kinds);
  g_assert_cmpuint (import->line, ==, 3);
  g_assert_true (g_str_has_prefix (import->problem, "Line 3, character 3: the value of “y” is missing"));
  g_assert_nonnull (mended);
  g_assert_cmpstr (mended->marks, ==, "six");
  g_assert_cmpint (mended->missing, ==, THETA_MISSING_MEAN);
  g_assert_cmpstr (what, ==, "“six” means a missing value; missing values become their column's mean.");
}

/* Rows above a ragged one are shown all the same. */
static void
test_ragged (void)
{
  g_autoptr (ThetaReading) reading = theta_reading_new (NULL), mended = NULL;
  g_autofree char *what = NULL;
  g_autoptr (ThetaImport) import = try_text ("x,y,class\n1,2,a\n3,4,b\n5,6\n7,8,a\n", reading, &mended, &what);

  g_assert_cmpuint (import->rows, ==, 2);
  g_assert_cmpstr (import->cells[5], ==, "b");
  g_assert_true (g_str_has_prefix (import->problem, "Line 4: the row has 2 values; expected 3"));
  g_assert_null (mended);
  g_assert_null (what);
}

static void
test_doubts (void)
{
  static const struct
  {
    const char *text, *doubt;
  } cases[] = {
    { "x,y,class\n1,2,a\n3,4,b\n", NULL },
    { "x,y\n1,2.5\n3,4.5\n", "No column looks like a label" },
    { "x\n1\n3\n", "Every line is one value" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (ThetaReading) reading = theta_reading_new (NULL), mended = NULL;
      g_autofree char *what = NULL;
      g_autoptr (ThetaImport) import = try_text (cases[k].text, reading, &mended, &what);

      g_assert_null (import->problem);
      if (cases[k].doubt == NULL)
        g_assert_null (import->doubt);
      else
        g_assert_true (g_str_has_prefix (import->doubt, cases[k].doubt));
    }
}

/* A column of classes in the middle, under any name, becomes the label: the only one. */
static void
test_mend_label (void)
{
  const char *one = "height;kind;note;weight\n1;cat;long text;2.5\n?;dog;long text;5.1\n"
                    "3;cat;long text;6.2\n4;dog;long text;8.5\n";
  const char *two = "height;kind;farm;weight\n1;cat;a;2.5\n?;dog;a;5.1\n3;cat;b;6.2\n4;dog;b;8.5\n";

  for (guint k = 0; k < 2; k++)
    {
      g_autoptr (ThetaReading) reading = theta_reading_new (NULL), mended = NULL;
      g_autofree char *what = NULL;
      g_autoptr (ThetaImport) import = try_text (k == 0 ? one : two, reading, &mended, &what);

      g_assert_nonnull (import->problem);
      g_assert_nonnull (mended);
      g_assert_cmpstr (mended->label, ==, k == 0 ? "kind" : "auto");
      g_assert_cmpstr (mended->ignore, ==, k == 0 ? "note" : "kind;farm");
    }
}

/* What people send: each is mended and then holds the planted numbers. */
static void
test_mend (void)
{
  static const char *const texts[] = {
    "# from the lab; 2024\nid;x;y;class\ns1;1;2;a\ns2;3;?;b\n# pause\ns3;NA;6;a\ns4;7;-;b\n",
    "'id','x','y','class'\n's1','1','2','a, or so'\n's2','3','','b'\n's3','n/a','6','a, or so'\n's4','7','none','b'\n",
    "id|x|y|class\ns1|1|2|\"two\nlines\"\ns2|3|?|b\ns3|.|6|\"two\nlines\"\ns4|7|.|b\n",
    "%x;y;class\nx;y;class\n1;2;a\n3;oops;b\nNA;6;a\n7;;b\n",
  };

  for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
    {
      g_autoptr (ThetaReading) reading = theta_reading_new (NULL), mended = NULL;
      g_autofree char *what = NULL;
      g_autoptr (ThetaImport) import = try_text (texts[k], reading, &mended, &what);
      g_autoptr (ThetaDataset) data = NULL;
      g_autoptr (GError) error = NULL;
      ThetaDatasetOptions options;

      g_test_message ("text %u: %s; %s", k, import->problem, what);
      g_assert_nonnull (import->problem);
      g_assert_nonnull (mended);
      options = theta_reading_options (mended);
      data = load_text ("t.csv", texts[k], &options, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, 4);
      g_assert_cmpuint (data->x->cols, ==, 2);
      g_assert_cmpuint (data->n_classes, ==, 2);
      g_assert_cmpfloat (data->x->data[0], ==, 1);
      g_assert_cmpfloat (data->x->data[1], ==, 2);
      g_assert_true (isnan (data->x->data[3]) && isnan (data->x->data[4])
                     && isnan (data->x->data[7]));
    }
}

/* ---- principal components ---- */

/* Rows along two planted directions of a space of @d dimensions. */
static ThetaDataset *
planted (guint n, guint d, double first, double second, double noise)
{
  g_autofree char *source = g_strdup_printf ("generator:linear?n=%u&d=%u&noise=0", n, d);
  ThetaDataset *data = theta_dataset_load (source, NULL, NULL, NULL, NULL);
  ThetaRandom random;

  theta_random_init (&random, 7, THETA_STREAM_TEST, 0);
  for (guint i = 0; i < n; i++)
    {
      double a = first * theta_random_normal (&random), b = second * theta_random_normal (&random);

      for (guint k = 0; k < d; k++)
        theta_matrix_row (data->x, i)[k] = noise * theta_random_normal (&random) + 5;
      /* (3, 4, 0, …)/5 and (−4, 3, 0, …)/5 */
      theta_matrix_row (data->x, i)[0] += 0.6 * a - 0.8 * b;
      theta_matrix_row (data->x, i)[1] += 0.8 * a + 0.6 * b;
    }
  return data;
}

static void
test_components (void)
{
  static const guint columns[] = { 3, 30, 300 };

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      g_autoptr (ThetaDataset) data = planted (500, columns[c], 10, 4, 1e-3);
      g_autoptr (ThetaComponents) made = theta_components_new (data, FALSE, NULL, NULL);
      double mean[2] = { 0, 0 }, between = 0, power[2] = { 0, 0 };

      g_assert_cmpuint (made->n, ==, 500);
      g_assert_false (made->plain);
      for (guint i = 0; i < 500; i++)
        {
          mean[0] += theta_matrix_row (data->x, i)[0] / 500;
          mean[1] += theta_matrix_row (data->x, i)[1] / 500;
        }
      for (guint i = 0; i < 500; i++)
        {
          const double *row = theta_matrix_row (data->x, i);
          double u = row[0] - mean[0], v = row[1] - mean[1];

          between += made->x[i] * made->y[i];
          power[0] += made->x[i] * made->x[i];
          power[1] += made->y[i] * made->y[i];
          /* The plane is kept, if turned by the chance of the sample. */
          g_assert_cmpfloat_with_epsilon (hypot (made->x[i], made->y[i]), hypot (u, v), 0.1);
        }
      g_assert_cmpfloat (fabs (between), <, 1e-6 * sqrt (power[0] * power[1]));
      g_assert_cmpfloat_with_epsilon (sqrt (power[0] / 500), 10, 1);
      g_assert_cmpfloat_with_epsilon (sqrt (power[1] / 500), 4, 0.5);
      g_assert_cmpfloat_with_epsilon (made->share[0] + made->share[1], 1, 1e-3);
      g_assert_cmpfloat_with_epsilon (made->share[0] / made->share[1], power[0] / power[1], 1e-6);
    }
}

/* Equal variances along both directions: a block finds both. */
static void
test_components_equal (void)
{
  g_autoptr (ThetaDataset) data = planted (400, 200, 0, 0, 0.01);
  g_autoptr (ThetaComponents) made = NULL;

  for (guint i = 0; i < 400; i++)
    {
      theta_matrix_row (data->x, i)[10] += 8 * cos (2 * G_PI * i / 400);
      theta_matrix_row (data->x, i)[150] += 8 * sin (2 * G_PI * i / 400);
    }
  made = theta_components_new (data, FALSE, NULL, NULL);
  for (guint i = 0; i < 400; i++)
    g_assert_cmpfloat_with_epsilon (hypot (made->x[i], made->y[i]), 8, 0.2);
}

static void
test_components_edges (void)
{
  g_autoptr (ThetaDataset) plane = theta_dataset_load ("generator:moons?n=50", NULL, NULL, NULL, NULL);
  g_autoptr (ThetaDataset) line = theta_dataset_load ("generator:linear?n=50&d=1", NULL, NULL, NULL, NULL);
  g_autoptr (ThetaDataset) many = theta_dataset_load ("generator:linear?n=5001&d=3", NULL, NULL, NULL, NULL);
  g_autoptr (ThetaDataset) flat = theta_dataset_load ("generator:linear?n=50&d=5", NULL, NULL, NULL, NULL);
  g_autoptr (ThetaComponents) points = theta_components_new (plane, TRUE, NULL, NULL);
  g_autoptr (ThetaComponents) thin = theta_components_new (many, TRUE, NULL, NULL);
  g_autoptr (ThetaComponents) one = NULL, nothing = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (points->plain);
  g_assert_cmpfloat (points->x[7], ==, plane->x->data[14]);
  g_assert_cmpfloat (points->y[7], ==, plane->x->data[15]);
  g_assert_cmpuint (thin->n, ==, THETA_COMPONENTS_ROWS);
  g_assert_cmpuint (thin->rows[0], ==, 0);
  g_assert_cmpuint (thin->rows[THETA_COMPONENTS_ROWS - 1], <, 5001);
  one = theta_components_new (line, FALSE, NULL, NULL);
  g_assert_cmpfloat (one->y[3], ==, 0);
  g_assert_cmpfloat_with_epsilon (one->share[0], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (one->x[3] - one->x[4], line->x->data[3] - line->x->data[4], 1e-9);
  /* A missing value is no reason to lose a row; constant columns are none for a NaN. */
  line->x->data[3] = NAN;
  memset (flat->x->data, 0, 250 * sizeof (double));
  nothing = theta_components_new (flat, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (nothing->x[9], ==, 0);
  theta_components_free (g_steal_pointer (&one));
  one = theta_components_new (line, TRUE, NULL, NULL);
  g_assert_cmpfloat (one->x[3], ==, 0);
  g_cancellable_cancel (cancelled);
  g_assert_null (theta_components_new (many, TRUE, cancelled, &error));
  g_assert_true (theta_error_is_cancelled (error));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/names", test_names);
  g_test_add_func ("/import/comments", test_comments);
  g_test_add_func ("/import/marks", test_marks);
  g_test_add_func ("/import/ignore", test_ignore);
  g_test_add_func ("/import/ignore-made", test_ignore_made);
  g_test_add_func ("/import/copies", test_copies);
  g_test_add_func ("/import/preview", test_preview);
  g_test_add_func ("/import/ragged", test_ragged);
  g_test_add_func ("/import/doubts", test_doubts);
  g_test_add_func ("/import/mend", test_mend);
  g_test_add_func ("/import/mend-label", test_mend_label);
  g_test_add_func ("/components/planted", test_components);
  g_test_add_func ("/components/equal", test_components_equal);
  g_test_add_func ("/components/edges", test_components_edges);
  return g_test_run ();
}
