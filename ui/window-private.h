/* What the files of the window share. */
#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/* window-files.c: opening, saving, exporting, dropping. */
void theta_window_open_dialog (ThetaWindow *self);
void theta_window_save_dialog (ThetaWindow *self);
void theta_window_export_dialog (ThetaWindow *self);
void theta_window_accept_drops (ThetaWindow *self);

G_END_DECLS
