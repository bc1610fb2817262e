/* The most memory that an iteration of Algorithm 1 holds, against what it cannot do
 * without. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "cli/bench.h"

/* Bytes of the line @key of /proc/self/status; 0 where there is none. */
static double
read_status (const char *key)
{
  g_autofree char *text = NULL;
  const char *at = NULL;

  if (g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    at = strstr (text, key);
  return at != NULL ? 1024.0 * (double) g_ascii_strtoull (at + strlen (key), NULL, 10) : 0;
}

/* Lets the peak begin at what is held now.  Linux alone can. */
static gboolean
reset_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");
  gboolean done = file != NULL && fputs ("5", file) >= 0;

  if (file != NULL && fclose (file) != 0)
    done = FALSE;
  return done;
}

static void
iterate (ThetaBenchProblem *problem)
{
  static const double ones[5] = { 1, 1, 1, 1, 1 };
  ThetaProblem exact = problem->problem;
  ThetaScratch *scratch = NULL;
  ThetaIteration iteration;
  double delta[5];

  exact.solver = THETA_SOLVER_CHOLESKY;
  theta_algorithm1_gradient (&exact, ones, problem->t, problem->v, delta, &iteration, &scratch,
                             NULL);
  theta_scratch_free (scratch, problem->device);
}

static void
bench_peak (ThetaBench *bench, guint n, guint d, guint storage)
{
  ThetaBenchRow row = { .bar = 1.1, .bytes = TRUE };
  ThetaBenchProblem problem;
  double before;
  g_autofree char *name = g_strdup_printf ("peak memory, Algorithm 1, n = %u, d = %u, %s", n, d,
                                           theta_bench_storages[storage].name);

  if (bench->only != NULL && strstr (name, bench->only) == NULL)
    return;
  /* BLAS keeps buffers of its own, as large as the strips that it is given: they are there
   * before. */
  theta_bench_problem_init (&problem, n, d, 1, 5, 1, storage);
  iterate (&problem);
  theta_bench_problem_clear (&problem);
  malloc_trim (0);
  before = read_status ("VmRSS:");
  if (before == 0 || !reset_peak ())
    return;
  theta_bench_problem_init (&problem, n, d, 1, 5, 1, storage);
  iterate (&problem);
  row.seconds = read_status ("VmHWM:") - before;
  row.reference_seconds = (double) n * d * sizeof (double) + (double) problem.kernel->bytes
                          + 1.1 * sizeof (double) * (double) problem.n_t * problem.n_t;
  theta_bench_problem_clear (&problem);
  row.name = g_steal_pointer (&name);
  row.reference = g_strdup ("inputs + kernels + 1.1 · 8 n_T² bytes");
  g_array_append_val (bench->rows, row);
}

void
theta_bench_memory (ThetaBench *bench)
{
  bench_peak (bench, 4000, 64, THETA_BENCH_DOUBLE);
  bench_peak (bench, 4000, 64, THETA_BENCH_ANGLE);
}
