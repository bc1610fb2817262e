/* Describes a network; the experiment file's [Network] keys.  A plain value. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  THETA_ACTIVATION_RELU,
  THETA_ACTIVATION_LEAKY_RELU, /* slope · min(u, 0) + max(u, 0) */
  THETA_ACTIVATION_ABS,
  THETA_ACTIVATION_ERF,
  THETA_ACTIVATION_IDENTITY,
  THETA_ACTIVATION_SIN,
  THETA_ACTIVATION_COS,
  THETA_ACTIVATION_GAUSSIAN, /* exp(−u²) */
  THETA_ACTIVATION_GELU,     /* u Φ(u) */
  THETA_ACTIVATION_TANH,
  THETA_ACTIVATION_SIGMOID,
  THETA_ACTIVATION_SOFTPLUS,
  THETA_ACTIVATION_SILU, /* u · sigmoid(u) */
  THETA_ACTIVATION_FORMULA
} ThetaActivation;

/* Of weights and of biases. */
#define THETA_NETWORK_VARIANCE_MAX 100

/* Bytes of a formula, without the end. */
#define THETA_FORMULA_LENGTH 200

typedef struct
{
  guint depth; /* layers with parameters, 1 … 64 */
  ThetaActivation activation;
  double slope;                            /* of leaky ReLU below 0 */
  char formula[THETA_FORMULA_LENGTH + 1];  /* of x; read where the activation is FORMULA */
  double weight_variance; /* σ_w²; the paper is 1, He is 2 */
  double bias_variance;   /* σ_b², 0 or more; the paper is 0 */
  gboolean bias_apart;    /* kernels of weights and biases apart: 2L of them */
  gboolean input_scaled;  /* Σ^(1) = σ_w² x·x'/d; FALSE: without 1/d, as in the authors' UCI code */
} ThetaNetwork;

/* ReLU, five layers, variance 1, no biases, inputs scaled: the paper's Section 6.2. */
void theta_network_init (ThetaNetwork *self);

/* How many layer-wise kernels, and so weights a_l, the network has: its depth, or
 * twice that where weights and biases stand apart (weight 1, bias 1, weight 2 …). */
guint theta_network_n_kernels (const ThetaNetwork *self);
/* "Θ₁"; apart "Θ₁ weights", "Θ₁ bias".  Newly allocated. */
char *theta_network_kernel_name (const ThetaNetwork *self, guint kernel);

/* "relu", "leaky-relu:0.1" (or "leaky-relu", slope 0.01), "erf", "tanh" …
 * Errors: VALUE, naming what is known. */
gboolean theta_network_parse_activation (ThetaNetwork *self, const char *text, GError **error);
char *theta_network_activation_to_string (const ThetaNetwork *self);

/* Checks and takes @text as the formula; empty is allowed until the activation is
 * FORMULA.  Errors: VALUE, PARSE (with its column). */
gboolean theta_network_set_formula (ThetaNetwork *self, const char *text, GError **error);

/* "ReLU", "Leaky ReLU, slope 0.1" … for people, newly allocated. */
char *theta_network_activation_to_label (const ThetaNetwork *self);

/* Whether the kernels come from Mehler's series (no closed form). */
gboolean theta_network_is_series (const ThetaNetwork *self);

/* Errors: VALUE. */
gboolean theta_network_check (const ThetaNetwork *self, GError **error);

G_END_DECLS
