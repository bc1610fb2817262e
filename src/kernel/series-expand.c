#include "kernel/series-private.h"

#include <float.h>
#include <math.h>

#include "base/error.h"
#include "device/device.h"

#define NODES_LEAST 512
#define NODES_MOST 4096
/* Orders by which nodes are judged, and the error that is aimed at and allowed. */
#define JUDGED 16
#define LOSS_WANTED 1e-14
#define LOSS_ALLOWED 1e-13
/* √k of the last term in units of a node's distance: π would be two nodes a wave. */
#define FINEST_WAVE 2.8
/* Terms looked at together when they are counted. */
#define STRIP 32
/* Places between the nodes at which the series is compared with the function. */
#define PROBES 61
#define PROBE_LOSS 1e-6
/* The two last terms stand for the tail. */
#define LEAST_TERMS 4

gboolean
theta_expansion_init (ThetaExpansion *self, const ThetaNetwork *network, GError **error)
{
  *self = (ThetaExpansion){ .network = network };
  self->function = theta_smooth_new (network, error);
  return self->function != NULL;
}

void
theta_expansion_clear (ThetaExpansion *self)
{
  theta_hermite_clear (&self->hermite);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->function, theta_smooth_free);
}

G_GNUC_PRINTF (4, 5) static gboolean
refuse (const ThetaExpansion *self, double q, GError **error, const char *format, ...)
{
  g_autofree char *label = theta_network_activation_to_label (self->network), *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "The activation %s %s layer %u, where the variance is %.3g; standardise the inputs, "
               "lower the weight variance or choose another function",
               label, why, self->layer, q);
  return FALSE;
}

static gboolean
check_moments (const ThetaExpansion *self, double q, const ThetaMoments *moments, GError **error)
{
  double all = moments->slope_square + moments->square;

  if (isfinite (all) && moments->outermost <= 1e-13 * all)
    return TRUE;
  return refuse (self, q, error, "grows too fast for");
}

gboolean
theta_expansion_evaluate (const ThetaExpansion *self, double q, double *slopes,
                          ThetaMoments *moments, GError **error)
{
  const ThetaHermite *rule = &self->hermite;
  double root = sqrt (q);

  *moments = (ThetaMoments){ 0 };
  for (guint j = 0; j < rule->count; j++)
    {
      double u = root * rule->z[j], weight = rule->weight[j];
      double value = theta_smooth_evaluate (self->function, u, &slopes[j]);
      double square = weight * slopes[j] * slopes[j];

      if (!isfinite (value) || !isfinite (slopes[j]))
        return refuse (self, q, error, "is not a finite number near x = %.3g, as needed for",
                       u + 0.0);
      moments->mean += weight * value;
      moments->square += weight * value * value;
      moments->slope_square += square;
      if (j == 0 || j == rule->count - 1)
        moments->outermost = MAX (moments->outermost, square + weight * value * value);
    }
  for (guint j = 0; j < rule->count / 2; j++)
    {
      double left = slopes[j], right = slopes[rule->count - 1 - j], weight = rule->weight[j] / 2;

      moments->part[0] += weight * (left + right) * (left + right);
      moments->part[1] += weight * (left - right) * (left - right);
    }
  return check_moments (self, q, moments, error);
}

/* The error of the first coefficients, by those of half and a quarter of the nodes: of
 * an analytic function the error squares when the nodes are doubled, and going on by
 * the same factor overestimates it; of one that is not it never gets small. */
static double
estimate_loss (ThetaExpansion *self, const double *slopes, double slope_square)
{
  double all[JUDGED] = { 0 }, half[JUDGED] = { 0 }, quarter[JUDGED] = { 0 }, two = 0, four = 0;
  double least = LOSS_WANTED * sqrt (slope_square);

  theta_hermite_restart (&self->hermite);
  theta_hermite_next (&self->hermite, JUDGED, self->columns);
  for (guint j = 0; j < self->hermite.count; j++)
    for (guint k = 0; k < JUDGED; k++)
      {
        double term = slopes[j] * self->columns[j * JUDGED + k];

        all[k] += term;
        half[k] += j % 2 == 0 ? 2 * term : 0;
        quarter[k] += j % 4 == 0 ? 4 * term : 0;
      }
  for (guint k = 0; k < JUDGED; k++)
    {
      two = MAX (two, fabs (half[k] - all[k]));
      four = MAX (four, fabs (quarter[k] - all[k]));
    }
  if (two <= least)
    return 0;
  return two * MIN (two / four, 1) / sqrt (slope_square);
}

/* What a strip of terms leaves of the function between the nodes; 0 at first. */
static void
add_to_probes (ThetaHermite *probes, const double *strip, guint count, double *sums)
{
  double columns[PROBES * STRIP];

  theta_hermite_next (probes, STRIP, columns);
  for (guint j = 0; j < PROBES; j++)
    for (guint c = 0; c < count; c++)
      sums[j] += strip[c] * columns[j * STRIP + c];
}

/* The part of E[σ'²] by which the series differs from the function at places that lie
 * between the nodes: what is too fast for the nodes looks slow at them. */
static double
probe_loss (const ThetaExpansion *self, const ThetaHermite *probes, const double *sums, double q)
{
  double loss = 0;

  for (guint j = 0; j < PROBES; j++)
    {
      double slope, difference;

      theta_smooth_evaluate (self->function, sqrt (q) * probes->z[j], &slope);
      difference = probes->weight[j] * slope - sums[j];
      loss += difference * difference / probes->weight[j];
    }
  return loss;
}

/* Terms after which the tail at @q is what was aimed at, and what is left of it. */
static guint32
count (ThetaExpansion *self, double q, const double *slopes, double slope_square, double *tail)
{
  double wave = FINEST_WAVE / (self->hermite.z[1] - self->hermite.z[0]), sums[PROBES] = { 0 };
  guint most = (guint) MIN (wave * wave, THETA_MAX_TERMS) - 2, k = 0;
  ThetaHermite probes;

  *tail = slope_square;
  theta_hermite_init (&probes, PROBES);
  theta_hermite_restart (&self->hermite);
  while (k < most && *tail > THETA_TAIL_WANTED * slope_square)
    {
      double strip[STRIP] = { 0 };
      guint c = 0;

      theta_hermite_next (&self->hermite, STRIP, self->columns);
      for (guint j = 0; j < self->hermite.count; j++)
        for (guint m = 0; m < STRIP; m++)
          strip[m] += slopes[j] * self->columns[j * STRIP + m];
      for (; c < STRIP && k < most && *tail > THETA_TAIL_WANTED * slope_square; c++, k++)
        *tail -= strip[c] * strip[c];
      add_to_probes (&probes, strip, c, sums);
    }
  if (probe_loss (self, &probes, sums, q) > PROBE_LOSS * slope_square)
    *tail = slope_square;
  theta_hermite_clear (&probes);
  *tail = slope_square > 0 ? *tail / slope_square : 0;
  return MAX (k + 2, LEAST_TERMS);
}

static void
take_nodes (ThetaExpansion *self, guint nodes)
{
  theta_hermite_clear (&self->hermite);
  g_free (self->columns);
  theta_hermite_init (&self->hermite, nodes);
  self->columns = g_new (double, (gsize) nodes *THETA_EXPANSION_COLUMNS);
}

gboolean
theta_expansion_choose (ThetaExpansion *self, double q, guint32 *terms, GError **error)
{
  double tail = 1, loss = 1;

  for (guint nodes = NODES_LEAST; nodes <= NODES_MOST; nodes *= 2)
    {
      g_autofree double *slopes = g_new (double, nodes);
      ThetaMoments moments;

      take_nodes (self, nodes);
      if (!theta_expansion_evaluate (self, q, slopes, &moments, error))
        return FALSE;
      loss = estimate_loss (self, slopes, moments.slope_square);
      if (loss > LOSS_WANTED && nodes < NODES_MOST)
        continue;
      *terms = count (self, q, slopes, moments.slope_square, &tail);
      if (tail <= THETA_TAIL_WANTED)
        break;
    }
  if (tail > THETA_TAIL_ALLOWED)
    return refuse (self, q, error, "changes too fast (%d terms leave an error of %.1g) for",
                   THETA_MAX_TERMS, tail);
  if (loss > LOSS_ALLOWED)
    return refuse (self, q, error, "is not smooth enough for");
  return TRUE;
}

double
theta_expansion_fold (const ThetaMoments *moments, guint terms, double *slopes)
{
  double rest[2] = { moments->part[0], moments->part[1] }, tail = 0;

  for (guint k = 0; k + 2 < terms; k++)
    rest[k % 2] -= slopes[k] * slopes[k];
  for (guint k = terms - 2; k < terms; k++)
    {
      double all = MAX (rest[k % 2], 0);

      slopes[k] = copysign (sqrt (all), slopes[k]);
      tail += all;
    }
  return MAX (tail, DBL_EPSILON * moments->slope_square);
}
