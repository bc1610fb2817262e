#include "ui/results-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "figure/dots.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/flow-layout.h"
#include "ui/measure.h"
#include "ui/models-layout.h"
#include "ui/picture.h"
#include "ui/terms.h"

#define INSET 12 /* by which the tint of a row reaches beyond its texts */

struct _ThetaResultsTable
{
  GtkWidget parent_instance;

  ThetaResults *results;
  ThetaMetric metric;
  gboolean tuned;
  ThetaDots dots;       /* borrows rows */
  ThetaDotsRow *rows;   /* a model each */
  double *values;       /* what the rows borrow */
  GtkWidget *cells;
};

G_DEFINE_FINAL_TYPE (ThetaResultsTable, theta_results_table, GTK_TYPE_WIDGET)

static const ThetaModelResult *
model_at (const ThetaResultsTable *self, guint i)
{
  return g_ptr_array_index (self->results->models, i);
}

static double
metric_of (const ThetaMetrics *metrics, ThetaMetric metric)
{
  switch (metric)
    {
    case THETA_METRIC_BALANCED:
      return metrics->balanced_accuracy;
    case THETA_METRIC_ERROR:
      return metrics->squared_error;
    case THETA_METRIC_ACCURACY:
    default:
      return metrics->accuracy;
    }
}

static gboolean
is_weighted (const ThetaModelResult *model)
{
  return g_str_has_prefix (model->id, "wntk");
}

/* ---- dots ---- */

static void
clear_dots (ThetaResultsTable *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->values, g_free);
  self->dots = (ThetaDots) { 0 };
}

static void
fill_dots (ThetaResultsTable *self)
{
  guint n = self->results->models->len, folds = self->results->folds->len;
  gboolean error = self->metric == THETA_METRIC_ERROR;

  clear_dots (self);
  self->rows = g_new0 (ThetaDotsRow, n);
  self->values = g_new (double, (gsize) n * folds);
  for (guint m = 0; m < n; m++)
    {
      const ThetaModelResult *model = model_at (self, m);
      double *values = self->values + (gsize) m * folds;

      for (guint f = 0; f < model->folds->len; f++)
        {
          const ThetaFoldResult *fold = g_ptr_array_index (model->folds, f);

          values[f] = metric_of (&fold->fit->metrics, self->metric);
        }
      self->rows[m] = (ThetaDotsRow) { .name = model->label, .values = values,
                                       .count = model->folds->len,
                                       .mean = metric_of (&model->mean, self->metric),
                                       .accent = is_weighted (model) };
    }
  self->dots = (ThetaDots) { .rows = self->rows, .n_rows = n, .factor = error ? 1 : 100,
                             .unit = error ? "" : " %", .decimals = error ? 3 : 1 };
  theta_dots_axis (&self->dots, 0, error ? NAN : 1);
}

static void
draw_dots (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaResultsTable *self = THETA_RESULTS_TABLE (
      gtk_widget_get_ancestor (GTK_WIDGET (area), THETA_TYPE_RESULTS_TABLE));
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  guint row = GPOINTER_TO_UINT (data);

  if (self != NULL && row < self->dots.n_rows)
    theta_dots_row_draw (cr, &self->dots, row, &palette, width, height);
}

/* ---- cells ---- */

static GtkWidget *
text_cell (const char *text, gboolean dim, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, "theta-value");
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
attach (ThetaResultsTable *self, GtkWidget *cell, guint row, ThetaModelsGroup group,
        ThetaCellPart part)
{
  theta_models_layout_place (cell, row, group, part);
  gtk_box_append (GTK_BOX (self->cells), cell);
}

/* A mean and, dim beside it, "± deviation". */
static void
attach_mean (ThetaResultsTable *self, guint row, ThetaModelsGroup group, double mean,
             double deviation, double factor, int decimals)
{
  g_autofree char *first = theta_number_format_fixed (mean * factor, decimals), *second = NULL;
  g_autofree char *spread = NULL;

  attach (self, text_cell (first, FALSE, 1), row, group, THETA_CELL_FIRST);
  if (isnan (deviation))
    return;
  second = theta_number_format_fixed (deviation * factor, decimals);
  spread = g_strdup_printf ("± %s", second);
  attach (self, text_cell (spread, TRUE, 0), row, group, THETA_CELL_SECOND);
}

/* The range of λ and, for learnt weights, how they were learnt. */
static char *
describe_model (const ThetaResultsTable *self, const ThetaModelResult *model)
{
  const ThetaFoldResult *first = g_ptr_array_index (model->folds, 0);
  const char *method = self->results->experiment->weights.method;
  const ThetaWeightMethod *found;
  g_autofree char *ridge = NULL;

  if (isnan (first->fit->ridge))
    return g_strdup ("");
  if (g_str_has_prefix (model->id, "wntk:"))
    return g_strdup ("");
  if (is_weighted (model))
    {
      found = theta_weight_method_find (method);
      return g_strdup (found != NULL ? found->label : method);
    }
  for (guint f = 1; f < model->folds->len; f++)
    if (((ThetaFoldResult *) g_ptr_array_index (model->folds, f))->fit->ridge != first->fit->ridge)
      return g_strdup ("");
  ridge = theta_number_format (first->fit->ridge, 2);
  return g_strdup_printf (_ ("λ = %s"), ridge);
}

static void
attach_name (ThetaResultsTable *self, const ThetaModelResult *model, guint row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *name = gtk_label_new (model->label);
  g_autofree char *more = describe_model (self, model);

  gtk_widget_set_layout_manager (box, g_object_new (THETA_TYPE_FLOW_LAYOUT, NULL));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (name, "theta-name");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (name), GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (box), name);
  if (*more != '\0')
    gtk_box_append (GTK_BOX (box), text_cell (more, TRUE, 0));
  attach (self, box, row, THETA_MODELS_NAME, THETA_CELL_WHOLE);
}

static void
attach_test (ThetaResultsTable *self, const ThetaModelResult *model, guint row)
{
  const ThetaSignificance *test = self->tuned ? &model->against_tuned : &model->against_ntk;
  gboolean valid = self->tuned ? model->against_tuned_valid : model->against_ntk_valid;
  gboolean itself = g_str_equal (model->id, self->tuned ? "ntk-tuned" : "ntk");
  gboolean differs = valid && test->p < THETA_SIGNIFICANT;
  g_autofree char *p = theta_p_text (test->p);
  GtkWidget *verdict;

  if (itself || !valid)
    {
      attach (self, text_cell (itself ? _ ("compared with") : "–", TRUE, 1), row,
              THETA_MODELS_TEST, THETA_CELL_WHOLE);
      return;
    }
  verdict = text_cell (!differs        ? _ ("no difference")
                       : test->t < 0.0 ? _ ("lower")
                                       : _ ("higher"),
                       FALSE, 1);
  gtk_widget_set_tooltip_text (verdict, theta_terms_text ("Compared"));
  if (differs)
    gtk_widget_add_css_class (verdict, test->t < 0 ? "lower" : "higher");
  attach (self, verdict, row, THETA_MODELS_TEST, THETA_CELL_FIRST);
  attach (self, text_cell (p, TRUE, 1), row, THETA_MODELS_TEST, THETA_CELL_SECOND);
}

static void
attach_row (ThetaResultsTable *self, guint m)
{
  const ThetaModelResult *model = model_at (self, m);
  const ThetaMetrics *mean = &model->mean, *spread = &model->deviation;
  guint row = m + 1;
  g_autofree char *name = g_strdup_printf (_ ("Folds of %s"), model->label);
  g_autofree char *text = NULL;
  GtkWidget *dots;

  if (is_weighted (model))
    {
      GtkWidget *tint = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (tint, "theta-tint");
      attach (self, tint, row, THETA_MODELS_GROUPS, THETA_CELL_WHOLE);
    }
  attach_name (self, model, row);
  attach_mean (self, row, THETA_MODELS_ACCURACY, mean->accuracy, spread->accuracy, 100, 1);
  attach_mean (self, row, THETA_MODELS_BALANCED, mean->balanced_accuracy,
               spread->balanced_accuracy, 100, 1);
  attach_mean (self, row, THETA_MODELS_ERROR, mean->squared_error, spread->squared_error, 1, 3);
  dots = theta_draw_area_new (name, draw_dots, GUINT_TO_POINTER (m));
  text = theta_number_format_deviation (metric_of (mean, self->metric),
                                        metric_of (spread, self->metric), self->dots.factor,
                                        self->dots.decimals);
  theta_draw_describe (dots, text);
  attach (self, dots, row, THETA_MODELS_DOTS, THETA_CELL_WHOLE);
  attach_test (self, model, row);
}

static GtkWidget *
head_cell (const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, "theta-axis");
  return label;
}

/* A head over two parts, which explains itself and breaks its line where there is no room. */
static void
attach_term (ThetaResultsTable *self, const char *term, const char *text, ThetaModelsGroup group,
             float xalign)
{
  GtkWidget *head = head_cell (text, xalign);

  /* A per cent alone in a line would puzzle. */
  gtk_label_set_wrap (GTK_LABEL (head), strchr (text, '%') == NULL);
  gtk_label_set_justify (GTK_LABEL (head), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_tooltip_text (head, theta_terms_text (term));
  attach (self, head, 0, group, THETA_CELL_WHOLE);
}

static void
attach_head (ThetaResultsTable *self)
{
  GtkWidget *ends = gtk_center_box_new ();
  g_autofree char *low = theta_dots_end_text (&self->dots, FALSE);
  g_autofree char *high = theta_dots_end_text (&self->dots, TRUE);
  g_autofree char *folds = g_strdup_printf (
      ngettext ("%u fold", "%u folds", self->results->folds->len), self->results->folds->len);

  gtk_center_box_set_start_widget (GTK_CENTER_BOX (ends), head_cell (low, 0));
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (ends), head_cell (folds, 0.5));
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (ends), head_cell (high, 1));
  attach (self, head_cell (_ ("Model"), 0), 0, THETA_MODELS_NAME, THETA_CELL_WHOLE);
  attach_term (self, "Accuracy", _ ("Accuracy, %"), THETA_MODELS_ACCURACY, 0.5);
  attach_term (self, "Balanced", _ ("Balanced, %"), THETA_MODELS_BALANCED, 0.5);
  attach_term (self, "SquaredError", _ ("Squared error"), THETA_MODELS_ERROR, 0.5);
  attach (self, ends, 0, THETA_MODELS_DOTS, THETA_CELL_WHOLE);
  gtk_widget_set_tooltip_text (ends, theta_terms_text ("Fold"));
  attach_term (self, "Compared", _ ("Error compared"), THETA_MODELS_TEST, 1);
}

/* ---- its menu ---- */

static const char *
metric_name (const ThetaResultsTable *self)
{
  return self->metric == THETA_METRIC_ERROR      ? _ ("Squared error")
         : self->metric == THETA_METRIC_BALANCED ? _ ("Balanced accuracy, %")
                                                 : _ ("Accuracy, %");
}

/* A line a model: its mean, deviation and folds of what the dots show. */
static char *
make_table (gpointer data)
{
  ThetaResultsTable *self = data;
  GString *out;

  if (self->results == NULL)
    return NULL;
  out = g_string_new (metric_name (self));
  g_string_append_printf (out, "\t%s\t%s", _ ("mean"), _ ("deviation"));
  for (guint f = 0; f < self->results->folds->len; f++)
    g_string_append_printf (out, _ ("\tfold %u"), f + 1);
  for (guint m = 0; m < self->dots.n_rows; m++)
    {
      const ThetaModelResult *model = model_at (self, m);
      double numbers[] = { metric_of (&model->mean, self->metric),
                           metric_of (&model->deviation, self->metric) };

      g_string_append_printf (out, "\n%s", model->label);
      for (guint k = 0; k < 2 + self->rows[m].count; k++)
        {
          double value = k < 2 ? numbers[k] : self->rows[m].values[k - 2];
          g_autofree char *text = theta_number_format_fixed (value * self->dots.factor,
                                                             self->dots.decimals + 1);

          g_string_append_printf (out, "\t%s", text);
        }
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const ThetaResultsTable *self = data;
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  if (self->results != NULL)
    theta_dots_draw (cr, &self->dots, &palette, width, height);
}

static const ThetaFigureMenu menu = { N_ ("Models compared"), "models", make_table, draw_export };

/* ---- the widget ---- */

void
theta_results_table_set (ThetaResultsTable *self, ThetaResults *results, ThetaMetric metric,
                         gboolean tuned)
{
  GtkWidget *child;

  g_return_if_fail (THETA_IS_RESULTS_TABLE (self));
  if (results != NULL)
    theta_results_ref (results);
  g_clear_pointer (&self->results, theta_results_unref);
  self->results = results;
  self->metric = metric;
  self->tuned = tuned;
  while ((child = gtk_widget_get_first_child (self->cells)) != NULL)
    gtk_box_remove (GTK_BOX (self->cells), child);
  clear_dots (self);
  if (results == NULL)
    return;
  fill_dots (self);
  attach_head (self);
  for (guint m = 0; m < results->models->len; m++)
    attach_row (self, m);
}

guint
theta_results_table_count (ThetaResultsTable *self)
{
  g_return_val_if_fail (THETA_IS_RESULTS_TABLE (self), 0);
  return self->results != NULL ? self->results->models->len : 0;
}

const char *
theta_results_table_get_model (ThetaResultsTable *self, guint i)
{
  g_return_val_if_fail (i < theta_results_table_count (self), NULL);
  return model_at (self, i)->id;
}

static void
theta_results_table_dispose (GObject *object)
{
  ThetaResultsTable *self = THETA_RESULTS_TABLE (object);

  g_clear_pointer (&self->cells, gtk_widget_unparent);
  clear_dots (self);
  g_clear_pointer (&self->results, theta_results_unref);
  G_OBJECT_CLASS (theta_results_table_parent_class)->dispose (object);
}

static void
theta_results_table_class_init (ThetaResultsTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_results_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "resultstable");
}

static void
theta_results_table_init (ThetaResultsTable *self)
{
  self->cells = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->cells, g_object_new (THETA_TYPE_MODELS_LAYOUT, NULL));
  gtk_widget_set_margin_start (self->cells, 18 - INSET);
  gtk_widget_set_margin_end (self->cells, 18 - INSET);
  gtk_widget_set_margin_top (self->cells, 6);
  gtk_widget_set_margin_bottom (self->cells, 6);
  gtk_widget_set_parent (self->cells, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Models compared"), -1);
  theta_figure_menu_attach (GTK_WIDGET (self), &menu, self);
  theta_picture_offer (GTK_WIDGET (self), _ ("Models compared"));
  theta_picture_set_text (GTK_WIDGET (self));
}
