/* What kernels read of a set, and the tiles that they walk over it.
 *
 * A subtile is THETA_SUB × THETA_SUB entries; a tile is a square of up to
 * THETA_SUBS_MAX² subtiles, which one block works on.  Tiles of a symmetric set are those
 * of its lower triangle, numbered row after row: 0 is (0, 0), 1 (1, 0), 2 (1, 1) … */
#pragma once

#include "device/dual-formula.h"

#include "cuda-private.h"
#include "launch.h"

#define THETA_SUB 32
#define THETA_SUBS_MAX 4
/* Threads of a block over subtiles: THETA_SUB columns × THETA_LINES rows; each has the
 * entries of one column in rows THETA_LINES apart. */
#define THETA_LINES 8
#define THETA_EACH (THETA_SUB / THETA_LINES)
#define THETA_THREADS (THETA_SUB * THETA_LINES)

typedef struct
{
  void *memory;
  const double *norm, *fit; /* ANGLE, ROWS */
  size_t rows, cols, entries, pad;
  uint32_t layers, terms;
  bool symmetric, angle, single, chebyshev; /* angle: entries are polynomials of one */
  /* ROWS: @memory holds the angles of some rows, @stride apart, made before they are read:
   * of row i from row @window of it on, or where @places (rows) is given of the row at
   * place @window. */
  bool made;
  bool unit_single; /* the rows are float32; @single: the angles too */
  const void *unit; /* rows × d */
  size_t d, window, stride, made_end; /* made_end: in rows of tiles */
  const uint32_t *places;
  uint32_t subs;      /* subtiles on a tile's side */
  size_t down, across; /* tiles on the set's sides */
} ThetaSetView;

/* One matrix made of a set's layers: layer @layer where @a is NULL, else Σ a_l Θ_l.  @a
 * is device memory: layers weights, for an ANGLE the coefficients of the sum. */
typedef struct
{
  const double *a;
  uint32_t layer;
} ThetaPicture;

/* ---- on the host ---- */

static inline ThetaSetView
theta_set_view (const ThetaKernelSet *set)
{
  size_t n = set->rows > set->cols ? set->rows : set->cols, side;
  ThetaSetView view = {};

  view.memory = set->memory;
  view.norm = set->norm;
  view.fit = set->fit_coefficients;
  view.rows = set->rows;
  view.cols = set->cols;
  view.entries = set->entries;
  view.made = set->kind == THETA_SET_ROWS;
  view.unit_single = view.made && set->precision == THETA_PRECISION_SINGLE;
  view.single = !view.made && set->precision == THETA_PRECISION_SINGLE;
  view.pad = view.single ? THETA_PAD_SINGLE : THETA_PAD_DOUBLE;
  view.layers = set->layers;
  view.terms = set->fit.terms;
  view.symmetric = theta_cuda_is_symmetric (set);
  view.angle = theta_cuda_has_angles (set);
  view.unit = set->unit;
  view.d = set->d;
  view.chebyshev = set->fit.chebyshev;
  /* Small sets in small tiles: there are processors to fill. */
  view.subs = n >= 4096 ? THETA_SUBS_MAX : n >= 1024 ? 2 : 1;
  side = THETA_SUB * (size_t) view.subs;
  view.down = (view.rows + side - 1) / side;
  view.across = (view.cols + side - 1) / side;
  return view;
}

static inline size_t
theta_view_tiles (const ThetaSetView *view)
{
  return view->symmetric ? view->down * (view->down + 1) / 2 : view->down * view->across;
}

/* Tiles a block of work takes: theta_cuda_step() follows it.  @cost is operations an entry
 * beside the read of @layers arrays. */
static inline size_t
theta_view_step (const ThetaCudaDevice *self, const ThetaSetView *view, uint32_t layers,
                 double cost)
{
  double side = THETA_SUB * (double) view->subs, area = side * side;
  double bytes = area * (view->angle ? 1 : layers) * (view->single ? 4 : 8);
  double share, flops = area * cost;

  if (view->angle)
    flops += area * 2.0 * view->terms * layers;
  if (view->made)
    flops += area * (2.0 * (double) view->d + 60);
  share = bytes / self->step_bytes + flops / self->step_flops;
  share = 1 / share;
  return share < 1 ? 1 : share > 1e9 ? (size_t) 1e9 : (size_t) share;
}

/* ---- on the device ---- */

/* Row and column of tile @tile, in tiles. */
THETA_BOTH static inline void
theta_view_tile (const ThetaSetView *view, size_t tile, size_t *down, size_t *across)
{
  size_t row;

  if (!view->symmetric)
    {
      *down = tile / view->across;
      *across = tile % view->across;
      return;
    }
  /* The root is near; whole numbers decide. */
  row = (size_t) ((sqrt (8.0 * (double) tile + 1) - 1) / 2);
  while (row * (row + 1) / 2 > tile)
    row--;
  while ((row + 1) * (row + 2) / 2 <= tile)
    row++;
  *down = row;
  *across = tile - row * (row + 1) / 2;
}

/* Whether entry (i, j) is stored. */
THETA_DEVICE bool
theta_view_has (const ThetaSetView *view, size_t i, size_t j)
{
  return i < view->rows && j < view->cols && (!view->symmetric || j <= i);
}

THETA_DEVICE double
theta_view_stored (const ThetaSetView *view, uint32_t array, size_t i, size_t j)
{
  size_t at;

  if (view->made)
    at = ((view->places != NULL ? view->places[i] : i) - view->window) * view->stride + j;
  else
    at = (size_t) array * view->entries + j
         + (view->symmetric ? theta_triangle_offset (i, view->pad)
                            : theta_rectangle_offset (i, view->cols, view->pad));
  return view->single ? (double) ((const float *) view->memory)[at]
                      : ((const double *) view->memory)[at];
}

/* Of ROWS the angle of a row with itself is not made. */
THETA_DEVICE double
theta_view_angle (const ThetaSetView *view, size_t i, size_t j)
{
  return view->made && i == j ? 0 : theta_view_stored (view, 0, i, j);
}

THETA_DEVICE void
theta_view_angles (const ThetaSetView *view, const double *c, int n, const size_t *i,
                   const size_t *j, const bool *take, double *out)
{
  double t[THETA_EACH], last[THETA_EACH], before[THETA_EACH];

  for (int r = 0; r < n; r++)
    t[r] = take[r] ? theta_angle_variable (theta_view_angle (view, i[r], j[r])) : 0;
  if (view->chebyshev)
    theta_angle_chebyshev (view->terms, c, n, t, out, last, before);
  else
    theta_angle_powers (view->terms, c, n, t, out);
  for (int r = 0; r < n; r++)
    out[r] = take[r] ? out[r] * (view->norm[i[r]] * view->norm[j[r]]) : 0;
}

/* out[r] := @picture's entry (i[r], j[r]) where @take, else 0, with nothing read; n ≤
 * THETA_EACH, known to the compiler. */
THETA_DEVICE void
theta_view_entries (const ThetaSetView *view, ThetaPicture picture, int n, const size_t *i,
                    const size_t *j, const bool *take, double *out)
{
  if (view->angle)
    {
      theta_view_angles (view,
                         picture.a != NULL ? picture.a
                                           : view->fit + (size_t) picture.layer * view->terms,
                         n, i, j, take, out);
      return;
    }
  if (picture.a == NULL)
    {
      for (int r = 0; r < n; r++)
        out[r] = take[r] ? theta_view_stored (view, picture.layer, i[r], j[r]) : 0;
      return;
    }
  for (int r = 0; r < n; r++)
    out[r] = 0;
  for (uint32_t l = 0; l < view->layers; l++)
    {
      double weight = picture.a[l];

      if (weight == 0)
        continue;
      for (int r = 0; r < n; r++)
        if (take[r])
          out[r] += weight * theta_view_stored (view, l, i[r], j[r]);
    }
}

/* One entry (i, j) of any place. */
THETA_DEVICE double
theta_view_entry (const ThetaSetView *view, ThetaPicture picture, size_t i, size_t j)
{
  size_t row = view->symmetric && j > i ? j : i, column = view->symmetric && j > i ? i : j;
  bool take = true;
  double out;

  theta_view_entries (view, picture, 1, &row, &column, &take, &out);
  return out;
}

/* One polynomial @c of an angle between rows @i and @j. */
THETA_DEVICE double
theta_view_polynomial (const ThetaSetView *view, const double *c, size_t i, size_t j, double theta)
{
  double t = theta_angle_variable (theta), value, last, before;

  if (view->chebyshev)
    theta_angle_chebyshev (view->terms, c, 1, &t, &value, &last, &before);
  else
    theta_angle_powers (view->terms, c, 1, &t, &value);
  return value * (view->norm[i] * view->norm[j]);
}

/* The entries of this thread in the subtile that begins at (i0, j0). */
THETA_DEVICE void
theta_view_place (const ThetaSetView *view, size_t i0, size_t j0, size_t *i, size_t *j, bool *take)
{
  for (int r = 0; r < THETA_EACH; r++)
    {
      i[r] = i0 + threadIdx.y + (size_t) r * THETA_LINES;
      j[r] = j0 + threadIdx.x;
      take[r] = theta_view_has (view, i[r], j[r]);
    }
}

/* One number of the unit rows of ROWS. */
THETA_DEVICE double
theta_view_unit (const ThetaSetView *view, size_t i, size_t k)
{
  size_t at = i * view->d + k;

  return view->unit_single ? (double) ((const float *) view->unit)[at]
                           : ((const double *) view->unit)[at];
}

/* The angle between two rows of ROWS from their cosine, and from their difference or sum
 * where that is near ±1. */
THETA_DEVICE double
theta_view_find_angle (const ThetaSetView *view, size_t i, size_t j, double rho)
{
  double near = 1 - (view->unit_single ? THETA_NEAR_COSINE_SINGLE : THETA_NEAR_COSINE);
  double sign = rho > 0 ? 1 : -1, square = 0;

  if (fabs (rho) <= near)
    return acos (rho);
  for (size_t k = 0; k < view->d; k++)
    {
      double difference = theta_view_unit (view, i, k) - sign * theta_view_unit (view, j, k);

      square += difference * difference;
    }
  return theta_angle_near (square, sign);
}

/* ---- rows.cu ---- */

/* Before a launch that reads the tiles [first, first + *count) of @view: makes the angles of
 * ROWS that it will read, unless they are there, and lets @count be what there is room for.
 * Of other kinds nothing. */
ThetaStatus theta_cuda_make_tiles (ThetaCudaDevice *self, ThetaSetView *view, size_t first,
                                   size_t *count);
/* The same for the rows at places [first, first + count) of @rows (device), all of their
 * columns; view->places tells each row's place.  theta_cuda_places_room() of them at most. */
ThetaStatus theta_cuda_make_places (ThetaCudaDevice *self, ThetaSetView *view,
                                    const uint32_t *rows, size_t first, size_t count);
size_t theta_cuda_places_room (const ThetaCudaDevice *self, const ThetaSetView *view);

/* ---- what operations share (sum.cu) ---- */

/* out[k] (host) := Σ_b partial[b × count + k], b < blocks, in a fixed order; @partial is
 * device memory. */
ThetaStatus theta_cuda_sum (ThetaCudaDevice *self, size_t blocks, size_t count,
                            const double *partial, double *out);

/* @a (host, a set's layers) as a ThetaPicture reads it, in work slot @slot. */
ThetaStatus theta_cuda_picture (ThetaCudaDevice *self, const ThetaKernelSet *set, const double *a,
                                ThetaCudaWork slot, ThetaPicture *picture);

/* The place of a row that a mask leaves out. */
#define THETA_OUTSIDE UINT32_MAX
/* places[i] := how many rows of @mask (host) come before row i, or THETA_OUTSIDE, in work
 * slot @slot; @count: rows of the mask. */
ThetaStatus theta_cuda_mask (ThetaCudaDevice *self, size_t n, const uint8_t *mask,
                             ThetaCudaWork slot, const uint32_t **places, size_t *count);
