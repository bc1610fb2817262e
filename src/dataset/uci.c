/* The UCI collection of Fernández-Delgado et al. (2014): a folder NAME with
 * NAME_R.dat (tab-separated, standardised), NAME.txt (which names the data
 * file), conxuntos.dat and conxuntos_kfold.dat (folds). */
#include <string.h>

#include "base/error.h"
#include "dataset/table-private.h"

static char *
resolve_folder (const char *path, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  if (folder == NULL)
    {
      theta_set_error_at (error, THETA_ERROR_VALUE, path, 0, 0, "the folder cannot be read");
      return NULL;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, "_R.dat"))
      {
        if (found != NULL)
          {
            theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                                "the folder holds several files NAME_R.dat; open one of them");
            return NULL;
          }
        found = g_build_filename (path, name, NULL);
      }
  if (found == NULL)
    theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                        "the folder holds no data; expected a file, or a folder of the UCI "
                        "collection with one NAME_R.dat");
  return g_steal_pointer (&found);
}

/* "fich1= NAME_R.dat" among the lines of a .txt. */
static char *
resolve_description (const char *path, GError **error)
{
  g_autofree char *contents = theta_text_load (path, NULL, NULL, error);
  g_autofree char *folder = g_path_get_dirname (path);
  const char *key, *end;
  g_autofree char *name = NULL;

  if (contents == NULL)
    return NULL;
  key = strstr (contents, "fich1=");
  if (key == NULL)
    return g_strdup (path); /* an ordinary table */
  if (strstr (contents, "fich2=") != NULL)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                          "the description names several data files; open one of them");
      return NULL;
    }
  key += strlen ("fich1=");
  end = key + strcspn (key, "\r\n");
  name = g_strstrip (g_strndup (key, (gsize) (end - key)));
  return g_build_filename (folder, name, NULL);
}

char *
theta_uci_resolve (const char *path, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return resolve_folder (path, error);
  if (g_str_has_suffix (path, ".txt"))
    return resolve_description (path, error);
  return g_strdup (path);
}
