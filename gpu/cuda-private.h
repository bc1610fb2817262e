/* What the files of the CUDA module share.  C++ for nvcc; no exceptions, no
 * output, no exit: every failure becomes a ThetaStatus and a sentence.
 *
 * How an operation is written:
 *   ThetaCudaDevice *self = theta_cuda (device);
 *   ThetaStatus status = theta_cuda_begin (self);
 *   THETA_CUDA_RETURN (status);
 *   check the arguments: theta_cuda_refuse (self, "sentence");
 *   THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_A, bytes, (void **) &x));
 *   THETA_CUDA_RETURN (theta_cuda_to_device (self, x, host, bytes));
 *   for each block of at most self->step_bytes or self->step_flops:
 *     launch on self->stream;
 *     THETA_CUDA_RETURN (theta_cuda_step (self, fraction, "what this does"));
 *   return theta_cuda_to_host (self, out, y, bytes);  // waits for the stream
 *
 * Results are the same bits on the same device: no floating-point atomics, sums in an
 * order that depends on the shape alone.  Entries past the end of a row (padding)
 * are never read into a result and may hold anything. */
#pragma once

#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>
#include <pthread.h>

#include "device/device.h"
#include "layout.h"

extern "C"
{
#include "device/cpu-angle.h"
}

/* ---- the device ---- */

/* Working memory on the device, grown when needed and kept.  A slot belongs to the
 * running operation; an operation that calls another one uses other slots. */
typedef enum
{
  THETA_CUDA_WORK_A, /* operations on sets: right-hand sides, masks, partial sums */
  THETA_CUDA_WORK_B,
  THETA_CUDA_WORK_C,
  THETA_CUDA_WORK_D,
  THETA_CUDA_WORK_E,
  THETA_CUDA_WORK_X,      /* blas.cu, factor.cu: right-hand sides */
  THETA_CUDA_WORK_Y,      /* blas.cu: results */
  THETA_CUDA_WORK_STRIP,  /* blas.cu: a strip of a matrix */
  THETA_CUDA_WORK_SOLVER, /* cuSOLVER's own */
  THETA_CUDA_WORK_INFO,   /* cuSOLVER's answer; syevd's eigenvalues */
  THETA_CUDA_WORK_WINDOW, /* rows.cu: angles of ROWS made anew */
  THETA_CUDA_WORK_PICKED, /* rows.cu: unit rows in another order */
  THETA_CUDA_WORK_WIDE,   /* rows.cu: float32 rows as doubles */
  THETA_CUDA_WORK_SLOTS
} ThetaCudaWork;

#define THETA_CUDA_KEPT 16

typedef struct
{
  ThetaDevice base;
  int index; /* CUDA's number of the device */
  cudaStream_t stream;
  cublasHandle_t blas; /* on @stream, pointer mode host, default math: no TF32 */
  cusolverDnHandle_t solver;
  cusolverDnParams_t solver_params;
  ThetaPoll poll; /* may be NULL */
  void *poll_user;
  ThetaReport report; /* may be NULL */
  void *report_user;
  char sentence[512]; /* of the last failure */
  int broken;         /* a sticky error: every later call fails with @sentence */
  ThetaDeviceInfo info; /* as it was when it was opened */
  cudaEvent_t steps[2];
  unsigned step;   /* blocks launched since the device was last idle */
  double fraction; /* what the poll function was last told */
  /* What takes this device about 20 ms: float64 and float32 operations, bytes of its
   * memory read or written. */
  double step_flops, step_flops_single, step_bytes;
  size_t window_bytes; /* of what is made anew and should stay in the cache */
  int processors;      /* multiprocessors: blocks of a grid-stride launch = some × this */
  size_t shared_bytes; /* shared memory a block can have without opting in */
  struct
  {
    void *data;
    size_t bytes;
  } work[THETA_CUDA_WORK_SLOTS];
  /* Large blocks that were given back and may be wanted again: to allocate and free one
   * takes as long as to fill it.  From any thread. */
  pthread_mutex_t kept_lock;
  struct
  {
    void *data;
    size_t bytes;
  } kept[THETA_CUDA_KEPT];
  size_t kept_bytes, kept_most;
  /* entries() comes from any thread: a stream of its own and a lock. */
  pthread_mutex_t entries_lock;
  cudaStream_t entries_stream; /* of the highest priority */
  void *entries_memory;        /* THETA_CUDA_ENTRIES_BYTES */
} ThetaCudaDevice;

#define THETA_CUDA_ENTRIES_BYTES ((size_t) 1 << 20)

struct ThetaBuffer
{
  size_t count;
  double *data; /* device memory, 256-byte aligned */
};

/* As on the CPU: row i of an array starts at entry theta_triangle_offset() or
 * theta_rectangle_offset() of layout.h.  TRIANGLE and RECTANGLE have one array a
 * layer, ANGLE one of angles:
 *   Θ_l(i, j) = norm[i] norm[j] g_l(angle),
 * and ROWS has the unit rows that the angles lie between. */
struct ThetaKernelSet
{
  int refs; /* changed by __atomic_* only */
  ThetaCudaDevice *owner;
  ThetaSetKind kind;
  ThetaPrecision precision;
  uint32_t layers;
  uint32_t arrays;
  size_t rows, cols;
  size_t entries; /* of one array, padding included */
  void *memory;   /* device: every array, one after the other */
  double *norm;   /* device, ANGLE and ROWS: rows */
  size_t d;
  void *unit; /* device, ROWS: rows × d doubles, or as many floats */
  /* ANGLE and ROWS: the polynomials on the host (owned), and on the device what kernels read of
   * them: layers × terms coefficients, then layers × giants × THETA_ANGLE_STEP products. */
  ThetaAngleFit fit;
  double *fit_coefficients, *fit_products;
};

static inline ThetaCudaDevice *
theta_cuda (ThetaDevice *device)
{
  return (ThetaCudaDevice *) device;
}

static inline bool
theta_cuda_is_symmetric (const ThetaKernelSet *set)
{
  return set->kind != THETA_SET_RECTANGLE;
}

/* Whether the entries are polynomials of angles. */
static inline bool
theta_cuda_has_angles (const ThetaKernelSet *set)
{
  return set->kind == THETA_SET_ANGLE || set->kind == THETA_SET_ROWS;
}

/* Array @array of a DOUBLE and of a SINGLE set, on the device. */
static inline double *
theta_cuda_doubles (const ThetaKernelSet *set, uint32_t array)
{
  return (double *) set->memory + (size_t) array * set->entries;
}

static inline float *
theta_cuda_singles (const ThetaKernelSet *set, uint32_t array)
{
  return (float *) set->memory + (size_t) array * set->entries;
}

/* ---- failures (module.cu) ---- */

/* A count between 1 and @most (0 for none), of a share that may be any number. */
static inline size_t
theta_cuda_at_most (double count, size_t most)
{
  if (!(count > 1))
    return most < 1 ? most : 1;
  return count < (double) most ? (size_t) count : most;
}

/* Leaves the function with a status that is not OK. */
#define THETA_CUDA_RETURN(call)                                                                   \
  do                                                                                              \
    {                                                                                             \
      ThetaStatus theta_cuda_status_ = (call);                                                    \
      if (theta_cuda_status_ != THETA_STATUS_OK)                                                  \
        return theta_cuda_status_;                                                                \
    }                                                                                             \
  while (0)
/* The same for a call of the CUDA runtime, cuBLAS, cuSOLVER; @what completes "CUDA failed
 * while %s". */
#define THETA_CUDA_CALL(self, call, what)                                                         \
  THETA_CUDA_RETURN (theta_cuda_check (self, call, what))
#define THETA_CUDA_BLAS(self, call, what)                                                         \
  THETA_CUDA_RETURN (theta_cuda_check_blas (self, call, what))
#define THETA_CUDA_SOLVER(self, call, what)                                                       \
  THETA_CUDA_RETURN (theta_cuda_check_solver (self, call, what))

/* First in every operation: makes the device current on this thread; FAILED where it is
 * broken. */
ThetaStatus theta_cuda_begin (ThetaCudaDevice *self);
/* Whether it can still be asked for anything: a broken one fails or never answers, even when
 * memory is given back.  From any thread. */
bool theta_cuda_answers (ThetaCudaDevice *self);
/* OK, NO_MEMORY (cudaErrorMemoryAllocation) or FAILED; keeps and reports the sentence, and
 * marks the device broken after an error that no later call survives. */
ThetaStatus theta_cuda_check (ThetaCudaDevice *self, cudaError_t error, const char *what);
ThetaStatus theta_cuda_check_blas (ThetaCudaDevice *self, cublasStatus_t error, const char *what);
ThetaStatus theta_cuda_check_solver (ThetaCudaDevice *self, cusolverStatus_t error,
                                     const char *what);
/* FAILED, of a bad argument; @sentence says which. */
ThetaStatus theta_cuda_refuse (ThetaCudaDevice *self, const char *sentence);

/* ---- blocks and polling (module.cu) ---- */

/* After the launches of a block: takes launch errors, marks the block's end by an event,
 * waits until the block before has ended (one runs while the next is prepared), and polls
 * with @fraction of the running call.  Also polls while it waits long, and gives a device
 * that does not answer for a minute up.  CANCELLED: the stream is idle. */
ThetaStatus theta_cuda_step (ThetaCudaDevice *self, double fraction, const char *what);
/* Waits until everything launched has ended; polls only where that takes long. */
ThetaStatus theta_cuda_wait (ThetaCudaDevice *self, const char *what);
/* Waits for another stream than the device's, from any thread, without a poll: not ready
 * where that takes a minute, after which the device counts as broken. */
cudaError_t theta_cuda_wait_aside (ThetaCudaDevice *self, cudaStream_t stream);

/* ---- memory (memory.cu) ---- */

/* At least @bytes of slot @slot, 256-byte aligned, contents undefined. */
ThetaStatus theta_cuda_work (ThetaCudaDevice *self, ThetaCudaWork slot, size_t bytes, void **out);
void theta_cuda_work_free (ThetaCudaDevice *self);
ThetaStatus theta_cuda_malloc (ThetaCudaDevice *self, size_t bytes, void **out);
/* Gives back what theta_cuda_malloc() gave for @bytes, NULL allowed; it may be handed out
 * again at once, to work that comes later on the stream.  From any thread. */
void theta_cuda_free (ThetaCudaDevice *self, void *data, size_t bytes);
/* Gives memory back to CUDA; nothing where the device does not answer any more. */
void theta_cuda_release (ThetaCudaDevice *self, void *data);
void theta_cuda_drop_kept (ThetaCudaDevice *self);
/* Ordinary host memory, in stream order, in chunks of about 10 ms with a poll between them
 * (telling the fraction told before); both return when the copy is done. */
ThetaStatus theta_cuda_to_device (ThetaCudaDevice *self, void *to, const void *from, size_t bytes);
ThetaStatus theta_cuda_to_host (ThetaCudaDevice *self, void *to, const void *from, size_t bytes);

ThetaStatus theta_cuda_buffer_new (ThetaDevice *device, size_t count, ThetaBuffer **out);
void theta_cuda_buffer_free (ThetaDevice *device, ThetaBuffer *buffer);
ThetaStatus theta_cuda_upload (ThetaDevice *device, ThetaBuffer *to, size_t offset,
                               const double *from, size_t count);
ThetaStatus theta_cuda_download (ThetaDevice *device, const ThetaBuffer *from, size_t offset,
                                 double *to, size_t count);

/* ---- kernel sets (set.cu) ---- */

/* An unfilled set with one reference: its arrays, and room for norms and unit rows (@d
 * columns, of ROWS alone) where it has them; fit and norms unfilled. */
ThetaStatus theta_cuda_set_new (ThetaCudaDevice *self, ThetaSetKind kind, ThetaPrecision precision,
                                uint32_t layers, size_t rows, size_t cols, size_t d,
                                ThetaKernelSet **out);
/* Takes over @fit (then emptied) and copies its numbers to the device. */
ThetaStatus theta_cuda_set_take_fit (ThetaCudaDevice *self, ThetaKernelSet *set,
                                     ThetaAngleFit *fit);
ThetaStatus theta_cuda_set_from_host (ThetaDevice *device, ThetaSetKind kind,
                                      ThetaPrecision precision, uint32_t layers, size_t m,
                                      size_t n, const double *values, ThetaKernelSet **out);
void theta_cuda_set_ref (ThetaDevice *device, ThetaKernelSet *set);
void theta_cuda_set_unref (ThetaDevice *device, ThetaKernelSet *set);
void theta_cuda_set_info (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info);

/* ---- dense matrices ---- */
/* factor.cu */
ThetaStatus theta_cuda_potrf (ThetaDevice *device, size_t n, ThetaBuffer *a);
ThetaStatus theta_cuda_potrs (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c,
                              double *b);
ThetaStatus theta_cuda_potrf_single (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                     ThetaBuffer *factor);
ThetaStatus theta_cuda_potrs_single (ThetaDevice *device, size_t n, const ThetaBuffer *factor,
                                     size_t c, double *b);
ThetaStatus theta_cuda_potri (ThetaDevice *device, size_t n, ThetaBuffer *factor);
ThetaStatus theta_cuda_invert_single (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                      ThetaKernelSet **out);
ThetaStatus theta_cuda_syevd (ThetaDevice *device, size_t n, ThetaBuffer *a, int vectors, double *w);
/* blas.cu */
ThetaStatus theta_cuda_multiply (ThetaDevice *device, int transpose, size_t m, size_t n,
                                 const ThetaBuffer *a, size_t c, const double *x, double *y);
ThetaStatus theta_cuda_multiply_symmetric (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                           size_t c, const double *x, double *y);
ThetaStatus theta_cuda_multiply_squared (ThetaDevice *device, size_t m, size_t n,
                                         const ThetaBuffer *a, size_t c, const double *x,
                                         double *y);
ThetaStatus theta_cuda_weighted_syrk (ThetaDevice *device, size_t n, size_t k,
                                      const ThetaBuffer *a, const double *s, ThetaBuffer *c);
ThetaStatus theta_cuda_diagonal (ThetaDevice *device, size_t n, const ThetaBuffer *a, double *out);
/* Copies the lower triangle of the row-major n × n @a (device) to the upper one. */
ThetaStatus theta_cuda_mirror (ThetaCudaDevice *self, size_t n, double *a);

/* ---- operations on kernel sets ---- */
/* pass.cu */
ThetaStatus theta_cuda_dense_limit (ThetaDevice *device, const ThetaDenseLimit *spec,
                                    ThetaSetKind kind, ThetaPrecision precision, size_t m,
                                    size_t d, const double *x, size_t n, const double *y,
                                    ThetaKernelSet **out);
/* gather.cu */
ThetaStatus theta_cuda_gather (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                               const uint8_t *t, const uint8_t *v, double ridge, ThetaBuffer *att,
                               ThetaBuffer *avt);
/* products.cu */
ThetaStatus theta_cuda_layer_products (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                                       const double *v, double *out);
ThetaStatus theta_cuda_weighted_product (ThetaDevice *device, const ThetaKernelSet *set,
                                         const double *a, size_t c, const double *v, double *out);
/* contract.cu */
ThetaStatus theta_cuda_contract_low_rank (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                                          const double *u, const double *v, double *out);
ThetaStatus theta_cuda_contract_dense (ThetaDevice *device, const ThetaKernelSet *set,
                                       const uint8_t *t, const ThetaBuffer *s, double *out);
/* layer-gram.cu */
ThetaStatus theta_cuda_layer_gram (ThetaDevice *device, const ThetaKernelSet *set,
                                   const uint8_t *t, int centred, double *out);
/* pool.cu */
ThetaStatus theta_cuda_pool (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode,
                             const double *a, uint32_t n_bins, const uint32_t *bins, double *out);
/* entries.cu: any thread; uses nothing of @device but @index and what its lock guards. */
ThetaStatus theta_cuda_entries (ThetaDevice *device, const ThetaKernelSet *set, size_t count,
                                const size_t *i, const size_t *j, double *out);
