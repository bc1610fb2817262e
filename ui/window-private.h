/* What the files of the window share. */
#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/* window.c: takes what is being typed; FALSE while a setting is refused. */
gboolean theta_window_commit (ThetaWindow *self);
gboolean theta_window_is_on_data (ThetaWindow *self);
/* From the start page to that of the data. */
void theta_window_leave_start (ThetaWindow *self);
/* Closes what is open over the page. */
void theta_window_dismiss (ThetaWindow *self);

/* window-actions.c */
void theta_window_install_actions (GtkWidgetClass *class);

/* window-files.c: opening, saving, exporting, dropping. */
void theta_window_open_dialog (ThetaWindow *self);
void theta_window_save_dialog (ThetaWindow *self);
void theta_window_export_dialog (ThetaWindow *self);
void theta_window_accept_drops (ThetaWindow *self);

G_END_DECLS
