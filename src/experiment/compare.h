/* Several runs side by side. */
#pragma once

#include "experiment/results.h"

G_BEGIN_DECLS

/* A setting that is not the same in all of the runs. */
typedef struct
{
  char *key;     /* "Weights.Method" */
  char **values; /* one a run, as the file writes them; NULL-terminated */
} ThetaDifference;

/* The settings that differ among @runs (of ThetaResults), in the order of the file;
 * the experiments' names are left out.  Of ThetaDifference. */
GPtrArray *theta_compare_settings (const GPtrArray *runs);

/* The ids of all models of @runs, each once, sorted by their mean squared error over
 * the runs that have them.  Of char *. */
GPtrArray *theta_compare_models (const GPtrArray *runs);

typedef enum
{
  THETA_VERDICT_NONE,  /* no such models, or fewer than two folds: nothing to test */
  THETA_VERDICT_WIN,   /* the WNTK's squared error is lower, p < 0.05 of the corrected test */
  THETA_VERDICT_TIE,   /* no difference is found */
  THETA_VERDICT_LOSS   /* it is higher */
} ThetaVerdict;

/* The first WNTK of a run against the NTK and against the one with tuned λ. */
typedef struct
{
  char *data;        /* "wine" */
  guint run;         /* its place among the runs */
  ThetaVerdict ntk, tuned;
  double p_ntk, p_tuned; /* NaN where there is no verdict */
} ThetaBout;

typedef struct
{
  GPtrArray *bouts;      /* of ThetaBout, one a data set */
  ThetaTally ntk, tuned; /* over the bouts that have a verdict */
} ThetaScore;

/* Of several runs on the same data the first counts. */
ThetaScore *theta_score_new (const GPtrArray *runs);
void theta_score_free (ThetaScore *self);
/* One sentence that names wins, ties and losses, newly allocated. */
char *theta_score_sentence (const ThetaScore *self);
/* "win, p = 0.02", "tie, p = 0.4", "not tested"; newly allocated. */
char *theta_verdict_text (ThetaVerdict verdict, double p);

/* All of this as text for a terminal: models × runs, settings, score.  @names: one a
 * run.  Newly allocated. */
char *theta_compare_text (const GPtrArray *runs, const char *const *names);
/* The same as one JSON document; @ids: one a run. */
char *theta_compare_json (const GPtrArray *runs, const gint64 *ids, const char *const *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaScore, theta_score_free)

G_END_DECLS
