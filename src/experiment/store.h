/* The store of past runs: one SQLite file in the user's data folder, shared by the
 * window and the command line.  Every change is a transaction in a write-ahead log:
 * a program that is killed in the middle of one leaves the runs before it as they
 * were.  A store belongs to one thread at a time; several may have the file open. */
#pragma once

#include "experiment/results.h"

G_BEGIN_DECLS

typedef struct _ThetaStore ThetaStore;

typedef struct
{
  gint64 id;        /* counts from 1; a number is never given twice */
  gint64 finished;  /* µs since the beginning of 1970, UTC */
  char *name;       /* "Wine (Iris)": the experiment's and that of its data */
  char *device;     /* "CPU" */
  double seconds;   /* that the run took */
  char *experiment; /* its text, with whole paths */
  char *sentence;   /* what was found */
  char *note;       /* a person's, or "" */
  char *results;    /* results.json; NULL in a list */
  double accuracy, error; /* means of its WNTK, in a list; NaN where they are not known */
} ThetaPastRun;

void theta_past_run_free (ThetaPastRun *self);
/* @results as a run of the store that finished now; id 0. */
ThetaPastRun *theta_past_run_new (const ThetaResults *results);
/* "2026-11-25 14:03", local time, newly allocated. */
char *theta_past_run_date (const ThetaPastRun *self);
/* Whether every word of @filter occurs in its name, note, sentence, device, date or
 * experiment, in whatever case; NULL and "" take all. */
gboolean theta_past_run_matches (const ThetaPastRun *self, const char *filter);
/* What the run found, without predictions and kernels.  Errors: PARSE, VALUE. */
ThetaResults *theta_past_run_read (const ThetaPastRun *self, GError **error);

/* Where the file lies: $THETASCOPE_HISTORY, else thetascope/history.db in the user's
 * data folder.  NULL where $THETASCOPE_HISTORY is "none": nothing is kept.  Newly
 * allocated. */
char *theta_store_path (void);

/* Opens the file, makes it where there is none and brings it up to date.  Errors: IO
 * (it cannot be written, is something else, or was written by a newer program). */
ThetaStore *theta_store_open (const char *path, GError **error);
void theta_store_close (ThetaStore *self);

/* All of these fail with IO, and with VALUE for a run that is not there. */

/* Adds @run and sets its id. */
gboolean theta_store_add (ThetaStore *self, ThetaPastRun *run, GError **error);
/* Runs that match @filter (see theta_past_run_matches) and are not deleted, newest
 * first, without their results: ThetaPastRun. */
GPtrArray *theta_store_list (ThetaStore *self, const char *filter, GError **error);
/* One run with its results, deleted or not. */
ThetaPastRun *theta_store_get (ThetaStore *self, gint64 id, GError **error);
gboolean theta_store_set_note (ThetaStore *self, gint64 id, const char *note, GError **error);
/* Hides a run; theta_store_undelete() brings it back until theta_store_purge(). */
gboolean theta_store_delete (ThetaStore *self, gint64 id, GError **error);
gboolean theta_store_undelete (ThetaStore *self, gint64 id, GError **error);
/* Removes for good what was deleted before @time (as ThetaPastRun.finished).  Opening
 * does this for all that was deleted more than thirty days ago. */
gboolean theta_store_purge (ThetaStore *self, gint64 time, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaPastRun, theta_past_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaStore, theta_store_close)

G_END_DECLS
