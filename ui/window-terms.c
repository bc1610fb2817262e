/* What the choices of the pages mean, from one list of terms. */
#include "ui/window-private.h"

#include "ui/data-page.h"
#include "ui/kernels-page.h"
#include "ui/learning-page.h"
#include "ui/results-page.h"
#include "ui/start-page.h"
#include "ui/terms.h"

static void
explain (ThetaWindow *self, const char *page, GType type, const char *name, const char *term)
{
  AdwViewStack *stack = ADW_VIEW_STACK (
      gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, "stack"));
  GtkWidget *widget = adw_view_stack_get_child_by_name (stack, page);

  widget = GTK_WIDGET (gtk_widget_get_template_child (widget, type, name));
  if (widget != NULL)
    gtk_widget_set_tooltip_text (widget, theta_terms_text (term));
}

void
theta_window_explain_terms (ThetaWindow *self)
{
  explain (self, "start", THETA_TYPE_START_PAGE, "kind", "Start.Kind");
  explain (self, "data", THETA_TYPE_DATA_PAGE, "missing", "Dataset.Missing");
  explain (self, "data", THETA_TYPE_DATA_PAGE, "standardize", "Dataset.Standardize");
  explain (self, "kernels", THETA_TYPE_KERNELS_PAGE, "show", "Kernels.Show");
  explain (self, "kernels", THETA_TYPE_KERNELS_PAGE, "order", "Kernels.Order");
  explain (self, "kernels", THETA_TYPE_KERNELS_PAGE, "colors", "Kernels.Colors");
  explain (self, "learning", THETA_TYPE_LEARNING_PAGE, "show", "Learning.Show");
  explain (self, "learning", THETA_TYPE_LEARNING_PAGE, "fold", "Learning.Fold");
  explain (self, "results", THETA_TYPE_RESULTS_PAGE, "metric", "Results.Metric");
  explain (self, "results", THETA_TYPE_RESULTS_PAGE, "against", "Results.Against");
}
