#include "ui/export.h"

#include "figure/report.h"

typedef struct
{
  ThetaResults *results;
  char *directory;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->results, theta_results_unref);
  g_free (self->directory);
  g_free (self);
}

static void
write_folder (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  GError *error = NULL;

  if (theta_results_save (self->results, self->directory, theta_report_write, NULL, &error))
    g_task_return_pointer (task, g_strdup (self->directory), g_free);
  else
    g_task_return_error (task, error);
}

/* Results hold kernels, which have to go before the session does: here, on the
 * main thread, and not whenever the thread lets go of its task. */
static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *outer = user_data;
  Export *self = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  char *directory = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_pointer (&self->results, theta_results_unref);
  if (directory != NULL)
    g_task_return_pointer (outer, directory, g_free);
  else
    g_task_return_error (outer, error);
  g_object_unref (outer);
}

void
theta_export_folder_async (ThetaResults *results, const char *directory,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *outer = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_written, outer);
  Export *self = g_new0 (Export, 1);

  self->results = theta_results_ref (results);
  self->directory = g_strdup (directory);
  g_task_set_task_data (task, self, export_free);
  g_task_run_in_thread (task, write_folder);
}

char *
theta_export_finish_folder (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
