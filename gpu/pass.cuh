/* One pass of the dense limit: panels of the Gram matrix by cuBLAS, small enough to stay in
 * the cache, each followed by a kernel that takes its pairs to all layers at once and
 * writes every Θ_l once. */
#pragma once

#include "set-view.cuh"

/* One side of the pairs; device memory. */
typedef struct
{
  size_t rows;
  double *u;     /* rows × d: unit rows, or rows scaled to give Σ^(1) − σ_b² */
  double *p;     /* rows: √scale |x|; general path: Σ^(1)(x, x) − σ_b² */
  double *state; /* general path: layers × rows, see theta_dual_state() */
  /* SERIES: one layer after the other. */
  const double *means;  /* (layers − 1) × rows */
  const double *slopes; /* of x rows × terms, of y terms × rows */
} ThetaLimitSide;

typedef struct
{
  ThetaSetView view; /* of the set that is filled */
  ThetaDual dual;
  uint32_t depth, terms; /* terms: fast path */
  bool general, apart, chebyshev;
  double alpha, beta, variance, bias;
  const double *coefficients; /* fast path: layers × terms */
  const uint32_t *series_terms; /* SERIES: depth − 1; and 1/(k + 1) */
  const double *inverse;
  size_t d;
  ThetaLimitSide x, y;
  /* The panel: rows [i0, i0 + height), columns [j0, j0 + width), row-major. */
  double *gram;
  size_t i0, j0, height, width;
} ThetaLimitPass;

/* Launches what takes the panel's pairs to the layers (pass-angle.cu, pass-chain.cu). */
void theta_pass_angle (ThetaCudaDevice *self, const ThetaLimitPass *pass);
void theta_pass_chain (ThetaCudaDevice *self, const ThetaLimitPass *pass);

/* Whether pair (i, j) is in the panel and is stored. */
THETA_DEVICE bool
theta_pass_has (const ThetaLimitPass *pass, size_t i, size_t j)
{
  return i < pass->i0 + pass->height && j < pass->j0 + pass->width
         && theta_view_has (&pass->view, i, j);
}

THETA_DEVICE double
theta_pass_gram (const ThetaLimitPass *pass, size_t i, size_t j)
{
  return pass->gram[(i - pass->i0) * pass->width + (j - pass->j0)];
}

/* |x − scale · y|² of the rows that both sides keep. */
THETA_DEVICE double
theta_pass_distance (const ThetaLimitPass *pass, size_t i, double scale, size_t j)
{
  const double *x = pass->x.u + i * pass->d, *y = pass->y.u + j * pass->d;
  double sum = 0;

  for (size_t k = 0; k < pass->d; k++)
    {
      double difference = x[k] - scale * y[k];

      sum += difference * difference;
    }
  return sum;
}

THETA_DEVICE void
theta_pass_store (const ThetaLimitPass *pass, uint32_t array, size_t i, size_t j, double value)
{
  const ThetaSetView *view = &pass->view;
  size_t row = view->symmetric ? theta_triangle_offset (i, view->pad)
                               : theta_rectangle_offset (i, view->cols, view->pad);
  size_t at = (size_t) array * view->entries + row + j;

  if (view->single)
    ((float *) view->memory)[at] = (float) value;
  else
    ((double *) view->memory)[at] = value;
}
