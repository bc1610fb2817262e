/* Folds that come with the data: pairs of lines of row numbers. */
#include <string.h>

#include "base/error.h"
#include "dataset/fold-private.h"
#include "dataset/table-private.h"

typedef struct
{
  const char *path;
  const ThetaDataset *data;
  int *place;   /* of a row of the file among the rows of the data, −1: left out; NULL: the same */
  guint n_file; /* rows of the file, as far as they are known */
} Reader;

/* The numbers count the rows of the file: rows that were left out (missing
 * values, other classes, a limit) move those below them.  Data of two files has
 * row numbers that start again, and is counted as it stands. */
static void
map_rows (Reader *self)
{
  const ThetaDataset *data = self->data;
  guint n = (guint) data->x->rows;

  self->n_file = n;
  for (guint i = 1; i < n; i++)
    if (data->rows[i] <= data->rows[i - 1])
      return;
  if (data->rows[n - 1] == n)
    return;
  self->n_file = data->rows[n - 1];
  self->place = g_new (int, self->n_file);
  memset (self->place, 0xff, self->n_file * sizeof (int));
  for (guint i = 0; i < n; i++)
    self->place[data->rows[i] - 1] = (int) i;
}

/* Marks row @number of the file; FALSE where it is not there or already taken. */
static gboolean
mark (const Reader *self, guint64 number, const ThetaFold *fold, guint8 *mask)
{
  guint64 row = number;

  if (self->place != NULL)
    {
      if (number >= self->n_file || self->place[number] < 0)
        return number <= G_MAXUINT; /* a row that was left out */
      row = (guint64) self->place[number];
    }
  if (row >= fold->n || fold->train[row] || fold->test[row])
    return FALSE;
  mask[row] = 1;
  return TRUE;
}

/* One line of row numbers into @mask. */
static gboolean
read_rows (const Reader *self, guint line, const char *text, ThetaFold *fold, guint8 *mask,
           GError **error)
{
  const char *word = text + strspn (text, " \t\r"), *end;

  for (; *word != '\0'; word = end + strspn (end, " \t\r"))
    {
      g_autofree char *number = NULL;
      guint64 row;

      end = word + strcspn (word, " \t\r");
      number = g_strndup (word, (gsize) (end - word));
      if (!g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT, &row, NULL)
          || !mark (self, row, fold, mask))
        {
          g_autofree char *excerpt = theta_text_excerpt (number);

          theta_set_error_at (error, THETA_ERROR_PARSE, self->path, line,
                              (guint) (word - text) + 1,
                              "“%s” is not the number of a row that is still free; expected 0 to "
                              "%u, each at most once in a pair of lines",
                              excerpt, self->n_file - 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_lines (const Reader *self, char **lines, GPtrArray *folds, GError **error)
{
  ThetaFold *fold = NULL;
  guint seen = 0;

  for (guint k = 0; lines[k] != NULL; k++)
    {
      if (lines[k][strspn (lines[k], " \t\r")] == '\0')
        continue;
      if (seen++ % 2 == 0)
        {
          fold = theta_fold_new ((guint) self->data->x->rows);
          g_ptr_array_add (folds, fold);
        }
      if (!read_rows (self, k + 1, lines[k], fold, seen % 2 == 1 ? fold->train : fold->test, error)
          || (seen % 2 == 0 && !theta_fold_finish (fold, self->data, folds->len - 1, error)))
        return FALSE;
    }
  if (seen > 0 && seen % 2 == 0)
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_PARSE, self->path, 0, 0,
                      "there are %u lines of row numbers; expected pairs (training rows, test "
                      "rows)",
                      seen);
  return FALSE;
}

GPtrArray *
theta_folds_read (const char *path, const ThetaDataset *data, GError **error)
{
  g_autoptr (GPtrArray) folds = theta_folds_new ();
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  Reader self = { .path = path, .data = data };
  gboolean read;

  if (!theta_folds_check_labels (data, error))
    return NULL;
  contents = theta_text_load (path, NULL, NULL, error);
  if (contents == NULL)
    return NULL;
  lines = g_strsplit (contents, "\n", -1);
  map_rows (&self);
  read = read_lines (&self, lines, folds, error);
  g_free (self.place);
  return read ? g_steal_pointer (&folds) : NULL;
}
