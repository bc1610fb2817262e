/* What one device takes for each operation beside its floor, how far its results are from
 * the CPU's, and how fast the weights are learnt on it. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "cli/bench-device.h"
#include "device/device-error.h"

#define LAYERS 5
#define COLUMNS 64
#define BINS 64
#define ERROR_ROWS 1000
/* Seconds that a measure repeats for, and beyond which it is not begun. */
#define LEAST_SECONDS 0.3
#define MOST_SECONDS 25.0

/* What the operations of one size work on. */
typedef struct
{
  ThetaDevice *device;
  gsize n, n_t;
  double *x, *v, *s;
  guint8 *t;
  guint32 *bins;
  double a[LAYERS];
  ThetaKernelSet *set;
  ThetaBuffer *att, *factor, *single; /* A_TT, its factor or inverse, the float32 factor */
} Bench;

typedef ThetaStatus (*Operation) (Bench *self, double *out);

typedef struct
{
  const char *name;
  Operation run;
  Operation before;       /* untimed, each time; may be NULL */
  double layers, squares; /* doubles moved: of layers n²/2 each, of n_t² */
  double cubes;           /* multiply-adds: of n_t³ */
  double pairs;           /* multiply-adds of each pair of n²/2 */
  gsize (*outputs) (const Bench *self);
} Measure;

static const ThetaDenseLimit relu
    = { THETA_DUAL_PIECEWISE, 0, 1, LAYERS, 2, 1.0 / COLUMNS, 0, 0, NULL };

static gsize
one_row (const Bench *self)
{
  return self->n_t;
}

static gsize
all_rows (const Bench *self)
{
  return self->n;
}

static gsize
layer_rows (const Bench *self)
{
  return LAYERS * self->n;
}

static gsize
layer_squares (const Bench *self)
{
  return LAYERS * LAYERS;
}

static gsize
layer_pictures (const Bench *self)
{
  return LAYERS * BINS * BINS;
}

/* ---- the operations ---- */

static ThetaStatus
compute_kernels (Bench *self, ThetaSetKind kind, double *out)
{
  ThetaKernelSet *set = NULL;
  ThetaStatus status
      = self->device->ops->dense_limit (self->device, &relu, kind, THETA_PRECISION_DOUBLE, self->n,
                                        COLUMNS, self->x, 0, NULL, &set);

  for (gsize i = 0; status == THETA_STATUS_OK && out != NULL && i < self->n; i++)
    {
      gsize j = i * 7 % (i + 1);

      status = self->device->ops->entries (self->device, set, 1, &i, &j, out + i * LAYERS);
    }
  self->device->ops->set_unref (self->device, set);
  return status;
}

static ThetaStatus
dense_limit (Bench *self, double *out)
{
  return compute_kernels (self, THETA_SET_TRIANGLE, out);
}

static ThetaStatus
angles (Bench *self, double *out)
{
  return compute_kernels (self, THETA_SET_ANGLE, out);
}

static ThetaStatus
last_row (Bench *self, ThetaBuffer *from, double *out)
{
  if (out == NULL)
    return THETA_STATUS_OK;
  return self->device->ops->download (self->device, from, (self->n_t - 1) * self->n_t, out,
                                      self->n_t);
}

static ThetaStatus
gather_into (Bench *self, ThetaBuffer *to)
{
  return self->device->ops->gather (self->device, self->set, self->a, self->t, NULL, 0.1, to,
                                    NULL);
}

static ThetaStatus
gather (Bench *self, double *out)
{
  ThetaStatus status = gather_into (self, self->att);

  return status == THETA_STATUS_OK ? last_row (self, self->att, out) : status;
}

static ThetaStatus
prepare_factor (Bench *self, double *out)
{
  return gather_into (self, self->factor);
}

static ThetaStatus
solve (Bench *self, double *out)
{
  g_autofree double *b = g_memdup2 (self->v, self->n_t * sizeof (double));
  ThetaStatus status
      = self->device->ops->potrs (self->device, self->n_t, self->factor, 1, b);

  if (out != NULL)
    memcpy (out, b, self->n_t * sizeof (double));
  return status;
}

static ThetaStatus
factorize (Bench *self, double *out)
{
  ThetaStatus status = self->device->ops->potrf (self->device, self->n_t, self->factor);

  return status == THETA_STATUS_OK && out != NULL ? solve (self, out) : status;
}

static ThetaStatus
factorize_single (Bench *self, double *out)
{
  return self->device->ops->potrf_single (self->device, self->n_t, self->att, self->single);
}

static ThetaStatus
solve_single (Bench *self, double *out)
{
  g_autofree double *b = g_memdup2 (self->v, self->n_t * sizeof (double));

  return self->device->ops->potrs_single (self->device, self->n_t, self->single, 1, b);
}

static ThetaStatus
prepare_inverse (Bench *self, double *out)
{
  ThetaStatus status = gather_into (self, self->factor);

  return status == THETA_STATUS_OK
             ? self->device->ops->potrf (self->device, self->n_t, self->factor) : status;
}

static ThetaStatus
invert (Bench *self, double *out)
{
  ThetaStatus status = self->device->ops->potri (self->device, self->n_t, self->factor);

  return status == THETA_STATUS_OK ? last_row (self, self->factor, out) : status;
}

static ThetaStatus
layer_products (Bench *self, double *out)
{
  g_autofree double *own = g_new (double, LAYERS * self->n);

  return self->device->ops->layer_products (self->device, self->set, 1, self->v,
                                            out != NULL ? out : own);
}

static ThetaStatus
weighted_product (Bench *self, double *out)
{
  g_autofree double *own = g_new (double, self->n);

  return self->device->ops->weighted_product (self->device, self->set, self->a, 1, self->v,
                                              out != NULL ? out : own);
}

static ThetaStatus
contract_low_rank (Bench *self, double *out)
{
  double own[LAYERS * LAYERS] = { 0 };

  return self->device->ops->contract_low_rank (self->device, self->set, 1, self->v, self->v,
                                               out != NULL ? out : own);
}

/* With the inverse, which is there before. */
static ThetaStatus
contract_dense (Bench *self, double *out)
{
  double own[LAYERS * LAYERS] = { 0 };

  return self->device->ops->contract_dense (self->device, self->set, self->t, self->factor,
                                            out != NULL ? out : own);
}

static ThetaStatus
layer_gram (Bench *self, double *out)
{
  double own[LAYERS * LAYERS];

  return self->device->ops->layer_gram (self->device, self->set, self->t, 0,
                                        out != NULL ? out : own);
}

static ThetaStatus
pool (Bench *self, double *out)
{
  g_autofree double *own = g_new (double, LAYERS * BINS * BINS);

  return self->device->ops->pool (self->device, self->set, THETA_POOL_RAW, NULL, BINS, self->bins,
                                  out != NULL ? out : own);
}

static ThetaStatus
multiply (Bench *self, double *out)
{
  g_autofree double *own = g_new (double, self->n_t);

  return self->device->ops->multiply (self->device, 0, self->n_t, self->n_t, self->factor, 1,
                                      self->v, out != NULL ? out : own);
}

/* A_TT is not needed any more. */
static ThetaStatus
square (Bench *self, double *out)
{
  ThetaStatus status = self->device->ops->weighted_syrk (self->device, self->n_t, self->n_t,
                                                         self->factor, self->s, self->att);

  return status == THETA_STATUS_OK ? last_row (self, self->att, out) : status;
}

/* In an order in which each finds what it reads; the last two measure the device's own
 * rates, of which the floors are made. */
static const Measure measures[] = {
  { "dense limit, five layers", dense_limit, NULL, 5, 0, 0, COLUMNS, layer_rows },
  { "dense limit, angles", angles, NULL, 1, 0, 0, COLUMNS, layer_rows },
  { "gather of A_TT", gather, NULL, 5 * 0.64, 0.5, 0, 0, one_row },
  { "potrf", factorize, prepare_factor, 0, 0, 1.0 / 6, 0, one_row },
  { "potrs, one column", solve, NULL, 0, 1, 0, 0, one_row },
  { "potrf, float32", factorize_single, NULL, 0, 0, 1.0 / 12, 0, NULL },
  { "potrs, float32, one column", solve_single, NULL, 0, 0.5, 0, 0, NULL },
  { "potri", invert, prepare_inverse, 0, 0, 1.0 / 3, 0, one_row },
  { "layer products", layer_products, NULL, 5, 0, 0, 0, layer_rows },
  { "weighted product", weighted_product, NULL, 5, 0, 0, 0, all_rows },
  { "contraction, low rank", contract_low_rank, NULL, 5, 0, 0, 0, layer_squares },
  { "contraction, dense", contract_dense, NULL, 5 * 0.64, 1, 0, 0, layer_squares },
  { "layer Gram", layer_gram, NULL, 5 * 0.64, 0, 0, 0, layer_squares },
  { "pooling", pool, NULL, 5, 0, 0, 0, layer_pictures },
  { "multiply, one column", multiply, NULL, 0, 1, 0, 0, one_row },
  { "weighted syrk", square, NULL, 0, 0, 0.5, 0, one_row },
};
#define MULTIPLY (G_N_ELEMENTS (measures) - 2)
#define SQUARE (G_N_ELEMENTS (measures) - 1)

/* ---- what they work on ---- */

static void
bench_clear (Bench *self)
{
  const ThetaDeviceOps *ops = self->device->ops;

  ops->set_unref (self->device, self->set);
  ops->buffer_free (self->device, self->att);
  ops->buffer_free (self->device, self->factor);
  ops->buffer_free (self->device, self->single);
  g_free (self->x);
  g_free (self->v);
  g_free (self->s);
  g_free (self->t);
  g_free (self->bins);
}

static ThetaStatus
bench_init (Bench *self, ThetaDevice *device, gsize n)
{
  const ThetaDeviceOps *ops = device->ops;
  ThetaRandom random;
  ThetaStatus status;

  *self = (Bench){ .device = device, .n = n };
  self->x = g_new (double, n * COLUMNS);
  self->v = g_new (double, n);
  self->s = g_new (double, n);
  self->t = g_new (guint8, n);
  self->bins = g_new (guint32, n);
  theta_random_init (&random, 1, THETA_STREAM_TEST, (guint32) n);
  for (gsize k = 0; k < n * COLUMNS; k++)
    self->x[k] = theta_random_normal (&random);
  for (gsize i = 0; i < n; i++)
    {
      self->v[i] = theta_random_normal (&random);
      self->s[i] = 1 + theta_random_uniform (&random);
      self->t[i] = i % 5 != 4;
      self->n_t += self->t[i];
      self->bins[i] = (guint32) (i * BINS / n);
    }
  for (guint l = 0; l < LAYERS; l++)
    self->a[l] = 1;
  status = ops->dense_limit (device, &relu, THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE, n, COLUMNS,
                             self->x, 0, NULL, &self->set);
  if (status == THETA_STATUS_OK)
    status = ops->buffer_new (device, self->n_t * self->n_t, &self->att);
  if (status == THETA_STATUS_OK)
    status = ops->buffer_new (device, self->n_t * self->n_t, &self->factor);
  if (status == THETA_STATUS_OK)
    status = ops->buffer_new (device, (self->n_t * self->n_t + 1) / 2, &self->single);
  return status;
}

/* ---- measuring ---- */

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) * 1e-6;
}

/* The least of several, after one that is not counted; NaN where it fails. */
static double
least_time (Bench *self, const Measure *measure)
{
  double least = INFINITY, spent = 0;

  for (guint k = 0; k < 4 || (k < 50 && spent < LEAST_SECONDS); k++)
    {
      gint64 start;
      double seconds;

      if (measure->before != NULL && measure->before (self, NULL) != THETA_STATUS_OK)
        return NAN;
      start = g_get_monotonic_time ();
      if (measure->run (self, NULL) != THETA_STATUS_OK)
        return NAN;
      seconds = seconds_since (start);
      spent += seconds;
      if (k > 0)
        least = fmin (least, seconds);
      if (k > 0 && spent > MOST_SECONDS / 4)
        break;
    }
  return least;
}

static gboolean
outputs (Bench *self, const Measure *measure, double *out)
{
  return (measure->before == NULL || measure->before (self, NULL) == THETA_STATUS_OK)
         && measure->run (self, out) == THETA_STATUS_OK;
}

/* The largest difference from the CPU's of the largest entry; NaN where none can be told. */
static void
find_errors (ThetaDevice *device, double *errors)
{
  g_autoptr (ThetaDevice) cpu = theta_device_open ("cpu", 0, NULL);
  Bench own, reference;
  gboolean ready = bench_init (&own, device, ERROR_ROWS) == THETA_STATUS_OK
                   && bench_init (&reference, cpu, ERROR_ROWS) == THETA_STATUS_OK;

  for (guint k = 0; ready && k < G_N_ELEMENTS (measures); k++)
    {
      gsize count = measures[k].outputs != NULL ? measures[k].outputs (&own) : 0;
      g_autofree double *a = g_new0 (double, count + 1), *b = g_new0 (double, count + 1);
      double largest = 0, difference = 0;

      errors[k] = NAN;
      if (!outputs (&own, &measures[k], count > 0 ? a : NULL)
          || !outputs (&reference, &measures[k], count > 0 ? b : NULL) || count == 0)
        continue;
      for (gsize i = 0; i < count; i++)
        {
          largest = fmax (largest, fabs (b[i]));
          /* A NaN must show. */
          difference = fabs (a[i] - b[i]) <= difference ? difference : fabs (a[i] - b[i]);
        }
      errors[k] = difference / largest;
    }
  if (ready)
    bench_clear (&reference);
  bench_clear (&own);
}

static void
time_operations (ThetaDeviceBench *self, gsize n)
{
  gsize n_t = n / 5 * 4;
  double half = 0.5 * (double) n * (double) n, square_t = (double) n_t * (double) n_t;
  double seconds[G_N_ELEMENTS (measures)], bandwidth, rate;
  Bench bench;

  if (bench_init (&bench, self->device, n) != THETA_STATUS_OK)
    {
      bench_clear (&bench);
      return;
    }
  for (guint k = 0; k < G_N_ELEMENTS (measures); k++)
    {
      theta_cli_progress (self->cli, measures[k].name, (double) k / G_N_ELEMENTS (measures), NAN);
      seconds[k] = least_time (&bench, &measures[k]);
    }
  bandwidth = 8 * square_t / seconds[MULTIPLY];
  rate = square_t * (double) n_t / seconds[SQUARE];
  for (guint k = 0; k < G_N_ELEMENTS (measures); k++)
    {
      const Measure *m = &measures[k];
      double bytes = 8 * (m->layers * half + m->squares * square_t);
      double flops = 2 * (m->cubes * square_t * (double) n_t + m->pairs * half);
      ThetaDeviceRow row = { .name = m->name, .n = n, .seconds = seconds[k],
                             .floor = fmax (bytes / bandwidth, flops / rate),
                             .error = self->errors[k] };

      g_array_append_val (self->rows, row);
    }
  self->bandwidth = fmax (self->bandwidth, bandwidth);
  self->rate = fmax (self->rate, rate);
  bench_clear (&bench);
}

/* ---- learning ---- */

typedef struct
{
  ThetaBenchProblem problem;
  ThetaScratch *scratch;
  ThetaSolver solver;
} Learning;

static gboolean
iterate (Learning *self)
{
  static const double ones[LAYERS] = { 1, 1, 1, 1, 1 };
  ThetaProblem problem = self->problem.problem;
  double delta[LAYERS];
  ThetaIteration iteration;

  problem.solver = self->solver;
  return theta_algorithm1_gradient (&problem, ones, self->problem.t, self->problem.v, delta,
                                    &iteration, &self->scratch, NULL);
}

static gboolean
leave_one_out (Learning *self)
{
  static const double ones[LAYERS] = { 1, 1, 1, 1, 1 };
  double loss, gradient[LAYERS];

  return theta_ridge_leave_one_out (&self->problem.problem, ones, 0.1, &loss, gradient, NULL,
                                    NULL);
}

static double
least_step (Learning *self, gboolean (*step) (Learning *))
{
  double least = INFINITY, spent = 0;

  for (guint k = 0; k < 3 || (k < 30 && spent < LEAST_SECONDS); k++)
    {
      gint64 start = g_get_monotonic_time ();
      double seconds;

      if (!step (self))
        return NAN;
      seconds = seconds_since (start);
      spent += seconds;
      /* The first allocates. */
      if (k > 0 || seconds > MOST_SECONDS / 4)
        least = fmin (least, seconds);
      if (seconds > MOST_SECONDS / 4)
        break;
    }
  return least;
}

/* Steps of one kind at every size, until one would take too long. */
static void
time_steps (ThetaDeviceBench *self, const char *name, ThetaSolver solver,
            gboolean (*step) (Learning *))
{
  static const guint sizes[] = { 1000, 5000, 10000, 20000 };
  double last = 0;

  for (guint k = 0; k < G_N_ELEMENTS (sizes) && (!self->quick || sizes[k] <= 5000); k++)
    {
      double growth = k > 0 ? (double) sizes[k] / sizes[k - 1] : 1;
      ThetaDeviceRow row = { .name = name, .n = sizes[k], .seconds = NAN, .floor = NAN,
                             .error = NAN };
      Learning learning = { .solver = solver };

      if (isnan (last) || last * growth * growth * growth > MOST_SECONDS
          || g_cancellable_is_cancelled (self->cli->cancellable))
        break;
      theta_cli_progress (self->cli, name, (double) k / G_N_ELEMENTS (sizes), NAN);
      theta_bench_problem_init_on (&learning.problem, self->device, sizes[k], COLUMNS, 1, LAYERS,
                                   THETA_BENCH_ANGLE);
      if (learning.problem.kernel != NULL)
        row.seconds = least_step (&learning, step);
      theta_scratch_free (learning.scratch, self->device);
      theta_bench_problem_clear (&learning.problem);
      last = row.seconds;
      g_array_append_val (self->rows, row);
    }
}

void
theta_device_bench_run (ThetaDeviceBench *self)
{
  self->errors = g_new0 (double, G_N_ELEMENTS (measures));
  find_errors (self->device, self->errors);
  time_operations (self, 4000);
  if (!self->quick)
    time_operations (self, 10000);
  self->first_step = self->rows->len;
  time_steps (self, "Algorithm 1, iterations", THETA_SOLVER_CHOLESKY, iterate);
  time_steps (self, "Algorithm 1, last factor kept", THETA_SOLVER_MIXED, iterate);
  time_steps (self, "leave-one-out, evaluations", THETA_SOLVER_CHOLESKY, leave_one_out);
  theta_cli_progress_end (self->cli);
  g_clear_pointer (&self->errors, g_free);
}
