/* The general path of the dense limit: the recursion from layer to layer for every
 * pair, for networks with biases and activations that are no function of the
 * angle alone.  What it does with a tile of the Gram matrix; the inner loops are
 * those of cpu-pass-chain.c. */
#pragma once

#include "device/cpu-pass-chain.h"
#include "device/cpu-private.h"

/* One side of the pairs. */
typedef struct
{
  size_t rows;
  const double *u;               /* rows × d, scaled so that their Gram is Σ^(1) − σ_b² */
  double *p;                     /* rows (and slack): Σ^(1)(x, x) − σ_b² */
  double **state;                /* layers: what the steps read of a row; see ThetaChain */
  const ThetaMehlerRows *series; /* SERIES only */
} ThetaChainSide;

typedef struct
{
  const ThetaDenseLimit *spec;
  const ThetaPass *pass;
  const ThetaChainPass *chain;
  const ThetaKernelSet *set;
  size_t d;
  ThetaChainSide x, y;
  double inverse[THETA_MAX_TERMS]; /* 1/(k + 1) */
} ThetaChainLimit;

/* Whether @spec takes this path. */
bool theta_chain_takes (const ThetaDenseLimit *spec);
/* Multiply-adds of one pair, roughly. */
double theta_chain_cost (const ThetaDenseLimit *spec);
/* Doubles of working memory that a thread needs for theta_chain_tile. */
size_t theta_chain_work (const ThetaDenseLimit *spec);
/* Fills p and state of @side for rows [i0, i1) from its scaled rows. */
void theta_chain_prepare (const ThetaDenseLimit *spec, size_t d, const ThetaChainSide *side,
                          size_t i0, size_t i1);
/* Rows [i0, i1) against columns [j, j + width) from their Gram entries (@stride
 * apart, overwritten); a TRIANGLE takes columns up to the diagonal. */
void theta_chain_tile (const ThetaChainLimit *self, size_t i0, size_t i1, size_t j, size_t width,
                       double *gram, size_t stride, double *work);
