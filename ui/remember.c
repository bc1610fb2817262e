#include "ui/remember.h"

#define GROUP "Window"

static char *
file_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "thetascope", "window.ini", NULL);
}

gboolean
theta_remember_get (const char *key, gboolean otherwise)
{
  g_autofree char *path = file_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  gboolean value;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return otherwise;
  value = g_key_file_get_boolean (file, GROUP, key, &error);
  return error == NULL ? value : otherwise;
}

void
theta_remember_set (const char *key, gboolean value)
{
  g_autofree char *path = file_path (), *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  g_key_file_set_boolean (file, GROUP, key, value);
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_debug ("%s is not written: %s", path, error != NULL ? error->message : "no folder");
}
