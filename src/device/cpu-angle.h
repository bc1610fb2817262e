/* Bias-free networks with σ(u) = α min(u, 0) + β max(u, 0): every Θ_l is
 * |x||x'|/d · σ_w^{2L} s^{L−1} · g_l(θ), a function of the angle θ between the
 * inputs alone (DESIGN 4.1, the fast path), with s = (α² + β²)/2, φ = F/s,
 * F = (α − β)²/2π and
 *   g_l(θ) = cos θ_l Π_{k=l}^{L−1} (1 − φ θ_k),  θ_1 = θ,
 *   cos θ_{k+1} = φ sin θ_k + (1 − φ θ_k) cos θ_k. */
#pragma once

#include "device/cpu-pass.h"
#include "device/device.h"

/* g_1 … g_L at one θ in extended precision, without cancellation near 0; the
 * source of the fit. */
void theta_angle_exact (const ThetaDenseLimit *spec, long double theta, long double *g);

/* Tails below the rounding of float64; at it, for angles, whose gradient takes eight
 * terms at a time; and below that of float32 by far: g ≤ 1. */
#define THETA_ANGLE_TAIL 2e-17L
#define THETA_ANGLE_STORED_TAIL 2e-16L
#define THETA_ANGLE_SINGLE_TAIL 1e-9L

/* A fit whose degree is chosen from the tail of its Chebyshev coefficients: what
 * follows is below @tail each.  FALSE when there is no memory. */
bool theta_angle_fit_init (ThetaAngleFit *self, const ThetaDenseLimit *spec, long double tail);
void theta_angle_fit_clear (ThetaAngleFit *self);
