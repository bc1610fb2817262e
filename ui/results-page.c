#include "ui/results-page.h"

#include <glib/gi18n.h>

#include "figure/confusion.h"
#include "ui/draw.h"
#include "ui/findings-list.h"
#include "ui/measure.h"
#include "ui/results-table.h"
#include "ui/turn.h"

#define CONFUSION_HEIGHT 300

/* Below this the cards stand one under the other. */
#define NARROW 700

struct _ThetaResultsPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaResults *results; /* what is shown, or NULL */
  const ThetaModelResult *confused; /* whose confusion is shown; of results */
  ThetaTurn turn;        /* of the cards */
  gboolean stale;        /* something came while the page was not seen */

  GtkStack *stack;
  AdwStatusPage *status;
  GtkWidget *status_button, *confusion, *content;
  GtkDropDown *metric, *against;
  GtkLabel *sentence, *confusion_title;
  ThetaResultsTable *table;
  GtkBox *cards;
  AdwBin *confusion_bin;
  GtkBox *findings;
};

G_DEFINE_FINAL_TYPE (ThetaResultsPage, theta_results_page, GTK_TYPE_WIDGET)

/* ---- the confusion matrix ---- */

static ThetaConfusion
confusion_of (const ThetaResultsPage *self)
{
  const ThetaDataset *data = self->results->data;

  return (ThetaConfusion) { .n_classes = data->n_classes, .counts = self->confused->confusion,
                            .names = (const char *const *) data->classes };
}

static void
draw_confusion (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaResultsPage *self = data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  ThetaConfusion confusion;

  if (self->confused == NULL)
    return;
  confusion = confusion_of (self);
  theta_confusion_draw (cr, &confusion, &palette, width, height);
}

/* The first weighted kernel's, else that of the model with the smallest error. */
static const ThetaModelResult *
choose_confused (const ThetaResults *results)
{
  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = g_ptr_array_index (results->models, m);

      if (g_str_has_prefix (model->id, "wntk"))
        return model;
    }
  return g_ptr_array_index (results->models, 0);
}

static void
update_confusion (ThetaResultsPage *self)
{
  guint n = self->results->data->n_classes, right = 0, all = 0;
  g_autofree char *title = NULL, *text = NULL;

  self->confused = choose_confused (self->results);
  for (guint k = 0; k < n * n; k++)
    {
      all += self->confused->confusion[k];
      right += k / n == k % n ? self->confused->confusion[k] : 0;
    }
  title = g_strdup_printf (_ ("Confusion, %s"), self->confused->label);
  gtk_label_set_label (self->confusion_title, title);
  text = g_strdup_printf (_ ("%u of %u predictions are right"), right, all);
  theta_draw_describe (self->confusion, text);
  gtk_widget_queue_draw (self->confusion);
}

/* ---- the page ---- */

static void
update_table (ThetaResultsPage *self)
{
  theta_results_table_set (self->table, self->results,
                           (ThetaMetric) gtk_drop_down_get_selected (self->metric),
                           gtk_drop_down_get_selected (self->against) == 0);
}

static gboolean
has_model (const ThetaResults *results, const char *id)
{
  for (guint m = 0; m < results->models->len; m++)
    if (g_str_equal (((ThetaModelResult *) results->models->pdata[m])->id, id))
      return TRUE;
  return FALSE;
}

static void
show_results (ThetaResultsPage *self)
{
  g_autofree char *sentence = theta_results_sentence (self->results);

  gtk_label_set_label (self->sentence, sentence);
  if (!has_model (self->results, "ntk-tuned"))
    gtk_drop_down_set_selected (self->against, 1);
  update_table (self);
  update_confusion (self);
  theta_findings_list_fill (self->findings, self->results->health, _ ("Nothing to worry about"),
                            _ ("No jitter was needed, and nothing stands at the edge of its "
                               "range."));
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
      self->confused = NULL;
      g_clear_pointer (&self->results, theta_results_unref);
      self->results = results;
      if (results != NULL)
        show_results (self);
      else
        theta_results_table_set (self->table, NULL, THETA_METRIC_ACCURACY, TRUE);
    }
  gtk_stack_set_visible_child_name (self->stack, results != NULL ? "results" : "empty");
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

  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
  theta_turn_follow (&self->turn, width);
}

static void
theta_results_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (THETA_RESULTS_PAGE (widget)->stack), orientation, for_size,
                      minimum, natural, minimum_baseline, natural_baseline);
  /* The cards turn upright before the page has to be wider. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 320);
}

void
theta_results_page_set_session (ThetaResultsPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_RESULTS_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::results", G_CALLBACK (on_change), self);
  g_signal_connect_swapped (session, "notify::running", G_CALLBACK (on_change), self);
  update (self);
}

static void
theta_results_page_dispose (GObject *object)
{
  ThetaResultsPage *self = THETA_RESULTS_PAGE (object);
  GtkWidget *child;

  theta_turn_clear (&self->turn);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->confused = NULL;
  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (theta_results_page_parent_class)->dispose (object);
}

static void
theta_results_page_class_init (ThetaResultsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_results_page_dispose;
  widget_class->size_allocate = theta_results_page_size_allocate;
  widget_class->measure = theta_results_page_measure;
  g_type_ensure (THETA_TYPE_RESULTS_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/results-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaResultsPage, name)
  CHILD (stack);
  CHILD (status);
  CHILD (status_button);
  CHILD (metric);
  CHILD (against);
  CHILD (content);
  CHILD (sentence);
  CHILD (table);
  CHILD (cards);
  CHILD (confusion_title);
  CHILD (confusion_bin);
  CHILD (findings);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
}

static void
theta_results_page_init (ThetaResultsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->turn = (ThetaTurn) { .box = GTK_ORIENTABLE (self->cards), .limit = NARROW };
  self->confusion = theta_draw_area_new (_ ("Confusion matrix"), draw_confusion, self);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->confusion), CONFUSION_HEIGHT);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->confusion), CONFUSION_HEIGHT);
  adw_bin_set_child (self->confusion_bin, self->confusion);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}
