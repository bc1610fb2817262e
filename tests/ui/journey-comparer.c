/* Someone who tries two settings and wants to know what became of both: past runs, side by
 * side, a note, one deleted and brought back, one reopened. */
#include "hand.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/past-page.h"

static char *folder, *history;

static ThetaPastPage *
past (void)
{
  return THETA_PAST_PAGE (ui_find (ui_child (window, "results_page"), THETA_TYPE_PAST_PAGE));
}

static void
before (void)
{
  /* The first walk leaves runs behind; the second begins with none. */
  g_remove (history);
  theta_past_page_update (past ());
  ui_wait (theta_past_page_count (past ()) == 0);
  ui_reset ();
  ui_act ("win.page('data')");
}

/* The row of a run, as a screen reader walks it: by its check button. */
static GtkWidget *
row_of (const char *compare)
{
  GtkWidget *check = hand_find (GTK_TYPE_CHECK_BUTTON, compare);

  return gtk_widget_get_parent (check);
}

static void
press_in (GtkWidget *row, const char *name)
{
  GtkWidget *button = hand_find_in (row, GTK_TYPE_WIDGET, name);

  g_assert_nonnull (button);
  hand_press_widget (button);
}

/* A tick of the first walk may still stand at a run of the same number. */
static void
tick (const char *compare)
{
  if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (hand_find (GTK_TYPE_CHECK_BUTTON, compare))))
    hand_press (compare);
  ui_wait (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (hand_find (GTK_TYPE_CHECK_BUTTON, compare))));
}

static void
run (void)
{
  ThetaResults *before = theta_session_get_results (session);

  hand_do ("<Control>r", "Run");
  ui_wait (theta_session_get_results (session) != NULL
           && theta_session_get_results (session) != before
           && !theta_session_get_running (session));
  ui_settle ();
}

/* A label anywhere on the page that says exactly this. */
static gboolean
is_said (const char *text)
{
  return hand_find_in (GTK_WIDGET (past ()), GTK_TYPE_LABEL, text) != NULL;
}

static void
write_note (const char *compare, const char *note)
{
  GtkWidget *row = row_of (compare), *edit, *text;

  edit = hand_find_in (row, GTK_TYPE_MENU_BUTTON, "Write a note; Enter keeps it");
  g_assert_nonnull (edit);
  hand_press_widget (gtk_widget_get_first_child (edit));
  text = ui_find (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (edit))),
                  GTK_TYPE_TEXT);
  ui_wait (gtk_widget_get_mapped (text));
  hand_go (text);
  hand_type (note);
  hand_key ("Return");
  ui_wait (is_said (note));
}

/* To this run by the switch and back by it; the lowest error, then the name first. */
static void
look_through (void)
{
  hand_press ("This run");
  ui_wait (!gtk_widget_get_mapped (GTK_WIDGET (past ())));
  hand_press ("Past runs");
  ui_wait (gtk_widget_get_mapped (GTK_WIDGET (past ())));
  hand_choose ("Sort by", "Lowest error");
  ui_wait (theta_past_page_get_run (past (), 0)->error
           <= theta_past_page_get_run (past (), 1)->error);
  hand_shot ("4-sorted");
  hand_choose ("Sort by", "Newest first");
  ui_wait (theta_past_page_get_run (past (), 0)->id == 2);
}

static void
journey (void)
{
  g_autoptr (ThetaResults) first = NULL;
  const ThetaModelResult *was, *is;

  run ();
  first = theta_results_ref (theta_session_get_results (session));
  hand_fill ("Layers", "3");
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 3);
  run ();
  hand_page ("Results");
  hand_shot ("1-results");
  hand_do ("<Control>h", "Past runs");
  ui_wait (theta_past_page_count (past ()) == 2);
  ui_settle ();
  tick ("Compare run 1, Wine");
  tick ("Compare run 2, Wine");
  hand_shot ("2-past");
  hand_press_widget (hand_find (GTK_TYPE_BUTTON, "Compare"));
  ui_wait (is_said ("Network.Depth"));
  hand_shot ("3-side-by-side");
  g_assert_true (is_said ("3") && is_said ("5"));
  hand_press ("Back");
  look_through ();
  write_note ("Compare run 1, Wine", "five layers");
  hand_shot ("4-note");
  press_in (row_of ("Compare run 2, Wine"), "Delete");
  ui_wait (theta_past_page_count (past ()) == 1);
  hand_shot ("5-deleted");
  hand_press ("Undo");
  ui_wait (theta_past_page_count (past ()) == 2);
  press_in (row_of ("Compare run 1, Wine"), "Reopen with its settings and results");
  ui_wait (theta_session_get_experiment (session)->network.depth == 5);
  ui_settle ();
  hand_shot ("6-reopened");
  was = theta_results_find (first, "wntk");
  is = theta_results_find (theta_session_get_results (session), "wntk");
  g_assert_cmpfloat (was->mean.squared_error, ==, is->mean.squared_error);
  g_assert_cmpfloat (was->mean.accuracy, ==, is->mean.accuracy);
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("thetascope-comparer-XXXXXX", NULL);
  history = g_build_filename (folder, "history.sqlite", NULL);
  g_setenv ("THETASCOPE_HISTORY", history, TRUE);
  status = hand_main (argc, argv, "comparer", before, journey);
  g_remove (history);
  g_rmdir (folder);
  g_free (history);
  g_free (folder);
  return status;
}
