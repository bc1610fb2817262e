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
#define THETA_PASS_SLACK 64
/* Doubles of a vector. */
#define THETA_PASS_LANES 8
/* Terms of a ThetaAngleFit at most. */
#define THETA_ANGLE_TERMS 1024
/* A moment is the sum of T_j(t) T_km(t), j < k = THETA_ANGLE_STEP. */
#define THETA_ANGLE_STEP 8

/* g_l(θ) of every layer as a polynomial in t = 2θ/π − 1; see cpu-angle.h. */
typedef struct
{
  uint32_t layers;
  uint32_t terms;       /* degree + 1 */
  bool chebyshev;       /* coefficients of T_k(t), otherwise of t^k */
  double *coefficients; /* layers × terms, owned */
  uint32_t doubles;     /* lower powers of t that float32 storage takes in float64 */
  float *rounded;       /* layers × terms: the coefficients for the others, owned */
  uint32_t giants;      /* multiples of T_k that the moments take */
  double *products;     /* layers × giants × THETA_ANGLE_STEP: of T_j T_km, owned */
} ThetaAngleFit;

/* Pieces of ThetaPieces, and their degree at most. */
#define THETA_PIECES 16
#define THETA_PIECE_DEGREE 32

/* g_l(θ) of every layer in pieces; see cpu-pieces.h.  With s from −1 to 1 on a piece,
 * coefficient k of s^k of all pieces stands in one row. */
typedef struct
{
  uint32_t layers;
  uint32_t degree;
  double *full;  /* layers × (degree + 1) × PIECES, owned */
  float *single; /* layers × (degree + 2) × PIECES, owned: what c_0 lost, then c_0 … */
} ThetaPieces;

/* From cosines straight to stored entries; see cpu-pass-pieces.c.  NULL where the vectors
 * hold no coefficient of all pieces. */
typedef struct
{
  /* out[l][k] := weight · weights[k] · g_l of the angle whose cosine is rho[k]; returns how
   * many have |rho| > @near, whose entries lose digits.  Reads rho and weights
   * THETA_PASS_SLACK past the end; writes exactly count. */
  size_t (*fill) (const ThetaPieces *pieces, size_t count, const double *rho, double near,
                  double weight, const double *weights, double *const *out);
  size_t (*fill_single) (const ThetaPieces *pieces, size_t count, const double *rho, double near,
                         double weight, const double *weights, float *const *out);
} ThetaPiecesPass;

/* Loops over what a set keeps beside doubles: float32 entries, and angles; see
 * cpu-pass-set.c. */
typedef struct
{
  /* As ThetaPass.polynomials, of powers of t, to float32. */
  void (*polynomials) (const ThetaAngleFit *fit, size_t count, const double *theta, double weight,
                       const double *weights, float *const *out);
  void (*narrow) (size_t count, const double *x, float *out);
  void (*scale) (size_t count, double weight, const float *x, double *out); /* out := w x */
  void (*add) (size_t count, double weight, const float *x, double *out);   /* out += w x */
  double (*dot) (size_t count, const double *x, const float *y);
  /* Σ (x − sign · y)² */
  double (*distance) (size_t count, const float *x, double sign, const float *y);
  /* theta[k] := acos(rho[k]) in float32, rho clamped to [−1, 1]; returns how many have
   * |rho| > @near. */
  size_t (*angles) (size_t count, const float *rho, float near, float *theta);
  /* g[k] := Σ_j c[j] t_k^j in float32, t = 2 theta/π − 1.  Reads and writes up to
   * 2 THETA_PASS_SLACK past the end. */
  void (*evaluate) (uint32_t terms, const float *c, size_t count, const float *theta, float *g);
  /* y += x0 g; returns Σ g x. */
  double (*apply) (size_t count, const float *g, double x0, const double *x, double *y);
  /* sums[m × STEP + j] += Σ_k m[k] weight weights[k] T_j(t_k) T_{STEP m}(t_k), t =
   * 2 theta/π − 1, in THETA_PASS_LANES parts each.  Reads exactly count ≤ CHUNK. */
  void (*moments) (uint32_t giants, size_t count, const double *theta, double weight,
                   const double *weights, const double *m, double *sums);
} ThetaSetPass;

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
  /* out := Σ_l a[l] x[l], every x read once */
  void (*weigh) (size_t count, uint32_t layers, const double *a, const double *const *x,
                 double *out);
  /* m += a x + b y */
  void (*add_two) (size_t count, double a, const double *x, double b, const double *y, double *m);
  /* Σ (x − sign · y)² */
  double (*distance) (size_t count, const double *x, double sign, const double *y);
  const ThetaSetPass *set;
  const ThetaPiecesPass *pieces;
} ThetaPass;

/* The fastest that this processor runs. */
const ThetaPass *theta_pass (void);
