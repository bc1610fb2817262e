/* What the charts of the learning show, on the page and in an exported figure. */
#include "ui/learning-page-private.h"

#include <math.h>

#include "figure/figures.h"

gboolean
theta_learning_is_growing (ThetaLearningPage *self)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);

  return theta_session_get_running (self->session) && frame != NULL
         && frame->stage == THETA_STAGE_WEIGHTS && self->shown + 1 == self->histories->len;
}

static guint
axis_end (ThetaLearningPage *self, const ThetaHistory *history)
{
  ThetaExperiment *experiment = theta_session_get_shown (self->session);

  return theta_learning_is_growing (self) ? MAX (history->count - 1, experiment->weights.iterations)
                                          : MAX (history->count, 2) - 1;
}

/* What was chosen in the bar; @held_out lives as long as @view. */
static void
fill_view (ThetaLearningPage *self, const ThetaHistory *history, ThetaLearningView *view,
           ThetaHeldOut *held_out)
{
  *view = (ThetaLearningView){ .shares = gtk_drop_down_get_selected (self->show) == 0,
                               .training = gtk_check_button_get_active (self->training),
                               .accuracy = gtk_check_button_get_active (self->accuracy),
                               .x_max = axis_end (self, history) };
  if (self->answer == NULL)
    return;
  *held_out = (ThetaHeldOut){ .count = self->answer->count,
                              .error = self->answer->held_out_error,
                              .accuracy = self->answer->held_out_accuracy };
  view->held_out = held_out;
}

void
theta_learning_show_charts (ThetaLearningPage *self, const ThetaHistory *history)
{
  ThetaLearningView view;
  ThetaHeldOut held_out;

  fill_view (self, history, &view, &held_out);
  theta_learning_charts_show (self->charts, history,
                              &theta_session_get_shown (self->session)->network, &view);
}

/* ---- an exported figure ---- */

/* "iterations 8–20 of 31, values at 12": what the end of the axis does not say by itself. */
static char *
part_text (ThetaLearningPage *self, const ThetaHistory *history)
{
  guint last = history->count - 1, at = theta_replay_bar_get_position (self->replay);
  double from, to;
  gboolean part = theta_learning_charts_get_range (self->charts, &from, &to);
  g_autofree char *values = NULL;

  if (theta_replay_bar_is_live (self->replay))
    at = last;
  if (at != (guint) fmin (floor (to), last))
    values = g_strdup_printf (", values at %u", at);
  if (!part)
    return g_strdup_printf ("%u iterations%s", last, values != NULL ? values : "");
  return g_strdup_printf ("iterations %.0f–%.0f of %u%s", ceil (from), floor (to), last,
                          values != NULL ? values : "");
}

static char *
note_of (ThetaLearningPage *self, const ThetaHistory *history, const ThetaLearningView *view,
         const ThetaResults *results)
{
  const ThetaWeightMethod *method = theta_weight_method_find (history->method);
  g_autofree char *part = part_text (self, history), *badge = theta_figure_badge (results);

  return g_strdup_printf ("%s · %s, %s, fold %u of %u, %s · %s", results->data->name,
                          method != NULL ? method->label : history->method,
                          view->shares ? "share of Σa" : "aₗ on a logarithmic axis", history->fold + 1,
                          results->folds->len, part, badge);
}

ThetaShownCharts *
theta_learning_page_take (ThetaLearningPage *self, const ThetaResults *results)
{
  const ThetaHistory *history;
  ThetaShownCharts *shown;
  ThetaLearningView view;
  ThetaHeldOut held_out;

  g_return_val_if_fail (THETA_IS_LEARNING_PAGE (self) && results != NULL, NULL);
  /* What came while the page was not seen. */
  if (self->stale)
    theta_learning_update (self);
  history = theta_learning_shown_history (self);
  if (history == NULL || history->count < 2)
    return NULL;
  fill_view (self, history, &view, &held_out);
  shown = theta_shown_charts_new (note_of (self, history, &view, results));
  theta_learning_charts_take (self->charts, history,
                              &theta_session_get_shown (self->session)->network, &view, shown);
  return shown;
}
