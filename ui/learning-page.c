#include "ui/learning-page-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "ui/preferences.h"

/* Below this the weights stand under the charts. */
#define NARROW 780
#define GAP 12
#define SHADOW 3 /* of a card, which a scrolled part would cut off */

G_DEFINE_FINAL_TYPE (ThetaLearningPage, theta_learning_page, GTK_TYPE_WIDGET)

const ThetaHistory *
theta_learning_shown_history (ThetaLearningPage *self)
{
  return self->shown < self->histories->len ? g_ptr_array_index (self->histories, self->shown)
                                            : NULL;
}

static double
cursor_of (ThetaLearningPage *self)
{
  return theta_replay_bar_is_live (self->replay) ? NAN
                                                 : theta_replay_bar_get_position (self->replay);
}

/* ---- replay ---- */

static void
on_moved (ThetaLearningPage *self)
{
  if (theta_learning_shown_history (self) == NULL)
    return;
  theta_learning_charts_set_cursor (self->charts, cursor_of (self));
  theta_learning_update_weights (self);
}

static void
on_picked (ThetaLearningPage *self, guint point)
{
  theta_replay_bar_go (self->replay, point);
}

static void
on_step_run (ThetaLearningPage *self)
{
  theta_session_step (self->session);
}

static void
on_again (ThetaLearningPage *self)
{
  theta_session_restart (self->session);
}

static void
on_rate (ThetaLearningPage *self)
{
  if (self->session != NULL)
    theta_session_set_rate (self->session, theta_replay_bar_get_rate (self->replay));
}

static const char *const replay_actions[] = { "learning.play", "learning.step", "learning.first",
                                              "learning.last", "learning.again" };

/* "learning.play" is the "replay.play" of the bar. */
static void
act_replay (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *action = g_strconcat ("replay", strchr (name, '.'), NULL);

  gtk_widget_activate_action (GTK_WIDGET (THETA_LEARNING_PAGE (widget)->replay), action, NULL);
}

static gboolean
on_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  ThetaLearningPage *self = THETA_LEARNING_PAGE (widget);
  const char *action = g_variant_get_string (arguments, NULL);
  GtkWidget *target = g_str_has_prefix (action, "charts.") ? GTK_WIDGET (self->charts)
                                                           : GTK_WIDGET (self->replay);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->replay)))
    return FALSE;
  return gtk_widget_activate_action (target, action, NULL);
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

  /* The kind of network stands over every view. */
  gtk_label_set_label (self->badge, method != NULL ? _ (method->label) : history->method);
}

void
theta_learning_update_charts (ThetaLearningPage *self)
{
  const ThetaHistory *history = theta_learning_shown_history (self);

  if (history == NULL || history->count < 2)
    {
      /* A run that has just begun keeps the charts until it has its own. */
      if (history == NULL || !theta_session_get_running (self->session))
        show_without_history (self);
      return;
    }
  theta_replay_bar_set_range (self->replay, history->count - 1, theta_learning_is_growing (self));
  theta_learning_show_charts (self, history);
  theta_learning_charts_set_cursor (self->charts, cursor_of (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->held_out),
                            theta_learning_may_ask (self) && theta_learning_has_frame (self));
  update_badge (self, history);
  theta_learning_update_cards (self);
  theta_learning_update_weights (self);
  gtk_stack_set_visible_child_name (self->stack, "charts");
  if (self->waiting)
    theta_learning_apply_place (self);
}

/* ---- the held-out rows, on request ---- */

/* A new story has not been asked about. */
static void
begin_story (ThetaLearningPage *self)
{
  theta_learning_forget_held_out (self);
  gtk_check_button_set_active (self->held_out, FALSE);
  theta_weights_card_set_active (self->by_hand, FALSE);
  theta_replay_bar_go (self->replay, G_MAXUINT);
}

static void
take_histories (ThetaLearningPage *self, const ThetaFrame *frame)
{
  gboolean first = self->histories->len == 0
                   || gtk_widget_has_css_class (GTK_WIDGET (self->charts), "theta-old");

  g_ptr_array_set_size (self->histories, 0);
  for (guint f = 0; f < frame->histories->len; f++)
    g_ptr_array_add (self->histories, theta_history_ref (frame->histories->pdata[f]));
  if (first)
    {
      begin_story (self);
      self->chosen = FALSE;
    }
  /* At the end the kernels shown are the first fold's, and its learning with them. */
  if (!self->chosen)
    self->shown = theta_session_get_running (self->session) ? self->histories->len - 1
                                                            : frame->picture_fold;
  self->shown = MIN (self->shown, self->histories->len - 1);
}

void
theta_learning_update (ThetaLearningPage *self)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);
  gboolean running = theta_session_get_running (self->session);

  self->stale = FALSE;
  if (frame != NULL && frame->histories != NULL && frame->histories->len > 0)
    {
      take_histories (self, frame);
      gtk_widget_remove_css_class (GTK_WIDGET (self->charts), "theta-old");
    }
  else if (running && self->histories->len > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->charts), "theta-old");
  else if (frame != NULL && frame->stage == THETA_STAGE_DONE)
    g_ptr_array_set_size (self->histories, 0);
  if (!running)
    self->held_up = FALSE;
  theta_replay_bar_set_can_restart (self->replay,
                                    running || theta_session_get_results (self->session) != NULL);
  update_folds (self);
  theta_learning_update_charts (self);
}

static void
on_frame (ThetaLearningPage *self)
{
  self->stale = TRUE;
  /* Kernels are large: they are not kept for a page when a run needs their room. */
  if (theta_session_get_frame (self->session) == NULL)
    {
      theta_weighed_card_show (self->weighed, NULL);
      theta_learning_drop_fold (self);
    }
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    theta_learning_update (self);
}

static void
on_map (ThetaLearningPage *self)
{
  if (self->session != NULL && self->stale)
    theta_learning_update (self);
}

static void
on_show (ThetaLearningPage *self)
{
  if (theta_learning_shown_history (self) != NULL)
    theta_learning_update_charts (self);
}

static void
on_fold (ThetaLearningPage *self)
{
  guint at = gtk_drop_down_get_selected (self->fold);

  if (self->updating || at >= self->histories->len)
    return;
  self->shown = at;
  self->chosen = TRUE;
  begin_story (self);
  theta_learning_update_charts (self);
}

/* ---- the object ---- */

static void
theta_learning_page_dispose (GObject *object)
{
  ThetaLearningPage *self = THETA_LEARNING_PAGE (object);
  GtkWidget *child;

  theta_learning_forget_held_out (self);
  theta_learning_drop_fold (self);
  theta_turn_clear (&self->turn);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (theta_learning_page_parent_class)->dispose (object);
}

static void
theta_learning_page_finalize (GObject *object)
{
  g_ptr_array_unref (THETA_LEARNING_PAGE (object)->histories);
  g_clear_object (&THETA_LEARNING_PAGE (object)->session);
  G_OBJECT_CLASS (theta_learning_page_parent_class)->finalize (object);
}

/* What stands under the weights by hand may take what they leave of the column. */
static void
give_room (ThetaLearningPage *self)
{
  GtkWidget *by_hand = GTK_WIDGET (self->by_hand);
  gboolean lying = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->content))
                   == GTK_ORIENTATION_HORIZONTAL;
  int high;

  gtk_widget_measure (by_hand, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (by_hand), NULL,
                      &high, NULL, NULL);
  theta_weighed_card_set_room (self->weighed,
                               lying ? gtk_widget_get_height (GTK_WIDGET (self->side_scroll))
                                           - high - 3 * gtk_box_get_spacing (GTK_BOX (self->side))
                                     : 0);
}

static void
theta_learning_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaLearningPage *self = THETA_LEARNING_PAGE (widget);

  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
  theta_turn_follow (&self->turn, width);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->side_scroll)))
    give_room (self);
}

static void
theta_learning_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (THETA_LEARNING_PAGE (widget)->stack), orientation, for_size,
                      minimum, natural, minimum_baseline, natural_baseline);
  /* The cards turn upright before the page has to be wider. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 324);
}

/* They work wherever the focus is, while the page is seen and nothing else takes them. */
static void
add_keys (ThetaLearningPage *self)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = { { GDK_KEY_space, "replay.play" },
               { GDK_KEY_period, "replay.step" },
               { GDK_KEY_Home, "replay.first" },
               { GDK_KEY_End, "replay.last" },
               { GDK_KEY_plus, "charts.zoom-in" },
               { GDK_KEY_equal, "charts.zoom-in" },
               { GDK_KEY_KP_Add, "charts.zoom-in" },
               { GDK_KEY_minus, "charts.zoom-out" },
               { GDK_KEY_KP_Subtract, "charts.zoom-out" },
               { GDK_KEY_0, "charts.zoom-all" },
               { GDK_KEY_KP_0, "charts.zoom-all" } };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      GtkShortcut *shortcut
          = gtk_shortcut_new (gtk_keyval_trigger_new (keys[k].key, 0),
                              gtk_callback_action_new (on_key, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_string (keys[k].action));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
theta_learning_page_class_init (ThetaLearningPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_learning_page_dispose;
  G_OBJECT_CLASS (class)->finalize = theta_learning_page_finalize;
  widget_class->size_allocate = theta_learning_page_size_allocate;
  widget_class->measure = theta_learning_page_measure;
  g_type_ensure (THETA_TYPE_LEARNING_CHARTS);
  for (guint k = 0; k < G_N_ELEMENTS (replay_actions); k++)
    gtk_widget_class_install_action (widget_class, replay_actions[k], NULL, act_replay);
  g_type_ensure (THETA_TYPE_REPLAY_BAR);
  g_type_ensure (THETA_TYPE_WEIGHTS_CARD);
  g_type_ensure (THETA_TYPE_WEIGHED_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/learning-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaLearningPage, name)
  CHILD (stack);
  CHILD (status);
  CHILD (status_button);
  CHILD (show);
  CHILD (fold);
  CHILD (accuracy);
  CHILD (training);
  CHILD (held_out);
  CHILD (folds);
  CHILD (badge);
  CHILD (content);
  CHILD (scroll);
  CHILD (main);
  CHILD (side);
  CHILD (side_scroll);
  CHILD (charts);
  CHILD (replay);
  CHILD (by_hand);
  CHILD (weighed);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_fold);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_held_out",
                                                G_CALLBACK (theta_learning_on_held_out));
  gtk_widget_class_bind_template_callback (widget_class, on_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_step_run);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_rate);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_by_hand",
                                                G_CALLBACK (theta_learning_on_by_hand));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_weights",
                                                G_CALLBACK (theta_learning_on_weights));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_compare",
                                                G_CALLBACK (theta_learning_on_compare));
}

/* GTK 4.8 does not tell its own controller when a window scrolls no more, which then keeps
 * the wheel from what is around it. */
static void
take_wheel (GtkWidget *scrolled, gboolean take)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (scrolled);

  for (guint k = 0; k < g_list_model_get_n_items (controllers); k++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, k);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_scroll_set_flags (
            GTK_EVENT_CONTROLLER_SCROLL (controller),
            take ? GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_KINETIC
                 : GTK_EVENT_CONTROLLER_SCROLL_NONE);
    }
}

/* Beside the charts, which keep the height of the page, the cards scroll by themselves; under
 * them they take what they need, and the page scrolls. */
static void
on_turned (ThetaLearningPage *self)
{
  gboolean stacked = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->content))
                     == GTK_ORIENTATION_VERTICAL;

  gtk_scrolled_window_set_policy (self->side_scroll, GTK_POLICY_NEVER,
                                  stacked ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC);
  take_wheel (GTK_WIDGET (self->side_scroll), !stacked);
  gtk_scrollable_set_vscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scroll))),
      stacked ? GTK_SCROLL_NATURAL : GTK_SCROLL_MINIMUM);
  gtk_widget_set_margin_end (self->main, stacked ? SHADOW : 0);
  gtk_widget_set_margin_bottom (self->main, stacked ? 0 : GAP);
  gtk_widget_set_margin_start (self->side, stacked ? SHADOW : GAP);
}

static void
theta_learning_page_init (ThetaLearningPage *self)
{
  self->histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref);
}

void
theta_learning_page_set_session (ThetaLearningPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_LEARNING_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->turn = (ThetaTurn){ .box = GTK_ORIENTABLE (self->content), .limit = NARROW };
  g_signal_connect_swapped (self->content, "notify::orientation", G_CALLBACK (on_turned), self);
  on_turned (self);
  add_keys (self);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  theta_weighed_card_set_session (self->weighed, session);
  g_signal_connect_swapped (session, "notify::paused", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::comparing", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::frame", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::running", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::results", G_CALLBACK (on_frame), self);
  theta_preferences_watch ("colour-map", self, G_CALLBACK (theta_learning_update_weights));
  theta_preferences_watch ("diverging-map", self, G_CALLBACK (theta_learning_update_weights));
  theta_preferences_bind_less (GTK_WIDGET (self->badge));
  theta_learning_update (self);
}
