/* What the window shows beside the experiment's settings: into files and links, and back
 * out of them. */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "experiment/link.h"
#include "ui/kernels-page.h"
#include "ui/learning-page.h"

/* In the order of ThetaViewPage. */
static const char *const pages[] = { "data", "kernels", "learning", "results" };

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

static void
fill_view (ThetaView *view, gpointer user_data)
{
  ThetaWindow *self = user_data;
  const char *shown = adw_view_stack_get_visible_child_name (child (self, "stack"));

  view->page = THETA_VIEW_PAGE_DATA;
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    if (g_strcmp0 (pages[k], shown) == 0)
      view->page = (ThetaViewPage) k;
  theta_window_fill (self);
  theta_kernels_page_get_view (child (self, "kernels_page"), view);
  theta_learning_page_get_view (child (self, "learning_page"), view);
}

static void
on_view (ThetaWindow *self)
{
  const ThetaView *view = &theta_session_get_experiment (theta_window_get_session (self))->view;

  theta_window_fill (self);
  theta_kernels_page_set_view (child (self, "kernels_page"), view);
  theta_learning_page_set_view (child (self, "learning_page"), view);
  theta_window_show_page (self, pages[view->page]);
}

void
theta_window_watch_view (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);

  theta_session_set_view_func (session, fill_view, self);
  g_signal_connect_object (session, "view", G_CALLBACK (on_view), self, G_CONNECT_SWAPPED);
}

/* ---- links ---- */

static void
act_copy_link (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);
  ThetaSession *session = theta_window_get_session (self);
  const char *source = theta_session_get_experiment (session)->source;
  g_autofree char *link = NULL;

  theta_window_commit (self);
  link = theta_session_to_link (session);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), link);
  theta_window_toast (self,
                      g_str_has_prefix (source, "sample:")
                              || g_str_has_prefix (source, "generator:")
                          ? _ ("Link copied; it opens this view with these settings")
                          : _ ("Link copied; it works where the data lie under the same path"));
}

static void
on_pasted (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  /* The window may have been closed in the meantime. */
  if (theta_window_get_session (self) == NULL)
    return;
  if (text != NULL && theta_link_is (text))
    theta_window_open_path (self, text);
  else
    theta_window_fail (self, _ ("What was copied last is no Thetascope link; copy one with "
                                "Copy Link (Ctrl+L)"));
}

static void
act_paste_link (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_pasted,
                                 g_object_ref (THETA_WINDOW (widget)));
}

void
theta_window_install_view (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "win.copy-link", NULL, act_copy_link);
  gtk_widget_class_install_action (class, "win.paste-link", NULL, act_paste_link);
  /* Where text is typed it is text that is pasted. */
  gtk_widget_class_add_binding_action (class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste-link", NULL);
}
