/* What is looked at beside the experiment: where it comes from and goes to. */
#include "experiment/link.h"
#include "experiment/session-private.h"

void
theta_session_set_view_func (ThetaSession *self, ThetaViewFunc func, gpointer user_data)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  self->view_func = func;
  self->view_data = user_data;
}

ThetaExperiment *
theta_session_dup_viewed (ThetaSession *self)
{
  ThetaView view;

  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  if (self->view_func == NULL)
    return theta_experiment_ref (self->experiment);
  view = self->experiment->view;
  self->view_func (&view, self->view_data);
  view.given = TRUE;
  return theta_experiment_with_view (self->experiment, &view);
}

char *
theta_session_to_link (ThetaSession *self)
{
  g_autoptr (ThetaExperiment) viewed = NULL;

  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  viewed = theta_session_dup_viewed (self);
  return theta_link_new (viewed);
}

gboolean
theta_session_open_link (ThetaSession *self, const char *link, GError **error)
{
  g_autoptr (ThetaExperiment) experiment = NULL;

  g_return_val_if_fail (THETA_IS_SESSION (self) && link != NULL, FALSE);
  experiment = theta_link_parse (link, error);
  if (experiment == NULL)
    return FALSE;
  theta_session_open_data (self, experiment, experiment->source, THETA_OPENING_LINK);
  return TRUE;
}
