/* The models that are compared: each fitted on training rows, asked on test
 * rows. */
#pragma once

#include "learn/weights.h"

G_BEGIN_DECLS

typedef struct
{
  double ridge;     /* absolute λ; NaN for the majority class */
  double *weights;  /* L, NULL where the model has no layers */
  guint layers;
  ThetaSolved solved;
  ThetaTuning tuning; /* of λ; its eigenvalues are @solved's where it was not tuned */
  guint n_test;
  double *outputs;  /* n_test × outputs */
  int *predicted;   /* n_test classes */
  ThetaMetrics metrics;
  ThetaHistory *history; /* NULL where nothing was learnt iteratively */
  GPtrArray *notes;      /* of char *: sentences such as "the kernel is zero" */
} ThetaFit;

/* Fits the model that @id names — majority, ntk, ntk-tuned, best-layer, layer:NUMBER,
 * rbf, laplacian, wntk, wntk:METHOD — and asks it for @test.  "ntk": uniform weights
 * 1, λ = problem->ridge.  "ntk-tuned": λ by leave-one-out.  "best-layer": the method of
 * that name; "layer:3": the kernel of layer 3 alone, λ by leave-one-out.  "rbf",
 * "laplacian": ridge regression on the inputs (problem->inputs), bandwidth and λ by
 * leave-one-out; no weights.  A predictor that says one class only, and a
 * zero kernel, are named in notes. */
ThetaFit *theta_model_fit (const char *id, const ThetaProblem *problem,
                           const ThetaWeightOptions *options, const guint8 *test,
                           ThetaHistoryFunc func, gpointer user_data, GError **error);
void theta_fit_free (ThetaFit *self);
/* The condition number of A + λI (largest by smallest eigenvalue), within about a
 * tenth where it is estimated; NaN where it is not known (majority, conjugate gradients). */
double theta_fit_condition (const ThetaFit *self);

/* Whether @id names a model; otherwise VALUE, naming those there are. */
gboolean theta_model_check (const char *id, GError **error);
/* The layer, counted from 1, that "layer:NUMBER" names; 0 for other models. */
guint theta_model_layer (const char *id);
/* Whether it is a kernel of the distances between inputs: rbf, laplacian. */
gboolean theta_model_is_radial (const char *id);
/* "NTK, tuned λ" … newly allocated. */
char *theta_model_label (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaFit, theta_fit_free)

G_END_DECLS
