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
  THETA_SESSION_PROP_DEVICE, /* from here to OFFERS_CPU: session-device.c */
  THETA_SESSION_PROP_DEVICE_DETAIL,
  THETA_SESSION_PROP_DEVICE_WARNING,
  THETA_SESSION_PROP_OFFERS_CPU,
  THETA_SESSION_PROP_DURATION,
  THETA_SESSION_PROP_CAN_UNDO, /* from here to MODIFIED: session-undo.c */
  THETA_SESSION_PROP_CAN_REDO,
  THETA_SESSION_PROP_UNDO_TEXT,
  THETA_SESSION_PROP_REDO_TEXT,
  THETA_SESSION_PROP_PATH,
  THETA_SESSION_PROP_MODIFIED,
  THETA_SESSION_PROP_PAUSED,
  THETA_SESSION_PROP_COMPARING,
  THETA_SESSION_N_PROPS
} ThetaSessionProp;

typedef struct _ThetaStep ThetaStep;

/* What is being opened: data for the present experiment, whose reading may be doubtful
 * or was chosen, or an experiment of its own. */
typedef enum
{
  THETA_OPENING_DATA,
  THETA_OPENING_CHOSEN,
  THETA_OPENING_FRESH,
  THETA_OPENING_LINK
} ThetaOpening;

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
  char *opened;     /* the path that is being opened, or NULL */
  ThetaOpening kind;
  char *load_error; /* why there is no dataset, or NULL */
  ThetaFrame *frame;
  ThetaResults *results;
  GCancellable *load, *run; /* of what is under way, or NULL */
  GCancellable *compare;
  gboolean paused;
  gboolean stale, offers_cpu;
  char *problem;
  double duration;
  double correction; /* how much longer the last run took than was estimated */
  GPtrArray *undo, *redo; /* of ThetaStep, the next one last */
  char *path;             /* of the experiment's file, or NULL */
  ThetaExperiment *saved; /* what stands there, or what there was at first; NULL: nothing does */
  ThetaFallbacks fallbacks;
  ThetaExperiment *filled, *filled_of; /* of the fallbacks and of this experiment, or NULL */
  ThetaViewFunc view_func; /* NULL: nothing is looked at */
  gpointer view_data;
};

void theta_session_notify (ThetaSession *self, ThetaSessionProp prop);
/* Takes the results of a run, or of a past one, and shows @frame with them. */
void theta_session_take_results (ThetaSession *self, ThetaResults *results, ThetaFrame *frame);
/* The worker's ThetaFrameFunc. */
void theta_session_on_frame (ThetaFrame *frame, gpointer session);
/* Emit "finished" and "stopped". */
void theta_session_tell_finished (ThetaSession *self, ThetaResults *results);
void theta_session_tell_stopped (ThetaSession *self, const char *where);
/* Emits "failed". */
void theta_session_fail (ThetaSession *self, const char *message);
/* Emits "opened" for the path that is being opened, or "doubtful". */
void theta_session_tell_opened (ThetaSession *self, const char *path);
void theta_session_tell_doubtful (ThetaSession *self, const char *path);
/* Forgets what was filled in. */
void theta_session_clear_filled (ThetaSession *self);
/* Emits "view" where the experiment has one. */
void theta_session_tell_view (ThetaSession *self);
/* Brings "stale" and "problem" up to date with the rest. */
void theta_session_update (ThetaSession *self);
/* Runs @experiment, not paused. */
void theta_session_start (ThetaSession *self, ThetaExperiment *experiment);
/* Reads the data of @experiment; what was being read before is forgotten. */
void theta_session_load (ThetaSession *self, ThetaExperiment *experiment);

/* Reads the data of @experiment, which follows the present one when they are there. */
void theta_session_open_data (ThetaSession *self, ThetaExperiment *experiment, const char *path,
                              ThetaOpening kind);
/* Takes the experiment and reads its data where they are others; the way back is
 * the caller's. */
void theta_session_take (ThetaSession *self, ThetaExperiment *experiment);

/* session-undo.c */
void theta_step_free (gpointer data);
/* Before @next takes the place of the experiment: by a change, or by opening @path
 * (NULL: data or a link, which begin an experiment that has no file). */
void theta_session_record (ThetaSession *self, const ThetaExperiment *next);
void theta_session_record_opened (ThetaSession *self, ThetaExperiment *next, const char *path);
/* FALSE where the property is none of the way back. */
gboolean theta_session_get_undo_property (ThetaSession *self, guint id, GValue *value);

/* session-device.c */
void theta_session_add_device_properties (GParamSpec **props);
/* FALSE where the property is not about the device. */
gboolean theta_session_get_device_property (ThetaSession *self, guint id, GValue *value);
/* After a run, with its error or NULL. */
void theta_session_device_used (ThetaSession *self, const GError *error);

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
