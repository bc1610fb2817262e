/* The window under test: one application and one window for all tests of a program. */
#pragma once

#include "ui/application.h"
#include "ui/window.h"

extern ThetaWindow *window;
extern ThetaSession *session;

/* Before tests are added. */
void ui_begin (int *argc, char ***argv);
/* Runs the tests in a window in which the wine sample has been read, closes it, and
 * checks that nothing holds the window and its session. */
int ui_end (void);

/* Turns the main loop until @condition; fails the test after two minutes. */
#define ui_wait(condition)                                                                         \
  G_STMT_START                                                                                     \
    {                                                                                              \
      gint64 deadline_ = g_get_monotonic_time () + 120 * G_USEC_PER_SEC;                           \
      while (!(condition))                                                                         \
        {                                                                                          \
          if (g_get_monotonic_time () > deadline_)                                                 \
            g_error ("waited in vain for " #condition);                                            \
          ui_turn ();                                                                              \
        }                                                                                          \
    }                                                                                              \
  G_STMT_END

/* One turn of the main loop, which ends after 20 ms at the latest. */
void ui_turn (void);
/* Until what is due has been laid out and drawn. */
void ui_settle (void);
/* Gives the window this size, and waits until what follows it has followed. */
void ui_resize (int width, int height);

/* So that what is in the window, without the frame that is drawn around it where there are
 * no shadows, has this size. */
void ui_resize_content (int width, int height);
/* Of a widget that is seen, in @place. */
graphene_rect_t ui_bounds (gpointer widget, GtkWidget *place);
/* Fails where @widget is not wholly within what @place shows of it. */
void ui_check_within (GtkWidget *widget, GtkWidget *place);
/* What has the focus after Tab. */
GtkWidget *ui_tab (void);

/* A child that the template of @widget binds; fails where there is none. */
GtkWidget *ui_child (gpointer widget, const char *name);
/* The first widget of @type in @widget and below it, or NULL. */
GtkWidget *ui_find (GtkWidget *widget, GType type);
/* A window action such as "win.run", checked to be there and enabled. */
void ui_act (const char *detailed);
gboolean ui_action_enabled (const char *name);
const char *ui_label (gpointer widget, const char *name);
/* The label that says @text at or below @widget, or NULL. */
GtkWidget *ui_find_label (GtkWidget *widget, const char *text);
/* The widget called @name (gtk_widget_set_name()) at or below @widget, or NULL. */
GtkWidget *ui_find_named (GtkWidget *widget, const char *name);
/* Presses @key on a widget through its own key controller; whether it took it. */
gboolean ui_press (GtkWidget *widget, guint key, GdkModifierType state);

/* Sets "Group.Key=Value"; fails the test where it is refused. */
void ui_set (const char *assignment);
/* Whether a data set is being read. */
gboolean ui_is_loading (void);
/* An empty folder at first, which goes in ui_end() with the files in it. */
const char *ui_folder (void);
/* Writes a file into it; its path, newly allocated. */
char *ui_write (const char *name, const char *text);
/* The wine sample, default settings, read. */
void ui_reset (void);
/* Whether the points of the data page are there; and ui_reset() to where they are. */
gboolean ui_has_points (void);
void ui_show_data (void);
/* The kernels of the wine sample with default settings. */
void ui_show_kernels (void);
/* Until the compute thread has answered what was asked of it. */
void ui_wait_for_answers (void);
/* A finished run, newly made where the last one is stale. */
ThetaResults *ui_run (void);
