/* The piecewise polynomials of the fast path against the recursion in extended precision:
 * random cosines, near ones, both signs, every count of a last vector, depth 1 to 64. */
#include <glib.h>
#include <math.h>

#include "device/cpu-angle.h"
#include "device/cpu-pieces.h"

#define PAIRS 400
#define ROOM (PAIRS + THETA_PASS_SLACK)
#define GUARD 12345.0

static const ThetaDenseLimit nets[] = {
  { THETA_DUAL_PIECEWISE, 0, 1, 1, 1, 1 },     { THETA_DUAL_PIECEWISE, 0, 1, 2, 1, 1 },
  { THETA_DUAL_PIECEWISE, 0, 1, 5, 1, 1 },     { THETA_DUAL_PIECEWISE, 0, 1, 20, 1, 1 },
  { THETA_DUAL_PIECEWISE, 0.1, 1, 20, 1, 1 },  { THETA_DUAL_PIECEWISE, -1, 1, 6, 1, 1 },
  { THETA_DUAL_PIECEWISE, 0, 1, 64, 1, 1 },    { THETA_DUAL_PIECEWISE, 0.3, 1, 64, 1, 1 },
  /* Singular beside the antipode, and too deep: left to the other fit. */
  { THETA_DUAL_PIECEWISE, 0.999, 1, 7, 1, 1 }, { THETA_DUAL_PIECEWISE, -1, 1, 64, 1, 1 },
};

typedef struct
{
  double rho[ROOM], weights[ROOM];
  double exact[PAIRS][THETA_MAX_DEPTH]; /* with the weights */
} Pairs;

/* Cosines up to 1 − 10⁻³ on both sides, which is where explicit differences begin. */
static void
fill_pairs (Pairs *self, const ThetaDenseLimit *net)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  long double g[THETA_MAX_DEPTH];

  for (guint k = 0; k < ROOM; k++)
    {
      double small = pow (10, g_rand_double_range (random, -3, 0));

      self->rho[k] = (k % 2 == 0 ? 1 : -1) * (k % 3 == 0 ? 1 - small : g_rand_double (random));
      self->weights[k] = g_rand_double_range (random, 0.1, 10);
      if (k >= PAIRS)
        continue;
      theta_angle_exact (net, acosl (self->rho[k]), g);
      for (guint l = 0; l < net->depth; l++)
        self->exact[k][l] = (double) (3 * (long double) self->weights[k] * g[l]);
    }
}

/* Entries within @bound of the pair's weight, nothing behind them touched. */
static void
check (const ThetaPieces *pieces, const Pairs *pairs, guint count, gboolean single, double bound)
{
  const ThetaPiecesPass *pass = theta_pass ()->pieces;
  g_autofree double *values = g_new (double, THETA_MAX_DEPTH * (PAIRS + 1));
  float *narrow = (float *) values;
  double *out[THETA_MAX_DEPTH];
  float *out_single[THETA_MAX_DEPTH];

  for (guint l = 0; l < pieces->layers; l++)
    {
      out[l] = values + l * (PAIRS + 1);
      out_single[l] = narrow + l * (PAIRS + 1);
      if (single)
        out_single[l][count] = (float) GUARD;
      else
        out[l][count] = GUARD;
    }
  if (single)
    pass->fill_single (pieces, count, pairs->rho, 0.999, 3, pairs->weights, out_single);
  else
    pass->fill (pieces, count, pairs->rho, 0.999, 3, pairs->weights, out);
  for (guint l = 0; l < pieces->layers; l++)
    {
      for (guint k = 0; k < count; k++)
        g_assert_cmpfloat_with_epsilon (single ? (double) out_single[l][k] : out[l][k],
                                        pairs->exact[k][l], bound * 3 * pairs->weights[k]);
      g_assert_cmpfloat (single ? (double) out_single[l][count] : out[l][count], ==, GUARD);
    }
}

static void
test_entries (gconstpointer data)
{
  gboolean single = GPOINTER_TO_INT (data);
  guint taken = 0;

  if (theta_pass ()->pieces->fill == NULL)
    {
      g_test_skip ("These vectors hold no coefficient of all pieces");
      return;
    }
  for (guint s = 0; s < G_N_ELEMENTS (nets); s++)
    {
      g_autofree Pairs *pairs = g_new0 (Pairs, 1);
      ThetaPieces pieces;

      if (theta_pieces_init (&pieces, &nets[s],
                             single ? THETA_PRECISION_SINGLE : THETA_PRECISION_DOUBLE))
        {
          g_test_message ("depth %u, slope %g: degree %u", nets[s].depth, nets[s].alpha,
                          pieces.degree);
          fill_pairs (pairs, &nets[s]);
          check (&pieces, pairs, PAIRS, single, single ? 6.5e-8 : 2e-15);
          for (guint count = 1; count < 40; count++)
            check (&pieces, pairs, count, single, single ? 6.5e-8 : 2e-15);
          taken++;
        }
      theta_pieces_clear (&pieces);
    }
  g_assert_cmpuint (taken, ==, single ? 10 : 8);
}

/* The pairs that lose digits are counted, and NaN and a hair above 1 are no crash. */
static void
test_flags (void)
{
  double rho[3 * THETA_PASS_SLACK] = { 0.5, 1.0 + 1e-15, -0.9995, NAN, 0.9989, -1 };
  double ones[3 * THETA_PASS_SLACK], values[THETA_PASS_SLACK], *out[1] = { values };
  ThetaPieces pieces;

  if (theta_pass ()->pieces->fill == NULL)
    {
      g_test_skip ("These vectors hold no coefficient of all pieces");
      return;
    }
  for (guint k = 0; k < G_N_ELEMENTS (ones); k++)
    ones[k] = 1;
  g_assert_true (theta_pieces_init (&pieces, &nets[0], THETA_PRECISION_DOUBLE));
  g_assert_cmpuint (theta_pass ()->pieces->fill (&pieces, 6, rho, 0.999, 1, ones, out), ==, 3);
  g_assert_cmpfloat_with_epsilon (values[0], 0.5, 1e-15);
  g_assert_cmpfloat_with_epsilon (values[1], 1, 1e-15);
  g_assert_true (isnan (values[3]));
  g_assert_cmpfloat_with_epsilon (values[4], 0.9989, 1e-15);
  theta_pieces_clear (&pieces);
}

/* From half the distance of the rows: 10⁻¹² to 1 apart, and as far from antipodes. */
static void
test_single_pair (void)
{
  for (guint s = 0; s < 6; s++)
    {
      ThetaPieces pieces;
      long double g[THETA_MAX_DEPTH];
      double out[THETA_MAX_DEPTH];

      g_assert_true (theta_pieces_init (&pieces, &nets[s], THETA_PRECISION_DOUBLE));
      for (double distance = 1e-12; distance < 1.4; distance *= 1.7)
        for (double sign = -1; sign <= 1; sign += 2)
          {
            long double angle = 2 * asinl ((long double) distance / 2);

            theta_angle_exact (&nets[s], sign > 0 ? angle : 3.14159265358979323846264L - angle,
                               g);
            theta_pieces_at (&pieces, distance / 2, sign, out);
            for (guint l = 0; l < nets[s].depth; l++)
              g_assert_cmpfloat_with_epsilon (out[l], (double) g[l], 1e-15);
          }
      theta_pieces_clear (&pieces);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pieces/float64", GINT_TO_POINTER (FALSE), test_entries);
  g_test_add_data_func ("/pieces/float32", GINT_TO_POINTER (TRUE), test_entries);
  g_test_add_func ("/pieces/flags", test_flags);
  g_test_add_func ("/pieces/pair", test_single_pair);
  return g_test_run ();
}
