/* The runtime and the one BLAS call of toolkit/, by loops. */
#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <glib.h>
#include <string.h>

#define GUARD 64
#define MARK 0x5a

/* Before every block stands its size. */
typedef struct
{
  size_t bytes;
  unsigned char guard[GUARD - sizeof (size_t)];
} Head;

cudaError_t
cudaGetLastError (void)
{
  cudaError_t error = theta_host_error;

  theta_host_error = cudaSuccess;
  return error;
}

const char *
cudaGetErrorString (cudaError_t error)
{
  return error == cudaSuccess ? "no error" : "an error";
}

const char *
cudaGetErrorName (cudaError_t error)
{
  return error == cudaErrorInvalidConfiguration ? "cudaErrorInvalidConfiguration" : "cudaError";
}

/* Device 1 runs threads and blocks in descending order. */
cudaError_t
cudaSetDevice (int index)
{
  theta_host_descending = index == 1;
  return cudaSuccess;
}

cudaError_t
cudaMemGetInfo (size_t *available, size_t *total)
{
  *available = *total = (size_t) 1 << 30;
  return cudaSuccess;
}

cudaError_t
cudaMalloc (void **out, size_t bytes)
{
  Head *head;

  if (theta_host_allocations == 0)
    return cudaErrorMemoryAllocation;
  if (theta_host_allocations > 0)
    theta_host_allocations--;
  head = (Head *) g_malloc (sizeof (Head) + bytes + GUARD);
  head->bytes = bytes;
  memset (head->guard, MARK, sizeof head->guard);
  memset (head + 1, 0xff, bytes);
  memset ((char *) (head + 1) + bytes, MARK, GUARD);
  *out = head + 1;
  return cudaSuccess;
}

cudaError_t
cudaFree (void *data)
{
  Head *head;
  unsigned char *after;

  if (data == NULL)
    return cudaSuccess;
  head = (Head *) data - 1;
  after = (unsigned char *) data + head->bytes;
  for (size_t k = 0; k < sizeof head->guard; k++)
    g_assert_cmpuint (head->guard[k], ==, MARK);
  for (size_t k = 0; k < GUARD; k++)
    g_assert_cmpuint (after[k], ==, MARK);
  g_free (head);
  return cudaSuccess;
}

cudaError_t
cudaMemcpyAsync (void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                 cudaStream_t stream)
{
  memcpy (to, from, bytes);
  return cudaSuccess;
}

cudaError_t
cudaMemcpy2DAsync (void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width,
                   size_t height, cudaMemcpyKind kind, cudaStream_t stream)
{
  for (size_t row = 0; row < height; row++)
    memcpy ((char *) to + row * to_pitch, (const char *) from + row * from_pitch, width);
  return cudaSuccess;
}

cudaError_t
cudaMemsetAsync (void *data, int value, size_t bytes, cudaStream_t stream)
{
  memset (data, value, bytes);
  return cudaSuccess;
}

cudaError_t
cudaStreamQuery (cudaStream_t stream)
{
  return cudaSuccess;
}

cudaError_t
cudaStreamSynchronize (cudaStream_t stream)
{
  return cudaSuccess;
}

cudaError_t
cudaEventRecord (cudaEvent_t event, cudaStream_t stream)
{
  return cudaSuccess;
}

cudaError_t
cudaEventQuery (cudaEvent_t event)
{
  return cudaSuccess;
}

const char *
cublasGetStatusString (cublasStatus_t status)
{
  return "a wrong argument";
}

cublasStatus_t
cublasDgemm_64 (cublasHandle_t handle, cublasOperation_t first, cublasOperation_t second,
                int64_t m, int64_t n, int64_t k, const double *alpha, const double *a, int64_t lda,
                const double *b, int64_t ldb, const double *beta, double *c, int64_t ldc)
{
  if (m < 0 || n < 0 || k < 0 || lda < MAX (1, first == CUBLAS_OP_N ? m : k)
      || ldb < MAX (1, second == CUBLAS_OP_N ? k : n) || ldc < MAX (1, m))
    return CUBLAS_STATUS_INVALID_VALUE;
  for (int64_t j = 0; j < n; j++)
    for (int64_t i = 0; i < m; i++)
      {
        double sum = 0;

        for (int64_t p = 0; p < k; p++)
          sum += (first == CUBLAS_OP_N ? a[p * lda + i] : a[i * lda + p])
                 * (second == CUBLAS_OP_N ? b[j * ldb + p] : b[p * ldb + j]);
        c[j * ldc + i] = *alpha * sum + (*beta != 0 ? *beta * c[j * ldc + i] : 0);
      }
  return CUBLAS_STATUS_SUCCESS;
}
