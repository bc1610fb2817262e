/* The folder of results, written away from the main thread. */
#pragma once

#include <gio/gio.h>

#include "experiment/results.h"

G_BEGIN_DECLS

/* Writes @results with figures and report to @directory in a thread; @callback
 * comes on the main thread. */
void theta_export_folder_async (ThetaResults *results, const char *directory,
                                GAsyncReadyCallback callback, gpointer user_data);
/* The folder, newly allocated; NULL with the reason. */
char *theta_export_finish_folder (GAsyncResult *result, GError **error);

G_END_DECLS
