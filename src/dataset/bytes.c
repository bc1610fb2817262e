#include "dataset/bytes-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>

#include "base/error.h"

#define PIECE (1u << 20)
/* A byte of deflate's output takes at least 1/1032 of a byte. */
#define MOST_PACKED 1032u

struct _ThetaBytes
{
  char *name;
  GInputStream *stream;    /* of a file, or */
  struct archive *archive; /* of a member */
  GCancellable *cancellable;
  guint64 most, taken;
};

void
theta_bytes_free (ThetaBytes *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->archive, archive_read_free);
  g_clear_object (&self->cancellable);
  g_free (self);
}

const char *
theta_bytes_name (const ThetaBytes *self)
{
  return self->name;
}

guint64
theta_bytes_left (const ThetaBytes *self)
{
  return self->most > self->taken ? self->most - self->taken : 0;
}

static ThetaBytes *
bytes_new (const char *name, GCancellable *cancellable)
{
  ThetaBytes *self = g_new0 (ThetaBytes, 1);

  self->name = g_strdup (name);
  g_set_object (&self->cancellable, cancellable);
  return self;
}

static guint64
pack_most (guint64 size)
{
  return size < G_MAXUINT64 / MOST_PACKED ? size * MOST_PACKED : G_MAXUINT64;
}

static gboolean
refuse_file (const char *path, const GError *why, GError **error)
{
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (why));
  else
    theta_set_error_at (error, THETA_ERROR_VALUE, path, 0, 0, "%s",
                        g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                            ? "there is no such file; check the name and the folder"
                            : why->message);
  return FALSE;
}

ThetaBytes *
theta_bytes_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (ThetaBytes) self = bytes_new (path, cancellable);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) raw = g_file_read (file, cancellable, &local);
  g_autoptr (GFileInfo) info = NULL;
  guchar head[2];
  gsize length = 0;

  if (raw != NULL)
    info = g_file_input_stream_query_info (raw, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable,
                                           &local);
  if (info == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (raw), head, 2, &length, cancellable, &local)
      || !g_seekable_seek (G_SEEKABLE (raw), 0, G_SEEK_SET, cancellable, &local))
    {
      refuse_file (path, local, error);
      return NULL;
    }
  self->most = (guint64) g_file_info_get_size (info);
  if (length == 2 && head[0] == 0x1f && head[1] == 0x8b)
    {
      g_autoptr (GZlibDecompressor) unpack
          = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

      self->most = pack_most (self->most);
      self->stream = g_converter_input_stream_new (G_INPUT_STREAM (raw), G_CONVERTER (unpack));
    }
  else
    self->stream = G_INPUT_STREAM (g_steal_pointer (&raw));
  return g_steal_pointer (&self);
}

char *
theta_bytes_show_name (const char *name)
{
  char *shown = g_utf8_make_valid (name, -1);

  for (char *c = shown; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return shown;
}

static gboolean
refuse_archive (const char *path, struct archive *archive, GError **error)
{
  const char *text = archive_error_string (archive);
  g_autofree char *why = g_strstrip (theta_bytes_show_name (text != NULL ? text : "it is empty"));

  theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                      "the archive cannot be read (%s); expected a whole zip file", why);
  return FALSE;
}

static struct archive *
open_archive (const char *path, GError **error)
{
  struct archive *archive = archive_read_new ();

  archive_read_support_format_zip (archive);
  if (archive_read_open_filename (archive, path, PIECE) == ARCHIVE_OK)
    return archive;
  refuse_archive (path, archive, error);
  archive_read_free (archive);
  return NULL;
}

/* The next member's name, NULL at the end of the archive or with @error. */
static const char *
next_member (struct archive *archive, struct archive_entry **entry, const char *path,
             GCancellable *cancellable, GError **error)
{
  const char *name;
  int code;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  code = archive_read_next_header (archive, entry);
  if (code == ARCHIVE_EOF)
    return NULL;
  name = code >= ARCHIVE_WARN ? archive_entry_pathname (*entry) : NULL;
  if (name == NULL)
    refuse_archive (path, archive, error);
  return name;
}

char **
theta_bytes_list_members (const char *path, GCancellable *cancellable, GError **error)
{
  struct archive *archive = open_archive (path, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  struct archive_entry *entry;
  GError *bad = NULL;
  const char *name;

  if (archive == NULL)
    return NULL;
  while ((name = next_member (archive, &entry, path, cancellable, &bad)) != NULL)
    g_strv_builder_add (names, name);
  archive_read_free (archive);
  if (bad == NULL)
    return g_strv_builder_end (names);
  g_propagate_error (error, bad);
  return NULL;
}

ThetaBytes *
theta_bytes_open_member (const char *path, const char *name, GCancellable *cancellable,
                         GError **error)
{
  g_autofree char *shown = theta_bytes_show_name (name);
  g_autofree char *full = g_strdup_printf ("%s (%s)", path, shown);
  g_autoptr (ThetaBytes) self = bytes_new (full, cancellable);
  struct archive_entry *entry;
  GError *bad = NULL;
  GStatBuf status;
  const char *found;

  self->archive = open_archive (path, error);
  if (self->archive == NULL)
    return NULL;
  do
    found = next_member (self->archive, &entry, path, cancellable, &bad);
  while (found != NULL && !g_str_equal (found, name));
  if (found == NULL)
    {
      if (bad == NULL)
        theta_set_error_at (&bad, THETA_ERROR_PARSE, path, 0, 0,
                            "the archive has no “%s” any more; read it again", shown);
      g_propagate_error (error, bad);
      return NULL;
    }
  self->most = g_stat (path, &status) == 0 ? pack_most ((guint64) status.st_size) : 0;
  if (archive_entry_size_is_set (entry) && archive_entry_size (entry) >= 0)
    self->most = MIN (self->most, (guint64) archive_entry_size (entry));
  return g_steal_pointer (&self);
}

static gssize
read_piece (ThetaBytes *self, gpointer buffer, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  gssize got;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return -1;
  if (self->archive != NULL)
    got = archive_read_data (self->archive, buffer, length);
  else
    got = g_input_stream_read (self->stream, buffer, length, self->cancellable, &local);
  if (got >= 0)
    return got;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    {
      const char *text = local != NULL ? local->message : archive_error_string (self->archive);
      g_autofree char *why
          = g_strstrip (theta_bytes_show_name (text != NULL ? text : "it cannot be unpacked"));

      theta_set_error_at (error, THETA_ERROR_PARSE, self->name, 0, 0,
                          "the file is damaged after %" G_GUINT64_FORMAT " bytes (%s); expected "
                          "a whole file",
                          self->taken, why);
    }
  return -1;
}

gboolean
theta_bytes_read_some (ThetaBytes *self, gpointer buffer, gsize length, gsize *taken,
                       GError **error)
{
  gssize got = 1;

  for (*taken = 0; *taken < length && got > 0;)
    {
      got = read_piece (self, (guchar *) buffer + *taken, MIN (length - *taken, PIECE), error);
      if (got < 0)
        return FALSE;
      *taken += (gsize) got;
      self->taken += (gsize) got;
    }
  return TRUE;
}

gboolean
theta_bytes_read (ThetaBytes *self, gpointer buffer, gsize length, GError **error)
{
  gsize taken;

  if (!theta_bytes_read_some (self, buffer, length, &taken, error))
    return FALSE;
  if (taken == length)
    return TRUE;
  if (self->taken == 0)
    theta_set_error_at (error, THETA_ERROR_PARSE, self->name, 0, 0,
                        "the file is empty; expected data");
  else
    theta_set_error_at (error, THETA_ERROR_PARSE, self->name, 0, 0,
                        "the file ends after %" G_GUINT64_FORMAT " bytes; expected %" G_GSIZE_FORMAT
                        " more (is it cut off?)",
                        self->taken, length - taken);
  return FALSE;
}

gboolean
theta_bytes_check_end (ThetaBytes *self, GError **error)
{
  guint64 expected = self->taken;
  guchar more;
  gsize taken;

  if (!theta_bytes_read_some (self, &more, 1, &taken, error))
    return FALSE;
  if (taken > 0)
    theta_set_error_at (error, THETA_ERROR_PARSE, self->name, 0, 0,
                        "the file goes on after the %" G_GUINT64_FORMAT
                        " bytes that its header announces; expected no more",
                        expected);
  return taken == 0;
}
