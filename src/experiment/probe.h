/* Questions about layer weights that no run is needed for: what weights chosen by hand
 * are worth on the training rows, what A and the decisions look like with them, and how
 * the held-out rows fared while weights were learnt. */
#pragma once

#include "experiment/frame.h"
#include "learn/weights.h"

G_BEGIN_DECLS

/* Above this the leave-one-out error is taken on a stratified part of the rows, so that
 * an answer follows a slider. */
#define THETA_PROBE_ROWS 2000

typedef enum
{
  THETA_ASK_ERROR = 1 << 0,   /* the leave-one-out error and accuracy */
  THETA_ASK_TOTAL = 1 << 1,   /* the picture of A */
  THETA_ASK_MAP = 1 << 2,     /* the decisions over the plane of two-dimensional data */
  THETA_ASK_HELD_OUT = 1 << 3 /* error and accuracy on the fold's test rows, at every
                                 iteration of a history */
} ThetaAsk;

typedef struct
{
  guint what;                  /* of ThetaAsk */
  ThetaFrame *frame;           /* has a kernel, folds and λ */
  ThetaExperiment *experiment; /* the frame's */
  double *weights;             /* layers of the frame's picture */
  double ridge;                /* λ, absolute */
  ThetaHistory *history;       /* of THETA_ASK_HELD_OUT, else NULL */
} ThetaQuestion;

/* Takes references; copies @weights.  NULL where @frame has no kernel to ask. */
ThetaQuestion *theta_question_new (guint what, ThetaFrame *frame, ThetaExperiment *experiment,
                                   const double *weights, double ridge, ThetaHistory *history);
void theta_question_free (ThetaQuestion *self);

/* The decisions at side × side points, row by row from low y; the corners are points. */
typedef struct
{
  guint side;
  double x_min, x_max, y_min, y_max; /* in units of the frame's inputs */
  int *classes;
  float *certainty; /* 0 … 1: |f|, or the largest output above the second */
} ThetaPlane;

typedef struct
{
  double error, accuracy; /* NaN where not asked for */
  guint rows, all_rows;   /* that the error was taken on, and that train */
  float *total;           /* cosine of A, bins × bins */
  ThetaPlane *plane;      /* NULL too where there are too many rows for it */
  guint count;            /* of the held-out figures: iterations */
  double *held_out_error, *held_out_accuracy;
} ThetaAnswer;

void theta_answer_free (ThetaAnswer *self);

/* Answers on one device, on its thread; keeps the kernels between the plane and the
 * rows from one question to the next. */
typedef struct _ThetaProber ThetaProber;
ThetaProber *theta_prober_new (ThetaDevice *device);
void theta_prober_free (ThetaProber *self);
/* Errors: those of the ridge regression; cancelled by the device's poll function. */
ThetaAnswer *theta_prober_ask (ThetaProber *self, const ThetaQuestion *question, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaQuestion, theta_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaAnswer, theta_answer_free)

G_END_DECLS
