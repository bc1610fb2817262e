#include "kernel/series.h"

#include <string.h>

#include "base/error.h"
#include "kernel/series-private.h"

/* Rows whose function values are held at once. */
#define BLOCK 1024

/* One side of the pairs, and its tables, arrays of doubles: depth of the variance,
 * depth − 1 of the others. */
typedef struct
{
  gsize rows;
  GPtrArray *variance, *mean, *slopes;
  GPtrArray *square, *tail, *bend; /* see ThetaSeriesRows */
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
  ThetaExpansion expansion;
  ThetaDevice *device;
  const ThetaNetwork *network;
  double *values;      /* rows of a block × nodes: σ' */
  double *part;        /* rows of a block × THETA_EXPANSION_COLUMNS */
  ThetaBuffer *buffer; /* as values, on the device */
} Builder;

static void
side_init (Side *self, gsize rows)
{
  GPtrArray **arrays[] = { &self->variance, &self->mean, &self->slopes,
                           &self->square,   &self->tail, &self->bend };

  self->rows = rows;
  for (guint k = 0; k < G_N_ELEMENTS (arrays); k++)
    *arrays[k] = g_ptr_array_new_with_free_func (g_free);
}

static void
side_clear (Side *self)
{
  GPtrArray **arrays[] = { &self->variance, &self->mean, &self->slopes,
                           &self->square,   &self->tail, &self->bend };

  for (guint k = 0; k < G_N_ELEMENTS (arrays); k++)
    g_clear_pointer (arrays[k], g_ptr_array_unref);
}

static void
side_export (const Side *self, ThetaMehlerRows *rows)
{
  rows->variance = (const double *const *) self->variance->pdata;
  rows->mean = (const double *const *) self->mean->pdata;
  rows->slopes = (const double *const *) self->slopes->pdata;
}

static ThetaSeriesRows
side_describe (const Side *self)
{
  return (ThetaSeriesRows){ self->rows, (const double *const *) self->variance->pdata,
                            (const double *const *) self->square->pdata,
                            (const double *const *) self->tail->pdata,
                            (const double *const *) self->bend->pdata };
}

static void
builder_clear (Builder *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->part, g_free);
  self->device->ops->buffer_free (self->device, self->buffer);
  self->buffer = NULL;
}

/* Room for blocks of @rows rows with the nodes that the layer needs. */
static gboolean
builder_make_room (Builder *self, gsize rows, GError **error)
{
  guint nodes = self->expansion.hermite.count;

  builder_clear (self);
  self->values = g_new (double, rows *nodes);
  self->part = g_new (double, rows *THETA_EXPANSION_COLUMNS);
  return theta_status_check (self->device->ops->buffer_new (self->device, rows * nodes,
                                                            &self->buffer),
                             "expanding the activation", error);
}

static void
finish_row (Builder *self, const Side *side, gsize i, guint terms, const ThetaMoments *moments)
{
  guint l = self->expansion.layer - 1;
  double q = ((double *) side->variance->pdata[l])[i], bend = 0;
  double *slopes = (double *) side->slopes->pdata[l] + i * terms;

  ((double *) side->mean->pdata[l])[i] = moments->mean;
  ((double *) side->square->pdata[l])[i] = moments->slope_square;
  ((double *) side->tail->pdata[l])[i] = theta_expansion_fold (moments, terms, slopes);
  for (guint k = terms; k-- > 1;)
    bend += k * slopes[k] * slopes[k];
  ((double *) side->bend->pdata[l])[i] = q > 0 ? bend / q : 0;
  ((double *) side->variance->pdata[l + 1])[i]
      = self->network->weight_variance * moments->square + self->network->bias_variance;
}

/* A block of rows of one side: tables of this layer, variance of the next. */
static gboolean
build_block (Builder *self, const Side *side, gsize i0, gsize count, guint terms, GError **error)
{
  const double *q = side->variance->pdata[self->expansion.layer - 1];
  double *slopes = (double *) side->slopes->pdata[self->expansion.layer - 1] + i0 * terms;
  const ThetaDeviceOps *ops = self->device->ops;
  g_autofree ThetaMoments *moments = g_new (ThetaMoments, count);
  guint nodes = self->expansion.hermite.count;

  for (gsize i = 0; i < count; i++)
    if (!theta_expansion_evaluate (&self->expansion, q[i0 + i], self->values + i * nodes,
                                   &moments[i], error))
      return FALSE;
  if (!theta_status_check (ops->upload (self->device, self->buffer, 0, self->values, count * nodes),
                           "sending the activation's values", error))
    return FALSE;
  theta_hermite_restart (&self->expansion.hermite);
  for (guint k = 0; k < terms; k += THETA_EXPANSION_COLUMNS)
    {
      guint columns = MIN (THETA_EXPANSION_COLUMNS, terms - k);

      theta_hermite_next (&self->expansion.hermite, columns, self->expansion.columns);
      if (!theta_status_check (ops->multiply (self->device, 0, count, nodes, self->buffer, columns,
                                              self->expansion.columns, self->part),
                               "expanding the activation", error))
        return FALSE;
      for (gsize i = 0; i < count; i++)
        memcpy (slopes + i * terms + k, self->part + i * columns, columns * sizeof (double));
    }
  for (gsize i = 0; i < count; i++)
    finish_row (self, side, i0 + i, terms, &moments[i]);
  return TRUE;
}

static gboolean
side_grow (Side *self, guint terms, GError **error)
{
  GPtrArray *const arrays[] = { self->variance, self->mean, self->square, self->tail, self->bend };
  double *slopes = g_try_new0 (double, MAX (self->rows * terms, 1));

  if (slopes == NULL)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_MEMORY,
                   "The activation's series needs %u terms for each of %" G_GSIZE_FORMAT
                   " rows, and there is no memory for them; standardise the inputs, lower the "
                   "weight variance or take fewer rows",
                   terms, self->rows);
      return FALSE;
    }
  g_ptr_array_add (self->slopes, slopes);
  for (guint k = 0; k < G_N_ELEMENTS (arrays); k++)
    g_ptr_array_add (arrays[k], g_new0 (double, MAX (self->rows, 1)));
  return TRUE;
}

static void
side_shrink (Side *self)
{
  GPtrArray *const arrays[]
      = { self->variance, self->mean, self->slopes, self->square, self->tail, self->bend };

  for (guint k = 0; k < G_N_ELEMENTS (arrays); k++)
    g_ptr_array_set_size (arrays[k], (gint) arrays[k]->len - 1);
}

/* All rows of both sides with @terms terms; the row with the longest tail. */
static gboolean
build_layer (Builder *self, Side *const *sides, guint terms, double *worst, double *worst_q,
             GError **error)
{
  guint l = self->expansion.layer - 1;

  *worst = *worst_q = 0;
  for (guint s = 0; s < 2; s++)
    {
      gsize rows = sides[s]->rows;

      if (!side_grow (sides[s], terms, error))
        return FALSE;
      for (gsize i = 0; i < rows; i += BLOCK)
        if (!build_block (self, sides[s], i, MIN (BLOCK, rows - i), terms, error))
          return FALSE;
      for (gsize i = 0; i < rows; i++)
        {
          double square = ((double *) sides[s]->square->pdata[l])[i];
          double tail = square > 0 ? ((double *) sides[s]->tail->pdata[l])[i] / square : 0;

          if (tail > *worst)
            {
              *worst = tail;
              *worst_q = ((double *) sides[s]->variance->pdata[l])[i];
            }
        }
    }
  return TRUE;
}

static double
largest_variance (const Builder *self, Side *const *sides)
{
  double largest = 0;

  for (guint s = 0; s < 2; s++)
    for (gsize i = 0; i < sides[s]->rows; i++)
      largest = MAX (largest, ((double *) sides[s]->variance->pdata[self->expansion.layer - 1])[i]);
  return largest;
}

/* The tables from layer builder->expansion.layer to the next.  The widest row's tail is nearly
 * always the longest; where another's is, that one says how many terms. */
static gboolean
add_layer (ThetaSeriesTables *self, Builder *builder, GError **error)
{
  Side *const sides[] = { &self->x, &self->y };
  double q = largest_variance (builder, sides), worst;
  gsize block = MIN (BLOCK, MAX (self->x.rows, self->y.rows));
  guint32 terms = 0, more;

  for (;;)
    {
      if (!theta_expansion_choose (&builder->expansion, q, &more, error))
        return FALSE;
      if (more <= terms)
        break;
      for (guint s = 0; terms > 0 && s < 2; s++)
        side_shrink (sides[s]);
      terms = more;
      if (!builder_make_room (builder, block, error)
          || !build_layer (builder, sides, terms, &worst, &q, error))
        return FALSE;
      if (worst <= 10 * THETA_TAIL_WANTED)
        break;
    }
  g_array_append_val (self->terms, terms);
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
  for (guint l = 1; l < builder->network->depth; l++)
    {
      builder->expansion.layer = l;
      if (!add_layer (self, builder, error))
        return FALSE;
    }
  return TRUE;
}

static void
finish (ThetaSeriesTables *self, const ThetaNetwork *network)
{
  const ThetaSeriesRows sides[] = { side_describe (&self->x), side_describe (&self->y) };

  self->mehler.terms = (const uint32_t *) (void *) self->terms->data;
  side_export (&self->x, &self->mehler.x);
  side_export (&self->y, &self->mehler.y);
  self->error = theta_series_bound (network, self->mehler.terms, sides, G_N_ELEMENTS (sides));
}

ThetaSeriesTables *
theta_series_tables_new (ThetaDevice *device, const ThetaNetwork *network, double input_scale,
                         const ThetaMatrix *x, const ThetaMatrix *y, GError **error)
{
  g_autoptr (ThetaSeriesTables) self = g_new0 (ThetaSeriesTables, 1);
  Builder builder = { .device = device, .network = network };
  gboolean done;

  side_init (&self->x, x->rows);
  side_init (&self->y, y != NULL ? y->rows : 0);
  self->terms = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!theta_expansion_init (&builder.expansion, network, error))
    return NULL;
  add_first (&self->x, network, input_scale, x);
  add_first (&self->y, network, input_scale, y);
  done = add_layers (self, &builder, error);
  builder_clear (&builder);
  theta_expansion_clear (&builder.expansion);
  if (!done)
    return NULL;
  finish (self, network);
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
