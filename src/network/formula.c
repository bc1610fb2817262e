/* A recursive-descent parser into a postfix program, run on pairs of a value and
 * its derivative. */
#include "network/formula.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Open parentheses, signs and powers inside one another. */
#define MAX_NESTING 50
/* Values that wait at once: one a level and operator rank, with slack. */
#define MAX_STACK (4 * MAX_NESTING + 16)

typedef enum
{
  OP_NUMBER,
  OP_X,
  OP_ADD,
  OP_SUBTRACT,
  OP_MULTIPLY,
  OP_DIVIDE,
  OP_POWER,
  OP_NEGATE,
  OP_EXP,
  OP_LOG,
  OP_SIN,
  OP_COS,
  OP_TAN,
  OP_TANH,
  OP_SINH,
  OP_COSH,
  OP_ERF,
  OP_SQRT
} Op;

typedef struct
{
  Op op;
  double number;
} Step;

struct _ThetaFormula
{
  GArray *steps;
};

typedef struct
{
  double value, slope;
} Dual;

static const struct
{
  const char *name;
  Op op;
} functions[] = {
  { "exp", OP_EXP },   { "log", OP_LOG },   { "sin", OP_SIN },   { "cos", OP_COS },
  { "tan", OP_TAN },   { "tanh", OP_TANH }, { "sinh", OP_SINH }, { "cosh", OP_COSH },
  { "erf", OP_ERF },   { "sqrt", OP_SQRT },
};

/* Known to everybody, and no smooth function. */
static const char *const kinked[] = { "abs", "relu", "max", "min", "sign", "floor", "ceil", "round",
                                      "step", "heaviside", "clip" };

typedef struct
{
  const char *start, *at;
  guint nesting;
  GArray *steps;
  GError **error;
} Parser;

static gboolean parse_sum (Parser *self);

static void
skip_blanks (Parser *self)
{
  while (*self->at == ' ' || *self->at == '\t')
    self->at++;
}

static gboolean
refuse (Parser *self, const char *at, const char *expected)
{
  glong column = g_utf8_strlen (self->start, at - self->start) + 1;

  if (*at == '\0')
    g_set_error (self->error, THETA_ERROR, THETA_ERROR_PARSE,
                 "The formula ends at column %ld; expected %s", column, expected);
  else
    g_set_error (self->error, THETA_ERROR, THETA_ERROR_PARSE,
                 "Column %ld of the formula: “%.*s” is not possible here; expected %s", column,
                 (int) (g_utf8_next_char (at) - at), at, expected);
  return FALSE;
}

static void
emit (Parser *self, Op op, double number)
{
  Step step = { op, number };

  g_array_append_val (self->steps, step);
}

static gboolean
enter (Parser *self)
{
  if (++self->nesting <= MAX_NESTING)
    return TRUE;
  g_set_error (self->error, THETA_ERROR, THETA_ERROR_PARSE,
               "Column %ld of the formula: more than %d parentheses, signs and powers inside one "
               "another; write it simpler",
               g_utf8_strlen (self->start, self->at - self->start) + 1, MAX_NESTING);
  return FALSE;
}

static gboolean
parse_group (Parser *self)
{
  self->at++;
  if (!enter (self) || !parse_sum (self))
    return FALSE;
  self->nesting--;
  if (*self->at != ')')
    return refuse (self, self->at, "an operator or “)”");
  self->at++;
  return TRUE;
}

static gboolean
refuse_name (Parser *self, const char *at, const char *name)
{
  glong column = g_utf8_strlen (self->start, at - self->start) + 1;
  const char *why = "unknown";

  for (guint k = 0; k < G_N_ELEMENTS (kinked); k++)
    if (g_str_equal (name, kinked[k]))
      why = "not smooth";
  g_set_error (self->error, THETA_ERROR, THETA_ERROR_PARSE,
               "Column %ld of the formula: “%s” is %s; expected x, a number, pi, e or a smooth "
               "function: exp, log, sin, cos, tan, tanh, sinh, cosh, erf, sqrt%s",
               column, name, why,
               g_str_equal (why, "not smooth") ? " (relu, leaky-relu and abs are activations of "
                                                 "their own)"
                                               : "");
  return FALSE;
}

static gboolean
parse_name (Parser *self)
{
  const char *at = self->at;
  g_autofree char *name = NULL;

  while (g_ascii_isalnum (*self->at) || *self->at == '_')
    self->at++;
  name = g_strndup (at, (gsize) (self->at - at));
  if (g_str_equal (name, "x"))
    emit (self, OP_X, 0);
  else if (g_str_equal (name, "pi"))
    emit (self, OP_NUMBER, G_PI);
  else if (g_str_equal (name, "e"))
    emit (self, OP_NUMBER, G_E);
  else
    {
      for (guint k = 0; k < G_N_ELEMENTS (functions); k++)
        if (g_str_equal (name, functions[k].name))
          {
            skip_blanks (self);
            if (*self->at != '(')
              return refuse (self, self->at, "“(” after the name of a function");
            if (!parse_group (self))
              return FALSE;
            emit (self, functions[k].op, 0);
            return TRUE;
          }
      return refuse_name (self, at, name);
    }
  return TRUE;
}

static gboolean
parse_number (Parser *self)
{
  char *end;
  double number = g_ascii_strtod (self->at, &end);

  if (end == self->at || !isfinite (number))
    return refuse (self, self->at, "a number within range");
  self->at = end;
  emit (self, OP_NUMBER, number);
  return TRUE;
}

static gboolean
parse_atom (Parser *self)
{
  gboolean done;

  skip_blanks (self);
  if (*self->at == '(')
    done = parse_group (self);
  else if (g_ascii_isdigit (*self->at) || *self->at == '.')
    done = parse_number (self);
  else if (g_ascii_isalpha (*self->at))
    done = parse_name (self);
  else
    done = refuse (self, self->at, "x, a number, a function or “(”");
  skip_blanks (self);
  return done;
}

/* −x^2 is −(x^2), 2^−x and 2^3^2 = 2^(3^2) are possible. */
static gboolean
parse_signed (Parser *self)
{
  gboolean negative;

  skip_blanks (self);
  negative = *self->at == '-';
  if (negative || *self->at == '+')
    {
      self->at++;
      if (!enter (self) || !parse_signed (self))
        return FALSE;
      self->nesting--;
      if (negative)
        emit (self, OP_NEGATE, 0);
      return TRUE;
    }
  if (!parse_atom (self))
    return FALSE;
  if (*self->at != '^')
    return TRUE;
  self->at++;
  if (!enter (self) || !parse_signed (self))
    return FALSE;
  self->nesting--;
  emit (self, OP_POWER, 0);
  return TRUE;
}

static gboolean
parse_product (Parser *self)
{
  if (!parse_signed (self))
    return FALSE;
  while (*self->at == '*' || *self->at == '/')
    {
      Op op = *self->at++ == '*' ? OP_MULTIPLY : OP_DIVIDE;

      if (!parse_signed (self))
        return FALSE;
      emit (self, op, 0);
    }
  return TRUE;
}

static gboolean
parse_sum (Parser *self)
{
  if (!parse_product (self))
    return FALSE;
  while (*self->at == '+' || *self->at == '-')
    {
      Op op = *self->at++ == '+' ? OP_ADD : OP_SUBTRACT;

      if (!parse_product (self))
        return FALSE;
      emit (self, op, 0);
    }
  return TRUE;
}

ThetaFormula *
theta_formula_new (const char *text, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  Parser parser = { text, text, 0, steps, error };
  ThetaFormula *self;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_PARSE,
                           "The formula is not valid UTF-8; expected plain letters and signs");
      return NULL;
    }
  if (!parse_sum (&parser))
    return NULL;
  if (*parser.at != '\0')
    {
      refuse (&parser, parser.at, "+, −, *, /, ^ or the end");
      return NULL;
    }
  self = g_new (ThetaFormula, 1);
  self->steps = g_steal_pointer (&steps);
  return self;
}

void
theta_formula_free (ThetaFormula *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->steps);
  g_free (self);
}

static Dual
power (Dual a, Dual b)
{
  double value = pow (a.value, b.value);

  /* A constant exponent allows a negative base. */
  if (b.slope == 0)
    return (Dual){ value, b.value == 0 ? 0 : b.value * pow (a.value, b.value - 1) * a.slope };
  return (Dual){ value, value * (b.slope * log (a.value) + b.value * a.slope / a.value) };
}

static Dual
apply (Op op, Dual a)
{
  double v = a.value, s = a.slope, t;

  switch (op)
    {
    case OP_NEGATE:
      return (Dual){ -v, -s };
    case OP_EXP:
      return (Dual){ exp (v), s * exp (v) };
    case OP_LOG:
      return (Dual){ log (v), s / v };
    case OP_SIN:
      return (Dual){ sin (v), s * cos (v) };
    case OP_COS:
      return (Dual){ cos (v), -s * sin (v) };
    case OP_TAN:
      t = tan (v);
      return (Dual){ t, s * (1 + t * t) };
    case OP_TANH:
      /* 1 − tanh² would cancel. */
      t = 1 / cosh (v);
      return (Dual){ tanh (v), s * t * t };
    case OP_SINH:
      return (Dual){ sinh (v), s * cosh (v) };
    case OP_COSH:
      return (Dual){ cosh (v), s * sinh (v) };
    case OP_ERF:
      return (Dual){ erf (v), s * M_2_SQRTPI * exp (-v * v) };
    default: /* OP_SQRT */
      return (Dual){ sqrt (v), s / (2 * sqrt (v)) };
    }
}

static Dual
combine (Op op, Dual a, Dual b)
{
  switch (op)
    {
    case OP_ADD:
      return (Dual){ a.value + b.value, a.slope + b.slope };
    case OP_SUBTRACT:
      return (Dual){ a.value - b.value, a.slope - b.slope };
    case OP_MULTIPLY:
      return (Dual){ a.value * b.value, a.slope * b.value + a.value * b.slope };
    case OP_DIVIDE:
      return (Dual){ a.value / b.value,
                     (a.slope - a.value / b.value * b.slope) / b.value };
    default: /* OP_POWER */
      return power (a, b);
    }
}

double
theta_formula_evaluate (const ThetaFormula *self, double x, double *slope)
{
  Dual stack[MAX_STACK];
  guint top = 0;

  for (guint k = 0; k < self->steps->len; k++)
    {
      const Step *step = &g_array_index (self->steps, Step, k);

      if (step->op == OP_NUMBER)
        stack[top++] = (Dual){ step->number, 0 };
      else if (step->op == OP_X)
        stack[top++] = (Dual){ x, 1 };
      else if (step->op <= OP_POWER)
        {
          top--;
          stack[top - 1] = combine (step->op, stack[top - 1], stack[top]);
        }
      else
        stack[top - 1] = apply (step->op, stack[top - 1]);
    }
  *slope = stack[0].slope;
  return stack[0].value;
}
