/* The runtime and the one BLAS call of toolkit/, by loops. */
#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 64
#define MARK 0x5a

/* Before every block stands its size. */
typedef struct
{
  size_t bytes;
  unsigned char guard[GUARD - sizeof (size_t)];
} Head;

/* ---- what goes wrong ---- */

/* THETA_TEST_FAULT=WHAT:COUNT, which a test may set while the program runs: after COUNT
 * allocations of memory ("memory") or ends of blocks of work (the others), counted since it
 * was set, no memory is left, or every call ends with an error ("sticky"), or the device
 * goes on for ever ("silent"). */
static GMutex fault_lock;
static char fault_text[32];
static int fault_left;
static gboolean fault_struck;

/* Whether @what has gone wrong; @counts: this call is one of those that are counted. */
static gboolean
strikes (const char *what, gboolean counts)
{
  const char *now = g_getenv ("THETA_TEST_FAULT");
  gboolean struck;

  g_mutex_lock (&fault_lock);
  if (now == NULL || strcmp (now, fault_text) != 0)
    {
      const char *count = now != NULL ? strchr (now, ':') : NULL;

      g_strlcpy (fault_text, now != NULL ? now : "", sizeof fault_text);
      fault_left = count != NULL ? atoi (count + 1) : 0;
      fault_struck = FALSE;
    }
  if (*fault_text == '\0' || !g_str_has_prefix (fault_text, what))
    counts = struck = FALSE;
  else
    {
      if (counts && !fault_struck)
        fault_struck = fault_left-- <= 0;
      struck = fault_struck;
    }
  g_mutex_unlock (&fault_lock);
  return struck;
}

/* What every call that talks to the device begins with. */
#define FAIL_WHERE_STUCK()                                                                        \
  if (strikes ("sticky", FALSE))                                                                  \
  return cudaErrorIllegalAddress

/* Calls that wait for the device. */
static void
refuse_to_wait (const char *call)
{
  if (strikes ("silent", FALSE))
    g_error ("%s waits for ever for a device that does not answer", call);
}

cudaError_t
cudaGetLastError (void)
{
  cudaError_t error = theta_host_error;

  theta_host_error = cudaSuccess;
  return error;
}

static const struct
{
  cudaError_t error;
  const char *name, *text;
} errors[] = {
  { cudaErrorInvalidConfiguration, "cudaErrorInvalidConfiguration",
    "invalid configuration argument" },
  { cudaErrorInsufficientDriver, "cudaErrorInsufficientDriver",
    "CUDA driver version is insufficient for CUDA runtime version" },
  { cudaErrorDevicesUnavailable, "cudaErrorDevicesUnavailable",
    "CUDA-capable device(s) is/are busy or unavailable" },
  { cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected" },
  { cudaErrorIllegalAddress, "cudaErrorIllegalAddress",
    "an illegal memory access was encountered" },
  { cudaErrorSystemNotReady, "cudaErrorSystemNotReady", "system not yet initialized" },
};

const char *
cudaGetErrorString (cudaError_t error)
{
  for (size_t k = 0; k < G_N_ELEMENTS (errors); k++)
    if (errors[k].error == error)
      return errors[k].text;
  return error == cudaSuccess ? "no error" : "an error";
}

const char *
cudaGetErrorName (cudaError_t error)
{
  for (size_t k = 0; k < G_N_ELEMENTS (errors); k++)
    if (errors[k].error == error)
      return errors[k].name;
  return "cudaError";
}

/* Device 1 runs threads and blocks in descending order. */
cudaError_t
cudaSetDevice (int index)
{
  FAIL_WHERE_STUCK ();
  theta_host_descending = index == 1;
  return cudaSuccess;
}

/* ---- memory ---- */

#define TOTAL ((size_t) 1 << 30)
/* What the driver takes for itself. */
#define CONTEXT ((size_t) 1 << 20)

static gssize live_bytes = CONTEXT;

/* Every block that is there.  What a device that broke leaves behind is the driver's to free,
 * not lost. */
static GMutex blocks_lock;
static GHashTable *blocks;

static void
note_block (Head *head, gboolean there)
{
  g_mutex_lock (&blocks_lock);
  if (blocks == NULL)
    blocks = g_hash_table_new (NULL, NULL);
  if (there)
    g_hash_table_add (blocks, head);
  else
    g_assert_true (g_hash_table_remove (blocks, head));
  g_mutex_unlock (&blocks_lock);
  g_atomic_pointer_add (&live_bytes, there ? (gssize) head->bytes : -(gssize) head->bytes);
}

cudaError_t
cudaMemGetInfo (size_t *available, size_t *total)
{
  FAIL_WHERE_STUCK ();
  refuse_to_wait ("cudaMemGetInfo");
  *total = TOTAL;
  *available = TOTAL - MIN (TOTAL, (size_t) g_atomic_pointer_get (&live_bytes));
  return cudaSuccess;
}

cudaError_t
cudaMalloc (void **out, size_t bytes)
{
  Head *head;

  FAIL_WHERE_STUCK ();
  refuse_to_wait ("cudaMalloc");
  if (theta_host_allocations == 0 || strikes ("memory", TRUE))
    return cudaErrorMemoryAllocation;
  if (theta_host_allocations > 0)
    theta_host_allocations--;
  head = (Head *) g_malloc (sizeof (Head) + bytes + GUARD);
  head->bytes = bytes;
  memset (head->guard, MARK, sizeof head->guard);
  memset (head + 1, 0xff, bytes);
  memset ((char *) (head + 1) + bytes, MARK, GUARD);
  note_block (head, TRUE);
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
  FAIL_WHERE_STUCK ();
  refuse_to_wait ("cudaFree");
  head = (Head *) data - 1;
  after = (unsigned char *) data + head->bytes;
  for (size_t k = 0; k < sizeof head->guard; k++)
    g_assert_cmpuint (head->guard[k], ==, MARK);
  for (size_t k = 0; k < GUARD; k++)
    g_assert_cmpuint (after[k], ==, MARK);
  note_block (head, FALSE);
  g_free (head);
  return cudaSuccess;
}

/* Of ordinary host memory: waits. */
cudaError_t
cudaMemcpyAsync (void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                 cudaStream_t stream)
{
  FAIL_WHERE_STUCK ();
  if (kind != cudaMemcpyDeviceToDevice)
    refuse_to_wait ("cudaMemcpyAsync");
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
  FAIL_WHERE_STUCK ();
  return strikes ("silent", FALSE) ? cudaErrorNotReady : cudaSuccess;
}

cudaError_t
cudaStreamSynchronize (cudaStream_t stream)
{
  FAIL_WHERE_STUCK ();
  refuse_to_wait ("cudaStreamSynchronize");
  return cudaSuccess;
}

/* The end of a block. */
cudaError_t
cudaEventRecord (cudaEvent_t event, cudaStream_t stream)
{
  if (strikes ("sticky", TRUE))
    return cudaErrorIllegalAddress;
  strikes ("silent", TRUE);
  return cudaSuccess;
}

cudaError_t
cudaEventQuery (cudaEvent_t event)
{
  FAIL_WHERE_STUCK ();
  return strikes ("silent", FALSE) ? cudaErrorNotReady : cudaSuccess;
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
