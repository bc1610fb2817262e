/* A compute device: one table of dense operations, implemented by the CPU and
 * by loadable modules.  Plain C11, no GLib, so that nvcc takes it too.
 *
 * Conventions.  Everything that crosses this interface is float64; a kernel set may
 * keep float32 inside.  Matrices are row-major.  A symmetric
 * n × n matrix in a buffer has leading dimension n.  Vectors and thin matrices
 * (n × c, c columns) are host memory; n × n matrices are device buffers.  Masks
 * are n bytes, 0 or 1, in row order; a gathered matrix keeps that order.  Calls
 * are synchronous and a device is used by one thread at a time; a kernel set is
 * immutable once filled and its entries may be read by any thread.
 *
 * Every long call asks the poll function between blocks of at most 50 ms; a
 * non-zero answer ends the call with THETA_STATUS_CANCELLED, and what the call
 * was writing is then undefined but safe to free or write again.  syevd is one
 * LAPACK call and cannot be interrupted: n ≤ THETA_SYEVD_MAX. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define THETA_DEVICE_ABI 5u
#define THETA_SYEVD_MAX 2000
/* Bytes of freed memory that the CPU device keeps for the next request at most. */
#define THETA_CPU_KEPT_BYTES ((size_t) 1 << 30)
#define THETA_MAX_DEPTH 64
#define THETA_MAX_KERNELS (2 * THETA_MAX_DEPTH) /* weights and biases apart */
/* Terms of a Mehler series at most. */
#define THETA_MAX_TERMS 16384

typedef enum
{
  THETA_STATUS_OK = 0,
  THETA_STATUS_CANCELLED,
  THETA_STATUS_NO_MEMORY,
  THETA_STATUS_NOT_POSITIVE,  /* potrf met a pivot that is not > 0 */
  THETA_STATUS_NOT_CONVERGED, /* syevd */
  THETA_STATUS_FAILED         /* anything else: a driver error, a bad argument */
} ThetaStatus;

typedef enum
{
  THETA_DUAL_IDENTITY,
  THETA_DUAL_PIECEWISE, /* alpha·min(u, 0) + beta·max(u, 0): ReLU is (0, 1) */
  THETA_DUAL_ERF,
  THETA_DUAL_SIN,
  THETA_DUAL_COS,
  THETA_DUAL_GAUSSIAN, /* exp(−u²) */
  THETA_DUAL_GELU,     /* u Φ(u) */
  THETA_DUAL_SERIES    /* any smooth function, by its tables */
} ThetaDual;

/* What the Mehler series of an activation s needs to know of the rows of one
 * side.  With u = √q z, q = Sl(x, x), z ~ N(0, 1) and He_k Hermite's polynomials:
 *   mean = E[s(u)],  slopes_k = E[s'(u) He_k(z)] / √k!,
 *   E[s'(u) s'(v)] = Σ_k slopes_k slopes_k' r^k,  r = S(x, x') / √(q q'),
 *   E[s(u) s(v)] = mean mean' + S(x, x') Σ_k slopes_k slopes_k' r^k / (k + 1). */
typedef struct
{
  const double *const *variance; /* depth arrays: Sl(x, x) of the rows */
  const double *const *mean;     /* depth − 1 arrays, a number a row */
  const double *const *slopes;   /* depth − 1 arrays, rows × terms[l] */
} ThetaMehlerRows;

typedef struct
{
  const uint32_t *terms; /* depth − 1 numbers, 1 … THETA_MAX_TERMS */
  ThetaMehlerRows x, y;  /* y: RECTANGLE only */
} ThetaMehler;

/* The infinite-width dense network (Section 3, Theorem 1 and eq. 21 of the paper;
 * Jacot et al. 2018):
 *   S1 = weight_variance · input_scale · <x, x'> + bias_variance
 *   Sl = weight_variance · E[s(u) s(v)] + bias_variance,
 *   Dl = weight_variance · E[s'(u) s'(v)],  (u, v) ~ N(0, S(l−1));
 *   Theta_l = Sl · prod_{l' > l} Dl'.
 * Apart, every layer has two kernels, weight before bias: those of Sl −
 * bias_variance and of bias_variance in the place of Sl. */
typedef struct
{
  ThetaDual dual;
  double alpha, beta;     /* PIECEWISE only */
  uint32_t depth;         /* L, 1 … THETA_MAX_DEPTH */
  double weight_variance; /* > 0; the paper: 1 */
  double input_scale;     /* the paper: 1 / columns; the authors' UCI code: 1 */
  double bias_variance;   /* ≥ 0; the paper: 0 */
  uint32_t apart;         /* 1: 2L kernels, weight 1, bias 1, weight 2 …; 0: L */
  const ThetaMehler *series; /* SERIES only; read during the call */
} ThetaDenseLimit;

typedef struct ThetaDevice ThetaDevice;
typedef struct ThetaBuffer ThetaBuffer;       /* doubles on the device */
typedef struct ThetaKernelSet ThetaKernelSet; /* L layer-wise kernels */

/* How a set keeps its kernels.  Operations take every kind and precision. */
typedef enum
{
  THETA_SET_TRIANGLE,  /* symmetric n × n: row-packed lower triangle a layer */
  THETA_SET_RECTANGLE, /* m × n a layer */
  THETA_SET_ANGLE,     /* symmetric n × n: one triangle of angles and the row norms, for
                          networks of which theta_dense_limit_has_angle() is true */
  THETA_SET_ROWS       /* the same without the angles: the rows alone, of which every use
                          makes its entries anew */
} ThetaSetKind;

typedef enum
{
  THETA_PRECISION_AUTO, /* a wish of the layers above; no set and no call here has it */
  THETA_PRECISION_DOUBLE,
  THETA_PRECISION_SINGLE /* computed in float64, rounded when stored */
} ThetaPrecision;

typedef struct
{
  ThetaSetKind kind;
  ThetaPrecision precision;
  uint32_t layers;
  size_t rows, cols; /* symmetric kinds: rows == cols == n */
  size_t bytes;      /* memory held on the device */
} ThetaSetInfo;

typedef enum
{
  THETA_POOL_RAW,   /* entries as they are */
  THETA_POOL_COSINE /* K(i,j) / sqrt(K(i,i) K(j,j)), 0 where a diagonal entry is 0 */
} ThetaPoolMode;

typedef struct
{
  uint32_t abi;
  char id[8];            /* "cpu" or "cuda" */
  char name[64];         /* "CPU" or the GPU's name */
  char library[128];     /* "OpenBLAS 0.3.21" */
  char driver[48];       /* "580.65.06, CUDA 13.0", empty where that has no meaning */
  uint32_t threads;      /* compute threads, 0 where that has no meaning */
  uint64_t memory_total; /* bytes */
  uint64_t memory_used;  /* bytes of them in use, by whomever; 0: not known */
} ThetaDeviceInfo;

/* @fraction of the running call, 0 … 1.  Non-zero: stop. */
typedef int (*ThetaPoll) (void *user, double fraction);

typedef struct ThetaDeviceOps ThetaDeviceOps;
struct ThetaDeviceOps
{
  /* ---- the device ---- */
  void (*close) (ThetaDevice *device);
  void (*describe) (ThetaDevice *device, ThetaDeviceInfo *info);
  /* Installs the poll function for the calls that follow; NULL: none. */
  void (*set_poll) (ThetaDevice *device, ThetaPoll poll, void *user);

  /* ---- memory ---- */
  ThetaStatus (*buffer_new) (ThetaDevice *device, size_t count, ThetaBuffer **out);
  void (*buffer_free) (ThetaDevice *device, ThetaBuffer *buffer); /* NULL allowed */
  ThetaStatus (*upload) (ThetaDevice *device, ThetaBuffer *to, size_t offset, const double *from,
                         size_t count);
  ThetaStatus (*download) (ThetaDevice *device, const ThetaBuffer *from, size_t offset, double *to,
                           size_t count);

  /* ---- dense matrices; "symmetric" in: lower triangle read ---- */
  /* out (n, host) := the diagonal of A, n × n. */
  ThetaStatus (*diagonal) (ThetaDevice *device, size_t n, const ThetaBuffer *a, double *out);
  /* A (n × n symmetric) := its Cholesky factor R, A = R Rᵀ, in the lower
   * triangle; the strict upper triangle is left undefined.  Blocked and polled.
   * NOT_POSITIVE where a pivot is not > 0 (a NaN included). */
  ThetaStatus (*potrf) (ThetaDevice *device, size_t n, ThetaBuffer *a);
  /* B (n × c, host) := A⁻¹ B from potrf's factor. */
  ThetaStatus (*potrs) (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c,
                        double *b);
  /* @factor := the Cholesky factor of A rounded to float32, in half the time; A stays
   * and must be another buffer.  @factor needs room for n × n floats, that is
   * ⌈n²/2⌉ doubles.  Blocked and polled.  NOT_POSITIVE as above, also where an
   * entry has no float32. */
  ThetaStatus (*potrf_single) (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                               ThetaBuffer *factor);
  /* B (n × c, host) := A⁻¹ B from potrf_single's factor, to about seven digits. */
  ThetaStatus (*potrs_single) (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c,
                               double *b);
  /* Factor := A⁻¹ (n × n, both triangles filled).  Blocked and polled. */
  ThetaStatus (*potri) (ThetaDevice *device, size_t n, ThetaBuffer *factor);
  /* @out := A⁻¹ as a symmetric TRIANGLE set of one float32 layer, to about seven digits
   * of its largest entry over A's condition number, so that gather and
   * weighted_product serve it; A stays.  Blocked and polled.  NOT_POSITIVE as above. */
  ThetaStatus (*invert_single) (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                                ThetaKernelSet **out);
  /* A (symmetric) := Q with eigenvectors in columns (A = Q diag(w) Qᵀ), w (n,
   * host) ascending.  Without @vectors A is undefined afterwards, and the call several
   * times as short: nobody can stop it. */
  ThetaStatus (*syevd) (ThetaDevice *device, size_t n, ThetaBuffer *a, int vectors, double *w);
  /* Y (host) := A X, or Aᵀ X with @transpose; A m × n in a buffer (both
   * triangles where it is symmetric), X n × c (transposed: m × c) host. */
  ThetaStatus (*multiply) (ThetaDevice *device, int transpose, size_t m, size_t n,
                           const ThetaBuffer *a, size_t c, const double *x, double *y);
  /* Y (n × c, host) := A X, A n × n symmetric, lower triangle read. */
  ThetaStatus (*multiply_symmetric) (ThetaDevice *device, size_t n, const ThetaBuffer *a, size_t c,
                                     const double *x, double *y);
  /* Y (m × c, host) := (A ∘ A) X. */
  ThetaStatus (*multiply_squared) (ThetaDevice *device, size_t m, size_t n, const ThetaBuffer *a,
                                   size_t c, const double *x, double *y);
  /* C (n × n, both triangles) := A diag(s) Aᵀ, A n × k, s ≥ 0 (k, host).
   * Blocked and polled; A and C must differ. */
  ThetaStatus (*weighted_syrk) (ThetaDevice *device, size_t n, size_t k, const ThetaBuffer *a,
                                const double *s, ThetaBuffer *c);

  /* ---- kernel sets ---- */
  /* All layer-wise kernels of @spec in one pass over tiles, kept as @kind and
   * @precision.  @x m × d host, finite.  RECTANGLE: m × n of x against y; the others:
   * of x with itself, @y NULL.  Exact on the diagonal, on duplicate,
   * antipodal, nearly equal and zero rows; SINGLE within 1e-6 of a layer's largest
   * entry.  FAILED for an ANGLE or ROWS of a network that has no angle. */
  ThetaStatus (*dense_limit) (ThetaDevice *device, const ThetaDenseLimit *spec, ThetaSetKind kind,
                              ThetaPrecision precision, size_t m, size_t d, const double *x,
                              size_t n, const double *y, ThetaKernelSet **out);
  /* A set from L full row-major matrices (layer after layer, m × n each, host);
   * TRIANGLE reads the lower triangles, ANGLE and ROWS are refused. */
  ThetaStatus (*set_from_host) (ThetaDevice *device, ThetaSetKind kind, ThetaPrecision precision,
                                uint32_t layers, size_t m, size_t n, const double *values,
                                ThetaKernelSet **out);
  void (*set_ref) (ThetaDevice *device, ThetaKernelSet *set);   /* thread-safe */
  void (*set_unref) (ThetaDevice *device, ThetaKernelSet *set); /* thread-safe; NULL allowed */
  void (*set_info) (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info);

  /* With A = Σ a_l Θ_l of a symmetric set: @att (n_T × n_T) := A_TT + ridge · I, lower
   * triangle; @avt (n_V × n_T) := A_VT.  T and V are masks and may overlap;
   * @v NULL and @avt NULL: A_TT alone.  Every stored entry is read once. */
  ThetaStatus (*gather) (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                         const uint8_t *t, const uint8_t *v, double ridge, ThetaBuffer *att,
                         ThetaBuffer *avt);
  /* out[l] (m × c, layer after layer, host) := Θ_l V, V n × c host; all l in one
   * read of the set. */
  ThetaStatus (*layer_products) (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                                 const double *v, double *out);
  /* out (m × c, host) := A V with A = Σ a_l Θ_l, V n × c host, A never stored; of ROWS,
   * tile by tile, nothing is. */
  ThetaStatus (*weighted_product) (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                                   size_t c, const double *v, double *out);
  /* out[l] := Σ_c u_cᵀ Θ_l v_c, U m × c and V n × c host; all l in one read. */
  ThetaStatus (*contract_low_rank) (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                                    const double *u, const double *v, double *out);
  /* out[l] := ⟨Θ_l,TT, S⟩ of a symmetric set, S n_T × n_T symmetric in a buffer
   * (both triangles filled), T a mask. */
  ThetaStatus (*contract_dense) (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                                 const ThetaBuffer *s, double *out);
  /* out[l * layers + k] := ⟨Θ_l,TT, Θ_k,TT⟩ of a symmetric set, T a mask; @centred:
   * ⟨H Θ_l,TT H, H Θ_k,TT H⟩, H = I − 11ᵀ/n_T.  All zero for an empty T.  All
   * pairs in one read of the set, centred in two. */
  ThetaStatus (*layer_gram) (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                             int centred, double *out);
  /* Sums of a symmetric set's entries (all pairs i, j, both triangles) per pair of
   * bins: @bins[i] < n_bins is row i's bin.  @a NULL: out[l] for each layer
   * (n_bins × n_bins each); else one picture of A = Σ a_l Θ_l. */
  ThetaStatus (*pool) (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode,
                       const double *a, uint32_t n_bins, const uint32_t *bins, double *out);
  /* out[k * layers + l] := Θ_l(i[k], j[k]).  Thread-safe. */
  ThetaStatus (*entries) (ThetaDevice *device, const ThetaKernelSet *set, size_t count,
                          const size_t *i, const size_t *j, double *out);
};

/* Implementations put this first in their own struct. */
struct ThetaDevice
{
  const ThetaDeviceOps *ops;
};

/* Takes the sentence of a failure, on the calling thread and before the call that failed
 * returns its status; @sentence is read during the call. */
typedef void (*ThetaReport) (void *user, const char *sentence);

/* What a module for another device exports, under the name THETA_MODULE_SYMBOL and
 * nothing else.  @abi stays first in every version. */
typedef struct
{
  uint32_t abi; /* THETA_DEVICE_ABI of the headers it was built with */
  /* Opens the device, or writes why not as one sentence to @why (@size bytes, ended
   * by a zero).  Never prints, aborts or exits.  @report may be NULL. */
  ThetaStatus (*open) (ThetaReport report, void *user, ThetaDevice **out, char *why, size_t size);
} ThetaModule;

#define THETA_MODULE_SYMBOL "theta_device_module"

/* The CPU (OpenBLAS, LAPACKE, OpenMP).  @threads 0: all cores.  Several CPU
 * devices may be open at once, each used by its own thread, as long as all have
 * one thread. */
ThetaStatus theta_cpu_device_open (uint32_t threads, ThetaDevice **out);

/* Whether every Θ_l of @spec is a function of the angle between the inputs and of
 * their norms (DESIGN 4.1, the fast path), so that an ANGLE set can hold it. */
int theta_dense_limit_has_angle (const ThetaDenseLimit *spec);

/* One English sentence for a status, static. */
const char *theta_status_to_string (ThetaStatus status);

#ifdef __cplusplus
}
#endif
