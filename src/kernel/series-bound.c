/* How far a truncated series can lead.  Every quantity of a pair (i, j) is bounded by
 * the geometric mean of a quantity of row i and the same of row j (Cauchy and
 * Schwarz), and sums of such means by the mean of the sums; so one recursion a row
 * bounds all pairs.  With the layers' Σ off by e:
 *   E[σ'σ'] is a polynomial in Σ(x, x') whose derivative is at most Σ k slopes_k²/q, and
 *   its last terms differ from the true tail by at most twice what they hold;
 *   E[σσ] has the derivative E[σ'²] at most, and its tail is divided by k + 1. */
#include "kernel/series-private.h"

#include "device/device.h"

typedef struct
{
  double worst, largest;
} Layer;

static void
take (Layer *layer, double own, double excess)
{
  layer->largest = MAX (layer->largest, own);
  layer->worst = MAX (layer->worst, excess);
}

static void
bound_row (const ThetaNetwork *network, const guint32 *terms, const ThetaSeriesRows *side, gsize i,
           Layer *weights, Layer *biases)
{
  double e[THETA_MAX_DEPTH] = { 0 }, slope[THETA_MAX_DEPTH] = { 0 }, product = 1, gain = 0;
  double factor = network->weight_variance, bias = network->bias_apart ? network->bias_variance : 0;

  for (guint l = 0; l + 1 < network->depth; l++)
    {
      double square = side->square[l][i], tail = side->tail[l][i];

      slope[l] = square > 0 ? (side->bend[l][i] * e[l] + 2 * tail) / square : 0;
      e[l + 1] = factor * (square * e[l] + 2 * side->variance[l][i] * tail / (terms[l] - 1));
    }
  for (guint l = network->depth; l-- > 0;)
    {
      double own = side->variance[l][i] - bias;

      take (&weights[l], own * product, (own * gain + e[l] * (1 + gain)) * product);
      take (&biases[l], bias * product, bias * gain * product);
      if (l > 0)
        {
          product *= factor * side->square[l - 1][i];
          gain += slope[l - 1] * (1 + gain);
        }
    }
}

double
theta_series_bound (const ThetaNetwork *network, const guint32 *terms, const ThetaSeriesRows *sides,
                    guint n_sides)
{
  Layer layers[2][THETA_MAX_DEPTH] = { 0 };
  double bound = 0;

  for (guint s = 0; s < n_sides; s++)
    for (gsize i = 0; i < sides[s].rows; i++)
      bound_row (network, terms, &sides[s], i, layers[0], layers[1]);
  for (guint k = 0; k < 2; k++)
    for (guint l = 0; l < network->depth; l++)
      if (layers[k][l].largest > 0)
        bound = MAX (bound, layers[k][l].worst / layers[k][l].largest);
  return bound;
}
