/* From a table of texts to numbers and classes. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/table-private.h"

/* The classes of a table: their names in order and the class of each row (−1:
 * left out). */
typedef struct
{
  GPtrArray *names; /* of char *, borrowed texts until sorted */
  int *of_row;
} Classes;

static gboolean
texts_are_numbers (GPtrArray *names)
{
  double value;

  for (guint k = 0; k < names->len; k++)
    if (!theta_number_parse (names->pdata[k], &value))
      return FALSE;
  return TRUE;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = 0, y = 0;

  theta_number_parse (*(const char *const *) a, &x);
  theta_number_parse (*(const char *const *) b, &y);
  return (x > y) - (x < y);
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Numbers that are equal are one class, however they are written. */
static void
merge_equal_numbers (GPtrArray *names)
{
  for (guint k = 1; k < names->len;)
    if (compare_numbers (&names->pdata[k - 1], &names->pdata[k]) == 0)
      g_ptr_array_remove_index (names, k);
    else
      k++;
}

static int
find_class (GPtrArray *names, const char *text, gboolean numbers)
{
  for (guint k = 0; k < names->len; k++)
    if (g_str_equal (names->pdata[k], text)
        || (numbers && compare_numbers (&names->pdata[k], &text) == 0))
      return (int) k;
  return -1;
}

/* The order that Dataset.Classes asks for; every name must occur. */
static gboolean
order_as_asked (const ThetaTable *self, GPtrArray **names, const char *classes, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (classes, ";", -1);
  g_autoptr (GPtrArray) ordered = g_ptr_array_new_with_free_func (g_free);
  gboolean numbers = texts_are_numbers (*names);

  for (guint k = 0; parts[k] != NULL; k++)
    {
      const char *name = g_strstrip (parts[k]);
      int found = find_class (*names, name, numbers);

      if (*name == '\0')
        continue;
      if (found < 0 || find_class (ordered, name, numbers) >= 0)
        {
          theta_set_error_at (error, THETA_ERROR_VALUE, self->file, 0, 0,
                              found < 0 ? "there is no class “%s”; expected names that occur in "
                                          "the label column, separated by ;"
                                        : "the class “%s” is named twice in Dataset.Classes",
                              name);
          return FALSE;
        }
      g_ptr_array_add (ordered, g_strdup ((*names)->pdata[found]));
    }
  g_ptr_array_unref (*names);
  *names = g_steal_pointer (&ordered);
  return TRUE;
}

/* ARFF's declaration, without the values that never occur. */
static void
order_as_declared (GPtrArray **names, char **declared)
{
  GPtrArray *ordered = g_ptr_array_new_with_free_func (g_free);

  for (guint k = 0; declared[k] != NULL; k++)
    if (find_class (*names, declared[k], FALSE) >= 0)
      g_ptr_array_add (ordered, g_strdup (declared[k]));
  g_ptr_array_unref (*names);
  *names = ordered;
}

static GPtrArray *
distinct_texts (const ThetaTable *self, guint column)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->rows; i++)
    {
      const char *text = theta_table_text (self, i, column);

      if (!theta_table_text_is_missing (self, text) && g_hash_table_add (seen, (gpointer) text))
        g_ptr_array_add (names, g_strdup (text));
    }
  return names;
}

static gboolean
classes_init (Classes *self, const ThetaTable *table, guint column,
              const ThetaDatasetOptions *options, GError **error)
{
  char **declared = table->declared != NULL ? table->declared->pdata[column] : NULL;
  gboolean numbers;

  self->of_row = g_new (int, MAX (table->rows, 1));
  self->names = distinct_texts (table, column);
  numbers = texts_are_numbers (self->names);
  if (declared == NULL)
    g_ptr_array_sort (self->names, numbers ? compare_numbers : compare_bytes);
  if (numbers && declared == NULL)
    merge_equal_numbers (self->names);
  if (self->names->len > 1000 || (self->names->len > 30 && self->names->len > table->rows / 2))
    {
      theta_set_error_at (error, THETA_ERROR_VALUE, table->file, 0, 0,
                          "the label column “%s” has %u different values in %u rows; expected "
                          "classes",
                          (const char *) table->names->pdata[column], self->names->len,
                          table->rows);
      return FALSE;
    }
  if (options->classes != NULL && *options->classes != '\0')
    {
      if (!order_as_asked (table, &self->names, options->classes, error))
        return FALSE;
    }
  else if (declared != NULL)
    order_as_declared (&self->names, declared);
  for (guint i = 0; i < table->rows; i++)
    {
      const char *text = theta_table_text (table, i, column);

      /* A missing label compares equal to numbers that it is not. */
      self->of_row[i] = theta_table_text_is_missing (table, text) ? -1 : find_class (self->names, text, numbers);
    }
  return TRUE;
}

static void
classes_clear (Classes *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->of_row);
}

/* One value: a number, NaN where it is missing and that is allowed. */
static gboolean
read_value (const ThetaTable *self, guint row, guint column, ThetaMissing missing, double *value,
            GError **error)
{
  const ThetaCell *cell = theta_table_cell (self, row, column);
  const char *text = theta_table_text (self, row, column);
  const char *name = self->names->pdata[column];

  *value = NAN;
  if (theta_table_text_is_missing (self, text))
    {
      if (missing != THETA_MISSING_REFUSE)
        return TRUE;
      theta_set_error_at (error, THETA_ERROR_PARSE, self->file, cell->line, cell->column,
                          "the value of “%s” is missing; expected a number, or Missing=mean or "
                          "Missing=drop-row",
                          name);
      return FALSE;
    }
  if (!theta_number_parse (text, value))
    {
      g_autofree char *excerpt = theta_text_excerpt (text);

      theta_set_error_at (error, THETA_ERROR_PARSE, self->file, cell->line, cell->column,
                          "“%s” in the column “%s” is not a number; expected a number with a "
                          "decimal point (only the label column may hold texts)",
                          excerpt, name);
      return FALSE;
    }
  if (isinf (*value))
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->file, cell->line, cell->column,
                          "the value of “%s” is infinite; expected a finite number", name);
      return FALSE;
    }
  return TRUE;
}

/* What is built row by row. */
typedef struct
{
  const ThetaTable *table;
  const ThetaDatasetOptions *options;
  const Classes *classes; /* NULL: no labels */
  int label, index;       /* −1: none */
  const guint8 *skip;     /* a column each: left out */
  GArray *values;         /* of double */
  GArray *labels;         /* of int */
  GArray *rows;           /* of guint */
  guint *taken;           /* a class each */
  guint dropped, missing;
} Build;

/* Appends row @i unless its class or a missing value leaves it out. */
static gboolean
build_row (Build *self, guint i, GError **error)
{
  ThetaMissing policy = self->options->missing;
  guint start = self->values->len, missing = 0, number = i + 1;
  const ThetaTable *table = self->table;
  int c = self->classes != NULL ? self->classes->of_row[i] : 0;

  if (self->classes != NULL && c < 0)
    {
      const ThetaCell *cell = theta_table_cell (table, i, (guint) self->label);

      if (theta_table_text_is_missing (table, theta_table_text (table, i, (guint) self->label))
          && policy != THETA_MISSING_DROP_ROW)
        {
          theta_set_error_at (error, THETA_ERROR_PARSE, table->file, cell->line, cell->column,
                              "the label is missing; expected a class, or Missing=drop-row");
          return FALSE;
        }
      self->dropped++;
      return TRUE;
    }
  if (self->options->limit > 0 && self->taken[c] >= self->options->limit)
    return TRUE;
  for (guint k = 0; k < table->columns; k++)
    {
      double value;

      if ((int) k == self->label || self->skip[k])
        continue;
      if (!read_value (table, i, k, policy, &value, error))
        return FALSE;
      missing += isnan (value);
      g_array_append_val (self->values, value);
    }
  self->missing += missing;
  if (missing > 0 && policy == THETA_MISSING_DROP_ROW)
    {
      g_array_set_size (self->values, start);
      self->dropped++;
      return TRUE;
    }
  self->taken[c]++;
  g_array_append_val (self->rows, number);
  g_array_append_val (self->labels, c);
  return TRUE;
}

/* A first column without a name that counts the rows, as R and pandas write. */
static int
find_index_column (const ThetaTable *self)
{
  double first = 0, value;

  if (self->columns < 3 || self->rows < 2 || !self->corner
      || !theta_number_parse (theta_table_text (self, 0, 0), &first))
    return -1;
  for (guint i = 0; i < self->rows; i++)
    if (!theta_number_parse (theta_table_text (self, i, 0), &value) || value != first + i)
      return -1;
  return 0;
}

static gboolean
check_build (const Build *self, GError **error)
{
  guint present = 0, classes = self->classes != NULL ? self->classes->names->len : 0;
  const char *only = "";

  if (self->rows->len < (self->options->few ? 1 : 2))
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, self->table->file, 0, 0,
                          self->rows->len == 1 ? "there is one row; expected at least two"
                                               : self->dropped > 0
                              ? "there is no row left; expected at least two"
                              : "there is no row of data; expected at least two");
      return FALSE;
    }
  for (guint c = 0; c < classes; c++)
    if (self->taken[c] > 0)
      {
        present++;
        only = self->classes->names->pdata[c];
      }
  if (self->classes != NULL && present < 2 && !self->options->few)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, self->table->file, 0, 0,
                          "the label column “%s” has one class, “%s”; expected at least two",
                          (const char *) self->table->names->pdata[self->label], only);
      return FALSE;
    }
  if (self->values->len == 0)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, self->table->file, 0, 0,
                          "there is no column of numbers %s; expected at least one",
                          self->classes != NULL ? "beside the label" : "left");
      return FALSE;
    }
  return TRUE;
}

static void
name_columns (ThetaDataset *data, const Build *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint k = 0; k < self->table->columns; k++)
    if ((int) k != self->label && !self->skip[k])
      g_ptr_array_add (names, g_strdup (self->table->names->pdata[k]));
  g_ptr_array_add (names, NULL);
  data->columns = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* Classes that lost all their rows go, so that every class has one. */
static void
name_classes (ThetaDataset *data, const Build *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree int *place = g_new (int, self->classes->names->len);

  for (guint c = 0; c < self->classes->names->len; c++)
    {
      place[c] = (int) names->len;
      if (self->taken[c] > 0)
        g_ptr_array_add (names, g_strdup (self->classes->names->pdata[c]));
    }
  data->n_classes = names->len;
  g_ptr_array_add (names, NULL);
  data->classes = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  data->labels = g_new (int, self->labels->len);
  for (guint i = 0; i < self->labels->len; i++)
    data->labels[i] = place[g_array_index (self->labels, int, i)];
  data->label = g_strdup (self->table->names->pdata[self->label]);
}

static ThetaDataset *
build_dataset (const Build *self, GError **error)
{
  g_autoptr (ThetaDataset) data = g_atomic_rc_box_new0 (ThetaDataset);

  data->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_finding_free);
  data->x = theta_matrix_new (self->rows->len, self->values->len / self->rows->len, error);
  if (data->x == NULL)
    return NULL;
  memcpy (data->x->data, self->values->data, self->values->len * sizeof (double));
  data->rows = g_memdup2 (self->rows->data, self->rows->len * sizeof (guint));
  data->rows_dropped = self->dropped;
  data->values_missing = self->missing;
  name_columns (data, self);
  if (self->classes != NULL)
    name_classes (data, self);
  if (self->index >= 0)
    g_ptr_array_add (data->findings,
                     theta_finding_new (THETA_FINDING_OTHER,
                                        g_strdup ("The first column only counts the rows"),
                                        g_strdup ("It has no name and was left out.")));
  return g_steal_pointer (&data);
}

static gboolean
build_rows (Build *build, GError **error)
{
  for (guint i = 0; i < build->table->rows; i++)
    if (!build_row (build, i, error))
      return FALSE;
  return check_build (build, error);
}

/* The columns that the options leave out, and their names; NULL with VALUE. */
static guint8 *
find_skipped (const ThetaTable *self, const ThetaDatasetOptions *options, char ***ignored,
              GError **error)
{
  guint8 *skip = g_new0 (guint8, self->columns);
  g_auto (GStrv) names = theta_names_split (options->ignore);

  for (guint n = 0; names[n] != NULL; n++)
    {
      gboolean found = FALSE;

      for (guint k = 0; k < self->columns; k++)
        if (g_str_equal (self->names->pdata[k], names[n]))
          found = skip[k] = TRUE;
      if (!found)
        {
          theta_set_error_at (error, THETA_ERROR_VALUE, self->file, 0, 0,
                              "there is no column “%s” to leave out (Dataset.Ignore); expected "
                              "names of columns, such as %s",
                              names[n], (const char *) self->names->pdata[0]);
          g_free (skip);
          return NULL;
        }
    }
  *ignored = *names != NULL ? g_steal_pointer (&names) : NULL;
  return skip;
}

static ThetaDataset *
fill_dataset (Build *build, Classes *classes, GError **error)
{
  ThetaDataset *data = NULL;

  if (build->label >= 0
      && !classes_init (classes, build->table, (guint) build->label, build->options, error))
    return NULL;
  build->classes = build->label >= 0 ? classes : NULL;
  build->values = g_array_new (FALSE, FALSE, sizeof (double));
  build->labels = g_array_new (FALSE, FALSE, sizeof (int));
  build->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  build->taken = g_new0 (guint, classes->names != NULL ? classes->names->len + 1 : 1);
  if (build_rows (build, error))
    data = build_dataset (build, error);
  g_array_unref (build->values);
  g_array_unref (build->labels);
  g_array_unref (build->rows);
  g_free (build->taken);
  return data;
}

/* What the columns that are left out could be. */
static void
describe_ignored (ThetaDataset *data, const ThetaTable *table)
{
  guint n = data->ignored != NULL ? g_strv_length (data->ignored) : 0;

  data->ignored_texts = g_new0 (guint8, n + 1);
  data->ignored_values = g_new0 (guint, n + 1);
  for (guint k = 0; k < table->columns; k++)
    for (guint m = 0; m < n; m++)
      if (g_str_equal (table->names->pdata[k], data->ignored[m]))
        {
          g_autoptr (GPtrArray) values = distinct_texts (table, k);

          data->ignored_texts[m] = !texts_are_numbers (values);
          data->ignored_values[m] = values->len;
        }
}

ThetaDataset *
theta_table_to_dataset (const ThetaTable *self, const char *source, const char *name,
                        const ThetaDatasetOptions *options, GError **error)
{
  Build build = { .table = self, .options = options, .index = find_index_column (self) };
  Classes classes = { 0 };
  g_auto (GStrv) ignored = NULL;
  g_autofree guint8 *skip = find_skipped (self, options, &ignored, error);
  g_autofree char *why = NULL;
  ThetaDataset *data;

  if (skip == NULL
      || !theta_table_find_label (self, options->label, (const char *const *) ignored,
                                  &build.label, &why, error))
    return NULL;
  if (build.index >= 0 && (build.label == build.index || skip[build.index]))
    build.index = -1;
  if (build.index >= 0)
    skip[build.index] = TRUE;
  build.skip = skip;
  data = fill_dataset (&build, &classes, error);
  classes_clear (&classes);
  if (data == NULL)
    return NULL;
  data->source = g_strdup (source);
  data->name = g_strdup (name);
  data->label_why = g_steal_pointer (&why);
  data->ignored = g_steal_pointer (&ignored);
  data->table = TRUE;
  describe_ignored (data, self);
  return data;
}
