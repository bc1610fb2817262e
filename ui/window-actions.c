#include "ui/all-settings.h"
#include "ui/help-window.h"
#include "ui/preferences-window.h"
#include "ui/window-private.h"

static void
act_run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  if (!theta_window_commit (self))
    return;
  theta_session_run (theta_window_get_session (self));
  /* There is nothing of a run to see on the page of the data. */
  if (theta_window_is_on_data (self))
    theta_window_show_page (self, "kernels");
}

static void
act_run_on_cpu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (theta_window_commit (THETA_WINDOW (widget)))
    theta_session_run_on_cpu (theta_window_get_session (THETA_WINDOW (widget)));
}

static void
act_stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_session_stop (theta_window_get_session (THETA_WINDOW (widget)));
}

static void
act_pause (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaSession *session = theta_window_get_session (THETA_WINDOW (widget));

  theta_session_set_paused (session, !theta_session_get_paused (session));
}

static void
act_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_show_page (THETA_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
act_past_runs (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_show_past_runs (THETA_WINDOW (widget));
}

static void
act_settings (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  theta_window_commit (self);
  gtk_window_present (
      GTK_WINDOW (theta_all_settings_new (theta_window_get_session (self), GTK_WINDOW (self))));
}

static void
act_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_open_dialog (THETA_WINDOW (widget));
}

static void
act_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwViewStack *stack = ADW_VIEW_STACK (
      gtk_widget_get_template_child (widget, THETA_TYPE_WINDOW, "stack"));

  theta_window_show_page (THETA_WINDOW (widget), "start");
  /* Whoever came by a key goes on there, rather than in the head. */
  gtk_widget_child_focus (adw_view_stack_get_visible_child (stack), GTK_DIR_TAB_FORWARD);
}

/* On the page where something new begins, an experiment of its own; elsewhere other data
 * for this one. */
static void
act_source (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);
  const char *source = g_variant_get_string (parameter, NULL);

  if (theta_window_is_on_start (self)
      && (g_str_has_prefix (source, "sample:") || g_str_has_prefix (source, "generator:")))
    {
      theta_window_begin_with (self, source);
      return;
    }
  /* The page is left once there is something else to see. */
  theta_window_open_path (self, source);
}

static void
act_preferences (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (
      theta_preferences_window_new (theta_window_get_session (self), GTK_WINDOW (self))));
}

static void
act_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_commit (THETA_WINDOW (widget));
  theta_window_save (THETA_WINDOW (widget), FALSE, NULL);
}

static void
act_save_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_commit (THETA_WINDOW (widget));
  theta_window_save (THETA_WINDOW (widget), TRUE, NULL);
}

static void
act_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_export_dialog (THETA_WINDOW (widget));
}

static void
act_copy_command (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_commit (THETA_WINDOW (widget));
  theta_window_copy_command (THETA_WINDOW (widget));
}

static void
act_dismiss (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_dismiss (THETA_WINDOW (widget));
}

/* The page of what is in front of the person. */
static void
act_help (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  theta_help_window_show (GTK_WINDOW (self), theta_window_is_presenting (self)
                                                 ? "presentation"
                                                 : theta_window_get_view (self));
}

/* Not "win.show-help-overlay", whose window GTK would build before the first frame. */
static void
act_shortcuts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/org/thetascope/Thetascope/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

static void
act_inspector (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_toggle_inspector (THETA_WINDOW (widget));
}

void
theta_window_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "win.run", NULL, act_run);
  gtk_widget_class_install_action (class, "win.run-on-cpu", NULL, act_run_on_cpu);
  gtk_widget_class_install_action (class, "win.stop", NULL, act_stop);
  gtk_widget_class_install_action (class, "win.pause", NULL, act_pause);
  gtk_widget_class_install_action (class, "win.page", "s", act_page);
  gtk_widget_class_install_action (class, "win.past-runs", NULL, act_past_runs);
  gtk_widget_class_install_action (class, "win.settings", NULL, act_settings);
  gtk_widget_class_install_action (class, "win.preferences", NULL, act_preferences);
  gtk_widget_class_install_action (class, "win.new", NULL, act_new);
  gtk_widget_class_install_action (class, "win.open", NULL, act_open);
  gtk_widget_class_install_action (class, "win.source", "s", act_source);
  gtk_widget_class_install_action (class, "win.save", NULL, act_save);
  gtk_widget_class_install_action (class, "win.save-as", NULL, act_save_as);
  gtk_widget_class_install_action (class, "win.export", NULL, act_export);
  gtk_widget_class_install_action (class, "win.copy-command", NULL, act_copy_command);
  gtk_widget_class_install_action (class, "win.help", NULL, act_help);
  gtk_widget_class_install_action (class, "win.shortcuts", NULL, act_shortcuts);
  gtk_widget_class_install_action (class, "win.inspector", NULL, act_inspector);
  gtk_widget_class_install_action (class, "win.dismiss", NULL, act_dismiss);
}
