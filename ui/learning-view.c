/* What the page of the learning shows, as a view. */
#include "ui/learning-page-private.h"

void
theta_learning_apply_place (ThetaLearningPage *self)
{
  guint fold = self->wanted.fold, iteration = self->wanted.iteration;
  gboolean stale;

  g_object_get (self->session, "stale", &stale, NULL);
  if (stale || theta_session_get_running (self->session))
    return;
  self->waiting = FALSE;
  if (fold > 0 && fold <= self->histories->len)
    {
      self->chosen = TRUE;
      gtk_drop_down_set_selected (self->fold, fold - 1);
    }
  theta_replay_bar_go (self->replay, iteration);
}

void
theta_learning_page_get_view (ThetaLearningPage *self, ThetaView *view)
{
  g_return_if_fail (THETA_IS_LEARNING_PAGE (self) && view != NULL);
  view->log_weights = gtk_drop_down_get_selected (self->show) != 0;
  view->accuracy = gtk_check_button_get_active (self->accuracy);
  view->training = gtk_check_button_get_active (self->training);
  if (self->waiting || theta_learning_shown_history (self) == NULL)
    {
      view->fold = self->wanted.fold;
      view->iteration = self->waiting ? self->wanted.iteration : THETA_VIEW_LAST;
      return;
    }
  view->fold = self->chosen ? self->shown + 1 : 0;
  view->iteration = theta_replay_bar_is_live (self->replay)
                        ? THETA_VIEW_LAST
                        : theta_replay_bar_get_position (self->replay);
}

void
theta_learning_page_set_view (ThetaLearningPage *self, const ThetaView *view)
{
  g_return_if_fail (THETA_IS_LEARNING_PAGE (self) && view != NULL);
  gtk_drop_down_set_selected (self->show, (guint) view->log_weights);
  gtk_check_button_set_active (self->accuracy, view->accuracy);
  gtk_check_button_set_active (self->training, view->training);
  self->wanted = *view;
  self->waiting = TRUE;
  if (theta_learning_shown_history (self) != NULL)
    theta_learning_update_charts (self);
}
