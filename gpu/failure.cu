/* Failures become statuses and sentences; blocks of work are waited for and polled. */
#include "cuda-private.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Seconds between two polls of a long wait, and after which a device is given up. */
#define POLL_SECONDS 0.04
#ifndef PATIENCE_SECONDS
#define PATIENCE_SECONDS 60.0
#endif
/* How a device broke: with a sentence, or in a wait aside, which keeps none. */
#define BROKEN 1
#define BROKEN_ASIDE 2
/* A wait this short stays on the processor: sleeping costs more than it spares. */
#define SPIN_SECONDS 2e-4

static void __attribute__ ((format (printf, 2, 3)))
tell (ThetaCudaDevice *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (self->sentence, sizeof self->sentence, format, arguments);
  va_end (arguments);
  if (self->report != NULL)
    self->report (self->report_user, self->sentence);
}

ThetaStatus
theta_cuda_refuse (ThetaCudaDevice *self, const char *sentence)
{
  tell (self, "%s", sentence);
  return THETA_STATUS_FAILED;
}

ThetaStatus
theta_cuda_begin (ThetaCudaDevice *self)
{
  int broken = __atomic_load_n (&self->broken, __ATOMIC_RELAXED);

  if (broken)
    {
      if (broken == BROKEN_ASIDE)
        return theta_cuda_refuse (self, "The GPU has not answered for a minute; the program must be "
                                        "started again");
      if (self->report != NULL)
        self->report (self->report_user, self->sentence);
      return THETA_STATUS_FAILED;
    }
  self->fraction = 0;
  self->step = 0;
  return theta_cuda_check (self, cudaSetDevice (self->index), "choosing the GPU");
}

bool
theta_cuda_answers (ThetaCudaDevice *self)
{
  return !__atomic_load_n (&self->broken, __ATOMIC_RELAXED)
         && cudaSetDevice (self->index) == cudaSuccess;
}

static void
set_broken (ThetaCudaDevice *self, int broken)
{
  __atomic_store_n (&self->broken, broken, __ATOMIC_RELAXED);
}

/* An error that stays with the context shows again in the next question. */
static bool
is_sticky (ThetaCudaDevice *self)
{
  cudaError_t again;

  cudaGetLastError ();
  if (self->stream == NULL)
    return false;
  again = cudaStreamQuery (self->stream);
  return again != cudaSuccess && again != cudaErrorNotReady;
}

static ThetaStatus
out_of_memory (ThetaCudaDevice *self, const char *what)
{
  size_t available = 0, total = 0;

  if (cudaMemGetInfo (&available, &total) == cudaSuccess)
    tell (self, "The GPU has no memory left while %s: %.1f of its %.1f GB are free", what,
          (double) available / 1e9, (double) total / 1e9);
  else
    tell (self, "The GPU has no memory left while %s", what);
  return THETA_STATUS_NO_MEMORY;
}

ThetaStatus
theta_cuda_check (ThetaCudaDevice *self, cudaError_t error, const char *what)
{
  if (error == cudaSuccess)
    return THETA_STATUS_OK;
  set_broken (self, is_sticky (self) ? BROKEN : 0);
  if (error == cudaErrorMemoryAllocation && !self->broken)
    return out_of_memory (self, what);
  tell (self, "CUDA failed while %s: %s (%s)%s", what, cudaGetErrorString (error),
        cudaGetErrorName (error), self->broken ? "; the program must be started again" : "");
  return THETA_STATUS_FAILED;
}

ThetaStatus
theta_cuda_check_blas (ThetaCudaDevice *self, cublasStatus_t error, const char *what)
{
  if (error == CUBLAS_STATUS_SUCCESS)
    return THETA_STATUS_OK;
  set_broken (self, is_sticky (self) ? BROKEN : 0);
  if (error == CUBLAS_STATUS_ALLOC_FAILED && !self->broken)
    return out_of_memory (self, what);
  tell (self, "cuBLAS failed while %s: %s%s", what, cublasGetStatusString (error),
        self->broken ? "; the program must be started again" : "");
  return THETA_STATUS_FAILED;
}

ThetaStatus
theta_cuda_check_solver (ThetaCudaDevice *self, cusolverStatus_t error, const char *what)
{
  if (error == CUSOLVER_STATUS_SUCCESS)
    return THETA_STATUS_OK;
  set_broken (self, is_sticky (self) ? BROKEN : 0);
  if (error == CUSOLVER_STATUS_ALLOC_FAILED && !self->broken)
    return out_of_memory (self, what);
  tell (self, "cuSOLVER failed while %s: status %d%s", what, (int) error,
        self->broken ? "; the program must be started again" : "");
  return THETA_STATUS_FAILED;
}

static double
seconds_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static bool
asks_to_stop (ThetaCudaDevice *self)
{
  return self->poll != NULL && self->poll (self->poll_user, self->fraction) != 0;
}

/* How a wait since @start goes on: on the processor at first, then asleep. */
static void
rest (double start)
{
  if (seconds_now () - start < SPIN_SECONDS)
    sched_yield ();
  else
    usleep (50);
}

cudaError_t
theta_cuda_wait_aside (ThetaCudaDevice *self, cudaStream_t stream)
{
  double start = seconds_now ();
  cudaError_t state;

  while ((state = cudaStreamQuery (stream)) == cudaErrorNotReady)
    {
      if (seconds_now () - start > PATIENCE_SECONDS)
        {
          set_broken (self, BROKEN_ASIDE);
          return state;
        }
      rest (start);
    }
  return state;
}

/* Waits for @event; sets @stopped where a poll asked for it meanwhile. */
static ThetaStatus
await (ThetaCudaDevice *self, cudaEvent_t event, const char *what, bool *stopped)
{
  double start = seconds_now (), polled = start, now;
  cudaError_t state;

  while ((state = cudaEventQuery (event)) == cudaErrorNotReady)
    {
      now = seconds_now ();
      if (now - start > PATIENCE_SECONDS)
        {
          set_broken (self, BROKEN);
          tell (self, "The GPU has not answered for a minute while %s; "
                      "the program must be started again", what);
          return THETA_STATUS_FAILED;
        }
      if (now - polled > POLL_SECONDS && !*stopped)
        {
          *stopped = asks_to_stop (self);
          polled = now;
        }
      rest (start);
    }
  return theta_cuda_check (self, state, what);
}

ThetaStatus
theta_cuda_wait (ThetaCudaDevice *self, const char *what)
{
  cudaEvent_t event = self->steps[self->step % 2];
  bool stopped = false;

  self->step = 0;
  THETA_CUDA_CALL (self, cudaGetLastError (), what);
  THETA_CUDA_CALL (self, cudaEventRecord (event, self->stream), what);
  THETA_CUDA_RETURN (await (self, event, what, &stopped));
  return stopped ? THETA_STATUS_CANCELLED : THETA_STATUS_OK;
}

ThetaStatus
theta_cuda_step (ThetaCudaDevice *self, double fraction, const char *what)
{
  bool stopped = false;

  THETA_CUDA_CALL (self, cudaGetLastError (), what);
  THETA_CUDA_CALL (self, cudaEventRecord (self->steps[self->step % 2], self->stream), what);
  self->step++;
  if (self->step > 1)
    THETA_CUDA_RETURN (await (self, self->steps[self->step % 2], what, &stopped));
  self->fraction = fraction < 0 ? 0 : fraction > 1 ? 1 : fraction;
  if (!stopped && !asks_to_stop (self))
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (await (self, self->steps[(self->step - 1) % 2], what, &stopped));
  self->step = 0;
  return THETA_STATUS_CANCELLED;
}
