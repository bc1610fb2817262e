/* Tiny valid files of every binary format, made in a folder that goes again. */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "dataset-test.h"

/* In memory where there is such a place: thousands of small files wait for no disk. */
static inline char *
folder_new (void)
{
  char *folder = g_strdup ("/dev/shm/theta-XXXXXX");

  if (g_mkdtemp (folder) == NULL)
    {
      g_free (folder);
      folder = g_dir_make_tmp ("theta-XXXXXX", NULL);
    }
  g_assert_nonnull (folder);
  return folder;
}

static inline void
folder_remove (const char *folder)
{
  g_autoptr (GDir) open = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        folder_remove (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static inline void
folder_put (const char *folder, const char *name, const void *contents, gsize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  /* A new file that need not outlive the test: nothing waits for the disk. */
  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, contents, (gssize) length,
                                           G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

static inline void
folder_put_bytes (const char *folder, const char *name, const GByteArray *bytes)
{
  folder_put (folder, name, bytes->data, bytes->len);
}

static inline ThetaDataset *
folder_load (const char *folder, const char *name, const ThetaDatasetOptions *options,
             GError **error)
{
  return theta_dataset_load (name, folder, options, NULL, error);
}

/* A NumPy file of version 1.0 around @length bytes of numbers. */
static inline GByteArray *
npy_new (const char *type, gboolean fortran, const char *shape, const void *numbers, gsize length)
{
  g_autofree char *header
      = g_strdup_printf ("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", type,
                         fortran ? "True" : "False", shape);
  guchar size[2] = { (guchar) strlen (header), (guchar) (strlen (header) >> 8) };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guchar *) "\x93NUMPY\x01\x00", 8);
  g_byte_array_append (bytes, size, 2);
  g_byte_array_append (bytes, (const guchar *) header, (guint) strlen (header));
  return g_byte_array_append (bytes, numbers, (guint) length);
}

/* An IDX file of bytes: sizes below 256. */
static inline GByteArray *
idx_new (guint n_dims, const guchar *sizes, const void *numbers, gsize length)
{
  guchar head[4] = { 0, 0, 8, (guchar) n_dims };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, head, 4);
  for (guint k = 0; k < n_dims; k++)
    g_byte_array_append (bytes, (guchar[]){ 0, 0, 0, sizes[k] }, 4);
  return g_byte_array_append (bytes, numbers, (guint) length);
}

/* @n records of CIFAR-10: image i has label i mod @classes and the byte i + 10 c + p % 7
 * in channel c at pixel p. */
static inline GByteArray *
cifar_new (guint n, guint classes)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    {
      guchar label = (guchar) (i % classes);

      g_byte_array_append (bytes, &label, 1);
      for (guint k = 0; k < 3072; k++)
        g_byte_array_append (bytes, (guchar[]){ (guchar) (i + 10 * (k / 1024) + k % 1024 % 7) },
                             1);
    }
  return bytes;
}

/* A zip file of the members, packed or only stored. */
static inline void
zip_write (const char *folder, const char *name, gboolean packed, guint n,
           const char *const *members, GByteArray *const *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  if (packed)
    archive_write_zip_set_compression_deflate (archive);
  else
    archive_write_zip_set_compression_store (archive);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  for (guint k = 0; k < n; k++)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, members[k]);
      archive_entry_set_size (entry, contents[k]->len);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, contents[k]->data, contents[k]->len), ==,
                       contents[k]->len);
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
}

static inline GByteArray *
gzip_new (const GByteArray *plain)
{
  g_autoptr (GZlibCompressor) pack = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  GByteArray *bytes = g_byte_array_new ();
  gsize taken, given;

  g_byte_array_set_size (bytes, plain->len + 100);
  g_assert_cmpint (g_converter_convert (G_CONVERTER (pack), plain->data, plain->len, bytes->data,
                                        bytes->len, G_CONVERTER_INPUT_AT_END, &taken, &given,
                                        NULL),
                   ==, G_CONVERTER_FINISHED);
  return g_byte_array_set_size (bytes, (guint) given);
}

/* An image file FOLDER/CLASS/NAME of one colour. */
static inline void
image_write (const char *folder, const char *class, const char *name, int width, int height,
             guint32 rgba)
{
  g_autofree char *inside = g_build_filename (folder, class, NULL);
  g_autofree char *path = g_build_filename (inside, name, NULL);
  g_autoptr (GdkPixbuf) image = gdk_pixbuf_new (GDK_COLORSPACE_RGB, (rgba & 255) != 255, 8, width,
                                                height);

  gdk_pixbuf_fill (image, rgba);
  g_mkdir (inside, 0755);
  g_assert_true (gdk_pixbuf_save (image, path, "png", NULL, NULL));
}
