#include "cli/bench.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "base/random.h"

#define REPETITIONS 5
#define READ_AT_ONCE ((gsize) 1 << 20)

const ThetaBenchStorage theta_bench_storages[THETA_BENCH_STORAGES + 1] = {
  { { THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE }, "float64" },
  { { THETA_SET_TRIANGLE, THETA_PRECISION_SINGLE }, "float32" },
  { { THETA_SET_ANGLE, THETA_PRECISION_DOUBLE }, "angles" },
  { { THETA_SET_ANGLE, THETA_PRECISION_SINGLE }, "float32 angles" },
  { { THETA_SET_ROWS, THETA_PRECISION_SINGLE }, "float32 rows" },
};

static double
read_clock (const ThetaBench *self)
{
  struct timespec now;

  clock_gettime (self->wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

void
theta_bench_start (ThetaBench *self)
{
  self->clock_start = read_clock (self);
}

double
theta_bench_stop (ThetaBench *self)
{
  return read_clock (self) - self->clock_start;
}

void
theta_bench_compare (ThetaBench *self, const char *name, const char *reference_name, double bar,
                     ThetaBenchFunc reference, ThetaBenchFunc candidate, gpointer data)
{
  ThetaBenchRow row = { NULL, NULL, G_MAXDOUBLE, G_MAXDOUBLE, bar };

  if (self->only != NULL && strstr (name, self->only) == NULL)
    return;
  row.name = g_strdup (name);
  row.reference = g_strdup (reference_name);
  for (guint k = 0; k <= REPETITIONS && !g_cancellable_is_cancelled (self->cli->cancellable); k++)
    {
      double before = reference (self, data), after = candidate (self, data);

      theta_cli_progress (self->cli, name, (double) k / (REPETITIONS + 1), 0.0 / 0.0);
      if (k == 0)
        continue; /* the first touches the memory */
      row.reference_seconds = MIN (row.reference_seconds, before);
      row.seconds = self->settled ? after : MIN (row.seconds, after);
    }
  theta_cli_progress_end (self->cli);
  g_array_append_val (self->rows, row);
}

double *
theta_bench_stream_new (gsize count)
{
  const gsize page = (gsize) 2 << 20;
  gsize bytes = (count * sizeof (double) + page - 1) / page * page;
  double *stream = aligned_alloc (page, bytes);

  if (stream == NULL)
    g_error ("There is no memory for %" G_GSIZE_FORMAT " bytes", bytes);
  madvise (stream, bytes, MADV_HUGEPAGE);
  memset (stream, 0, bytes);
  return stream;
}

/* BLAS reads in vectors; the factors are the same, so that each is fetched once. */
double
theta_bench_read (ThetaBench *self, const double *stream, gsize count)
{
  static volatile double sink;

  openblas_set_num_threads (1);
  theta_bench_start (self);
  for (gsize k = 0; k < count; k += READ_AT_ONCE)
    {
      int length = (int) MIN (READ_AT_ONCE, count - k);

      sink = sink + cblas_ddot (length, stream + k, 1, stream + k, 1);
    }
  return theta_bench_stop (self);
}

void
theta_bench_problem_init (ThetaBenchProblem *self, guint n, guint d, guint outputs, guint depth,
                          guint threads, guint storage)
{
  theta_bench_problem_init_on (self, theta_device_open ("cpu", threads, NULL), n, d, outputs,
                               depth, storage);
  self->borrowed = FALSE;
}

void
theta_bench_problem_init_on (ThetaBenchProblem *self, ThetaDevice *device, guint n, guint d,
                             guint outputs, guint depth, guint storage)
{
  ThetaNetwork network;
  ThetaRandom random;
  g_autofree int *labels = g_new (int, n);

  *self = (ThetaBenchProblem) { .n = n, .device = device, .borrowed = TRUE };
  self->x = theta_matrix_new (n, d, NULL);
  self->t = g_new (guint8, n);
  self->v = g_new (guint8, n);
  self->all = g_new (guint8, n);
  theta_random_init (&random, 1, THETA_STREAM_TEST, n);
  for (gsize k = 0; k < (gsize) n * d; k++)
    self->x->data[k] = theta_random_normal (&random);
  for (guint i = 0; i < n; i++)
    {
      labels[i] = (int) theta_random_below (&random, outputs == 1 ? 2 : outputs);
      self->v[i] = theta_random_below (&random, 5) == 0;
      self->t[i] = !self->v[i];
      self->all[i] = 1;
      self->n_t += self->t[i];
    }
  theta_network_init (&network);
  network.depth = depth;
  self->kernel = theta_kernel_new_stored (self->device, &network, self->x, NULL,
                                          &theta_bench_storages[storage].storage, NULL);
  self->target = theta_target_new (labels, n, outputs == 1 ? 2 : outputs, FALSE);
  self->problem = (ThetaProblem) { .kernel = self->kernel, .target = self->target,
                                   .train = self->all, .n_train = n, .ridge = 0.1, .seed = 1 };
}

void
theta_bench_problem_clear (ThetaBenchProblem *self)
{
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  theta_target_free (self->target);
  theta_matrix_unref (self->x);
  g_free (self->t);
  g_free (self->v);
  g_free (self->all);
  if (!self->borrowed)
    theta_device_close (self->device);
}
