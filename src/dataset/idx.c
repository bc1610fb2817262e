/* The IDX files of MNIST and its relatives: two zero bytes, a type, the number of
 * dimensions, their sizes, then the numbers, all with the most significant byte
 * first.  Labels stand in a file of their own, named as the images' file with
 * "labels" for "images" and "idx1" for "idx3". */
#include <string.h>

#include "base/error.h"
#include "dataset/element-private.h"
#include "dataset/rows-private.h"

#define MAX_DIMS 4

typedef struct
{
  ThetaElement element;
  guint n_dims;
  guint64 sizes[MAX_DIMS];
} Header;

static gboolean
take_type (guchar code, ThetaElement *element)
{
  static const struct
  {
    guchar code;
    ThetaElement element;
  } types[] = { { 0x08, { 'u', 1, TRUE } }, { 0x09, { 'i', 1, TRUE } }, { 0x0b, { 'i', 2, TRUE } },
                { 0x0c, { 'i', 4, TRUE } }, { 0x0d, { 'f', 4, TRUE } }, { 0x0e, { 'f', 8, TRUE } } };

  for (gsize k = 0; k < G_N_ELEMENTS (types); k++)
    if (types[k].code == code)
      {
        *element = types[k].element;
        return TRUE;
      }
  return FALSE;
}

gboolean
theta_idx_knows (const guchar *head, gsize length)
{
  ThetaElement element;

  return length >= 8 && head[0] == 0 && head[1] == 0 && take_type (head[2], &element)
         && head[3] >= 1 && head[3] <= MAX_DIMS;
}

static gboolean
read_header (ThetaBytes *bytes, Header *self, GError **error)
{
  const char *name = theta_bytes_name (bytes);
  guchar head[4 + 4 * MAX_DIMS];
  guint64 total;

  if (!theta_bytes_read (bytes, head, 8, error))
    return FALSE;
  if (!theta_idx_knows (head, 8))
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, name, 0, 0,
                          "the file does not begin as an IDX file; expected two zero bytes, a "
                          "type and 1 to 4 dimensions (a packed table must be unpacked first)");
      return FALSE;
    }
  take_type (head[2], &self->element);
  self->n_dims = head[3];
  if (!theta_bytes_read (bytes, head + 8, 4 * (self->n_dims - 1), error))
    return FALSE;
  total = self->element.size;
  for (guint k = 0; k < self->n_dims; k++)
    {
      const guchar *at = head + 4 + 4 * k;

      self->sizes[k] = (guint64) at[0] << 24 | (guint64) at[1] << 16 | (guint64) at[2] << 8 | at[3];
      if (!g_uint64_checked_mul (&total, total, self->sizes[k]))
        total = G_MAXUINT64;
    }
  if (total <= theta_bytes_left (bytes))
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_PARSE, name, 0, 0,
                      "the header announces more numbers than the file can hold; expected a whole "
                      "file (is it cut off?)");
  return FALSE;
}

/* @text with @to for the last @from, NULL where there is none. */
static char *
replace_last (const char *text, const char *from, const char *to)
{
  const char *at = g_strrstr (text, from);

  if (at == NULL)
    return NULL;
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

/* The path of the labels, packed or not; NULL where there are none. */
static char *
find_labels (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *named = replace_last (name, "images", "labels");
  g_autofree char *other = named != NULL ? replace_last (named, "idx3", "idx1") : NULL;
  const char *ends[] = { "", ".gz" };

  if (named == NULL)
    return NULL;
  if (other == NULL)
    other = g_strdup (named);
  if (g_str_has_suffix (other, ".gz"))
    other[strlen (other) - 3] = '\0';
  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *file = g_strconcat (other, ends[k], NULL);
      g_autofree char *found = g_build_filename (folder, file, NULL);

      if (g_file_test (found, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&found);
    }
  return NULL;
}

static gboolean
read_labels (const char *path, guint64 rows, int **labels, char ***classes,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (ThetaBytes) bytes = theta_bytes_open (path, cancellable, error);
  g_autofree guchar *raw = NULL;
  g_autofree double *values = NULL;
  Header header;

  if (bytes == NULL || !read_header (bytes, &header, error))
    return FALSE;
  if (header.n_dims != 1 || header.sizes[0] != rows)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, path, 0, 0,
                          "there are %" G_GUINT64_FORMAT " labels in %u dimension%s for "
                          "%" G_GUINT64_FORMAT " images; expected one for each",
                          header.sizes[0], header.n_dims, header.n_dims == 1 ? "" : "s", rows);
      return FALSE;
    }
  raw = g_malloc (rows * header.element.size + 1);
  values = g_new (double, rows + 1);
  if (!theta_bytes_read (bytes, raw, rows * header.element.size, error)
      || !theta_bytes_check_end (bytes, error))
    return FALSE;
  theta_element_decode (&header.element, raw, rows, values);
  return theta_rows_classify (path, values, rows, labels, classes, error);
}

static gboolean
fill (ThetaBytes *bytes, const Header *header, ThetaDataset *data, GError **error)
{
  gsize d = data->x->cols, length = d * header->element.size, kept = 0, row = 1;
  g_autofree guchar *buffer = g_malloc (length);

  for (; row <= header->sizes[0] && kept < data->x->rows; row++)
    {
      if (!theta_bytes_read (bytes, buffer, length, error))
        return FALSE;
      if (data->rows[kept] == row)
        theta_element_decode (&header->element, buffer, d, theta_matrix_row (data->x, kept++));
    }
  return row <= header->sizes[0] || theta_bytes_check_end (bytes, error);
}

static gboolean
take_shape (ThetaRowsShape *shape, const Header *header, GError **error)
{
  if (header->n_dims == 1)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, shape->file, 0, 0,
                          "the file holds labels; expected the images beside it (their name has "
                          "“images” for “labels”)");
      return FALSE;
    }
  shape->rows = header->sizes[0];
  shape->columns = 1;
  for (guint k = 1; k < header->n_dims; k++)
    if (!g_uint64_checked_mul (&shape->columns, shape->columns, header->sizes[k]))
      shape->columns = G_MAXUINT64;
  if (!theta_rows_check (shape, error))
    return FALSE;
  if (header->n_dims == 3 || (header->n_dims == 4 && header->sizes[3] <= 4))
    {
      shape->height = (guint) header->sizes[1];
      shape->width = (guint) header->sizes[2];
      shape->channels = header->n_dims == 4 ? (guint) header->sizes[3] : 1;
    }
  return TRUE;
}

ThetaDataset *
theta_idx_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (ThetaBytes) bytes = theta_bytes_open (path, cancellable, error);
  ThetaRowsShape shape = { .file = path, .label = "label" };
  g_autofree char *beside = NULL;
  g_autoptr (ThetaDataset) data = NULL;
  Header header;
  int *labels = NULL;
  char **classes = NULL;

  if (bytes == NULL || !read_header (bytes, &header, error)
      || !take_shape (&shape, &header, error))
    return NULL;
  if (g_strcmp0 (options->label, "none") != 0)
    beside = find_labels (path);
  if (beside != NULL
      && !read_labels (beside, shape.rows, &labels, &classes, cancellable, error))
    return NULL;
  data = theta_rows_new (&shape, labels, classes, options, error);
  if (data == NULL || !fill (bytes, &header, data, error))
    return NULL;
  if (beside != NULL)
    {
      g_autofree char *name = g_path_get_basename (beside);

      data->label_why = g_strdup_printf ("The labels are those of “%s”, beside the file.", name);
    }
  else if (g_strcmp0 (options->label, "none") != 0)
    data->label_why = g_strdup ("There is no file of labels beside the images.");
  return theta_rows_finish (g_steal_pointer (&data), path, options, error);
}
