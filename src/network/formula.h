/* A function of x that a person types: numbers, x, pi, e, + − * / ^, unary minus,
 * parentheses and exp log sin cos tan tanh sinh cosh erf sqrt.  Immutable. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ThetaFormula ThetaFormula;

/* Errors: PARSE, with the column (characters, from 1) and what was expected. */
ThetaFormula *theta_formula_new (const char *text, GError **error);
void theta_formula_free (ThetaFormula *self);

/* The value at @x, and the derivative in @slope; NaN or infinite outside the
 * function's domain. */
double theta_formula_evaluate (const ThetaFormula *self, double x, double *slope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaFormula, theta_formula_free)

G_END_DECLS
