/* The kernels of the fold whose learning is shown: what its weights are put to the test on. */
#include "ui/learning-page-private.h"

#include "base/error.h"
#include "experiment/fold-frame.h"
#include "ui/window.h"

void
theta_learning_drop_fold (ThetaLearningPage *self)
{
  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  g_clear_pointer (&self->of_fold, theta_frame_unref);
  self->fold_of = NULL;
  self->fold_failed = FALSE;
}

/* Whether what was asked for last is that fold of what the session shows. */
static gboolean
is_asked (ThetaLearningPage *self, guint fold)
{
  return self->fold_of != NULL && self->fold_of == theta_session_get_results (self->session)
         && self->fetched == fold;
}

/* Of the run that the session shows, whose frame is that of another fold. */
static gboolean
can_fetch (ThetaLearningPage *self, guint fold)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);
  ThetaResults *results = theta_session_get_results (self->session);

  return !theta_session_get_running (self->session) && frame != NULL && frame->kernel != NULL
         && results != NULL && results->frame != NULL && results->frame->kernel == frame->kernel
         && theta_fold_frame_has (results, fold) && !(self->fold_failed && is_asked (self, fold));
}

typedef struct
{
  GWeakRef page;
  GCancellable *cancellable;
} Fetch;

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (ThetaLearningPage) self = g_weak_ref_get (&fetch->page);
  gboolean wanted = self != NULL && self->fetching == fetch->cancellable;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaFrame) frame
      = theta_fold_frame_finish (wanted ? self->session : NULL, result, &error);

  g_weak_ref_clear (&fetch->page);
  g_object_unref (fetch->cancellable);
  g_free (fetch);
  if (!wanted)
    return;
  g_clear_object (&self->fetching);
  if (frame == NULL && theta_error_is_cancelled (error))
    return;
  /* Said once, and not tried again of itself. */
  self->fold_failed = frame == NULL;
  if (frame == NULL)
    theta_window_toast (THETA_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), error->message);
  self->of_fold = g_steal_pointer (&frame);
  if (self->of_fold != NULL && self->answer == NULL && gtk_check_button_get_active (self->held_out))
    theta_learning_on_held_out (self);
  theta_learning_update_charts (self);
}

static void
fetch (ThetaLearningPage *self, guint fold)
{
  Fetch *data = g_new0 (Fetch, 1);

  theta_learning_drop_fold (self);
  self->fetching = g_cancellable_new ();
  self->fetched = fold;
  self->fold_of = theta_session_get_results (self->session);
  g_weak_ref_init (&data->page, self);
  data->cancellable = g_object_ref (self->fetching);
  theta_fold_frame_async (self->session, self->fold_of, fold, self->fetching, on_fetched, data);
}

ThetaFrame *
theta_learning_frame (ThetaLearningPage *self)
{
  const ThetaHistory *history = theta_learning_shown_history (self);
  ThetaFrame *frame = theta_session_get_frame (self->session);

  if (history == NULL || frame == NULL || history->fold == frame->picture_fold)
    return frame;
  if (self->of_fold != NULL && is_asked (self, history->fold))
    return self->of_fold;
  if (can_fetch (self, history->fold) && gtk_widget_get_mapped (GTK_WIDGET (self))
      && !(self->fetching != NULL && is_asked (self, history->fold)))
    fetch (self, history->fold);
  return NULL;
}

gboolean
theta_learning_has_frame (ThetaLearningPage *self)
{
  const ThetaHistory *history = theta_learning_shown_history (self);
  ThetaFrame *frame = theta_learning_frame (self);

  return frame != NULL ? frame->kernel != NULL
                       : history != NULL && can_fetch (self, history->fold);
}
