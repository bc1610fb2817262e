/* The story of a learning as charts: what a window shows live and a report at the end. */
#pragma once

#include "figure/chart.h"
#include "learn/weights.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_CURVES_SHARES,   /* a_l / Σa */
  THETA_CURVES_WEIGHTS,  /* a_l on a logarithmic axis */
  THETA_CURVES_EVIDENCE, /* minus the log marginal likelihood, where it is the aim */
  THETA_CURVES_ERROR,    /* squared errors, the one that is minimised first */
  THETA_CURVES_ACCURACY  /* the same of the accuracies */
} ThetaCurvesKind;

/* The rows that no learner saw, asked at every iteration; borrowed, NULL: not asked. */
typedef struct
{
  guint count;
  const double *error, *accuracy; /* count values each */
} ThetaHeldOut;

typedef struct
{
  ThetaChart chart;    /* of series; the axis ends at the last iteration */
  ThetaSeries *series; /* names are static, or the layers' */
  const char *title;   /* static */
  GPtrArray *owned;    /* of the names and values that are ours */
} ThetaCurves;

/* The chart of one kind; NULL where @history knows nothing to draw in it.  @training:
 * the error on the rows fitted, too.  @held_out may be NULL.  Layer names are those of
 * @network; the loss that the method minimises is a full line, all others are dashed. */
ThetaCurves *theta_curves_new (ThetaCurvesKind kind, const ThetaHistory *history,
                               const ThetaNetwork *network, const ThetaPalette *palette,
                               gboolean training, const ThetaHeldOut *held_out);
void theta_curves_free (ThetaCurves *self);

/* Σ a_l after iteration @i. */
double theta_curves_sum (const ThetaHistory *history, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaCurves, theta_curves_free)

G_END_DECLS
