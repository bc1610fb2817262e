/* Someone who wants to know which two samples of different classes the network takes for
 * one another, and why.  The kernels are computed here once more, from the formulas. */
#include "hand.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "ui/entry-panel.h"
#include "ui/kernels-page.h"

#define LAYERS 5

static void
before (void)
{
  ui_reset ();
  ui_set ("Dataset.Source=sample:iris");
  ui_run ();
}

static ThetaFrame *
frame (void)
{
  return theta_session_get_frame (session);
}

static ThetaKernelsPage *
page (void)
{
  return THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
}

/* Θ_1 … Θ_L of two rows: Σ^(1) = x·x'/d, then the arc-cosine kernels of ReLU with
 * variance 1, Θ_l = Σ^(l) Π_{l'>l} Σ̇^(l'). */
static void
kernels (gsize i, gsize j, double *theta)
{
  const ThetaMatrix *x = frame ()->inputs;
  const double *u = theta_matrix_row (x, i), *v = theta_matrix_row (x, j);
  double uu = 0, uv = 0, vv = 0, derivative[LAYERS] = { 0 };

  for (gsize c = 0; c < x->cols; c++)
    {
      uu += u[c] * u[c] / (double) x->cols;
      uv += u[c] * v[c] / (double) x->cols;
      vv += v[c] * v[c] / (double) x->cols;
    }
  for (guint l = 0; l < LAYERS; l++)
    {
      double size = sqrt (uu * vv), angle = acos (CLAMP (uv / size, -1, 1));

      theta[l] = uv;
      derivative[l] = (G_PI - angle) / (2 * G_PI);
      uv = size * (sin (angle) + (G_PI - angle) * cos (angle)) / (2 * G_PI);
      uu /= 2;
      vv /= 2;
    }
  for (guint l = 0; l < LAYERS; l++)
    for (guint k = l; k + 1 < LAYERS; k++)
      theta[l] *= derivative[k];
}

static double
total (gsize i, gsize j)
{
  double theta[LAYERS], sum = 0;

  kernels (i, j, theta);
  for (guint l = 0; l < LAYERS; l++)
    sum += frame ()->weights[l] * theta[l];
  return sum;
}

/* All pairs, one by one. */
static void
most_alike (gsize *first, gsize *second)
{
  gsize n = frame ()->inputs->rows;
  const int *labels = frame ()->data->labels;
  double best = -2;

  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      if (labels[i] != labels[j])
        {
          double cosine = total (i, j) / sqrt (total (i, i) * total (j, j));

          if (cosine <= best)
            continue;
          best = cosine;
          *first = i;
          *second = j;
        }
}

/* What the panel says of one layer: the text in row @layer of its table. */
static char **
told (guint line)
{
  ThetaEntryPanel *panel = THETA_ENTRY_PANEL (ui_find (GTK_WIDGET (page ()),
                                                       THETA_TYPE_ENTRY_PANEL));
  g_autofree char *text = theta_entry_panel_get_text (panel);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, line);
  return g_strsplit (lines[line], "\t", -1);
}

static void
check_panel (gsize i, gsize j)
{
  double theta[LAYERS], sum = total (i, j);
  const ThetaDataset *data = frame ()->data;
  g_auto (GStrv) rows = told (0);

  g_assert_cmpuint (g_ascii_strtoull (rows[0], NULL, 10), ==, data->rows[i]);
  g_assert_cmpuint (g_ascii_strtoull (rows[1], NULL, 10), ==, data->rows[j]);
  kernels (i, j, theta);
  for (guint l = 0; l < LAYERS; l++)
    {
      g_auto (GStrv) cells = told (2 + l);
      g_autofree char *entry = theta_number_format (theta[l], 3);
      double percent = 100 * frame ()->weights[l] * theta[l] / sum;

      g_assert_cmpstr (cells[2], ==, entry);
      /* Whole numbers that add up to 100. */
      g_assert_cmpfloat_with_epsilon (g_ascii_strtod (cells[3], NULL), percent, 1);
    }
}

/* The heads say the cosines of the same entry. */
static void
check_heads (gsize i, gsize j)
{
  double a[LAYERS], b[LAYERS], c[LAYERS];

  kernels (i, j, a);
  kernels (i, i, b);
  kernels (j, j, c);
  for (guint l = 0; l < LAYERS; l++)
    {
      g_autofree char *cosine = theta_number_format_fixed (a[l] / sqrt (b[l] * c[l]), 2);

      g_assert_cmpstr (theta_kernels_page_get_value (page (), l), ==, cosine);
    }
}

static void
check_kernel (gsize i, gsize j)
{
  double ours[LAYERS], theirs[LAYERS];

  kernels (i, j, ours);
  g_assert_true (theta_kernel_read (frame ()->kernel, i, j, theirs));
  for (guint l = 0; l < LAYERS; l++)
    g_assert_cmpfloat_with_epsilon (ours[l], theirs[l], 1e-7);
}

static void
journey (void)
{
  gsize i = 0, j = 0;
  g_autofree char *described = NULL, *after = NULL;
  GtkWidget *map;

  hand_page ("Kernels");
  hand_shot ("1-kernels");
  most_alike (&i, &j);
  check_kernel (i, j);
  hand_press ("Closest pair of two classes");
  hand_shot ("2-pair");
  check_panel (i, j);
  check_heads (i, j);
  /* The map tells the same in words, and something else when the cross moves. */
  map = hand_find (THETA_TYPE_HEATMAP_VIEW, "Weighted kernel A");
  described = hand_description (map);
  g_assert_nonnull (strstr (described, frame ()->data->classes[frame ()->data->labels[i]]));
  if (hand_by_keys)
    {
      hand_go (map);
      hand_keys ("Right", 3);
    }
  else
    hand_point (map, 0.5, 0.25, 1);
  ui_settle ();
  after = hand_description (map);
  g_assert_cmpstr (after, !=, described);
  hand_shot ("3-moved");
  /* Back to the pair, now large and close. */
  hand_press ("Closest pair of two classes");
  check_panel (i, j);
  hand_go (map);
  if (hand_by_keys)
    hand_keys ("plus", 5);
  else
    hand_wheel (map, -5);
  hand_shot ("4-close");
  if (hand_by_keys)
    hand_key ("0");
  else
    hand_press ("The whole kernel");
}

int
main (int argc, char **argv)
{
  return hand_main (argc, argv, "inspector", before, journey);
}
