/* What the files of the CPU device share. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "device/cpu-pass.h"
#include "device/device.h"

typedef struct
{
  ThetaDevice base;
  uint32_t threads; /* > 0 */
  ThetaPoll poll;   /* may be NULL */
  void *poll_user;
} ThetaCpuDevice;

struct ThetaBuffer
{
  size_t count;
  double *data; /* 64-byte aligned */
};

/* Row i of an array starts at entry offset[i]; every row is padded to 64 bytes.  The
 * symmetric kinds hold columns 0 … i of row i.  TRIANGLE and RECTANGLE have one array
 * a layer; ANGLE has one, of angles:
 *   Θ_l(i, j) = norm[i] norm[j] g_l(angle), g_l from @fit,
 * and ROWS has the unit rows that the angles lie between. */
struct ThetaKernelSet
{
  atomic_int refs;
  ThetaSetKind kind;
  ThetaPrecision precision;
  uint32_t layers;
  uint32_t arrays;
  size_t rows, cols;
  size_t *offset; /* rows + 1, in entries */
  void **values;  /* arrays pointers to double or float, 64-byte aligned */
  double *norm;   /* ANGLE, ROWS: rows (and slack) */
  ThetaAngleFit fit; /* ANGLE, ROWS */
  size_t d;
  double *unit;   /* ROWS: rows × d doubles, or as many floats */
};

static inline ThetaCpuDevice *
theta_cpu (ThetaDevice *device)
{
  return (ThetaCpuDevice *) device;
}

/* Non-zero: the caller ends with THETA_STATUS_CANCELLED. */
static inline int
theta_cpu_poll (ThetaCpuDevice *self, double fraction)
{
  return self->poll != NULL && self->poll (self->poll_user, fraction) != 0;
}

static inline bool
theta_cpu_is_symmetric (const ThetaKernelSet *set)
{
  return set->kind != THETA_SET_RECTANGLE;
}

/* Whether the entries are polynomials of angles. */
static inline bool
theta_cpu_has_angles (const ThetaKernelSet *set)
{
  return set->kind == THETA_SET_ANGLE || set->kind == THETA_SET_ROWS;
}

/* Entries that row @i of @set holds, or would. */
static inline size_t
theta_cpu_row_length (const ThetaKernelSet *set, size_t i)
{
  return theta_cpu_is_symmetric (set) ? i + 1 : set->cols;
}

/* Entry (i, j) of an array of a DOUBLE and of a SINGLE set. */
static inline double *
theta_cpu_double_at (const ThetaKernelSet *set, uint32_t array, size_t i, size_t j)
{
  return (double *) set->values[array] + set->offset[i] + j;
}

static inline float *
theta_cpu_single_at (const ThetaKernelSet *set, uint32_t array, size_t i, size_t j)
{
  return (float *) set->values[array] + set->offset[i] + j;
}

/* Memory of @count doubles, 64-byte aligned, contents undefined.  Large blocks
 * ask for huge pages and are kept for the next request when freed, because the
 * first touch of a page costs twenty times the write.  NULL when there is none. */
double *theta_cpu_memory_new (size_t count);
void theta_cpu_memory_free (double *data, size_t count);
/* Gives kept blocks back to the system. */
void theta_cpu_memory_trim (void);

/* An unfilled set (an ANGLE without its fit); NULL when there is no memory. */
ThetaKernelSet *theta_cpu_set_new (ThetaSetKind kind, ThetaPrecision precision, uint32_t layers,
                                   size_t rows, size_t cols);
void theta_cpu_set_unref (ThetaDevice *device, ThetaKernelSet *set);

/* Sets the number of OpenBLAS threads if it differs. */
void theta_cpu_blas_threads (uint32_t threads);

/* Runs @run for blocks 0 … @blocks − 1 in the device's OpenMP threads, the next
 * free block to the next free thread; @thread is below self->threads.  BLAS has
 * one thread meanwhile.  Polls on the calling thread; CANCELLED leaves the
 * remaining blocks out. */
typedef void (*ThetaCpuBlock) (void *data, size_t block, uint32_t thread);
ThetaStatus theta_cpu_parallel (ThetaCpuDevice *self, size_t blocks, ThetaCpuBlock run,
                                void *data);
/* The same as a part of a longer call, which it takes from fraction @from to @to. */
ThetaStatus theta_cpu_parallel_part (ThetaCpuDevice *self, double from, double to, size_t blocks,
                                     ThetaCpuBlock run, void *data);

/* Rows (or columns) a block takes where each costs @madds multiply-adds: about
 * 20 ms on one core, @most at most.  It depends on the shape alone and each block
 * is one single-threaded BLAS call, so that results are the same bits at every
 * number of threads. */
size_t theta_cpu_strip (double madds, size_t most);

/* Copies the lower triangle of @a (n × n) to the upper one. */
ThetaStatus theta_cpu_mirror (ThetaCpuDevice *self, size_t n, double *a);

/* ---- cpu-rows.c: the entries of a row, whatever the set keeps ---- */
/* Columns of a strip: a few layers of it stay in the first-level cache. */
#define THETA_CPU_STRIP 1024
/* Doubles of one layer in the buffer that theta_cpu_layer_rows() takes. */
#define THETA_CPU_LAYER (THETA_CPU_STRIP + THETA_PASS_SLACK)

/* A = Σ a_l Θ_l, ready for evaluation. */
typedef struct
{
  const ThetaKernelSet *set;
  const double *a;
  double coefficients[THETA_ANGLE_TERMS]; /* ANGLE: of the one polynomial that A is */
} ThetaCpuSum;

/* @a is borrowed. */
void theta_cpu_sum_init (ThetaCpuSum *self, const ThetaKernelSet *set, const double *a);
/* out[0 … length) := A(i, ·) from column @start on. */
void theta_cpu_sum_row (const ThetaCpuSum *self, size_t i, size_t start, size_t length,
                        double *out);

/* rows[l] := where Θ_l(i, start … start + length) stands as doubles, in the set or in
 * @buffer (layers × THETA_CPU_LAYER).  @length at most THETA_CPU_STRIP. */
void theta_cpu_layer_rows (const ThetaKernelSet *set, size_t i, size_t start, size_t length,
                           double *buffer, const double **rows);

/* cpu-recompute.c: theta[k] := the angle between rows i and j + k of ROWS.  @count at
 * most THETA_PASS_CHUNK. */
void theta_cpu_make_angles (const ThetaKernelSet *set, size_t i, size_t j, size_t count,
                            double *theta);
/* The angle of the nearly parallel or antiparallel rows i and j of ROWS, whose cosine is
 * about @rho. */
double theta_cpu_near_angle (const ThetaKernelSet *set, size_t i, size_t j, double rho);
/* Unit rows of ROWS: @u (rows × d) is rounded to what the set keeps.  False when there is
 * no memory. */
bool theta_cpu_keep_rows (ThetaKernelSet *set, size_t d, const double *u);
/* Doubles that the unit rows take. */
size_t theta_cpu_rows_doubles (const ThetaKernelSet *set);

/* Inner products of a row with every layer are gathered in theta_cpu_moments() sums:
 * one a layer, or for ANGLE one a product of Chebyshev polynomials, which the layers
 * share. */
size_t theta_cpu_moments (const ThetaKernelSet *set);
/* Adds Σ_j m[j] Θ(i, start + j) to @sums, which have @lanes parts each. */
#define THETA_CPU_LANES(set) (theta_cpu_has_angles (set) ? THETA_PASS_LANES : 1)
void theta_cpu_add_moments (const ThetaKernelSet *set, size_t i, size_t start, size_t length,
                            const double *m, double *sums);
/* out[l] from the sums. */
void theta_cpu_finish_moments (const ThetaKernelSet *set, const double *sums, double *out);

/* Rows a block of a pass over @set takes, so that a row's share stays in cache. */
size_t theta_cpu_rows_per_block (const ThetaKernelSet *set);

/* The operations, one file each group; see device.h for what they do. */
/* cpu-factor.c */
ThetaStatus theta_cpu_potrf (ThetaDevice *device, size_t n, ThetaBuffer *a);
ThetaStatus theta_cpu_potrs (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c,
                             double *b);
ThetaStatus theta_cpu_syevd (ThetaDevice *device, size_t n, ThetaBuffer *a, int vectors, double *w);
/* cpu-factor-single.c */
ThetaStatus theta_cpu_potrf_single (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                    ThetaBuffer *factor);
ThetaStatus theta_cpu_potrs_single (ThetaDevice *device, size_t n, const ThetaBuffer *factor,
                                    size_t c, double *b);
/* cpu-symmetric.c */
ThetaStatus theta_cpu_multiply_symmetric (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                          size_t c, const double *x, double *y);
/* cpu-inverse.c */
ThetaStatus theta_cpu_potri (ThetaDevice *device, size_t n, ThetaBuffer *factor);
/* cpu-inverse-single.c */
ThetaStatus theta_cpu_invert_single (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                     ThetaKernelSet **out);
/* cpu-product.c */
ThetaStatus theta_cpu_multiply (ThetaDevice *device, int transpose, size_t m, size_t n,
                                const ThetaBuffer *a, size_t c, const double *x, double *y);
ThetaStatus theta_cpu_multiply_squared (ThetaDevice *device, size_t m, size_t n,
                                        const ThetaBuffer *a, size_t c, const double *x,
                                        double *y);
ThetaStatus theta_cpu_weighted_syrk (ThetaDevice *device, size_t n, size_t k, const ThetaBuffer *a,
                                     const double *s, ThetaBuffer *c);
/* cpu-dense-limit.c */
ThetaStatus theta_cpu_dense_limit (ThetaDevice *device, const ThetaDenseLimit *spec,
                                   ThetaSetKind kind, ThetaPrecision precision, size_t m, size_t d,
                                   const double *x, size_t n, const double *y,
                                   ThetaKernelSet **out);
/* cpu-set.c */
ThetaStatus theta_cpu_set_from_host (ThetaDevice *device, ThetaSetKind kind,
                                     ThetaPrecision precision, uint32_t layers, size_t m, size_t n,
                                     const double *values, ThetaKernelSet **out);
void theta_cpu_set_ref (ThetaDevice *device, ThetaKernelSet *set);
void theta_cpu_set_info (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info);
ThetaStatus theta_cpu_entries (ThetaDevice *device, const ThetaKernelSet *set, size_t count,
                               const size_t *i, const size_t *j, double *out);
/* cpu-gather.c */
ThetaStatus theta_cpu_gather (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                              const uint8_t *t, const uint8_t *v, double ridge, ThetaBuffer *att,
                              ThetaBuffer *avt);
/* cpu-set-product.c */
ThetaStatus theta_cpu_weighted_product (ThetaDevice *device, const ThetaKernelSet *set,
                                        const double *a, size_t c, const double *v, double *out);
/* cpu-tile-product.c: the same of ROWS, by tiles of the Gram matrix. */
ThetaStatus theta_cpu_tile_product (ThetaCpuDevice *device, const ThetaCpuSum *sum, size_t c,
                                    const double *x, double *out);
/* cpu-contract.c */
ThetaStatus theta_cpu_contract_low_rank (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                                         const double *u, const double *v, double *out);
ThetaStatus theta_cpu_contract_dense (ThetaDevice *device, const ThetaKernelSet *set,
                                      const uint8_t *t, const ThetaBuffer *s, double *out);
/* cpu-layer-gram.c */
ThetaStatus theta_cpu_layer_gram (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                                  int centred, double *out);
/* cpu-layer-products.c */
ThetaStatus theta_cpu_layer_products (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                                      const double *v, double *out);
/* cpu-pool.c */
ThetaStatus theta_cpu_pool (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode,
                            const double *a, uint32_t n_bins, const uint32_t *bins, double *out);
