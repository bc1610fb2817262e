/* What one device takes for each operation beside its floor, how far its results are from
 * the CPU's, and how fast the weights are learnt on it. */
#include <math.h>

#include "cli/bench-device-work.h"
#include "cli/bench-device.h"
#include "device/device-error.h"

#define LAYERS THETA_DEVICE_LAYERS
#define COLUMNS THETA_DEVICE_COLUMNS
#define ERROR_ROWS 1000
/* Seconds that a measure repeats for, and beyond which it is not begun. */
#define LEAST_SECONDS 0.3
#define MOST_SECONDS 25.0

/* ---- measuring ---- */

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) * 1e-6;
}

/* The least of several, after one that is not counted; NaN where it fails. */
static double
least_time (ThetaDeviceWork *self, const ThetaDeviceMeasure *measure)
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
outputs (ThetaDeviceWork *self, const ThetaDeviceMeasure *measure, double *out)
{
  return (measure->before == NULL || measure->before (self, NULL) == THETA_STATUS_OK)
         && measure->run (self, out) == THETA_STATUS_OK;
}

/* The largest difference from the CPU's of the largest entry; NaN where a result is none. */
static double
relative_error (const double *a, const double *reference, gsize count)
{
  double largest = 0, difference = 0;

  for (gsize i = 0; i < count; i++)
    {
      if (!isfinite (a[i]))
        return NAN;
      largest = fmax (largest, fabs (reference[i]));
      difference = fmax (difference, fabs (a[i] - reference[i]));
    }
  return difference / largest;
}

/* One a measure; NaN where none can be told. */
static void
find_errors (ThetaDevice *device, gsize rows, double *errors)
{
  g_autoptr (ThetaDevice) cpu = theta_device_open ("cpu", 0, NULL);
  guint n_measures;
  const ThetaDeviceMeasure *measures = theta_device_measures (&n_measures);
  ThetaDeviceWork own, reference;
  gboolean ready = theta_device_work_init (&own, device, rows) == THETA_STATUS_OK;

  ready = theta_device_work_init (&reference, cpu, rows) == THETA_STATUS_OK && ready;
  for (guint k = 0; k < n_measures; k++)
    {
      gsize count = measures[k].outputs != NULL ? measures[k].outputs (&own) : 0;
      g_autofree double *a = g_new0 (double, count + 1), *b = g_new0 (double, count + 1);

      errors[k] = NAN;
      if (ready && outputs (&own, &measures[k], count > 0 ? a : NULL)
          && outputs (&reference, &measures[k], count > 0 ? b : NULL) && count > 0)
        errors[k] = relative_error (a, b, count);
    }
  theta_device_work_clear (&reference);
  theta_device_work_clear (&own);
}

static void
time_operations (ThetaDeviceBench *self, gsize n)
{
  gsize n_t = n / 5 * 4;
  double half = 0.5 * (double) n * (double) n, square_t = (double) n_t * (double) n_t;
  guint count;
  const ThetaDeviceMeasure *measures = theta_device_measures (&count);
  g_autofree double *seconds = g_new (double, count);
  double bandwidth, rate;
  ThetaDeviceWork work;

  if (theta_device_work_init (&work, self->device, n) != THETA_STATUS_OK)
    {
      theta_device_work_clear (&work);
      return;
    }
  for (guint k = 0; k < count; k++)
    {
      theta_cli_progress (self->cli, measures[k].name, (double) k / count, NAN);
      seconds[k] = g_cancellable_is_cancelled (self->cli->cancellable)
                       ? NAN : least_time (&work, &measures[k]);
    }
  bandwidth = 8 * square_t / seconds[count - 2];
  rate = square_t * (double) n_t / seconds[count - 1];
  for (guint k = 0; k < count; k++)
    {
      const ThetaDeviceMeasure *m = &measures[k];
      double bytes = 8 * (m->layers * half + m->squares * square_t);
      double flops = 2 * (m->cubes * square_t * (double) n_t + m->pairs * half);
      ThetaDeviceRow row = { .name = m->name, .n = n, .seconds = seconds[k],
                             .floor = bytes + flops > 0
                                          ? fmax (bytes / bandwidth, flops / rate) : NAN,
                             .error = self->errors[k] };

      g_array_append_val (self->rows, row);
    }
  self->bandwidth = fmax (self->bandwidth, bandwidth);
  self->rate = fmax (self->rate, rate);
  theta_device_work_clear (&work);
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

  for (guint k = 0; k < G_N_ELEMENTS (sizes) && (k == 0 || sizes[k] <= self->most); k++)
    {
      double growth = k > 0 ? (double) sizes[k] / sizes[k - 1] : 1;
      guint n = MIN (sizes[k], self->most);
      ThetaDeviceRow row = { .name = name, .n = n, .seconds = NAN, .floor = NAN, .error = NAN };
      Learning learning = { .solver = solver };

      if (isnan (last) || last * growth * growth * growth > MOST_SECONDS
          || g_cancellable_is_cancelled (self->cli->cancellable))
        break;
      theta_cli_progress (self->cli, name, (double) k / G_N_ELEMENTS (sizes), NAN);
      theta_bench_problem_init_on (&learning.problem, self->device, n, COLUMNS, 1, LAYERS,
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
  guint count;

  theta_device_measures (&count);
  self->errors = g_new (double, count);
  find_errors (self->device, MIN (ERROR_ROWS, self->most), self->errors);
  time_operations (self, MIN (4000, self->most));
  if (self->most >= 10000)
    time_operations (self, 10000);
  self->first_step = self->rows->len;
  time_steps (self, "Algorithm 1, iterations", THETA_SOLVER_CHOLESKY, iterate);
  time_steps (self, "Algorithm 1, last factor kept", THETA_SOLVER_MIXED, iterate);
  time_steps (self, "leave-one-out, evaluations", THETA_SOLVER_CHOLESKY, leave_one_out);
  theta_cli_progress_end (self->cli);
  g_clear_pointer (&self->errors, g_free);
}
