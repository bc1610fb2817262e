#include "network/network.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "network/formula.h"

#define MAX_DEPTH 64
#define DEFAULT_SLOPE 0.01

/* The names in files and for people, in the order of ThetaActivation. */
static const struct
{
  const char *name, *label;
} activations[] = {
  [THETA_ACTIVATION_RELU] = { "relu", "ReLU" },
  [THETA_ACTIVATION_LEAKY_RELU] = { "leaky-relu", "Leaky ReLU" },
  [THETA_ACTIVATION_ABS] = { "abs", "Absolute value" },
  [THETA_ACTIVATION_ERF] = { "erf", "erf" },
  [THETA_ACTIVATION_IDENTITY] = { "identity", "Identity" },
  [THETA_ACTIVATION_SIN] = { "sin", "Sine" },
  [THETA_ACTIVATION_COS] = { "cos", "Cosine" },
  [THETA_ACTIVATION_GAUSSIAN] = { "gaussian", "Gaussian" },
  [THETA_ACTIVATION_GELU] = { "gelu", "GELU" },
  [THETA_ACTIVATION_TANH] = { "tanh", "tanh" },
  [THETA_ACTIVATION_SIGMOID] = { "sigmoid", "Sigmoid" },
  [THETA_ACTIVATION_SOFTPLUS] = { "softplus", "Softplus" },
  [THETA_ACTIVATION_SILU] = { "silu", "SiLU" },
  [THETA_ACTIVATION_FORMULA] = { "formula", "Formula" },
};

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

guint
theta_network_n_kernels (const ThetaNetwork *self)
{
  return self->depth * (self->bias_apart ? 2 : 1);
}

char *
theta_network_kernel_name (const ThetaNetwork *self, guint kernel)
{
  g_autoptr (GString) name = g_string_new ("Θ");
  g_autofree char *digits
      = g_strdup_printf ("%u", (self->bias_apart ? kernel / 2 : kernel) + 1);

  for (const char *at = digits; *at != '\0'; at++)
    g_string_append_unichar (name, 0x2080 + (gunichar) (*at - '0'));
  if (self->bias_apart)
    g_string_append (name, kernel % 2 == 0 ? " weights" : " bias");
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gboolean
refuse_activation (const char *text, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint k = 0; k < G_N_ELEMENTS (activations); k++)
    g_string_append_printf (known, "%s%s%s",
                            k == 0                               ? ""
                            : k + 1 == G_N_ELEMENTS (activations) ? " or "
                                                                  : ", ",
                            activations[k].name,
                            k == THETA_ACTIVATION_LEAKY_RELU ? ":SLOPE with a slope from −1 to 1"
                                                             : "");
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE, "“%s” is not an activation; expected %s",
               text, known->str);
  return FALSE;
}

gboolean
theta_network_parse_activation (ThetaNetwork *self, const char *text, GError **error)
{
  double slope;

  for (guint k = 0; k < G_N_ELEMENTS (activations); k++)
    if (g_str_equal (text, activations[k].name))
      {
        self->activation = k;
        self->slope = DEFAULT_SLOPE;
        return TRUE;
      }
  if (g_str_has_prefix (text, "leaky-relu:")
      && theta_number_parse (text + strlen ("leaky-relu:"), &slope) && isfinite (slope)
      && fabs (slope) <= 1)
    {
      self->activation = THETA_ACTIVATION_LEAKY_RELU;
      self->slope = slope;
      return TRUE;
    }
  return refuse_activation (text, error);
}

char *
theta_network_activation_to_string (const ThetaNetwork *self)
{
  g_autofree char *slope = theta_number_to_string (self->slope);

  if (self->activation == THETA_ACTIVATION_LEAKY_RELU)
    return g_strconcat ("leaky-relu:", slope, NULL);
  return g_strdup (activations[self->activation].name);
}

gboolean
theta_network_set_formula (ThetaNetwork *self, const char *text, GError **error)
{
  g_autoptr (ThetaFormula) formula = NULL;

  if (strlen (text) > THETA_FORMULA_LENGTH)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "The formula has %" G_GSIZE_FORMAT " bytes; at most %d are possible",
                   strlen (text), THETA_FORMULA_LENGTH);
      return FALSE;
    }
  if (*text != '\0')
    {
      formula = theta_formula_new (text, error);
      if (formula == NULL)
        return FALSE;
    }
  g_strlcpy (self->formula, text, sizeof self->formula);
  return TRUE;
}

char *
theta_network_activation_to_label (const ThetaNetwork *self)
{
  g_autofree char *slope = theta_number_format (self->slope, 3);

  if (self->activation == THETA_ACTIVATION_LEAKY_RELU)
    return g_strconcat ("Leaky ReLU, slope ", slope, NULL);
  if (self->activation == THETA_ACTIVATION_FORMULA)
    return g_strconcat ("σ(x) = ", self->formula, NULL);
  return g_strdup (activations[self->activation].label);
}

gboolean
theta_network_is_series (const ThetaNetwork *self)
{
  return self->activation >= THETA_ACTIVATION_TANH;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE, sentence);
  return FALSE;
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
  if (!(self->weight_variance > 0) || self->weight_variance > THETA_NETWORK_VARIANCE_MAX)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "A weight variance of %g is not possible; expected a number above 0, at most "
                   "%d (the paper uses 1, He initialisation 2)",
                   self->weight_variance, THETA_NETWORK_VARIANCE_MAX);
      return FALSE;
    }
  if (!(self->bias_variance >= 0) || self->bias_variance > THETA_NETWORK_VARIANCE_MAX)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "A bias variance of %g is not possible; expected a number from 0 to %d (the "
                   "paper uses 0)",
                   self->bias_variance, THETA_NETWORK_VARIANCE_MAX);
      return FALSE;
    }
  if (self->bias_apart && self->bias_variance == 0)
    return refuse (error, "Network.BiasKernels=apart needs biases, and there are none; set "
                          "Network.BiasVariance above 0 or Network.BiasKernels=joint");
  if (self->activation == THETA_ACTIVATION_FORMULA && *self->formula == '\0')
    return refuse (error, "Network.Activation=formula needs a formula; set Network.Formula, for "
                          "example to tanh(x)*x");
  if (self->activation == THETA_ACTIVATION_FORMULA)
    {
      g_autoptr (ThetaFormula) formula = theta_formula_new (self->formula, error);

      return formula != NULL;
    }
  return TRUE;
}
