#include "experiment/session-private.h"

#include <math.h>

#include "experiment/run-private.h"

/* What the window shows before anything was opened. */
#define FIRST_SOURCE "sample:wine"

enum
{
  SIGNAL_FAILED,
  SIGNAL_STOPPED,
  SIGNAL_FINISHED,
  SIGNAL_OPENED,
  SIGNAL_DOUBTFUL,
  SIGNAL_VIEW,
  N_SIGNALS
};

static GParamSpec *props[THETA_SESSION_N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaSession, theta_session, G_TYPE_OBJECT)

void
theta_session_notify (ThetaSession *self, ThetaSessionProp prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* ---- what follows from the rest: problem and stale ---- */

static char *
find_problem (ThetaSession *self)
{
  g_autoptr (GError) error = NULL;

  if (self->load != NULL)
    return g_strdup ("The data are still being read");
  if (self->dataset == NULL)
    return g_strdup (self->load_error != NULL ? self->load_error : "There are no data yet");
  return theta_plan_check (theta_session_get_filled (self), self->dataset, &error)
             ? NULL
             : g_strdup (error->message);
}

/* What changes no number of a run is left out of the comparison. */
static gboolean
computes_alike (ThetaExperiment *a, const ThetaExperiment *b)
{
  static const char *const keys[] = { "Experiment.Name", "Experiment.MemoryLimit" };
  g_autoptr (ThetaExperiment) same = theta_experiment_ref (a);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = theta_experiment_get (b, keys[i]);
      g_autofree char *assignment = g_strconcat (keys[i], "=", value, NULL);
      ThetaExperiment *changed = theta_experiment_with (same, assignment, NULL);

      theta_experiment_unref (same);
      same = changed;
    }
  return theta_experiment_equal (same, b);
}

void
theta_session_update (ThetaSession *self)
{
  gboolean stale = self->results != NULL
                   && !computes_alike (self->results->experiment,
                                       theta_session_get_filled (self));
  g_autofree char *problem = find_problem (self);

  if (stale != self->stale)
    {
      self->stale = stale;
      theta_session_notify (self, THETA_SESSION_PROP_STALE);
    }
  if (g_strcmp0 (problem, self->problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  theta_session_notify (self, THETA_SESSION_PROP_PROBLEM);
}

void
theta_session_fail (ThetaSession *self, const char *message)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, message);
}

void
theta_session_tell_opened (ThetaSession *self, const char *path)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0, path);
}

void
theta_session_tell_doubtful (ThetaSession *self, const char *path)
{
  g_signal_emit (self, signals[SIGNAL_DOUBTFUL], 0, path);
}

void
theta_session_tell_finished (ThetaSession *self, ThetaResults *results)
{
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, results);
}

void
theta_session_tell_stopped (ThetaSession *self, const char *where)
{
  g_signal_emit (self, signals[SIGNAL_STOPPED], 0, where);
}

void
theta_session_tell_view (ThetaSession *self)
{
  if (self->experiment->view.given)
    g_signal_emit (self, signals[SIGNAL_VIEW], 0);
}

/* ---- the object ---- */

static void
theta_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ThetaSession *self = THETA_SESSION (object);
  const ThetaFrame *frame = self->frame;

  switch (id)
    {
    case THETA_SESSION_PROP_EXPERIMENT:
      g_value_set_boxed (value, self->experiment);
      break;
    case THETA_SESSION_PROP_DATASET:
      g_value_set_boxed (value, self->dataset);
      break;
    case THETA_SESSION_PROP_RUNNING:
      g_value_set_boolean (value, self->run != NULL);
      break;
    case THETA_SESSION_PROP_LOADING:
      g_value_set_boolean (value, self->load != NULL);
      break;
    case THETA_SESSION_PROP_STAGE_TEXT:
      g_value_set_string (value, frame != NULL ? frame->text : "");
      break;
    case THETA_SESSION_PROP_FRACTION:
      g_value_set_double (value, frame != NULL ? frame->fraction : 0);
      break;
    case THETA_SESSION_PROP_SECONDS_LEFT:
      g_value_set_double (value, frame != NULL ? frame->seconds_left : NAN);
      break;
    case THETA_SESSION_PROP_FRAME:
      g_value_set_boxed (value, frame);
      break;
    case THETA_SESSION_PROP_RESULTS:
      g_value_set_boxed (value, self->results);
      break;
    case THETA_SESSION_PROP_STALE:
      g_value_set_boolean (value, self->stale);
      break;
    case THETA_SESSION_PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case THETA_SESSION_PROP_DURATION:
      g_value_set_double (value, self->duration);
      break;
    case THETA_SESSION_PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case THETA_SESSION_PROP_COMPARING:
      g_value_set_boolean (value, self->compare != NULL);
      break;
    default:
      if (!theta_session_get_undo_property (self, id, value)
          && !theta_session_get_device_property (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
theta_session_dispose (GObject *object)
{
  ThetaSession *self = THETA_SESSION (object);

  g_clear_object (&self->load);
  g_clear_object (&self->run);
  g_clear_object (&self->compare);
  /* These hold kernels, which must be gone when the worker closes the device. */
  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->worker, theta_worker_free);
  G_OBJECT_CLASS (theta_session_parent_class)->dispose (object);
}

static void
theta_session_finalize (GObject *object)
{
  ThetaSession *self = THETA_SESSION (object);

  g_clear_pointer (&self->experiment, theta_experiment_unref);
  g_clear_pointer (&self->opening, theta_experiment_unref);
  g_clear_pointer (&self->shown, theta_experiment_unref);
  g_clear_pointer (&self->dataset, theta_dataset_unref);
  g_clear_pointer (&self->saved, theta_experiment_unref);
  theta_session_clear_filled (self);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_free (self->path);
  g_free (self->opened);
  g_free (self->load_error);
  g_free (self->problem);
  G_OBJECT_CLASS (theta_session_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[THETA_SESSION_PROP_EXPERIMENT]
      = g_param_spec_boxed ("experiment", NULL, NULL, THETA_TYPE_EXPERIMENT, flags);
  props[THETA_SESSION_PROP_DATASET]
      = g_param_spec_boxed ("dataset", NULL, NULL, THETA_TYPE_DATASET, flags);
  props[THETA_SESSION_PROP_RUNNING]
      = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_LOADING]
      = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_STAGE_TEXT]
      = g_param_spec_string ("stage-text", NULL, NULL, "", flags);
  props[THETA_SESSION_PROP_FRACTION]
      = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  props[THETA_SESSION_PROP_SECONDS_LEFT]
      = g_param_spec_double ("seconds-left", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  props[THETA_SESSION_PROP_FRAME]
      = g_param_spec_boxed ("frame", NULL, NULL, THETA_TYPE_FRAME, flags);
  props[THETA_SESSION_PROP_RESULTS]
      = g_param_spec_boxed ("results", NULL, NULL, THETA_TYPE_RESULTS, flags);
  props[THETA_SESSION_PROP_STALE]
      = g_param_spec_boolean ("stale", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_PROBLEM]
      = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  theta_session_add_device_properties (props);
  props[THETA_SESSION_PROP_DURATION]
      = g_param_spec_double ("duration", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  props[THETA_SESSION_PROP_CAN_UNDO]
      = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_CAN_REDO]
      = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_UNDO_TEXT]
      = g_param_spec_string ("undo-text", NULL, NULL, NULL, flags);
  props[THETA_SESSION_PROP_REDO_TEXT]
      = g_param_spec_string ("redo-text", NULL, NULL, NULL, flags);
  props[THETA_SESSION_PROP_PATH]
      = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[THETA_SESSION_PROP_MODIFIED]
      = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  props[THETA_SESSION_PROP_COMPARING]
      = g_param_spec_boolean ("comparing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (class, THETA_SESSION_N_PROPS, props);
}

static void
theta_session_class_init (ThetaSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = theta_session_get_property;
  object_class->dispose = theta_session_dispose;
  object_class->finalize = theta_session_finalize;
  install_properties (object_class);
  signals[SIGNAL_FAILED]
      = g_signal_new ("failed", THETA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_STOPPED]
      = g_signal_new ("stopped", THETA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FINISHED]
      = g_signal_new ("finished", THETA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, THETA_TYPE_RESULTS);
  signals[SIGNAL_OPENED]
      = g_signal_new ("opened", THETA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_DOUBTFUL]
      = g_signal_new ("doubtful", THETA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_VIEW] = g_signal_new ("view", THETA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
theta_session_init (ThetaSession *self)
{
  self->experiment = theta_experiment_new (FIRST_SOURCE);
  self->correction = 1;
  self->saved = theta_experiment_ref (self->experiment);
  self->undo = g_ptr_array_new_with_free_func (theta_step_free);
  self->redo = g_ptr_array_new_with_free_func (theta_step_free);
}

ThetaSession *
theta_session_new (const char *device, guint threads, GError **error)
{
  return theta_session_new_with (theta_worker_start (device, threads), error);
}

ThetaSession *
theta_session_new_with (ThetaWorker *worker, GError **error)
{
  g_autoptr (ThetaSession) self = g_object_new (THETA_TYPE_SESSION, NULL);

  self->worker = worker;
  if (!theta_worker_wait (worker, error))
    return NULL;
  theta_worker_set_frame_func (self->worker, theta_session_on_frame, self);
  theta_session_load (self, self->experiment);
  theta_session_update (self);
  return g_steal_pointer (&self);
}

ThetaExperiment *
theta_session_get_experiment (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->experiment;
}

ThetaExperiment *
theta_session_get_shown (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->shown != NULL ? self->shown : self->experiment;
}

ThetaDataset *
theta_session_get_dataset (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->dataset;
}

ThetaFrame *
theta_session_get_frame (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->frame;
}

ThetaResults *
theta_session_get_results (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->results;
}

gboolean
theta_session_get_running (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), FALSE);
  return self->run != NULL;
}

ThetaWorker *
theta_session_get_worker (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->worker;
}
