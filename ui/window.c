#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/data-page.h"
#include "ui/draw.h"
#include "ui/flow-layout.h"
#include "ui/fonts.h"
#include "ui/import-panel.h"
#include "ui/kernels-page.h"
#include "ui/learning-page.h"
#include "ui/preferences.h"
#include "ui/presentation.h"
#include "ui/recent.h"
#include "ui/results-page.h"
#include "ui/setup-panel.h"
#include "ui/start-page.h"

#define SETTINGS_WIDTH 308
/* Below this the settings fold over the page. */
#define FOLD_WIDTH 1100
/* Below this the strip says only what the run does, and cards stand under the maps. */
#define NARROW_WIDTH 640
/* From this height on there is room for a line that nobody asked for. */
#define HIGH 700

struct _ThetaWindow
{
  AdwApplicationWindow parent_instance;

  ThetaSession *session;
  char *stopped; /* where the last run was stopped, or NULL */
  guint layout;  /* the idle source that follows the width */
  GSource *warming; /* looks up fonts */
  int width, height; /* in units of which there are fewer where text is larger */
  GtkWindow *import; /* weak: the panel that asks how a table is read, or NULL */
  gboolean had_data; /* there have been any */
  gboolean folded;   /* the settings were put away for the start page */

  AdwToastOverlay *toasts;
  GtkWidget *root, *run_button, *stop_button, *stop_label, *pause_button, *again_button;
  GtkInfoBar *failure;
  GtkLabel *failure_label;
  AdwFlap *flap;
  ThetaSetupPanel *setup;
  GtkRevealer *stale;
  AdwViewStack *stack;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *switcher_bar;
  ThetaDataPage *data_page;
  ThetaKernelsPage *kernels_page;
};

G_DEFINE_FINAL_TYPE (ThetaWindow, theta_window, ADW_TYPE_APPLICATION_WINDOW)

ThetaSession *
theta_window_get_session (ThetaWindow *self)
{
  g_return_val_if_fail (THETA_IS_WINDOW (self), NULL);
  return self->session;
}

void
theta_window_fail (ThetaWindow *self, const char *sentence)
{
  g_return_if_fail (THETA_IS_WINDOW (self));
  if (sentence != NULL)
    gtk_label_set_label (self->failure_label, sentence);
  gtk_info_bar_set_revealed (self->failure, sentence != NULL);
  theta_window_update_strip (self);
}

gboolean
theta_window_is_failed (ThetaWindow *self)
{
  return gtk_info_bar_get_revealed (self->failure);
}

const char *
theta_window_get_stopped (ThetaWindow *self)
{
  return self->stopped;
}

gboolean
theta_window_is_wide (ThetaWindow *self)
{
  return self->width >= NARROW_WIDTH;
}

/* ---- what the session says ---- */

static void
update_pause (ThetaWindow *self, gboolean running)
{
  gboolean paused = theta_session_get_paused (self->session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pause", running);
  gtk_widget_set_visible (self->pause_button, running);
  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button),
                            paused ? "media-playback-start-symbolic"
                                   : "media-playback-pause-symbolic");
  theta_draw_set_tooltip (self->pause_button, paused ? _ ("Let the run go on (Ctrl+P)")
                                                     : _ ("Pause the run (Ctrl+P)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  paused ? _ ("Go on") : _ ("Pause"), -1);
}

static void
update_actions (ThetaWindow *self)
{
  gboolean running = theta_session_get_running (self->session);
  const char *refused = theta_setup_panel_get_problem (self->setup);
  g_autofree char *problem = NULL;
  const char *why;

  g_object_get (self->session, "problem", &problem, NULL);
  why = refused != NULL ? refused : problem;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.run", !running && why == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export",
                                 theta_session_get_results (self->session) != NULL);
  gtk_widget_set_visible (self->run_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  update_pause (self, running);
  why = why != NULL ? why : _ ("Run the experiment (Ctrl+R)");
  theta_draw_set_tooltip (self->run_button, why);
  theta_draw_set_tooltip (self->again_button, why);
}

static void
update_stale (ThetaWindow *self)
{
  gboolean stale;

  g_object_get (self->session, "stale", &stale, NULL);
  gtk_revealer_set_reveal_child (self->stale,
                                 stale && !theta_session_get_running (self->session));
}

static void
on_changed (ThetaWindow *self)
{
  update_actions (self);
  update_stale (self);
  theta_window_update_strip (self);
  theta_window_update_caption (self);
}

static void
on_running (ThetaWindow *self)
{
  if (theta_session_get_running (self->session))
    {
      g_clear_pointer (&self->stopped, g_free);
      theta_window_fail (self, NULL);
    }
  theta_window_set_ended (self, !theta_session_get_running (self->session));
  on_changed (self);
}

static void
on_finished (ThetaWindow *self)
{
  theta_window_set_ended (self, FALSE);
}

static void
on_stopped (ThetaWindow *self, const char *where)
{
  g_free (self->stopped);
  self->stopped = g_strdup (where);
  theta_window_set_ended (self, FALSE);
  on_changed (self);
}

static void
on_results (ThetaWindow *self)
{
  g_clear_pointer (&self->stopped, g_free);
  on_changed (self);
}

/* The settings are of no account on the start page. */
void
theta_window_follow_page (ThetaWindow *self)
{
  gboolean start = g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "start") == 0;

  if (start && adw_flap_get_reveal_flap (self->flap) && !adw_flap_get_folded (self->flap))
    {
      self->folded = TRUE;
      adw_flap_set_reveal_flap (self->flap, FALSE);
    }
  else if (!start && self->folded)
    {
      self->folded = FALSE;
      adw_flap_set_reveal_flap (self->flap, TRUE);
    }
  theta_window_update_caption (self);
  theta_window_follow_presentation (self);
}

/* Somebody may be quicker than the filling of the pages. */
static void
on_page (ThetaWindow *self)
{
  if (!theta_window_is_on_start (self) && !theta_window_is_on_data (self))
    theta_window_fill (self);
  theta_window_follow_page (self);
}

static void
on_opened (ThetaWindow *self, const char *path)
{
  theta_recent_add (path);
  theta_window_leave_start (self);
}

/* How a text table is read is asked where it is in doubt, of the last one alone. */
static void
on_doubtful (ThetaWindow *self, const char *path)
{
  if (self->import != NULL)
    gtk_window_destroy (self->import);
  g_set_weak_pointer (&self->import, GTK_WINDOW (theta_import_panel_new (
                                         self->session, path, FALSE, GTK_WINDOW (self))));
  gtk_window_present (self->import);
}

/* Where there is nothing to show there is something to choose. */
static void
on_loading (ThetaWindow *self)
{
  gboolean loading;

  g_object_get (self->session, "loading", &loading, NULL);
  self->had_data = self->had_data || theta_session_get_dataset (self->session) != NULL;
  if (!loading && !self->had_data)
    theta_window_show_page (self, "start");
  on_changed (self);
}

/* Data that were opened well take the complaint about others away. */
static void
on_dataset (ThetaWindow *self)
{
  if (theta_session_get_dataset (self->session) != NULL)
    theta_window_fail (self, NULL);
  on_changed (self);
}

/* ---- what the actions ask for ---- */

gboolean
theta_window_commit (ThetaWindow *self)
{
  theta_setup_panel_commit (self->setup);
  return theta_setup_panel_get_problem (self->setup) == NULL;
}

gboolean
theta_window_is_on_start (ThetaWindow *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "start") == 0;
}

void
theta_window_dismiss (ThetaWindow *self)
{
  if (theta_window_is_presenting (self))
    theta_window_present (self, FALSE);
  else if (gtk_info_bar_get_revealed (self->failure))
    theta_window_fail (self, NULL);
  else if (theta_session_get_dataset (self->session) != NULL
           && g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "start") == 0)
    theta_window_leave_start (self);
  else if (adw_flap_get_folded (self->flap) && adw_flap_get_reveal_flap (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

/* ---- layout ---- */

static gboolean
follow_width (gpointer user_data)
{
  ThetaWindow *self = user_data;

  self->layout = 0;
  adw_flap_set_fold_policy (self->flap, self->width < FOLD_WIDTH ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                                 : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    adw_view_switcher_title_get_title_visible (self->switcher));
  theta_kernels_page_set_narrow (self->kernels_page, self->width < NARROW_WIDTH);
  /* With a pause beside it, it is as wide as "Run" so: the names of the views stay. */
  gtk_widget_set_visible (self->stop_label, self->width >= FOLD_WIDTH);
  theta_window_set_wide (self, self->width >= FOLD_WIDTH);
  theta_window_allow_caption (self, self->height >= HIGH);
  theta_window_update_strip (self);
  return G_SOURCE_REMOVE;
}

/* Nothing may be rearranged while it is being arranged. */
static void
queue_layout (ThetaWindow *self)
{
  if (self->layout == 0)
    self->layout = g_idle_add_full (G_PRIORITY_HIGH_IDLE, follow_width, self, NULL);
}

static gboolean
on_other_side (int a, int b, int limit)
{
  return (a < limit) != (b < limit);
}

static void
theta_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaWindow *self = THETA_WINDOW (widget);
  int before = self->width, high = self->height;
  double scale = theta_draw_text_scale (widget);

  GTK_WIDGET_CLASS (theta_window_parent_class)->size_allocate (widget, width, height, baseline);
  self->width = (int) (gtk_widget_get_width (self->root) / scale);
  self->height = (int) (height / scale);
  if (before == 0 || on_other_side (high, self->height, HIGH)
      || on_other_side (before, self->width, FOLD_WIDTH)
      || on_other_side (before, self->width, NARROW_WIDTH))
    queue_layout (self);
}

/* ---- the object ---- */

static void
theta_window_dispose (GObject *object)
{
  ThetaWindow *self = THETA_WINDOW (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      theta_session_set_view_func (self->session, NULL, NULL);
    }
  g_clear_object (&self->session);
  g_clear_weak_pointer (&self->import);
  g_clear_pointer (&self->stopped, g_free);
  theta_window_present (self, FALSE); /* the picture goes with its page */
  /* The action holds the flap, and with it every page. */
  g_action_map_remove_action (G_ACTION_MAP (self), "sidebar");
  g_clear_handle_id (&self->layout, g_source_remove);
  if (self->warming != NULL)
    g_source_destroy (self->warming);
  g_clear_pointer (&self->warming, g_source_unref);
  G_OBJECT_CLASS (theta_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
#define CHILD(name) gtk_widget_class_bind_template_child (class, ThetaWindow, name)
  CHILD (toasts);
  CHILD (root);
  CHILD (run_button);
  CHILD (stop_button);
  CHILD (stop_label);
  CHILD (pause_button);
  CHILD (again_button);
  CHILD (failure);
  CHILD (failure_label);
  CHILD (flap);
  CHILD (setup);
  CHILD (stale);
  CHILD (stack);
  CHILD (switcher);
  CHILD (switcher_bar);
  CHILD (data_page);
  CHILD (kernels_page);
#undef CHILD
}

static void
theta_window_class_init (ThetaWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_window_dispose;
  widget_class->size_allocate = theta_window_size_allocate;
  g_type_ensure (THETA_TYPE_FLOW_LAYOUT);
  g_type_ensure (THETA_TYPE_SETUP_PANEL);
  g_type_ensure (THETA_TYPE_DATA_PAGE);
  g_type_ensure (THETA_TYPE_KERNELS_PAGE);
  g_type_ensure (THETA_TYPE_LEARNING_PAGE);
  g_type_ensure (THETA_TYPE_RESULTS_PAGE);
  g_type_ensure (THETA_TYPE_START_PAGE);
  g_type_ensure (THETA_TYPE_PRESENTATION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/window.ui");
  bind_children (widget_class);
  theta_window_bind_edit (widget_class);
  theta_window_bind_strip (widget_class);
  theta_window_bind_caption (widget_class);
  theta_window_bind_presentation (widget_class);
  theta_window_bind_device (widget_class);
  theta_window_bind_pages (widget_class);
  theta_window_install_actions (widget_class);
  theta_window_install_edit (widget_class);
  theta_window_install_view (widget_class);
}

/* GTK gives the closing button of a bar a picture and no name. */
static void
name_close_button (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "close"))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Close the message"), -1);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    name_close_button (at);
}

static void
theta_window_init (ThetaWindow *self)
{
  g_autoptr (GPropertyAction) sidebar = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  theta_draw_keep_width (GTK_WIDGET (self->setup), SETTINGS_WIDTH);
  sidebar = g_property_action_new ("sidebar", self->flap, "reveal-flap");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (sidebar));
  g_signal_connect_swapped (self->switcher, "notify::title-visible", G_CALLBACK (queue_layout),
                            self);
  theta_window_add_caption (self);
  adw_view_stack_set_visible_child_name (self->stack, "data");
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (on_page), self);
  g_signal_connect_swapped (self->failure, "response", G_CALLBACK (theta_window_dismiss), self);
  name_close_button (GTK_WIDGET (self->failure));
  theta_window_accept_drops (self);
  theta_window_guard_closing (self);
  /* The source may end by itself, so that its number alone would not do. */
  self->warming = g_source_ref (
      g_main_context_find_source_by_id (NULL, theta_fonts_warm (GTK_WIDGET (self))));
}

static void
watch_session (ThetaWindow *self)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } signals[] = {
    { "notify::running", G_CALLBACK (on_running) },
    { "notify::loading", G_CALLBACK (on_loading) },
    { "notify::problem", G_CALLBACK (on_changed) },
    { "notify::paused", G_CALLBACK (on_changed) },
    { "notify::stale", G_CALLBACK (on_changed) },
    { "notify::experiment", G_CALLBACK (on_changed) },
    { "notify::dataset", G_CALLBACK (on_dataset) },
    { "notify::results", G_CALLBACK (on_results) },
    { "notify::frame", G_CALLBACK (theta_window_update_strip) },
    { "failed", G_CALLBACK (theta_window_fail_session) },
    { "finished", G_CALLBACK (on_finished) },
    { "stopped", G_CALLBACK (on_stopped) },
    { "opened", G_CALLBACK (on_opened) },
    { "doubtful", G_CALLBACK (on_doubtful) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_swapped (self->session, signals[i].signal, signals[i].callback, self);
  g_signal_connect_swapped (self->setup, "notify::problem", G_CALLBACK (on_changed), self);
}

ThetaWindow *
theta_window_new (GtkApplication *application, ThetaSession *session)
{
  ThetaWindow *self = g_object_new (THETA_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  theta_setup_panel_set_session (self->setup, session);
  theta_data_page_set_session (self->data_page, session);
  watch_session (self);
  theta_window_watch_edit (self);
  theta_window_explain_terms (self);
  theta_window_watch_presentation (self);
  theta_window_watch_view (self);
  theta_window_watch_device (self);
  theta_preferences_watch ("less", self, G_CALLBACK (on_changed));
  on_changed (self);
  theta_window_fill_later (self);
  return self;
}
