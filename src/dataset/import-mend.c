/* What a person would try on a table that cannot be read, tried. */
#include <string.h>

#include "base/number.h"
#include "dataset/import.h"
#include "dataset/table-private.h"

/* More different texts than this among the numbers of a column are no marks. */
#define MARKS 3
#define MARK_LENGTH 12
/* A column with more different texts holds names or notes, not classes. */
#define CLASSES 20

typedef struct
{
  const char *path, *contents;
  gsize length;
  ThetaReading *reading;
  GString *what; /* "this; that" */
  GCancellable *cancellable;
} Mender;

static void
say (Mender *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Mender *self, const char *format, ...)
{
  va_list args;

  if (self->what->len > 0)
    g_string_append (self->what, "; ");
  va_start (args, format);
  g_string_append_vprintf (self->what, format, args);
  va_end (args);
}

/* The rows as the reading has them now; NULL where they are ragged. */
static ThetaTable *
read_table (const Mender *self)
{
  ThetaDatasetOptions options = theta_reading_options (self->reading);

  return theta_csv_read (self->path, self->contents, self->length, &options, self->cancellable,
                         NULL);
}

static gboolean
is_ragged (const Mender *self)
{
  g_autoptr (ThetaTable) table = read_table (self);

  return table == NULL || table->columns == 1;
}

static gboolean
has_line_beginning (const char *contents, char first)
{
  for (const char *at = contents; at != NULL && *at != '\0';)
    {
      if (*at == first)
        return TRUE;
      at = strchr (at, '\n');
      at = at != NULL ? at + 1 : NULL;
    }
  return FALSE;
}

static void
try_comment (Mender *self)
{
  static const char marks[] = { '#', '%' };

  for (guint k = 0; k < G_N_ELEMENTS (marks) && *self->reading->comment == '\0'; k++)
    if (has_line_beginning (self->contents, marks[k]))
      {
        g_free (self->reading->comment);
        self->reading->comment = g_strndup (&marks[k], 1);
        say (self, "lines that begin with “%c” are comments", marks[k]);
      }
}

static void
try_separator (Mender *self)
{
  g_autofree char *before = NULL;

  if (g_str_equal (self->reading->separator, "auto") || !is_ragged (self))
    return;
  before = self->reading->separator;
  self->reading->separator = g_strdup ("auto");
  if (is_ragged (self))
    {
      g_free (self->reading->separator);
      self->reading->separator = g_steal_pointer (&before);
    }
  else
    say (self, "the separator is found out");
}

static void
try_quote (Mender *self)
{
  const char *other = g_str_equal (self->reading->quote, "'") ? "\"" : "'";
  g_autofree char *before = NULL;

  if (!is_ragged (self) || strchr (self->contents, *other) == NULL)
    return;
  before = self->reading->quote;
  self->reading->quote = g_strdup (other);
  if (is_ragged (self))
    {
      g_free (self->reading->quote);
      self->reading->quote = g_steal_pointer (&before);
    }
  else
    say (self, "texts stand between %s", other);
}

/* The texts among the numbers of @column; *@texts and *@numbers: how many cells. */
static GPtrArray *
odd_texts (const ThetaTable *table, guint column, guint *texts, guint *numbers, guint *missing)
{
  GPtrArray *odd = g_ptr_array_new ();

  *texts = *numbers = *missing = 0;
  for (guint i = 0; i < table->rows; i++)
    {
      const char *text = theta_table_text (table, i, column);
      double value;

      if (theta_table_text_is_missing (table, text))
        ++*missing;
      else if (theta_number_parse (text, &value))
        ++*numbers;
      else
        {
          ++*texts;
          if (odd->len <= MARKS
              && !g_ptr_array_find_with_equal_func (odd, text, g_str_equal, NULL))
            g_ptr_array_add (odd, (gpointer) text);
        }
    }
  return odd;
}

static gboolean
are_marks (GPtrArray *odd)
{
  for (guint k = 0; k < odd->len; k++)
    if (strlen (odd->pdata[k]) > MARK_LENGTH)
      return FALSE;
  return odd->len <= MARKS;
}

static void
append_names (char **to, GPtrArray *names)
{
  g_auto (GStrv) had = theta_names_split (*to);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) joined = NULL;

  g_strv_builder_addv (all, (const char **) had);
  for (guint k = 0; k < names->len; k++)
    if (!g_strv_contains ((const char *const *) had, names->pdata[k]))
      g_strv_builder_add (all, names->pdata[k]);
  joined = g_strv_builder_end (all);
  g_free (*to);
  *to = theta_names_join ((const char *const *) joined);
}

static void
say_names (Mender *self, const char *format, GPtrArray *names)
{
  g_autofree char *list = NULL;

  g_ptr_array_add (names, NULL);
  list = g_strjoinv ("”, “", (char **) names->pdata);
  g_ptr_array_remove_index (names, names->len - 1);
  say (self, "“%s” %s", list, format);
}

/* Whether @column holds a few texts that repeat, nothing else. */
static gboolean
holds_classes (const ThetaTable *table, guint column)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  double value;

  for (guint i = 0; i < table->rows; i++)
    {
      const char *text = theta_table_text (table, i, column);

      if (theta_table_text_is_missing (table, text) || theta_number_parse (text, &value))
        return FALSE;
      g_hash_table_add (seen, (gpointer) text);
      if (g_hash_table_size (seen) > CLASSES)
        return FALSE;
    }
  return g_hash_table_size (seen) >= 2 && g_hash_table_size (seen) <= table->rows / 2;
}

/* Where nothing is called a label, the only column of classes is one. */
static void
try_label (Mender *self)
{
  g_autoptr (ThetaTable) table = read_table (self);
  g_auto (GStrv) had = theta_names_split (self->reading->ignore);
  g_autofree char *why = NULL;
  int label = -1;
  guint found = 0, at = 0;

  if (table == NULL || !g_str_equal (self->reading->label, "auto")
      || !theta_table_find_label (table, self->reading->label, (const char *const *) had, &label,
                                  &why, NULL)
      || label >= 0)
    return;
  for (guint k = 0; k < table->columns; k++)
    if (!g_strv_contains ((const char *const *) had, table->names->pdata[k])
        && holds_classes (table, k))
      {
        found++;
        at = k;
      }
  if (found != 1)
    return;
  g_free (self->reading->label);
  self->reading->label = g_strdup (table->names->pdata[at]);
  say (self, "“%s” holds the classes", self->reading->label);
}

/* Columns of texts and texts among numbers; how values that are missing then are taken. */
static void
try_columns (Mender *self)
{
  g_autoptr (ThetaTable) table = read_table (self);
  g_autoptr (GPtrArray) marks = g_ptr_array_new (), ignored = g_ptr_array_new ();
  g_auto (GStrv) had = theta_names_split (self->reading->ignore);
  g_autofree char *why = NULL;
  gboolean gaps = FALSE, unlabelled = FALSE;
  int label = -1;

  if (table == NULL
      || !theta_table_find_label (table, self->reading->label, (const char *const *) had, &label,
                                  &why, NULL))
    return;
  for (guint k = 0; k < table->columns; k++)
    {
      guint texts, numbers, missing;
      g_autoptr (GPtrArray) odd = odd_texts (table, k, &texts, &numbers, &missing);

      if ((int) k == label)
        unlabelled = missing > 0;
      else if (g_strv_contains ((const char *const *) had, table->names->pdata[k]))
        continue;
      else if (texts > 0 && (texts >= numbers || !are_marks (odd)))
        g_ptr_array_add (ignored, table->names->pdata[k]);
      else
        {
          gaps = gaps || missing > 0 || texts > 0;
          for (guint o = 0; o < odd->len; o++)
            if (!g_ptr_array_find_with_equal_func (marks, odd->pdata[o], g_str_equal, NULL))
              g_ptr_array_add (marks, odd->pdata[o]);
        }
    }
  if (marks->len > 0)
    {
      append_names (&self->reading->marks, marks);
      say_names (self, marks->len == 1 ? "means a missing value" : "mean missing values", marks);
    }
  if (ignored->len > 0)
    {
      append_names (&self->reading->ignore, ignored);
      say_names (self, ignored->len == 1 ? "holds no numbers and is left out"
                                        : "hold no numbers and are left out",
                 ignored);
    }
  if ((gaps || unlabelled) && self->reading->missing == THETA_MISSING_REFUSE)
    {
      self->reading->missing = unlabelled ? THETA_MISSING_DROP_ROW : THETA_MISSING_MEAN;
      say (self, unlabelled ? "rows with missing values are left out"
                            : "missing values become their column's mean");
    }
}

ThetaReading *
theta_import_mend (const char *path, const ThetaReading *reading, char **what,
                   GCancellable *cancellable)
{
  ThetaDatasetOptions options = theta_reading_options (reading);
  g_autoptr (ThetaReading) mended = theta_reading_new (&options);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autofree char *contents = NULL;
  g_autoptr (ThetaImport) result = NULL;
  Mender self = { .path = path, .reading = mended, .what = said, .cancellable = cancellable };

  *what = NULL;
  self.contents = contents = theta_text_load (path, &self.length, cancellable, NULL);
  if (contents == NULL)
    return NULL;
  try_comment (&self);
  try_separator (&self);
  try_quote (&self);
  try_label (&self);
  try_columns (&self);
  result = said->len > 0 ? theta_import_new (path, mended, 0, cancellable, NULL) : NULL;
  if (result == NULL || result->problem != NULL)
    return NULL;
  g_string_append_c (said, '.');
  *what = g_string_free (g_steal_pointer (&said), FALSE);
  if (g_ascii_islower (**what))
    **what = g_ascii_toupper (**what);
  return g_steal_pointer (&mended);
}
