#include "ui/learning-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/chart-view.h"
#include "ui/draw.h"
#include "ui/learning-charts.h"

/* A replay takes about this long, whatever its iterations. */
#define REPLAY_MS 4000
#define REPLAY_TICK_MS 40

struct _ThetaLearningPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  GPtrArray *histories; /* of ThetaHistory, a fold each */
  guint shown;          /* the fold */
  gboolean chosen;      /* the person chose it: it stays while others grow */
  gboolean live;        /* the cursor is at the end and stays there */
  gboolean updating, stale;
  guint playing;        /* source of the replay */
  double at;            /* of the replay, in iterations */

  GtkStack *stack;
  AdwStatusPage *status;
  GtkWidget *status_button, *charts, *loss_card, *play_button, *live_button;
  GtkDropDown *show, *fold;
  GtkStringList *folds;
  GtkLabel *badge, *loss_title, *position_label;
  ThetaChartView *weights, *loss;
  GtkAdjustment *position;
};

G_DEFINE_FINAL_TYPE (ThetaLearningPage, theta_learning_page, GTK_TYPE_WIDGET)

static const ThetaHistory *
shown_history (ThetaLearningPage *self)
{
  return self->shown < self->histories->len ? g_ptr_array_index (self->histories, self->shown)
                                            : NULL;
}

/* Still growing: the last one of a run under way. */
static gboolean
is_growing (ThetaLearningPage *self)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);

  return theta_session_get_running (self->session) && frame != NULL
         && frame->stage == THETA_STAGE_WEIGHTS && self->shown + 1 == self->histories->len;
}

/* ---- charts ---- */

static guint
axis_end (ThetaLearningPage *self, const ThetaHistory *history)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);

  return is_growing (self) ? MAX (history->count - 1, experiment->weights.iterations)
                           : MAX (history->count - 1, 1);
}

static double
cursor_of (ThetaLearningPage *self)
{
  return self->live ? NAN : gtk_adjustment_get_value (self->position);
}

/* The numbers at the cursor, in words. */
static void
describe (ThetaLearningPage *self, const ThetaHistory *history)
{
  guint i = MIN ((guint) gtk_adjustment_get_value (self->position), history->count - 1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *loss = theta_number_format_fixed (theta_learning_charts_loss_at (history, i), 3);
  g_autofree char *position = g_strdup_printf (_ ("%u of %u"), i, history->count - 1);
  g_autofree char *iteration = g_strdup_printf (_ ("Iteration %u of %u: "), i, history->count - 1);
  g_autofree char *loss_text = g_strconcat (iteration, loss, NULL);
  double sum = theta_learning_charts_sum (history, i);

  g_string_append (text, iteration);
  for (guint l = 0; l < history->layers; l++)
    {
      g_autofree char *name = theta_network_kernel_name (
          &theta_session_get_shown (self->session)->network, l);
      double weight = history->weights[(gsize) i * history->layers + l];
      g_autofree char *share = theta_number_format_fixed (weight / sum, 2);

      g_string_append_printf (text, "%s%s %s", l > 0 ? ", " : "", name, share);
    }
  gtk_label_set_label (self->position_label, position);
  theta_chart_view_describe (self->weights, text->str);
  theta_chart_view_describe (self->loss, loss_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, position, -1);
}

static void
update_cursor (ThetaLearningPage *self)
{
  const ThetaHistory *history = shown_history (self);
  ThetaFrame *frame = theta_session_get_frame (self->session);

  if (history == NULL || history->count == 0)
    return;
  theta_chart_view_set_cursor (self->weights, cursor_of (self));
  theta_chart_view_set_cursor (self->loss, cursor_of (self));
  describe (self, history);
  gtk_widget_set_visible (self->live_button, !self->live && frame != NULL && is_growing (self));
}

/* ---- replay ---- */

static void
set_position (ThetaLearningPage *self, double value)
{
  const ThetaHistory *history = shown_history (self);
  guint last = history != NULL ? history->count - 1 : 0;

  self->live = value >= last;
  self->updating = TRUE;
  gtk_adjustment_set_value (self->position, MIN (value, last));
  self->updating = FALSE;
  update_cursor (self);
}

static void
stop_playing (ThetaLearningPage *self)
{
  g_clear_handle_id (&self->playing, g_source_remove);
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, _ ("Play (Space)"));
}

static gboolean
on_tick (gpointer user_data)
{
  ThetaLearningPage *self = user_data;
  const ThetaHistory *history = shown_history (self);
  double last;

  if (history == NULL)
    {
      stop_playing (self);
      return G_SOURCE_REMOVE;
    }
  last = history->count - 1;
  self->at += fmax (last * REPLAY_TICK_MS / REPLAY_MS, 0.1);
  set_position (self, floor (self->at));
  if (self->at < last)
    return G_SOURCE_CONTINUE;
  self->playing = 0;
  stop_playing (self);
  return G_SOURCE_REMOVE;
}

static void
on_play (ThetaLearningPage *self)
{
  if (self->playing != 0)
    {
      stop_playing (self);
      return;
    }
  if (shown_history (self) == NULL)
    return;
  self->at = self->live ? 0 : gtk_adjustment_get_value (self->position);
  set_position (self, self->at);
  self->playing = g_timeout_add (REPLAY_TICK_MS, on_tick, self);
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, _ ("Pause (Space)"));
}

static gboolean
on_space (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  on_play (THETA_LEARNING_PAGE (widget));
  return TRUE;
}

static void
on_first (ThetaLearningPage *self)
{
  stop_playing (self);
  set_position (self, 0);
}

static void
on_last (ThetaLearningPage *self)
{
  stop_playing (self);
  set_position (self, G_MAXUINT);
}

static void
on_picked (ThetaLearningPage *self, double x)
{
  stop_playing (self);
  set_position (self, x);
}

static void
on_position (ThetaLearningPage *self)
{
  if (self->updating)
    return;
  stop_playing (self);
  set_position (self, round (gtk_adjustment_get_value (self->position)));
}

/* ---- what the session says ---- */

static void
update_folds (ThetaLearningPage *self)
{
  guint before = g_list_model_get_n_items (G_LIST_MODEL (self->folds));
  guint n = self->histories->len;
  ThetaFrame *frame = theta_session_get_frame (self->session);
  guint all = frame != NULL && frame->n_folds >= n ? frame->n_folds : n;

  self->updating = TRUE;
  if (before > n)
    {
      gtk_string_list_splice (self->folds, 0, before, NULL);
      before = 0;
    }
  for (guint f = before; f < n; f++)
    {
      g_autofree char *text = g_strdup_printf (_ ("%u of %u"), f + 1, all);

      gtk_string_list_append (self->folds, text);
    }
  if (n > 0)
    gtk_drop_down_set_selected (self->fold, self->shown);
  self->updating = FALSE;
}

static void
show_status (ThetaLearningPage *self, const char *title, const char *text, gboolean run)
{
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, text);
  gtk_widget_set_visible (self->status_button, run);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_without_history (ThetaLearningPage *self)
{
  gboolean running = theta_session_get_running (self->session);
  gboolean any = theta_session_get_results (self->session) != NULL;

  if (running)
    show_status (self, _ ("Nothing Learnt Yet"), _ ("The weights appear here as they are learnt."),
                 FALSE);
  else if (any)
    show_status (self, _ ("Nothing to Learn"),
                 _ ("This method sets the weights at once. Leave-one-out and Algorithm 1 learn "
                    "them step by step."),
                 FALSE);
  else
    show_status (self, _ ("Nothing Learnt Yet"),
                 _ ("Run learns one weight for each layer and shows how."), TRUE);
}

static void
update_badge (ThetaLearningPage *self, const ThetaHistory *history)
{
  const ThetaWeightMethod *method = theta_weight_method_find (history->method);
  g_autofree char *text = g_strjoin (" · ", _ (method != NULL ? method->label : history->method),
                                     _ ("Infinite width"), _ ("NTK parameterisation"), NULL);

  gtk_label_set_label (self->badge, text);
}

static void
update_charts (ThetaLearningPage *self)
{
  const ThetaHistory *history = shown_history (self);

  if (history == NULL || history->count < 2)
    {
      /* A run that has just begun keeps the charts until it has its own. */
      if (history == NULL || !theta_session_get_running (self->session))
        show_without_history (self);
      return;
    }
  self->updating = TRUE;
  gtk_adjustment_set_upper (self->position, history->count - 1);
  if (self->live)
    gtk_adjustment_set_value (self->position, history->count - 1);
  self->updating = FALSE;
  gtk_widget_set_visible (self->loss_card, *history->loss != '\0');
  theta_learning_charts_weights (self->weights, history,
                                 &theta_session_get_shown (self->session)->network,
                                 gtk_drop_down_get_selected (self->show) == 0,
                                 axis_end (self, history), cursor_of (self));
  gtk_label_set_label (self->loss_title,
                       theta_learning_charts_loss (self->loss, history, axis_end (self, history),
                                                   cursor_of (self)));
  update_badge (self, history);
  update_cursor (self);
  gtk_stack_set_visible_child_name (self->stack, "charts");
}

static void
take_histories (ThetaLearningPage *self, const ThetaFrame *frame)
{
  gboolean first = self->histories->len == 0 || gtk_widget_has_css_class (self->charts, "theta-old");

  g_ptr_array_set_size (self->histories, 0);
  for (guint f = 0; f < frame->histories->len; f++)
    g_ptr_array_add (self->histories, theta_history_ref (frame->histories->pdata[f]));
  if (first)
    {
      self->live = TRUE;
      self->chosen = FALSE;
    }
  if (theta_session_get_running (self->session) && !self->chosen)
    self->shown = self->histories->len - 1;
  self->shown = MIN (self->shown, self->histories->len - 1);
}

static void
update (ThetaLearningPage *self)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);
  gboolean running = theta_session_get_running (self->session);

  self->stale = FALSE;
  if (frame != NULL && frame->histories != NULL && frame->histories->len > 0)
    {
      take_histories (self, frame);
      gtk_widget_remove_css_class (self->charts, "theta-old");
    }
  else if (running && self->histories->len > 0)
    gtk_widget_add_css_class (self->charts, "theta-old");
  else if (frame != NULL && frame->stage == THETA_STAGE_DONE)
    g_ptr_array_set_size (self->histories, 0);
  update_folds (self);
  update_charts (self);
}

static void
on_frame (ThetaLearningPage *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
on_map (ThetaLearningPage *self)
{
  if (self->session != NULL && self->stale)
    update (self);
}

static void
on_show (ThetaLearningPage *self)
{
  if (shown_history (self) != NULL)
    update_charts (self);
}

static void
on_fold (ThetaLearningPage *self)
{
  guint at = gtk_drop_down_get_selected (self->fold);

  if (self->updating || at >= self->histories->len)
    return;
  stop_playing (self);
  self->shown = at;
  self->chosen = TRUE;
  self->live = TRUE;
  update_charts (self);
}

void
theta_learning_page_set_session (ThetaLearningPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_LEARNING_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::frame", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::running", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::results", G_CALLBACK (on_frame), self);
  update (self);
}

/* ---- the object ---- */

static void
theta_learning_page_dispose (GObject *object)
{
  ThetaLearningPage *self = THETA_LEARNING_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->playing, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (theta_learning_page_parent_class)->dispose (object);
}

static void
theta_learning_page_finalize (GObject *object)
{
  g_ptr_array_unref (THETA_LEARNING_PAGE (object)->histories);
  G_OBJECT_CLASS (theta_learning_page_parent_class)->finalize (object);
}

static void
theta_learning_page_class_init (ThetaLearningPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_learning_page_dispose;
  G_OBJECT_CLASS (class)->finalize = theta_learning_page_finalize;
  g_type_ensure (THETA_TYPE_CHART_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/learning-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaLearningPage, name)
  CHILD (stack);
  CHILD (status);
  CHILD (status_button);
  CHILD (charts);
  CHILD (loss_card);
  CHILD (play_button);
  CHILD (live_button);
  CHILD (show);
  CHILD (fold);
  CHILD (folds);
  CHILD (badge);
  CHILD (loss_title);
  CHILD (position_label);
  CHILD (weights);
  CHILD (loss);
  CHILD (position);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_fold);
  gtk_widget_class_bind_template_callback (widget_class, on_first);
  gtk_widget_class_bind_template_callback (widget_class, on_play);
  gtk_widget_class_bind_template_callback (widget_class, on_last);
  gtk_widget_class_bind_template_callback (widget_class, on_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_position);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, on_space, NULL);
}

static void
theta_learning_page_init (ThetaLearningPage *self)
{
  self->histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref);
  self->live = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}
