#include "dataset/import.h"

#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/rows-private.h"
#include "dataset/table-private.h"

/* ---- how ---- */

static char *
or_default (const char *text, const char *fallback)
{
  return g_strdup (text != NULL && *text != '\0' ? text : fallback);
}

ThetaReading *
theta_reading_new (const ThetaDatasetOptions *options)
{
  static const ThetaDatasetOptions defaults = { 0 };
  ThetaReading *self = g_new0 (ThetaReading, 1);

  if (options == NULL)
    options = &defaults;
  self->label = or_default (options->label, "auto");
  self->separator = or_default (options->separator, "auto");
  self->header = or_default (options->header, "auto");
  self->quote = or_default (options->quote, "\"");
  self->comment = or_default (options->comment, "");
  self->marks = or_default (options->marks, "");
  self->ignore = or_default (options->ignore, "");
  self->missing = options->missing;
  return self;
}

void
theta_reading_free (ThetaReading *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->separator);
  g_free (self->header);
  g_free (self->quote);
  g_free (self->comment);
  g_free (self->marks);
  g_free (self->ignore);
  g_free (self);
}

ThetaDatasetOptions
theta_reading_options (const ThetaReading *self)
{
  return (ThetaDatasetOptions) {
    .label = self->label,
    .separator = self->separator,
    .header = self->header,
    .quote = self->quote,
    .comment = self->comment,
    .marks = self->marks,
    .ignore = self->ignore,
    .missing = self->missing,
  };
}

char **
theta_reading_assignments (const ThetaReading *self)
{
  static const char *const missing[] = { "refuse", "mean", "drop-row" };
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  const struct
  {
    const char *key, *value;
  } settings[] = {
    { "Label", self->label },        { "Separator", self->separator },
    { "Header", self->header },      { "Quote", self->quote },
    { "Comment", self->comment },    { "MissingMarks", self->marks },
    { "Ignore", self->ignore },      { "Missing", missing[self->missing] },
  };

  for (guint k = 0; k < G_N_ELEMENTS (settings); k++)
    {
      g_autofree char *text
          = g_strdup_printf ("Dataset.%s=%s", settings[k].key, settings[k].value);

      g_strv_builder_add (out, text);
    }
  return g_strv_builder_end (out);
}

/* ---- what comes of it ---- */

gboolean
theta_import_can (const char *path, GCancellable *cancellable)
{
  static const char *const others[] = { ".arff", ".theta", ".dat", ".txt" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint k = 0; k < G_N_ELEMENTS (others); k++)
    if (g_str_has_suffix (lower, others[k]))
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *resolved = NULL;

        /* A .txt or .dat may be a table, or a description of the UCI collection. */
        if (k < 2)
          return FALSE;
        resolved = theta_uci_resolve (path, &error);
        return resolved != NULL && g_str_equal (resolved, path);
      }
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) && theta_reader_find (path, cancellable) == NULL;
}

static char *
separator_name (char separator)
{
  return separator == '\t'  ? g_strdup ("tab")
         : separator == ' ' ? g_strdup ("space")
                            : g_strndup (&separator, 1);
}

/* "/data/x.csv:3:5: the row …" as "Line 3, character 5: the row …". */
static char *
say_place (const char *file, const char *message, guint *line)
{
  const char *at = message;
  char *end;
  guint64 first, second;

  *line = 0;
  if (!g_str_has_prefix (at, file) || at[strlen (file)] != ':')
    return g_strdup (message);
  at += strlen (file) + 1;
  first = g_ascii_strtoull (at, &end, 10);
  if (end == at || *end != ':')
    {
      char *sentence = g_strdup (at + strspn (at, " "));

      *sentence = g_ascii_toupper (*sentence);
      return sentence;
    }
  *line = (guint) first;
  at = end + 1;
  second = g_ascii_strtoull (at, &end, 10);
  if (end == at || *end != ':')
    return g_strdup_printf ("Line %u:%s", *line, at);
  return g_strdup_printf ("Line %u, character %u:%s", *line, (guint) second, end + 1);
}

static void
take_cells (ThetaImport *self, const ThetaTable *table, guint rows)
{
  self->columns = table->columns;
  self->rows = MIN (rows, table->rows);
  self->all_rows = table->rows;
  self->header = table->header;
  self->names = g_new0 (char *, self->columns + 1);
  self->cells = g_new0 (char *, (gsize) self->rows * self->columns + 1);
  self->kinds = g_new0 (guint8, (gsize) self->rows * self->columns + 1);
  for (guint k = 0; k < self->columns; k++)
    self->names[k] = g_strdup (table->names->pdata[k]);
  for (guint i = 0; i < self->rows; i++)
    for (guint k = 0; k < self->columns; k++)
      {
        const char *text = theta_table_text (table, i, k);
        gsize at = (gsize) i * self->columns + k;
        double value;

        self->cells[at] = g_strdup (text);
        self->kinds[at] = theta_table_text_is_missing (table, text)   ? THETA_CELL_MISSING
                          : (int) k == self->label                    ? THETA_CELL_CLASS
                          : theta_number_parse (text, &value)         ? THETA_CELL_NUMBER
                                                                      : THETA_CELL_TEXT;
      }
}

/* What reads well and may still be meant otherwise. */
static char *
find_doubt (const ThetaImport *self, const ThetaTable *table)
{
  if (table->columns == 1)
    return g_strdup ("Every line is one value: choose the separator if there should be more "
                     "columns.");
  if (self->label < 0)
    return g_strdup ("No column looks like a label: choose the column that holds the classes.");
  return NULL;
}

static gboolean
fill (ThetaImport *self, ThetaTable *table, const ThetaReading *reading, guint rows,
      GError **error)
{
  ThetaDatasetOptions options = theta_reading_options (reading);
  g_auto (GStrv) ignored = theta_names_split (reading->ignore);
  g_autoptr (ThetaDataset) data = NULL;
  g_autofree char *why = NULL;
  gboolean good = *error == NULL;

  if (table->rows > 0 && theta_table_take_header (table, reading->header, good ? error : NULL))
    {
      theta_table_find_label (table, reading->label, (const char *const *) ignored, &self->label,
                              &why, NULL);
      take_cells (self, table, rows);
    }
  if (!good || *error != NULL)
    return FALSE;
  data = theta_table_to_dataset (table, table->file, table->file, &options, error);
  if (data != NULL)
    self->doubt = find_doubt (self, table);
  return data != NULL;
}

ThetaImport *
theta_import_new (const char *path, const ThetaReading *reading, guint rows,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (ThetaImport) self = g_new0 (ThetaImport, 1);
  ThetaDatasetOptions options = theta_reading_options (reading);
  g_autoptr (ThetaTable) table = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *contents = NULL;
  char separator = ',';
  gsize length;

  self->label = -1;
  contents = theta_text_load (path, &length, cancellable, error);
  if (contents == NULL)
    return NULL;
  table = theta_csv_read_rows (path, contents, length, &options, &separator, cancellable, &local);
  if (!theta_error_is_cancelled (local))
    fill (self, table, reading, rows, &local);
  if (theta_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  self->separator = separator_name (separator);
  if (local != NULL)
    self->problem = say_place (path, local->message, &self->line);
  return g_steal_pointer (&self);
}

void
theta_import_free (ThetaImport *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->names);
  g_strfreev (self->cells);
  g_free (self->kinds);
  g_free (self->separator);
  g_free (self->problem);
  g_free (self->doubt);
  g_free (self);
}
