/* What the files of the window share. */
#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/* window.c: takes what is being typed; FALSE while a setting is refused. */
gboolean theta_window_commit (ThetaWindow *self);
gboolean theta_window_is_on_data (ThetaWindow *self);
gboolean theta_window_is_on_start (ThetaWindow *self);
void theta_window_show_past_runs (ThetaWindow *self);
/* The page that is seen: as in theta_window_show_page(), or "past". */
const char *theta_window_get_view (ThetaWindow *self);
/* Results and past runs share a view: which of the two. */
GtkStack *theta_window_get_results_views (ThetaWindow *self);
/* Another page or view is seen. */
void theta_window_follow_page (ThetaWindow *self);
/* From the start page to that of the data. */
void theta_window_leave_start (ThetaWindow *self);
/* Closes what is open over the page. */
void theta_window_dismiss (ThetaWindow *self);

/* Shows @toast (taken). */
void theta_window_add_toast (ThetaWindow *self, AdwToast *toast);
/* Puts an info bar above the pages. */
void theta_window_add_bar (ThetaWindow *self, GtkWidget *bar);

/* Where the last run was stopped, or NULL. */
const char *theta_window_get_stopped (ThetaWindow *self);
/* Whether the bar that says why something failed is shown. */
gboolean theta_window_is_failed (ThetaWindow *self);
/* theta_window_fail() that also says in the strip what failed. */
void theta_window_fail_at (ThetaWindow *self, const char *what, const char *sentence);
/* @what has gone well: where that had failed before, this is no longer shown. */
void theta_window_succeed_at (ThetaWindow *self, const char *what);
/* theta_window_fail_at() of what the session was asked for last: opening, a run, or something
 * else. */
void theta_window_fail_session (ThetaWindow *self, const char *sentence);
/* What has been asked to be opened and is not there yet, or NULL. */
const char *theta_window_get_opening (ThetaWindow *self);
/* A run has ended: what fails at that very moment is the run. */
void theta_window_set_ended (ThetaWindow *self, gboolean ended);
/* Whether the strip has room for more than what the run does. */
gboolean theta_window_is_wide (ThetaWindow *self);

/* window-pages.c: the pages of the kernels, of the learning and of the results are empty at
 * first.  fill_later() has them filled one by one after the window's first frame, fill() at
 * once: whoever speaks to one of them calls it before. */
void theta_window_bind_pages (GtkWidgetClass *class);
void theta_window_fill_later (ThetaWindow *self);
void theta_window_fill (ThetaWindow *self);

/* window-terms.c: what the choices of the pages mean, of those that are filled. */
void theta_window_explain_terms (ThetaWindow *self);

/* window-strip.c: the foot of the window. */
void theta_window_bind_strip (GtkWidgetClass *class);
void theta_window_update_strip (ThetaWindow *self);

/* window-caption.c: the line under the title that says what one sees, and its badge. */
void theta_window_bind_caption (GtkWidgetClass *class);
void theta_window_add_caption (ThetaWindow *self);
void theta_window_update_caption (ThetaWindow *self);
/* Whether it may be there without having been asked for. */
void theta_window_allow_caption (ThetaWindow *self, gboolean allowed);
/* The line of the view that is seen, NULL where there is nothing to say. */
const char *theta_window_get_line (ThetaWindow *self);

/* window-present.c: one picture large. */
void theta_window_bind_presentation (GtkWidgetClass *class);
void theta_window_watch_presentation (ThetaWindow *self);
void theta_window_present (ThetaWindow *self, gboolean on);
gboolean theta_window_is_presenting (ThetaWindow *self);
/* Another view is seen. */
void theta_window_follow_presentation (ThetaWindow *self);

/* window.c: the inspector of the kernels, whose view it turns to first. */
void theta_window_toggle_inspector (ThetaWindow *self);

/* window-actions.c */
void theta_window_install_actions (GtkWidgetClass *class);

/* window-files.c: opening, saving, exporting, dropping. */
void theta_window_open_dialog (ThetaWindow *self);
/* Opens an experiment, data or a link, tells the recent files, offers the way back. */
void theta_window_open_path (ThetaWindow *self, const char *path);
/* Opens data as a new experiment. */
void theta_window_begin_with (ThetaWindow *self, const char *source);
/* Into its file; into one that is asked for where there is none yet or @elsewhere.
 * @done (may be NULL) is told whether it was saved. */
typedef void (*ThetaWindowSaved) (ThetaWindow *self, gboolean saved);
void theta_window_save (ThetaWindow *self, gboolean elsewhere, ThetaWindowSaved done);
/* Asks for the path of something to write, first called @name; @where is called with
 * it unless the person thinks better of it, and @data freed in any case.  The path has
 * @ending (".pdf"; "": none is added): where that replaces a file that has not been named,
 * it is asked. */
typedef void (*ThetaWindowWhere) (ThetaWindow *self, const char *path, gpointer data);
void theta_window_ask_where (ThetaWindow *self, const char *title, const char *name,
                             const char *ending, ThetaWindowWhere where, gpointer data,
                             GDestroyNotify free);
/* The same of @chosen, which has been answered. */
void theta_window_complete (ThetaWindow *self, const char *chosen, const char *ending,
                            ThetaWindowWhere where, gpointer data, GDestroyNotify free);
void theta_window_accept_drops (ThetaWindow *self);

/* window-edit.c: undo, presets, recent files, the title. */
void theta_window_bind_edit (GtkWidgetClass *class);
void theta_window_install_edit (GtkWidgetClass *class);
void theta_window_watch_edit (ThetaWindow *self);
/* Whether there is room for the name of the file in the header. */
void theta_window_set_wide (ThetaWindow *self, gboolean wide);
char *theta_window_file_name (ThetaWindow *self);

/* window-view.c: what is looked at; links. */
void theta_window_install_view (GtkWidgetClass *class);
void theta_window_watch_view (ThetaWindow *self);

/* window-device.c */
void theta_window_bind_device (GtkWidgetClass *class);
void theta_window_watch_device (ThetaWindow *self);
void theta_window_set_device_shown (ThetaWindow *self, gboolean shown);

/* window-export.c */
void theta_window_export_dialog (ThetaWindow *self);
void theta_window_copy_command (ThetaWindow *self);

/* window-close.c */
void theta_window_guard_closing (ThetaWindow *self);
/* A question over the window with one answer so far, "cancel"; whoever takes its answer lets
 * go of it first. */
GtkWidget *theta_window_question_new (ThetaWindow *self, const char *heading, const char *body);
void theta_window_question_let_go (AdwMessageDialog *dialog);

G_END_DECLS
