/* The product with a kernel of which only the rows are kept, and what a fit takes of
 * memory. */
#include <cblas.h>
#include <string.h>

#include "cli/bench.h"

typedef struct
{
  ThetaBenchProblem problem;
  guint d;
  float *rows, *gram; /* n × d and n × n */
  double *v, *out;
} Product;

static void
product_init (Product *self, guint n, guint d)
{
  gsize entries = (gsize) n * n;

  theta_bench_problem_init (&self->problem, n, d, 1, 5, 1, THETA_BENCH_ROWS_SINGLE);
  self->d = d;
  self->rows = g_new (float, (gsize) n *d);
  self->gram = g_new (float, entries);
  self->v = g_new (double, n);
  self->out = g_new (double, n);
  for (gsize k = 0; k < (gsize) n * d; k++)
    self->rows[k] = (float) self->problem.x->data[k];
  for (gsize k = 0; k < entries; k++)
    self->gram[k] = 0;
  for (guint i = 0; i < n; i++)
    self->v[i] = i % 7 - 3.0;
}

static void
product_clear (Product *self)
{
  g_free (self->rows);
  g_free (self->gram);
  g_free (self->v);
  g_free (self->out);
  theta_bench_problem_clear (&self->problem);
}

static double
time_ssyrk (ThetaBench *bench, gpointer data)
{
  Product *self = data;
  int n = (int) self->problem.n, d = (int) self->d;

  openblas_set_num_threads (1);
  theta_bench_start (bench);
  cblas_ssyrk (CblasRowMajor, CblasLower, CblasNoTrans, n, d, 1.0f, self->rows, d, 0.0f,
               self->gram, n);
  return theta_bench_stop (bench);
}

static double
time_product (ThetaBench *bench, gpointer data)
{
  static const double ones[5] = { 1, 1, 1, 1, 1 };
  Product *self = data;
  ThetaDevice *device = self->problem.device;

  theta_bench_start (bench);
  device->ops->weighted_product (device, self->problem.kernel->set, ones, 1, self->v, self->out);
  return theta_bench_stop (bench);
}

static void
bench_product (ThetaBench *bench, guint n, guint d, double bar)
{
  g_autofree char *name
      = g_strdup_printf ("product without a stored kernel, n = %u, d = %u", n, d);
  g_autofree char *reference = g_strdup_printf ("ssyrk(n, %u)", d);
  Product product;

  if (bench->only != NULL && strstr (name, bench->only) == NULL)
    return;
  product_init (&product, n, d);
  theta_bench_compare (bench, name, reference, bar, time_ssyrk, time_product, &product);
  product_clear (&product);
}

void
theta_bench_matrix_free (ThetaBench *bench)
{
  bench_product (bench, bench->quick ? 5000 : 20000, 64, 2.0);
  bench_product (bench, bench->quick ? 3000 : 10000, 784, 1.4);
}
