#include "kernel/series.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "network/activation.h"

/* The trapezoidal rule on z = ±(j + ½)h: exact to rounding while σ(√q z) is
 * analytic in |Im z| < 0.35, which functions that 512 terms can carry are. */
#define STEP 0.05
#define NODES 512
/* Rows whose function values are held at once. */
#define BLOCK 1024
/* Tails relative to E[σ'²]: what is aimed at, and what is refused. */
#define WANTED 1e-13
#define ALLOWED 1e-8

/* One side of the pairs, and its tables: depth (variance), depth − 1. */
typedef struct
{
  gsize rows;
  GPtrArray *variance, *mean, *slopes; /* of double arrays */
} Side;

struct _ThetaSeriesTables
{
  Side x, y;
  GArray *terms; /* guint32 */
  double error;
  ThetaMehler mehler;
};

typedef struct
{
  ThetaDevice *device;
  const ThetaNetwork *network;
  ThetaSmooth *function;
  double z[NODES], weight[NODES];
  double *hermite;     /* NODES × THETA_MAX_TERMS: weight · He_k/√k! */
  ThetaBuffer *buffer; /* BLOCK × NODES values of σ' */
  guint layer;
} Builder;

static void
side_init (Side *self, gsize rows)
{
  self->rows = rows;
  self->variance = g_ptr_array_new_with_free_func (g_free);
  self->mean = g_ptr_array_new_with_free_func (g_free);
  self->slopes = g_ptr_array_new_with_free_func (g_free);
}

static void
side_clear (Side *self)
{
  g_clear_pointer (&self->variance, g_ptr_array_unref);
  g_clear_pointer (&self->mean, g_ptr_array_unref);
  g_clear_pointer (&self->slopes, g_ptr_array_unref);
}

static void
side_export (const Side *self, ThetaMehlerRows *rows)
{
  rows->variance = (const double *const *) self->variance->pdata;
  rows->mean = (const double *const *) self->mean->pdata;
  rows->slopes = (const double *const *) self->slopes->pdata;
}

/* Hermite functions: half of the Gaussian stays with the polynomial, so that no
 * order overflows. */
static void
fill_hermite (Builder *self)
{
  for (guint j = 0; j < NODES; j++)
    {
      double z = (j + 0.5 - NODES / 2) * STEP, half = exp (-z * z / 4);
      double scale = STEP * half / sqrt (2 * G_PI), before = 0, now = half;
      double *row = self->hermite + (gsize) j * THETA_MAX_TERMS;

      self->z[j] = z;
      self->weight[j] = scale * half;
      for (guint k = 0; k < THETA_MAX_TERMS; k++)
        {
          double next = (z * now - sqrt ((double) k) * before) / sqrt (k + 1.0);

          row[k] = scale * now;
          before = now;
          now = next;
        }
    }
}

/* E[σ(u)], E[σ(u)²] and E[σ'(u)²] at one q, and σ' at the nodes. */
typedef struct
{
  double mean, square, slope_square;
} Moments;

static gboolean
refuse_value (const Builder *self, double q, double u, GError **error)
{
  g_autofree char *label = theta_network_activation_to_label (self->network);

  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "The activation %s is not a finite number near x = %.3g, which layer %u with a "
               "variance of %.3g needs; choose another function, standardise the inputs or lower "
               "the weight variance",
               label, u, self->layer, q);
  return FALSE;
}

/* What the rule cannot do shows in the outermost nodes and in twice the step. */
static gboolean
check_moments (const Builder *self, double q, const Moments *fine, double coarse, double outermost,
               GError **error)
{
  g_autofree char *label = theta_network_activation_to_label (self->network);

  if (!isfinite (fine->slope_square) || !isfinite (fine->square)
      || outermost > 1e-13 * (fine->slope_square + fine->square))
    g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                 "The activation %s grows too fast for layer %u, where the variance is %.3g; "
                 "standardise the inputs or lower the weight variance",
                 label, self->layer, q);
  else if (fabs (coarse - fine->slope_square) > 1e-7 * fine->slope_square)
    g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                 "The activation %s is not smooth enough for layer %u, where the variance is "
                 "%.3g; standardise the inputs, lower the weight variance or choose another "
                 "function",
                 label, self->layer, q);
  else
    return TRUE;
  return FALSE;
}

static gboolean
evaluate_row (const Builder *self, double q, double *slopes, Moments *moments, GError **error)
{
  double root = sqrt (q), coarse = 0, outermost = 0;

  *moments = (Moments){ 0 };
  for (guint j = 0; j < NODES; j++)
    {
      double u = root * self->z[j], weight = self->weight[j];
      double value = theta_smooth_evaluate (self->function, u, &slopes[j]);
      double square = weight * slopes[j] * slopes[j];

      if (!isfinite (value) || !isfinite (slopes[j]))
        return refuse_value (self, q, u + 0.0, error);
      moments->mean += weight * value;
      moments->square += weight * value * value;
      moments->slope_square += square;
      coarse += j % 2 == 0 ? 2 * square : 0;
      if (j == 0 || j == NODES - 1)
        outermost = MAX (outermost, square + weight * value * value);
    }
  return check_moments (self, q, moments, coarse, outermost, error);
}

/* Terms after which the tail of a row is what was aimed at. */
static guint
count_terms (double slope_square, const double *slopes)
{
  double rest = slope_square;
  guint k = 0;

  while (k < THETA_MAX_TERMS && (k < 2 || rest > WANTED * slope_square))
    {
      rest -= slopes[k] * slopes[k];
      k++;
    }
  return k;
}

static gboolean
widest_terms (Builder *self, const Side *const *sides, guint *terms, GError **error)
{
  g_autofree double *values = g_new (double, NODES);
  double slopes[THETA_MAX_TERMS] = { 0 }, largest = 0;
  Moments moments;

  for (guint s = 0; s < 2; s++)
    for (gsize i = 0; i < sides[s]->rows; i++)
      largest = MAX (largest, ((double *) sides[s]->variance->pdata[self->layer - 1])[i]);
  if (!evaluate_row (self, largest, values, &moments, error))
    return FALSE;
  for (guint j = 0; j < NODES; j++)
    for (guint k = 0; k < THETA_MAX_TERMS; k++)
      slopes[k] += values[j] * self->hermite[(gsize) j * THETA_MAX_TERMS + k];
  *terms = count_terms (moments.slope_square, slopes);
  return TRUE;
}

static gboolean
refuse_tail (const Builder *self, double q, double tail, GError **error)
{
  g_autofree char *label = theta_network_activation_to_label (self->network);

  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "The activation %s changes too fast for layer %u, where the variance is %.3g: %d "
               "terms leave an error of %.1g; standardise the inputs, lower the weight variance or "
               "choose a smoother function",
               label, self->layer, q, THETA_MAX_TERMS, tail);
  return FALSE;
}

/* The tail E[σ'²] − Σ_k slopes_k² of a row relative to E[σ'²]. */
static double
row_tail (guint terms, double slope_square, const double *slopes)
{
  double sum = 0;

  for (guint k = terms; k-- > 0;)
    sum += slopes[k] * slopes[k];
  return slope_square > 0 ? fabs (slope_square - sum) / slope_square : 0;
}

/* A block of rows of one side: tables of this layer, variance of the next. */
static gboolean
build_block (Builder *self, const Side *side, gsize i0, gsize count, guint terms,
             const double *hermite, double *worst, double *worst_q, GError **error)
{
  const double *q = side->variance->pdata[self->layer - 1];
  double *next = side->variance->pdata[self->layer], *mean = side->mean->pdata[self->layer - 1];
  double *slopes = side->slopes->pdata[self->layer - 1];
  g_autofree double *values = g_new (double, count *NODES), *squares = g_new (double, count);
  const ThetaDeviceOps *ops = self->device->ops;
  Moments moments;

  for (gsize i = 0; i < count; i++)
    {
      if (!evaluate_row (self, q[i0 + i], values + i * NODES, &moments, error))
        return FALSE;
      mean[i0 + i] = moments.mean;
      squares[i] = moments.slope_square;
      next[i0 + i]
          = self->network->weight_variance * moments.square + self->network->bias_variance;
    }
  if (!theta_status_check (ops->upload (self->device, self->buffer, 0, values, count * NODES),
                           "sending the activation's values", error)
      || !theta_status_check (ops->multiply (self->device, 0, count, NODES, self->buffer, terms,
                                             hermite, slopes + i0 * terms),
                              "expanding the activation", error))
    return FALSE;
  for (gsize i = 0; i < count; i++)
    {
      double tail = row_tail (terms, squares[i], slopes + (i0 + i) * terms);

      if (tail > *worst)
        {
          *worst = tail;
          *worst_q = q[i0 + i];
        }
    }
  return TRUE;
}

/* All rows of both sides with @terms terms. */
static gboolean
build_layer (Builder *self, const Side *const *sides, guint terms, double *worst, double *worst_q,
             GError **error)
{
  g_autofree double *hermite = g_new (double, (gsize) NODES *terms);

  for (guint j = 0; j < NODES; j++)
    memcpy (hermite + (gsize) j * terms, self->hermite + (gsize) j * THETA_MAX_TERMS,
            terms * sizeof (double));
  *worst = *worst_q = 0;
  for (guint s = 0; s < 2; s++)
    {
      gsize rows = sides[s]->rows;

      g_ptr_array_add (sides[s]->variance, g_new0 (double, MAX (rows, 1)));
      g_ptr_array_add (sides[s]->mean, g_new0 (double, MAX (rows, 1)));
      g_ptr_array_add (sides[s]->slopes, g_new0 (double, MAX (rows * terms, 1)));
      for (gsize i = 0; i < rows; i += BLOCK)
        if (!build_block (self, sides[s], i, MIN (BLOCK, rows - i), terms, hermite, worst, worst_q,
                          error))
          return FALSE;
    }
  return TRUE;
}

static void
drop_layer (const Side *const *sides)
{
  for (guint s = 0; s < 2; s++)
    {
      g_ptr_array_set_size (sides[s]->variance, (gint) sides[s]->variance->len - 1);
      g_ptr_array_set_size (sides[s]->mean, (gint) sides[s]->mean->len - 1);
      g_ptr_array_set_size (sides[s]->slopes, (gint) sides[s]->slopes->len - 1);
    }
}

/* The tables from layer builder->layer to the next.  The widest row's tail is nearly
 * always the longest; where it is not, all terms are taken. */
static gboolean
add_layer (ThetaSeriesTables *self, Builder *builder, GError **error)
{
  const Side *const sides[] = { &self->x, &self->y };
  double worst, q;
  guint32 terms;

  if (!widest_terms (builder, sides, &terms, error)
      || !build_layer (builder, sides, terms, &worst, &q, error))
    return FALSE;
  if (worst > 10 * WANTED && terms < THETA_MAX_TERMS)
    {
      drop_layer (sides);
      terms = THETA_MAX_TERMS;
      if (!build_layer (builder, sides, terms, &worst, &q, error))
        return FALSE;
    }
  if (worst > ALLOWED)
    return refuse_tail (builder, q, worst, error);
  g_array_append_val (self->terms, terms);
  self->error += 2 * worst;
  return TRUE;
}

static void
add_first (Side *side, const ThetaNetwork *network, double input_scale, const ThetaMatrix *x)
{
  double *variance = g_new0 (double, MAX (side->rows, 1));

  for (gsize i = 0; i < side->rows; i++)
    {
      double sum = 0;

      for (gsize k = 0; k < x->cols; k++)
        sum += x->data[i * x->cols + k] * x->data[i * x->cols + k];
      variance[i] = network->weight_variance * input_scale * sum + network->bias_variance;
    }
  g_ptr_array_add (side->variance, variance);
}

static gboolean
add_layers (ThetaSeriesTables *self, Builder *builder, GError **error)
{
  gsize block = MIN (BLOCK, MAX (self->x.rows, self->y.rows));

  fill_hermite (builder);
  if (!theta_status_check (builder->device->ops->buffer_new (builder->device, block * NODES,
                                                             &builder->buffer),
                           "expanding the activation", error))
    return FALSE;
  for (builder->layer = 1; builder->layer < builder->network->depth; builder->layer++)
    if (!add_layer (self, builder, error))
      return FALSE;
  return TRUE;
}

ThetaSeriesTables *
theta_series_tables_new (ThetaDevice *device, const ThetaNetwork *network, double input_scale,
                         const ThetaMatrix *x, const ThetaMatrix *y, GError **error)
{
  g_autoptr (ThetaSeriesTables) self = g_new0 (ThetaSeriesTables, 1);
  g_autoptr (ThetaSmooth) function = theta_smooth_new (network, error);
  g_autofree Builder *builder = g_new0 (Builder, 1);
  g_autofree double *hermite = g_new (double, NODES *THETA_MAX_TERMS);
  gboolean done;

  side_init (&self->x, x->rows);
  side_init (&self->y, y != NULL ? y->rows : 0);
  self->terms = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (function == NULL)
    return NULL;
  builder->device = device;
  builder->network = network;
  builder->function = function;
  builder->hermite = hermite;
  add_first (&self->x, network, input_scale, x);
  add_first (&self->y, network, input_scale, y);
  done = add_layers (self, builder, error);
  device->ops->buffer_free (device, builder->buffer);
  if (!done)
    return NULL;
  self->mehler.terms = (const uint32_t *) (void *) self->terms->data;
  side_export (&self->x, &self->mehler.x);
  side_export (&self->y, &self->mehler.y);
  return g_steal_pointer (&self);
}

void
theta_series_tables_free (ThetaSeriesTables *self)
{
  if (self == NULL)
    return;
  side_clear (&self->x);
  side_clear (&self->y);
  g_array_unref (self->terms);
  g_free (self);
}

const ThetaMehler *
theta_series_tables_get (const ThetaSeriesTables *self)
{
  return &self->mehler;
}

double
theta_series_tables_get_error (const ThetaSeriesTables *self)
{
  return self->error;
}
