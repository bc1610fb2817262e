/* Inverses from Cholesky factors, in float64 and float32. */
#include "factor.cuh"

/* Columns of an inverse that are found together. */
#define COLUMNS 512

/* The first @width columns of the identity, @rows rows. */
template <typename Real>
THETA_KERNEL (set_identity) (size_t rows, size_t width, Real *out)
{
  size_t step = (size_t) gridDim.x * blockDim.x;

  THETA_PHASE
  for (size_t k = (size_t) blockIdx.x * blockDim.x + threadIdx.x; k < rows * width; k += step)
    out[k] = k / width == k % width ? (Real) 1 : (Real) 0;
}

/* Columns [j0, j1) of the inverse from row j0 down need of the factor only what stands
 * from (j0, j0) on: both solves there, of the identity's first columns.  So they can
 * take the factor's place, from left to right. */
template <typename Real>
static ThetaStatus
invert_columns (ThetaCudaDevice *self, size_t n, Real *a, size_t j0, size_t j1, Real *strip)
{
  const char *what = "inverting";
  size_t rows = n - j0, width = j1 - j0;
  double from = fraction_at (n, j0), to = fraction_at (n, j1);
  Real *l = a + j0 * n + j0;

  THETA_LAUNCH (set_identity<Real>, 8 * self->processors, 256, self->stream, rows, width, strip);
  THETA_CUDA_BLAS (self,
                   blas_trsm (self->blas, CUBLAS_SIDE_RIGHT, CUBLAS_OP_N, width, rows, l, n, strip,
                              width),
                   what);
  THETA_CUDA_RETURN (theta_cuda_step (self, (from + to) / 2, what));
  THETA_CUDA_BLAS (self,
                   blas_trsm (self->blas, CUBLAS_SIDE_RIGHT, CUBLAS_OP_T, width, rows, l, n, strip,
                              width),
                   what);
  THETA_CUDA_CALL (self,
                   cudaMemcpy2DAsync (l, n * sizeof (Real), strip, width * sizeof (Real),
                                      width * sizeof (Real), rows, cudaMemcpyDeviceToDevice,
                                      self->stream),
                   what);
  return theta_cuda_step (self, to, what);
}

/* The inverse's lower triangle in the factor's place. */
template <typename Real>
static ThetaStatus
invert (ThetaCudaDevice *self, size_t n, Real *a)
{
  size_t columns = theta_cuda_at_most (budget (self, Real ()) / ((double) n * n), COLUMNS);
  Real *strip;

  /* Fewer than this would leave the processors idle. */
  columns = columns < 32 ? 32 : columns;
  columns = columns < n ? columns : n;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_STRIP, n * columns * sizeof (Real),
                                      (void **) &strip));
  for (size_t j0 = 0; j0 < n; j0 += columns)
    THETA_CUDA_RETURN (invert_columns (self, n, a, j0, j0 + columns < n ? j0 + columns : n,
                                       strip));
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cuda_potri (ThetaDevice *device, size_t n, ThetaBuffer *factor)
{
  ThetaCudaDevice *self = theta_cuda (device);

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > factor->count)
    return theta_cuda_refuse (self, "An inversion reads past the end of its factor");
  if (n == 0)
    return theta_cuda_step (self, 1, "inverting");
  THETA_CUDA_RETURN (invert (self, n, factor->data));
  THETA_CUDA_RETURN (theta_cuda_mirror (self, n, factor->data));
  return theta_cuda_wait (self, "inverting");
}

/* The lower triangle as a TRIANGLE keeps it, float32. */
THETA_KERNEL (pack_triangle) (size_t n, const float *a, float *out)
{
  THETA_PHASE
  for (size_t i = blockIdx.x; i < n; i += gridDim.x)
    for (size_t j = threadIdx.x; j <= i; j += blockDim.x)
      out[theta_triangle_offset (i, THETA_PAD_SINGLE) + j] = a[i * n + j];
}

/* @factor: room for n × n floats. */
static ThetaStatus
invert_rounded (ThetaCudaDevice *self, size_t n, const double *a, float *factor,
                ThetaKernelSet *out)
{
  if (n == 0)
    return theta_cuda_step (self, 1, "inverting");
  THETA_CUDA_RETURN (theta_cuda_factorize_rounded (self, n, a, factor));
  THETA_CUDA_RETURN (invert (self, n, factor));
  THETA_LAUNCH (pack_triangle, 16 * self->processors, 256, self->stream, n, factor,
                theta_cuda_singles (out, 0));
  return theta_cuda_wait (self, "inverting");
}

ThetaStatus
theta_cuda_invert_single (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                          ThetaKernelSet **out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaKernelSet *set = NULL;
  void *factor = NULL;
  ThetaStatus status;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > a->count)
    return theta_cuda_refuse (self, "An inversion reads past the end of its matrix");
  status = theta_cuda_set_new (self, THETA_SET_TRIANGLE, THETA_PRECISION_SINGLE, 1, n, n, 0, &set);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_malloc (self, n * n * sizeof (float), &factor);
  if (status == THETA_STATUS_OK)
    status = invert_rounded (self, n, a->data, (float *) factor, set);
  theta_cuda_free (self, factor, n * n * sizeof (float));
  if (status != THETA_STATUS_OK)
    {
      theta_cuda_set_unref (device, set);
      return status;
    }
  *out = set;
  return THETA_STATUS_OK;
}
