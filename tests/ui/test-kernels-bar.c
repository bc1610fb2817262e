/* The bar over the kernels: one line, whatever is chosen in it. */
#include "support.h"

static GtkWidget *
kernels (void)
{
  return ui_child (window, "kernels_page");
}

/* The bar is one line whatever is chosen: its captions give way, the last first, never a choice. */
static void
test_bar (void)
{
  static const int sizes[][2] = { { 1280, 800 }, { 900, 600 } };
  static const char *const choices[] = { "show", "order", "colors", "rows" };
  GtkWidget *bar = gtk_widget_get_first_child (kernels ());
  GtkWidget *show = ui_child (kernels (), "show"), *first = gtk_widget_get_prev_sibling (show);

  ui_show_kernels ();
  ui_wait (gtk_widget_get_visible (ui_child (kernels (), "rows")));
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int height;

      ui_resize_content (sizes[k][0], sizes[k][1]);
      height = gtk_widget_get_height (bar);
      g_assert_cmpint (height, <, 50);
      g_assert_true (gtk_widget_get_mapped (first));
      for (guint s = 0; s < 4 * 3 * 2 * 3; s++)
        {
          const guint chosen[] = { s % 4, s / 4 % 3, s / 12 % 2, s / 24 };

          for (guint c = 0; c < G_N_ELEMENTS (choices); c++)
            gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (kernels (), choices[c])),
                                        chosen[c]);
          ui_settle ();
          g_assert_cmpint (gtk_widget_get_height (bar), ==, height);
          for (guint c = 0; c < G_N_ELEMENTS (choices); c++)
            ui_check_within (ui_child (kernels (), choices[c]), bar);
        }
      for (guint c = 0; c < G_N_ELEMENTS (choices); c++)
        gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (kernels (), choices[c])), 0);
    }
  g_assert_true (gtk_widget_get_mapped (first));
  ui_resize (1280, 800);
}

/* The list says in full what the button says in a word, and ticks what is chosen. */
static void
test_short (void)
{
  GtkWidget *show = ui_child (kernels (), "show");
  GtkWidget *list, *label, *tick;

  ui_show_kernels ();
  gtk_drop_down_set_selected (GTK_DROP_DOWN (show), 3);
  g_assert_nonnull (ui_find_label (gtk_widget_get_first_child (show), "Difference"));
  gtk_widget_activate (gtk_widget_get_first_child (show));
  ui_wait (ui_find_label (show, "Difference from the mean") != NULL);
  list = ui_find (show, GTK_TYPE_LIST_VIEW);
  label = ui_find_label (list, "Difference from the mean");
  tick = gtk_widget_get_next_sibling (label);
  g_assert_cmpfloat (gtk_widget_get_opacity (tick), ==, 1);
  tick = gtk_widget_get_next_sibling (ui_find_label (list, "Cosine"));
  g_assert_cmpfloat (gtk_widget_get_opacity (tick), ==, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (show), 0);
  g_assert_cmpfloat (gtk_widget_get_opacity (tick), ==, 1);
  g_assert_nonnull (ui_find_label (gtk_widget_get_first_child (show), "Cosine"));
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/kernels-bar/line", test_bar);
  g_test_add_func ("/kernels-bar/short", test_short);
  return ui_end ();
}
