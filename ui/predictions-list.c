#include "ui/predictions-list.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/sample.h"

#define MOST 1000 /* rows listed */
#define LIST_HEIGHT 180 /* at least */

struct _ThetaPredictionsList
{
  GtkBox parent_instance;

  ThetaResults *results;
  GArray *all; /* of ThetaPrediction, or NULL */
  ThetaSample *sample;
  GtkLabel *title, *counts;
  GtkStack *stack;
  GtkLabel *nothing;
  GtkStringList *rows;
};

G_DEFINE_FINAL_TYPE (ThetaPredictionsList, theta_predictions_list, GTK_TYPE_BOX)

static const ThetaPrediction *
prediction_at (const ThetaPredictionsList *self, guint i)
{
  return &g_array_index (self->all, ThetaPrediction, i);
}

static const char *
class_name (const ThetaPredictionsList *self, int c)
{
  return self->results->data->classes[c];
}

/* ---- a row ---- */

typedef struct
{
  GtkWidget *picture, *number, *values, *classes, *margin;
  guint row; /* of the data, that the picture shows */
} Cells;

static void
draw_picture (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaPredictionsList *self = data;
  const Cells *cells = g_object_get_data (G_OBJECT (area), "theta-cells");

  if (self->sample != NULL)
    theta_sample_draw (self->sample, cr, cells->row, width, height);
}

static GtkWidget *
label_new (const char *class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, ThetaPredictionsList *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Cells *cells = g_new0 (Cells, 1);

  cells->picture = theta_draw_area_new (_ ("The row as a picture"), draw_picture, self);
  gtk_widget_set_size_request (cells->picture, 38, 38);
  gtk_widget_set_valign (cells->picture, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (cells->picture), "theta-cells", cells);
  cells->number = label_new ("theta-axis", 0);
  cells->classes = label_new ("theta-value", 0);
  cells->values = label_new ("theta-axis", 0);
  cells->margin = label_new ("theta-value", 1);
  gtk_label_set_justify (GTK_LABEL (cells->margin), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_label_set_wrap (GTK_LABEL (cells->classes), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (cells->classes), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (cells->classes), 3);
  /* Values take lines of their own and as many as they need. */
  gtk_label_set_ellipsize (GTK_LABEL (cells->values), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (cells->values), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (cells->values), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (names, TRUE);
  gtk_box_append (GTK_BOX (names), cells->number);
  gtk_box_append (GTK_BOX (names), cells->classes);
  gtk_box_append (GTK_BOX (head), names);
  gtk_box_append (GTK_BOX (head), cells->margin);
  gtk_box_append (GTK_BOX (texts), head);
  gtk_box_append (GTK_BOX (texts), cells->values);
  gtk_box_append (GTK_BOX (row), cells->picture);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_widget_add_css_class (row, "theta-prediction");
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
  g_object_set_data_full (G_OBJECT (row), "theta-cells", cells, g_free);
}

static char *
class_markup (const ThetaPredictionsList *self, int c)
{
  g_autofree char *hex = theta_draw_class_hex ((guint) c);

  return g_markup_printf_escaped ("<span color=\"%s\">●</span> %s", hex, class_name (self, c));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, ThetaPredictionsList *self)
{
  Cells *cells = g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "theta-cells");
  guint i = gtk_list_item_get_position (item);
  const ThetaPrediction *one;
  g_autofree char *number = NULL, *truth = NULL, *predicted = NULL, *classes = NULL;
  g_autofree char *values = NULL, *margin = NULL, *number_of_margin = NULL;

  if (self->all == NULL || i >= self->all->len)
    return;
  one = prediction_at (self, i);
  cells->row = one->row;
  number = self->results->folds->len == 1
               ? g_strdup_printf (_ ("row %u"), self->results->data->rows[one->row])
               : g_strdup_printf (_ ("row %u, fold %u"), self->results->data->rows[one->row],
                                  one->fold + 1);
  truth = class_markup (self, one->truth);
  predicted = class_markup (self, one->predicted);
  classes = one->truth == one->predicted ? g_strdup_printf (_ ("%s, right"), truth)
                                         : g_strdup_printf ("%s → %s", truth, predicted);
  number_of_margin = theta_number_format_fixed (one->margin, 2);
  margin = g_strdup_printf (_ ("margin\n%s"), number_of_margin);
  values = theta_sample_text (self->sample, one->row);
  gtk_label_set_label (GTK_LABEL (cells->number), number);
  gtk_label_set_markup (GTK_LABEL (cells->classes), classes);
  gtk_label_set_label (GTK_LABEL (cells->margin), margin);
  gtk_label_set_label (GTK_LABEL (cells->values), values != NULL ? values : "");
  gtk_widget_set_tooltip_text (cells->values, values);
  gtk_widget_set_visible (cells->values, values != NULL);
  gtk_widget_set_visible (cells->picture, theta_sample_is_picture (self->sample));
  gtk_widget_queue_draw (cells->picture);
}

/* ---- in words ---- */

guint
theta_predictions_list_count (ThetaPredictionsList *self)
{
  g_return_val_if_fail (THETA_IS_PREDICTIONS_LIST (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

char *
theta_predictions_list_describe (ThetaPredictionsList *self, guint i)
{
  const ThetaPrediction *one;
  g_autofree char *margin = NULL;

  g_return_val_if_fail (i < theta_predictions_list_count (self), NULL);
  one = prediction_at (self, i);
  margin = theta_number_format_fixed (one->margin, 2);
  if (one->truth == one->predicted)
    return g_strdup_printf (_ ("row %u: %s, right, margin %s"),
                            self->results->data->rows[one->row], class_name (self, one->truth),
                            margin);
  return g_strdup_printf (_ ("row %u: %s taken for %s, margin %s"),
                          self->results->data->rows[one->row], class_name (self, one->truth),
                          class_name (self, one->predicted), margin);
}

static guint
count_wrong (const ThetaPredictionsList *self)
{
  guint wrong = 0;

  for (; self->all != NULL && wrong < self->all->len; wrong++)
    if (prediction_at (self, wrong)->truth == prediction_at (self, wrong)->predicted)
      break;
  return wrong;
}

static void
fill_rows (ThetaPredictionsList *self)
{
  guint n = self->all != NULL ? MIN (self->all->len, MOST) : 0;
  g_autofree const char **texts = g_new0 (const char *, n + 1);

  /* What a row shows is looked up by its place. */
  for (guint i = 0; i < n; i++)
    texts[i] = "";
  gtk_string_list_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                          texts);
}

void
theta_predictions_list_set (ThetaPredictionsList *self, ThetaResults *results,
                            const ThetaModelResult *model)
{
  g_autofree char *counts = NULL;
  guint wrong;

  g_return_if_fail (THETA_IS_PREDICTIONS_LIST (self));
  if (results != NULL)
    theta_results_ref (results);
  gtk_string_list_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                          NULL);
  g_clear_pointer (&self->all, g_array_unref);
  if (results != self->results)
    g_clear_pointer (&self->sample, theta_sample_free);
  g_clear_pointer (&self->results, theta_results_unref);
  self->results = results;
  if (results == NULL)
    return;
  if (!results->restored)
    {
      self->all = theta_results_predictions (results, model);
      if (self->sample == NULL)
        self->sample = theta_sample_new (results->data);
    }
  fill_rows (self);
  wrong = count_wrong (self);
  counts = results->restored ? g_strdup ("")
                             : g_strdup_printf (_ ("%u of %u wrong"), wrong, self->all->len);
  gtk_label_set_label (self->counts, counts);
  gtk_label_set_label (self->title, _ ("Predictions"));
  gtk_label_set_label (self->nothing,
                       _ ("The predictions of past runs are not kept. Run again to see them."));
  gtk_stack_set_visible_child_name (self->stack, results->restored ? "nothing" : "rows");
}

/* ---- the object ---- */

static void
theta_predictions_list_dispose (GObject *object)
{
  ThetaPredictionsList *self = THETA_PREDICTIONS_LIST (object);

  g_clear_pointer (&self->all, g_array_unref);
  g_clear_pointer (&self->sample, theta_sample_free);
  g_clear_pointer (&self->results, theta_results_unref);
  G_OBJECT_CLASS (theta_predictions_list_parent_class)->dispose (object);
}

static void
theta_predictions_list_class_init (ThetaPredictionsListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_predictions_list_dispose;
}

static GtkWidget *
head_new (ThetaPredictionsList *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->title = GTK_LABEL (label_new ("theta-head", 0));
  self->counts = GTK_LABEL (label_new ("theta-axis", 1));
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->counts),
                               _ ("Wrong predictions of all, over every fold. The margin is the "
                                  "output of the predicted class above that of the true one."));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->counts));
  gtk_widget_add_css_class (head, "theta-cardhead");
  return head;
}

static GtkWidget *
rows_new (ThetaPredictionsList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  self->rows = gtk_string_list_new (NULL);
  view = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (self->rows))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "theta-predictions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Predictions, wrong ones first"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_size_request (scrolled, -1, LIST_HEIGHT);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
theta_predictions_list_init (ThetaPredictionsList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->nothing = GTK_LABEL (label_new ("theta-note", 0));
  gtk_label_set_ellipsize (self->nothing, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (self->nothing, TRUE);
  gtk_label_set_yalign (self->nothing, 0);
  gtk_stack_add_named (self->stack, rows_new (self), "rows");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->nothing), "nothing");
  gtk_box_append (GTK_BOX (self), head_new (self));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
}
