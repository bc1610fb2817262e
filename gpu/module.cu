/* What the module exports: the one symbol through which the program finds it. */
#include "cuda-private.h"
#include "launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The oldest machine code in the module: compute capability 7.5. */
#define OLDEST 75
/* Part of the nominal rates that long calls reach, and the seconds of a block. */
#define REACHED 0.3
#define BLOCK_SECONDS 0.02
/* Part of the memory that may be kept for what comes next. */
#define KEPT_PART 8
/* The smallest second-level cache of these devices, bytes. */
#define LEAST_CACHE 1048576

THETA_KERNEL (answer) (int *out)
{
  THETA_PHASE
    if (threadIdx.x == 0)
      *out = 42;
}

static void
cuda_close (ThetaDevice *device)
{
  ThetaCudaDevice *self = theta_cuda (device);

  /* What does not answer is left to the driver, which clears up after the program. */
  if (theta_cuda_answers (self))
    {
      theta_cuda_work_free (self);
      theta_cuda_drop_kept (self);
      cudaFree (self->entries_memory);
      if (self->solver_params != NULL)
        cusolverDnDestroyParams (self->solver_params);
      if (self->solver != NULL)
        cusolverDnDestroy (self->solver);
      if (self->blas != NULL)
        cublasDestroy (self->blas);
      for (int k = 0; k < 2; k++)
        if (self->steps[k] != NULL)
          cudaEventDestroy (self->steps[k]);
      if (self->entries_stream != NULL)
        cudaStreamDestroy (self->entries_stream);
      if (self->stream != NULL)
        cudaStreamDestroy (self->stream);
    }
  cudaGetLastError ();
  pthread_mutex_destroy (&self->entries_lock);
  pthread_mutex_destroy (&self->kept_lock);
  free (self);
}

/* "580.65.06", or "" where the kernel does not tell. */
static void
read_kernel_driver (char *out, size_t size)
{
  FILE *file = fopen ("/proc/driver/nvidia/version", "r");
  char line[256];
  char *word = NULL, *rest = NULL;

  out[0] = '\0';
  if (file == NULL)
    return;
  if (fgets (line, sizeof line, file) != NULL)
    for (word = strtok_r (line, " \t\n", &rest); word != NULL;
         word = strtok_r (NULL, " \t\n", &rest))
      if (word[0] >= '0' && word[0] <= '9' && strchr (word, '.') != NULL)
        {
          snprintf (out, size, "%s", word);
          break;
        }
  fclose (file);
}

static void
describe_driver (char *out, size_t size)
{
  char kernel[16];
  int version = 0;

  read_kernel_driver (kernel, sizeof kernel);
  cudaDriverGetVersion (&version);
  snprintf (out, size, "%s%sCUDA %d.%d", kernel, kernel[0] != '\0' ? ", " : "", version / 1000,
            version % 1000 / 10);
}

static void
describe_libraries (ThetaCudaDevice *self, char *out, size_t size)
{
  int runtime = 0, blas = 0, solver[3] = { 0 };

  cudaRuntimeGetVersion (&runtime);
  cublasGetVersion (self->blas, &blas);
  cusolverGetProperty (MAJOR_VERSION, &solver[0]);
  cusolverGetProperty (MINOR_VERSION, &solver[1]);
  cusolverGetProperty (PATCH_LEVEL, &solver[2]);
  /* cuBLAS counts 13.0.2 as 130002, 12.x.y as 12xxyy. */
  snprintf (out, size, "CUDA %d.%d, cuBLAS %d.%d.%d, cuSOLVER %d.%d.%d", runtime / 1000,
            runtime % 1000 / 10, blas / 10000, blas / 100 % 100, blas % 100, solver[0], solver[1],
            solver[2]);
}

static size_t
memory_of_device (void)
{
  size_t available = 0, total = 0;

  if (cudaMemGetInfo (&available, &total) != cudaSuccess)
    total = 0;
  cudaGetLastError ();
  return total;
}

/* All but the memory in use, which changes: a device that fails keeps its name. */
static void
read_info (ThetaCudaDevice *self)
{
  ThetaDeviceInfo *info = &self->info;
  cudaDeviceProp properties;

  info->abi = THETA_DEVICE_ABI;
  snprintf (info->id, sizeof info->id, "cuda");
  /* Never cut in the middle of a byte sequence: the names are ASCII. */
  if (cudaGetDeviceProperties (&properties, self->index) == cudaSuccess)
    snprintf (info->name, sizeof info->name, "%.63s", properties.name);
  describe_libraries (self, info->library, sizeof info->library);
  describe_driver (info->driver, sizeof info->driver);
  info->memory_total = memory_of_device ();
  cudaGetLastError ();
}

static void
cuda_describe (ThetaDevice *device, ThetaDeviceInfo *info)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t available = 0, total = 0;

  *info = self->info;
  if (theta_cuda_answers (self) && cudaMemGetInfo (&available, &total) == cudaSuccess)
    info->memory_used = total - available;
  cudaGetLastError ();
}

static void
cuda_set_poll (ThetaDevice *device, ThetaPoll poll, void *user)
{
  ThetaCudaDevice *self = theta_cuda (device);

  self->poll = poll;
  self->poll_user = user;
}

static const ThetaDeviceOps cuda_ops = {
  .close = cuda_close,
  .describe = cuda_describe,
  .set_poll = cuda_set_poll,
  .buffer_new = theta_cuda_buffer_new,
  .buffer_free = theta_cuda_buffer_free,
  .upload = theta_cuda_upload,
  .download = theta_cuda_download,
  .diagonal = theta_cuda_diagonal,
  .potrf = theta_cuda_potrf,
  .potrs = theta_cuda_potrs,
  .potrf_single = theta_cuda_potrf_single,
  .potrs_single = theta_cuda_potrs_single,
  .potri = theta_cuda_potri,
  .invert_single = theta_cuda_invert_single,
  .syevd = theta_cuda_syevd,
  .multiply = theta_cuda_multiply,
  .multiply_symmetric = theta_cuda_multiply_symmetric,
  .multiply_squared = theta_cuda_multiply_squared,
  .weighted_syrk = theta_cuda_weighted_syrk,
  .dense_limit = theta_cuda_dense_limit,
  .set_from_host = theta_cuda_set_from_host,
  .set_ref = theta_cuda_set_ref,
  .set_unref = theta_cuda_set_unref,
  .set_info = theta_cuda_set_info,
  .gather = theta_cuda_gather,
  .layer_products = theta_cuda_layer_products,
  .weighted_product = theta_cuda_weighted_product,
  .contract_low_rank = theta_cuda_contract_low_rank,
  .contract_dense = theta_cuda_contract_dense,
  .layer_gram = theta_cuda_layer_gram,
  .pool = theta_cuda_pool,
  .entries = theta_cuda_entries,
};

/* Whether the driver runs and is new enough, and how many GPUs there are. */
static bool
count_devices (int *count, char *why, size_t size)
{
  int driver = 0, runtime = 0;
  cudaError_t error;

  cudaDriverGetVersion (&driver);
  cudaRuntimeGetVersion (&runtime);
  error = cudaGetDeviceCount (count);
  cudaGetLastError ();
  if (error == cudaSuccess && *count > 0)
    return true;
  if (driver == 0)
    snprintf (why, size, "The NVIDIA driver is not installed or does not run (%s)",
              cudaGetErrorName (error));
  else if (error == cudaErrorInsufficientDriver)
    snprintf (why, size,
              "The NVIDIA driver is too old: it knows CUDA %d.%d, and CUDA %d.%d is needed; "
              "update the driver",
              driver / 1000, driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
  else if (error == cudaErrorNoDevice || error == cudaSuccess)
    snprintf (why, size, getenv ("CUDA_VISIBLE_DEVICES") != NULL
                             ? "No NVIDIA GPU is visible; CUDA_VISIBLE_DEVICES may hide it"
                             : "There is no NVIDIA GPU in this machine");
  else
    snprintf (why, size, "The NVIDIA GPU does not answer: %s (%s)", cudaGetErrorString (error),
              cudaGetErrorName (error));
  return false;
}

/* A kernel of ours runs on the current device. */
static cudaError_t
try_kernel (ThetaCudaDevice *self)
{
  int value = 0;

  THETA_LAUNCH (answer, 1, 32, self->stream, (int *) self->entries_memory);
  cudaError_t error = cudaGetLastError ();
  if (error == cudaSuccess)
    error = cudaMemcpyAsync (&value, self->entries_memory, sizeof value, cudaMemcpyDeviceToHost,
                             self->stream);
  if (error == cudaSuccess)
    error = cudaStreamSynchronize (self->stream);
  return error != cudaSuccess ? error : value == 42 ? cudaSuccess : cudaErrorUnknown;
}

static double
attribute (const ThetaCudaDevice *self, cudaDeviceAttr which, double otherwise)
{
  int value = 0;

  if (cudaDeviceGetAttribute (&value, which, self->index) != cudaSuccess || value <= 0)
    value = 0;
  cudaGetLastError ();
  return value > 0 ? value : otherwise;
}

/* Blocks follow the device's nominal rates: multiprocessors of 128 fused multiply-adds a
 * clock, of which a part are float64; memory of two transfers a clock. */
static void
choose_blocks (ThetaCudaDevice *self)
{
  double clock = 1e3 * attribute (self, cudaDevAttrClockRate, 1.2e6);
  double ratio = attribute (self, cudaDevAttrSingleToDoublePrecisionPerfRatio, 32);
  double memory = 1e3 * attribute (self, cudaDevAttrMemoryClockRate, 1e6)
                  * attribute (self, cudaDevAttrGlobalMemoryBusWidth, 256) / 4;

  self->processors = (int) attribute (self, cudaDevAttrMultiProcessorCount, 16);
  self->shared_bytes = (size_t) attribute (self, cudaDevAttrMaxSharedMemoryPerBlock, 49152);
  self->step_flops_single = REACHED * BLOCK_SECONDS * clock * 256 * self->processors;
  self->step_flops = self->step_flops_single / ratio;
  self->step_bytes = REACHED * BLOCK_SECONDS * memory;
  self->kept_most = self->info.memory_total / KEPT_PART;
  self->window_bytes = (size_t) (attribute (self, cudaDevAttrL2CacheSize, LEAST_CACHE) / 2);
}

static ThetaStatus
make_handles (ThetaCudaDevice *self)
{
  const char *what = "opening the GPU";
  int least = 0, greatest = 0;

  THETA_CUDA_CALL (self, cudaStreamCreateWithFlags (&self->stream, cudaStreamNonBlocking), what);
  cudaDeviceGetStreamPriorityRange (&least, &greatest);
  THETA_CUDA_CALL (self,
                   cudaStreamCreateWithPriority (&self->entries_stream, cudaStreamNonBlocking,
                                                 greatest),
                   what);
  for (int k = 0; k < 2; k++)
    THETA_CUDA_CALL (self, cudaEventCreateWithFlags (&self->steps[k], cudaEventDisableTiming),
                     what);
  THETA_CUDA_RETURN (theta_cuda_malloc (self, THETA_CUDA_ENTRIES_BYTES, &self->entries_memory));
  THETA_CUDA_CALL (self, try_kernel (self), "running a first kernel");
  THETA_CUDA_BLAS (self, cublasCreate (&self->blas), what);
  THETA_CUDA_BLAS (self, cublasSetStream (self->blas, self->stream), what);
  THETA_CUDA_SOLVER (self, cusolverDnCreate (&self->solver), what);
  THETA_CUDA_SOLVER (self, cusolverDnSetStream (self->solver, self->stream), what);
  THETA_CUDA_SOLVER (self, cusolverDnCreateParams (&self->solver_params), what);
  return THETA_STATUS_OK;
}

static ThetaStatus
cuda_open (ThetaReport report, void *user, ThetaDevice **out, char *why, size_t size)
{
  ThetaCudaDevice *self;
  ThetaStatus status = THETA_STATUS_FAILED;
  int count = 0, capability;

  if (!count_devices (&count, why, size))
    return THETA_STATUS_FAILED;
  self = (ThetaCudaDevice *) calloc (1, sizeof *self);
  if (self == NULL)
    {
      snprintf (why, size, "There is not enough memory to open the GPU");
      return THETA_STATUS_NO_MEMORY;
    }
  self->base.ops = &cuda_ops;
  pthread_mutex_init (&self->entries_lock, NULL);
  pthread_mutex_init (&self->kept_lock, NULL);
  capability = (int) (10 * attribute (self, cudaDevAttrComputeCapabilityMajor, 0)
                      + attribute (self, cudaDevAttrComputeCapabilityMinor, 0));
  if (capability < OLDEST)
    snprintf (why, size, "The NVIDIA GPU is too old: its compute capability is %d.%d, and %d.%d is "
                         "needed",
              capability / 10, capability % 10, OLDEST / 10, OLDEST % 10);
  else
    {
      status = theta_cuda_begin (self);
      if (status == THETA_STATUS_OK)
        status = make_handles (self);
      snprintf (why, size, "%s", self->sentence);
    }
  if (status != THETA_STATUS_OK)
    {
      cuda_close (&self->base);
      return status;
    }
  read_info (self);
  choose_blocks (self);
  self->report = report;
  self->report_user = user;
  *out = &self->base;
  return THETA_STATUS_OK;
}

extern "C"
{
extern const __attribute__ ((visibility ("default"))) ThetaModule theta_device_module;
const ThetaModule theta_device_module = { THETA_DEVICE_ABI, cuda_open };
}
