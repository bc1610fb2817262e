/* Several NumPy arrays in a zip file: features named X, x, data or features (or
 * the only array there is), labels named y, labels or target. */
#include <string.h>

#include "base/error.h"
#include "dataset/npy-private.h"
#include "dataset/rows-private.h"

/* The member that is called as one of @names, the first name first. */
static const char *
find_member (char **members, const char *const *names)
{
  for (guint k = 0; names[k] != NULL; k++)
    for (guint m = 0; members[m] != NULL; m++)
      {
        gsize length = strlen (names[k]);

        if (strncmp (members[m], names[k], length) == 0
            && g_str_equal (members[m] + length, ".npy"))
          return members[m];
      }
  return NULL;
}

static const char *
find_features (const char *path, char **members, GError **error)
{
  static const char *const names[] = { "X", "x", "data", "features", NULL };
  const char *found = find_member (members, names);
  g_autofree char *list = NULL, *shown = NULL;

  if (found != NULL || (members[0] != NULL && members[1] == NULL))
    return found != NULL ? found : members[0];
  list = g_strjoinv (", ", members);
  if (strlen (list) > 120)
    strcpy (list + 117, "...");
  shown = theta_bytes_show_name (list);
  theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                      "no array is called X, x, data or features (the archive holds %s); expected "
                      "numpy.savez with X=… and y=…",
                      members[0] != NULL ? shown : "nothing");
  return NULL;
}

ThetaDataset *
theta_npz_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                GError **error)
{
  static const char *const names[] = { "y", "labels", "target", NULL };
  g_auto (GStrv) members = theta_bytes_list_members (path, cancellable, error);
  g_autoptr (ThetaBytes) bytes = NULL, label_bytes = NULL;
  g_autofree char *label = NULL;
  const char *features, *labels = NULL;
  char *why = NULL;

  if (members == NULL)
    return NULL;
  features = find_features (path, members, error);
  if (features == NULL)
    return NULL;
  bytes = theta_bytes_open_member (path, features, cancellable, error);
  if (bytes == NULL)
    return NULL;
  if (g_strcmp0 (options->label, "none") != 0)
    labels = find_member (members, names);
  if (labels != NULL)
    {
      label_bytes = theta_bytes_open_member (path, labels, cancellable, error);
      if (label_bytes == NULL)
        return NULL;
      label = g_strndup (labels, strlen (labels) - 4);
      why = g_strdup_printf ("The labels are the array “%s” of the archive.", label);
    }
  else if (g_strcmp0 (options->label, "none") != 0)
    why = g_strdup ("The archive has no array y, labels or target.");
  return theta_npy_build (bytes, label_bytes, label, why, options, error);
}
