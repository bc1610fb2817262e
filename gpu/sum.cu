/* What operations on sets share: sums over blocks, weights of the layers, masks. */
#include <stdlib.h>

#include "set-view.cuh"

/* One block an entry of the result. */
THETA_KERNEL (sum_blocks) (size_t blocks, size_t count, const double *partial, double *out)
{
  THETA_SHARED (double, part, [THETA_THREADS]);

  THETA_PHASE
    {
      double sum = 0;

      for (size_t b = threadIdx.x; b < blocks; b += THETA_THREADS)
        sum += partial[b * count + blockIdx.x];
      part[threadIdx.x] = sum;
    }
  for (unsigned half = THETA_THREADS / 2; half > 0; half /= 2)
    THETA_PHASE
      if (threadIdx.x < half)
        part[threadIdx.x] += part[threadIdx.x + half];
  THETA_PHASE
    if (threadIdx.x == 0)
      out[blockIdx.x] = part[0];
}

ThetaStatus
theta_cuda_sum (ThetaCudaDevice *self, size_t blocks, size_t count, const double *partial,
                double *out)
{
  void *sums;

  if (count == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_E, count * sizeof (double), &sums));
  THETA_LAUNCH (sum_blocks, (unsigned) count, THETA_THREADS, self->stream, blocks, count, partial,
                (double *) sums);
  THETA_CUDA_CALL (self, cudaGetLastError (), "adding sums");
  return theta_cuda_to_host (self, out, sums, count * sizeof (double));
}

ThetaStatus
theta_cuda_picture (ThetaCudaDevice *self, const ThetaKernelSet *set, const double *a,
                    ThetaCudaWork slot, ThetaPicture *picture)
{
  bool angles = theta_cuda_has_angles (set);
  size_t count = angles ? set->fit.terms : set->layers;
  double sum[THETA_ANGLE_TERMS];
  void *data;

  for (size_t k = 0; angles && k < count; k++)
    {
      sum[k] = 0;
      for (uint32_t l = 0; l < set->layers; l++)
        sum[k] += a[l] * set->fit.coefficients[(size_t) l * count + k];
    }
  THETA_CUDA_RETURN (theta_cuda_work (self, slot, count * sizeof (double), &data));
  picture->a = (const double *) data;
  picture->layer = 0;
  return theta_cuda_to_device (self, data, angles ? sum : a, count * sizeof (double));
}

ThetaStatus
theta_cuda_mask (ThetaCudaDevice *self, size_t n, const uint8_t *mask, ThetaCudaWork slot,
                 const uint32_t **places, size_t *count)
{
  uint32_t *host, before = 0;
  void *data = NULL;
  ThetaStatus status;

  if (n >= THETA_OUTSIDE)
    return theta_cuda_refuse (self, "A mask takes fewer than 2^32 rows");
  host = (uint32_t *) malloc ((n + 1) * sizeof *host);
  if (host == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    host[i] = mask[i] ? before++ : THETA_OUTSIDE;
  status = theta_cuda_work (self, slot, (n + 1) * sizeof *host, &data);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_to_device (self, data, host, n * sizeof *host);
  free (host);
  *places = (const uint32_t *) data;
  *count = before;
  return status;
}
