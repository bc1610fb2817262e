/* The inner loops.  cpu-pass.c and cpu-pass-chain.c are compiled once for each
 * instruction set, with their own flags (-O3 -ffast-math, vector mathematics of
 * glibc's libmvec), and chosen at run time; nothing else is compiled that way. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Pairs that one call takes at most. */
#define THETA_PASS_CHUNK 256
/* Slack after every array that a call reads or writes in whole vectors. */
#define THETA_PASS_SLACK 32

/* g_l(θ) of every layer as a polynomial in t = 2θ/π − 1; see cpu-angle.h. */
typedef struct
{
  uint32_t layers;
  uint32_t terms;       /* degree + 1 */
  bool chebyshev;       /* coefficients of T_k(t), otherwise of t^k */
  double *coefficients; /* layers × terms, owned */
} ThetaAngleFit;

typedef struct
{
  const char *name;
  /* theta[k] := acos(rho[k]), rho clamped to [−1, 1]; returns how many have
   * |rho| > @near. */
  size_t (*angles) (size_t count, const double *rho, double near, double *theta);
  /* out[l][k] := weight · weights[k] · g_l(theta[k]).  Reads theta and weights
   * THETA_PASS_SLACK past the end; writes exactly count. */
  void (*polynomials) (const ThetaAngleFit *fit, size_t count, const double *theta, double weight,
                       const double *weights, double *const *out);
  void (*scale) (size_t count, double weight, const double *x, double *out); /* out := w x */
  void (*add) (size_t count, double weight, const double *x, double *out);   /* out += w x */
  double (*dot) (size_t count, const double *x, const double *y);
  /* m += a x + b y */
  void (*add_two) (size_t count, double a, const double *x, double b, const double *y, double *m);
  /* Σ (x − sign · y)² */
  double (*distance) (size_t count, const double *x, double sign, const double *y);
} ThetaPass;

/* The fastest that this processor runs. */
const ThetaPass *theta_pass (void);
