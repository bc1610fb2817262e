/* The inner loops of the general path: networks with biases and activations that
 * are no function of the angle alone.  Compiled like cpu-pass.c, once for each
 * instruction set. */
#pragma once

#include "device/cpu-pass.h"
#include "device/device.h"

/* Columns that a series takes at once: its tables then stay in cache. */
#define THETA_SERIES_CHUNK 32

/* One row x against a chunk of others x'.  What a step reads of each row is its
 * "state": Σ(x, x) for the smooth closed forms, √Σ for the piecewise linear,
 * 1/√Σ (0 for a zero row) for the series. */
typedef struct
{
  ThetaDual dual;
  uint32_t layers;
  bool apart;
  double variance, bias; /* σ_w², σ_b² */
  double alpha, beta;    /* PIECEWISE */
  const double *state;          /* layers: of x */
  const double *const *states;  /* layers pointers: of the chunk */

  /* SERIES, layers − 1 each */
  const uint32_t *terms;
  const double *mean;           /* of x */
  const double *const *means;   /* of the chunk */
  const double *const *slopes;  /* of x: terms */
  const double *const *packed;  /* of the chunk: terms × THETA_SERIES_CHUNK */
  const double *inverse;        /* 1/(k + 1), THETA_MAX_TERMS of them */
} ThetaChain;

typedef struct
{
  /* gap[k] := q11 q22 − q12² of the first layer, q11 = p11 + bias and so on;
   * returns how many pairs are so nearly parallel that p11 p22 − p12² lost digits:
   * it is below @near p11 p22. */
  size_t (*gaps) (size_t count, double p11, const double *p22, const double *p12, double bias,
                  double near, double *gap);
  /* out[l][k] := Θ_l of the pairs (apart: weight and bias alternate), from
   * @sigma = Σ^(1) − σ_b² and @gap, both overwritten.  At most THETA_PASS_CHUNK
   * pairs, a series THETA_SERIES_CHUNK. */
  void (*chain) (const ThetaChain *chain, size_t count, double *sigma, double *gap,
                 double *const *out);
} ThetaChainPass;

/* The fastest that this processor runs. */
const ThetaChainPass *theta_chain_pass (void);
