/* LIBSVM's and SVMlight's sparse rows: "label index:value …", indices from 1 and
 * ascending, "#" before a comment.  What a row leaves out is 0. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/bytes-private.h"
#include "dataset/rows-private.h"
#include "dataset/table-private.h"

#define BUFFER 65536
/* Bytes of a line: more than all columns need. */
#define LONGEST (16 << 20)

typedef struct
{
  const char *file;
  const char *text, *start; /* where reading is, and where its line began */
  guint line;
  /* Where lines come from, one at a time; without, the text is all there is. */
  ThetaBytes *bytes;
  GString *current;
  char *buffer;
  gsize filled, taken;
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

/* Appends what the buffer has of the line; TRUE where that is its end. */
static gboolean
take_from_buffer (Scanner *self)
{
  const char *from = self->buffer + self->taken;
  gsize left = self->filled - self->taken;
  const char *end = memchr (from, '\n', left);
  gsize length = end != NULL ? (gsize) (end - from) : left;

  g_string_append_len (self->current, from, (gssize) length);
  self->taken += length + (end != NULL);
  return end != NULL;
}

static gboolean
check_line (const Scanner *self, GError **error)
{
  const char *why = NULL;

  if (memchr (self->current->str, '\0', self->current->len) != NULL)
    why = "the file is binary; expected rows such as 1 3:0.5 as text";
  else if (self->current->len > LONGEST)
    why = "a line has more than 16 MB; expected one row a line";
  if (why != NULL)
    theta_set_error_at (error, THETA_ERROR_PARSE, self->file, 0, 0, "%s", why);
  return why == NULL;
}

static gboolean
read_line (Scanner *self, GError **error)
{
  gboolean ended = FALSE;

  g_string_truncate (self->current, 0);
  while (!ended && !take_from_buffer (self) && self->current->len <= LONGEST)
    {
      self->taken = 0;
      if (!theta_bytes_read_some (self->bytes, self->buffer, BUFFER, &self->filled, error))
        return FALSE;
      ended = self->filled == 0;
    }
  if (!check_line (self, error) || (ended && self->current->len == 0))
    return FALSE;
  self->text = self->start = self->current->str;
  if (self->line++ == 0 && g_str_has_prefix (self->text, "\xef\xbb\xbf"))
    self->text = self->start += 3;
  return TRUE;
}

/* FALSE at the end, and with an error. */
static gboolean
next_line (Scanner *self, GError **error)
{
  if (self->bytes != NULL)
    return read_line (self, error);
  self->text += strcspn (self->text, "\n");
  if (*self->text == '\0')
    return FALSE;
  self->start = ++self->text;
  self->line++;
  return TRUE;
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

/* Moves to the next line that is a row, from the end of one.  FALSE at the end, and
 * with an error. */
static gboolean
find_row (Scanner *self, GError **error)
{
  for (skip_blanks (self); at_end (self); skip_blanks (self))
    if (!next_line (self, error))
      return FALSE;
  return TRUE;
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
  return TRUE;
}

/* Starts before the first line. */
static gboolean
scanner_open (Scanner *self, const char *path, GCancellable *cancellable, GError **error)
{
  *self = (Scanner){ .file = path, .text = "", .start = "" };
  self->bytes = theta_bytes_open (path, cancellable, error);
  self->current = g_string_new (NULL);
  self->buffer = g_malloc (BUFFER);
  return self->bytes != NULL;
}

static void
scanner_close (Scanner *self)
{
  theta_bytes_free (self->bytes);
  g_string_free (self->current, TRUE);
  g_free (self->buffer);
}

/* First pass: the labels and the largest index. */
static gboolean
measure (Scanner *self, GArray *labels, guint *widest, GError **error)
{
  GError *bad = NULL;
  double label;

  while (find_row (self, &bad))
    {
      if (!take_row (self, &label, widest, NULL, error))
        return FALSE;
      g_array_append_val (labels, label);
    }
  if (bad == NULL && self->line > 0)
    return TRUE;
  if (bad == NULL)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->file, 0, 0,
                          "the file is empty; expected rows such as 1 3:0.5");
      return FALSE;
    }
  g_propagate_error (error, bad);
  return FALSE;
}

/* Second pass: the rows that are kept. */
static gboolean
fill (Scanner *self, ThetaDataset *data, GError **error)
{
  guint widest = 0;
  gsize kept = 0;
  GError *bad = NULL;
  double label;

  for (guint row = 1; kept < data->x->rows && find_row (self, &bad); row++)
    {
      double *values = data->rows[kept] == row ? theta_matrix_row (data->x, kept) : NULL;

      if (!take_row (self, &label, &widest, values, error))
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
  Scanner self = { .file = "", .text = text, .start = text, .line = 1 };
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
    }
  return FALSE;
}

/* Runs one of the two passes over the file from its start. */
static gboolean
pass (const char *path, GArray *labels, guint *widest, ThetaDataset *data,
      GCancellable *cancellable, GError **error)
{
  Scanner scanner;
  gboolean done = scanner_open (&scanner, path, cancellable, error)
                  && (data == NULL ? measure (&scanner, labels, widest, error)
                                   : fill (&scanner, data, error));

  scanner_close (&scanner);
  return done;
}

ThetaDataset *
theta_libsvm_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (ThetaDataset) data = NULL;
  ThetaRowsShape shape = { .file = path, .column = "feature", .label = "label" };
  guint widest = 0;
  int *labels = NULL;
  char **classes = NULL;

  if (!pass (path, values, &widest, NULL, cancellable, error))
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
  if (data == NULL || !pass (path, NULL, NULL, data, cancellable, error))
    return NULL;
  data->sparse = TRUE;
  return theta_rows_finish (g_steal_pointer (&data), path, options, error);
}
