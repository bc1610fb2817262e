/* One step of Algorithm 1 in each of its forms (DESIGN 4.5). */
#pragma once

#include "learn/weights.h"

G_BEGIN_DECLS

typedef struct
{
  const ThetaWeightOptions *options;
  guint layers, count;   /* steps taken */
  double *w;             /* the parameter behind each weight: a, w or log a */
  double *mean, *square; /* Adam's running moments */
} ThetaStep;

/* @a: the initial weights, none negative for the forms square and log. */
void theta_step_init (ThetaStep *self, const ThetaWeightOptions *options, guint layers,
                      const double *a);
void theta_step_clear (ThetaStep *self);
/* ∂loss/∂parameter of layer @l from Δ = ∂loss/∂a: plain Δ, square 2wΔ, log aΔ; scaled
 * aΔ, with which it moves a itself. */
double theta_step_gradient (const ThetaStep *self, guint l, double a, double delta);
/* Moves @a against @delta, which is multiplied by @scale first.  Plain is clipped at
 * 0 where options->clip, scaled always.  Returns the largest change relative to the
 * largest weight. */
double theta_step_take (ThetaStep *self, double *a, const double *delta, double scale);

G_END_DECLS
