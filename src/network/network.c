#include "network/network.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"

#define MAX_DEPTH 64
#define DEFAULT_SLOPE 0.01

void
theta_network_init (ThetaNetwork *self)
{
  *self = (ThetaNetwork) {
    .depth = 5,
    .activation = THETA_ACTIVATION_RELU,
    .slope = DEFAULT_SLOPE,
    .weight_variance = 1,
    .input_scaled = TRUE,
  };
}

gboolean
theta_network_parse_activation (ThetaNetwork *self, const char *text, GError **error)
{
  static const struct
  {
    const char *name;
    ThetaActivation activation;
  } plain[] = {
    { "relu", THETA_ACTIVATION_RELU },
    { "erf", THETA_ACTIVATION_ERF },
    { "identity", THETA_ACTIVATION_IDENTITY },
    { "leaky-relu", THETA_ACTIVATION_LEAKY_RELU },
  };
  const char *colon = strchr (text, ':');
  double slope = DEFAULT_SLOPE;

  for (gsize k = 0; k < G_N_ELEMENTS (plain); k++)
    if (g_str_equal (text, plain[k].name))
      {
        self->activation = plain[k].activation;
        self->slope = DEFAULT_SLOPE;
        return TRUE;
      }
  if (colon != NULL && g_str_has_prefix (text, "leaky-relu:")
      && theta_number_parse (colon + 1, &slope) && isfinite (slope) && fabs (slope) <= 1)
    {
      self->activation = THETA_ACTIVATION_LEAKY_RELU;
      self->slope = slope;
      return TRUE;
    }
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "“%s” is not an activation; expected relu, leaky-relu:SLOPE with a slope from −1 "
               "to 1, erf or identity",
               text);
  return FALSE;
}

char *
theta_network_activation_to_string (const ThetaNetwork *self)
{
  g_autofree char *slope = theta_number_to_string (self->slope);

  switch (self->activation)
    {
    case THETA_ACTIVATION_LEAKY_RELU:
      return g_strconcat ("leaky-relu:", slope, NULL);
    case THETA_ACTIVATION_ERF:
      return g_strdup ("erf");
    case THETA_ACTIVATION_IDENTITY:
      return g_strdup ("identity");
    case THETA_ACTIVATION_RELU:
    default:
      return g_strdup ("relu");
    }
}

char *
theta_network_activation_to_label (const ThetaNetwork *self)
{
  g_autofree char *slope = theta_number_format (self->slope, 3);

  switch (self->activation)
    {
    case THETA_ACTIVATION_LEAKY_RELU:
      return g_strconcat ("Leaky ReLU, slope ", slope, NULL);
    case THETA_ACTIVATION_ERF:
      return g_strdup ("erf");
    case THETA_ACTIVATION_IDENTITY:
      return g_strdup ("Identity");
    case THETA_ACTIVATION_RELU:
    default:
      return g_strdup ("ReLU");
    }
}

gboolean
theta_network_check (const ThetaNetwork *self, GError **error)
{
  if (self->depth < 1 || self->depth > MAX_DEPTH)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "A depth of %u is not possible; expected 1 to %d layers with parameters",
                   self->depth, MAX_DEPTH);
      return FALSE;
    }
  if (!(self->weight_variance > 0) || self->weight_variance > 100)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "A weight variance of %g is not possible; expected a number above 0, at most "
                   "100 (the paper uses 1, He initialisation 2)",
                   self->weight_variance);
      return FALSE;
    }
  return TRUE;
}
