/* What the tables of a Mehler series are made with. */
#pragma once

#include "network/activation.h"

G_BEGIN_DECLS

/* The trapezoidal rule on the line for E[f(z)], z ~ N(0, 1), at z = ±(j + ½)h: its
 * error falls as exp(−2π y/h) for a function that is analytic in |Im z| < y.
 * Hermite polynomials come beside it, block after block, as Hermite functions: half
 * of the Gaussian stays with them, so that no order overflows. */
typedef struct
{
  guint count;
  double *z, *weight; /* count each; the weights hold the Gaussian */
  guint order;        /* of the next block's first column */
  double *before, *now;
} ThetaHermite;

void theta_hermite_init (ThetaHermite *self, guint count);
void theta_hermite_clear (ThetaHermite *self);
/* The next block starts with order 0. */
void theta_hermite_restart (ThetaHermite *self);
/* @out (count × columns) := weight · He_k(z)/√k! for the next @columns orders k. */
void theta_hermite_next (ThetaHermite *self, guint columns, double *out);

/* Tails relative to E[σ'²]: what is aimed at, and what is refused. */
#define THETA_TAIL_WANTED 1e-13
#define THETA_TAIL_ALLOWED 1e-8
/* Columns that .columns has room for. */
#define THETA_EXPANSION_COLUMNS 512

/* The expansion of an activation's σ'(√q z) for one layer after the other. */
typedef struct
{
  const ThetaNetwork *network; /* borrowed */
  ThetaSmooth *function;
  guint layer; /* set by the caller; for sentences */
  ThetaHermite hermite;
  double *columns; /* hermite.count × THETA_EXPANSION_COLUMNS */
} ThetaExpansion;

/* At one q: E[σ(u)], E[σ(u)²], E[σ'(u)²] and the parts of it that even and odd terms
 * have; the largest part that an outermost node has. */
typedef struct
{
  double mean, square, slope_square, part[2], outermost;
} ThetaMoments;

/* Errors: PARSE. */
gboolean theta_expansion_init (ThetaExpansion *self, const ThetaNetwork *network, GError **error);
void theta_expansion_clear (ThetaExpansion *self);

/* Nodes and terms for a layer whose hardest variance is @q.  Errors: VALUE, naming the
 * layer and @q: the function is not finite, grows too fast, is not smooth enough, or
 * THETA_MAX_TERMS terms leave more than THETA_TAIL_ALLOWED. */
gboolean theta_expansion_choose (ThetaExpansion *self, double q, guint32 *terms, GError **error);
/* σ' at the nodes in @slopes, and the moments at @q.  Errors: VALUE. */
gboolean theta_expansion_evaluate (const ThetaExpansion *self, double q, double *slopes,
                                   ThetaMoments *moments, GError **error);
/* The last even and the last odd of @terms slopes take over what all later ones of their
 * parity hold at ρ = ±1: equal and opposite rows become exact, and elsewhere the later
 * terms and the two differ by at most twice what the two hold, which is returned. */
double theta_expansion_fold (const ThetaMoments *moments, guint terms, double *slopes);

/* What the bound reads of the rows of one side: for each layer below the last an
 * array of E[σ'²] (the slopes' sum of squares), of what the two last slopes hold of it,
 * which stand for the whole tail, and of Σ_k k slopes_k²/q; variance has one more. */
typedef struct
{
  gsize rows;
  const double *const *variance, *const *square, *const *tail, *const *bend;
} ThetaSeriesRows;

/* The largest difference that the truncated series can make to an entry of a layer's
 * kernel, relative to the layer's largest diagonal entry; no first-order argument.
 * @terms: depth − 1 numbers. */
double theta_series_bound (const ThetaNetwork *network, const guint32 *terms,
                           const ThetaSeriesRows *sides, guint n_sides);

G_END_DECLS
