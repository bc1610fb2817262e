#include "experiment/preview.h"

/* What a task is given and what it makes. */
typedef struct
{
  ThetaDataset *data;
  ThetaComponents *components;
  gboolean scale;
  char *source;
  ThetaReading *reading;
  guint rows;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_clear_pointer (&self->data, theta_dataset_unref);
  theta_components_free (self->components);
  theta_reading_free (self->reading);
  g_free (self->source);
  g_free (self);
}

/* ---- components ---- */

static void
run_components (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  ThetaComponents *made = theta_components_new (job->data, job->scale, cancellable, &error);

  if (made != NULL)
    g_task_return_pointer (task, made, (GDestroyNotify) theta_components_free);
  else
    g_task_return_error (task, error);
}

void
theta_components_async (ThetaDataset *data, gboolean scale, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->data = theta_dataset_ref (data);
  job->scale = scale;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_components);
}

ThetaComponents *
theta_components_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- sources ---- */

static void
run_preview (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  job->data = theta_dataset_load (job->source, NULL, NULL, cancellable, &error);
  if (job->data != NULL && job->data->image_width == 0)
    job->components = theta_components_new (job->data, TRUE, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
theta_preview_async (const char *source, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->source = g_strdup (source);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_preview);
}

ThetaDataset *
theta_preview_finish (GAsyncResult *result, ThetaComponents **components, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  *components = NULL;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *components = g_steal_pointer (&job->components);
  return g_steal_pointer (&job->data);
}

/* ---- ways to read ---- */

void
theta_trial_free (ThetaTrial *self)
{
  if (self == NULL)
    return;
  theta_import_free (self->import);
  theta_reading_free (self->mended);
  g_free (self->what);
  g_free (self);
}

static void
run_trial (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (ThetaTrial) trial = g_new0 (ThetaTrial, 1);
  GError *error = NULL;

  trial->import = theta_import_new (job->source, job->reading, job->rows, cancellable, &error);
  if (trial->import == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (trial->import->problem != NULL)
    trial->mended = theta_import_mend (job->source, job->reading, &trial->what, cancellable);
  g_task_return_pointer (task, g_steal_pointer (&trial), (GDestroyNotify) theta_trial_free);
}

void
theta_trial_async (const char *path, const ThetaReading *reading, guint rows,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  ThetaDatasetOptions options = theta_reading_options (reading);
  Job *job = g_new0 (Job, 1);

  job->source = g_strdup (path);
  job->reading = theta_reading_new (&options);
  job->rows = rows;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_trial);
}

ThetaTrial *
theta_trial_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
