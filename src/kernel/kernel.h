/* The L layer-wise kernels of a network on a data set, on a device.  Immutable
 * and reference-counted; reading entries is thread-safe, everything else
 * belongs to the compute thread. */
#pragma once

#include "base/matrix.h"
#include "device/device-error.h"
#include "network/network.h"

G_BEGIN_DECLS

/* How kernels are stored. */
typedef struct
{
  ThetaSetKind kind;
  ThetaPrecision precision; /* not AUTO */
} ThetaStorage;

typedef struct ThetaKernel ThetaKernel;
struct ThetaKernel
{
  ThetaDevice *device; /* borrowed; must outlive the kernel; a normalised one's own */
  ThetaKernelSet *set;
  guint layers;
  gsize rows, cols;
  gboolean symmetric; /* of rows with themselves */
  ThetaStorage storage;
  gsize bytes;
  double error; /* bound of a truncated series, relative to a layer's largest entry; else 0 */
  ThetaKernel *plain; /* of a normalised one: what it divides; else NULL; owned */
};

/* The storage of @network's kernels on @rows rows (@cols 0) or of @rows rows against
 * @cols: DOUBLE while it stays below 1 GB, SINGLE above; @precision other than AUTO
 * is obeyed. */
ThetaStorage theta_storage_choose (const ThetaNetwork *network, ThetaPrecision precision,
                                   gsize rows, gsize cols);
/* Memory that it will hold, in bytes; @cols is that of the data for ROWS. */
guint64 theta_storage_bytes (const ThetaStorage *self, guint layers, gsize rows, gsize cols);

/* Θ_1 … Θ_L (eq. 21) of @network on the rows of @x, or of @x against @y (NULL:
 * with itself), stored as theta_storage_choose() says; theta_network_n_kernels() of
 * them.  Errors: SHAPE (columns differ), VALUE (an infinite or missing entry, named
 * by row and column; a kernel outside the number range; an activation whose series
 * needs too many terms), MEMORY, DEVICE, cancelled. */
ThetaKernel *theta_kernel_new_dense_limit (ThetaDevice *device, const ThetaNetwork *network,
                                           const ThetaMatrix *x, const ThetaMatrix *y,
                                           ThetaPrecision precision, GError **error);
/* The same in a storage by hand. */
ThetaKernel *theta_kernel_new_stored (ThetaDevice *device, const ThetaNetwork *network,
                                      const ThetaMatrix *x, const ThetaMatrix *y,
                                      const ThetaStorage *storage, GError **error);
/* From L symmetric matrices, for tests and by-hand kernels: each n × n. */
ThetaKernel *theta_kernel_new_from_matrices (ThetaDevice *device, ThetaMatrix *const *layers,
                                             guint n_layers, GError **error);
/* Θ_l of @kernel (symmetric) divided by its mean diagonal over the rows of the mask
 * @train, without a copy; @mean (layers doubles) receives those, 1 for a layer that is
 * zero there.  With weights a it is @kernel with weights a_l/mean_l. */
ThetaKernel *theta_kernel_new_normalized (ThetaKernel *kernel, const guint8 *train, double *mean,
                                          GError **error);
ThetaKernel *theta_kernel_ref (ThetaKernel *self);
void theta_kernel_unref (ThetaKernel *self);

/* Θ_l(i, j) for all l into @values (layers doubles).  Thread-safe. */
gboolean theta_kernel_read (ThetaKernel *self, gsize i, gsize j, double *values);
/* Θ_l(i, i) of all rows of a symmetric kernel into @values (rows × layers), in one call of
 * the device.  Thread-safe.  Errors: DEVICE. */
gboolean theta_kernel_read_diagonal (ThetaKernel *self, double *values, GError **error);

/* What storing cost: the largest difference to the kernels computed and kept in
 * float64, between at most 64 of the rows of @x, relative to the layer's largest
 * entry there.  @self is of @network on @x.  NaN when it could not be computed
 * (@error is set). */
double theta_kernel_rounding_loss (ThetaKernel *self, const ThetaNetwork *network,
                                   const ThetaMatrix *x, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaKernel, theta_kernel_unref)

/* Kernels pooled into at most THETA_PICTURE_MAX bins, for the heatmaps.
 * Immutable, reference-counted. */
#define THETA_PICTURE_MAX 512

typedef struct
{
  guint bins;       /* pictures are bins × bins */
  guint layers;     /* L */
  gsize rows;       /* shown: all of the kernel, or those of a mask */
  guint *order;     /* rows row indices in display order (by class, then by file) */
  guint *first;     /* bins + 1 positions in order where each bin starts */
  int *classes;     /* class of each bin; −1 without labels, where there are more classes
                       than bins, and in an order of its own for a bin of several classes */
  float **raw;      /* layers pictures: mean of Θ_l over the bin pair */
  float **cosine;   /* layers pictures: mean of Θ_l(i,j)/√(Θ_l(i,i) Θ_l(j,j)) */
} ThetaPicture;

/* Pools @kernel (symmetric).  @labels may be NULL (file order); @shown: a mask of the rows
 * that are shown, at least one, or NULL for all. */
ThetaPicture *theta_picture_new (ThetaKernel *kernel, const int *labels, guint n_classes,
                                 const guint8 *shown, GError **error);
/* The same in the order @order (every row of the kernel once) with equally large bins; a
 * bin of rows of several classes has class −1. */
ThetaPicture *theta_picture_new_ordered (ThetaKernel *kernel, const guint *order,
                                         const int *labels, const guint8 *shown, GError **error);
/* The mask of the rows of @kernel that are shown, newly allocated; NULL for all. */
guint8 *theta_picture_mask (const ThetaPicture *self, const ThetaKernel *kernel);
ThetaPicture *theta_picture_ref (ThetaPicture *self);
void theta_picture_unref (ThetaPicture *self);

/* A = Σ a_l Θ_l pooled, bins × bins floats, newly allocated.  @kernel must be the
 * one pooled.  Raw is a sum of the layers' pictures; cosine is exact: from the
 * layers' pictures where every bin is one row, by a pass of its own otherwise. */
float *theta_picture_weigh (ThetaPicture *self, ThetaKernel *kernel, const double *a,
                            gboolean cosine, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaPicture, theta_picture_unref)

G_END_DECLS
