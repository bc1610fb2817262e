#include "ui/learning-page-private.h"

#include <glib/gi18n.h>

#include <math.h>

/* Whether the compute thread comes to questions: nothing runs, or it stands still. */
gboolean
theta_learning_may_ask (ThetaLearningPage *self)
{
  return !theta_session_get_running (self->session) || theta_session_get_paused (self->session);
}

void
theta_learning_update_cards (ThetaLearningPage *self)
{
  const ThetaFrame *frame = theta_session_get_frame (self->session);
  gboolean running = theta_session_get_running (self->session), comparing;
  gboolean kept = frame != NULL && frame->kernel != NULL, usable = theta_learning_has_frame (self);
  gboolean active = theta_weights_card_get_active (self->by_hand);

  g_object_get (self->session, "comparing", &comparing, NULL);
  theta_weights_card_set_usable (
      self->by_hand, usable,
      active && running ? _ ("The run stands still meanwhile")
      : active          ? _ ("Drag a weight, or take a layer out")
      : running         ? _ ("Switch on to pause and drag")
      : usable          ? _ ("Switch on and drag")
      : running && kept ? _ ("The run is at another fold")
      : kept            ? _ ("The kernels of this fold are not there")
                        : _ ("The kernels of this run were not kept"));
  theta_weighed_card_set_can_compare (self->weighed, usable && !running && !comparing
                                                         && theta_session_get_results (
                                                                self->session) != NULL);
}

/* The weights by hand, else those at the cursor. */
void
theta_learning_update_weights (ThetaLearningPage *self)
{
  const ThetaHistory *history = theta_learning_shown_history (self);
  ThetaFrame *frame = theta_session_get_frame (self->session);
  const ThetaIteration *at;
  ThetaWeighing weighing = { .error = NAN, .accuracy = NAN };

  if (history == NULL || history->count == 0 || frame == NULL || frame->picture == NULL
      || frame->picture->layers != history->layers)
    {
      theta_weighed_card_show (self->weighed, NULL);
      return;
    }
  at = &history->iterations[MIN (theta_replay_bar_get_position (self->replay),
                                 history->count - 1)];
  weighing.fold = history->fold;
  weighing.frame = theta_learning_frame (self);
  if (weighing.frame != NULL)
    frame = weighing.frame;
  weighing.weights = history->weights + (gsize) (at - history->iterations) * history->layers;
  weighing.ridge = isfinite (at->ridge) ? at->ridge : frame->ridge;
  weighing.ask = theta_learning_may_ask (self);
  theta_weights_card_show (self->by_hand, &theta_session_get_shown (self->session)->network,
                           weighing.weights, weighing.ridge);
  if (theta_weights_card_get_active (self->by_hand))
    {
      weighing.weights = theta_weights_card_get_weights (self->by_hand);
      weighing.ridge = theta_weights_card_get_ridge (self->by_hand);
      weighing.ask = TRUE;
    }
  else
    {
      weighing.error = at->loo_loss;
      weighing.accuracy = at->loo_accuracy;
    }
  theta_weighed_card_show (self->weighed, &weighing);
}

void
theta_learning_on_weights (ThetaLearningPage *self)
{
  theta_learning_update_weights (self);
}

void
theta_learning_on_by_hand (ThetaLearningPage *self)
{
  gboolean active = theta_weights_card_get_active (self->by_hand);

  if (self->session == NULL)
    return;
  theta_weighed_card_set_by_hand (self->weighed, active);
  if (active && theta_session_get_running (self->session)
      && !theta_session_get_paused (self->session))
    {
      self->held_up = TRUE;
      theta_session_set_paused (self->session, TRUE);
    }
  else if (!active && self->held_up)
    {
      self->held_up = FALSE;
      theta_session_set_paused (self->session, FALSE);
    }
  theta_learning_update_cards (self);
  theta_learning_update_weights (self);
}

void
theta_learning_on_compare (ThetaLearningPage *self)
{
  theta_session_compare (self->session, theta_weights_card_get_weights (self->by_hand),
                         theta_weights_card_get_layers (self->by_hand),
                         theta_weights_card_get_ridge (self->by_hand));
}
