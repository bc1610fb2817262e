/* What the page of the kernels shows, as a view: the controls here, the rest of it
 * (theta_kernels_page_get_place()) in the page. */
#include "ui/kernels-page.h"

#include "experiment/study.h"

static gpointer
child (ThetaKernelsPage *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_KERNELS_PAGE, name);
}

G_STATIC_ASSERT (THETA_SHOW_COSINE == 0 && THETA_SHOW_RAW == 1 && THETA_SHOW_CENTRED == 2
                 && THETA_SHOW_DIFFERENCE == 3);
G_STATIC_ASSERT (THETA_ORDER_CLASS == 0 && THETA_ORDER_CLUSTER == 1 && THETA_ORDER_FILE == 2);

void
theta_kernels_page_get_view (ThetaKernelsPage *self, ThetaView *view)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  view->show = (int) gtk_drop_down_get_selected (child (self, "show"));
  view->order = (int) gtk_drop_down_get_selected (child (self, "order"));
  view->own_scales = gtk_drop_down_get_selected (child (self, "colors")) != 0;
  view->log = gtk_check_button_get_active (child (self, "log_check"));
  view->labels = gtk_check_button_get_active (child (self, "label_check"));
  view->inspector = gtk_toggle_button_get_active (child (self, "panel_toggle"));
  theta_kernels_page_get_place (self, view);
}

void
theta_kernels_page_set_view (ThetaKernelsPage *self, const ThetaView *view)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  gtk_drop_down_set_selected (child (self, "show"), (guint) view->show);
  gtk_drop_down_set_selected (child (self, "colors"), (guint) view->own_scales);
  gtk_check_button_set_active (child (self, "log_check"), view->log);
  gtk_check_button_set_active (child (self, "label_check"), view->labels);
  gtk_toggle_button_set_active (child (self, "panel_toggle"), view->inspector);
  gtk_drop_down_set_selected (child (self, "order"), (guint) view->order);
  theta_kernels_page_set_place (self, view);
}
