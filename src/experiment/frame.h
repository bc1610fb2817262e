/* An immutable, reference-counted picture of a run in progress. */
#pragma once

#include "dataset/fold.h"
#include "experiment/experiment.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_STAGE_DATA,    /* reading */
  THETA_STAGE_KERNEL,  /* computing Θ_1 … Θ_L */
  THETA_STAGE_TUNING,  /* λ of the NTK */
  THETA_STAGE_WEIGHTS, /* learning a_l */
  THETA_STAGE_FITTING, /* other models, predictions */
  THETA_STAGE_DONE
} ThetaStage;

typedef struct
{
  ThetaStage stage;
  char *text;          /* "Learning the weights, fold 1 of 10" */
  guint fold, n_folds; /* fold counts from 0 */
  double fraction;     /* of the whole run, 0 … 1, never falls */
  double seconds;      /* since the run began */
  double seconds_left; /* NaN while unknown */
  ThetaDataset *data;
  /* The kernels shown: the current fold's (at the end: the first fold's, learnt
   * weights of its WNTK).  NULL until there are some. */
  ThetaPicture *picture;
  ThetaKernel *kernel; /* for exact entries, thread-safe */
  guint picture_fold;    /* whose training rows prepared the columns behind them, and whose
                            weights A has */
  GPtrArray *folds;      /* of ThetaFold, NULL until they are drawn */
  ThetaMatrix *inputs;   /* the rows behind the kernels as the network sees them, where
                            somebody watches and there is room, or two columns; else NULL */
  double *weights;       /* layers of picture; the weights now */
  double ridge;          /* λ that belongs to them, NaN until it is known */
  float *total_raw;      /* Σ a_l Θ_l, bins × bins */
  float *total_cosine;
  GPtrArray *histories;  /* of ThetaHistory, one a fold so far, the last growing */
} ThetaFrame;

ThetaFrame *theta_frame_ref (ThetaFrame *self);
void theta_frame_unref (ThetaFrame *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaFrame, theta_frame_unref)

G_END_DECLS
