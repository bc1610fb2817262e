/* The results page and the past runs: kept, found, noted, deleted, reopened, compared. */
#include "support.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "experiment/store.h"
#include "ui/confusion-card.h"
#include "ui/past-order.h"
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

/* The card at the top of the comparison. */
static GtkWidget *
first_compared (void)
{
  GtkWidget *clamp = ui_find (ui_child (past (), "compare"), ADW_TYPE_CLAMP);

  return gtk_widget_get_first_child (adw_clamp_get_child (ADW_CLAMP (clamp)));
}

/* Two runs: the cards stand in pairs, filled by their columns and all in view; where text is
 * large they stand one under the other. */
static void
check_pairs (void)
{
  GtkWidget *page = ui_child (past (), "compare"), *grid = ui_find (page, GTK_TYPE_GRID);
  GtkWidget *card = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (first_compared ()));
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page));
  int dpi;

  ui_resize (1280, 800);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  for (int text = 1; text <= 2; text++)
    {
      graphene_rect_t first, second;

      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", text * dpi, NULL);
      ui_settle ();
      first = ui_bounds (card, page);
      second = ui_bounds (gtk_widget_get_next_sibling (card), page);
      g_assert_cmpfloat (second.origin.x + second.size.width, >, gtk_widget_get_width (page) - 30);
      g_assert_cmpint (gtk_widget_get_width (grid), >, (int) first.size.width - 40);
      g_assert_cmpint (first.origin.y == second.origin.y, ==, text == 1);
      g_assert_cmpint (first.origin.x == second.origin.x, ==, text == 2);
      if (text == 1)
        g_assert_cmpfloat (gtk_adjustment_get_upper (down), <=,
                           gtk_adjustment_get_page_size (down));
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, NULL);
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
  g_assert_true (has_text (first_compared (), "Network.Depth"));
  g_assert_true (has_text (GTK_WIDGET (past ()), "NTK, tuned λ"));
  check_pairs ();
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (past ()), "past.back", NULL));
  g_assert_cmpstr (past_view (), ==, "list");
}

/* ---- the order of the list ---- */

static ThetaPastRun *
run_of (const char *name, gint64 finished, double error, double accuracy)
{
  ThetaPastRun *run = g_new0 (ThetaPastRun, 1);

  *run = (ThetaPastRun){ .id = finished, .finished = finished, .name = g_strdup (name),
                         .error = error, .accuracy = accuracy };
  return run;
}

static int
compare_runs (gconstpointer a, gconstpointer b, gpointer order)
{
  return theta_past_order_compare (*(const ThetaPastRun *const *) a,
                                   *(const ThetaPastRun *const *) b,
                                   (ThetaPastOrder) GPOINTER_TO_UINT (order));
}

/* What was stopped or failed has no number and stands last; equals begin with the newest. */
static void
test_order (void)
{
  static const struct
  {
    ThetaPastOrder order;
    gint64 finished[5];
  } cases[] = { { THETA_PAST_NEWEST, { 5, 4, 3, 2, 1 } },
                { THETA_PAST_ERROR, { 4, 2, 1, 5, 3 } },
                { THETA_PAST_ACCURACY, { 1, 4, 2, 5, 3 } },
                { THETA_PAST_NAME, { 2, 1, 4, 3, 5 } } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GPtrArray) runs
          = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_past_run_free);

      g_ptr_array_add (runs, run_of ("Moons", 3, NAN, NAN));
      g_ptr_array_add (runs, run_of ("iris", 1, 0.30, 0.99));
      g_ptr_array_add (runs, run_of ("Wine", 5, NAN, NAN));
      g_ptr_array_add (runs, run_of ("Iris", 2, 0.10, 0.90));
      g_ptr_array_add (runs, run_of ("Moons", 4, 0.10, 0.95));
      g_ptr_array_sort_with_data (runs, compare_runs, GUINT_TO_POINTER (cases[k].order));
      for (guint i = 0; i < runs->len; i++)
        g_assert_cmpint (((ThetaPastRun *) runs->pdata[i])->finished, ==, cases[k].finished[i]);
    }
}

/* A run of which nothing but its settings was kept. */
static void
add_run_without_results (void)
{
  g_autofree char *path = theta_store_path ();
  g_autoptr (ThetaStore) store = theta_store_open (path, NULL);
  g_autoptr (ThetaPastRun) run = theta_past_run_new (theta_session_get_results (session));
  g_autoptr (GError) error = NULL;

  g_free (run->results);
  run->results = g_strdup ("");
  theta_store_add (store, run, &error);
  g_assert_no_error (error);
}

/* Whether the list is in this order, what has no error at its end. */
static gboolean
is_sorted (ThetaPastOrder order)
{
  guint n = theta_past_page_count (past ());

  for (guint i = 1; i < n; i++)
    if (theta_past_order_compare (theta_past_page_get_run (past (), i - 1),
                                  theta_past_page_get_run (past (), i), order)
        >= 0)
      return FALSE;
  return TRUE;
}

/* By the drop-down in the bar, which is remembered; what the rows do follows the order. */
static void
test_sort (void)
{
  GtkDropDown *order = GTK_DROP_DOWN (ui_child (past (), "order"));
  guint all, last;
  gint64 id;

  ui_reset ();
  run_with ("Network.Depth=4");
  all = theta_past_page_count (past ());
  add_run_without_results ();
  ui_act ("win.past-runs");
  ui_wait (theta_past_page_count (past ()) == all + 1);
  last = all;
  g_assert_cmpuint (gtk_drop_down_get_selected (order), ==, THETA_PAST_NEWEST);
  g_assert_true (isnan (theta_past_page_get_run (past (), 0)->error));
  g_assert_true (has_text (GTK_WIDGET (past ()), "No error is known"));
  for (guint k = 0; k < THETA_PAST_N_ORDERS; k++)
    {
      gtk_drop_down_set_selected (order, k);
      ui_settle ();
      g_assert_true (is_sorted ((ThetaPastOrder) k));
      g_assert_cmpint (theta_past_order_recall (), ==, k);
    }
  gtk_drop_down_set_selected (order, THETA_PAST_ERROR);
  ui_settle ();
  g_assert_false (is_sorted (THETA_PAST_NEWEST));
  g_assert_true (isnan (theta_past_page_get_run (past (), last)->error));
  id = theta_past_page_get_run (past (), last)->id;
  theta_past_page_delete (past (), last);
  ui_wait (theta_past_page_count (past ()) == all);
  for (guint i = 0; i < all; i++)
    g_assert_cmpint (theta_past_page_get_run (past (), i)->id, !=, id);
  gtk_drop_down_set_selected (order, THETA_PAST_NEWEST);
}

/* The choice of a drop-down whose label begins so; GTK_INVALID_LIST_POSITION for none. */
static guint
option_of (GtkDropDown *down, const char *label)
{
  GtkStringList *labels = GTK_STRING_LIST (gtk_drop_down_get_model (down));

  for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (labels)); k++)
    if (g_str_has_prefix (gtk_string_list_get_string (labels, k), label))
      return k;
  return GTK_INVALID_LIST_POSITION;
}

/* The runs of one data set alone, which stays chosen while they come and go; with the last
 * of them all are shown again. */
static void
test_data (void)
{
  GtkDropDown *data = GTK_DROP_DOWN (ui_child (past (), "data"));
  guint all, wine;

  ui_reset ();
  run_with ("Network.Depth=2");
  ui_act ("win.past-runs");
  ui_settle ();
  all = wine = theta_past_page_count (past ());
  g_assert_cmpuint (option_of (data, "Iris"), ==, GTK_INVALID_LIST_POSITION);
  run_with ("Dataset.Source=sample:iris");
  run_with ("Network.Depth=3");
  ui_wait (option_of (data, "Iris (2)") == 1);
  gtk_drop_down_set_selected (data, 1);
  ui_wait (theta_past_page_count (past ()) == 2);
  for (guint k = 0; k < 2; k++)
    g_assert_cmpstr (theta_past_page_get_run (past (), k)->name, ==, "Iris");
  gtk_drop_down_set_selected (data, option_of (data, "Wine ("));
  ui_wait (theta_past_page_count (past ()) == wine);
  gtk_drop_down_set_selected (data, 1);
  theta_past_page_delete (past (), 0);
  ui_wait (option_of (data, "Iris (1)") == 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (data), ==, 1);
  g_assert_cmpuint (theta_past_page_count (past ()), ==, 1);
  theta_past_page_delete (past (), 0);
  ui_wait (theta_past_page_count (past ()) == all);
  g_assert_cmpuint (gtk_drop_down_get_selected (data), ==, 0);
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

/* Whether the toast that is seen begins with @sentence. */
static gboolean
is_told (const char *sentence)
{
  GtkWidget *toast = ui_find (GTK_WIDGET (window), g_type_from_name ("AdwToastWidget"));
  GtkWidget *title = toast != NULL ? ui_find (toast, GTK_TYPE_LABEL) : NULL;

  return title != NULL && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (title)), sentence);
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
  ui_wait (is_told ("Deleted run "));
  ui_wait (is_undone (all));
}

/* Nothing is offered to look through before there is a run. */
static void
test_empty (void)
{
  static const char *const controls[] = { "data", "sort_box", "filter", "compare_button" };

  g_assert_cmpuint (theta_past_page_count (past ()), ==, 0);
  ui_act ("win.past-runs");
  ui_settle ();
  g_assert_cmpstr (past_view (), ==, "empty");
  for (guint k = 0; k < G_N_ELEMENTS (controls); k++)
    g_assert_false (gtk_widget_get_visible (ui_child (past (), controls[k])));
  run_with ("Network.Depth=2");
  ui_act ("win.past-runs");
  ui_wait (theta_past_page_count (past ()) == 1);
  ui_settle ();
  for (guint k = 0; k < G_N_ELEMENTS (controls); k++)
    g_assert_true (gtk_widget_get_visible (ui_child (past (), controls[k])));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("thetascope-past-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  int status;

  g_setenv ("THETASCOPE_HISTORY", path, TRUE);
  ui_begin (&argc, &argv);
  g_test_add_func ("/past-runs/empty", test_empty);
  g_test_add_func ("/past-runs/predictions", test_predictions);
  g_test_add_func ("/past-runs/remedy", test_remedy);
  g_test_add_func ("/past-runs/past", test_past);
  g_test_add_func ("/past-runs/compare", test_compare);
  g_test_add_func ("/past-runs/undo", test_undo);
  g_test_add_func ("/past-runs/order", test_order);
  g_test_add_func ("/past-runs/sort", test_sort);
  g_test_add_func ("/past-runs/data", test_data);
  status = ui_end ();
  g_unlink (path);
  g_rmdir (folder);
  return status;
}
