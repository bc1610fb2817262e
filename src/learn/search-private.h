/* L-BFGS by way of NLopt (Liu and Nocedal 1989) over a few variables in a box,
 * with the stop rules of the experiment file. */
#pragma once

#include "learn/weights.h"

G_BEGIN_DECLS

typedef struct _ThetaSearch ThetaSearch;

struct _ThetaSearch
{
  guint n; /* variables */
  /* The value at @x and its gradient (n, or NULL).  NUMERIC errors after the first
   * point are steps too far, others end the search. */
  gboolean (*evaluate) (gpointer data, const double *x, double *value, double *gradient,
                        GError **error);
  /* A point that lowered the value; number 0 is the start. */
  void (*improved) (gpointer data, guint number, double value);
  gpointer data;
  /* For the search's own use. */
  const ThetaWeightOptions *options;
  double first, best;
  guint evaluations, improvements, best_at;
  gboolean stopped;
  gpointer optimizer;
  GError *error;
};

/* Runs from @x between @low and @high (n each).  Ends after options->iterations points that
 * lowered the value (or twice as many evaluations and ten), where the value no
 * longer moves (a relative options->tolerance with Stop=tolerance, 1e-7
 * otherwise), with Stop=patience after options->patience evaluations without a
 * lower value.  The best point is the last that improved() was told.  Errors:
 * evaluate's; NUMERIC where the first value is not a number. */
gboolean theta_search_run (ThetaSearch *self, const ThetaWeightOptions *options, double *x,
                           const double *low, const double *high, GError **error);

G_END_DECLS
