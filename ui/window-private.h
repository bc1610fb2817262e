/* What the files of the window share. */
#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/* window.c: takes what is being typed; FALSE while a setting is refused. */
gboolean theta_window_commit (ThetaWindow *self);
gboolean theta_window_is_on_data (ThetaWindow *self);
gboolean theta_window_is_on_start (ThetaWindow *self);
void theta_window_show_past_runs (ThetaWindow *self);
/* From the start page to that of the data. */
void theta_window_leave_start (ThetaWindow *self);
/* Closes what is open over the page. */
void theta_window_dismiss (ThetaWindow *self);

/* Puts an info bar above the pages. */
void theta_window_add_bar (ThetaWindow *self, GtkWidget *bar);

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
 * it unless the person thinks better of it, and @data freed in any case. */
typedef void (*ThetaWindowWhere) (ThetaWindow *self, const char *path, gpointer data);
void theta_window_ask_where (ThetaWindow *self, const char *title, const char *name,
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

/* window-export.c */
void theta_window_export_dialog (ThetaWindow *self);
void theta_window_copy_command (ThetaWindow *self);

/* window-close.c */
void theta_window_guard_closing (ThetaWindow *self);

G_END_DECLS
