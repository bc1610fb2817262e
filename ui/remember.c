#include "ui/remember.h"

#define GROUP "Window"

static char *
file_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "thetascope", "window.ini", NULL);
}

static GKeyFile *
load (void)
{
  g_autofree char *path = file_path ();
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  return file;
}

static void
save (GKeyFile *file)
{
  g_autofree char *path = file_path (), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_debug ("%s is not written: %s", path, error != NULL ? error->message : "no folder");
}

gboolean
theta_remember_get (const char *key, gboolean otherwise)
{
  g_autoptr (GKeyFile) file = load ();
  g_autoptr (GError) error = NULL;
  gboolean value = g_key_file_get_boolean (file, GROUP, key, &error);

  return error == NULL ? value : otherwise;
}

void
theta_remember_set (const char *key, gboolean value)
{
  g_autoptr (GKeyFile) file = load ();

  g_key_file_set_boolean (file, GROUP, key, value);
  save (file);
}

char *
theta_remember_get_word (const char *key)
{
  g_autoptr (GKeyFile) file = load ();

  return g_key_file_get_string (file, GROUP, key, NULL);
}

void
theta_remember_set_word (const char *key, const char *word)
{
  g_autoptr (GKeyFile) file = load ();

  g_key_file_set_string (file, GROUP, key, word);
  save (file);
}
