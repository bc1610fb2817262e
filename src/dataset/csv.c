/* Comma-separated values and their relatives, by libcsv (RFC 4180). */
#include <csv.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/table-private.h"

static const char candidates[] = { ',', ';', '\t', '|', ' ' };

/* Fields of the line that starts at @text, were @separator the separator; moves
 * @text to the next line. */
static guint
count_fields (const char **text, char separator, char quote)
{
  guint fields = 1;
  gboolean quoted = FALSE, last = separator == ' '; /* leading spaces do not separate */
  const char *c = *text;

  for (; *c != '\0' && (quoted || (*c != '\n' && *c != '\r')); c++)
    {
      if (*c == quote)
        quoted = !quoted;
      else if (!quoted && *c == separator)
        {
          fields += !(separator == ' ' && last);
          last = TRUE;
          continue;
        }
      last = FALSE;
    }
  if (separator == ' ' && last && fields > 1)
    fields--; /* trailing spaces */
  while (*c == '\n' || *c == '\r')
    c++;
  *text = c;
  return fields;
}

/* The candidate that gives the first lines the same number of fields, and the
 * most of them. */
static char
guess_separator (const char *contents, char quote, char comment)
{
  guint best_agree = 0, best_fields = 1;
  char best = ',';

  for (gsize k = 0; k < G_N_ELEMENTS (candidates); k++)
    {
      const char *text = contents + strspn (contents, "\r\n");
      guint first = 0, agree = 0;

      for (guint line = 0; line < 20 && *text != '\0';)
        {
          gboolean skip = comment != '\0' && *text == comment;
          guint fields = count_fields (&text, candidates[k], skip ? '\0' : quote);

          if (skip)
            continue;
          if (line++ == 0)
            first = fields;
          agree += fields == first;
        }
      if (first > 1 && (agree > best_agree || (agree == best_agree && first > best_fields)))
        {
          best = candidates[k];
          best_agree = agree;
          best_fields = first;
        }
    }
  return best;
}

static gboolean
resolve_options (const ThetaDatasetOptions *options, const char *contents, char *separator,
                 char *quote, char *comment, GError **error)
{
  const char *given = options->separator;

  *quote = options->quote != NULL && *options->quote != '\0' ? *options->quote : '"';
  if (options->quote != NULL && strlen (options->quote) > 1)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Dataset.Quote is “%s”; expected one character", options->quote);
      return FALSE;
    }
  *comment = options->comment != NULL ? *options->comment : '\0';
  if (options->comment != NULL && strlen (options->comment) > 1)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Dataset.Comment is “%s”; expected one character or nothing", options->comment);
      return FALSE;
    }
  if (given == NULL || g_str_equal (given, "auto"))
    *separator = guess_separator (contents, *quote, *comment);
  else if (g_str_equal (given, "tab"))
    *separator = '\t';
  else if (g_str_equal (given, "space"))
    *separator = ' ';
  else if (strlen (given) == 1 && *given != *quote && *given != '\n')
    *separator = *given;
  else
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Dataset.Separator is “%s”; expected auto, tab, space or one character", given);
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  ThetaTable *table;
  guint line, column;            /* of the byte being read */
  guint field_line, field_column; /* where the field began */
  char separator, quote, comment; /* of comments: '\0' where there are none */
  gboolean failed;
  GError *error;
} Reader;

static void
take_field (void *text, size_t length, void *data)
{
  Reader *self = data;
  g_autofree char *trimmed = g_strstrip (g_strndup (text != NULL ? text : "", length));

  if (!self->failed
      && !theta_table_add (self->table, trimmed, strlen (trimmed), self->field_line,
                           self->field_column, &self->error))
    self->failed = TRUE;
}

static void
take_row (int c, void *data)
{
  Reader *self = data;

  if (!self->failed && !theta_table_end_row (self->table, self->field_line, &self->error))
    self->failed = TRUE;
}

/* libcsv trims what it takes for white space: a separator must not be. */
static int
is_never_space (unsigned char c)
{
  return 0;
}

/* Feeds byte by byte, so that the place of every field is known.  Runs of
 * spaces are one separator. */
static gboolean
feed (Reader *self, struct csv_parser *parser, const char *contents, gsize length,
      GCancellable *cancellable)
{
  const char separator = self->separator, quote = self->quote;
  gboolean quoted = FALSE, open = TRUE; /* open: at the start of a field */
  gboolean fresh = TRUE, remark = FALSE; /* at the start of a line; in a comment */

  self->line = self->field_line = self->column = self->field_column = 1;
  for (gsize k = 0; k < length && !self->failed; k++)
    {
      char c = contents[k];
      gboolean ends = !quoted && (c == separator || c == '\n' || c == '\r');
      gboolean skip = !quoted && separator == ' ' && c == ' '
                      && (open || k + 1 == length || strchr (" \r\n", contents[k + 1]) != NULL);

      remark = (remark && c != '\n') || (fresh && !quoted && c == self->comment && c != '\0');
      fresh = c == '\n';
      if (remark)
        {
          self->column++;
          continue;
        }
      if (c == quote)
        quoted = !quoted;
      if (!skip && csv_parse (parser, &c, 1, take_field, take_row, self) != 1)
        break;
      self->column++;
      if (c == '\n')
        {
          self->line++;
          self->column = 1;
        }
      open = (ends && !skip) || (open && skip);
      if (ends || skip)
        {
          self->field_line = self->line;
          self->field_column = self->column;
        }
      if (k % 65536 == 0 && g_cancellable_set_error_if_cancelled (cancellable, &self->error))
        self->failed = TRUE;
    }
  return !self->failed;
}

static gboolean
parse (Reader *self, const char *contents, gsize length, GCancellable *cancellable)
{
  const char separator = self->separator;
  struct csv_parser parser;

  if (csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
    g_error ("libcsv cannot be initialized");
  csv_set_delim (&parser, (unsigned char) separator);
  csv_set_quote (&parser, (unsigned char) self->quote);
  if (separator == '\t' || separator == ' ')
    csv_set_space_func (&parser, is_never_space);
  feed (self, &parser, contents, length, cancellable);
  if (!self->failed
      && (csv_error (&parser) != CSV_SUCCESS
          || csv_fini (&parser, take_field, take_row, self) != 0))
    {
      theta_set_error_at (&self->error, THETA_ERROR_PARSE, self->table->file, self->field_line,
                          self->field_column,
                          "a quotation mark stands inside a value or is never closed; expected "
                          "“\"text\"” with inner marks doubled");
      self->failed = TRUE;
    }
  csv_free (&parser);
  return !self->failed;
}

ThetaTable *
theta_csv_read_rows (const char *file, const char *contents, gsize length,
                     const ThetaDatasetOptions *options, char *separator,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (ThetaTable) table = theta_table_new (file);
  Reader reader = { .table = table };

  table->marks = theta_names_split (options->marks);
  if (!resolve_options (options, contents, &reader.separator, &reader.quote, &reader.comment,
                        error))
    return g_steal_pointer (&table);
  if (separator != NULL)
    *separator = reader.separator;
  parse (&reader, contents, length, cancellable);
  /* A failure leaves a row behind that is not whole. */
  g_array_set_size (table->cells, (guint) (table->rows * (gsize) table->columns));
  if (reader.error != NULL)
    g_propagate_error (error, g_steal_pointer (&reader.error));
  else if (table->rows == 0)
    theta_set_error_at (error, THETA_ERROR_PARSE, file, 0, 0,
                        "the file has no rows; expected a table");
  return g_steal_pointer (&table);
}

ThetaTable *
theta_csv_read (const char *file, const char *contents, gsize length,
                const ThetaDatasetOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ThetaTable) table
      = theta_csv_read_rows (file, contents, length, options, NULL, cancellable, &local);

  if (local == NULL && theta_table_take_header (table, options->header, &local))
    return g_steal_pointer (&table);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
