#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/table-private.h"

ThetaTable *
theta_table_new (const char *file)
{
  ThetaTable *self = g_new0 (ThetaTable, 1);

  self->file = g_strdup (file);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->cells = g_array_new (FALSE, FALSE, sizeof (ThetaCell));
  self->texts = g_string_new (NULL);
  return self;
}

void
theta_table_free (ThetaTable *self)
{
  if (self == NULL)
    return;
  g_free (self->file);
  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->declared, g_ptr_array_unref);
  g_strfreev (self->marks);
  g_array_unref (self->cells);
  g_string_free (self->texts, TRUE);
  g_free (self);
}

gboolean
theta_table_add (ThetaTable *self, const char *text, gsize length, guint line, guint column,
                 GError **error)
{
  ThetaCell cell = { line, column, self->texts->len };

  if (self->in_row++ == THETA_DATASET_MAX_COLUMNS)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->file, line, column,
                          "the row has more than %d columns; expected a table with a sample in "
                          "each row (is it transposed?)",
                          THETA_DATASET_MAX_COLUMNS);
      return FALSE;
    }
  g_string_append_len (self->texts, text, (gssize) length);
  g_string_append_c (self->texts, '\0');
  g_array_append_val (self->cells, cell);
  return TRUE;
}

gboolean
theta_table_end_row (ThetaTable *self, guint line, GError **error)
{
  guint count = self->in_row;

  self->in_row = 0;
  if (count == 0)
    return TRUE;
  if (self->columns == 0)
    self->columns = count;
  if (count != self->columns)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->file, line, 0,
                          "the row has %u value%s; expected %u, as in the rows above it",
                          count, count == 1 ? "" : "s", self->columns);
      return FALSE;
    }
  self->rows++;
  return TRUE;
}

gboolean
theta_text_is_missing (const char *text)
{
  static const char *const missing[] = { "", "?", "na", "n/a", "null" };
  double value;

  for (gsize k = 0; k < G_N_ELEMENTS (missing); k++)
    if (g_ascii_strcasecmp (text, missing[k]) == 0)
      return TRUE;
  /* Most cells are numbers: only what may be a NaN is read here. */
  return strpbrk (text, "nN") != NULL && theta_number_parse (text, &value) && isnan (value);
}

gboolean
theta_table_text_is_missing (const ThetaTable *self, const char *text)
{
  for (guint k = 0; self->marks != NULL && self->marks[k] != NULL; k++)
    {
      double value, mark;

      if (g_str_equal (text, self->marks[k])
          || (theta_number_parse (self->marks[k], &mark) && theta_number_parse (text, &value)
              && value == mark))
        return TRUE;
    }
  return theta_text_is_missing (text);
}

char *
theta_text_excerpt (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (valid, -1) <= 40)
    return g_steal_pointer (&valid);
  start = g_utf8_substring (valid, 0, 39);
  return g_strconcat (start, "…", NULL);
}

static gboolean
is_number (const char *text)
{
  double value;

  return theta_number_parse (text, &value);
}

static gboolean
is_label_name (const char *text)
{
  static const char *const known[] = { "class", "label", "target", "clase", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return g_strv_contains (known, lower);
}

/* The first cell of column @k is what a label column is called, and no class of
 * that name follows. */
static gboolean
names_the_label (const ThetaTable *self, guint k)
{
  const char *first = theta_table_text (self, 0, k);

  if (!is_label_name (first))
    return FALSE;
  for (guint i = 1; i < self->rows; i++)
    if (g_str_equal (theta_table_text (self, i, k), first))
      return FALSE;
  return TRUE;
}

/* A first row of names: every cell is a text (an empty corner is allowed), or a
 * text stands above a number, or a cell is what a label column is called. */
static gboolean
looks_like_header (const ThetaTable *self)
{
  gboolean texts = TRUE, above = FALSE;

  for (guint k = 0; k < self->columns; k++)
    {
      const char *first = theta_table_text (self, 0, k);
      gboolean number = is_number (first) || (theta_table_text_is_missing (self, first) && k > 0);

      texts = texts && !number;
      if (names_the_label (self, k))
        return TRUE;
      if (!number && !theta_table_text_is_missing (self, first) && self->rows > 1
          && is_number (theta_table_text (self, 1, k)))
        above = TRUE;
    }
  return above || texts;
}

gboolean
theta_table_take_header (ThetaTable *self, const char *header, GError **error)
{
  gboolean take = g_strcmp0 (header, "yes") == 0;

  if (header != NULL && !take && !g_str_equal (header, "auto") && !g_str_equal (header, "no"))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Dataset.Header is “%s”; expected auto, yes or no", header);
      return FALSE;
    }
  if (header == NULL || g_str_equal (header, "auto"))
    take = self->rows > 0 && looks_like_header (self);
  self->header = take && self->rows > 0;
  for (guint k = 0; k < self->columns; k++)
    {
      g_autofree char *name = NULL;

      if (take && self->rows > 0)
        name = g_strstrip (g_strdup (theta_table_text (self, 0, k)));
      if (k == 0 && name != NULL && *name == '\0')
        self->corner = TRUE;
      if (name == NULL || *name == '\0')
        g_ptr_array_add (self->names, g_strdup_printf ("column %u", k + 1));
      else
        g_ptr_array_add (self->names, g_steal_pointer (&name));
    }
  if (take && self->rows > 0)
    {
      g_array_remove_range (self->cells, 0, self->columns);
      self->rows--;
    }
  return TRUE;
}

/* "a, b, c, d … z": at most five, the last among them since labels often stand
 * there. */
static char *
list_names (const ThetaTable *self)
{
  GString *text = g_string_new (NULL);

  for (guint k = 0; k < self->columns; k++)
    if (k < 4 || k + 1 == self->columns)
      g_string_append_printf (text, "%s%s", k == 0 ? "" : k > 4 ? " … " : ", ",
                              (const char *) self->names->pdata[k]);
  return g_string_free (text, FALSE);
}

/* A column @last of texts, or of two to twenty different whole numbers. */
static gboolean
last_looks_like_classes (const ThetaTable *self, guint last, gboolean *numeric)
{
  gboolean nominal = self->declared != NULL && self->declared->pdata[last] != NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean numbers = TRUE, whole = TRUE;

  for (guint i = 0; i < self->rows; i++)
    {
      const char *text = theta_table_text (self, i, last);
      double value;

      if (theta_table_text_is_missing (self, text))
        continue;
      if (!theta_number_parse (text, &value))
        numbers = FALSE;
      else if (value != (double) (gint64) CLAMP (value, -1e15, 1e15))
        whole = FALSE;
      if (g_hash_table_size (seen) <= 20)
        g_hash_table_add (seen, (gpointer) text);
    }
  *numeric = numbers && whole;
  return nominal || !numbers
         || (whole && g_hash_table_size (seen) >= 2 && g_hash_table_size (seen) <= 20);
}

static gboolean
is_ignored (const ThetaTable *self, guint column, const char *const *ignored)
{
  return ignored != NULL && g_strv_contains (ignored, self->names->pdata[column]);
}

static void
find_label_by_rule (const ThetaTable *self, const char *const *ignored, int *column, char **why)
{
  guint last = self->columns;
  gboolean numeric;

  while (last > 0 && is_ignored (self, last - 1, ignored))
    last--;
  for (guint k = 0; k < self->columns; k++)
    if (is_label_name (self->names->pdata[k]) && !is_ignored (self, k, ignored))
      {
        *column = (int) k;
        *why = g_strdup_printf ("The label is the column “%s”, by its name.",
                                (const char *) self->names->pdata[k]);
        return;
      }
  if (last > 1 && last_looks_like_classes (self, last - 1, &numeric))
    {
      *column = (int) last - 1;
      *why = g_strdup_printf ("The label is the last column, “%s”, which holds %s.",
                              (const char *) self->names->pdata[last - 1],
                              numeric ? "few different whole numbers" : "names");
      return;
    }
  *column = -1;
  *why = g_strdup ("No column looks like a label.");
}

gboolean
theta_table_find_label (const ThetaTable *self, const char *label, const char *const *ignored,
                        int *column, char **why, GError **error)
{
  g_autofree char *names = NULL;

  *why = NULL;
  *column = -1;
  if (label == NULL || g_str_equal (label, "auto"))
    {
      find_label_by_rule (self, ignored, column, why);
      return TRUE;
    }
  for (guint k = 0; k < self->columns; k++)
    if (g_str_equal (label, self->names->pdata[k]))
      {
        if (is_ignored (self, k, ignored))
          {
            theta_set_error_at (error, THETA_ERROR_VALUE, self->file, 0, 0,
                                "the column “%s” is the label and is left out (Dataset.Ignore); "
                                "choose another label or keep the column",
                                label);
            return FALSE;
          }
        *column = (int) k;
        return TRUE;
      }
  if (g_str_equal (label, "last"))
    {
      *column = (int) self->columns - 1;
      while (*column >= 0 && is_ignored (self, (guint) *column, ignored))
        --*column;
      return TRUE;
    }
  if (g_str_equal (label, "none"))
    return TRUE;
  names = list_names (self);
  theta_set_error_at (error, THETA_ERROR_VALUE, self->file, 0, 0,
                      "there is no column “%s” to take as label; expected auto, last, none or one "
                      "of %s",
                      label, names);
  return FALSE;
}
