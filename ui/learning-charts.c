#include "ui/learning-charts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/chart-view.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/terms.h"

typedef struct
{
  GtkWidget *card;
  GtkLabel *title;
  ThetaChartView *view;
  ThetaCurves *curves; /* what it shows, or NULL */
} Chart;

#define ZOOM 1.5 /* of a key or an entry of the menu */
#define SHAPE 0.36 /* height over width of a chart that has not been seen yet */

enum { WEIGHTS, LOSS, ACCURACY, N_CHARTS };

struct _ThetaLearningCharts
{
  GtkWidget parent_instance;

  Chart charts[N_CHARTS];
  double cursor; /* NaN: at the end */
  GtkWidget *box, *loss_card, *accuracy_card;
  GtkLabel *weights_title, *loss_title;
  GtkButton *whole;  /* to show all iterations again */
  ThetaChartView *weights, *loss, *accuracy;
};

enum { SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaLearningCharts, theta_learning_charts, GTK_TYPE_WIDGET)

/* "Iteration 4 of 8: Θ₁ 0.20, Θ₂ 0.80" */
static void
describe (const Chart *chart, guint point)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const ThetaChart *shown = &chart->curves->chart;
  double from, to;

  g_string_printf (text, _ ("Iteration %u of %u: "), point, shown->count - 1);
  for (guint s = 0; s < shown->n_series; s++)
    {
      double y = shown->series[s].y[point];
      g_autofree char *value
          = isfinite (y) && shown->log ? theta_number_format (y, 3)
                                       : theta_number_format_fixed (y, shown->series[s].decimals);

      g_string_append_printf (text, "%s%s %s", s > 0 ? ", " : "", shown->series[s].name,
                              isfinite (y) ? value : "–");
    }
  if (theta_chart_view_get_range (chart->view, &from, &to))
    g_string_append_printf (text, _ ("; iterations %.0f to %.0f are shown"), ceil (from),
                            floor (to));
  theta_chart_view_describe (chart->view, text->str);
}

void
theta_learning_charts_set_cursor (ThetaLearningCharts *self, double x)
{
  g_return_if_fail (THETA_IS_LEARNING_CHARTS (self));
  self->cursor = x;
  for (guint k = 0; k < N_CHARTS; k++)
    {
      const Chart *chart = &self->charts[k];
      guint last;

      if (chart->curves == NULL)
        continue;
      last = chart->curves->chart.count - 1;
      theta_chart_view_set_cursor (chart->view, x);
      describe (chart, isnan (x) ? last : MIN ((guint) MAX (x, 0), last));
    }
}

/* What the pointer is over, in all charts at once. */
static void
on_hovered (ThetaLearningCharts *self, int point)
{
  for (guint k = 0; k < N_CHARTS; k++)
    {
      const Chart *chart = &self->charts[k];

      if (chart->curves != NULL && point >= 0 && (guint) point < chart->curves->chart.count)
        describe (chart, (guint) point);
    }
  if (point < 0)
    theta_learning_charts_set_cursor (self, self->cursor);
}

/* ---- the part of the axis that is shown ---- */

static void
act_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaChartView *view = THETA_LEARNING_CHARTS (widget)->weights;

  if (g_str_equal (name, "charts.zoom-all"))
    theta_chart_view_set_range (view, 0, 0);
  else
    theta_chart_view_zoom (view, g_str_equal (name, "charts.zoom-in") ? ZOOM : 1 / ZOOM);
}

/* All of them show the same part. */
static void
on_zoomed (ThetaLearningCharts *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  double from, to;
  gboolean part = theta_chart_view_get_range (self->weights, &from, &to);
  g_autofree char *text = g_strdup_printf (_ ("Iterations %.0f – %.0f · Show All"), ceil (from),
                                           floor (to));

  /* A button that goes leaves nobody in the void. */
  if (!part && root != NULL && gtk_root_get_focus (root) == GTK_WIDGET (self->whole))
    gtk_widget_grab_focus (GTK_WIDGET (self->weights));
  gtk_button_set_label (self->whole, text);
  gtk_widget_set_visible (GTK_WIDGET (self->whole), part);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "charts.zoom-out", part);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "charts.zoom-all", part);
  theta_learning_charts_set_cursor (self, self->cursor);
}

gboolean
theta_learning_charts_get_range (ThetaLearningCharts *self, double *from, double *to)
{
  g_return_val_if_fail (THETA_IS_LEARNING_CHARTS (self), FALSE);
  return theta_chart_view_get_range (self->weights, from, to);
}

void
theta_learning_charts_set_range (ThetaLearningCharts *self, double from, double to)
{
  g_return_if_fail (THETA_IS_LEARNING_CHARTS (self));
  theta_chart_view_set_range (self->weights, from, to);
}

/* ---- what they show ---- */

static gboolean
is_evidence (const ThetaHistory *history)
{
  return g_str_equal (history->loss, "evidence");
}

static ThetaCurvesKind
kind_of (guint number, const ThetaHistory *history, const ThetaLearningView *view)
{
  switch (number)
    {
    case WEIGHTS:
      return view->shares ? THETA_CURVES_SHARES : THETA_CURVES_WEIGHTS;
    case LOSS:
      return is_evidence (history) ? THETA_CURVES_EVIDENCE : THETA_CURVES_ERROR;
    default:
      return THETA_CURVES_ACCURACY;
    }
}

/* The curves of chart @number in the person's language; NULL where it has none. */
static ThetaCurves *
curves_of (ThetaLearningCharts *self, guint number, const ThetaHistory *history,
           const ThetaNetwork *network, const ThetaLearningView *view,
           const ThetaPalette *palette)
{
  ThetaCurves *curves;

  if (number == ACCURACY && !view->accuracy)
    return NULL;
  curves = theta_curves_new (kind_of (number, history, view), history, network, palette,
                             number != WEIGHTS && view->training,
                             number != WEIGHTS ? view->held_out : NULL);
  if (curves == NULL)
    return NULL;
  curves->chart.x_max = MAX (curves->chart.x_max, view->x_max);
  curves->chart.x_label = _ ("iteration");
  curves->chart.cursor = self->cursor;
  for (guint s = 0; s < curves->chart.n_series; s++)
    curves->series[s].name = gettext (curves->series[s].name);
  return curves;
}

static const char *
name_of (guint number, const ThetaHistory *history, const ThetaLearningView *view)
{
  switch (kind_of (number, history, view))
    {
    case THETA_CURVES_SHARES:
      return _ ("Shares of the layer weights");
    case THETA_CURVES_WEIGHTS:
      return _ ("Layer weights, logarithmic");
    case THETA_CURVES_EVIDENCE:
      return _ ("Minus the log evidence");
    case THETA_CURVES_ERROR:
      return g_str_equal (history->loss, "validation") ? _ ("Validation squared error")
                                                       : _ ("Leave-one-out squared error");
    case THETA_CURVES_ACCURACY:
    default:
      return _ ("Accuracy");
    }
}

/* Takes @curves. */
static void
show (Chart *chart, ThetaCurves *curves, const char *name)
{
  g_clear_pointer (&chart->curves, theta_curves_free);
  gtk_widget_set_visible (chart->card, curves != NULL);
  theta_chart_view_set_chart (chart->view, curves != NULL ? &curves->chart : NULL);
  chart->curves = curves;
  if (curves == NULL)
    return;
  gtk_label_set_label (chart->title, gettext (curves->title));
  theta_chart_view_set_name (chart->view, name);
}

/* What the two curves are that matter most. */
static void
explain (ThetaLearningCharts *self, const ThetaHistory *history)
{
  gboolean validation = g_str_equal (history->loss, "validation");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->charts[WEIGHTS].title),
                               theta_terms_text ("Share"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->charts[LOSS].title),
                               is_evidence (history) ? NULL
                               : validation ? theta_terms_text ("Validation")
                                            : theta_terms_text ("LeaveOneOut"));
}

void
theta_learning_charts_show (ThetaLearningCharts *self, const ThetaHistory *history,
                            const ThetaNetwork *network, const ThetaLearningView *view)
{
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (self));

  g_return_if_fail (THETA_IS_LEARNING_CHARTS (self));
  for (guint k = 0; k < N_CHARTS; k++)
    show (&self->charts[k], curves_of (self, k, history, network, view, &palette),
          name_of (k, history, view));
  explain (self, history);
  on_zoomed (self);
}

void
theta_learning_charts_take (ThetaLearningCharts *self, const ThetaHistory *history,
                            const ThetaNetwork *network, const ThetaLearningView *view,
                            ThetaShownCharts *shown)
{
  g_return_if_fail (THETA_IS_LEARNING_CHARTS (self) && shown != NULL);
  for (guint k = 0; k < N_CHARTS; k++)
    {
      GtkWidget *widget = GTK_WIDGET (self->charts[k].view);
      ThetaCurves *curves
          = curves_of (self, k, history, network, view, theta_palette_light ());
      int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
      double from, to;

      if (curves == NULL)
        continue;
      if (theta_learning_charts_get_range (self, &from, &to))
        {
          curves->chart.x_from = from;
          curves->chart.x_to = to;
        }
      theta_shown_charts_add (shown, gettext (curves->title), curves,
                              width > 0 && height > 0 ? (double) height / width : SHAPE);
    }
}

static void
on_picked (ThetaLearningCharts *self, double x)
{
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, (guint) x);
}

static void
theta_learning_charts_dispose (GObject *object)
{
  ThetaLearningCharts *self = THETA_LEARNING_CHARTS (object);

  for (guint k = 0; k < N_CHARTS; k++)
    g_clear_pointer (&self->charts[k].curves, theta_curves_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (theta_learning_charts_parent_class)->dispose (object);
}

static void
theta_learning_charts_class_init (ThetaLearningChartsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_learning_charts_dispose;
  g_type_ensure (THETA_TYPE_CHART_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/learning-charts.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaLearningCharts, name)
  CHILD (box);
  CHILD (loss_card);
  CHILD (accuracy_card);
  CHILD (weights_title);
  CHILD (whole);
  CHILD (loss_title);
  CHILD (weights);
  CHILD (loss);
  CHILD (accuracy);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_picked);
  gtk_widget_class_install_action (widget_class, "charts.zoom-in", NULL, act_zoom);
  gtk_widget_class_install_action (widget_class, "charts.zoom-out", NULL, act_zoom);
  gtk_widget_class_install_action (widget_class, "charts.zoom-all", NULL, act_zoom);
  signals[SIGNAL_PICKED]
      = g_signal_new ("picked", THETA_TYPE_LEARNING_CHARTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

/* Zoom and replay move all charts: they are in the menu of each. */
static void
add_menus (ThetaLearningCharts *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), zoom = g_menu_new ();

  g_menu_append (zoom, _ ("Zoom _In"), "charts.zoom-in");
  g_menu_append (zoom, _ ("Zoom _Out"), "charts.zoom-out");
  g_menu_append (zoom, _ ("Show _All Iterations"), "charts.zoom-all");
  g_menu_append (menu, _ ("_Play or Pause"), "learning.play");
  g_menu_append (menu, _ ("_One Step"), "learning.step");
  g_menu_append (menu, _ ("To the S_tart"), "learning.first");
  g_menu_append (menu, _ ("To the E_nd"), "learning.last");
  g_menu_append (menu, _ ("Run _Again"), "learning.again");
  for (guint k = 0; k < N_CHARTS; k++)
    {
      theta_figure_menu_extend (GTK_WIDGET (self->charts[k].view), G_MENU_MODEL (zoom));
      theta_figure_menu_extend (GTK_WIDGET (self->charts[k].view), G_MENU_MODEL (menu));
    }
}

static void
theta_learning_charts_init (ThetaLearningCharts *self)
{
  GtkWidget *card;

  self->cursor = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  card = gtk_widget_get_parent (GTK_WIDGET (self->weights));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "charts.zoom-out", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "charts.zoom-all", FALSE);
  self->charts[WEIGHTS] = (Chart){ .card = card, .view = self->weights,
                                   .title = self->weights_title };
  self->charts[LOSS] = (Chart){ .card = self->loss_card, .title = self->loss_title,
                                .view = self->loss };
  self->charts[ACCURACY]
      = (Chart){ .card = self->accuracy_card, .view = self->accuracy,
                 .title = GTK_LABEL (gtk_widget_get_first_child (self->accuracy_card)) };
  for (guint k = 0; k < N_CHARTS; k++)
    {
      g_signal_connect_object (self->charts[k].view, "hovered", G_CALLBACK (on_hovered), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->charts[k].view, "zoomed", G_CALLBACK (on_zoomed), self,
                               G_CONNECT_SWAPPED);
    }
  add_menus (self);
  theta_chart_view_link (self->loss, self->weights);
  theta_chart_view_link (self->accuracy, self->weights);
}
