/* Activations without a closed form against one that has it, erf, on the same rows. */
#include "cli/bench.h"

typedef struct
{
  ThetaBenchProblem problem;
  ThetaNetwork closed, smooth;
} Series;

static double
time_network (ThetaBench *bench, const Series *self, const ThetaNetwork *network)
{
  g_autoptr (ThetaKernel) kernel = NULL;
  double seconds;

  theta_bench_start (bench);
  kernel = theta_kernel_new_stored (self->problem.device, network, self->problem.x, NULL,
                                    &theta_bench_storages[THETA_BENCH_DOUBLE].storage, NULL);
  seconds = theta_bench_stop (bench);
  g_assert (kernel != NULL);
  return seconds;
}

static double
time_closed (ThetaBench *bench, gpointer data)
{
  const Series *self = data;

  return time_network (bench, self, &self->closed);
}

static double
time_smooth (ThetaBench *bench, gpointer data)
{
  const Series *self = data;

  return time_network (bench, self, &self->smooth);
}

/* Inputs of variance 1 and, with the first layer's variance as large as the tests go,
 * of 20: the factor goes into the rows. */
void
theta_bench_series (ThetaBench *bench)
{
  static const struct
  {
    const char *activation, *name;
    double scale, bar;
  } nets[] = {
    { "tanh", "series pass, tanh, n = 2000", 1, 10 },
    { "silu", "series pass, SiLU, n = 2000", 1, 10 },
    { "tanh", "series pass, tanh, variance 20, n = 2000", 4.4721359549995794, 40 },
  };
  Series self;

  theta_bench_problem_init (&self.problem, 2000, 64, 1, 5, 1, THETA_BENCH_DOUBLE);
  theta_network_init (&self.closed);
  theta_network_parse_activation (&self.closed, "erf", NULL);
  for (guint k = 0; k < G_N_ELEMENTS (nets); k++)
    {
      gsize count = self.problem.x->rows * self.problem.x->cols;

      theta_network_init (&self.smooth);
      theta_network_parse_activation (&self.smooth, nets[k].activation, NULL);
      for (gsize i = 0; i < count; i++)
        self.problem.x->data[i] *= nets[k].scale;
      theta_bench_compare (bench, nets[k].name, "the closed form of erf", nets[k].bar, time_closed,
                           time_smooth, &self);
    }
  theta_bench_problem_clear (&self.problem);
}
