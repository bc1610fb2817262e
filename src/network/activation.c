#include "network/activation.h"

#include <math.h>

#include "network/formula.h"

struct _ThetaSmooth
{
  ThetaActivation activation;
  ThetaFormula *formula; /* FORMULA only */
};

ThetaSmooth *
theta_smooth_new (const ThetaNetwork *network, GError **error)
{
  g_autoptr (ThetaSmooth) self = g_new0 (ThetaSmooth, 1);

  self->activation = network->activation;
  if (self->activation == THETA_ACTIVATION_FORMULA)
    {
      self->formula = theta_formula_new (network->formula, error);
      if (self->formula == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
theta_smooth_free (ThetaSmooth *self)
{
  if (self == NULL)
    return;
  theta_formula_free (self->formula);
  g_free (self);
}

/* 1/(1 + e^−u) and its complement, both to full relative accuracy. */
static double
sigmoid (double u, double *complement)
{
  double less = exp (-fabs (u)), small = less / (1 + less), large = 1 / (1 + less);

  *complement = u >= 0 ? small : large;
  return u >= 0 ? large : small;
}

double
theta_smooth_evaluate (const ThetaSmooth *self, double u, double *slope)
{
  double s, complement;

  switch (self->activation)
    {
    case THETA_ACTIVATION_FORMULA:
      return theta_formula_evaluate (self->formula, u, slope);
    case THETA_ACTIVATION_TANH:
      s = sigmoid (2 * u, &complement);
      *slope = 4 * s * complement;
      return tanh (u);
    case THETA_ACTIVATION_SIGMOID:
      s = sigmoid (u, &complement);
      *slope = s * complement;
      return s;
    case THETA_ACTIVATION_SOFTPLUS:
      *slope = sigmoid (u, &complement);
      return (u > 0 ? u : 0) + log1p (exp (-fabs (u)));
    case THETA_ACTIVATION_SILU:
    default:
      s = sigmoid (u, &complement);
      *slope = s * (1 + u * complement);
      return u * s;
    }
}
