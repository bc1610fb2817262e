/* Looking at data in a thread beside the worker's, which may be in the middle of a run:
 * points of the plane, sources that are not opened yet, ways to read a file.  Called from
 * the main thread; callbacks come there. */
#pragma once

#include "dataset/components.h"
#include "dataset/import.h"
#include "experiment/experiment.h"

G_BEGIN_DECLS

/* The principal components of @data, scaled or not. */
void theta_components_async (ThetaDataset *data, gboolean scale, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
ThetaComponents *theta_components_finish (GAsyncResult *result, GError **error);

/* Reads @source with the default settings, for a picture of it; *@components (scaled) goes
 * with it where it is not a set of images. */
void theta_preview_async (const char *source, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
ThetaDataset *theta_preview_finish (GAsyncResult *result, ThetaComponents **components,
                                    GError **error);

/* theta_import_new(), and theta_import_mend() where there is a problem. */
typedef struct
{
  ThetaImport *import;
  ThetaReading *mended; /* or NULL */
  char *what;           /* with mended: what it changes */
} ThetaTrial;

void theta_trial_async (const char *path, const ThetaReading *reading, guint rows,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
ThetaTrial *theta_trial_finish (GAsyncResult *result, GError **error);
void theta_trial_free (ThetaTrial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaTrial, theta_trial_free)

G_END_DECLS
