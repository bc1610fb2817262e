/* Maps of more rows than they have pixels: means of bins from afar, single entries close by,
 * both against the kernels that the command line writes; and what the wheel alone does. */
#include "hand.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "ui/kernels-page-private.h"
#include "ui/weights-card.h"
#include "xtest.h"

#define ROWS 600
#define LAYERS 5

static const char *cli;
static double *theta; /* LAYERS × ROWS × ROWS, from the command line */

/* The npy file that the command line writes, without its head. */
static void
read_kernels (void)
{
  g_autofree char *folder = g_dir_make_tmp ("thetascope-zoom-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "theta.npy", NULL), *bytes = NULL;
  g_autofree char *data = g_strdup_printf ("generator:moons?n=%d", ROWS);
  const char *const arguments[] = { cli, "kernel", data, "-o", path, NULL };
  g_autoptr (GError) error = NULL;
  gsize length, size = sizeof (double) * LAYERS * ROWS * ROWS;
  int status;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, size);
  theta = g_memdup2 (bytes + length - size, size);
  g_remove (path);
  g_rmdir (folder);
}

static double
entry (guint layer, gsize i, gsize j)
{
  return theta[((gsize) layer * ROWS + i) * ROWS + j];
}

static ThetaKernelsPage *
page (void)
{
  return THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
}

static void
begin (void)
{
  g_autofree char *source = g_strdup_printf ("Dataset.Source=generator:moons?n=%d", ROWS);

  if (theta != NULL)
    return;
  read_kernels ();
  ui_reset ();
  ui_set (source);
  ui_set ("Dataset.Standardize=none");
  ui_set ("Weights.Iterations=2");
  ui_set ("Evaluation.Compare=wntk");
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  hand_by_keys = FALSE;
  hand_choose ("Show", "Raw values");
}

/* Every bin of the overview is the mean of the entries in it. */
static void
test_overview (void)
{
  ThetaMaps *maps;
  const ThetaPicture *picture;
  const float *means;

  begin ();
  maps = page ()->maps_of;
  picture = theta_maps_get_frame (maps)->picture;
  means = theta_maps_overview (maps, 2);
  g_assert_cmpuint (picture->bins, <, ROWS);
  for (guint r = 0; r < picture->bins; r += 37)
    for (guint c = 0; c < picture->bins; c += 41)
      {
        double sum = 0;
        guint count = 0;

        for (guint p = picture->first[r]; p < picture->first[r + 1]; p++)
          for (guint q = picture->first[c]; q < picture->first[c + 1]; q++, count++)
            sum += entry (2, picture->order[p], picture->order[q]);
        g_assert_cmpuint (count, >, 0);
        g_assert_cmpfloat_with_epsilon (means[r * picture->bins + c], sum / count,
                                        1e-5 * fabs (sum / count) + 1e-7);
      }
}

/* Close by, a cell is a row, and its value the entry. */
static void
test_entries (void)
{
  ThetaMaps *maps;
  GtkWidget *map;
  double row, column, span;
  guint cells;

  begin ();
  maps = page ()->maps_of;
  map = hand_find (THETA_TYPE_HEATMAP_VIEW, "Kernel Θ₃");
  hand_wheel (map, -14);
  ui_wait (page ()->loading == 0);
  ui_settle ();
  theta_maps_get_window (maps, &row, &column, &span);
  cells = theta_maps_cells (maps);
  g_assert_cmpfloat (span, <, 200);
  g_assert_cmpuint (cells, >=, (guint) span);
  g_assert_cmpuint (cells, <=, (guint) span + 2);
  for (guint l = 0; l < LAYERS; l++)
    {
      const ThetaHeatmap *shown = theta_heatmap_view_get_heatmap (
          theta_kernels_page_get_map (page (), l));

      g_assert_cmpuint (shown->bins, ==, cells);
      for (guint r = 0; r < cells; r++)
        for (guint c = 0; c < cells; c++)
          {
            gsize i = theta_maps_row (maps, theta_maps_position (maps, FALSE, r));
            gsize j = theta_maps_row (maps, theta_maps_position (maps, TRUE, c));
            double expected = entry (l, i, j);

            g_assert_cmpfloat_with_epsilon (shown->values[r * cells + c], expected,
                                            1e-6 * fabs (expected) + 1e-9);
          }
    }
}

/* Cards that scrolled by themselves beside the charts leave the wheel to the page under them. */
static void
test_wheel_below (void)
{
  GtkWidget *page = ui_child (window, "learning_page"), *by_hand = ui_child (page, "by_hand");
  GtkScrolledWindow *side = GTK_SCROLLED_WINDOW (ui_child (page, "side_scroll"));
  GtkAdjustment *all = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (ui_child (page, "scroll")));
  GtkAdjustment *own = gtk_scrolled_window_get_vadjustment (side);
  double before;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('learning')");
  ui_resize (900, 560);
  theta_weights_card_set_active (THETA_WEIGHTS_CARD (by_hand), TRUE);
  ui_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_upper (own), >, gtk_adjustment_get_page_size (own));
  hand_wheel_at (by_hand, 0.5, 0.05, 30, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (own), >, 0);
  hand_wheel (GTK_WIDGET (side), -30);
  ui_resize (620, 560);
  gtk_adjustment_set_value (all, 200);
  ui_settle ();
  before = gtk_adjustment_get_value (all);
  g_assert_cmpfloat (before + gtk_adjustment_get_page_size (all), <,
                     gtk_adjustment_get_upper (all));
  hand_wheel_at (by_hand, 0.5, 0.03, 1, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (all), >, before);
  /* Back beside them they scroll again. */
  ui_resize (900, 560);
  hand_wheel_at (by_hand, 0.5, 0.05, 30, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (own), >, 0);
  theta_weights_card_set_active (THETA_WEIGHTS_CARD (by_hand), FALSE);
  ui_resize (1280, 800);
  xtest_park ();
  ui_reset ();
}

int
main (int argc, char **argv)
{
  int status;

  if (argc < 2 || !xtest_open ())
    return 77;
  cli = argv[1];
  ui_begin (&argc, &argv);
  g_test_add_func ("/zoom/overview", test_overview);
  g_test_add_func ("/zoom/entries", test_entries);
  g_test_add_func ("/zoom/wheel-below", test_wheel_below);
  status = ui_end ();
  g_free (theta);
  xtest_close ();
  return status;
}
