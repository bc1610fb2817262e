/* What is easily read wrong without anybody noticing. */
#include "dataset-test.h"

/* Every spelling of a value that is not there is refused with its place. */
static void
test_missing_spellings (void)
{
  static const char *const spellings[] = { "", "?", "NA", "n/a", "nan", "NaN", "-nan", "+NaN",
                                           "null" };

  for (guint k = 0; k < G_N_ELEMENTS (spellings); k++)
    {
      static const ThetaDatasetOptions mean = { .missing = THETA_MISSING_MEAN };
      g_autofree char *text = g_strdup_printf ("x,y,class\n1,2,a\n3,%s,b\n5,6,a\n", spellings[k]);
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDataset) data = load_text ("m.csv", text, &mean, NULL);

      g_test_message ("“%s”", spellings[k]);
      g_assert_nonnull (data);
      g_assert_cmpuint (data->values_missing, ==, 1);
      g_assert_true (isnan (data->x->data[3]));
      g_assert_null (load_text ("m.csv", text, NULL, &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
      g_assert_nonnull (strstr (error->message, "m.csv:3:3: the value of “y” is missing"));
    }
}

/* A class may be called "none"; a missing label is no number, so not 0 and not
 * whatever NaN compares with. */
static void
test_class_texts (void)
{
  g_autoptr (ThetaDataset) data
      = load_text ("c.csv", "x,class\n1,none\n2,some\n3,none\n", NULL, NULL);
  static const char *const missing[] = { "", "?", "NA", "nan", "-nan" };

  g_assert_nonnull (data);
  g_assert_cmpstr (data->classes[0], ==, "none");
  g_assert_cmpuint (data->x->rows, ==, 3);
  for (guint k = 0; k < G_N_ELEMENTS (missing); k++)
    {
      g_autofree char *text = g_strdup_printf ("x,class\n1,0\n2,%s\n3,1\n", missing[k]);
      g_autoptr (GError) error = NULL;

      g_assert_null (load_text ("c.csv", text, NULL, &error));
      g_assert_nonnull (strstr (error->message, "c.csv:3:3: the label is missing"));
    }
}

/* Columns named by numbers, as pandas writes them, are still a header; a class
 * named "target" in a file without one is not. */
static void
test_header (void)
{
  g_autoptr (ThetaDataset) numbers
      = load_text ("h.csv", "0,1,class\n5,6,a\n7,8,b\n", NULL, NULL);
  g_autoptr (ThetaDataset) target
      = load_text ("h.csv", "5,6,target\n7,8,other\n9,8,target\n", NULL, NULL);
  g_autoptr (ThetaDataset) twice = load_text ("h.csv", "a,a,class\n5,6,x\n7,8,y\n", NULL, NULL);
  g_autoptr (ThetaDataset) blank = load_text ("h.csv", "\n\na;b;class\n5;6;x\n7;8;y\n", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (numbers);
  g_assert_cmpuint (numbers->x->rows, ==, 2);
  g_assert_cmpstr (numbers->columns[1], ==, "1");
  g_assert_nonnull (target);
  g_assert_cmpuint (target->x->rows, ==, 3);
  g_assert_nonnull (twice);
  g_assert_cmpuint (twice->x->cols, ==, 2);
  g_assert_nonnull (blank);
  g_assert_cmpuint (blank->x->cols, ==, 2);
  g_assert_null (load_text ("h.csv", "a,b,class\n", NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "there is no row of data; expected at least two"));
}

/* Label=auto: two to twenty whole numbers are classes, one or 21 are not. */
static void
test_label_rule (void)
{
  static const struct
  {
    guint values;
    guint classes;
  } cases[] = { { 1, 0 }, { 2, 2 }, { 20, 20 }, { 21, 0 } };
  g_autoptr (ThetaDataset) nominal = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GString) text = g_string_new ("a,b\n");
      g_autoptr (ThetaDataset) data = NULL;

      for (guint i = 0; i < 42; i++)
        g_string_append_printf (text, "%u,%u\n", i, i % cases[k].values);
      data = load_text ("r.csv", text->str, NULL, NULL);
      g_assert_nonnull (data);
      g_assert_cmpuint (data->n_classes, ==, cases[k].classes);
      g_assert_cmpuint (data->x->cols, ==, cases[k].classes > 0 ? 1 : 2);
      g_assert_cmpstr (data->label_why, ==,
                       cases[k].classes > 0 ? "The label is the last column, “b”, which holds few "
                                              "different whole numbers."
                                            : "No column looks like a label.");
    }
  nominal = load_text ("r.arff",
                       "@attribute a real\n@attribute dose {2.5,1.5}\n@data\n1,1.5\n2,2.5\n",
                       NULL, NULL);
  g_assert_nonnull (nominal);
  g_assert_cmpuint (nominal->n_classes, ==, 2);
  g_assert_cmpstr (nominal->classes[0], ==, "2.5"); /* the declaration's order */
}

static void
test_candidates (void)
{
  static const ThetaDatasetOptions options = { .label = "kind" };
  g_autoptr (GError) error = NULL;

  g_assert_null (load_text ("k.csv", "a,b,c,d,e,f,sort\n1,2,3,4,5,6,x\n1,2,3,4,5,7,y\n", &options,
                            &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "one of a, b, c, d … sort"));
}

/* What a message quotes is valid UTF-8 and short, whatever the file holds. */
static void
test_excerpt (void)
{
  g_autoptr (GString) text = g_string_new ("x,class\n1,a\n");
  g_autoptr (ThetaDataset) data = counted (2, 3), latin = NULL;
  g_autoptr (GError) error = NULL;
  Written folds = write_file ("folds.dat", "0 1 2\n3 \xe9\n", -1);
  const char *folds_gone = "nowhere/folds.dat";

  for (guint k = 0; k < 300; k++)
    g_string_append (text, "ℓ");
  g_string_append (text, ",b\n");
  g_assert_null (load_text ("e.csv", text->str, NULL, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, "ℓℓ…” in the column “x” is not a number"));
  g_assert_cmpint (g_utf8_strlen (strchr (error->message, ':'), -1), <, 170);
  g_clear_error (&error);
  g_assert_null (theta_folds_read (folds.path, data, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, ":2:3: “é” is not the number of a row"));
  written_clear (&folds);
  g_clear_error (&error);
  g_assert_null (theta_folds_read (folds_gone, data, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==,
                   "nowhere/folds.dat: there is no such file; check the name and the folder");
  latin = load_text ("l.csv", "h\xf6he,class\n1,a\n2,b\n", NULL, NULL);
  g_assert_nonnull (latin);
  g_assert_cmpstr (latin->columns[0], ==, "höhe");
}

/* Folds count the rows of the file, also where rows of it were left out. */
static void
test_folds_of_dropped (void)
{
  static const ThetaDatasetOptions options = { .missing = THETA_MISSING_DROP_ROW };
  g_autoptr (ThetaDataset) data
      = load_text ("d.csv", "x,class\n0,a\n?,b\n2,a\n3,b\n4,a\n5,b\n?,a\n", &options, NULL);
  Written file = write_file ("folds.dat", "0 1 3\n2 4 5 6\n", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folds = theta_folds_read (file.path, data, &error);
  const ThetaFold *fold;

  written_clear (&file);
  g_assert_no_error (error);
  g_assert_cmpuint (folds->len, ==, 1);
  fold = folds->pdata[0];
  g_assert_cmpuint (fold->n_train, ==, 2);
  g_assert_cmpuint (fold->n_test, ==, 3);
  for (guint i = 0; i < fold->n; i++)
    {
      double number = data->x->data[i]; /* the row's number in the file */

      g_assert_cmpuint (fold->train[i], ==, number == 0 || number == 3);
      g_assert_cmpuint (fold->test[i], ==, number == 2 || number == 4 || number == 5);
    }
}

/* The options of reading hold for generated data too. */
static void
test_generator_options (void)
{
  ThetaDatasetOptions options = { .limit = 7 };
  g_autoptr (ThetaDataset) all = theta_dataset_load ("generator:moons?n=100", NULL, NULL, NULL,
                                                     NULL);
  g_autoptr (ThetaDataset) few = NULL, turned = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  few = theta_dataset_load ("generator:moons?n=100", NULL, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (few->x->rows, ==, 14);
  g_assert_cmpuint (theta_dataset_count_class (few, 0), ==, 7);
  for (guint i = 0; i < 14; i++)
    {
      g_assert_cmpmem (theta_matrix_row (few->x, i), 16,
                       theta_matrix_row (all->x, few->rows[i] - 1), 16);
      g_assert_cmpint (few->labels[i], ==, all->labels[few->rows[i] - 1]);
    }
  options = (ThetaDatasetOptions) { .classes = "B;A" };
  turned = theta_dataset_load ("generator:moons?n=100", NULL, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (turned->classes[0], ==, "B");
  g_assert_cmpint (turned->labels[0], ==, 1 - all->labels[0]);
  options = (ThetaDatasetOptions) { .label = "none" };
  none = theta_dataset_load ("generator:moons?n=100", NULL, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (none->labels);
  g_assert_cmpuint (none->n_classes, ==, 0);
  options = (ThetaDatasetOptions) { .label = "x" };
  g_assert_null (theta_dataset_load ("generator:moons", NULL, &options, NULL, &error));
  g_assert_cmpstr (error->message, ==,
                   "generator:moons: there is no column “x” to take as label; expected auto, last, "
                   "none or class");
  g_clear_error (&error);
  options = (ThetaDatasetOptions) { .classes = "A;C" };
  g_assert_null (theta_dataset_load ("generator:moons", NULL, &options, NULL, &error));
  g_assert_nonnull (strstr (error->message, "the class “C” does not occur or is named twice; "
                                            "expected some of A, B"));
  g_clear_error (&error);
  options = (ThetaDatasetOptions) { .classes = "A" };
  g_assert_null (theta_dataset_load ("generator:moons", NULL, &options, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_null (theta_dataset_load ("generator:linear?n=1000000&d=10000", NULL, NULL, NULL,
                                     &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
}

/* A test file whose columns stand in another order is not mixed up. */
static void
test_column_order (void)
{
  g_autoptr (ThetaDataset) train = load_text ("a.csv", "x,y,class\n1,2,a\n3,4,b\n", NULL, NULL);
  g_autoptr (ThetaDataset) turned = load_text ("b.csv", "y,x,class\n1,2,a\n3,4,b\n", NULL, NULL);
  g_autoptr (ThetaDataset) other = load_text ("c.csv", "u,v,class\n1,2,a\n3,4,b\n", NULL, NULL);
  g_autoptr (ThetaDataset) both = theta_dataset_concatenate (train, other, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (both);
  g_assert_null (theta_dataset_concatenate (train, turned, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "column 1 is “y”; expected “x”"));
}

/* As many columns as are allowed are read; one more is not. */
static void
test_widest (void)
{
  for (guint more = 0; more < 2; more++)
    {
      static const ThetaDatasetOptions options = { .label = "none" };
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (ThetaDataset) data = NULL;

      for (guint i = 0; i < 2; i++)
        {
          for (guint k = 0; k < THETA_DATASET_MAX_COLUMNS + more; k++)
            g_string_append_printf (text, "%s%u", k > 0 ? "," : "", i);
          g_string_append_c (text, '\n');
        }
      data = load_text ("w.csv", text->str, &options, NULL);
      g_assert_cmpuint (data != NULL ? (guint) data->x->cols : 0, ==,
                        more == 0 ? THETA_DATASET_MAX_COLUMNS : 0);
    }
}

/* Values that are filled in and rows that are left out are both said. */
static void
test_missing_findings (void)
{
  static const ThetaDatasetOptions options = { .missing = THETA_MISSING_MEAN, .classes = "a;b" };
  g_autoptr (ThetaDataset) data
      = load_text ("f.csv", "x,class\n1,a\n?,b\n2,a\n3,b\n5,c\n", &options, NULL);
  guint found = 0;

  g_assert_nonnull (data);
  for (guint k = 0; k < data->findings->len; k++)
    {
      const ThetaFinding *finding = data->findings->pdata[k];

      if (finding->kind == THETA_FINDING_MISSING_VALUES)
        found += g_str_equal (finding->title, "1 value is missing")
                 + 2 * g_str_equal (finding->title, "1 row is left out");
    }
  g_assert_cmpuint (found, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/edge/missing-spellings", test_missing_spellings);
  g_test_add_func ("/dataset/edge/class-texts", test_class_texts);
  g_test_add_func ("/dataset/edge/header", test_header);
  g_test_add_func ("/dataset/edge/label-rule", test_label_rule);
  g_test_add_func ("/dataset/edge/candidates", test_candidates);
  g_test_add_func ("/dataset/edge/excerpt", test_excerpt);
  g_test_add_func ("/dataset/edge/folds-of-dropped", test_folds_of_dropped);
  g_test_add_func ("/dataset/edge/generator-options", test_generator_options);
  g_test_add_func ("/dataset/edge/column-order", test_column_order);
  g_test_add_func ("/dataset/edge/widest", test_widest);
  g_test_add_func ("/dataset/edge/missing-findings", test_missing_findings);
  return g_test_run ();
}
