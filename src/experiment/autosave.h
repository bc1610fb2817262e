/* Keeps the open experiment in a folder, so that it outlives a crash or a kill, and
 * finds what programs that ended so have left there. */
#pragma once

#include "experiment/session.h"

G_BEGIN_DECLS

typedef struct _ThetaAutosave ThetaAutosave;

/* Begins to keep what @session holds in @directory (NULL: "thetascope" in the user's
 * state directory), half a second after every change, and what is looked at within
 * seconds.  What nobody would miss, an
 * untouched beginning without a file, is not kept.  Errors: IO. */
ThetaAutosave *theta_autosave_new (ThetaSession *session, const char *directory, GError **error);
/* Writes at once what waits. */
void theta_autosave_flush (ThetaAutosave *self);
/* The program ends as it should: nothing is kept any more. */
void theta_autosave_free (ThetaAutosave *self);

/* What a program left behind that did not end as it should. */
typedef struct
{
  ThetaExperiment *experiment;
  char *path;  /* of its file, or NULL */
  gint64 time; /* of its last change, in seconds since 1970 */
  char *stem;
  int lock;
} ThetaLeftover;

/* The newest one, or NULL; what programs that still run keep is not found.  It is
 * held: nobody else finds it before theta_leftover_free(). */
ThetaLeftover *theta_autosave_find (ThetaAutosave *self);
/* Frees it; @forget: for good. */
void theta_leftover_free (ThetaLeftover *self, gboolean forget);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaAutosave, theta_autosave_free)

G_END_DECLS
