/* All layer-wise kernels of an infinitely wide dense network in one pass over
 * tiles: a tile of the Gram matrix by single-threaded BLAS into a buffer of the
 * thread, the recursion on it while it is in cache, one write of each Θ_l. */
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-angle-limit.h"
#include "device/cpu-chain.h"
#include "device/cpu-private.h"
#include "device/dual-formula.h"

/* Multiply-adds of a tile of long rows. */
#define LONG_TILE 1.2e9

/* One side of the pairs. */
typedef struct
{
  size_t rows;
  double *u;      /* rows × d: unit rows, or rows scaled to give Σ^(1) − σ_b² */
  double *norm;   /* rows (and slack): √scale |x|; general path: Σ^(1)(x, x) − σ_b² */
  double **state; /* general path: layers, rows (and slack) each */
  const ThetaMehlerRows *series;
} Side;

typedef struct
{
  const ThetaDenseLimit *spec;
  ThetaAngleLimit angle; /* where @general is false */
  ThetaChainLimit chain; /* where it is true */
  bool general;
  ThetaKernelSet *set;
  size_t d, panel, tile; /* rows and columns of a tile */
  size_t tiles;          /* in a row of tiles */
  Side x, y;             /* y is x for a TRIANGLE */
  double *buffers;       /* threads × buffer: panel × tile, slack, the general path's work */
  size_t buffer, work;   /* doubles of one thread, and where its work starts */
} Limit;

static void
prepare_angle_rows (Side *self, const ThetaDenseLimit *spec, size_t d, const double *x, size_t i0,
                    size_t i1)
{
  double root = sqrt (theta_dense_limit_angle_scale (spec));

  for (size_t i = i0; i < i1; i++)
    {
      double norm = cblas_dnrm2 ((int) d, x + i * d, 1);

      self->norm[i] = norm * root;
      for (size_t k = 0; k < d; k++)
        self->u[i * d + k] = norm > 0 ? x[i * d + k] / norm : 0;
    }
}

static ThetaChainSide
chain_side (const Side *self)
{
  return (ThetaChainSide){ self->rows, self->u, self->norm, self->state, self->series };
}

static void
prepare_chain_rows (Side *self, const ThetaDenseLimit *spec, size_t d, const double *x, size_t i0,
                    size_t i1)
{
  double root = sqrt (spec->input_scale * spec->weight_variance);
  ThetaChainSide side = chain_side (self);

  for (size_t k = i0 * d; k < i1 * d; k++)
    self->u[k] = x[k] * root;
  theta_chain_prepare (spec, d, &side, i0, i1);
}

static void
side_clear (Side *self, size_t d, uint32_t layers)
{
  theta_cpu_memory_free (self->u, self->rows * d);
  free (self->norm);
  for (uint32_t l = 0; self->state != NULL && l < layers; l++)
    free (self->state[l]);
  free (self->state);
}

typedef struct
{
  Side *side;
  const ThetaDenseLimit *spec;
  size_t d, rows; /* a block */
  const double *x;
} Prepare;

static void
prepare_block (void *data, size_t block, uint32_t thread)
{
  const Prepare *self = data;
  size_t i0 = block * self->rows, i1 = i0 + self->rows;

  if (i1 > self->side->rows)
    i1 = self->side->rows;
  if (theta_chain_takes (self->spec))
    prepare_chain_rows (self->side, self->spec, self->d, self->x, i0, i1);
  else
    prepare_angle_rows (self->side, self->spec, self->d, self->x, i0, i1);
}

static ThetaStatus
side_prepare (Side *self, ThetaCpuDevice *device, const ThetaDenseLimit *spec, size_t d,
              const double *x)
{
  /* Divisions and first touches: some ten multiply-adds each. */
  Prepare prepare = { self, spec, d, theta_cpu_strip (100.0 * (double) d, 1024), x };

  return theta_cpu_parallel_part (device, 0, 0, (self->rows + prepare.rows - 1) / prepare.rows,
                                  prepare_block, &prepare);
}

static bool
side_allocate (Side *self, const ThetaDenseLimit *spec, size_t rows, size_t d)
{
  self->rows = rows;
  self->u = theta_cpu_memory_new (rows * d);
  self->norm = calloc (rows + THETA_PASS_SLACK, sizeof (double));
  if (self->u == NULL || self->norm == NULL)
    return false;
  if (!theta_chain_takes (spec))
    return true;
  self->state = calloc (spec->depth, sizeof *self->state);
  for (uint32_t l = 0; self->state != NULL && l < spec->depth; l++)
    {
      self->state[l] = calloc (rows + THETA_PASS_SLACK, sizeof (double));
      if (self->state[l] == NULL)
        return false;
    }
  return self->state != NULL;
}

static ThetaStatus
side_init (Side *self, ThetaCpuDevice *device, const ThetaDenseLimit *spec, size_t rows, size_t d,
           const double *x)
{
  if (!side_allocate (self, spec, rows, d))
    return THETA_STATUS_NO_MEMORY;
  return side_prepare (self, device, spec, d, x);
}

/* The Gram entries of rows [i0, i1) and columns [j, j + width); of a square on the
 * diagonal the lower half alone. */
static void
multiply_tile (const Limit *self, size_t i0, size_t i1, size_t j, size_t width, double *gram)
{
  size_t rows = i1 - i0, d = self->d;
  bool square = theta_cpu_is_symmetric (self->set) && j <= i0 && j + width == i1;
  size_t left = square ? i0 - j : width;
  const double *x = self->x.u + i0 * d;

  if (left > 0)
    cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows, (int) left, (int) d, 1.0, x,
                 (int) d, self->y.u + j * d, (int) d, 0.0, gram, (int) self->tile);
  if (square)
    cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int) rows, (int) d, 1.0, x, (int) d,
                 0.0, gram + left, (int) self->tile);
}

static void
limit_tile (void *data, size_t block, uint32_t thread)
{
  const Limit *self = data;
  const ThetaKernelSet *set = self->set;
  bool triangle = theta_cpu_is_symmetric (set);
  size_t i0 = block / self->tiles * self->panel, j = block % self->tiles * self->tile;
  size_t i1 = i0 + self->panel < set->rows ? i0 + self->panel : set->rows;
  size_t end = triangle ? i1 : set->cols, width = j + self->tile < end ? self->tile : end - j;
  double *gram = self->buffers + thread * self->buffer;

  if (j >= end)
    return;
  multiply_tile (self, i0, i1, j, width, gram);
  if (self->general)
    {
      theta_chain_tile (&self->chain, i0, i1, j, width, gram, self->tile, gram + self->work);
      return;
    }
  for (size_t i = i0; i < i1; i++)
    {
      size_t count = width;

      if (triangle && i + 1 < j + width)
        count = i + 1 > j ? i + 1 - j : 0;
      if (count > 0)
        theta_angle_limit_row (&self->angle, i, j, count, gram + (i - i0) * self->tile);
    }
}

/* An ANGLE keeps the fit and the norms that its entries are made of, ROWS the rows
 * too; false when there is no memory. */
static bool
hand_over_angles (Limit *self)
{
  memcpy (self->set->norm, self->x.norm, self->x.rows * sizeof (double));
  self->set->fit = self->angle.fit;
  self->angle.fit = (ThetaAngleFit) { 0 };
  return self->set->kind == THETA_SET_ANGLE
         || theta_cpu_keep_rows (self->set, self->d, self->x.u);
}

static void
chain_init (Limit *self)
{
  self->chain.spec = self->spec;
  self->chain.pass = theta_pass ();
  self->chain.chain = theta_chain_pass ();
  self->chain.set = self->set;
  self->chain.d = self->d;
  self->chain.x = chain_side (&self->x);
  self->chain.y = chain_side (&self->y);
  for (uint32_t k = 0; k < THETA_MAX_TERMS; k++)
    self->chain.inverse[k] = 1.0 / (k + 1);
}

static void
angle_init (Limit *self)
{
  self->angle.set = self->set;
  self->angle.d = self->d;
  self->angle.x_unit = self->x.u;
  self->angle.x_norm = self->x.norm;
  self->angle.y_unit = self->y.u;
  self->angle.y_norm = self->y.norm;
}

/* A tile costs at most about 25 ms on one core, 45 where rows are long.  BLAS packs long rows anew for every
 * tile, which a square repays best; short ones stay in cache beside the recursion.  A
 * square on the diagonal lies in one tile. */
static void
choose_tile (Limit *self)
{
  /* What a pair costs: its Gram entry and a polynomial a layer, or more. */
  double cost = (double) self->d + theta_chain_cost (self->spec);
  size_t side = (size_t) sqrt (LONG_TILE / cost) / 64 * 64;

  self->panel = self->d < 512 ? 128 : side < 64 ? 64 : side > 640 ? 640 : side;
  self->tile = self->d < 512 ? theta_cpu_strip ((double) self->panel * cost, 512) : self->panel;
  if (self->tile > self->panel)
    self->tile -= self->tile % self->panel;
}

/* Prepares everything and runs; what it allocates belongs to @self. */
static ThetaStatus
run_limit (ThetaCpuDevice *device, Limit *self, ThetaSetKind kind, ThetaPrecision precision,
           size_t m, const double *x, size_t n, const double *y)
{
  ThetaStatus status;

  choose_tile (self);
  self->tiles = (n + self->tile - 1) / self->tile;
  self->work = self->panel * self->tile + THETA_PASS_SLACK;
  self->buffer = self->work + theta_chain_work (self->spec);
  self->buffers = theta_cpu_memory_new (device->threads * self->buffer);
  if (self->buffers == NULL)
    return THETA_STATUS_NO_MEMORY;
  status = side_init (&self->x, device, self->spec, m, self->d, x);
  if (status != THETA_STATUS_OK)
    return status;
  if (kind != THETA_SET_RECTANGLE)
    self->y = self->x;
  else
    status = side_init (&self->y, device, self->spec, n, self->d, y);
  if (status != THETA_STATUS_OK)
    return status;
  if (!self->general && !theta_angle_limit_init (&self->angle, self->spec, kind, precision))
    return THETA_STATUS_NO_MEMORY;
  self->set = theta_cpu_set_new (kind, precision, self->spec->depth * (self->spec->apart ? 2 : 1),
                                 m, n);
  if (self->set == NULL)
    return THETA_STATUS_NO_MEMORY;
  if (theta_cpu_has_angles (self->set) && !hand_over_angles (self))
    return THETA_STATUS_NO_MEMORY;
  if (kind == THETA_SET_ROWS)
    return THETA_STATUS_OK;
  if (self->general)
    chain_init (self);
  else
    angle_init (self);
  return theta_cpu_parallel (device, (m + self->panel - 1) / self->panel * self->tiles,
                             limit_tile, self);
}

ThetaStatus
theta_cpu_dense_limit (ThetaDevice *device, const ThetaDenseLimit *spec, ThetaSetKind kind,
                       ThetaPrecision precision, size_t m, size_t d, const double *x, size_t n,
                       const double *y, ThetaKernelSet **out)
{
  ThetaCpuDevice *cpu = theta_cpu (device);
  ThetaDenseLimit resolved = *spec;
  Limit self = { .spec = &resolved, .d = d };
  ThetaStatus status;

  if (!theta_dense_limit_is_valid (spec) || d == 0 || d > INT32_MAX
      || precision == THETA_PRECISION_AUTO || (kind == THETA_SET_RECTANGLE) != (y != NULL)
      || ((kind == THETA_SET_ANGLE || kind == THETA_SET_ROWS)
          && !theta_dense_limit_has_angle (spec)))
    return THETA_STATUS_FAILED;
  self.general = theta_chain_takes (spec);
  if (spec->dual == THETA_DUAL_IDENTITY)
    resolved.alpha = resolved.beta = 1;
  if (spec->dual == THETA_DUAL_SERIES)
    {
      self.x.series = &spec->series->x;
      self.y.series = &spec->series->y;
    }
  status = run_limit (cpu, &self, kind, precision, m, x, y == NULL ? m : n, y);
  theta_angle_limit_clear (&self.angle);
  theta_cpu_memory_free (self.buffers, cpu->threads * self.buffer);
  if (kind == THETA_SET_RECTANGLE)
    side_clear (&self.y, d, spec->depth);
  side_clear (&self.x, d, spec->depth);
  if (status != THETA_STATUS_OK)
    {
      theta_cpu_set_unref (device, self.set);
      return status;
    }
  *out = self.set;
  return THETA_STATUS_OK;
}
