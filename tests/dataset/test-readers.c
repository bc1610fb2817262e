/* CSV and ARFF as people write them. */
#include <math.h>
#include "dataset-test.h"

/* The same table in many spellings. */
static void
test_spellings (void)
{
  static const char *const spellings[] = {
    "a,b,class\n1,2.5,x\n3,-4e1,y\n5,6,x\n",
    "a;b;class\r\n1;2.5;x\r\n3;-4e1;y\r\n5;6;x\r\n",
    "a\tb\tclass\n1\t2.5\tx\n3\t-4e1\ty\n5\t6\tx",
    "a|b|class\n1|2.5|x\n\n3|-4e1|y\n5|6|x\n",
    "a  b class\n  1 2.5  x\n3   -4e1 y\n5 6 x  \n",
    "\xef\xbb\xbf\"a\",\"b\",\"class\"\n\"1\",\"2.5\",\"x\"\n3 , -4e1 ,y\n5,6,x\n",
    "\"\",\"a\",\"b\",\"class\"\n1,1,2.5,x\n2,3,-4e1,y\n3,5,6,x\n",
  };

  for (guint k = 0; k < G_N_ELEMENTS (spellings); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = load_text ("t.csv", spellings[k], NULL, &error);

      g_test_message ("spelling %u", k);
      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, 3);
      g_assert_cmpuint (data->x->cols, ==, 2);
      g_assert_cmpstr (data->columns[0], ==, "a");
      g_assert_cmpstr (data->columns[1], ==, "b");
      g_assert_cmpfloat (data->x->data[1], ==, 2.5);
      g_assert_cmpfloat (data->x->data[3], ==, -40);
      g_assert_cmpuint (data->n_classes, ==, 2);
      g_assert_cmpstr (data->classes[0], ==, "x");
      g_assert_cmpint (data->labels[1], ==, 1);
      g_assert_cmpuint (data->rows[2], ==, 3);
      g_assert_cmpstr (data->name, ==, "t");
      g_assert_nonnull (data->label_why);
    }
}

static void
test_quotes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data
      = load_text ("q.csv", "n,class\n1,\"a, \"\"b\"\"\"\n2,\"two\nlines\"\n", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (data->classes[0], ==, "a, \"b\"");
  g_assert_cmpstr (data->classes[1], ==, "two\nlines");
}

/* Without a header; the last column holds few whole numbers. */
static void
test_no_header (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data
      = load_text ("n.csv", "1.5,2,10\n3,4,9\n5,6,10.0\n7,8,9\n", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 4);
  g_assert_cmpuint (data->x->cols, ==, 2);
  g_assert_cmpstr (data->classes[0], ==, "9"); /* numbers ascending, not bytes */
  g_assert_cmpstr (data->classes[1], ==, "10");
  g_assert_cmpstr (data->label, ==, "column 3");
}

static void
test_label (void)
{
  static const char text[] = "kind,a,b\n1,0.5,1\n2,1.5,2\n1,2.5,3\n";
  ThetaDatasetOptions options = { .label = "kind" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) named = load_text ("l.csv", text, &options, &error), none = NULL;
  g_autoptr (ThetaDataset) last = NULL, missing = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (named->label, ==, "kind");
  g_assert_null (named->label_why);
  g_assert_cmpstr (named->columns[0], ==, "a");
  options.label = "none";
  none = load_text ("l.csv", text, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->x->cols, ==, 3);
  g_assert_null (none->labels);
  options.label = "last";
  last = load_text ("l.csv", text, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (last->label, ==, "b");
  options.label = "colour";
  missing = load_text ("l.csv", text, &options, &error);
  g_assert_null (missing);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "there is no column “colour” to take as label; "
                                            "expected auto, last, none or one of kind, a, b"));
}

static void
test_classes (void)
{
  static const char text[] = "x,class\n1,a\n2,b\n3,c\n4,b\n5,a\n6,c\n";
  ThetaDatasetOptions options = { .classes = "c;a" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = load_text ("c.csv", text, &options, &error), bad = NULL;
  g_autoptr (ThetaDataset) limited = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 4);
  g_assert_cmpstr (data->classes[0], ==, "c");
  g_assert_cmpint (data->labels[0], ==, 1);
  g_assert_cmpuint (data->rows[1], ==, 3);
  g_assert_cmpuint (data->rows_dropped, ==, 2);
  options.classes = "c;d";
  bad = load_text ("c.csv", text, &options, &error);
  g_assert_null (bad);
  g_assert_nonnull (strstr (error->message, "there is no class “d”"));
  options.classes = NULL;
  options.limit = 1;
  limited = load_text ("c.csv", text, &options, NULL);
  g_assert_cmpuint (limited->x->rows, ==, 3);
  g_assert_cmpfloat (limited->x->data[2], ==, 3);
}

static void
test_missing (void)
{
  static const char text[] = "x,y,class\n1,2,a\n?,4,b\n5,NaN,a\n7,8,b\n9,10,a\n";
  ThetaDatasetOptions options = { .missing = THETA_MISSING_MEAN };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) refused = load_text ("m.csv", text, NULL, &error), mean = NULL;
  g_autoptr (ThetaDataset) dropped = NULL;
  g_autoptr (ThetaMatrix) filled = NULL;
  guint8 train[] = { 1, 1, 1, 0, 0 };

  g_assert_null (refused);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
  g_assert_nonnull (strstr (error->message, "m.csv:3:1: the value of “x” is missing; expected a "
                                            "number, or Missing=mean or Missing=drop-row"));
  mean = load_text ("m.csv", text, &options, NULL);
  g_assert_true (isnan (mean->x->data[2]));
  g_assert_cmpuint (mean->values_missing, ==, 2);
  filled = theta_fill_missing (mean->x, train, NULL);
  g_assert_cmpfloat (filled->data[2], ==, 3); /* (1 + 5)/2: training rows alone */
  g_assert_cmpfloat (filled->data[5], ==, 3); /* (2 + 4)/2 */
  options.missing = THETA_MISSING_DROP_ROW;
  dropped = load_text ("m.csv", text, &options, NULL);
  g_assert_cmpuint (dropped->x->rows, ==, 3);
  g_assert_cmpuint (dropped->rows_dropped, ==, 2);
  g_assert_cmpuint (dropped->rows[1], ==, 4);
}

static void
test_arff (void)
{
  static const char text[]
      = "% a comment\n@RELATION 'my data'\n\n@attribute 'first one' REAL\n"
        "@attribute b {0, 1}\n@attribute class {yes, 'no, never', maybe}\n@data\n"
        "1.5, 0, 'no, never'\n% another\n2,1,yes\n-3e2,0,yes\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = load_text ("d.arff", text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (data->x->rows, ==, 3);
  g_assert_cmpuint (data->x->cols, ==, 2);
  g_assert_cmpstr (data->columns[0], ==, "first one");
  g_assert_cmpstr (data->classes[0], ==, "yes"); /* as declared; "maybe" never occurs */
  g_assert_cmpuint (data->n_classes, ==, 2);
  g_assert_cmpint (data->labels[0], ==, 1);
  g_assert_cmpfloat (data->x->data[4], ==, -300);
}

static void
test_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autoptr (ThetaDataset) data = NULL;
  g_autoptr (GError) error = NULL;

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL && setlocale (LC_ALL, "fr_FR.UTF-8") == NULL)
    {
      g_test_skip ("no locale with a decimal comma is installed");
      return;
    }
  data = load_text ("l.csv", "x,class\n1.5,a\n2.25,b\n", NULL, &error);
  setlocale (LC_ALL, before);
  g_assert_no_error (error);
  g_assert_cmpfloat (data->x->data[1], ==, 2.25);
}

static gboolean
has_finding (const ThetaDataset *data, ThetaFindingKind kind)
{
  for (guint k = 0; k < data->findings->len; k++)
    if (((const ThetaFinding *) data->findings->pdata[k])->kind == kind)
      return TRUE;
  return FALSE;
}

static void
test_findings (void)
{
  g_autoptr (ThetaDataset) data = load_text (
      "f.csv", "a,b,c,class\n1,7,1000,x\n2,7,2000,y\n1,7,1000,x\n4,7,9000,x\n5,7,1,x\n6,7,3,x\n",
      NULL, NULL);
  g_autoptr (ThetaDataset) clean = counted (2, 6);

  g_assert_true (has_finding (data, THETA_FINDING_CONSTANT_COLUMNS));
  g_assert_true (has_finding (data, THETA_FINDING_DUPLICATE_ROWS));
  g_assert_true (has_finding (data, THETA_FINDING_UNSCALED));
  g_assert_true (has_finding (data, THETA_FINDING_SMALL_CLASS));
  g_assert_cmpuint (clean->findings->len, ==, 0);
}

/* Row 40 is row 3 moved by 1e-9 deviations, row 41 by 1e-3: only the first is near;
 * against all pairs. */
static void
test_near_rows (void)
{
  g_autoptr (GString) text = g_string_new ("a,b,class\n");
  double a[42], b[42];
  guint pairs = 0;
  g_autoptr (ThetaDataset) data = NULL;

  for (guint i = 0; i < 40; i++)
    {
      a[i] = sin (1.0 + i) * 10;
      b[i] = cos (2.0 * i * i) * 1000;
    }
  a[40] = a[3] + 1e-8;
  b[40] = b[3];
  a[41] = a[3] + 1e-2;
  b[41] = b[3];
  for (guint i = 0; i < 42; i++)
    {
      g_autofree char *row = g_strdup_printf ("%.17g,%.17g,%s\n", a[i], b[i], i % 2 ? "x" : "y");

      g_string_append (text, row);
      for (guint j = 0; j < i; j++)
        pairs += fabs (a[i] - a[j]) < 1e-6 * 7 && fabs (b[i] - b[j]) < 1e-6 * 700;
    }
  g_assert_cmpuint (pairs, ==, 1);
  data = load_text ("near.csv", text->str, NULL, NULL);
  g_assert_true (has_finding (data, THETA_FINDING_NEAR_DUPLICATES));
  g_assert_false (has_finding (data, THETA_FINDING_DUPLICATE_ROWS));
  for (guint k = 0; k < data->findings->len; k++)
    {
      const ThetaFinding *finding = data->findings->pdata[k];

      if (finding->kind == THETA_FINDING_NEAR_DUPLICATES)
        g_assert_cmpstr (finding->title, ==, "1 row nearly repeats another");
    }
}

static void
test_samples (void)
{
  static const struct
  {
    const char *source;
    guint rows, columns, classes;
  } samples[] = { { "sample:iris", 150, 4, 3 },
                  { "sample:wine", 178, 13, 3 },
                  { "sample:wdbc", 569, 30, 2 },
                  { "sample:digits", 1797, 64, 10 } };

  for (guint k = 0; k < G_N_ELEMENTS (samples); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = theta_dataset_load (samples[k].source, NULL, NULL, NULL,
                                                          &error);

      g_assert_no_error (error);
      g_assert_cmpuint (data->x->rows, ==, samples[k].rows);
      g_assert_cmpuint (data->x->cols, ==, samples[k].columns);
      g_assert_cmpuint (data->n_classes, ==, samples[k].classes);
      g_assert_cmpuint (data->image_width, ==, k == 3 ? 8 : 0);
    }
}

static void
test_concatenate (void)
{
  g_autoptr (ThetaDataset) train = counted (2, 3), test = NULL, both = NULL, other = NULL;
  g_autoptr (GError) error = NULL;

  test = load_text ("t.csv", "x,class\n7,c1\n8,c0\n", NULL, NULL);
  both = theta_dataset_concatenate (train, test, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (both->x->rows, ==, 8);
  g_assert_cmpint (both->labels[6], ==, 1); /* by name, not by place */
  other = load_text ("t.csv", "x,class\n7,c1\n8,c9\n", NULL, NULL);
  g_assert_null (theta_dataset_concatenate (train, other, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/spellings", test_spellings);
  g_test_add_func ("/dataset/quotes", test_quotes);
  g_test_add_func ("/dataset/no-header", test_no_header);
  g_test_add_func ("/dataset/label", test_label);
  g_test_add_func ("/dataset/classes", test_classes);
  g_test_add_func ("/dataset/missing", test_missing);
  g_test_add_func ("/dataset/arff", test_arff);
  g_test_add_func ("/dataset/locale", test_locale);
  g_test_add_func ("/dataset/findings", test_findings);
  g_test_add_func ("/dataset/near-rows", test_near_rows);
  g_test_add_func ("/dataset/samples", test_samples);
  g_test_add_func ("/dataset/concatenate", test_concatenate);
  return g_test_run ();
}
