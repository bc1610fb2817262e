/* Which device computes: in the strip, and what is offered where it failed. */
#include <glib/gi18n.h>

#include "ui/draw.h"
#include "ui/window-private.h"

static GtkWidget *
child_of (ThetaWindow *self, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name));
}

void
theta_window_bind_device (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child_full (class, "strip_device", FALSE, 0);
  gtk_widget_class_bind_template_child_full (class, "failure_cpu", FALSE, 0);
}

void
theta_window_set_device_shown (ThetaWindow *self, gboolean shown)
{
  gtk_widget_set_visible (child_of (self, "strip_device"), shown);
}

/* Its name, and under the pointer what it computes with, or why it is not the GPU. */
static void
update (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);
  GtkWidget *label = child_of (self, "strip_device");
  g_autofree char *device = NULL, *detail = NULL, *warning = NULL;
  gboolean offers;

  g_object_get (session, "device", &device, "device-detail", &detail, "device-warning", &warning,
                "offers-cpu", &offers, NULL);
  gtk_label_set_label (GTK_LABEL (label), device);
  theta_draw_set_tooltip (label, detail);
  /* Told once; why, the strip says under the pointer. */
  if (warning != NULL && !gtk_widget_has_css_class (label, "warning"))
    theta_window_toast (self, _ ("CUDA cannot be used: computing on the CPU"));
  /* Dimmed as well, a warning could hardly be read. */
  gtk_widget_remove_css_class (label, warning != NULL ? "dim-label" : "warning");
  gtk_widget_add_css_class (label, warning != NULL ? "warning" : "dim-label");
  gtk_widget_set_visible (child_of (self, "failure_cpu"), offers);
}

void
theta_window_watch_device (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);

  g_signal_connect_swapped (session, "notify::device-detail", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::offers-cpu", G_CALLBACK (update), self);
  update (self);
}
