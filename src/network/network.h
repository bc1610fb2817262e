/* Describes a network; the experiment file's [Network] keys.  A plain value. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  THETA_ACTIVATION_RELU,
  THETA_ACTIVATION_LEAKY_RELU, /* slope · min(u, 0) + max(u, 0) */
  THETA_ACTIVATION_ERF,
  THETA_ACTIVATION_IDENTITY
} ThetaActivation;

typedef struct
{
  guint depth; /* layers with parameters, 1 … 64 */
  ThetaActivation activation;
  double slope;           /* of leaky ReLU below 0 */
  double weight_variance; /* σ_w²; the paper is 1, He is 2 */
  gboolean input_scaled;  /* Σ^(1) = σ_w² x·x'/d; FALSE: without 1/d, as in the authors' UCI code */
} ThetaNetwork;

/* ReLU, five layers, variance 1, inputs scaled: the paper's Section 6.2. */
void theta_network_init (ThetaNetwork *self);

/* "relu", "leaky-relu:0.1" (or "leaky-relu", slope 0.01), "erf", "identity".
 * Errors: VALUE, naming what is known. */
gboolean theta_network_parse_activation (ThetaNetwork *self, const char *text, GError **error);
char *theta_network_activation_to_string (const ThetaNetwork *self);

/* "ReLU", "Leaky ReLU, slope 0.1" … for people, newly allocated. */
char *theta_network_activation_to_label (const ThetaNetwork *self);

/* Errors: VALUE. */
gboolean theta_network_check (const ThetaNetwork *self, GError **error);

G_END_DECLS
