/* The session's experiment and its data. */
#include "experiment/experiment-private.h"
#include "experiment/frame-private.h"
#include "experiment/session-private.h"

#include "base/error.h"
#include "dataset/import.h"

static void
take_dataset (ThetaSession *self, ThetaDataset *data, const char *error)
{
  g_clear_pointer (&self->dataset, theta_dataset_unref);
  self->dataset = data;
  g_free (self->load_error);
  self->load_error = g_strdup (error);
  theta_session_notify (self, THETA_SESSION_PROP_DATASET);
}

/* Says how the opening of a file ended; how a text table is read can be chosen. */
static void
tell_opening (ThetaSession *self, const GError *error)
{
  g_autofree char *path = g_steal_pointer (&self->opened);
  gboolean doubtful = error != NULL ? theta_error_is_input (error)
                                    : self->dataset->labels == NULL
                                          && self->dataset->label_why != NULL;

  if (path == NULL)
    return;
  if (error == NULL)
    theta_session_tell_opened (self, path);
  if (self->kind == THETA_OPENING_DATA && doubtful && theta_import_can (path, NULL))
    theta_session_tell_doubtful (self, path);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaTicket) ticket = user_data;
  g_autoptr (ThetaSession) self = g_weak_ref_get (&ticket->session);
  g_autoptr (GError) error = NULL;
  gboolean fresh;
  ThetaDataset *data;

  data = theta_worker_load_finish (self != NULL ? self->worker : NULL, result, &error);
  if (self == NULL || self->load != ticket->cancellable)
    {
      /* Something newer is being read, or nobody waits any more. */
      g_clear_pointer (&data, theta_dataset_unref);
      return;
    }
  g_clear_object (&self->load);
  g_object_freeze_notify (G_OBJECT (self));
  fresh = data != NULL && self->opening != NULL && self->kind >= THETA_OPENING_FRESH;
  if (data != NULL && self->opening != NULL)
    {
      /* Data opened over what nobody would miss begin an experiment of their own. */
      if (fresh || (self->path == NULL && !theta_session_get_modified (self)))
        theta_session_record_opened (self, self->opening, NULL);
      else
        theta_session_record (self, self->opening);
      theta_experiment_unref (self->experiment);
      self->experiment = g_steal_pointer (&self->opening);
      theta_session_notify (self, THETA_SESSION_PROP_EXPERIMENT);
    }
  if (data != NULL || self->opening == NULL)
    take_dataset (self, data, error != NULL ? error->message : NULL);
  g_clear_pointer (&self->opening, theta_experiment_unref);
  theta_session_notify (self, THETA_SESSION_PROP_LOADING);
  theta_session_update (self);
  g_object_thaw_notify (G_OBJECT (self));
  if (error != NULL)
    theta_session_fail (self, error->message);
  if (fresh)
    theta_session_tell_view (self);
  tell_opening (self, error);
}

void
theta_session_load (ThetaSession *self, ThetaExperiment *experiment)
{
  gboolean loading = self->load != NULL;

  if (loading)
    g_cancellable_cancel (self->load);
  g_clear_object (&self->load);
  self->load = g_cancellable_new ();
  theta_worker_load_async (self->worker, experiment, self->load, on_loaded,
                           theta_ticket_new (self, self->load));
  if (!loading)
    theta_session_notify (self, THETA_SESSION_PROP_LOADING);
}

/* Whether both read the same data in the same way. */
static gboolean
reads_alike (const ThetaExperiment *a, const ThetaExperiment *b)
{
  return g_str_equal (a->source, b->source) && g_str_equal (a->test_source, b->test_source)
         && theta_experiment_same_base (a, b) && g_str_equal (a->label, b->label)
         && g_str_equal (a->classes, b->classes) && g_str_equal (a->separator, b->separator)
         && g_str_equal (a->header, b->header) && g_str_equal (a->quote, b->quote)
         && g_str_equal (a->comment, b->comment)
         && g_str_equal (a->missing_marks, b->missing_marks) && g_str_equal (a->ignore, b->ignore)
         && a->drop_copies == b->drop_copies && a->missing == b->missing && a->train_limit == b->train_limit
         && a->test_limit == b->test_limit;
}

/* Takes the experiment, and reads its data where @reload says so. */
static void
replace_experiment (ThetaSession *self, ThetaExperiment *experiment, gboolean reload)
{
  g_object_freeze_notify (G_OBJECT (self));
  theta_experiment_ref (experiment);
  theta_experiment_unref (self->experiment);
  self->experiment = experiment;
  theta_session_notify (self, THETA_SESSION_PROP_EXPERIMENT);
  theta_session_notify (self, THETA_SESSION_PROP_MODIFIED);
  if (reload)
    {
      g_clear_pointer (&self->opening, theta_experiment_unref);
      theta_session_load (self, experiment);
    }
  theta_session_update (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
theta_session_take (ThetaSession *self, ThetaExperiment *experiment)
{
  gboolean alike = self->opening == NULL && reads_alike (self->experiment, experiment)
                   && (self->dataset != NULL || self->load != NULL);

  replace_experiment (self, experiment, !alike);
}

void
theta_session_set_experiment (ThetaSession *self, ThetaExperiment *experiment)
{
  g_return_if_fail (THETA_IS_SESSION (self) && experiment != NULL);
  theta_session_record (self, experiment);
  theta_session_take (self, experiment);
}

/* What there is to see of a run without its kernels: how the weights were learnt. */
static ThetaFrame *
frame_of (const ThetaResults *results)
{
  ThetaFrame *frame = theta_frame_new (NULL);

  frame->stage = THETA_STAGE_DONE;
  frame->text = g_strdup ("Done");
  frame->n_folds = results->folds->len;
  frame->fold = frame->n_folds - 1;
  frame->fraction = 1;
  frame->seconds = results->seconds;
  frame->seconds_left = 0;
  frame->histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref);
  for (guint i = 0; i < results->histories->len; i++)
    g_ptr_array_add (frame->histories, theta_history_ref (results->histories->pdata[i]));
  return frame;
}

void
theta_session_reopen (ThetaSession *self, ThetaResults *results)
{
  g_autoptr (ThetaFrame) frame = NULL;

  g_return_if_fail (THETA_IS_SESSION (self) && results != NULL && self->run == NULL);
  frame = frame_of (results);
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_pointer (&self->shown, theta_experiment_unref);
  self->shown = theta_experiment_ref (results->experiment);
  theta_session_take_results (self, results, frame);
  theta_session_set_experiment (self, results->experiment);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
theta_session_set (ThetaSession *self, const char *assignment, GError **error)
{
  const char *const one[] = { assignment, NULL };

  return theta_session_set_all (self, one, error);
}

gboolean
theta_session_set_all (ThetaSession *self, const char *const *assignments, GError **error)
{
  g_autoptr (ThetaExperiment) changed = NULL, opening = NULL;

  g_return_val_if_fail (THETA_IS_SESSION (self) && assignments != NULL, FALSE);
  changed = theta_experiment_with_all (self->experiment, assignments, error);
  if (changed == NULL)
    return FALSE;
  if (self->opening == NULL)
    {
      theta_session_set_experiment (self, changed);
      return TRUE;
    }
  /* What is set while data are being opened holds for both. */
  opening = theta_experiment_with_all (self->opening, assignments, error);
  if (opening == NULL)
    return FALSE;
  if (!reads_alike (self->experiment, changed))
    {
      /* The old data would have to be read anew only to be replaced at once. */
      g_clear_pointer (&self->opening, theta_experiment_unref);
      theta_session_set_experiment (self, opening);
      return TRUE;
    }
  theta_experiment_unref (self->opening);
  self->opening = g_steal_pointer (&opening);
  theta_session_record (self, changed);
  replace_experiment (self, changed, FALSE);
  return TRUE;
}

/* @experiment with other data.  What describes the old file alone goes back to
 * its default. */
static ThetaExperiment *
with_source (const ThetaExperiment *experiment, const char *source)
{
  static const char *const of_the_file[]
      = { "Experiment.Name=",     "Dataset.TestLimit=0",  "Dataset.TestSource=",
          "Dataset.Label=auto",   "Dataset.Classes=",     "Dataset.TrainLimit=0",
          "Dataset.Header=auto",  "Dataset.Quote=\"",     "Dataset.Separator=auto",
          "Dataset.FoldsSource=", "Dataset.Comment=",     "Dataset.MissingMarks=",
          "Dataset.Ignore=" };
  ThetaExperiment *self = theta_experiment_copy (experiment);

  /* The copy is nobody else's yet. */
  g_free (self->source);
  self->source = theta_source_is_path (source) ? g_canonicalize_filename (source, NULL)
                                               : g_strdup (source);
  g_clear_pointer (&self->base_dir, g_free);
  if (self->protocol == THETA_PROTOCOL_FOLDS)
    self->protocol = THETA_PROTOCOL_REPEATED;
  for (guint i = 0; i < G_N_ELEMENTS (of_the_file); i++)
    {
      ThetaExperiment *changed = theta_experiment_with (self, of_the_file[i], NULL);

      theta_experiment_unref (self);
      self = changed;
    }
  return self;
}

void
theta_session_open_data (ThetaSession *self, ThetaExperiment *experiment, const char *path,
                         ThetaOpening kind)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_pointer (&self->opening, theta_experiment_unref);
  self->opening = theta_experiment_ref (experiment);
  g_free (self->opened);
  self->opened = theta_source_is_path (path) ? g_strdup (experiment->source) : NULL;
  self->kind = kind;
  theta_session_load (self, self->opening);
  theta_session_update (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
theta_session_open (ThetaSession *self, const char *path)
{
  g_autoptr (ThetaExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (THETA_IS_SESSION (self) && path != NULL && *path != '\0');
  if (g_str_has_suffix (path, ".theta"))
    {
      experiment = theta_experiment_load (path, &error);
      if (experiment == NULL)
        {
          theta_session_fail (self, error->message);
          return;
        }
      self->kind = THETA_OPENING_CHOSEN;
      theta_session_record_opened (self, experiment, path);
      g_free (self->opened);
      self->opened = g_canonicalize_filename (path, NULL);
      replace_experiment (self, experiment, TRUE);
      theta_session_tell_view (self);
      return;
    }
  experiment = with_source (self->experiment, path);
  theta_session_open_data (self, experiment, path, THETA_OPENING_DATA);
}

gboolean
theta_session_open_with (ThetaSession *self, const char *path, const char *const *assignments,
                         GError **error)
{
  g_autoptr (ThetaExperiment) plain = NULL, experiment = NULL;

  g_return_val_if_fail (THETA_IS_SESSION (self) && path != NULL && *path != '\0', FALSE);
  plain = with_source (self->experiment, path);
  experiment = theta_experiment_with_all (plain, assignments, error);
  if (experiment == NULL)
    return FALSE;
  theta_session_open_data (self, experiment, path, THETA_OPENING_CHOSEN);
  return TRUE;
}
