/* What all views have in common: the line that says what one sees, help. */
#include "support.h"

#include <string.h>

#include "ui/help-texts.h"
#include "ui/help-window.h"
#include "ui/remember.h"

/* ---- the line ---- */

static void
test_caption (void)
{
  static const char *const pages[] = { "data", "kernels", "learning", "results" };
  g_autofree char *last = NULL;

  ui_run ();
  g_action_group_change_action_state (G_ACTION_GROUP (window), "explain",
                                      g_variant_new_boolean (TRUE));
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      theta_window_show_page (window, pages[k]);
      g_assert_true (gtk_widget_get_visible (ui_child (window, "caption")));
      g_assert_cmpstr (ui_label (window, "caption_line"), !=, last != NULL ? last : "");
      g_free (last);
      last = g_strdup (ui_label (window, "caption_line"));
      g_assert_nonnull (strstr (ui_label (window, "caption_badge"), "Infinite width"));
      g_assert_nonnull (strstr (ui_label (window, "caption_badge"), "NTK parameterisation"));
    }
  ui_act ("win.past-runs");
  g_assert_cmpstr (ui_label (window, "caption_line"), !=, last);
  theta_window_show_page (window, "start");
  g_assert_false (gtk_widget_get_visible (ui_child (window, "caption")));
  theta_window_show_page (window, "kernels");
  /* Presentation has the line too. */
  ui_act ("win.present");
  g_assert_true (gtk_widget_get_visible (ui_child (ui_child (window, "presentation"), "line")));
  ui_act ("win.present");
  /* One toggle, remembered. */
  ui_act ("win.explain");
  g_assert_false (gtk_widget_get_visible (ui_child (window, "caption")));
  g_assert_false (theta_remember_get ("WhatOneSees", TRUE));
  ui_act ("win.explain");
  g_assert_true (gtk_widget_get_visible (ui_child (window, "caption")));
  g_assert_true (theta_remember_get ("WhatOneSees", FALSE));
}

/* ---- help ---- */

static ThetaHelpWindow *
find_help (void)
{
  GListModel *all = gtk_window_get_toplevels ();
  ThetaHelpWindow *found = NULL;

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWindow) at = g_list_model_get_item (all, k);

      if (THETA_IS_HELP_WINDOW (at))
        {
          g_assert_null (found); /* never two */
          found = THETA_HELP_WINDOW (at);
        }
    }
  return found;
}

static void
test_help (void)
{
  static const char *const pages[] = { "start", "data", "kernels", "learning", "results" };
  ThetaHelpWindow *help;
  GtkWidget *list, *search;

  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      theta_window_show_page (window, pages[k]);
      ui_act ("win.help");
      g_assert_cmpstr (theta_help_window_get_topic (find_help ()), ==, pages[k]);
    }
  ui_act ("win.past-runs");
  ui_act ("win.help");
  help = find_help ();
  g_assert_cmpstr (theta_help_window_get_topic (help), ==, "past");
  /* The search leaves the pages that have the word, the first of them open. */
  list = ui_child (help, "list");
  search = ui_child (help, "search");
  gtk_editable_set_text (GTK_EDITABLE (search), "effective RANK");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpstr (theta_help_window_get_topic (help), ==, "kernels");
  g_assert_false (gtk_widget_get_child_visible (
      GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0))));
  gtk_editable_set_text (GTK_EDITABLE (search), "zzz");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_null (gtk_list_box_get_selected_row (GTK_LIST_BOX (list)));
  gtk_window_destroy (GTK_WINDOW (help));
  theta_window_show_page (window, "kernels");
  ui_run ();
  ui_act ("win.present");
  ui_act ("win.help");
  g_assert_cmpstr (theta_help_window_get_topic (find_help ()), ==, "presentation");
  gtk_window_destroy (GTK_WINDOW (find_help ()));
  ui_act ("win.present");
}

/* Lines of the formula that has @text, where they may be @width units wide; each of them
 * begins with what an equation begins with. */
static int
check_formula (ThetaHelpWindow *help, const char *text, int width)
{
  for (GtkWidget *at = gtk_widget_get_first_child (ui_child (help, "body")); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    if (gtk_widget_has_css_class (at, "theta-formula")
        && strstr (gtk_label_get_text (GTK_LABEL (at)), text) != NULL)
      {
        g_autoptr (PangoLayout) layout = pango_layout_copy (gtk_label_get_layout (GTK_LABEL (at)));
        const char *all = pango_layout_get_text (layout);

        pango_layout_set_width (layout, width * PANGO_SCALE);
        for (int k = 0; k < pango_layout_get_line_count (layout); k++)
          g_assert_true (g_str_has_prefix (
              all + pango_layout_line_get_start_index (
                  pango_layout_get_line_readonly (layout, k)), "Σ"));
        return pango_layout_get_line_count (layout);
      }
  g_error ("there is no formula with “%s”", text);
}

/* A formula goes on in a further line between its equations alone. */
static void
test_formula (void)
{
  ThetaHelpWindow *help = theta_help_window_show (GTK_WINDOW (window), "kernels");

  gtk_test_widget_wait_for_draw (GTK_WIDGET (help));
  g_assert_cmpint (check_formula (help, "E[σ′", 1000), ==, 1);
  for (int width = 300; width < 420; width += 10)
    g_assert_cmpint (check_formula (help, "E[σ′", width), <=, 2);
  gtk_window_destroy (GTK_WINDOW (help));
}

/* Every page has a paragraph, keys where it is a view, and nothing left unfinished. */
static void
test_help_texts (void)
{
  guint n;
  const ThetaHelpTopic *topics = theta_help_topics (&n);

  g_assert_cmpuint (n, ==, 8);
  for (guint k = 0; k < n; k++)
    {
      guint keys = 0, parts = 0;

      for (; topics[k].parts[parts] != NULL; parts++)
        {
          const char *part = topics[k].parts[parts];

          keys += *part == '>';
          g_assert_cmpuint (strlen (part), >, 4);
          if (*part == '>' || *part == '*')
            g_assert_nonnull (strchr (part, '|'));
        }
      g_assert_cmpuint (parts, >=, 5);
      g_assert_true (keys >= 2 || g_str_equal (topics[k].id, "words"));
      g_assert_cmpuint (theta_help_find (topics[k].id), ==, k);
    }
}

static gboolean
is_filled (ThetaWindow *other, const char *page)
{
  return gtk_widget_get_first_child (ui_child (other, page)) != NULL;
}

/* A window's pages of the kernels, the learning and the results are filled after its first
 * frame, or when somebody is quicker than that. */
static void
test_filled (void)
{
  static const char *const pages[] = { "kernels_page", "learning_page", "results_page" };
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  for (guint quick = 0; quick < 2; quick++)
    {
      ThetaWindow *other = theta_window_new (application, session);

      g_assert_true (is_filled (other, "data_page"));
      for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
        g_assert_false (is_filled (other, pages[k]));
      if (quick)
        adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (ui_child (other, "stack")),
                                               "learning");
      else
        gtk_window_present (GTK_WINDOW (other));
      for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
        ui_wait (is_filled (other, pages[k]));
      gtk_window_destroy (GTK_WINDOW (other));
    }
  ui_settle ();
}

/* ---- the head of the window ---- */

/* In a small window the names of the views stay where they are when a run begins. */
static void
test_head (void)
{
  AdwViewSwitcherBar *bar
      = ADW_VIEW_SWITCHER_BAR (ui_find (GTK_WIDGET (window), ADW_TYPE_VIEW_SWITCHER_BAR));
  GtkWidget *stop = ui_child (window, "stop_label");

  ui_reset ();
  ui_act ("win.page('data')");
  ui_resize_content (900, 600);
  g_assert_false (adw_view_switcher_bar_get_reveal (bar));
  ui_set ("Dataset.Source=generator:moons?n=1000");
  ui_act ("win.run");
  ui_act ("win.pause");
  ui_settle ();
  g_assert_true (theta_session_get_running (session));
  g_assert_true (gtk_widget_get_mapped (ui_child (window, "stop_button")));
  g_assert_false (gtk_widget_get_mapped (stop));
  g_assert_false (adw_view_switcher_bar_get_reveal (bar));
  ui_resize_content (1280, 800);
  g_assert_true (gtk_widget_get_mapped (stop));
  ui_act ("win.stop");
  ui_wait (!theta_session_get_running (session));
}

/* A sentence to which the focus comes is not marked as a whole. */
static void
test_sentence (void)
{
  GtkLabel *sentence = GTK_LABEL (ui_child (ui_child (window, "results_page"), "sentence"));

  ui_reset ();
  ui_run ();
  ui_act ("win.page('results')");
  ui_settle ();
  g_assert_true (gtk_label_get_selectable (sentence));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (sentence)));
  ui_settle ();
  g_assert_false (gtk_label_get_selection_bounds (sentence, NULL, NULL));
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/views/caption", test_caption);
  g_test_add_func ("/views/help", test_help);
  g_test_add_func ("/views/formula", test_formula);
  g_test_add_func ("/views/help-texts", test_help_texts);
  g_test_add_func ("/views/filled", test_filled);
  g_test_add_func ("/views/head", test_head);
  g_test_add_func ("/views/sentence", test_sentence);
  return ui_end ();
}
