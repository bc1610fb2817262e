#include "cli/npy.h"

#include <string.h>

#include "base/error.h"

static GString *
make_header (const gsize *shape, guint n_dims)
{
  g_autoptr (GString) dict = g_string_new (NULL);
  GString *header = g_string_new_len ("\x93NUMPY\x01\x00", 8);
  guint16 length;

  g_string_append_printf (dict, "{'descr': '%sf8', 'fortran_order': False, 'shape': (",
                          G_BYTE_ORDER == G_LITTLE_ENDIAN ? "<" : ">");
  for (guint k = 0; k < n_dims; k++)
    g_string_append_printf (dict, "%" G_GSIZE_FORMAT "%s", shape[k],
                            k + 1 < n_dims ? ", " : n_dims == 1 ? "," : "");
  g_string_append (dict, "), }");
  /* The data start at a multiple of 64 bytes; the last byte is a newline. */
  while ((10 + dict->len + 1) % 64 != 0)
    g_string_append_c (dict, ' ');
  g_string_append_c (dict, '\n');
  length = GUINT16_TO_LE ((guint16) dict->len);
  g_string_append_len (header, (const char *) &length, 2);
  g_string_append_len (header, dict->str, (gssize) dict->len);
  return header;
}

static gboolean
write_rows (GOutputStream *stream, const gsize *shape, guint n_dims, ThetaNpyFill fill,
            gpointer user_data, GError **error)
{
  gsize rows = 1, count = shape[n_dims - 1];
  g_autofree double *values = g_new (double, MAX (count, 1));

  for (guint k = 0; k + 1 < n_dims; k++)
    rows *= shape[k];
  for (gsize i = 0; i < rows; i++)
    if (!fill (i, count, values, user_data, error)
        || !g_output_stream_write_all (stream, values, count * sizeof (double), NULL, NULL, error))
      return FALSE;
  return TRUE;
}

gboolean
theta_npy_write (const char *path, const gsize *shape, guint n_dims, ThetaNpyFill fill,
                 gpointer user_data, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) header = make_header (shape, n_dims);
  g_autoptr (GOutputStream) stream = NULL, buffered = NULL;
  g_autoptr (GCancellable) abandon = g_cancellable_new ();
  g_autoptr (GError) local = NULL;
  gboolean done;

  /* A temporary file that takes the name when it is closed. */
  stream = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                            NULL, &local));
  if (stream == NULL)
    {
      theta_set_error_at (error, THETA_ERROR_IO, path, 0, 0, "the file cannot be written: %s",
                          local->message);
      return FALSE;
    }
  buffered = g_buffered_output_stream_new_sized (stream, 1 << 20);
  done = g_output_stream_write_all (buffered, header->str, header->len, NULL, NULL, &local)
         && write_rows (buffered, shape, n_dims, fill, user_data, &local);
  if (!done)
    g_cancellable_cancel (abandon); /* closing a cancelled replacement leaves the old file */
  g_output_stream_close (buffered, abandon, done ? &local : NULL);
  if (local == NULL)
    return TRUE;
  if (local->domain == THETA_ERROR || theta_error_is_cancelled (local))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    theta_set_error_at (error, THETA_ERROR_IO, path, 0, 0, "the file cannot be written: %s",
                        local->message);
  return FALSE;
}
