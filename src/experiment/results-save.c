/* A results folder, written whole or not at all. */
#include "experiment/run-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

static gboolean
refuse (GError **error, const char *path, const char *what)
{
  g_set_error (error, THETA_ERROR, THETA_ERROR_IO, "%s: %s", path, what);
  return FALSE;
}

static gboolean
refuse_errno (GError **error, const char *path, const char *what)
{
  int code = errno;

  g_set_error (error, THETA_ERROR, THETA_ERROR_IO, "%s: %s: %s", path, what, g_strerror (code));
  return FALSE;
}

/* Removes a file or a folder with all that is in it; links are not followed. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK) || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_unlink (path);
      return;
    }
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_rmdir (path);
}

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    refuse_errno (error, path, "cannot be written to the disk");
  if (fd >= 0)
    close (fd);
  return done;
}

/* fsync of everything below @path, the folders after their files. */
static gboolean
sync_tree (const char *path, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          if (!sync_tree (child, error))
            return FALSE;
        }
    }
  return sync_path (path, error);
}

static gboolean
write_text (const char *directory, const char *name, char *text, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL), *owned = text;
  g_autoptr (GError) bad = NULL;

  /* The whole folder is synced later and renamed into its place. */
  if (g_file_set_contents_full (path, owned, -1, G_FILE_SET_CONTENTS_NONE, 0666, &bad))
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_IO, "%s: cannot be written: %s", path,
               theta_error_cause (bad));
  return FALSE;
}

/* A new sibling of @directory whose name no file has. */
static char *
make_sibling (const char *directory, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (directory), *base = g_path_get_basename (directory);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf (".%s-%08x", base, g_random_int ());
      g_autofree char *path = g_build_filename (parent, name, NULL);

      if (g_mkdir (path, 0777) == 0)
        return g_steal_pointer (&path);
      if (errno != EEXIST)
        break;
    }
  refuse_errno (error, parent, "does not take a new folder");
  return NULL;
}

/* Whether the folder holds what an earlier call wrote. */
static gboolean
holds_results (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "results.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *object;

  if (!json_parser_load_from_file (parser, path, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  object = json_node_get_object (root);
  return g_strcmp0 (json_object_get_string_member_with_default (object, "program", NULL),
                    "thetascope") == 0;
}

static gboolean
is_empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

/* Whether the program gave the name.  Anything else somebody put there. */
static gboolean
is_own_name (const char *name, gboolean figure)
{
  static const char *const names[]
      = { "results.json", "weights.csv", "predictions.csv", "experiment.theta", "report.pdf" };

  if (figure)
    return g_str_has_suffix (name, ".pdf") || g_str_has_suffix (name, ".svg")
           || g_str_has_suffix (name, ".png");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

/* Moves what the program did not write from @old to @new, then removes @old. */
static void
retire_folder (const char *old, const char *new, gboolean figures)
{
  g_autoptr (GDir) dir = g_dir_open (old, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  gboolean all_kept = dir != NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *from = g_build_filename (old, names->pdata[i], NULL);
      g_autofree char *to = g_build_filename (new, names->pdata[i], NULL);

      if (is_own_name (names->pdata[i], figures))
        continue;
      if (!figures && g_str_equal (names->pdata[i], "figures")
          && !g_file_test (from, G_FILE_TEST_IS_SYMLINK)
          && g_file_test (from, G_FILE_TEST_IS_DIR))
        {
          gboolean made = g_mkdir (to, 0777) == 0;

          retire_folder (from, to, TRUE);
          all_kept = !g_file_test (from, G_FILE_TEST_EXISTS) && all_kept;
          if (made)
            g_rmdir (to); /* which succeeds where nothing had to be kept */
        }
      else
        all_kept = !g_file_test (to, G_FILE_TEST_EXISTS) && g_rename (from, to) == 0 && all_kept;
    }
  /* Better a hidden folder too many than a file of somebody's too few. */
  if (all_kept)
    remove_tree (old);
}

/* Puts @temporary in the place of @directory. */
static gboolean
replace_folder (const char *temporary, const char *directory, GError **error)
{
  g_autofree char *away = NULL;

  if (!g_file_test (directory, G_FILE_TEST_EXISTS) || is_empty_folder (directory))
    return g_rename (temporary, directory) == 0
           || refuse_errno (error, directory, "cannot be written");
  away = make_sibling (directory, error);
  if (away == NULL)
    return FALSE;
  if (g_rename (directory, away) != 0)
    {
      refuse_errno (error, directory, "cannot be replaced");
      g_rmdir (away);
      return FALSE;
    }
  if (g_rename (temporary, directory) != 0)
    {
      refuse_errno (error, directory, "cannot be written");
      g_rename (away, directory);
      return FALSE;
    }
  retire_folder (away, directory, FALSE);
  return TRUE;
}

static gboolean
write_folder (const ThetaResults *self, const char *temporary, ThetaResultsExtra extra,
              gpointer user_data, GError **error)
{
  g_autofree char *experiment = g_build_filename (temporary, "experiment.theta", NULL);

  return write_text (temporary, "results.json", theta_results_to_json (self), error)
         && write_text (temporary, "weights.csv", theta_results_weights_csv (self), error)
         && write_text (temporary, "predictions.csv", theta_results_predictions_csv (self), error)
         && theta_experiment_save (self->experiment, experiment, error)
         && (extra == NULL || extra (self, temporary, user_data, error))
         && sync_tree (temporary, error);
}

/* @directory without ".." and links: a link to a folder stays a link. */
static char *
resolve (const char *directory)
{
  g_autofree char *full = g_canonicalize_filename (directory, NULL);
  char *resolved = realpath (full, NULL), *copy;

  if (resolved == NULL)
    return g_steal_pointer (&full);
  copy = g_strdup (resolved);
  free (resolved);
  return copy;
}

static gboolean
check_folder (const char *full, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (full);

  while (!g_file_test (parent, G_FILE_TEST_EXISTS))
    {
      g_autofree char *below = g_steal_pointer (&parent);

      parent = g_path_get_dirname (below);
    }
  if (g_file_test (full, G_FILE_TEST_IS_DIR))
    {
      if (!is_empty_folder (full) && !holds_results (full))
        return refuse (error, full, "this holds other things than results; choose another folder");
    }
  else if (g_file_test (full, G_FILE_TEST_EXISTS) || g_file_test (full, G_FILE_TEST_IS_SYMLINK))
    return refuse (error, full, "this is a file, not a folder; choose another name");
  if (!g_file_test (parent, G_FILE_TEST_IS_DIR))
    return refuse (error, parent, "this is not a folder; choose another place");
  return g_access (parent, W_OK | X_OK) == 0
         || refuse_errno (error, parent, "does not take a new folder");
}

gboolean
theta_results_check_folder (const char *directory, GError **error)
{
  g_autofree char *full = NULL;

  g_return_val_if_fail (directory != NULL, FALSE);
  full = resolve (directory);
  return check_folder (full, error);
}

gboolean
theta_results_save (const ThetaResults *self, const char *directory, ThetaResultsExtra extra,
                    gpointer user_data, GError **error)
{
  g_autofree char *full = NULL, *temporary = NULL, *parent = NULL;

  g_return_val_if_fail (self != NULL && directory != NULL, FALSE);
  full = resolve (directory);
  if (!check_folder (full, error))
    return FALSE;
  parent = g_path_get_dirname (full);
  if (g_mkdir_with_parents (parent, 0777) != 0)
    return refuse_errno (error, parent, "cannot be made");
  temporary = make_sibling (full, error);
  if (temporary == NULL)
    return FALSE;
  if (!write_folder (self, temporary, extra, user_data, error)
      || !replace_folder (temporary, full, error))
    {
      remove_tree (temporary);
      return FALSE;
    }
  return sync_path (parent, error);
}
