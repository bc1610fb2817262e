#include "support.h"

#include <glib/gstdio.h>

/* Fonts that stay until the process ends, and what GTK 4.8 forgets: the times that it
 * writes into the list of recent files. */
#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:libpangoft2\nleak:libpangocairo\n"
         "leak:g_date_time_new_now_utc\n";
}
#endif

ThetaWindow *window;
ThetaSession *session;
static ThetaApplication *application;
static char *folder; /* of ui_folder(), or NULL */

static gboolean
on_nothing (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_turn (void)
{
  static guint ticking;

  if (ticking == 0)
    ticking = g_timeout_add (20, on_nothing, NULL);
  g_main_context_iteration (NULL, TRUE);
}

void
ui_settle (void)
{
  for (guint k = 0; k < 4; k++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (window));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

gboolean
ui_is_loading (void)
{
  gboolean loading;

  g_object_get (session, "loading", &loading, NULL);
  return loading;
}

const char *
ui_folder (void)
{
  if (folder == NULL)
    folder = g_dir_make_tmp ("theta-ui-XXXXXX", NULL);
  return folder;
}

char *
ui_write (const char *name, const char *text)
{
  char *path = g_build_filename (ui_folder (), name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  if (folder != NULL)
    g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

void
ui_begin (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
}

/* Runs the tests inside the running application, so that it is also shut down as
 * the program is. */
static gboolean
on_running (gpointer user_data)
{
  int *status = user_data;
  gpointer gone;

  session = theta_application_get_session (application);
  window = THETA_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  g_assert_true (session != NULL && window != NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  ui_wait (!ui_is_loading ());
  /* Pages are filled one by one after the first frame. */
  ui_wait (gtk_widget_get_first_child (ui_child (window, "results_page")) != NULL);
  *status = g_test_run ();
  gone = window;
  g_object_add_weak_pointer (G_OBJECT (window), &gone);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (gone);
  return G_SOURCE_REMOVE;
}

static void
on_activate (GApplication *app, gpointer user_data)
{
  gpointer *gone = user_data;

  *gone = theta_application_get_session (application);
  g_assert_nonnull (*gone);
  g_object_add_weak_pointer (*gone, gone);
}

int
ui_end (void)
{
  char *arguments[] = { (char *) "test", NULL };
  gpointer gone = NULL;
  int status = 1;

  application = theta_application_new (G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &gone);
  g_idle_add (on_running, &status);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 1, arguments), ==, 0);
  /* The session took its thread, its device and its kernels with it. */
  g_assert_null (gone);
  g_object_unref (application);
  remove_folder ();
  return status;
}

void
ui_resize (int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  for (guint k = 0; k < 12; k++)
    ui_settle ();
}

GtkWidget *
ui_child (gpointer widget, const char *name)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);
  return GTK_WIDGET (child);
}

GtkWidget *
ui_find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && found == NULL;
       at = gtk_widget_get_next_sibling (at))
    found = ui_find (at, type);
  return found;
}

const char *
ui_label (gpointer widget, const char *name)
{
  return gtk_label_get_label (GTK_LABEL (ui_child (widget, name)));
}

/* Only a widget that stands for an action shows from outside whether it is enabled. */
gboolean
ui_action_enabled (const char *name)
{
  g_autoptr (GtkWidget) probe = g_object_ref_sink (gtk_button_new ());
  GtkWidget *strip = ui_child (window, "root");
  gboolean enabled;

  gtk_actionable_set_action_name (GTK_ACTIONABLE (probe), name);
  gtk_widget_hide (probe);
  gtk_box_append (GTK_BOX (strip), probe);
  enabled = gtk_widget_is_sensitive (probe);
  gtk_box_remove (GTK_BOX (strip), probe);
  return enabled;
}

void
ui_act (const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed, &name, &target, NULL));
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (window), name, target));
}

gboolean
ui_press (GtkWidget *widget, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint k = 0; !taken && k < g_list_model_get_n_items (controllers); k++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, k);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  return taken;
}

void
ui_set (const char *assignment)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (theta_session_set (session, assignment, &error));
  g_assert_no_error (error);
  ui_wait (!ui_is_loading ());
}

void
ui_reset (void)
{
  g_autoptr (ThetaExperiment) experiment = theta_experiment_new ("sample:wine");

  ui_wait (!theta_session_get_running (session));
  theta_session_set_experiment (session, experiment);
  ui_wait (!ui_is_loading ());
  g_assert_nonnull (theta_session_get_dataset (session));
  theta_window_fail (window, NULL);
}

gboolean
ui_has_points (void)
{
  return gtk_widget_get_mapped (ui_child (ui_child (window, "data_page"), "picture_card"));
}

void
ui_show_data (void)
{
  ui_reset ();
  ui_act ("win.page('data')");
  ui_settle ();
  ui_wait (ui_has_points ());
  ui_settle ();
}

void
ui_show_kernels (void)
{
  ui_reset ();
  /* Frames that nobody sees are not drawn: the run has the time for itself. */
  ui_act ("win.page('data')");
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
}

static gpointer
do_nothing (ThetaDevice *device, gpointer data, GError **error)
{
  return data;
}

static void
on_nothing_done (GObject *source, GAsyncResult *result, gpointer done)
{
  *(gboolean *) done
      = theta_worker_call_finish (theta_session_get_worker (session), result, NULL) != NULL;
}

void
ui_wait_for_answers (void)
{
  gboolean done = FALSE;

  /* Calls come after questions. */
  theta_worker_call_async (theta_session_get_worker (session), do_nothing, &done, NULL, NULL, NULL,
                           on_nothing_done, &done);
  ui_wait (done);
  ui_settle ();
}

GtkWidget *
ui_find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && found == NULL;
       at = gtk_widget_get_next_sibling (at))
    found = ui_find_label (at, text);
  return found;
}

ThetaResults *
ui_run (void)
{
  gboolean stale;

  g_object_get (session, "stale", &stale, NULL);
  if (!stale && theta_session_get_results (session) != NULL
      && theta_session_get_frame (session) != NULL)
    return theta_session_get_results (session);
  ui_act ("win.run");
  g_assert_true (theta_session_get_running (session));
  ui_wait (!theta_session_get_running (session));
  g_assert_nonnull (theta_session_get_results (session));
  ui_settle ();
  return theta_session_get_results (session);
}

GtkWidget *
ui_find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ui_find_named (child, name);
  return found;
}

void
ui_resize_content (int width, int height)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));

  ui_resize (width, height);
  ui_resize (2 * width - gtk_widget_get_width (content),
             2 * height - gtk_widget_get_height (content));
  g_assert_cmpint (gtk_widget_get_width (content), ==, width);
  g_assert_cmpint (gtk_widget_get_height (content), ==, height);
}

graphene_rect_t
ui_bounds (gpointer widget, GtkWidget *place)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_get_mapped (widget));
  g_assert_true (gtk_widget_compute_bounds (widget, place, &bounds));
  return bounds;
}

void
ui_check_within (GtkWidget *widget, GtkWidget *place)
{
  graphene_rect_t bounds = ui_bounds (widget, place);

  g_assert_cmpfloat (bounds.size.height, >, 0);
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (place));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (place));
}

GtkWidget *
ui_tab (void)
{
  g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
  ui_settle ();
  return gtk_root_get_focus (GTK_ROOT (window));
}
