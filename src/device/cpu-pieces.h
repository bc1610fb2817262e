/* g_l of cpu-angle.h as a polynomial on each of 16 pieces, in a variable that needs no
 * arc cosine: y = sin(θ/2) = √((1 − ρ)/2) where ρ ≥ 0, and y = cos(θ/2) = √((1 + ρ)/2)
 * where ρ < 0.  Eight pieces of equal length divide [0, √½] for either sign; g_l is
 * analytic in y on both.  What stores Θ_l itself takes this where vectors can hold a
 * coefficient of all pieces (AVX-512). */
#pragma once

#include "device/cpu-pass.h"
#include "device/device.h"

/* Degrees from the tail of the Chebyshev coefficients on each piece, as fine as @precision
 * stores.  False when there is no memory or a deep network needs a higher degree; what was
 * allocated belongs to @self either way. */
bool theta_pieces_init (ThetaPieces *self, const ThetaDenseLimit *spec, ThetaPrecision precision);
void theta_pieces_clear (ThetaPieces *self);
/* out[l] := g_l for sin(θ/2) = @y and @sign = 1, or cos(θ/2) = @y and @sign = −1. */
void theta_pieces_at (const ThetaPieces *self, double y, double sign, double *out);
