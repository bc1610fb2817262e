#include "ui/results-page.h"

#include <glib/gi18n.h>

#include "ui/caption-layout.h"
#include "ui/confusion-card.h"
#include "ui/draw.h"
#include "ui/findings-list.h"
#include "ui/flow-layout.h"
#include "ui/past-page.h"
#include "ui/predictions-list.h"
#include "ui/results-layout.h"
#include "ui/results-table.h"
#include "ui/window.h"

#define WIDEST 2300 /* the page is not wider than this, where text has its usual size */

struct _ThetaResultsPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaResults *results; /* what is shown, or NULL */
  gboolean stale;        /* something came while the page was not seen */

  GtkStack *views, *stack;
  ThetaPastPage *past;
  AdwStatusPage *status;
  GtkWidget *status_button, *content, *metric_box, *against_box, *export_button;
  GtkWidget *run_switch; /* at the start of the bar over this run */
  GtkDropDown *metric, *against;
  GtkLabel *sentence, *restored, *computed;
  ThetaResultsTable *table;
  AdwClamp *clamp;
  GtkWidget *cards; /* and the table */
  ThetaConfusionCard *confusion;
  ThetaPredictionsList *predictions;
  GtkBox *findings;
  GtkScrolledWindow *scroll, *findings_scroll;
};

G_DEFINE_FINAL_TYPE (ThetaResultsPage, theta_results_page, GTK_TYPE_WIDGET)

/* ---- the page ---- */

static void
update_table (ThetaResultsPage *self)
{
  theta_results_table_set (self->table, self->results,
                           (ThetaMetric) gtk_drop_down_get_selected (self->metric),
                           gtk_drop_down_get_selected (self->against) == 0);
}

static void
update_predictions (ThetaResultsPage *self)
{
  theta_predictions_list_set (self->predictions, self->results,
                              theta_confusion_card_get_model (self->confusion));
}

/* A button at each finding that one click mends. */
static void
offer_remedies (ThetaResultsPage *self)
{
  for (guint k = 0; k < self->results->health->len; k++)
    {
      const ThetaRemedy *remedy = theta_results_remedy (self->results, k);

      if (remedy != NULL)
        theta_findings_list_offer (self->findings, k, remedy->label, "results.mend",
                                   g_variant_new_uint32 (k));
    }
}

static gboolean
shows_past (ThetaResultsPage *self)
{
  return self->views != NULL
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "past") == 0;
}

/* Whoever came by the switch goes on from it: the other bar has one at the same place. */
static void
turn_to (ThetaResultsPage *self, gboolean past)
{
  GtkWidget *switches[] = { self->run_switch, theta_past_page_get_switch (self->past) };
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean follows = focus != NULL && gtk_widget_is_ancestor (focus, switches[!past]);

  gtk_stack_set_visible_child_name (self->views, past ? "past" : "run");
  if (follows)
    gtk_widget_grab_focus (past ? gtk_widget_get_last_child (switches[past])
                                : gtk_widget_get_first_child (switches[past]));
  g_object_notify (G_OBJECT (self), "view");
}

void
theta_results_page_show_past (ThetaResultsPage *self, gboolean past)
{
  g_return_if_fail (THETA_IS_RESULTS_PAGE (self));
  if (past)
    theta_past_page_update (self->past);
  if (past != shows_past (self))
    turn_to (self, past);
}

static void
act_past (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_results_page_show_past (THETA_RESULTS_PAGE (widget), TRUE);
}

static void
act_present (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_results_page_show_past (THETA_RESULTS_PAGE (widget), FALSE);
}

static void
act_mend (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaResultsPage *self = THETA_RESULTS_PAGE (widget);
  const ThetaRemedy *remedy = NULL;
  g_autoptr (ThetaExperiment) changed = NULL;
  g_autoptr (GError) error = NULL;

  if (self->results != NULL)
    remedy = theta_results_remedy (self->results, g_variant_get_uint32 (parameter));
  if (remedy == NULL)
    return;
  changed = theta_experiment_with_all (theta_session_get_experiment (self->session),
                                       (const char *const *) remedy->assignments, &error);
  if (changed != NULL)
    {
      theta_session_set_experiment (self->session, changed);
      theta_window_tell_change (widget);
    }
  else
    g_signal_emit_by_name (self->session, "failed", error->message);
}

static void
show_results (ThetaResultsPage *self)
{
  g_autofree char *sentence = theta_results_sentence (self->results);
  g_autofree char *computed = theta_results_computed_text (self->results);

  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->computed, computed);
  gtk_widget_set_visible (GTK_WIDGET (self->restored), self->results->restored);
  if (theta_results_find (self->results, "ntk-tuned") == NULL)
    gtk_drop_down_set_selected (self->against, 1);
  update_table (self);
  theta_confusion_card_set (self->confusion, self->results);
  theta_findings_list_fill (self->findings, self->results->health, _ ("Nothing to worry about"),
                            _ ("No jitter was needed, and nothing stands at the edge of its "
                               "range."));
  offer_remedies (self);
}

static void
update (ThetaResultsPage *self)
{
  ThetaResults *results = theta_session_get_results (self->session);
  gboolean running = theta_session_get_running (self->session);

  self->stale = FALSE;
  if (results != self->results)
    {
      if (results != NULL)
        theta_results_ref (results);
      g_clear_pointer (&self->results, theta_results_unref);
      self->results = results;
      if (results != NULL)
        show_results (self);
      else
        {
          theta_results_table_set (self->table, NULL, THETA_METRIC_ACCURACY, TRUE);
          theta_confusion_card_set (self->confusion, NULL);
        }
    }
  gtk_stack_set_visible_child_name (self->stack, results != NULL ? "results" : "empty");
  gtk_widget_set_visible (self->metric_box, results != NULL);
  gtk_widget_set_visible (self->against_box, results != NULL);
  gtk_widget_set_visible (self->export_button, results != NULL);
  adw_status_page_set_title (self->status, running ? _ ("Computing") : _ ("No Results Yet"));
  adw_status_page_set_description (
      self->status, running ? _ ("The comparison appears here when the last fold is done.")
                            : _ ("A run compares the models on rows that they have not seen."));
  gtk_widget_set_visible (self->status_button, !running);
  if (running && results != NULL)
    gtk_widget_add_css_class (self->content, "theta-old");
  else
    gtk_widget_remove_css_class (self->content, "theta-old");
}

static void
on_change (ThetaResultsPage *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
on_map (ThetaResultsPage *self)
{
  if (self->session != NULL && self->stale)
    update (self);
}

static void
on_choice (ThetaResultsPage *self)
{
  if (self->results != NULL)
    update_table (self);
}

static void
theta_results_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaResultsPage *self = THETA_RESULTS_PAGE (widget);

  gtk_widget_allocate (GTK_WIDGET (self->views), width, height, baseline, NULL);
}

static void
theta_results_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (THETA_RESULTS_PAGE (widget)->views), orientation, for_size,
                      minimum, natural, minimum_baseline, natural_baseline);
  /* The cards turn upright before the page has to be wider. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 320);
}

/* "view" is "run" or "past": the state of the action "results.view", which the buttons of
 * both bars share. */
static void
theta_results_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_static_string (value, shows_past (THETA_RESULTS_PAGE (object)) ? "past" : "run");
}

static void
theta_results_page_set_property (GObject *object, guint id, const GValue *value,
                                 GParamSpec *pspec)
{
  theta_results_page_show_past (THETA_RESULTS_PAGE (object),
                                g_strcmp0 (g_value_get_string (value), "past") == 0);
}

static void
theta_results_page_dispose (GObject *object)
{
  ThetaResultsPage *self = THETA_RESULTS_PAGE (object);
  GtkWidget *child;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (theta_results_page_parent_class)->dispose (object);
}

static void
theta_results_page_class_init (ThetaResultsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_results_page_dispose;
  G_OBJECT_CLASS (class)->get_property = theta_results_page_get_property;
  G_OBJECT_CLASS (class)->set_property = theta_results_page_set_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (class), 1,
      g_param_spec_string ("view", NULL, NULL, "run",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                               | G_PARAM_STATIC_STRINGS));
  widget_class->size_allocate = theta_results_page_size_allocate;
  widget_class->measure = theta_results_page_measure;
  g_type_ensure (THETA_TYPE_RESULTS_TABLE);
  g_type_ensure (THETA_TYPE_CONFUSION_CARD);
  g_type_ensure (THETA_TYPE_PREDICTIONS_LIST);
  g_type_ensure (THETA_TYPE_PAST_PAGE);
  g_type_ensure (THETA_TYPE_FLOW_LAYOUT);
  g_type_ensure (THETA_TYPE_CAPTION_LAYOUT);
  g_type_ensure (THETA_TYPE_RESULTS_LAYOUT);
  gtk_widget_class_install_property_action (widget_class, "results.view", "view");
  gtk_widget_class_install_action (widget_class, "results.mend", "u", act_mend);
  gtk_widget_class_install_action (widget_class, "results.past", NULL, act_past);
  gtk_widget_class_install_action (widget_class, "results.present", NULL, act_present);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/results-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaResultsPage, name)
  CHILD (views);
  CHILD (past);
  CHILD (stack);
  CHILD (status);
  CHILD (status_button);
  CHILD (metric);
  CHILD (run_switch);
  CHILD (metric_box);
  CHILD (against_box);
  CHILD (export_button);
  CHILD (against);
  CHILD (content);
  CHILD (sentence);
  CHILD (table);
  CHILD (cards);
  CHILD (clamp);
  CHILD (restored);
  CHILD (computed);
  CHILD (confusion);
  CHILD (predictions);
  CHILD (findings);
  CHILD (scroll);
  CHILD (findings_scroll);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
}

static void
theta_results_page_init (ThetaResultsPage *self)
{
  /* It is filled by theta_results_page_set_session(). */
}

/* GTK tells of a button that it is not pressed only when it was before. */
static void
tell_pressed (GtkWidget *box)
{
  for (GtkWidget *at = gtk_widget_get_first_child (box); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    gtk_accessible_update_state (GTK_ACCESSIBLE (at), GTK_ACCESSIBLE_STATE_PRESSED,
                                 gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (at)), -1);
}

static void
follow_text (ThetaResultsPage *self)
{
  int widest = (int) (WIDEST * theta_draw_text_scale (GTK_WIDGET (self)));

  adw_clamp_set_maximum_size (self->clamp, widest);
  adw_clamp_set_tightening_threshold (self->clamp, widest);
}

void
theta_results_page_set_session (ThetaResultsPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_RESULTS_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi",
                           G_CALLBACK (follow_text), self, G_CONNECT_SWAPPED);
  follow_text (self);
  tell_pressed (self->run_switch);
  tell_pressed (theta_past_page_get_switch (self->past));
  g_signal_connect_swapped (self->confusion, "changed", G_CALLBACK (update_predictions), self);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect_swapped (session, "notify::results", G_CALLBACK (on_change), self);
  g_signal_connect_swapped (session, "notify::running", G_CALLBACK (on_change), self);
  theta_past_page_set_session (self->past, session);
  theta_results_page_show_past (self, FALSE);
  update (self);
}
