/* LIBSVM's and SVMlight's sparse rows: "label index:value …", indices from 1 and
 * ascending, "#" before a comment.  What a row leaves out is 0. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/rows-private.h"
#include "dataset/table-private.h"

typedef struct
{
  const char *file;
  const char *text, *start; /* where reading is, and where its line began */
  guint line;
  GCancellable *cancellable;
} Scanner;

static gboolean
fail (const Scanner *self, GError **error, const char *message)
{
  theta_set_error_at (error, THETA_ERROR_PARSE, self->file, self->line,
                      (guint) (self->text - self->start) + 1, "%s", message);
  return FALSE;
}

static void
skip_blanks (Scanner *self)
{
  while (*self->text == ' ' || *self->text == '\t' || *self->text == '\r')
    self->text++;
}

static gboolean
at_end (const Scanner *self)
{
  return *self->text == '\0' || *self->text == '\n' || *self->text == '#';
}

static void
next_line (Scanner *self)
{
  self->text += strcspn (self->text, "\n");
  if (*self->text == '\n')
    self->text++;
  self->start = self->text;
  self->line++;
}

/* A decimal number that ends where a word may.  FALSE, nothing moved, for
 * anything else. */
static gboolean
take_number (Scanner *self, double *value)
{
  const char *digits = self->text + (*self->text == '+' || *self->text == '-');
  char *end;

  if (!(g_ascii_isdigit (*digits) || *digits == '.') || digits[1] == 'x' || digits[1] == 'X')
    return FALSE;
  *value = g_ascii_strtod (self->text, &end);
  if (end == self->text || strchr (" \t\r\n#", *end) == NULL || !isfinite (*value))
    return FALSE; /* the NUL at the end of the text is found, too */
  self->text = end;
  return TRUE;
}

static gboolean
take_label (Scanner *self, double *label, GError **error)
{
  if (take_number (self, label))
    return TRUE;
  return fail (self, error, "the row does not begin with a label; expected a number, then "
                            "index:value");
}

/* One index:value; @last is the index before it. */
static gboolean
take_pair (Scanner *self, guint last, guint *index, double *value, GError **error)
{
  const char *begin = self->text;
  guint64 number = 0;

  if (g_str_has_prefix (self->text, "qid:"))
    return fail (self, error, "“qid” belongs to rankings, which are not read; expected "
                              "index:value only");
  for (; g_ascii_isdigit (*self->text); self->text++)
    number = MIN (number * 10 + (guint64) (*self->text - '0'), G_MAXUINT32);
  if (self->text == begin || *self->text != ':')
    {
      self->text = begin;
      return fail (self, error, "this is no index:value; expected pairs such as 3:0.5, separated "
                                "by blanks");
    }
  if (number == 0 || number > THETA_DATASET_MAX_COLUMNS || number <= last)
    {
      self->text = begin;
      return fail (self, error,
                   number == 0 ? "the index is 0; expected indices from 1 on"
                   : number <= last
                       ? "the index is not larger than the one before it; expected ascending "
                         "indices"
                       : "the index is above 65536; expected at most 65536 columns");
    }
  self->text++;
  *index = (guint) number;
  if (take_number (self, value))
    return TRUE;
  return fail (self, error, "the value is not a finite number; expected a decimal number after "
                            "the colon");
}

/* Moves to the next line that is a row.  FALSE at the end and on cancelling. */
static gboolean
find_row (Scanner *self, GError **error)
{
  for (;; next_line (self))
    {
      if (self->line % 256 == 0 && g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      skip_blanks (self);
      if (*self->text == '\0')
        return FALSE;
      if (!at_end (self))
        return TRUE;
    }
}

/* The row from where the label begins to its end; @values: where it goes, NULL:
 * it is only checked. */
static gboolean
take_row (Scanner *self, double *label, guint *widest, double *values, GError **error)
{
  guint index = 0;
  double value;

  if (!take_label (self, label, error))
    return FALSE;
  for (skip_blanks (self); !at_end (self); skip_blanks (self))
    {
      if (!take_pair (self, index, &index, &value, error))
        return FALSE;
      if (values != NULL)
        values[index - 1] = value;
    }
  *widest = MAX (*widest, index);
  next_line (self);
  return TRUE;
}

static Scanner
scan (const char *path, const char *contents, GCancellable *cancellable)
{
  return (Scanner){ path, contents, contents, 1, cancellable };
}

/* First pass: the labels and the largest index. */
static gboolean
measure (Scanner self, GArray *labels, guint *widest, GError **error)
{
  GError *bad = NULL;
  double label;

  while (find_row (&self, &bad))
    {
      if (!take_row (&self, &label, widest, NULL, error))
        return FALSE;
      g_array_append_val (labels, label);
    }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, bad);
  return FALSE;
}

/* Second pass: the rows that are kept. */
static gboolean
fill (Scanner self, ThetaDataset *data, GError **error)
{
  guint widest = 0;
  gsize kept = 0;
  GError *bad = NULL;
  double label;

  for (guint row = 1; kept < data->x->rows && find_row (&self, &bad); row++)
    {
      double *values = data->rows[kept] == row ? theta_matrix_row (data->x, kept) : NULL;

      if (!take_row (&self, &label, &widest, values, error))
        return FALSE;
      kept += values != NULL;
    }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, bad);
  return FALSE;
}

gboolean
theta_libsvm_knows (const char *text)
{
  Scanner self = scan ("", text, NULL);
  double label, value;

  while (find_row (&self, NULL))
    {
      guint index = 0;

      if (!take_number (&self, &label))
        return FALSE;
      skip_blanks (&self);
      if (!at_end (&self))
        return g_str_has_prefix (self.text, "qid:")
               || take_pair (&self, 0, &index, &value, NULL);
      next_line (&self);
    }
  return FALSE;
}

ThetaDataset *
theta_libsvm_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *contents = theta_text_load (path, NULL, cancellable, error);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (ThetaDataset) data = NULL;
  ThetaRowsShape shape = { .file = path, .column = "feature", .label = "label" };
  guint widest = 0;
  int *labels = NULL;
  char **classes = NULL;

  if (contents == NULL
      || !measure (scan (path, contents, cancellable), values, &widest, error))
    return NULL;
  shape.rows = values->len;
  shape.columns = widest;
  if (!theta_rows_check (&shape, error))
    return NULL;
  if (g_strcmp0 (options->label, "none") != 0
      && !theta_rows_classify (path, (const double *) (gpointer) values->data, values->len,
                               &labels, &classes, error))
    return NULL;
  data = theta_rows_new (&shape, labels, classes, options, error);
  if (data == NULL || !fill (scan (path, contents, cancellable), data, error))
    return NULL;
  data->sparse = TRUE;
  return theta_rows_finish (g_steal_pointer (&data), path, options, error);
}
