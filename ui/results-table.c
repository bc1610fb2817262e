#include "ui/results-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "figure/dots.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/picture.h"
#include "ui/results-cells.h"
#include "ui/terms.h"

#define COLUMNS 10
#define DOTS 7
#define VERDICT 8
#define ROW_HEIGHT 36
#define HEAD_HEIGHT 30
#define ROW_TEXT 26     /* what its text takes of that; */
#define NAME_WIDTH 180  /* at least: names stand near their numbers, the dots take what is left */
#define DOTS_WIDTH 168
#define DOTS_TEXT 124   /* and of that what is written over the dots, at the usual size */
#define INSET 12 /* by which the tint of a row reaches beyond its texts */

struct _ThetaResultsTable
{
  GtkWidget parent_instance;

  ThetaResults *results;
  ThetaMetric metric;
  gboolean tuned;
  gboolean stacked;     /* in a presentation, whose text is larger: the lesser numbers stand
                           below the others */
  ThetaDots dots;       /* borrows rows */
  ThetaDotsRow *rows;   /* a model each */
  double *values;       /* what the rows borrow */
  GtkGrid *grid;
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

/* @size, or more where larger text asks for it. */
static int
at_least (ThetaResultsTable *self, int size, int text)
{
  return MAX (size, (int) (text * theta_draw_text_scale (GTK_WIDGET (self))));
}

/* Whether @column ends a group: a deviation belongs to the mean before it, not to what
 * follows. */
static gboolean
ends_group (const ThetaResultsTable *self, int column, int columns)
{
  if (self->stacked)
    return column == VERDICT;
  return column == 2 || column == 4 || column == 6 || column + columns == COLUMNS;
}

static void
attach_over (ThetaResultsTable *self, GtkWidget *cell, int column, int columns, int row)
{
  int width = column == 0 && !self->stacked ? NAME_WIDTH
              : column == DOTS ? at_least (self, self->stacked ? DOTS_TEXT : DOTS_WIDTH, DOTS_TEXT)
                               : -1;

  gtk_widget_set_size_request (cell, width,
                               at_least (self, row == 0 ? HEAD_HEIGHT : ROW_HEIGHT, ROW_TEXT));
  if (column == 0)
    gtk_widget_set_margin_start (cell, INSET);
  if (ends_group (self, column, columns))
    gtk_widget_set_margin_end (cell, INSET);
  gtk_grid_attach (self->grid, cell, column, row, columns, 1);
}

static void
attach (ThetaResultsTable *self, GtkWidget *cell, int column, int row)
{
  attach_over (self, cell, column, 1, row);
}

/* @first and beside it, or below it, the lesser @second. */
static void
attach_pair (ThetaResultsTable *self, GtkWidget *first, GtkWidget *second, int column, int row)
{
  if (!self->stacked)
    {
      attach (self, first, column, row);
      attach (self, second, column + 1, row);
      return;
    }
  gtk_label_set_xalign (GTK_LABEL (second), 1);
  attach (self, theta_results_cell_stack (first, second), column, row);
}

/* A mean and, dim beside it, "± deviation". */
static void
attach_mean (ThetaResultsTable *self, int column, int row, double mean, double deviation,
             double factor, int decimals)
{
  g_autofree char *first = theta_number_format_fixed (mean * factor, decimals), *second = NULL;
  g_autofree char *spread = NULL;

  if (isnan (deviation))
    {
      attach (self, theta_results_cell_text (first, FALSE, 1), column, row);
      return;
    }
  second = theta_number_format_fixed (deviation * factor, decimals);
  spread = g_strdup_printf ("± %s", second);
  attach_pair (self, theta_results_cell_text (first, FALSE, 1),
               theta_results_cell_text (spread, TRUE, 0), column, row);
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
attach_name (ThetaResultsTable *self, const ThetaModelResult *model, int row)
{
  GtkWidget *name = gtk_label_new (model->label), *box;
  g_autofree char *more = describe_model (self, model);

  gtk_widget_add_css_class (name, "theta-name");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  if (self->stacked)
    {
      attach (self,
              theta_results_cell_stack (
                  name, *more != '\0' ? theta_results_cell_text (more, TRUE, 0) : NULL),
              0, row);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), theta_results_cell_text (more, TRUE, 0));
  attach (self, box, 0, row);
}

static void
attach_test (ThetaResultsTable *self, const ThetaModelResult *model, int row)
{
  const ThetaSignificance *test = self->tuned ? &model->against_tuned : &model->against_ntk;
  gboolean valid = self->tuned ? model->against_tuned_valid : model->against_ntk_valid;
  gboolean itself = g_str_equal (model->id, self->tuned ? "ntk-tuned" : "ntk");
  gboolean differs = valid && test->p < THETA_SIGNIFICANT;
  g_autofree char *p = theta_p_text (test->p);
  GtkWidget *verdict;

  if (itself || !valid)
    {
      verdict = theta_results_cell_text (itself ? _ ("compared with") : "–", TRUE, 1);
      attach_over (self, verdict, VERDICT, self->stacked ? 1 : 2, row);
      return;
    }
  verdict = theta_results_cell_text (!differs        ? _ ("no difference")
                       : test->t < 0.0 ? _ ("lower")
                                       : _ ("higher"),
                       FALSE, 1);
  gtk_widget_set_tooltip_text (verdict, theta_terms_text ("Compared"));
  if (differs)
    gtk_widget_add_css_class (verdict, test->t < 0 ? "lower" : "higher");
  attach_pair (self, verdict, theta_results_cell_text (p, TRUE, 1), VERDICT, row);
}

static void
attach_row (ThetaResultsTable *self, guint m)
{
  const ThetaModelResult *model = model_at (self, m);
  const ThetaMetrics *mean = &model->mean, *spread = &model->deviation;
  int row = (int) m + 1;
  g_autofree char *name = g_strdup_printf (_ ("Folds of %s"), model->label);
  g_autofree char *text = NULL;
  GtkWidget *dots;

  if (is_weighted (model))
    {
      GtkWidget *tint = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (tint, "theta-tint");
      gtk_grid_attach (self->grid, tint, 0, row, COLUMNS, 1);
    }
  attach_name (self, model, row);
  attach_mean (self, 1, row, mean->accuracy, spread->accuracy, 100, 1);
  attach_mean (self, 3, row, mean->balanced_accuracy, spread->balanced_accuracy, 100, 1);
  attach_mean (self, 5, row, mean->squared_error, spread->squared_error, 1, 3);
  dots = theta_draw_area_new (name, draw_dots, GUINT_TO_POINTER (m));
  gtk_widget_set_hexpand (dots, TRUE);
  text = theta_number_format_deviation (metric_of (mean, self->metric),
                                        metric_of (spread, self->metric), self->dots.factor,
                                        self->dots.decimals);
  theta_draw_describe (dots, text);
  /* What room there is in a presentation is for the rows. */
  gtk_widget_set_vexpand (dots, self->stacked);
  attach (self, dots, DOTS, row);
  attach_test (self, model, row);
}

/* A head over a mean and its deviation, which explains itself. */
static void
attach_term (ThetaResultsTable *self, const char *term, const char *text, int column)
{
  GtkWidget *head = theta_results_cell_head (text, self->stacked ? 1 : 0.5);

  gtk_widget_set_tooltip_text (head, theta_terms_text (term));
  gtk_grid_attach (self->grid, head, column, 0, self->stacked ? 1 : 2, 1);
}

static void
attach_head (ThetaResultsTable *self)
{
  GtkWidget *ends = gtk_center_box_new (), *compared;
  g_autofree char *low = theta_dots_end_text (&self->dots, FALSE);
  g_autofree char *high = theta_dots_end_text (&self->dots, TRUE);
  g_autofree char *folds = g_strdup_printf (
      ngettext ("%u fold", "%u folds", self->results->folds->len), self->results->folds->len);

  gtk_center_box_set_start_widget (GTK_CENTER_BOX (ends), theta_results_cell_head (low, 0));
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (ends), theta_results_cell_head (folds, 0.5));
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (ends), theta_results_cell_head (high, 1));
  attach (self, theta_results_cell_head (_ ("Model"), 0), 0, 0);
  attach_term (self, "Accuracy", _ ("Accuracy, %"), 1);
  attach_term (self, "Balanced", _ ("Balanced, %"), 3);
  attach_term (self, "SquaredError", _ ("Squared error"), 5);
  attach (self, ends, DOTS, 0);
  gtk_widget_set_tooltip_text (ends, theta_terms_text ("Fold"));
  compared = theta_results_cell_head (_ ("Error compared"), 1);
  gtk_widget_set_tooltip_text (compared, theta_terms_text ("Compared"));
  attach_over (self, compared, VERDICT, self->stacked ? 1 : 2, 0);
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

static void
build (ThetaResultsTable *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  clear_dots (self);
  if (self->results == NULL)
    return;
  fill_dots (self);
  attach_head (self);
  for (guint m = 0; m < self->results->models->len; m++)
    attach_row (self, m);
}

void
theta_results_table_set (ThetaResultsTable *self, ThetaResults *results, ThetaMetric metric,
                         gboolean tuned)
{
  g_return_if_fail (THETA_IS_RESULTS_TABLE (self));
  if (results != NULL)
    theta_results_ref (results);
  g_clear_pointer (&self->results, theta_results_unref);
  self->results = results;
  self->metric = metric;
  self->tuned = tuned;
  build (self);
}

static void
on_classes (ThetaResultsTable *self)
{
  gboolean presented = gtk_widget_has_css_class (GTK_WIDGET (self), "theta-presented");

  if (presented == self->stacked)
    return;
  self->stacked = presented;
  build (self);
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

  g_clear_pointer ((GtkWidget **) &self->grid, gtk_widget_unparent);
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
  GtkWidget *grid = gtk_grid_new ();

  self->grid = GTK_GRID (grid);
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_widget_set_margin_start (grid, 18 - INSET);
  gtk_widget_set_margin_end (grid, 18 - INSET);
  gtk_widget_set_margin_top (grid, 6);
  gtk_widget_set_margin_bottom (grid, 6);
  gtk_widget_set_parent (grid, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Models compared"), -1);
  theta_figure_menu_attach (GTK_WIDGET (self), &menu, self);
  theta_picture_offer (GTK_WIDGET (self), _ ("Models compared"));
  theta_picture_set_text (GTK_WIDGET (self));
  g_signal_connect (self, "notify::css-classes", G_CALLBACK (on_classes), NULL);
}
