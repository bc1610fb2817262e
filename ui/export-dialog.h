/* What to export, how and how large. */
#pragma once

#include <adwaita.h>

#include "ui/export.h"

G_BEGIN_DECLS

/* The person has chosen; @ending of the file: "pdf", or "" for a folder. @page: what
 * the window shows now, in place of @what. */
typedef void (*ThetaExportChosen) (const ThetaExportWhat *what, gboolean page, const char *ending,
                                   const char *name, gpointer user_data);

/* A dialog over @parent; @fold: whose weights A is to have, from 0; @page_width: units that the
 * page is wide on the screen. */
GtkWindow *theta_export_dialog_new (GtkWindow *parent, const ThetaResults *results, guint fold,
                                    double page_width, ThetaExportChosen chosen,
                                    gpointer user_data);
/* The same for one figure alone, @width units wide on the screen, whose file is called
 * @name (static): the picture, or its numbers as "csv". */
GtkWindow *theta_export_dialog_new_figure (GtkWindow *parent, const char *name, double width,
                                           ThetaExportChosen chosen, gpointer user_data);

G_END_DECLS
