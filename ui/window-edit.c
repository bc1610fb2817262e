/* Going back and forth, presets, and what the window is called. */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/draw.h"
#include "ui/presets.h"
#include "ui/recent.h"
#include "ui/terms.h"

/* As many as a menu shows without a scroll bar. */
#define RECENT 8

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

void
theta_window_bind_edit (GtkWidgetClass *class)
{
  static const char *const names[]
      = { "undo_button", "redo_button", "save_button", "file_label", "recent_menu" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    gtk_widget_class_bind_template_child_full (class, names[k], FALSE, 0);
}

/* ---- undo and redo ---- */

static void
act_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  /* What is still being typed is the first to be undone. */
  theta_window_commit (self);
  theta_session_undo (theta_window_get_session (self));
}

static void
act_redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);

  theta_window_commit (self);
  theta_session_redo (theta_window_get_session (self));
}

static void
update_button (ThetaWindow *self, const char *button, const char *property, const char *format,
               const char *otherwise)
{
  g_autofree char *text = NULL, *change = NULL, *tooltip = NULL;

  g_object_get (theta_window_get_session (self), property, &text, NULL);
  if (text != NULL)
    {
      change = theta_terms_change (text);
      tooltip = g_strjoin (" ", format, change, NULL);
    }
  theta_draw_set_tooltip (child (self, button), tooltip != NULL ? tooltip : otherwise);
}

static void
on_way_back (ThetaWindow *self)
{
  gboolean undo, redo;

  g_object_get (theta_window_get_session (self), "can-undo", &undo, "can-redo", &redo, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", undo);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", redo);
  update_button (self, "undo_button", "undo-text", _ ("Undo (Ctrl+Z):"),
                 _ ("Nothing to undo (Ctrl+Z)"));
  update_button (self, "redo_button", "redo-text", _ ("Redo (Ctrl+Shift+Z):"),
                 _ ("Nothing to redo (Ctrl+Shift+Z)"));
}

/* ---- presets ---- */

static void
act_preset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaWindow *self = THETA_WINDOW (widget);
  const ThetaPreset *preset = theta_preset_find (g_variant_get_string (parameter, NULL));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (preset == NULL)
    return;
  theta_window_commit (self);
  if (!theta_session_set_all (theta_window_get_session (self), preset->assignments, &error))
    {
      theta_window_fail (self, error->message);
      return;
    }
  text = g_strdup_printf ("%s: %s", _ (preset->title), _ (preset->about));
  theta_window_toast_undo (self, text);
}

/* ---- what the window is called ---- */

/* "wine.theta", or what a new one would be called. */
char *
theta_window_file_name (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);
  const char *path = theta_session_get_path (session);
  ThetaDataset *data = theta_session_get_dataset (session);

  if (path != NULL)
    return g_path_get_basename (path);
  return g_strdup (data != NULL ? data->name : _ ("New experiment"));
}

static void
on_file (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);
  gboolean modified = theta_session_get_modified (session);
  const char *path = theta_session_get_path (session);
  g_autofree char *name = theta_window_file_name (self);
  g_autofree char *shown = modified ? g_strconcat ("• ", name, NULL) : g_strdup (name);
  g_autofree char *title = g_strdup_printf (_ ("%s – Thetascope"), shown);
  GtkWidget *label = child (self, "file_label");

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (GTK_LABEL (label), shown);
  theta_draw_set_tooltip (label, path != NULL ? path : _ ("This experiment has no file yet"));
  theta_draw_set_tooltip (child (self, "save_button"),
                               modified || path == NULL
                                   ? _ ("Save the experiment (Ctrl+S)")
                                   : _ ("Saved; nothing has changed since (Ctrl+S)"));
}

void
theta_window_set_wide (ThetaWindow *self, gboolean wide)
{
  gtk_widget_set_visible (child (self, "file_label"), wide);
}

/* ---- recent files ---- */

static void
act_open_path (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_window_open_path (THETA_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_recent (ThetaWindow *self)
{
  GMenu *menu = child (self, "recent_menu");
  g_auto (GStrv) paths = theta_recent_list (RECENT);

  g_menu_remove_all (menu);
  for (guint k = 0; paths[k] != NULL; k++)
    {
      g_autofree char *base = g_filename_display_basename (paths[k]);
      g_auto (GStrv) parts = g_strsplit (base, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts); /* no mnemonics in names */
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-path", "s", paths[k]);
      g_menu_append_item (menu, item);
    }
  if (paths[0] == NULL)
    g_menu_append (menu, _ ("Nothing yet"), "win.none"); /* there is no such action: insensitive */
}

/* ---- */

void
theta_window_install_edit (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "win.undo", NULL, act_undo);
  gtk_widget_class_install_action (class, "win.redo", NULL, act_redo);
  gtk_widget_class_install_action (class, "win.preset", "s", act_preset);
  gtk_widget_class_install_action (class, "win.open-path", "s", act_open_path);
}

void
theta_window_watch_edit (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);

  g_signal_connect_object (session, "notify::can-undo", G_CALLBACK (on_way_back), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::modified", G_CALLBACK (on_file), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::path", G_CALLBACK (on_file), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (on_file), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (on_recent),
                           self, G_CONNECT_SWAPPED);
  on_way_back (self);
  on_file (self);
  on_recent (self);
}
