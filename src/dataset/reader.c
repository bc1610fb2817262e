/* Which reader a file is for. */
#include <string.h>

#include "dataset/npy-private.h"
#include "dataset/rows-private.h"

#define HEAD 4096u

static const struct
{
  const char *suffix;
  ThetaRead read; /* NULL: a table */
} suffixes[] = {
  { ".csv", NULL },
  { ".tsv", NULL },
  { ".arff", NULL },
  { ".libsvm", theta_libsvm_read },
  { ".svm", theta_libsvm_read },
  { ".svmlight", theta_libsvm_read },
  { ".npy", theta_npy_read },
  { ".npz", theta_npz_read },
  { ".bin", theta_cifar_read },
  { ".idx", theta_idx_read },
  { "-ubyte", theta_idx_read },
  { "-ubyte.gz", theta_idx_read },
};

static ThetaRead
find_by_content (const char *path, const char *lower, GCancellable *cancellable)
{
  g_autoptr (ThetaBytes) bytes = theta_bytes_open (path, cancellable, NULL);
  char head[HEAD + 1];
  gsize length = 0;

  if (bytes == NULL || !theta_bytes_read_some (bytes, head, HEAD, &length, NULL))
    length = 0;
  head[length] = '\0';
  if (length >= 6 && memcmp (head, THETA_NPY_MAGIC, 6) == 0)
    return theta_npy_read;
  if (length >= 4 && memcmp (head, "PK\3\4", 4) == 0)
    return theta_npz_read;
  /* What is packed and nothing known gets the sentence of the IDX reader. */
  if (theta_idx_knows ((const guchar *) head, length) || g_str_has_suffix (lower, ".gz"))
    return theta_idx_read;
  return theta_libsvm_knows (head) ? theta_libsvm_read : NULL;
}

ThetaRead
theta_reader_find (const char *path, GCancellable *cancellable)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return theta_cifar_knows (path) ? theta_cifar_read
           : theta_images_knows (path) ? theta_images_read
                                       : NULL;
  for (gsize k = 0; k < G_N_ELEMENTS (suffixes); k++)
    if (g_str_has_suffix (lower, suffixes[k].suffix))
      return suffixes[k].read;
  return find_by_content (path, lower, cancellable);
}
