/* Every kind of bad file gives one sentence with its place and a remedy. */
#include "dataset-test.h"

typedef struct
{
  const char *name, *contents;
  gssize length; /* −1: to the NUL */
  ThetaErrorCode code;
  const char *message; /* after the file's name */
} Bad;

static const Bad bad[] = {
  { "empty.csv", "", 0, THETA_ERROR_PARSE, ": the file is empty; expected a table" },
  { "binary.csv", "\x7f" "ELF\0\1\2", 7, THETA_ERROR_PARSE,
    ": the file is binary; expected a table" },
  { "blank.csv", "\n\n", -1, THETA_ERROR_PARSE, ": the file has no rows" },
  { "ragged.csv", "a,b,class\n1,2,x\n3,4\n5,6,y\n", -1, THETA_ERROR_PARSE,
    ":3: the row has 2 values; expected 3" },
  { "truncated.csv", "a,b,class\n1,2,x\n3,4,\"y", -1, THETA_ERROR_PARSE,
    ":3:5: a quotation mark stands inside a value or is never closed" },
  { "text.csv", "a,b,class\n1,2,x\n3,four,y\n", -1, THETA_ERROR_PARSE,
    ":3:3: “four” in the column “b” is not a number; expected a number" },
  { "comma.csv", "a;b;class\n1;2,5;x\n3;4,5;y\n", -1, THETA_ERROR_PARSE,
    ":2:3: “2,5” in the column “b” is not a number" },
  { "infinite.csv", "a,b,class\n1,2,x\n3,inf,y\n", -1, THETA_ERROR_PARSE,
    ":3:3: the value of “b” is infinite; expected a finite number" },
  { "overflow.csv", "a,b,class\n1,2,x\n3,1e999,y\n", -1, THETA_ERROR_PARSE,
    ":3:3: the value of “b” is infinite" },
  { "one-class.csv", "a,class\n1,x\n2,x\n3,x\n", -1, THETA_ERROR_SHAPE,
    ": the label column “class” has one class, “x”; expected at least two" },
  { "one-row.csv", "a,class\n1,x\n", -1, THETA_ERROR_SHAPE,
    ": there is one row; expected at least two" },
  { "label-missing.csv", "a,class\n1,x\n2,\n3,y\n", -1, THETA_ERROR_PARSE,
    ":3:3: the label is missing; expected a class, or Missing=drop-row" },
  { "only-label.csv", "class\nx\ny\nx\n", -1, THETA_ERROR_SHAPE,
    ": there is no column of numbers beside the label" },
  { "empty.arff", "@relation x\n", -1, THETA_ERROR_PARSE,
    ": the file ends before an @attribute line" },
  { "no-data.arff", "@attribute a real\n@attribute b real\n", -1, THETA_ERROR_PARSE,
    ": the file ends before @data" },
  { "rows.arff", "@attribute a real\n@data\n", -1, THETA_ERROR_PARSE,
    ": there is no row after @data" },
  { "nominal.arff", "@attribute a real\n@attribute class {x,y}\n@data\n1,x\n2,z\n", -1,
    THETA_ERROR_PARSE, ":5:3: “z” is not a value of the attribute “class”" },
  { "ragged.arff", "@attribute a real\n@attribute class {x,y}\n@data\n1,x\n2\n", -1,
    THETA_ERROR_PARSE, ":5: the row has 1 value; expected 2" },
  { "sparse.arff", "@attribute a real\n@attribute class {x,y}\n@data\n{0 1, 1 y}\n", -1,
    THETA_ERROR_PARSE, ":4:1: the row is sparse" },
  { "quote.arff", "@attribute 'a real\n@data\n", -1, THETA_ERROR_PARSE,
    ":1:19: a quotation mark is never closed" },
  { "list.arff", "@attribute a {x, y\n@data\n", -1, THETA_ERROR_PARSE,
    ":1:19: the list of values is not closed" },
  { "word.arff", "hello\n", -1, THETA_ERROR_PARSE, ":1:1: the line is not understood" },
};

static void
test_bad (gconstpointer data)
{
  const Bad *self = data;
  Written file = write_file (self->name, self->contents, self->length);
  g_autofree char *expected = g_strconcat (file.path, self->message, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_dataset_load (file.path, NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, THETA_ERROR, (gint) self->code);
  g_assert_true (g_str_has_prefix (error->message, expected));
  g_assert_null (strchr (error->message, '\n'));
  written_clear (&file);
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_dataset_load ("nowhere/at-all.csv", NULL, NULL, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==,
                   "nowhere/at-all.csv: there is no such file; check the name and the folder");
}

static void
test_folder (void)
{
  Written file = write_file ("notes.md", "x", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_dataset_load (file.folder, NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "the folder holds no data; expected a file"));
  written_clear (&file);
}

static void
test_wide (void)
{
  g_autoptr (GString) text = g_string_new ("0");
  g_autoptr (GError) error = NULL;

  for (guint k = 0; k < 70000; k++)
    g_string_append (text, ",0");
  g_string_append (text, "\n");
  g_assert_null (load_text ("wide.csv", text->str, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
  g_assert_nonnull (strstr (error->message, "the row has more than 65536 columns"));
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_dataset_load ("sample:nothing", NULL, NULL, NULL, &error));
  g_assert_cmpstr (error->message, ==,
                   "There is no sample “nothing”; expected iris, wine, wdbc or digits");
  g_clear_error (&error);
  g_assert_null (theta_dataset_load ("generator:stars", NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "There is no generator “stars”"));
  g_clear_error (&error);
  g_assert_null (theta_dataset_load ("generator:moons?n=2", NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "“n=2” is not possible for the generator moons"));
  g_clear_error (&error);
  g_assert_null (theta_dataset_load ("generator:moons?d=5", NULL, NULL, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
}

static void
test_options (void)
{
  static const ThetaDatasetOptions wrong[] = { { .separator = "ab" }, { .quote = "ab" },
                                               { .header = "perhaps" } };

  for (guint k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_text ("o.csv", "a,class\n1,x\n2,y\n", &wrong[k], &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
    }
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (theta_dataset_load ("sample:wine", NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_autofree char *path = g_strconcat ("/dataset/bad/", bad[k].name, NULL);

      g_test_add_data_func (path, &bad[k], test_bad);
    }
  g_test_add_func ("/dataset/bad/no-file", test_no_file);
  g_test_add_func ("/dataset/bad/folder", test_folder);
  g_test_add_func ("/dataset/bad/wide", test_wide);
  g_test_add_func ("/dataset/bad/names", test_names);
  g_test_add_func ("/dataset/bad/options", test_options);
  g_test_add_func ("/dataset/bad/cancel", test_cancel);
  return g_test_run ();
}
