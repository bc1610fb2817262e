#include "ui/recent.h"

#define APPLICATION "Thetascope"
#define MIME_EXPERIMENT "application/x-thetascope"

void
theta_recent_add (const char *path)
{
  static char *groups[] = { (char *) APPLICATION, NULL };
  g_autofree char *uri = NULL, *full = NULL;
  GtkRecentData data = { .app_name = (char *) APPLICATION,
                         .app_exec = (char *) "thetascope %f",
                         .groups = groups,
                         .mime_type = (char *) "text/csv" };

  full = g_canonicalize_filename (path, NULL);
  if (!g_file_test (full, G_FILE_TEST_EXISTS))
    return;
  if (g_str_has_suffix (full, ".theta"))
    data.mime_type = (char *) MIME_EXPERIMENT;
  else if (g_file_test (full, G_FILE_TEST_IS_DIR))
    data.mime_type = (char *) "inode/directory";
  else if (!g_str_has_suffix (full, ".csv"))
    data.mime_type = (char *) "application/octet-stream";
  uri = g_filename_to_uri (full, NULL, NULL);
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  GDateTime *first = gtk_recent_info_get_modified (*(GtkRecentInfo *const *) a);
  GDateTime *second = gtk_recent_info_get_modified (*(GtkRecentInfo *const *) b);

  return g_date_time_compare (second, first);
}

char **
theta_recent_list (guint n)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  g_autoptr (GPtrArray) ours
      = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (GList *at = items; at != NULL; at = at->next)
    if (gtk_recent_info_has_application (at->data, APPLICATION) && gtk_recent_info_is_local (at->data))
      g_ptr_array_add (ours, gtk_recent_info_ref (at->data));
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_ptr_array_sort (ours, newest_first);
  for (guint k = 0; k < ours->len && paths->len < n; k++)
    {
      char *path = g_filename_from_uri (gtk_recent_info_get_uri (ours->pdata[k]), NULL, NULL);

      if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (paths, path);
      else
        g_free (path);
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}
