/* What the page of the learning shows, as a view. */
#include "ui/learning-page-private.h"

#include <math.h>
#include <string.h>

void
theta_learning_apply_place (ThetaLearningPage *self)
{
  const ThetaView wanted = self->wanted;
  gboolean stale;

  g_object_get (self->session, "stale", &stale, NULL);
  if (stale || theta_session_get_running (self->session))
    return;
  self->waiting = FALSE;
  if (wanted.fold > 0 && wanted.fold <= self->histories->len)
    {
      self->chosen = TRUE;
      gtk_drop_down_set_selected (self->fold, wanted.fold - 1);
    }
  theta_replay_bar_go (self->replay, wanted.iteration);
  /* After the cursor, which takes the part that is shown along. */
  theta_learning_charts_set_range (self->charts, wanted.range[0], wanted.range[1]);
}

/* To a hundredth of an iteration, which nobody sees: links are read by people, too. */
static void
get_range (ThetaLearningPage *self, double range[2])
{
  gboolean part = theta_learning_charts_get_range (self->charts, &range[0], &range[1]);

  for (guint k = 0; k < 2; k++)
    range[k] = part ? round (range[k] * 100) / 100 : 0;
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
      memcpy (view->range, self->wanted.range, sizeof view->range);
      return;
    }
  view->fold = self->chosen ? self->shown + 1 : 0;
  view->iteration = theta_replay_bar_is_live (self->replay)
                        ? THETA_VIEW_LAST
                        : theta_replay_bar_get_position (self->replay);
  get_range (self, view->range);
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
