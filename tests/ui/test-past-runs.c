/* The results page and the past runs: kept, found, noted, deleted, reopened, compared. */
#include "support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/number.h"
#include "experiment/store.h"
#include "ui/confusion-card.h"
#include "ui/figure-menu.h"
#include "ui/past-page.h"
#include "ui/predictions-list.h"

static GtkWidget *
results_page (void)
{
  return ui_child (window, "results_page");
}

static ThetaPastPage *
past (void)
{
  return THETA_PAST_PAGE (ui_child (results_page (), "past"));
}

static const char *
past_view (void)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ui_child (past (), "stack")));
}

static const char *
view (void)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ui_child (results_page (), "views")));
}

/* Every label below @widget that is exactly @text. */
static gboolean
has_text (GtkWidget *widget, const char *text)
{
  gboolean found = GTK_IS_LABEL (widget)
                   && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text);

  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && !found;
       at = gtk_widget_get_next_sibling (at))
    found = has_text (at, text);
  return found;
}

/* What a row says of its run: "Accuracy 98.9 % · squared error 0.072". */
static char *
say_means (ThetaResults *results)
{
  const ThetaModelResult *model = theta_results_weighted (results);
  g_autofree char *accuracy = theta_number_format_fixed (model->mean.accuracy * 100, 1);
  g_autofree char *error = theta_number_format_fixed (model->mean.squared_error, 3);

  return g_strdup_printf ("Accuracy %s\u2009%% · squared error %s", accuracy, error);
}

/* The wrong ones first, and the matrix and the list speak of the same model. */
static void
test_predictions (void)
{
  ThetaPredictionsList *list;
  ThetaConfusionCard *card;
  ThetaResults *results;
  guint wrong = 0, n;

  ui_reset ();
  results = ui_run ();
  ui_act ("win.page('results')");
  ui_settle ();
  list = THETA_PREDICTIONS_LIST (ui_child (results_page (), "predictions"));
  card = THETA_CONFUSION_CARD (ui_child (results_page (), "confusion"));
  g_assert_cmpstr (theta_confusion_card_get_model (card)->id, ==, "wntk");
  theta_confusion_card_choose (card, "majority");
  g_assert_cmpstr (theta_confusion_card_get_model (card)->id, ==, "majority");
  n = results->data->n_classes;
  for (guint k = 0; k < n * n; k++)
    wrong += k / n == k % n ? 0 : theta_confusion_card_get_model (card)->confusion[k];
  g_assert_cmpuint (theta_predictions_list_count (list), ==, 178);
  for (guint i = 0; i < 178; i++)
    {
      g_autofree char *text = theta_predictions_list_describe (list, i);

      g_assert_true ((strstr (text, "taken for") != NULL) == (i < wrong));
    }
  theta_confusion_card_choose (card, "wntk");
  g_assert_cmpstr (theta_confusion_card_get_model (card)->id, ==, "wntk");
}

/* The arrow keys read the confusion matrix field by field, from the largest error on. */
static void
test_confusion_keys (void)
{
  GtkWidget *area;
  ThetaConfusionCard *card;
  const ThetaModelResult *model;
  char **names;
  g_autofree char *first = NULL, *second = NULL;
  guint n, row = 0, column = 0, most = 0, next;

  ui_reset ();
  names = ui_run ()->data->classes;
  ui_act ("win.page('results')");
  ui_settle ();
  card = THETA_CONFUSION_CARD (ui_child (results_page (), "confusion"));
  theta_confusion_card_choose (card, "majority");
  model = theta_confusion_card_get_model (card);
  n = theta_session_get_results (session)->data->n_classes;
  for (guint k = 0; k < n * n; k++)
    if (k / n != k % n && model->confusion[k] > most)
      {
        most = model->confusion[k];
        row = k / n;
        column = k % n;
      }
  area = ui_find (GTK_WIDGET (card), GTK_TYPE_DRAWING_AREA);
  gtk_widget_grab_focus (area);
  first = g_strdup_printf ("%u rows of class %s were taken for %s", most, names[row],
                           names[column]);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       first);
  while (column != row)
    {
      g_assert_true (ui_press (area, column < row ? GDK_KEY_Right : GDK_KEY_Left, 0));
      column += column < row ? 1 : -1;
    }
  next = model->confusion[row * n + column];
  second = g_strdup_printf (next == 1 ? "%u row of class %s was recognised"
                                      : "%u rows of class %s were recognised",
                            next, names[row]);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       second);
  for (guint k = 0; k < n + 1; k++)
    g_assert_true (ui_press (area, GDK_KEY_Up, 0)); /* it stays inside */
  g_assert_false (ui_press (area, GDK_KEY_Tab, 0));
  theta_confusion_card_choose (card, "wntk");
}

/* One click sets what the finding asks for. */
static void
test_remedy (void)
{
  g_autofree char *value = NULL;
  guint found = G_MAXUINT;
  ThetaResults *results;

  ui_reset ();
  ui_set ("Dataset.Standardize=all");
  results = ui_run ();
  ui_act ("win.page('results')");
  ui_settle ();
  for (guint k = 0; k < results->health->len; k++)
    if (theta_results_remedy (results, k) != NULL)
      found = MIN (found, k);
  g_assert_cmpuint (found, !=, G_MAXUINT);
  g_assert_true (has_text (ui_child (results_page (), "findings"), "Standardise on training rows"));
  g_assert_true (gtk_widget_activate_action (results_page (), "results.mend", "u", found));
  value = theta_experiment_get (theta_session_get_experiment (session), "Dataset.Standardize");
  g_assert_cmpstr (value, ==, "train");
}

static void
test_table (void)
{
  GtkWidget *shown = theta_figure_menu_show_table (GTK_WIDGET (window), "Numbers",
                                                   "a\tb\n1\t2\n3\t4\n");
  gpointer gone = shown;

  ui_settle ();
  g_assert_true (has_text (shown, "4"));
  g_object_add_weak_pointer (G_OBJECT (shown), &gone);
  gtk_window_destroy (GTK_WINDOW (shown));
  ui_settle ();
  g_assert_null (gone);
}

static void
run_with (const char *assignment)
{
  guint before = theta_past_page_count (past ());

  ui_set (assignment);
  ui_run ();
  ui_wait (theta_past_page_count (past ()) == before + 1);
}

static void
test_past (void)
{
  GtkEditable *filter = GTK_EDITABLE (ui_child (past (), "filter"));
  g_autofree char *sentence = NULL, *before = NULL, *depth = NULL, *means = NULL, *shallow = NULL;
  guint all;

  ui_reset ();
  run_with ("Network.Depth=2");
  before = theta_results_sentence (theta_session_get_results (session));
  shallow = say_means (theta_session_get_results (session));
  run_with ("Network.Depth=3");
  means = say_means (theta_session_get_results (session));
  ui_act ("win.past-runs");
  ui_settle ();
  g_assert_cmpstr (view (), ==, "past");
  g_assert_cmpstr (past_view (), ==, "list");
  all = theta_past_page_count (past ());
  g_assert_cmpuint (all, >=, 2);
  g_assert_true (has_text (GTK_WIDGET (past ()), means));
  g_assert_true (has_text (GTK_WIDGET (past ()), shallow));

  theta_past_page_set_note (past (), 1, "the shallow one");
  ui_wait (has_text (GTK_WIDGET (past ()), "the shallow one"));
  gtk_editable_set_text (filter, "SHALLOW");
  ui_wait (theta_past_page_count (past ()) == 1);
  gtk_editable_set_text (filter, "barley");
  ui_wait (theta_past_page_count (past ()) == 0);
  g_assert_cmpstr (past_view (), ==, "empty");
  gtk_editable_set_text (filter, "");
  ui_wait (theta_past_page_count (past ()) == all);

  /* The older run again, with its settings and its sentence. */
  theta_past_page_reopen (past (), 1);
  ui_wait (theta_session_get_results (session)->restored);
  ui_settle ();
  g_assert_cmpstr (view (), ==, "run");
  sentence = theta_results_sentence (theta_session_get_results (session));
  g_assert_cmpstr (sentence, ==, before);
  g_assert_cmpstr (ui_label (results_page (), "sentence"), ==, sentence);
  g_assert_true (gtk_widget_get_visible (ui_child (results_page (), "restored")));
  depth = theta_experiment_get (theta_session_get_experiment (session), "Network.Depth");
  g_assert_cmpstr (depth, ==, "2");
  for (guint k = 1; k <= 4; k++)
    {
      /* No page may stumble over what a past run does not have. */
      static const char *const pages[] = { "data", "kernels", "learning", "results" };
      g_autofree char *action = g_strdup_printf ("win.page('%s')", pages[k - 1]);

      ui_act (action);
      ui_settle ();
    }
}

static void
test_compare (void)
{
  ui_act ("win.past-runs");
  ui_settle ();
  g_assert_cmpuint (theta_past_page_count (past ()), >=, 2);
  theta_past_page_choose (past (), 0, TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (past ()), "past.back", NULL));
  ui_act ("win.past-runs");
  theta_past_page_choose (past (), 1, TRUE);
  /* Reading the list anew takes no tick away. */
  theta_past_page_set_note (past (), 0, "ticked");
  ui_wait (has_text (GTK_WIDGET (past ()), "ticked"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (past ()), "past.compare", NULL));
  ui_wait (g_str_equal (past_view (), "compare"));
  ui_settle ();
  g_assert_true (has_text (GTK_WIDGET (past ()), "Network.Depth"));
  g_assert_true (has_text (GTK_WIDGET (past ()), "NTK, tuned λ"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (past ()), "past.back", NULL));
  g_assert_cmpstr (past_view (), ==, "list");
}

static void
on_button (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Undo") == 0)
    g_signal_emit_by_name (widget, "clicked");
  else
    for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
         at = gtk_widget_get_next_sibling (at))
      on_button (at);
}

/* The toast of something done before may stand in front. */
static gboolean
is_undone (guint all)
{
  if (theta_past_page_count (past ()) != all)
    on_button (GTK_WIDGET (window));
  return theta_past_page_count (past ()) == all;
}

static void
test_undo (void)
{
  guint all;

  ui_act ("win.past-runs");
  ui_settle ();
  all = theta_past_page_count (past ());
  theta_past_page_delete (past (), 0);
  ui_wait (theta_past_page_count (past ()) == all - 1);
  ui_settle ();
  ui_wait (is_undone (all));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("thetascope-past-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  int status;

  g_setenv ("THETASCOPE_HISTORY", path, TRUE);
  ui_begin (&argc, &argv);
  g_test_add_func ("/past-runs/predictions", test_predictions);
  g_test_add_func ("/results/confusion-keys", test_confusion_keys);
  g_test_add_func ("/past-runs/remedy", test_remedy);
  g_test_add_func ("/past-runs/table", test_table);
  g_test_add_func ("/past-runs/past", test_past);
  g_test_add_func ("/past-runs/compare", test_compare);
  g_test_add_func ("/past-runs/undo", test_undo);
  status = ui_end ();
  g_unlink (path);
  g_rmdir (folder);
  return status;
}
