/* All layer-wise kernels of an infinitely wide dense network in one pass over
 * tiles: a tile of the Gram matrix by single-threaded BLAS into a buffer of the
 * thread, the recursion on it while it is in cache, one write of each Θ_l. */
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-angle.h"
#include "device/cpu-private.h"

/* Nearer than this to ±1 the angle comes from the rows' difference or sum: the
 * arc cosine would lose half the digits. */
#define NEAR 1e-3

/* One side of the pairs. */
typedef struct
{
  size_t rows;
  double *u;     /* rows × d: unit rows, or rows scaled to give Σ^(1) */
  double *norm;  /* rows (and slack): √scale |x| */
  double **q;    /* erf: layers of Σ^(l)(x, x), rows (and slack) each */
} Side;

typedef struct
{
  const ThetaDenseLimit *spec;
  const ThetaPass *pass;
  ThetaAngleFit fit;
  ThetaKernelSet *set;
  size_t d, panel, tile; /* rows and columns of a tile */
  size_t tiles;          /* in a row of tiles */
  Side x, y;             /* y is x for a TRIANGLE */
  double *buffers;       /* threads × (panel × tile + slack) */
  size_t buffer;
} Limit;

/* c · σ_w^{2L} · s^{L−1}: what multiplies |x||x'| g_l(θ). */
static double
angle_scale (const ThetaDenseLimit *spec)
{
  double s = (spec->alpha * spec->alpha + spec->beta * spec->beta) / 2;

  return spec->input_scale * spec->weight_variance
         * pow (spec->weight_variance * s, spec->depth - 1);
}

static void
prepare_angle_rows (Side *self, const ThetaDenseLimit *spec, size_t d, const double *x, size_t i0,
                    size_t i1)
{
  double root = sqrt (angle_scale (spec));

  for (size_t i = i0; i < i1; i++)
    {
      double norm = cblas_dnrm2 ((int) d, x + i * d, 1);

      self->norm[i] = norm * root;
      for (size_t k = 0; k < d; k++)
        self->u[i * d + k] = norm > 0 ? x[i * d + k] / norm : 0;
    }
}

/* The diagonal of every layer: Σ^(l+1) = σ_w² (2/π) atan(2q/√(1 + 4q)). */
static void
prepare_erf_rows (Side *self, const ThetaDenseLimit *spec, size_t d, const double *x, size_t i0,
                  size_t i1)
{
  double root = sqrt (spec->input_scale * spec->weight_variance);

  for (size_t i = i0; i < i1; i++)
    {
      double q;

      for (size_t k = 0; k < d; k++)
        self->u[i * d + k] = x[i * d + k] * root;
      q = cblas_ddot ((int) d, self->u + i * d, 1, self->u + i * d, 1);
      for (uint32_t l = 0; l < spec->depth; l++)
        {
          self->q[l][i] = q;
          q = spec->weight_variance * M_2_PI * atan (2 * q / sqrt (1 + 4 * q));
        }
    }
}

static void
side_clear (Side *self, uint32_t layers)
{
  free (self->u);
  free (self->norm);
  for (uint32_t l = 0; self->q != NULL && l < layers; l++)
    free (self->q[l]);
  free (self->q);
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
  if (self->spec->dual == THETA_DUAL_ERF)
    prepare_erf_rows (self->side, self->spec, self->d, self->x, i0, i1);
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
  self->u = malloc ((rows * d + 1) * sizeof (double));
  self->norm = calloc (rows + THETA_PASS_SLACK, sizeof (double));
  if (self->u == NULL || self->norm == NULL)
    return false;
  if (spec->dual != THETA_DUAL_ERF)
    return true;
  self->q = calloc (spec->depth, sizeof *self->q);
  for (uint32_t l = 0; self->q != NULL && l < spec->depth; l++)
    {
      self->q[l] = calloc (rows + THETA_PASS_SLACK, sizeof (double));
      if (self->q[l] == NULL)
        return false;
    }
  return self->q != NULL;
}

static ThetaStatus
side_init (Side *self, ThetaCpuDevice *device, const ThetaDenseLimit *spec, size_t rows, size_t d,
           const double *x)
{
  if (!side_allocate (self, spec, rows, d))
    return THETA_STATUS_NO_MEMORY;
  return side_prepare (self, device, spec, d, x);
}

/* Angles of nearly parallel and antiparallel pairs from explicit differences. */
static void
mend_near (const Limit *self, size_t i, size_t j, size_t count, const double *rho, double *theta)
{
  for (size_t k = 0; k < count; k++)
    if (fabs (rho[k]) > 1 - NEAR)
      {
        double sign = rho[k] > 0 ? 1 : -1;
        double square = self->pass->distance (self->d, self->x.u + i * self->d, sign,
                                              self->y.u + (j + k) * self->d);
        double half = sqrt (square) / 2, angle = 2 * asin (half < 1 ? half : 1);

        theta[k] = sign > 0 ? angle : M_PI - angle;
      }
}

static void
find_angles (const Limit *self, size_t i, size_t j, size_t count, const double *rho, double *theta)
{
  if (self->pass->angles (count, rho, 1 - NEAR, theta) > 0)
    mend_near (self, i, j, count, rho, theta);
}

static void
angle_chunk (const Limit *self, size_t i, size_t j, size_t count, const double *rho,
             double *const *out)
{
  double theta[THETA_PASS_CHUNK + THETA_PASS_SLACK] = { 0 };

  find_angles (self, i, j, count, rho, theta);
  if (self->set->kind == THETA_SET_ANGLE)
    memcpy (out[0], theta, count * sizeof (double));
  else
    self->pass->polynomials (&self->fit, count, theta, self->x.norm[i], self->y.norm + j, out);
}

/* q11 q22 − q12² of the first layer.  Inputs may be large, and near pairs then lose
 * it to cancellation, so that they take it from the rows' difference or sum; above,
 * q is at most σ_w² and nothing is lost beside the 1 that is added. */
static void
erf_gaps (const Limit *self, size_t i, size_t j, size_t count, const double *q12, double *gap)
{
  const double *q22 = self->y.q[0] + j;
  double q11 = self->x.q[0][i];

  for (size_t k = 0; k < count; k++)
    {
      double product = q11 * q22[k];

      gap[k] = product - q12[k] * q12[k];
      if (gap[k] < NEAR * product && product > 1)
        {
          double ratio = copysign (sqrt (q11 / q22[k]), q12[k]);
          double square = self->pass->distance (self->d, self->x.u + i * self->d, ratio,
                                                self->y.u + (j + k) * self->d) / q11;

          gap[k] = product * square * (1 - square / 4);
        }
    }
}

static void
erf_chunk (const Limit *self, size_t i, size_t j, size_t count, const double *q12,
           double *const *out)
{
  double q11[THETA_MAX_DEPTH], gap[THETA_PASS_CHUNK];
  const double *q22[THETA_MAX_DEPTH];
  ThetaErfChain chain = { self->spec->depth, self->spec->weight_variance, q11, q22, gap };

  erf_gaps (self, i, j, count, q12, gap);

  for (uint32_t l = 0; l < chain.layers; l++)
    {
      q11[l] = self->x.q[l][i];
      q22[l] = self->y.q[l] + j;
    }
  self->pass->erf (&chain, count, q12, out);
}

/* What a diagonal entry is exactly: no angle, and g_l(0) = 1. */
static void
fill_diagonal (const Limit *self, size_t i)
{
  const ThetaKernelSet *set = self->set;
  double value = set->kind == THETA_SET_ANGLE ? 0 : self->x.norm[i] * self->x.norm[i];

  for (uint32_t k = 0; k < set->arrays; k++)
    if (set->precision == THETA_PRECISION_SINGLE)
      *theta_cpu_single_at (set, k, i, i) = (float) value;
    else
      *theta_cpu_double_at (set, k, i, i) = value;
}

/* Straight to float32, without a detour through memory. */
static void
single_chunk (const Limit *self, size_t i, size_t j, size_t count, const double *rho)
{
  double theta[THETA_PASS_CHUNK + THETA_PASS_SLACK] = { 0 };
  float *out[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < self->set->layers; l++)
    out[l] = theta_cpu_single_at (self->set, l, i, j);
  find_angles (self, i, j, count, rho, theta);
  self->pass->set->polynomials (&self->fit, count, theta, self->x.norm[i], self->y.norm + j, out);
}

/* By way of float64. */
static void
rounded_chunk (const Limit *self, size_t i, size_t j, size_t count, const double *gram)
{
  const ThetaKernelSet *set = self->set;
  double values[THETA_MAX_DEPTH][THETA_PASS_CHUNK], *out[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < set->arrays; l++)
    out[l] = values[l];
  if (self->spec->dual == THETA_DUAL_ERF)
    erf_chunk (self, i, j, count, gram, out);
  else
    angle_chunk (self, i, j, count, gram, out);
  for (uint32_t l = 0; l < set->arrays; l++)
    self->pass->set->narrow (count, values[l], theta_cpu_single_at (set, l, i, j));
}

static void
double_chunk (const Limit *self, size_t i, size_t j, size_t count, const double *gram)
{
  double *out[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < self->set->arrays; l++)
    out[l] = theta_cpu_double_at (self->set, l, i, j);
  if (self->spec->dual == THETA_DUAL_ERF)
    erf_chunk (self, i, j, count, gram, out);
  else
    angle_chunk (self, i, j, count, gram, out);
}

/* Columns [j, j + count) of row @i from their Gram entries. */
static void
fill_row (const Limit *self, size_t i, size_t j, size_t count, const double *gram)
{
  const ThetaKernelSet *set = self->set;
  bool single = set->precision == THETA_PRECISION_SINGLE;
  bool powers = self->spec->dual != THETA_DUAL_ERF && set->kind != THETA_SET_ANGLE
                && !self->fit.chebyshev;

  for (size_t k = 0; k < count; k += THETA_PASS_CHUNK)
    {
      size_t length = count - k < THETA_PASS_CHUNK ? count - k : THETA_PASS_CHUNK;

      (!single ? double_chunk : powers ? single_chunk : rounded_chunk) (self, i, j + k, length,
                                                                        gram + k);
    }
  if (theta_cpu_is_symmetric (set) && self->spec->dual != THETA_DUAL_ERF && j <= i && i < j + count)
    fill_diagonal (self, i);
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
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) (i1 - i0), (int) width,
               (int) self->d, 1.0, self->x.u + i0 * self->d, (int) self->d,
               self->y.u + j * self->d, (int) self->d, 0.0, gram, (int) self->tile);
  for (size_t i = i0; i < i1; i++)
    {
      size_t count = width;

      if (triangle && i + 1 < j + width)
        count = i + 1 > j ? i + 1 - j : 0;
      if (count > 0)
        fill_row (self, i, j, count, gram + (i - i0) * self->tile);
    }
}

static bool
spec_is_valid (const ThetaDenseLimit *spec)
{
  return spec->depth >= 1 && spec->depth <= THETA_MAX_DEPTH && spec->weight_variance > 0
         && spec->input_scale > 0
         && (spec->dual != THETA_DUAL_PIECEWISE || spec->alpha != 0 || spec->beta != 0);
}

/* An ANGLE keeps the fit and the norms that its entries are made of. */
static void
hand_over_angles (Limit *self)
{
  memcpy (self->set->norm, self->x.norm, self->x.rows * sizeof (double));
  self->set->fit = self->fit;
  self->fit = (ThetaAngleFit) { 0 };
}

/* Prepares everything and runs; what it allocates belongs to @self. */
static ThetaStatus
run_limit (ThetaCpuDevice *device, Limit *self, ThetaSetKind kind, ThetaPrecision precision,
           size_t m, const double *x, size_t n, const double *y)
{
  ThetaStatus status;

  self->panel = 128;
  /* What a pair costs: its Gram entry and a polynomial a layer. */
  self->tile = theta_cpu_strip ((double) self->panel
                                * ((double) self->d + 60.0 * self->spec->depth),
                                self->d < 512 ? 512 : 1024);
  self->tiles = (n + self->tile - 1) / self->tile;
  self->buffer = self->panel * self->tile + THETA_PASS_SLACK;
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
  if (theta_dense_limit_has_angle (self->spec)
      && !theta_angle_fit_init (&self->fit, self->spec,
                                precision == THETA_PRECISION_SINGLE ? THETA_ANGLE_SINGLE_TAIL
                                : kind == THETA_SET_ANGLE           ? THETA_ANGLE_STORED_TAIL
                                                                    : THETA_ANGLE_TAIL))
    return THETA_STATUS_NO_MEMORY;
  self->set = theta_cpu_set_new (kind, precision, self->spec->depth, m, n);
  if (self->set == NULL)
    return THETA_STATUS_NO_MEMORY;
  if (kind == THETA_SET_ANGLE)
    hand_over_angles (self);
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
  Limit self = { .spec = &resolved, .pass = theta_pass (), .d = d };
  ThetaStatus status;

  if (!spec_is_valid (spec) || d == 0 || d > INT32_MAX || precision == THETA_PRECISION_AUTO
      || (kind == THETA_SET_RECTANGLE) != (y != NULL)
      || (kind == THETA_SET_ANGLE && !theta_dense_limit_has_angle (spec)))
    return THETA_STATUS_FAILED;
  if (spec->dual == THETA_DUAL_IDENTITY)
    resolved.alpha = resolved.beta = 1;
  status = run_limit (cpu, &self, kind, precision, m, x, y == NULL ? m : n, y);
  theta_angle_fit_clear (&self.fit);
  theta_cpu_memory_free (self.buffers, cpu->threads * self.buffer);
  if (kind == THETA_SET_RECTANGLE)
    side_clear (&self.y, spec->depth);
  side_clear (&self.x, spec->depth);
  if (status != THETA_STATUS_OK)
    {
      theta_cpu_set_unref (device, self.set);
      return status;
    }
  *out = self.set;
  return THETA_STATUS_OK;
}
