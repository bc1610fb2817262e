/* The product with A = Σ a_l Θ_l of ROWS: a tile of the Gram matrix at a time, in the
 * precision of the set, which becomes entries of A and is used as rows and as columns
 * while it is in cache.  Vectors and sums are float64. */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-private.h"
#include "device/dual-formula.h"

/* As in cpu-set-product.c. */
#define PARTS 8
#define PART_MIN 256
/* Multiply-adds of a part between two polls: about 20 ms on one core. */
#define SLICE 4e8
#define TILE 1024
/* Floats that the loops read and write past a strip. */
#define SLACK (2 * THETA_PASS_SLACK)

typedef struct
{
  size_t i0, j, end; /* the next tile; the row where the part ends */
} Place;

typedef struct
{
  const ThetaKernelSet *set;
  const ThetaCpuSum *sum;
  bool floats; /* the polynomial too is float32 */
  size_t n, c, parts, panel, tile;
  Place places[PARTS];
  float coefficients[THETA_ANGLE_TERMS];
  double diagonal; /* A's entry between unit rows that are the same */
  double *x;       /* c × n: columns are contiguous, times the norms */
  double *sums;    /* parts × c × n */
  double *buffers; /* threads × buffer */
  size_t buffer;
} Tiles;

/* y_k[i] += Σ_j A_ij x_k[j] and y_k[j] += A_ij x_k[i] for columns [j, j + count). */
static void
float_row (const Tiles *self, size_t i, size_t j, size_t count, const float *rho, float *theta,
           float *g, double *sums)
{
  const ThetaSetPass *pass = theta_pass ()->set;
  const float near = 1 - (float) THETA_NEAR_COSINE_SINGLE;

  if (pass->angles (count, rho, near, theta) > 0)
    for (size_t k = 0; k < count; k++)
      if (rho[k] > near || rho[k] < -near)
        theta[k] = (float) theta_cpu_near_angle (self->set, i, j + k, (double) rho[k]);
  pass->evaluate (self->set->fit.terms, self->coefficients, count, theta, g);
  for (size_t k = 0; k < self->c; k++)
    {
      const double *x = self->x + k * self->n;
      double *y = sums + k * self->n;

      y[i] += pass->apply (count, g, x[i], x + j, y + j);
    }
}

/* The same in float64, of at most THETA_PASS_CHUNK columns. */
static void
double_row (const Tiles *self, size_t i, size_t j, size_t count, const double *rho, double *sums)
{
  const ThetaKernelSet *set = self->set;
  const ThetaPass *pass = theta_pass ();
  double theta[THETA_PASS_CHUNK + THETA_PASS_SLACK] = { 0 }, g[THETA_PASS_CHUNK], *out = g;
  double ones[THETA_PASS_CHUNK + THETA_PASS_SLACK];
  double near = 1 - (set->precision == THETA_PRECISION_SINGLE ? THETA_NEAR_COSINE_SINGLE
                                                              : THETA_NEAR_COSINE);
  ThetaAngleFit one = { .layers = 1, .terms = set->fit.terms, .chebyshev = set->fit.chebyshev,
                        .coefficients = (double *) self->sum->coefficients };

  for (size_t k = 0; k < count + THETA_PASS_SLACK; k++)
    ones[k] = 1;
  if (pass->angles (count, rho, near, theta) > 0)
    for (size_t k = 0; k < count; k++)
      if (rho[k] > near || rho[k] < -near)
        theta[k] = theta_cpu_near_angle (set, i, j + k, rho[k]);
  pass->polynomials (&one, count, theta, 1, ones, &out);
  for (size_t k = 0; k < self->c; k++)
    {
      const double *x = self->x + k * self->n;
      double *y = sums + k * self->n;

      y[i] += cblas_ddot ((int) count, g, 1, x + j, 1);
      cblas_daxpy ((int) count, x[i], g, 1, y + j, 1);
    }
}

/* Columns [j, j + count) of row @i, which all lie below the diagonal. */
static void
add_row (const Tiles *self, size_t i, size_t j, size_t count, size_t row, double *buffer,
         double *sums)
{
  const float *single = (const float *) buffer + row * self->tile;
  float *theta = (float *) buffer + self->panel * self->tile;
  double rho[THETA_PASS_CHUNK];

  if (self->floats)
    {
      float_row (self, i, j, count, single, theta, theta + TILE + SLACK, sums);
      return;
    }
  for (size_t k = 0; k < count; k += THETA_PASS_CHUNK)
    {
      size_t length = count - k < THETA_PASS_CHUNK ? count - k : THETA_PASS_CHUNK;
      const double *at = buffer + row * self->tile + k;

      if (self->set->precision == THETA_PRECISION_SINGLE)
        {
          theta_pass ()->set->scale (length, 1, single + k, rho);
          at = rho;
        }
      double_row (self, i, j + k, length, at, sums);
    }
}

static void
multiply_tile (const Tiles *self, size_t i0, size_t rows, size_t j, size_t width, double *gram)
{
  const ThetaKernelSet *set = self->set;
  size_t d = set->d;

  if (set->precision == THETA_PRECISION_SINGLE)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows, (int) width, (int) d, 1.0f,
                 (const float *) set->unit + i0 * d, (int) d, (const float *) set->unit + j * d,
                 (int) d, 0.0f, (float *) gram, (int) self->tile);
  else
    cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows, (int) width, (int) d, 1.0,
                 set->unit + i0 * d, (int) d, set->unit + j * d, (int) d, 0.0, gram,
                 (int) self->tile);
}

static void
add_tile (const Tiles *self, size_t i0, size_t i1, size_t j, size_t width, double *buffer,
          double *sums)
{
  multiply_tile (self, i0, i1 - i0, j, width, buffer);
  for (size_t i = i0; i < i1; i++)
    {
      size_t count = i <= j ? 0 : i - j < width ? i - j : width;

      if (count > 0)
        add_row (self, i, j, count, i - i0, buffer, sums);
      for (size_t k = 0; i >= j && i < j + width && k < self->c; k++)
        sums[k * self->n + i] += self->diagonal * self->x[k * self->n + i];
    }
}

/* The tiles of a part until its slice is full. */
static void
add_slice (void *data, size_t part, uint32_t thread)
{
  Tiles *self = data;
  Place *place = &self->places[part];
  double spent = 0, cost = (double) self->set->d + 2.0 * (double) self->c + 64;

  while (place->i0 < place->end && spent < SLICE)
    {
      size_t i1 = place->i0 + self->panel < place->end ? place->i0 + self->panel : place->end;
      size_t width = i1 - place->j < self->tile ? i1 - place->j : self->tile;

      add_tile (self, place->i0, i1, place->j, width, self->buffers + thread * self->buffer,
                self->sums + part * self->c * self->n);
      spent += (double) (i1 - place->i0) * (double) width * cost;
      place->j += width;
      if (place->j < i1)
        continue;
      place->i0 = i1;
      place->j = 0;
    }
}

/* Every part has about as many entries, and whole panels. */
static void
divide (Tiles *self)
{
  size_t i = 0;

  for (size_t p = 0; p < self->parts; p++)
    {
      double share = (double) (p + 1) / (double) self->parts * (double) self->n * (double) self->n;

      self->places[p] = (Place) { .i0 = i };
      while (i < self->n && (p + 1 == self->parts || (double) i * (double) i < share))
        i += self->panel;
      i = i < self->n ? i : self->n;
      self->places[p].end = i;
    }
}

static double
count_done (const Tiles *self, const Place *start)
{
  double done = 0;

  for (size_t p = 0; p < self->parts; p++)
    done += (double) self->places[p].i0 * (double) self->places[p].i0
            - (double) start[p].i0 * (double) start[p].i0
            + 2.0 * (double) self->panel * (double) self->places[p].j;
  return done / ((double) self->n * (double) self->n + 1);
}

static ThetaStatus
run_tiles (ThetaCpuDevice *device, Tiles *self)
{
  ThetaStatus status = THETA_STATUS_OK;
  Place start[PARTS];
  bool going = true;

  divide (self);
  memcpy (start, self->places, sizeof start);
  memset (self->sums, 0, self->parts * self->c * self->n * sizeof *self->sums);
  /* What the loops read past a strip. */
  memset (self->buffers, 0, device->threads * self->buffer * sizeof *self->buffers);
  theta_cpu_blas_threads (1);
  while (status == THETA_STATUS_OK && going)
    {
      double done = count_done (self, start);

      done = done < 1 ? done : 1;
      status = theta_cpu_parallel_part (device, done, done, self->parts, add_slice, self);
      going = false;
      for (size_t p = 0; p < self->parts; p++)
        going = going || self->places[p].i0 < self->places[p].end;
    }
  return status;
}

static void
prepare (Tiles *self, const double *v)
{
  const ThetaKernelSet *set = self->set;

  for (uint32_t k = 0; k < set->fit.terms; k++)
    {
      self->coefficients[k] = (float) self->sum->coefficients[k];
      /* T_k(−1) and (−1)^k are the same. */
      self->diagonal += (k % 2 == 0 ? 1 : -1) * self->sum->coefficients[k];
    }
  for (size_t j = 0; j < self->n; j++)
    for (size_t k = 0; k < self->c; k++)
      self->x[k * self->n + j] = v[j * self->c + k] * set->norm[j];
}

static void
add_parts (const Tiles *self, double *out)
{
  for (size_t i = 0; i < self->n; i++)
    for (size_t k = 0; k < self->c; k++)
      {
        double total = 0;

        for (size_t p = 0; p < self->parts; p++)
          total += self->sums[(p * self->c + k) * self->n + i];
        out[i * self->c + k] = total * self->set->norm[i];
      }
}

ThetaStatus
theta_cpu_tile_product (ThetaCpuDevice *device, const ThetaCpuSum *sum, size_t c, const double *v,
                        double *out)
{
  const ThetaKernelSet *set = sum->set;
  size_t n = set->rows;
  bool wide = set->d >= 512;
  Tiles self = { .set = set, .sum = sum, .n = n, .c = c, .parts = n < PART_MIN ? 1 : PARTS,
                 .panel = wide ? 256 : 128, .tile = wide ? TILE : TILE / 2,
                 .floats = set->precision == THETA_PRECISION_SINGLE && !set->fit.chebyshev };
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  self.buffer = self.panel * self.tile + TILE + SLACK;
  self.x = malloc ((n * c + 1) * sizeof *self.x);
  self.sums = malloc ((self.parts * n * c + 1) * sizeof *self.sums);
  self.buffers = theta_cpu_memory_new (device->threads * self.buffer);
  if (self.x != NULL && self.sums != NULL && self.buffers != NULL)
    {
      prepare (&self, v);
      status = run_tiles (device, &self);
      if (status == THETA_STATUS_OK)
        add_parts (&self, out);
    }
  theta_cpu_memory_free (self.buffers, device->threads * self.buffer);
  free (self.sums);
  free (self.x);
  return status;
}
