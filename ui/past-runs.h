/* The store of past runs away from the main thread: every call opens the store in a
 * thread, does one thing and closes it; what it found comes on the main thread. */
#pragma once

#include <gio/gio.h>

#include "experiment/store.h"

G_BEGIN_DECLS

/* Adds what @results found.  Results hold kernels: they are let go of on the main
 * thread, and the application stays until the run is written. */
void theta_past_runs_add_async (ThetaResults *results, GAsyncReadyCallback callback,
                                gpointer user_data);
/* One change: @note NULL deletes the run, or brings it back where @undelete. */
void theta_past_runs_change_async (gint64 id, const char *note, gboolean undelete,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* Whether one of the two above was done; where no history is kept, it was. */
gboolean theta_past_runs_finish (GAsyncResult *result, GError **error);

/* All past runs, newest first. */
void theta_past_runs_list_async (GAsyncReadyCallback callback, gpointer user_data);
/* Of ThetaPastRun; empty where no history is kept. */
GPtrArray *theta_past_runs_list_finish (GAsyncResult *result, GError **error);

/* What the runs @ids (of gint64) found. */
void theta_past_runs_read_async (GArray *ids, GAsyncReadyCallback callback, gpointer user_data);
/* Of ThetaResults. */
GPtrArray *theta_past_runs_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
