#include "dataset/npy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
write_rows (FILE *stream, const gsize *shape, guint n_dims, ThetaNpyFill fill, gpointer user_data,
            GError **error)
{
  gsize rows = 1, count = shape[n_dims - 1];
  g_autofree double *values = g_new (double, MAX (count, 1));

  for (guint k = 0; k + 1 < n_dims; k++)
    rows *= shape[k];
  for (gsize i = 0; i < rows; i++)
    if (!fill (i, count, values, user_data, error))
      return FALSE;
    else if (fwrite (values, sizeof (double), count, stream) != count)
      return FALSE;
  return TRUE;
}

static gboolean
refuse (GError **error, const char *path, const char *why)
{
  theta_set_error_at (error, THETA_ERROR_IO, path, 0, 0, "cannot be written: %s", why);
  return FALSE;
}

/* Writes @temporary, which is open as @fd, to its end and onto the disk. */
static gboolean
write_file (int fd, const gsize *shape, guint n_dims, ThetaNpyFill fill, gpointer user_data,
            GError **error)
{
  g_autoptr (GString) header = make_header (shape, n_dims);
  FILE *stream = fdopen (fd, "wb");
  gboolean done;
  int code;

  if (stream == NULL)
    {
      code = errno;
      close (fd);
      errno = code;
      return FALSE;
    }
  done = fwrite (header->str, 1, header->len, stream) == header->len
         && write_rows (stream, shape, n_dims, fill, user_data, error) && fflush (stream) == 0
         && fsync (fd) == 0;
  code = errno;
  done = fclose (stream) == 0 && done;
  errno = code;
  return done;
}

gboolean
theta_npy_write (const char *path, const gsize *shape, guint n_dims, ThetaNpyFill fill,
                 gpointer user_data, GError **error)
{
  g_autofree char *resolved = realpath (path, NULL), *temporary = NULL; /* a link stays a link */
  const char *target = resolved != NULL ? resolved : path;
  GError *bad = NULL;
  int fd;

  if (g_file_test (target, G_FILE_TEST_EXISTS) && !g_file_test (target, G_FILE_TEST_IS_REGULAR))
    return refuse (error, path, "something that is no file has this name");
  temporary = g_strconcat (target, ".XXXXXX", NULL);
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    return refuse (error, path, g_strerror (errno));
  if (write_file (fd, shape, n_dims, fill, user_data, &bad) && g_rename (temporary, target) == 0)
    return TRUE;
  if (bad == NULL)
    refuse (&bad, path, g_strerror (errno));
  g_unlink (temporary);
  g_propagate_error (error, bad);
  return FALSE;
}
