/* Weka's attribute-relation files: numeric and nominal attributes, dense rows. */
#include <string.h>

#include "base/error.h"
#include "dataset/table-private.h"

typedef struct
{
  const char *file;
  const char *text; /* the rest of the line */
  const char *start; /* of the line */
  guint line;
} Line;

static guint
column_of (const Line *self)
{
  return (guint) (self->text - self->start) + 1;
}

static gboolean
fail (const Line *self, GError **error, const char *message)
{
  theta_set_error_at (error, THETA_ERROR_PARSE, self->file, self->line, column_of (self), "%s",
                      message);
  return FALSE;
}

static void
skip_space (Line *self)
{
  while (*self->text == ' ' || *self->text == '\t' || *self->text == '\r')
    self->text++;
}

/* A word or a quoted text; @stop: bytes that end a word.  NULL, @error set, for
 * a quotation mark that is never closed. */
static char *
take_word (Line *self, const char *stop, GError **error)
{
  g_autoptr (GString) word = g_string_new (NULL);
  char quote = *self->text;

  skip_space (self);
  quote = *self->text;
  if (quote != '\'' && quote != '"')
    {
      gsize length = strcspn (self->text, stop);
      char *plain = g_strchomp (g_strndup (self->text, length));

      self->text += length;
      return plain;
    }
  for (self->text++; *self->text != quote; self->text++)
    {
      if (*self->text == '\0')
        {
          fail (self, error, "a quotation mark is never closed; expected another on this line");
          return NULL;
        }
      if (*self->text == '\\' && self->text[1] != '\0')
        self->text++;
      g_string_append_c (word, *self->text);
    }
  self->text++;
  skip_space (self);
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* {a, b, c}: NULL-terminated. */
static char **
take_nominal (Line *self, GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  self->text++;
  for (;;)
    {
      char *value = take_word (self, ",}", error);

      if (value == NULL)
        return NULL;
      if (*value != '\0')
        g_ptr_array_add (values, value);
      else
        g_free (value);
      if (*self->text == ',')
        self->text++;
      else if (*self->text == '}')
        break;
      else
        {
          fail (self, error, "the list of values is not closed; expected {a, b, …}");
          return NULL;
        }
    }
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

/* What follows "@attribute". */
static gboolean
take_attribute (ThetaTable *table, Line *line, GError **error)
{
  g_autofree char *name = take_word (line, " \t", error);
  char **values = NULL;

  if (name == NULL)
    return FALSE;
  skip_space (line);
  if (*name == '\0' || *line->text == '\0')
    return fail (line, error, "the attribute is not complete; expected @attribute NAME TYPE");
  if (*line->text == '{')
    {
      values = take_nominal (line, error);
      if (values == NULL)
        return FALSE;
    }
  else
    {
      g_autofree char *type = take_word (line, " \t", error);
      g_autofree char *lower = type != NULL ? g_ascii_strdown (type, -1) : NULL;
      static const char *const known[] = { "numeric", "real", "integer", "string", NULL };

      if (type == NULL)
        return FALSE;
      if (!g_strv_contains (known, lower))
        return fail (line, error, "the type is not known; expected numeric, real, integer, string "
                                  "or {a, b, …}");
    }
  if (table->names->len == THETA_DATASET_MAX_COLUMNS)
    return fail (line, error, "there are more than 65536 attributes; expected a table with a "
                              "sample in each row");
  g_ptr_array_add (table->names, g_steal_pointer (&name));
  g_ptr_array_add (table->declared, values);
  return TRUE;
}

static gboolean
check_nominal (const ThetaTable *table, guint column, const char *value, const Line *line,
               guint at, GError **error)
{
  char **declared = table->declared->pdata[column];
  g_autofree char *excerpt = NULL;

  if (declared == NULL || theta_text_is_missing (value)
      || g_strv_contains ((const char *const *) declared, value))
    return TRUE;
  excerpt = theta_text_excerpt (value);
  theta_set_error_at (error, THETA_ERROR_PARSE, table->file, line->line, at,
                      "“%s” is not a value of the attribute “%s”; expected one of those that "
                      "@attribute names",
                      excerpt, (const char *) table->names->pdata[column]);
  return FALSE;
}

static gboolean
take_row (ThetaTable *table, Line *line, GError **error)
{
  guint count = 0;

  if (*line->text == '{')
    return fail (line, error, "the row is sparse; expected values separated by commas");
  for (;; line->text++)
    {
      g_autofree char *value = NULL;
      guint at;

      skip_space (line);
      at = column_of (line);
      value = take_word (line, ",", error);
      if (value == NULL)
        return FALSE;
      if (count < table->names->len
          && !check_nominal (table, count, value, line, at, error))
        return FALSE;
      if (!theta_table_add (table, value, strlen (value), line->line, at, error))
        return FALSE;
      count++;
      if (*line->text != ',')
        break;
    }
  if (*line->text != '\0')
    return fail (line, error, "a text follows a quoted value; expected a comma");
  if (count != table->names->len)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, table->file, line->line, 0,
                          "the row has %u value%s; expected %u, one for each attribute",
                          count, count == 1 ? "" : "s", table->names->len);
      return FALSE;
    }
  return theta_table_end_row (table, line->line, error);
}

static gboolean
has_keyword (Line *line, const char *keyword)
{
  gsize length = strlen (keyword);

  if (g_ascii_strncasecmp (line->text, keyword, length) != 0
      || (line->text[length] != '\0' && !g_ascii_isspace (line->text[length])))
    return FALSE;
  line->text += length;
  skip_space (line);
  return TRUE;
}

/* One line that is neither empty nor a comment. */
static gboolean
take_line (ThetaTable *table, Line *line, gboolean *in_data, GError **error)
{
  if (*in_data)
    return take_row (table, line, error);
  if (has_keyword (line, "@attribute"))
    return take_attribute (table, line, error);
  if (has_keyword (line, "@data"))
    {
      *in_data = TRUE;
      return TRUE;
    }
  if (has_keyword (line, "@relation"))
    return TRUE;
  return fail (line, error, "the line is not understood; expected @relation, @attribute or @data");
}

static void
free_values (gpointer values)
{
  g_strfreev (values);
}

ThetaTable *
theta_arff_read (const char *file, const char *contents, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (ThetaTable) table = theta_table_new (file);
  g_auto (GStrv) lines = g_strsplit (contents, "\n", -1);
  gboolean in_data = FALSE;

  table->declared = g_ptr_array_new_with_free_func (free_values);
  for (guint k = 0; lines[k] != NULL; k++)
    {
      Line line = { file, lines[k], lines[k], k + 1 };

      if (k % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_strchomp (lines[k]);
      skip_space (&line);
      if (*line.text != '\0' && *line.text != '%'
          && !take_line (table, &line, &in_data, error))
        return NULL;
    }
  if (!in_data || table->names->len == 0)
    theta_set_error_at (error, THETA_ERROR_PARSE, file, 0, 0,
                        "the file ends before %s; expected @attribute lines, @data and rows",
                        table->names->len == 0 ? "an @attribute line" : "@data");
  else if (table->rows == 0)
    theta_set_error_at (error, THETA_ERROR_PARSE, file, 0, 0,
                        "there is no row after @data; expected at least two");
  else
    return g_steal_pointer (&table);
  return NULL;
}
