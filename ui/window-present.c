/* Presentation mode: one picture of the view large, over everything else. */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/badge.h"
#include "ui/kernels-page.h"
#include "ui/presentation.h"

static const char *const views[] = { "data", "kernels", "learning", "results" };

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

static ThetaPresentation *
presentation (ThetaWindow *self)
{
  return child (self, "presentation");
}

gboolean
theta_window_is_presenting (ThetaWindow *self)
{
  return presentation (self) != NULL && gtk_widget_get_visible (GTK_WIDGET (presentation (self)));
}

static GtkWidget *
page_of (ThetaWindow *self)
{
  return adw_view_stack_get_visible_child (child (self, "stack"));
}

/* What the presentation says around the picture. */
static void
update (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);
  g_autoptr (GVariant) explain = NULL;
  g_autofree char *badge = NULL;
  double fraction;

  if (!theta_window_is_presenting (self))
    return;
  explain = g_action_group_get_action_state (G_ACTION_GROUP (self), "explain");
  badge = theta_badge_text (session);
  theta_presentation_explain (presentation (self),
                              g_variant_get_boolean (explain) ? theta_window_get_line (self) : NULL,
                              g_variant_get_boolean (explain) ? badge : NULL);
  g_object_get (session, "fraction", &fraction, NULL);
  theta_presentation_set_fraction (presentation (self),
                                   theta_session_get_running (session) ? fraction : -1);
}

/* What lies under the presentation is neither seen nor reached, but lives on: pages
 * that are not mapped do not follow a run. */
static void
cover (ThetaWindow *self, gboolean covered)
{
  GtkWidget *root = child (self, "root");

  gtk_widget_set_can_focus (root, !covered);
  gtk_widget_set_can_target (root, !covered);
  gtk_widget_set_opacity (root, covered ? 0 : 1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_STATE_HIDDEN, covered, -1);
}

/* Focus chooses maps; what a presentation did with it is over when that is. */
typedef struct
{
  guint selected, count;
} Chosen;

static ThetaKernelsPage *
kernels (ThetaWindow *self)
{
  return child (self, "kernels_page");
}

static void
remember_map (ThetaWindow *self)
{
  Chosen *chosen = g_new (Chosen, 1);

  *chosen = (Chosen){ theta_kernels_page_get_selected (kernels (self)),
                      theta_kernels_page_count (kernels (self)) };
  g_object_set_data_full (G_OBJECT (self), "theta-map-before", chosen, g_free);
}

static void
return_map (ThetaWindow *self)
{
  g_autofree Chosen *chosen = g_object_steal_data (G_OBJECT (self), "theta-map-before");

  /* A run in between may have made others. */
  if (chosen != NULL && chosen->count == theta_kernels_page_count (kernels (self)))
    theta_kernels_page_select (kernels (self), chosen->selected);
}

static void
begin (ThetaWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (presentation (self));
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gboolean full = gtk_window_is_fullscreen (GTK_WINDOW (self));

  g_object_set_data_full (G_OBJECT (self), "theta-focus-before",
                          focus != NULL ? g_object_ref (focus) : NULL, g_object_unref);
  remember_map (self);
  gtk_widget_set_visible (widget, TRUE);
  if (page_of (self) == NULL
      || !theta_presentation_show (presentation (self), page_of (self), 0))
    {
      gtk_widget_set_visible (widget, FALSE);
      theta_window_toast (self, _ ("There is no picture here yet: open data or run"));
      return;
    }
  g_object_set_data (G_OBJECT (self), "theta-was-fullscreen", GINT_TO_POINTER (full));
  cover (self, TRUE);
  update (self);
  gtk_window_fullscreen (GTK_WINDOW (self));
}

/* To where it was, or into the page where that is not seen any more. */
static void
return_focus (ThetaWindow *self)
{
  g_autoptr (GtkWidget) before = g_object_steal_data (G_OBJECT (self), "theta-focus-before");

  if (before == NULL || !gtk_widget_is_ancestor (before, GTK_WIDGET (self))
      || !gtk_widget_get_mapped (before) || !gtk_widget_grab_focus (before))
    gtk_widget_child_focus (page_of (self), GTK_DIR_TAB_FORWARD);
}

static void
end (ThetaWindow *self)
{
  theta_presentation_stop (presentation (self));
  gtk_widget_set_visible (GTK_WIDGET (presentation (self)), FALSE);
  cover (self, FALSE);
  if (g_object_get_data (G_OBJECT (self), "theta-was-fullscreen") == NULL)
    gtk_window_unfullscreen (GTK_WINDOW (self));
  return_focus (self);
  return_map (self);
}

void
theta_window_present (ThetaWindow *self, gboolean on)
{
  if (on == theta_window_is_presenting (self))
    return;
  if (on)
    begin (self);
  else
    end (self);
}

void
theta_window_follow_presentation (ThetaWindow *self)
{
  if (!theta_window_is_presenting (self))
    return;
  if (theta_presentation_show (presentation (self), page_of (self), 1))
    update (self);
  else
    theta_window_present (self, FALSE);
}

static void
on_leave_presentation (ThetaWindow *self)
{
  theta_window_present (self, FALSE);
}

/* To the next view that has pictures, not round in a circle. */
static void
on_beyond_presentation (ThetaWindow *self, int step)
{
  const char *now = adw_view_stack_get_visible_child_name (child (self, "stack"));
  int at = 0, n = G_N_ELEMENTS (views);

  while (at < n && g_strcmp0 (views[at], now) != 0)
    at++;
  at += step;
  if (at < 0 || at >= n)
    return;
  theta_window_show_page (self, views[at]);
  /* Without pictures it has ended there; pages before a run say why they are empty. */
  if (theta_window_is_presenting (self) && step < 0
      && theta_presentation_show (presentation (self), page_of (self), -1))
    update (self);
}

static void
act_present (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  theta_window_present (self, !theta_window_is_presenting (self));
}

void
theta_window_bind_presentation (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child_full (class, "presentation", FALSE, 0);
  gtk_widget_class_bind_template_callback (class, on_leave_presentation);
  gtk_widget_class_bind_template_callback (class, on_beyond_presentation);
  gtk_widget_class_install_action (class, "win.present", NULL, act_present);
}

void
theta_window_watch_presentation (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);

  g_signal_connect_object (session, "notify::frame", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::running", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}
