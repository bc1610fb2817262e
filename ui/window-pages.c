/* The pages that are not seen at first: a window is there before they are. */
#include "ui/window-private.h"

#include "ui/kernels-page.h"
#include "ui/learning-page.h"
#include "ui/results-page.h"

static GtkWidget *
child (ThetaWindow *self, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name));
}

void
theta_window_bind_pages (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child_full (class, "learning_page", FALSE, 0);
  gtk_widget_class_bind_template_child_full (class, "results_page", FALSE, 0);
}

static gboolean
is_empty (GtkWidget *page)
{
  return gtk_widget_get_first_child (page) == NULL;
}

/* Fills the next page; FALSE where all are. */
static gboolean
fill_one (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);
  GtkWidget *kernels = child (self, "kernels_page"), *learning = child (self, "learning_page");
  GtkWidget *results = child (self, "results_page");

  if (session == NULL)
    return FALSE; /* the window is going */
  if (is_empty (kernels))
    theta_kernels_page_set_session (THETA_KERNELS_PAGE (kernels), session);
  else if (is_empty (learning))
    theta_learning_page_set_session (THETA_LEARNING_PAGE (learning), session);
  else if (is_empty (results))
    theta_results_page_set_session (THETA_RESULTS_PAGE (results), session);
  else
    return FALSE;
  if (!is_empty (results))
    {
      g_signal_connect_swapped (theta_window_get_results_views (self), "notify::visible-child",
                                G_CALLBACK (theta_window_follow_page), self);
      theta_window_explain_terms (self);
    }
  return TRUE;
}

void
theta_window_fill (ThetaWindow *self)
{
  while (fill_one (self))
    ;
}

/* One in a frame, so that none is late. */
static gboolean
on_tick (GtkWidget *self, GdkFrameClock *clock, gpointer unused)
{
  return fill_one (THETA_WINDOW (self)) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
on_painted (ThetaWindow *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, on_painted, self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
on_map (ThetaWindow *self)
{
  g_signal_handlers_disconnect_by_func (self, on_map, NULL);
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (on_painted), self, G_CONNECT_SWAPPED);
}

void
theta_window_fill_later (ThetaWindow *self)
{
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}
