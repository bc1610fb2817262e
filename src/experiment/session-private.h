/* What the files of the session share. */
#pragma once

#include "experiment/session.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_SESSION_PROP_EXPERIMENT = 1,
  THETA_SESSION_PROP_DATASET,
  THETA_SESSION_PROP_RUNNING,
  THETA_SESSION_PROP_LOADING,
  THETA_SESSION_PROP_STAGE_TEXT,
  THETA_SESSION_PROP_FRACTION,
  THETA_SESSION_PROP_SECONDS_LEFT,
  THETA_SESSION_PROP_FRAME,
  THETA_SESSION_PROP_RESULTS,
  THETA_SESSION_PROP_STALE,
  THETA_SESSION_PROP_PROBLEM,
  THETA_SESSION_PROP_DEVICE,
  THETA_SESSION_PROP_DEVICE_DETAIL,
  THETA_SESSION_PROP_DEVICE_WARNING,
  THETA_SESSION_PROP_OFFERS_CPU,
  THETA_SESSION_PROP_DURATION,
  THETA_SESSION_N_PROPS
} ThetaSessionProp;

struct _ThetaSession
{
  GObject parent_instance;

  ThetaWorker *worker;
  ThetaExperiment *experiment;
  /* Data that are being opened: this becomes the experiment when they have been
   * read, so that a bad file takes nothing away.  Else NULL. */
  ThetaExperiment *opening;
  ThetaExperiment *shown; /* of the frame and the results, or NULL */
  ThetaDataset *dataset;
  char *load_error; /* why there is no dataset, or NULL */
  ThetaFrame *frame;
  ThetaResults *results;
  GCancellable *load, *run; /* of what is under way, or NULL */
  gboolean stale, offers_cpu;
  char *problem;
  double duration;
  double correction; /* how much longer the last run took than was estimated */
};

void theta_session_notify (ThetaSession *self, ThetaSessionProp prop);
/* Emits "failed". */
void theta_session_fail (ThetaSession *self, const char *message);
/* Brings "stale" and "problem" up to date with the rest. */
void theta_session_update (ThetaSession *self);
/* Reads the data of @experiment; what was being read before is forgotten. */
void theta_session_load (ThetaSession *self, ThetaExperiment *experiment);

/* What a callback of the worker needs; it may come when the session has gone. */
typedef struct
{
  GWeakRef session;
  GCancellable *cancellable; /* of the request: says whether it is still wanted */
} ThetaTicket;

ThetaTicket *theta_ticket_new (ThetaSession *session, GCancellable *cancellable);
void theta_ticket_free (ThetaTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaTicket, theta_ticket_free)

G_END_DECLS
