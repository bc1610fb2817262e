/* The Kernels page of deep networks: layers that scroll, A and the cards beside them. */
#include "support.h"

#include "ui/alignment-card.h"
#include "ui/color-bar.h"
#include "ui/eigenvalues-card.h"
#include "ui/entries-card.h"
#include "ui/kernels-board.h"
#include "ui/kernels-page.h"

static GtkWidget *
kernels (void)
{
  return ui_child (window, "kernels_page");
}

static void
run_deep (guint layers)
{
  g_autofree char *depth = g_strdup_printf ("Network.Depth=%u", layers);

  ui_reset ();
  ui_set (depth);
  ui_set ("Weights.Iterations=5");
  ui_set ("Evaluation.Compare=wntk");
  ui_act ("win.page('data')");
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  g_assert_cmpuint (theta_kernels_page_count (THETA_KERNELS_PAGE (kernels ())), ==, layers + 1);
}

/* The column of A: cards as wide, one under the other, down to the end of the board. */
static void
check_column (GtkWidget *board, GtkWidget *total, const GType *cards, guint n)
{
  graphene_rect_t above = ui_bounds (total, board);

  for (guint k = 0; k < n; k++)
    {
      graphene_rect_t card = ui_bounds (ui_find (board, cards[k]), board);

      g_assert_cmpfloat (card.origin.x, ==, above.origin.x);
      g_assert_cmpfloat (card.size.width, ==, above.size.width);
      g_assert_cmpfloat (card.origin.y, ==, above.origin.y + above.size.height + 12);
      ui_check_within (ui_find (board, cards[k]), board);
      above = card;
    }
  g_assert_cmpfloat (above.origin.y + above.size.height, >=, gtk_widget_get_height (board) - 18);
}

/* With more layers than fit A stays beside them, and the cards under it leave no empty place:
 * the entries alone in a small window, all three on a large screen. */
static void
test_column (void)
{
  const GType two[] = { THETA_TYPE_ENTRIES_CARD, THETA_TYPE_ALIGNMENT_CARD };
  const GType three[]
      = { THETA_TYPE_ENTRIES_CARD, THETA_TYPE_EIGENVALUES_CARD, THETA_TYPE_ALIGNMENT_CARD };
  static const int sizes[][2] = { { 1280, 800 }, { 2200, 1600 }, { 900, 600 } };
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkWidget *board = ui_child (page, "board"), *side = ui_child (page, "side");

  for (guint layers = 6; layers <= 12; layers += 6)
    {
      GtkWidget *total;

      run_deep (layers);
      total = GTK_WIDGET (theta_kernels_page_get_map (page, layers));
      for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
        {
          gboolean small = sizes[k][0] == 900;
          GtkWidget *home = small ? side : board;

          ui_resize_content (sizes[k][0], sizes[k][1]);
          ui_wait (theta_kernels_board_is_compact (THETA_KERNELS_BOARD (board)) == small);
          ui_settle ();
          ui_check_within (total, board);
          if (k == 1)
            check_column (board, total, three, 3);
          else
            check_column (board, total, two, small ? 1 : 2);
          g_assert_true (gtk_widget_is_ancestor (ui_find (kernels (), THETA_TYPE_EIGENVALUES_CARD),
                                                 home));
          g_assert_true (gtk_widget_is_ancestor (ui_find (kernels (), THETA_TYPE_ALIGNMENT_CARD),
                                                 home));
        }
    }
  ui_resize (1280, 800);
}

/* The layers scroll, with the wheel or to what has the focus; A stays, its cross follows, and
 * it can be looked at alone and be put back. */
static void
test_scroll (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkWidget *board = ui_child (page, "board"), *scroller, *total, *last;
  GtkAdjustment *adjustment;
  graphene_rect_t before, now;
  g_autofree char *value = NULL;

  run_deep (12);
  ui_resize_content (1280, 800);
  scroller = ui_find (board, GTK_TYPE_SCROLLED_WINDOW);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  total = GTK_WIDGET (theta_kernels_page_get_map (page, 12));
  last = GTK_WIDGET (theta_kernels_page_get_map (page, 11));
  g_assert_true (gtk_widget_is_ancestor (last, scroller));
  g_assert_false (gtk_widget_is_ancestor (total, scroller));
  before = ui_bounds (total, board);
  gtk_widget_grab_focus (GTK_WIDGET (theta_kernels_page_get_map (page, 0)));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  for (guint m = 1; m <= 12; m++)
    g_assert_true (ui_tab () == GTK_WIDGET (theta_kernels_page_get_map (page, m)));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);
  ui_check_within (last, scroller);
  now = ui_bounds (total, board);
  g_assert_true (graphene_rect_equal (&now, &before));
  /* The cross is one in all. */
  value = g_strdup (theta_kernels_page_get_value (page, 12));
  for (guint k = 0; k < 100 && g_str_equal (theta_kernels_page_get_value (page, 12), value); k++)
    g_assert_true (ui_press (last, GDK_KEY_Left, 0));
  g_assert_cmpstr (theta_kernels_page_get_value (page, 12), !=, value);
  /* After A the cards, in the order in which they are read, not the one of their places. */
  gtk_widget_grab_focus (total);
  g_assert_true (ui_tab () == ui_find (board, THETA_TYPE_COLOR_BAR));
  g_assert_true (gtk_widget_is_ancestor (ui_tab (), ui_find (board, THETA_TYPE_EIGENVALUES_CARD)));
  gtk_widget_grab_focus (total);
  g_assert_true (ui_press (total, GDK_KEY_Return, 0));
  ui_settle ();
  now = ui_bounds (total, board);
  g_assert_cmpfloat (now.size.width, >, 1.5f * before.size.width);
  g_assert_false (gtk_widget_get_mapped (last));
  g_assert_true (ui_press (total, GDK_KEY_Return, 0));
  ui_settle ();
  now = ui_bounds (total, board);
  g_assert_true (graphene_rect_equal (&now, &before));
  g_assert_true (gtk_widget_get_mapped (last));
  ui_resize (1280, 800);
}

/* Presented, A is as high as the two rows of layers beside it. */
static void
test_present (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkWidget *board = ui_child (page, "board");
  graphene_rect_t layer, total;

  run_deep (8);
  gtk_window_set_focus (GTK_WINDOW (window), NULL); /* else it is the map that has it */
  ui_act ("win.present");
  ui_settle ();
  layer = ui_bounds (theta_kernels_page_get_map (page, 2), board);
  total = ui_bounds (theta_kernels_page_get_map (page, 8), board);
  g_assert_cmpfloat (total.size.width, ==, total.size.height);
  g_assert_cmpfloat (total.size.height, >=, 2 * layer.size.height);
  g_assert_cmpfloat_with_epsilon (total.origin.y + total.size.height,
                                  layer.origin.y + layer.size.height, 2);
  ui_act ("win.dismiss");
  ui_settle ();
  ui_check_within (GTK_WIDGET (theta_kernels_page_get_map (page, 8)), board);
}

int
main (int argc, char *argv[])
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/deep/column", test_column);
  g_test_add_func ("/deep/scroll", test_scroll);
  g_test_add_func ("/deep/present", test_present);
  return ui_end ();
}
