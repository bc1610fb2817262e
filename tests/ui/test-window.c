/* The window driven through its actions, on a virtual display. */
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>

#include "ui/application.h"
#include "ui/chart-view.h"
#include "ui/data-page.h"
#include "ui/kernels-page.h"
#include "ui/learning-page.h"
#include "ui/results-page.h"
#include "ui/results-table.h"
#include "ui/setup-panel.h"
#include "ui/window.h"

typedef struct
{
  ThetaApplication *application;
  ThetaWindow *window;
  ThetaSession *session;
} Fixture;

static gboolean
set_flag (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns the main loop until @condition holds; fails after @seconds. */
#define WAIT_FOR(condition, seconds)                                                              \
  G_STMT_START                                                                                    \
  {                                                                                               \
    gboolean late_ = FALSE;                                                                       \
    guint timer_ = g_timeout_add_seconds (seconds, set_flag, &late_);                             \
    while (!(condition) && !late_)                                                                \
      g_main_context_iteration (NULL, TRUE);                                                      \
    g_assert_true (condition);                                                                    \
    if (!late_)                                                                                   \
      g_source_remove (timer_);                                                                   \
  }                                                                                               \
  G_STMT_END

static gboolean
is_idle (ThetaSession *session)
{
  gboolean loading;

  g_object_get (session, "loading", &loading, NULL);
  return !loading && !theta_session_get_running (session);
}

/* The @n-th widget of @type below @widget, depth first. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type, guint *n)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gpointer
find (Fixture *self, GType type, guint n)
{
  GtkWidget *found = find_widget (GTK_WIDGET (self->window), type, &n);

  g_assert_nonnull (found);
  return found;
}

/* The row of the settings with that title. */
static GtkWidget *
find_row (Fixture *self, const char *title)
{
  for (guint n = 0;; n++)
    {
      GtkWidget *row = find (self, ADW_TYPE_ACTION_ROW, n);

      if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title))
        return row;
    }
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->application = theta_application_new (G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (self->application), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (self->application));
  self->window = THETA_WINDOW (
      gtk_application_get_active_window (GTK_APPLICATION (self->application)));
  self->session = theta_window_get_session (self->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
  WAIT_FOR (is_idle (self->session), 20);
}

/* Where there is no window, nothing holds the application. */
static void
keep_closed (GApplication *application)
{
  g_signal_stop_emission_by_name (application, "activate");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  char *arguments[] = { (char *) "test", NULL };
  GtkWidget *window = GTK_WIDGET (self->window);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (window); /* nothing holds it back */
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  /* It only shuts down: GTK lets go of an application no sooner. */
  g_signal_connect (self->application, "activate", G_CALLBACK (keep_closed), NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (self->application), 1, arguments), ==, 0);
  g_assert_finalize_object (self->application);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (self->session); /* it took its thread and its device with it */
}

static void
activate (Fixture *self, const char *action, GVariant *parameter)
{
  g_autoptr (GVariant) owned = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;

  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (self->window), action, owned));
}

static void
show_page (Fixture *self, const char *page)
{
  activate (self, "win.page", g_variant_new_string (page));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (find (self, ADW_TYPE_VIEW_STACK, 0)), ==,
                   page);
}

static void
run (Fixture *self)
{
  activate (self, "win.run", NULL);
  WAIT_FOR (theta_session_get_running (self->session), 5);
  WAIT_FOR (is_idle (self->session), 60);
  g_assert_nonnull (theta_session_get_results (self->session));
}

static void
draw (gpointer widget)
{
  gtk_widget_queue_draw (widget);
  gtk_test_widget_wait_for_draw (widget);
}

static GdkTexture *
render (gpointer widget)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  GdkTexture *texture;

  draw (widget);
  paintable = gtk_widget_paintable_new (widget);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (gtk_widget_get_native (widget)), node, NULL);
  gsk_render_node_unref (node);
  return texture;
}

/* How many different colours @texture has. */
static guint
count_colors (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width *height);
  g_autoptr (GHashTable) colors = g_hash_table_new (NULL, NULL);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  for (gsize k = 0; k < (gsize) width * (gsize) height; k++)
    g_hash_table_add (colors, GUINT_TO_POINTER (pixels[k]));
  return g_hash_table_size (colors);
}

/* ---- the tests ---- */

static void
test_opens (Fixture *self, gconstpointer data)
{
  g_assert_cmpstr (theta_session_get_dataset (self->session)->name, ==, "Wine");
  g_assert_null (theta_session_get_results (self->session));
  for (guint k = 0; k < 2; k++)
    {
      show_page (self, "data");
      show_page (self, "kernels");
      show_page (self, "learning");
      show_page (self, "results");
    }
}

static void
test_run (Fixture *self, gconstpointer data)
{
  ThetaKernelsPage *kernels = find (self, THETA_TYPE_KERNELS_PAGE, 0);
  ThetaResultsTable *table;
  g_autoptr (GdkTexture) texture = NULL;
  ThetaResults *results;

  run (self);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (find (self, ADW_TYPE_VIEW_STACK, 0)), ==,
                   "kernels");
  g_assert_cmpuint (theta_kernels_page_count (kernels), ==, 6);
  for (guint k = 0; k < 6; k++)
    {
      ThetaHeatmapView *map = theta_kernels_page_get_map (kernels, k);

      draw (map);
      g_assert_nonnull (theta_heatmap_view_get_texture (map));
      g_assert_cmpuint (count_colors (theta_heatmap_view_get_texture (map)), >, 20);
    }
  show_page (self, "results");
  table = find (self, THETA_TYPE_RESULTS_TABLE, 0);
  results = theta_session_get_results (self->session);
  g_assert_cmpuint (theta_results_table_count (table), ==, 6);
  for (guint k = 1; k < 6; k++)
    {
      const ThetaModelResult *before = results->models->pdata[k - 1];
      const ThetaModelResult *after = results->models->pdata[k];

      g_assert_cmpfloat (before->mean.squared_error, <=, after->mean.squared_error);
      g_assert_cmpstr (theta_results_table_get_model (table, k), ==, after->id);
    }
  texture = render (table);
  g_assert_cmpuint (count_colors (texture), >, 20);
}

/* The value under the cross is the kernel's own, in every map. */
static void
test_cross (Fixture *self, gconstpointer data)
{
  ThetaKernelsPage *kernels = find (self, THETA_TYPE_KERNELS_PAGE, 0);
  ThetaFrame *frame;
  double k12[5], k11[5], k22[5];
  gsize i, j;

  run (self);
  frame = theta_session_get_frame (self->session);
  g_signal_emit_by_name (theta_kernels_page_get_map (kernels, 2), "cross-moved", 7, 150);
  i = frame->picture->order[7];
  j = frame->picture->order[150];
  theta_kernel_read (frame->kernel, i, j, k12);
  theta_kernel_read (frame->kernel, i, i, k11);
  theta_kernel_read (frame->kernel, j, j, k22);
  for (guint l = 0; l < 5; l++)
    {
      double shown = NAN, exact = k12[l] / sqrt (k11[l] * k22[l]);
      g_autofree char *text = g_strdup (theta_kernels_page_get_value (kernels, l));
      g_auto (GStrv) parts = g_strsplit (text, "−", 2);

      shown = parts[1] != NULL ? -g_ascii_strtod (parts[1], NULL) : g_ascii_strtod (text, NULL);
      g_assert_cmpfloat_with_epsilon (shown, exact, 0.0051);
    }
  gtk_test_accessible_assert_property (theta_kernels_page_get_map (kernels, 0),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Kernel Θ₁");
}

static void
test_learning (Fixture *self, gconstpointer data)
{
  ThetaLearningPage *learning = find (self, THETA_TYPE_LEARNING_PAGE, 0);
  g_autoptr (GdkTexture) weights = NULL, loss = NULL;

  run (self);
  show_page (self, "learning");
  draw (learning);
  weights = render (find (self, THETA_TYPE_CHART_VIEW, 0));
  loss = render (find (self, THETA_TYPE_CHART_VIEW, 1));
  g_assert_cmpuint (count_colors (weights), >, 30);
  g_assert_cmpuint (count_colors (loss), >, 10);
}

/* Stop ends a run that would take long, and says where. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  gint64 begun;

  theta_session_open (self->session, "sample:digits");
  WAIT_FOR (is_idle (self->session), 20);
  g_assert_cmpuint (theta_session_get_dataset (self->session)->x->rows, ==, 1797);
  activate (self, "win.run", NULL);
  WAIT_FOR (theta_session_get_frame (self->session) != NULL
                && theta_session_get_frame (self->session)->picture != NULL,
            30);
  begun = g_get_monotonic_time ();
  activate (self, "win.stop", NULL);
  WAIT_FOR (!theta_session_get_running (self->session), 10);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 3 * G_USEC_PER_SEC);
  g_assert_null (theta_session_get_results (self->session));
}

static void
test_bad_file (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("theta-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bad.csv", NULL);
  GtkInfoBar *bar = find (self, GTK_TYPE_INFO_BAR, 0);

  g_assert_true (g_file_set_contents (path, "a,b,class\n1,2,x\n3,4\n", -1, NULL));
  g_assert_false (gtk_info_bar_get_revealed (bar));
  theta_session_open (self->session, path);
  WAIT_FOR (gtk_info_bar_get_revealed (bar), 10);
  /* Nothing is lost: the data that were there still are. */
  g_assert_cmpstr (theta_session_get_dataset (self->session)->name, ==, "Wine");
  run (self);
  g_assert_false (gtk_info_bar_get_revealed (bar));
  g_unlink (path);
  g_rmdir (folder);
}

/* A λ that cannot be turns its row red, says why and holds Run back. */
static void
test_bad_ridge (Fixture *self, gconstpointer data)
{
  GtkWidget *row = find_row (self, "Ridge λ"), *entry;
  ThetaSetupPanel *panel = find (self, THETA_TYPE_SETUP_PANEL, 0);
  guint n = 0;

  entry = find_widget (row, GTK_TYPE_ENTRY, &n);
  gtk_editable_set_text (GTK_EDITABLE (entry), "-1");
  theta_setup_panel_commit (panel);
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_nonnull (theta_setup_panel_get_problem (panel));
  g_assert_cmpfloat (theta_session_get_experiment (self->session)->ridge, ==, 0.1);
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (self->window), "win.run", NULL)
                  && theta_session_get_running (self->session));
  gtk_editable_set_text (GTK_EDITABLE (entry), "0.25");
  theta_setup_panel_commit (panel);
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_cmpfloat (theta_session_get_experiment (self->session)->ridge, ==, 0.25);
}

/* A changed setting marks the results, which stay. */
static void
test_stale (Fixture *self, gconstpointer data)
{
  gboolean stale;

  run (self);
  g_assert_true (theta_session_set (self->session, "Network.Depth=3", NULL));
  g_object_get (self->session, "stale", &stale, NULL);
  g_assert_true (stale);
  g_assert_nonnull (theta_session_get_results (self->session));
  run (self);
  g_object_get (self->session, "stale", &stale, NULL);
  g_assert_false (stale);
  g_assert_cmpuint (theta_kernels_page_count (find (self, THETA_TYPE_KERNELS_PAGE, 0)), ==, 4);
}

/* The forms of Algorithm 1 are lists of keys. */
static void
test_presets (Fixture *self, gconstpointer data)
{
  AdwComboRow *form;

  g_assert_true (theta_session_set (self->session, "Weights.Method=algorithm1", NULL));
  form = ADW_COMBO_ROW (find_row (self, "Form"));
  adw_combo_row_set_selected (form, 1);
  g_assert_cmpint (theta_session_get_experiment (self->session)->weights.update, ==,
                   THETA_UPDATE_SCALED);
  g_assert_cmpint (theta_session_get_experiment (self->session)->weights.split, ==,
                   THETA_SPLIT_ONCE);
  adw_combo_row_set_selected (form, 0);
  g_assert_false (theta_session_get_experiment (self->session)->weights.clip);
  g_assert_cmpint (theta_session_get_experiment (self->session)->weights.split, ==,
                   THETA_SPLIT_EACH);
  g_assert_false (gtk_widget_get_visible (find_row (self, "Update")));
  adw_combo_row_set_selected (form, 2);
  g_assert_true (gtk_widget_get_visible (find_row (self, "Update")));
  run (self);
}

/* Narrow windows fold the settings away. */
static void
test_narrow (Fixture *self, gconstpointer data)
{
  AdwFlap *flap = find (self, ADW_TYPE_FLAP, 0);

  g_assert_false (adw_flap_get_folded (flap));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 600);
  WAIT_FOR (adw_flap_get_folded (flap), 5);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1280, 800);
  WAIT_FOR (!adw_flap_get_folded (flap), 5);
}

int
main (int argc, char **argv)
{
  /* gtk_test_init() would take the locale, and with it the typography, away. */
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
#define TEST(name, function)                                                                      \
  g_test_add ("/ui/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("opens", test_opens);
  TEST ("run", test_run);
  TEST ("cross", test_cross);
  TEST ("learning", test_learning);
  TEST ("stop", test_stop);
  TEST ("bad-file", test_bad_file);
  TEST ("bad-ridge", test_bad_ridge);
  TEST ("stale", test_stale);
  TEST ("presets", test_presets);
  TEST ("narrow", test_narrow);
#undef TEST
  return g_test_run ();
}
