/* Device memory, working memory that is kept, and copies from and to the host. */
#include "cuda-private.h"

#include <stdlib.h>

/* Bytes copied between two polls: about 10 ms from ordinary host memory. */
#define CHUNK ((size_t) 1 << 26)
/* What work grows by at least, so that slowly growing wishes do not allocate each time. */
#define WORK_GRAIN ((size_t) 1 << 20)
/* Smaller blocks are not worth keeping. */
#define KEEP_LEAST ((size_t) 1 << 20)

/* A kept block of just this size, or NULL. */
static void *
take_kept (ThetaCudaDevice *self, size_t bytes)
{
  void *found = NULL;

  pthread_mutex_lock (&self->kept_lock);
  for (int k = 0; k < THETA_CUDA_KEPT && found == NULL; k++)
    if (self->kept[k].data != NULL && self->kept[k].bytes == bytes)
      {
        found = self->kept[k].data;
        self->kept[k].data = NULL;
        self->kept_bytes -= bytes;
      }
  pthread_mutex_unlock (&self->kept_lock);
  return found;
}

void
theta_cuda_drop_kept (ThetaCudaDevice *self)
{
  pthread_mutex_lock (&self->kept_lock);
  for (int k = 0; k < THETA_CUDA_KEPT; k++)
    {
      theta_cuda_release (self, self->kept[k].data);
      self->kept[k].data = NULL;
    }
  self->kept_bytes = 0;
  pthread_mutex_unlock (&self->kept_lock);
}

ThetaStatus
theta_cuda_malloc (ThetaCudaDevice *self, size_t bytes, void **out)
{
  cudaError_t error;

  *out = take_kept (self, bytes);
  if (*out != NULL)
    return THETA_STATUS_OK;
  error = cudaMalloc (out, bytes > 0 ? bytes : 1);
  if (error == cudaErrorMemoryAllocation && self->kept_bytes > 0)
    {
      cudaGetLastError ();
      theta_cuda_drop_kept (self);
      error = cudaMalloc (out, bytes > 0 ? bytes : 1);
    }
  return theta_cuda_check (self, error, "allocating memory");
}

void
theta_cuda_free (ThetaCudaDevice *self, void *data, size_t bytes)
{
  bool kept = false;

  if (data == NULL)
    return;
  pthread_mutex_lock (&self->kept_lock);
  for (int k = 0; k < THETA_CUDA_KEPT && !kept && bytes >= KEEP_LEAST; k++)
    if (self->kept[k].data == NULL && self->kept_bytes + bytes <= self->kept_most)
      {
        self->kept[k].data = data;
        self->kept[k].bytes = bytes;
        self->kept_bytes += bytes;
        kept = true;
      }
  pthread_mutex_unlock (&self->kept_lock);
  if (!kept)
    theta_cuda_release (self, data);
}

void
theta_cuda_release (ThetaCudaDevice *self, void *data)
{
  if (theta_cuda_answers (self))
    cudaFree (data);
  cudaGetLastError ();
}

ThetaStatus
theta_cuda_work (ThetaCudaDevice *self, ThetaCudaWork slot, size_t bytes, void **out)
{
  size_t wanted = (bytes / WORK_GRAIN + 1) * WORK_GRAIN;

  if (self->work[slot].bytes < bytes)
    {
      /* What still runs may read the old one. */
      THETA_CUDA_RETURN (theta_cuda_wait (self, "making room"));
      theta_cuda_release (self, self->work[slot].data);
      self->work[slot].bytes = 0;
      THETA_CUDA_RETURN (theta_cuda_malloc (self, wanted, &self->work[slot].data));
      self->work[slot].bytes = wanted;
    }
  *out = self->work[slot].data;
  return THETA_STATUS_OK;
}

void
theta_cuda_work_free (ThetaCudaDevice *self)
{
  for (int slot = 0; slot < THETA_CUDA_WORK_SLOTS; slot++)
    {
      theta_cuda_release (self, self->work[slot].data);
      self->work[slot].data = NULL;
      self->work[slot].bytes = 0;
    }
}

static ThetaStatus
copy (ThetaCudaDevice *self, void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
      const char *what)
{
  for (size_t done = 0; done < bytes; done += CHUNK)
    {
      size_t count = bytes - done < CHUNK ? bytes - done : CHUNK;

      if (done > 0)
        THETA_CUDA_RETURN (theta_cuda_step (self, self->fraction, what));
      THETA_CUDA_CALL (self,
                       cudaMemcpyAsync ((char *) to + done, (const char *) from + done, count,
                                        kind, self->stream),
                       what);
    }
  return theta_cuda_wait (self, what);
}

ThetaStatus
theta_cuda_to_device (ThetaCudaDevice *self, void *to, const void *from, size_t bytes)
{
  /* The copy itself would wait without polling, and without end for a device that is stuck. */
  THETA_CUDA_RETURN (theta_cuda_wait (self, "computing"));
  return copy (self, to, from, bytes, cudaMemcpyHostToDevice, "copying to the GPU");
}

ThetaStatus
theta_cuda_to_host (ThetaCudaDevice *self, void *to, const void *from, size_t bytes)
{
  THETA_CUDA_RETURN (theta_cuda_wait (self, "computing"));
  return copy (self, to, from, bytes, cudaMemcpyDeviceToHost, "copying from the GPU");
}

ThetaStatus
theta_cuda_buffer_new (ThetaDevice *device, size_t count, ThetaBuffer **out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaBuffer *buffer;
  ThetaStatus status;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (count > SIZE_MAX / sizeof (double))
    return THETA_STATUS_NO_MEMORY;
  buffer = (ThetaBuffer *) calloc (1, sizeof *buffer);
  if (buffer == NULL)
    return THETA_STATUS_NO_MEMORY;
  buffer->count = count;
  status = theta_cuda_malloc (self, count * sizeof (double), (void **) &buffer->data);
  if (status != THETA_STATUS_OK)
    {
      free (buffer);
      return status;
    }
  *out = buffer;
  return THETA_STATUS_OK;
}

void
theta_cuda_buffer_free (ThetaDevice *device, ThetaBuffer *buffer)
{
  if (buffer == NULL)
    return;
  theta_cuda_free (theta_cuda (device), buffer->data, buffer->count * sizeof (double));
  free (buffer);
}

ThetaStatus
theta_cuda_upload (ThetaDevice *device, ThetaBuffer *to, size_t offset, const double *from,
                   size_t count)
{
  ThetaCudaDevice *self = theta_cuda (device);

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (offset > to->count || count > to->count - offset)
    return theta_cuda_refuse (self, "An upload does not fit into its buffer");
  return theta_cuda_to_device (self, to->data + offset, from, count * sizeof (double));
}

ThetaStatus
theta_cuda_download (ThetaDevice *device, const ThetaBuffer *from, size_t offset, double *to,
                     size_t count)
{
  ThetaCudaDevice *self = theta_cuda (device);

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (offset > from->count || count > from->count - offset)
    return theta_cuda_refuse (self, "A download asks for more than its buffer holds");
  return theta_cuda_to_host (self, to, from->data + offset, count * sizeof (double));
}
