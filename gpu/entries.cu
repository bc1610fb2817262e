/* Single entries of a set, for any thread: on a stream and in memory of their own, behind a
 * lock. */
#include "set-view.cuh"

/* The angles of pairs of ROWS, a block each. */
THETA_KERNEL (find_angles) (ThetaSetView view, const size_t *i, const size_t *j, double *angles)
{
  THETA_SHARED (double, part, [THETA_THREADS]);
  size_t row = i[blockIdx.x], column = j[blockIdx.x];

  THETA_PHASE
    {
      double sum = 0;

      for (size_t k = threadIdx.x; k < view.d; k += THETA_THREADS)
        sum += theta_view_unit (&view, row, k) * theta_view_unit (&view, column, k);
      part[threadIdx.x] = sum;
    }
  for (unsigned half = THETA_THREADS / 2; half > 0; half /= 2)
    THETA_PHASE
      if (threadIdx.x < half)
        part[threadIdx.x] += part[threadIdx.x + half];
  THETA_PHASE
    if (threadIdx.x == 0)
      angles[blockIdx.x]
          = row == column ? 0 : theta_view_find_angle (&view, row, column, part[0]);
}

/* Out: layer after layer of each pair. */
THETA_KERNEL (evaluate_angles) (ThetaSetView view, size_t count, const size_t *i, const size_t *j,
                                const double *angles, double *out)
{
  THETA_PHASE
    {
      size_t at = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x, pair = at / view.layers;

      if (at < count * view.layers)
        out[at] = theta_view_polynomial (&view, view.fit + at % view.layers * view.terms, i[pair],
                                         j[pair], angles[pair]);
    }
}

/* The same of what is stored. */
THETA_KERNEL (read_entries) (ThetaSetView view, size_t count, const size_t *i, const size_t *j,
                             double *out)
{
  THETA_PHASE
    {
      size_t at = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x;

      if (at < count * view.layers)
        {
          ThetaPicture layer = { NULL, (uint32_t) (at % view.layers) };

          out[at] = theta_view_entry (&view, layer, i[at / view.layers], j[at / view.layers]);
        }
    }
}

static unsigned
blocks_for (size_t numbers)
{
  return (unsigned) ((numbers + THETA_THREADS - 1) / THETA_THREADS);
}

static void
launch (ThetaCudaDevice *self, const ThetaSetView *view, size_t count, const size_t *i,
        const size_t *j, double *angles, double *out)
{
  size_t numbers = count * view->layers;

  if (!view->made)
    {
      THETA_LAUNCH (read_entries, blocks_for (numbers), THETA_THREADS, self->entries_stream, *view,
                    count, i, j, out);
      return;
    }
  THETA_LAUNCH (find_angles, (unsigned) count, THETA_THREADS, self->entries_stream, *view, i, j,
                angles);
  THETA_LAUNCH (evaluate_angles, blocks_for (numbers), THETA_THREADS, self->entries_stream, *view,
                count, i, j, angles, out);
}

/* Pairs that fit into the memory for entries. */
static cudaError_t
read_some (ThetaCudaDevice *self, const ThetaSetView *view, size_t count, const size_t *i,
           const size_t *j, double *out)
{
  size_t *rows = (size_t *) self->entries_memory, *columns = rows + count;
  double *angles = (double *) (columns + count), *values = angles + count;
  size_t numbers = count * view->layers;
  cudaError_t error = theta_cuda_wait_aside (self, self->entries_stream);

  if (error != cudaSuccess)
    return error;
  error = cudaMemcpyAsync (rows, i, count * sizeof *i, cudaMemcpyHostToDevice,
                           self->entries_stream);
  if (error == cudaSuccess)
    error = cudaMemcpyAsync (columns, j, count * sizeof *j, cudaMemcpyHostToDevice,
                             self->entries_stream);
  if (error != cudaSuccess)
    return error;
  launch (self, view, count, rows, columns, angles, values);
  error = cudaGetLastError ();
  /* The copy would wait, and without end for a device that is stuck. */
  if (error == cudaSuccess)
    error = theta_cuda_wait_aside (self, self->entries_stream);
  if (error == cudaSuccess)
    error = cudaMemcpyAsync (out, values, numbers * sizeof *out, cudaMemcpyDeviceToHost,
                             self->entries_stream);
  return error == cudaSuccess ? theta_cuda_wait_aside (self, self->entries_stream) : error;
}

ThetaStatus
theta_cuda_entries (ThetaDevice *device, const ThetaKernelSet *set, size_t count, const size_t *i,
                    const size_t *j, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaSetView view = theta_set_view (set);
  size_t most = THETA_CUDA_ENTRIES_BYTES
                / (2 * sizeof (size_t) + (set->layers + (size_t) 1) * sizeof (double));
  cudaError_t error = cudaSuccess;

  for (size_t k = 0; k < count; k++)
    if (i[k] >= set->rows || j[k] >= set->cols)
      return THETA_STATUS_FAILED;
  if (set->layers == 0)
    return THETA_STATUS_OK;
  if (!theta_cuda_answers (self))
    return THETA_STATUS_FAILED;
  pthread_mutex_lock (&self->entries_lock);
  error = cudaSetDevice (self->index);
  for (size_t k = 0; k < count && error == cudaSuccess; k += most)
    error = read_some (self, &view, count - k < most ? count - k : most, i + k, j + k,
                       out + k * set->layers);
  if (error != cudaSuccess)
    cudaGetLastError ();
  pthread_mutex_unlock (&self->entries_lock);
  return error == cudaSuccess ? THETA_STATUS_OK : THETA_STATUS_FAILED;
}
