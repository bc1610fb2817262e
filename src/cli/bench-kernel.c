/* The layer-wise kernels and the passes over them. */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench.h"
#include "device/cpu-pass.h"

typedef struct
{
  ThetaBenchProblem problem;
  guint d, storage;
  double *gram;   /* n × n */
  double *stream; /* as many bytes as the stored layers take */
  gsize stream_count;
  ThetaBuffer *att, *avt;
  double *u, *v;
  ThetaDevice *one; /* of one thread; closing a device gives its memory back */
} Passes;

static void
passes_init (Passes *self, guint n, guint d, guint depth, guint threads, guint storage)
{
  ThetaStorage stored = theta_bench_storages[storage].storage;

  theta_bench_problem_init (&self->problem, n, d, 1, depth, threads, storage);
  self->storage = storage;
  self->d = d;
  self->gram = g_new0 (double, (gsize) n *n);
  /* What the layers take, whatever is kept of them. */
  stored.kind = THETA_SET_TRIANGLE;
  self->stream_count = theta_storage_bytes (&stored, depth, n, 0) / sizeof (double);
  self->stream = theta_bench_stream_new (self->stream_count);
  self->u = g_new (double, n);
  self->v = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      self->u[i] = 1.0 / (i + 1);
      self->v[i] = i % 7 - 3.0;
    }
  self->problem.device->ops->buffer_new (self->problem.device, (gsize) n * n, &self->att);
  self->problem.device->ops->buffer_new (self->problem.device, (gsize) n * n, &self->avt);
}

static void
passes_clear (Passes *self)
{
  self->problem.device->ops->buffer_free (self->problem.device, self->att);
  self->problem.device->ops->buffer_free (self->problem.device, self->avt);
  g_free (self->gram);
  free (self->stream);
  g_free (self->u);
  g_free (self->v);
  theta_bench_problem_clear (&self->problem);
}

static void
syrk (Passes *self)
{
  int n = (int) self->problem.n, d = (int) self->d;

  cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, n, d, 1.0, self->problem.x->data, d, 0.0,
               self->gram, n);
}

static double
time_syrk_and_write (ThetaBench *bench, gpointer data)
{
  Passes *self = data;

  openblas_set_num_threads (1);
  theta_bench_start (bench);
  syrk (self);
  memset (self->stream, 0, self->stream_count * sizeof (double));
  return theta_bench_stop (bench);
}

static double
time_syrk (ThetaBench *bench, gpointer data)
{
  openblas_set_num_threads (1);
  theta_bench_start (bench);
  syrk (data);
  return theta_bench_stop (bench);
}

static double
time_limit_on (ThetaBench *bench, Passes *self, ThetaDevice *device)
{
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0, 1, self->problem.kernel->layers, 1,
                           1.0 / self->d };
  const ThetaStorage *storage = &theta_bench_storages[self->storage].storage;
  ThetaKernelSet *set = NULL;
  double seconds;

  theta_bench_start (bench);
  device->ops->dense_limit (device, &spec, storage->kind, storage->precision,
                            self->problem.n, self->d, self->problem.x->data, 0, NULL, &set);
  seconds = theta_bench_stop (bench);
  device->ops->set_unref (device, set);
  return seconds;
}

static double
time_limit (ThetaBench *bench, gpointer data)
{
  Passes *self = data;

  return time_limit_on (bench, self, self->problem.device);
}

/* The general path against the fast one on the same rows. */
typedef struct
{
  Passes passes;
  ThetaNetwork network;
} General;

static double
time_general (ThetaBench *bench, gpointer data)
{
  General *self = data;
  const ThetaBenchProblem *problem = &self->passes.problem;
  g_autoptr (ThetaKernel) kernel = NULL;

  theta_bench_start (bench);
  kernel = theta_kernel_new_stored (problem->device, &self->network, problem->x, NULL,
                                    &theta_bench_storages[THETA_BENCH_DOUBLE].storage, NULL);
  return theta_bench_stop (bench);
}

static double
time_fast (ThetaBench *bench, gpointer data)
{
  General *self = data;

  return time_limit (bench, &self->passes);
}

static double
time_limit_one_thread (ThetaBench *bench, gpointer data)
{
  Passes *self = data;

  return time_limit_on (bench, self, self->one);
}

/* A plain read of the packed layers. */
static double
time_read (ThetaBench *bench, gpointer data)
{
  Passes *self = data;

  return theta_bench_read (bench, self->stream, self->stream_count);
}

static double
time_gather (ThetaBench *bench, gpointer data)
{
  Passes *self = data;
  ThetaBenchProblem *p = &self->problem;
  const double a[10] = { 1, 0.5, 2, 0.25, 1.5, 1, 1, 1, 1, 1 };

  theta_bench_start (bench);
  p->device->ops->gather (p->device, p->kernel->set, a, p->t, p->v, 0.1, self->att, self->avt);
  return theta_bench_stop (bench);
}

static double
time_contraction (ThetaBench *bench, gpointer data)
{
  Passes *self = data;
  ThetaBenchProblem *p = &self->problem;
  double out[10];

  theta_bench_start (bench);
  p->device->ops->contract_low_rank (p->device, p->kernel->set, 1, self->u, self->v, out);
  return theta_bench_stop (bench);
}

static void
bench_limit (ThetaBench *bench, guint n, guint d, guint storage)
{
  Passes passes;
  g_autofree char *name = g_strdup_printf ("dense limit, %s, n = %u, d = %u",
                                           theta_bench_storages[storage].name, n, d);

  passes_init (&passes, n, d, 5, 1, storage);
  if (storage == THETA_BENCH_SINGLE)
    theta_bench_compare (bench, name, "dsyrk + write of L n²/2 floats", 1.7, time_syrk_and_write,
                         time_limit, &passes);
  else if (d < 512)
    theta_bench_compare (bench, name, "dsyrk + write of L n²/2 doubles",
                         theta_pass ()->pieces->fill != NULL ? 2.2 : 4, time_syrk_and_write,
                         time_limit, &passes);
  else
    theta_bench_compare (bench, name, "dsyrk", 1.4, time_syrk, time_limit, &passes);
  passes_clear (&passes);
}

static void
bench_passes (ThetaBench *bench, guint storage)
{
  Passes passes;
  g_autofree char *gather = NULL, *gradient = NULL;

  gather = g_strdup_printf ("weighted gather, %s, n = 4000", theta_bench_storages[storage].name);
  gradient = g_strdup_printf ("gradient, %s, n = 4000", theta_bench_storages[storage].name);
  passes_init (&passes, 4000, 64, 5, 1, storage);
  theta_bench_compare (bench, gather, "read of the layers", 2.5, time_read, time_gather, &passes);
  theta_bench_compare (bench, gradient, "read of the layers", 2.2, time_read, time_contraction,
                       &passes);
  passes_clear (&passes);
}

static void
bench_general (ThetaBench *bench)
{
  static const struct
  {
    const char *activation;
    double bias, bar;
  } nets[] = {
    { "relu", 0.1, 2.5 },     { "erf", 0, 2.5 },     { "sin", 0, 2.5 }, { "cos", 0.1, 2.5 },
    { "gaussian", 0, 2.5 },   { "identity", 0.1, 2.5 }, { "gelu", 0, 3.5 },
  };
  General general;

  passes_init (&general.passes, 2000, 64, 5, 1, THETA_BENCH_DOUBLE);
  for (guint k = 0; k < G_N_ELEMENTS (nets); k++)
    {
      g_autofree char *name = g_strdup_printf ("dense limit, %s%s, n = 2000", nets[k].activation,
                                               nets[k].bias > 0 ? " with biases" : "");

      theta_network_init (&general.network);
      theta_network_parse_activation (&general.network, nets[k].activation, NULL);
      general.network.bias_variance = nets[k].bias;
      theta_bench_compare (bench, name, "the ReLU fast path", nets[k].bar, time_fast, time_general,
                           &general);
    }
  passes_clear (&general.passes);
}

void
theta_bench_kernels (ThetaBench *bench)
{
  Passes passes;

  bench_limit (bench, 2000, 64, THETA_BENCH_DOUBLE);
  bench_limit (bench, 5000, 64, THETA_BENCH_DOUBLE);
  bench_limit (bench, 2000, 64, THETA_BENCH_SINGLE);
  bench_limit (bench, 5000, 64, THETA_BENCH_SINGLE);
  bench_limit (bench, 2000, 3072, THETA_BENCH_DOUBLE);
  bench_general (bench);
  bench_passes (bench, THETA_BENCH_DOUBLE);
  bench_passes (bench, THETA_BENCH_ANGLE);
  bench->wall = TRUE;
  passes_init (&passes, 5000, 64, 5, 2, THETA_BENCH_DOUBLE);
  passes.one = theta_device_open ("cpu", 1, NULL);
  theta_bench_compare (bench, "two threads, dense limit, n = 5000", "one thread", 1 / 1.6,
                       time_limit_one_thread, time_limit, &passes);
  theta_device_close (passes.one);
  passes_clear (&passes);
  bench->wall = FALSE;
}
