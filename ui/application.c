#include "ui/application.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/runtime.h"
#include "config.h"
#include "experiment/link.h"
#include "ui/measure.h"
#include "ui/preferences.h"
#include "ui/screenshot.h"
#include "ui/window-private.h"

/* gnome.compile_resources() writes its header without a folder that an include
 * line could name; naming the function also keeps the resources in the program. */
GResource *theta_get_resource (void);

struct _ThetaApplication
{
  AdwApplication parent_instance;

  ThetaSession *session;
  ThetaAutosave *autosave; /* NULL where nothing can be kept */
  char *device, *screenshot;
  int width, height; /* of the pictures; 0: the usual ones */
  int text;          /* size of their text, per cent; 0: as it is */
  char *warning; /* what the first window shall say, or NULL */
  int threads;
  int status; /* of the process */
};

G_DEFINE_FINAL_TYPE (ThetaApplication, theta_application, ADW_TYPE_APPLICATION)

ThetaSession *
theta_application_get_session (ThetaApplication *self)
{
  g_return_val_if_fail (THETA_IS_APPLICATION (self), NULL);
  return self->session;
}

int
theta_application_get_status (ThetaApplication *self)
{
  g_return_val_if_fail (THETA_IS_APPLICATION (self), EXIT_FAILURE);
  return self->status;
}

/* ---- actions ---- */

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ThetaApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (user_data);
  static const char *const paper[]
      = { "L. Tan, S. Wu, X. Huang: Weighted Neural Tangent Kernel: A Generalized and Improved "
          "Network-Induced Kernel (2021)",
          NULL };
  g_autofree char *device = NULL, *detail = NULL, *debug = NULL;
  GtkWidget *about = adw_about_window_new ();

  g_object_get (self->session, "device", &device, "device-detail", &detail, NULL);
  debug = g_strdup_printf ("Thetascope %s\nGTK %u.%u.%u\n%s\n%s\n", THETA_VERSION,
                           gtk_get_major_version (), gtk_get_minor_version (),
                           gtk_get_micro_version (), device, detail);
  g_object_set (
      about, "application-name", _ ("Thetascope"), "application-icon", THETA_APP_ID, "version",
      THETA_VERSION, "license-type", GTK_LICENSE_MIT_X11, "comments",
      _ ("Shows the layer-wise tangent kernels of a neural network and learns their weights."),
      "developer-name", _ ("The Thetascope developers"), "debug-info", debug,
      "debug-info-filename", "thetascope.txt", "transient-for", window, NULL);
  adw_about_window_add_acknowledgement_section (ADW_ABOUT_WINDOW (about), _ ("The method is from"),
                                                (const char **) paper);
  gtk_window_present (GTK_WINDOW (about));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (user_data);
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = on_about },
  { .name = "quit", .activate = on_quit },
};

static void
set_accelerators (GtkApplication *app)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.quit", { "<Control>q" } },
    { "win.new", { "<Control>n" } },
    { "win.open", { "<Control>o" } },
    { "win.save", { "<Control>s" } },
    { "win.save-as", { "<Control><Shift>s" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z", "<Control>y" } },
    { "win.export", { "<Control>e" } },
    { "win.copy-command", { "<Control><Shift>c" } },
    { "win.copy-link", { "<Control>l" } },
    { "win.paste-link", { "<Control><Shift>l" } },
    { "win.run", { "<Control>r", "F5" } },
    { "win.stop", { "<Control>period" } },
    { "win.pause", { "<Control>p" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.settings", { "<Control><Shift>comma", "<Control>less" } },
    { "win.past-runs", { "<Control>h" } },
    { "win.sidebar", { "F9" } },
    { "win.inspector", { "F8" } },
    { "win.present", { "F11" } },
    { "win.explain", { "<Control>i" } },
    { "win.help", { "F1" } },
    { "app.about", { "<Control>F1" } },
    { "win.page('data')", { "<Alt>1" } },
    { "win.page('kernels')", { "<Alt>2" } },
    { "win.page('learning')", { "<Alt>3" } },
    { "win.page('results')", { "<Alt>4" } },
    { "win.shortcuts", { "<Control>question" } },
    { "win.dismiss", { "Escape" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (app, accelerators[i].action,
                                           (const char *const *) accelerators[i].keys);
}

/* ---- the application ---- */

/* A device that was preferred once and is no longer there keeps nobody from working. */
static void
open_session (ThetaApplication *self, ThetaWorker *worker, guint threads)
{
  g_autoptr (GError) error = NULL, again = NULL;

  self->session = theta_session_new_with (worker, &error);
  if (self->session == NULL && self->device == NULL)
    {
      self->session = theta_session_new ("auto", threads, &again);
      if (self->session != NULL)
        self->warning = g_strdup_printf (_ ("The preferred device cannot be used (%s); computing "
                                            "on another"),
                                         error->message);
    }
  if (self->session == NULL)
    {
      g_printerr ("thetascope: %s\n", error->message);
      self->status = EXIT_FAILURE;
    }
  else
    theta_preferences_apply_to (self->session);
}

static gpointer
read_icon_theme (gpointer theme)
{
  gtk_icon_theme_has_icon (theme, "open-menu-symbolic");
  g_object_unref (theme);
  return NULL;
}

/* libadwaita has added its icons to the theme, which GTK would read anew where the first
 * one is looked for. */
static void
find_icons (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL)
    g_thread_unref (g_thread_new ("theta-icons", read_icon_theme,
                                  g_object_ref (gtk_icon_theme_get_for_display (display))));
}

static void
theta_application_startup (GApplication *application)
{
  ThetaApplication *self = THETA_APPLICATION (application);
  /* The command line comes first, then the preferences. */
  g_autofree char *preferred = theta_preferences_get_string ("device");
  guint threads = self->threads > 0 ? (guint) self->threads : theta_preferences_get_threads ();
  /* The device is opened and timed while GTK reads its style sheets. */
  ThetaWorker *worker
      = theta_worker_start (self->device != NULL ? self->device : preferred, threads);

  theta_runtime_keep_memory ();
  G_APPLICATION_CLASS (theta_application_parent_class)->startup (application);
  find_icons ();
  /* A sentence that can be copied is not marked as a whole when the focus comes to it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accelerators (GTK_APPLICATION (self));
  open_session (self, worker, threads);
}

static void
begin_pictures (ThetaApplication *self, ThetaWindow *window)
{
  if (self->text > 0)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * self->text / 100, NULL);
  theta_screenshot_begin (window, self->screenshot, self->width, self->height, &self->status);
}

static void
begin_autosave (ThetaApplication *self, ThetaWindow *window)
{
  g_autoptr (GError) error = NULL;

  if (self->autosave == NULL)
    self->autosave = theta_autosave_new (self->session, NULL, &error);
  if (self->autosave != NULL)
    theta_window_offer_leftover (window, self->autosave);
  else
    g_printerr ("thetascope: %s\n", error->message);
}

static void
on_warning_closed (GtkInfoBar *bar)
{
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (bar))), GTK_WIDGET (bar));
}

/* Stays until it is closed: failures of other things come and go in their own place. */
static void
show_warning (ThetaApplication *self, ThetaWindow *window)
{
  GtkWidget *bar = gtk_info_bar_new (), *label = gtk_label_new (self->warning);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_info_bar_set_message_type (GTK_INFO_BAR (bar), GTK_MESSAGE_WARNING);
  gtk_info_bar_set_show_close_button (GTK_INFO_BAR (bar), TRUE);
  gtk_info_bar_add_child (GTK_INFO_BAR (bar), label);
  g_signal_connect (bar, "response", G_CALLBACK (on_warning_closed), NULL);
  theta_window_add_bar (window, bar);
  g_clear_pointer (&self->warning, g_free);
}

/* What would slow the first frame down waits for it. */
static void
on_first_frame (GdkFrameClock *clock, ThetaApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_frame, self);
  if (self->session != NULL)
    theta_session_time_device (self->session);
}

static void
theta_application_activate (GApplication *application)
{
  ThetaApplication *self = THETA_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  gboolean first = window == NULL;

  if (self->session == NULL)
    return;
  if (first)
    {
      window = GTK_WINDOW (theta_window_new (GTK_APPLICATION (self), self->session));
      theta_measure_watch (GTK_WIDGET (window));
      if (self->screenshot != NULL)
        begin_pictures (self, THETA_WINDOW (window));
      else
        begin_autosave (self, THETA_WINDOW (window));
      if (self->warning != NULL)
        show_warning (self, THETA_WINDOW (window));
    }
  gtk_window_present (window);
  if (first)
    g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                             G_CALLBACK (on_first_frame), self, G_CONNECT_AFTER);
}

static void
theta_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  ThetaApplication *self = THETA_APPLICATION (application);
  g_autofree char *path = g_file_has_uri_scheme (files[0], THETA_LINK_SCHEME)
                              ? g_file_get_uri (files[0])
                              : g_file_get_path (files[0]);

  if (self->session == NULL)
    return;
  g_application_activate (application);
  if (path != NULL)
    gtk_widget_activate_action (
        GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (self))), "win.open-path",
        "s", path);
  else
    g_signal_emit_by_name (self->session, "failed",
                           _ ("Only files on this machine can be opened; copy it here first"));
}

static int
theta_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  ThetaApplication *self = THETA_APPLICATION (application);
  const char *size;
  int end = 0;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("thetascope %s\n", THETA_VERSION);
      return EXIT_SUCCESS;
    }
  g_variant_dict_lookup (options, "device", "s", &self->device);
  if (g_variant_dict_contains (options, "no-history"))
    g_setenv ("THETASCOPE_HISTORY", "none", TRUE);
  g_variant_dict_lookup (options, "threads", "i", &self->threads);
  if (self->threads < 0)
    {
      g_printerr ("thetascope: --threads must be at least 1, not %d\n", self->threads);
      return 2;
    }
  g_variant_dict_lookup (options, "text", "i", &self->text);
  if (g_variant_dict_lookup (options, "size", "&s", &size)
      && (sscanf (size, "%dx%d%n", &self->width, &self->height, &end) != 2 || size[end] != '\0'
          || self->width < 360 || self->height < 294))
    {
      g_printerr ("thetascope: --size must be WIDTHxHEIGHT from 360x294 on, not %s\n", size);
      return 2;
    }
  if (g_variant_dict_lookup (options, "screenshot", "^ay", &self->screenshot))
    {
      /* Pictures are no work that a person would look for again. */
      g_setenv ("THETASCOPE_HISTORY", "none", FALSE);
      /* The pictures are of this process, whatever else runs. */
      g_application_set_flags (application, g_application_get_flags (application)
                                                | G_APPLICATION_NON_UNIQUE);
    }
  return -1;
}

static void
theta_application_shutdown (GApplication *application)
{
  ThetaApplication *self = THETA_APPLICATION (application);
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  /* Pages hold kernels, which must be gone when the session closes the device. */
  for (GList *at = windows; at != NULL; at = at->next)
    gtk_window_destroy (at->data);
  g_list_free (windows);
  g_clear_pointer (&self->autosave, theta_autosave_free);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (theta_application_parent_class)->shutdown (application);
}

static void
theta_application_finalize (GObject *object)
{
  ThetaApplication *self = THETA_APPLICATION (object);

  g_clear_pointer (&self->autosave, theta_autosave_free);
  g_clear_object (&self->session);
  g_free (self->device);
  g_free (self->screenshot);
  g_free (self->warning);
  G_OBJECT_CLASS (theta_application_parent_class)->finalize (object);
}

static void
theta_application_class_init (ThetaApplicationClass *class)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = theta_application_finalize;
  app_class->startup = theta_application_startup;
  app_class->activate = theta_application_activate;
  app_class->open = theta_application_open;
  app_class->shutdown = theta_application_shutdown;
  app_class->handle_local_options = theta_application_handle_local_options;
}

static void
theta_application_init (ThetaApplication *self)
{
  static const GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Compute on this device: auto, cpu or cuda"),
      N_ ("NAME") },
    { "threads", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("Use this many threads"), N_ ("N") },
    { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Run, save a picture of every page into this folder, and quit"), N_ ("DIR") },
    { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of these pictures: 3840x2160"),
      N_ ("WIDTHxHEIGHT") },
    { "text", 0, 0, G_OPTION_ARG_INT, NULL, N_ ("Size of their text in per cent"), N_ ("N") },
    { "no-history", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Keep no run among the past ones"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and quit"), NULL },
    { NULL }
  };

  g_resources_register (theta_get_resource ());
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE or LINK]"));
}

ThetaApplication *
theta_application_new (GApplicationFlags flags)
{
  return g_object_new (THETA_TYPE_APPLICATION, "application-id", THETA_APP_ID, "flags", flags,
                       "resource-base-path", "/org/thetascope/Thetascope", NULL);
}
