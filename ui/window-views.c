/* Which view is seen. */
#include "ui/window-private.h"

#include "ui/kernels-page.h"
#include "ui/results-page.h"

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

void
theta_window_show_page (ThetaWindow *self, const char *name)
{
  g_return_if_fail (THETA_IS_WINDOW (self));
  theta_window_fill (self);
  adw_view_stack_set_visible_child_name (child (self, "stack"), name);
  theta_results_page_show_past (child (self, "results_page"), FALSE);
}

void
theta_window_show_past_runs (ThetaWindow *self)
{
  theta_window_show_page (self, "results");
  theta_results_page_show_past (child (self, "results_page"), TRUE);
}

GtkStack *
theta_window_get_results_views (ThetaWindow *self)
{
  return GTK_STACK (gtk_widget_get_template_child (child (self, "results_page"),
                                                   THETA_TYPE_RESULTS_PAGE, "views"));
}

static gboolean
shows_past (ThetaWindow *self)
{
  GtkStack *views = theta_window_get_results_views (self);

  return g_strcmp0 (gtk_stack_get_visible_child_name (views), "past") == 0;
}

const char *
theta_window_get_view (ThetaWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (child (self, "stack"));

  return g_strcmp0 (name, "results") == 0 && shows_past (self) ? "past" : name;
}

void
theta_window_toggle_inspector (ThetaWindow *self)
{
  GtkToggleButton *toggle;
  gboolean seen = g_strcmp0 (theta_window_get_view (self), "kernels") == 0;

  theta_window_show_page (self, "kernels");
  toggle = GTK_TOGGLE_BUTTON (gtk_widget_get_template_child (
      child (self, "kernels_page"), THETA_TYPE_KERNELS_PAGE, "panel_toggle"));
  gtk_toggle_button_set_active (toggle, !seen || !gtk_toggle_button_get_active (toggle));
}

void
theta_window_leave_start (ThetaWindow *self)
{
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (child (self, "stack")), "start") == 0)
    theta_window_show_page (self, "data");
}

gboolean
theta_window_is_on_data (ThetaWindow *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (child (self, "stack")), "data") == 0;
}
