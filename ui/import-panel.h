/* How a text table is read: choices, the first rows as they come out, what is wrong. */
#pragma once

#include <adwaita.h>

#include "dataset/import.h"
#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_IMPORT_PANEL (theta_import_panel_get_type ())
G_DECLARE_FINAL_TYPE (ThetaImportPanel, theta_import_panel, THETA, IMPORT_PANEL, AdwWindow)

/* For the file @path.  @present: it is the one that is open, whose settings are the first
 * choice; else the defaults. */
GtkWidget *theta_import_panel_new (ThetaSession *session, const char *path, gboolean present,
                                   GtkWindow *parent);

/* The rows that were tried last, NULL before that; for tests. */
const ThetaImport *theta_import_panel_get_import (ThetaImportPanel *self);

G_END_DECLS
