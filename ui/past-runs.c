#include "ui/past-runs.h"

typedef struct
{
  ThetaResults *results;
  gint64 id;
  char *note;
  gboolean undelete;
  GArray *ids;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->ids, g_array_unref);
  g_free (self->note);
  g_free (self);
}

/* NULL without an error where no history is kept. */
static ThetaStore *
open_store (GError **error)
{
  g_autofree char *path = theta_store_path ();

  return path != NULL ? theta_store_open (path, error) : NULL;
}

static void
return_done (GTask *task, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
theta_past_runs_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- adding ---- */

static void
add_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  g_autoptr (ThetaStore) store = open_store (&error);
  g_autoptr (ThetaPastRun) run = store != NULL ? theta_past_run_new (request->results) : NULL;

  if (store != NULL)
    theta_store_add (store, run, &error);
  return_done (task, error);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  Request *request = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  g_clear_pointer (&request->results, theta_results_unref);
  theta_past_runs_finish (result, &error);
  return_done (outer, error);
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

void
theta_past_runs_add_async (ThetaResults *results, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *outer = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_added, outer);
  Request *request = g_new0 (Request, 1);

  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  request->results = theta_results_ref (results);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, add_in_thread);
}

/* ---- changing ---- */

static void
change_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  g_autoptr (ThetaStore) store = open_store (&error);

  if (store != NULL && request->note != NULL)
    theta_store_set_note (store, request->id, request->note, &error);
  else if (store != NULL && request->undelete)
    theta_store_undelete (store, request->id, &error);
  else if (store != NULL)
    theta_store_delete (store, request->id, &error);
  return_done (task, error);
}

void
theta_past_runs_change_async (gint64 id, const char *note, gboolean undelete,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);

  *request = (Request) { .id = id, .note = g_strdup (note), .undelete = undelete };
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, change_in_thread);
}

/* ---- reading ---- */

static void
return_array (GTask *task, GPtrArray *array, GError *error)
{
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_clear_pointer (&array, g_ptr_array_unref);
    }
  else
    g_task_return_pointer (task, array != NULL ? array : g_ptr_array_new (),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (ThetaStore) store = open_store (&error);

  return_array (task, store != NULL ? theta_store_list (store, NULL, &error) : NULL, error);
}

void
theta_past_runs_list_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_run_in_thread (task, list_in_thread);
}

GPtrArray *
theta_past_runs_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  g_autoptr (ThetaStore) store = open_store (&error);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_results_unref);

  for (guint i = 0; store != NULL && error == NULL && i < request->ids->len; i++)
    {
      g_autoptr (ThetaPastRun) run
          = theta_store_get (store, g_array_index (request->ids, gint64, i), &error);
      ThetaResults *results = run != NULL ? theta_past_run_read (run, &error) : NULL;

      if (results != NULL)
        g_ptr_array_add (all, results);
    }
  return_array (task, all, error);
}

void
theta_past_runs_read_async (GArray *ids, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->ids = g_array_ref (ids);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, read_in_thread);
}

GPtrArray *
theta_past_runs_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
