/* The fast path of the dense limit: every Θ_l of a pair from the cosine of its rows, for
 * networks that are a function of the angle (cpu-angle.h).  What it does with a row of a
 * tile of the Gram matrix. */
#pragma once

#include "device/cpu-pieces.h"
#include "device/cpu-private.h"

typedef struct
{
  const ThetaPass *pass;
  ThetaAngleFit fit;  /* where @in_pieces is false */
  ThetaPieces pieces; /* where it is true */
  bool in_pieces;
  const ThetaKernelSet *set;
  size_t d;
  const double *x_unit, *y_unit; /* unit rows, d each */
  const double *x_norm, *y_norm; /* √scale |x|, with slack */
} ThetaAngleLimit;

/* Polynomials for what @kind and @precision keep.  False when there is no memory; clear
 * it either way. */
bool theta_angle_limit_init (ThetaAngleLimit *self, const ThetaDenseLimit *spec, ThetaSetKind kind,
                             ThetaPrecision precision);
void theta_angle_limit_clear (ThetaAngleLimit *self);
/* Columns [j, j + count) of row @i from their cosines, which are read THETA_PASS_SLACK past
 * the end. */
void theta_angle_limit_row (const ThetaAngleLimit *self, size_t i, size_t j, size_t count,
                            const double *rho);
