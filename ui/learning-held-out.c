#include "ui/learning-page-private.h"

#include <glib/gi18n.h>

void
theta_learning_forget_held_out (ThetaLearningPage *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->answer, theta_answer_free);
}

static void
on_held_out_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaLearningPage) self = user_data;
  ThetaAnswer *answer = theta_session_ask_finish (self->session, result, NULL);

  if (answer == NULL)
    return;
  theta_learning_forget_held_out (self);
  self->answer = answer;
  theta_learning_update_charts (self);
}

void
theta_learning_on_held_out (ThetaLearningPage *self)
{
  ThetaFrame *frame = theta_learning_frame (self);
  ThetaHistory *history = (ThetaHistory *) theta_learning_shown_history (self);
  ThetaQuestion *question = NULL;

  theta_learning_forget_held_out (self);
  if (gtk_check_button_get_active (self->held_out) && frame != NULL && history != NULL)
    question = theta_question_new (THETA_ASK_HELD_OUT, frame,
                                   theta_session_get_shown (self->session), history->weights,
                                   frame->ridge, history);
  if (question != NULL)
    {
      self->asking = g_cancellable_new ();
      theta_session_ask_async (self->session, question, self->asking, on_held_out_known,
                               g_object_ref (self));
    }
  theta_learning_update_charts (self);
}
