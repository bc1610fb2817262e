/* The fold on the Kernels page: its own kernels, how long they take, and back. */
#include "support.h"

#include <math.h>
#include <string.h>

#include "experiment/fold-frame.h"
#include "ui/kernels-page.h"
#include "ui/weights-card.h"

static ThetaKernelsPage *
page (void)
{
  return THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
}

static GtkDropDown *
choice (const char *name)
{
  return GTK_DROP_DOWN (ui_child (page (), name));
}

/* A run whose kernels are shown as they are, in the first fold. */
static ThetaResults *
show_raw (const char *preparation)
{
  ThetaResults *results;

  ui_reset ();
  ui_set (preparation);
  results = ui_run ();
  ui_act ("win.page('kernels')");
  gtk_drop_down_set_selected (choice ("show"), THETA_SHOW_RAW);
  ui_wait (gtk_widget_get_visible (GTK_WIDGET (choice ("fold"))));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice ("fold")), ==, 0);
  ui_settle ();
  return results;
}

static void
on_frame (GObject *source, GAsyncResult *result, gpointer out)
{
  *(ThetaFrame **) out = theta_fold_frame_finish (session, result, NULL);
}

/* Whether map @m shows what the kernels of @frame are, A over Σa, at some rows of each class. */
static gboolean
shows (const ThetaFrame *frame, guint m)
{
  const ThetaHeatmap *map = theta_heatmap_view_get_heatmap (theta_kernels_page_get_map (page (), m));
  guint layers = frame->kernel->layers, n = (guint) frame->kernel->rows;
  double entry[THETA_MAX_KERNELS], value, sum = 0;

  if (map == NULL || map->bins != n)
    return FALSE;
  for (guint l = 0; l < layers; l++)
    sum += frame->weights[l];
  for (guint i = 3; i < n; i += 50)
    for (guint j = 5; j < n; j += 50)
      {
        g_assert_true (theta_kernel_read (frame->kernel, frame->picture->order[i],
                                          frame->picture->order[j], entry));
        value = m < layers ? entry[m] : 0;
        for (guint l = 0; m == layers && l < layers; l++)
          value += frame->weights[l] * entry[l] / sum;
        if (fabs (map->values[(gsize) i * n + j] - value) > 1e-5 * fabs (value))
          return FALSE;
      }
  return TRUE;
}

/* Every fold standardises by its own training rows: its layers are others. */
static void
test_own (void)
{
  ThetaResults *results = show_raw ("Dataset.Standardize=train");
  ThetaFrame *drawn = results->frame, *second = NULL;
  const char *tip;

  ui_wait (shows (drawn, 1) && shows (drawn, 5));
  gtk_drop_down_set_selected (choice ("fold"), 1);
  ui_wait (!shows (drawn, 1));
  theta_fold_frame_async (session, results, 1, NULL, on_frame, &second);
  ui_wait (second != NULL);
  for (guint m = 0; m <= 5; m++)
    ui_wait (shows (second, m) && !shows (drawn, m));
  tip = gtk_widget_get_tooltip_text (GTK_WIDGET (choice ("fold")));
  g_assert_nonnull (strstr (tip, "its own"));
  /* In another order they are still those of that fold. */
  gtk_drop_down_set_selected (choice ("order"), 1);
  ui_wait (!shows (second, 1));
  ui_settle ();
  g_assert_cmpuint (gtk_drop_down_get_selected (choice ("fold")), ==, 1);
  g_assert_cmpuint (theta_kernels_page_get_fold (page ()), ==, 1);
  gtk_drop_down_set_selected (choice ("order"), 0);
  ui_wait (shows (second, 1));
  theta_frame_unref (second);
  gtk_drop_down_set_selected (choice ("fold"), 0);
  ui_wait (shows (drawn, 1) && shows (drawn, 5));
}

/* Where all rows prepare the columns the layers stay, and A alone is another. */
static void
test_shared (void)
{
  ThetaResults *results = show_raw ("Dataset.Standardize=all");
  ThetaFrame *drawn = results->frame;
  const char *tip;

  ui_wait (shows (drawn, 1) && shows (drawn, 5));
  gtk_drop_down_set_selected (choice ("fold"), 1);
  ui_wait (!shows (drawn, 5));
  for (guint m = 0; m < 5; m++)
    g_assert_true (shows (drawn, m));
  tip = gtk_widget_get_tooltip_text (GTK_WIDGET (choice ("fold")));
  g_assert_nonnull (strstr (tip, "the same in all"));
  gtk_drop_down_set_selected (choice ("fold"), 0);
  ui_wait (shows (drawn, 5));
}

/* ---- while it takes long ---- */

static int held; /* atomic */

/* Holds the compute thread. */
static gpointer
hold (ThetaDevice *device, gpointer data, GError **error)
{
  while (g_atomic_int_get (&held))
    g_usleep (1000);
  return &held;
}

static void
on_held (GObject *source, GAsyncResult *result, gpointer done)
{
  *(gboolean *) done
      = theta_worker_call_finish (theta_session_get_worker (session), result, NULL) != NULL;
}

/* The toast about the fold: its button, or NULL. */
static GtkWidget *
find_cancel (void)
{
  GtkWidget *toast = ui_find (GTK_WIDGET (window), g_type_from_name ("AdwToastWidget"));
  GtkWidget *title = toast != NULL ? ui_find (toast, GTK_TYPE_LABEL) : NULL;

  return title != NULL && strstr (gtk_label_get_text (GTK_LABEL (title)), "kernels of fold 2") != NULL
             ? ui_find (toast, GTK_TYPE_BUTTON)
             : NULL;
}

static void
test_cancel (void)
{
  ThetaResults *results = show_raw ("Dataset.Standardize=train");
  GtkWidget *board = ui_child (page (), "board");
  gboolean done = FALSE;

  ui_wait (shows (results->frame, 1));
  ui_settle ();
  g_atomic_int_set (&held, TRUE);
  theta_worker_call_async (theta_session_get_worker (session), hold, NULL, NULL, NULL, NULL,
                           on_held, &done);
  gtk_drop_down_set_selected (choice ("fold"), 1);
  g_assert_cmpuint (theta_kernels_page_get_fold (page ()), ==, 1);
  ui_wait (find_cancel () != NULL);
  g_assert_true (gtk_widget_has_css_class (board, "theta-old"));
  g_assert_true (shows (results->frame, 1));
  g_signal_emit_by_name (find_cancel (), "clicked");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice ("fold")), ==, 0);
  g_assert_false (gtk_widget_has_css_class (board, "theta-old"));
  g_atomic_int_set (&held, FALSE);
  ui_wait (done && find_cancel () == NULL);
  ui_settle ();
  g_assert_cmpuint (theta_kernels_page_get_fold (page ()), ==, 0);
  g_assert_true (shows (results->frame, 1) && shows (results->frame, 5));
}

/* Somebody who chooses, and looks at something else, finds what was chosen on coming back. */
static void
test_leave (void)
{
  ThetaResults *results = show_raw ("Dataset.Standardize=train");
  gboolean done = FALSE;

  ui_wait (shows (results->frame, 1));
  g_atomic_int_set (&held, TRUE);
  theta_worker_call_async (theta_session_get_worker (session), hold, NULL, NULL, NULL, NULL,
                           on_held, &done);
  gtk_drop_down_set_selected (choice ("fold"), 1);
  ui_wait (find_cancel () != NULL);
  ui_act ("win.page('data')");
  ui_wait (find_cancel () == NULL);
  g_atomic_int_set (&held, FALSE);
  ui_wait (done);
  ui_act ("win.page('kernels')");
  ui_wait (!shows (results->frame, 1));
  g_assert_cmpuint (theta_kernels_page_get_fold (page ()), ==, 1);
  gtk_drop_down_set_selected (choice ("fold"), 0);
  ui_wait (shows (results->frame, 1));
  gtk_drop_down_set_selected (choice ("show"), THETA_SHOW_COSINE);
}

/* ---- weights by hand ---- */

static GtkWidget *
learning (void)
{
  return ui_child (window, "learning_page");
}

/* Whether the map of A beside the weights is of the kernels and weights of @frame, as cosine. */
static gboolean
weighs (const ThetaFrame *frame)
{
  GtkWidget *map = gtk_widget_get_first_child (
      ui_child (ui_child (learning (), "weighed"), "total_bin"));
  const ThetaHeatmap *drawn = theta_heatmap_view_get_heatmap (THETA_HEATMAP_VIEW (map));
  guint i = frame->picture->order[20], j = frame->picture->order[150];
  const guint at[3][2] = { { i, j }, { i, i }, { j, j } };
  double entry[THETA_MAX_KERNELS], a[3] = { 0 };

  if (drawn == NULL || drawn->bins != frame->kernel->rows)
    return FALSE;
  for (guint k = 0; k < 3; k++)
    {
      g_assert_true (theta_kernel_read (frame->kernel, at[k][0], at[k][1], entry));
      for (guint l = 0; l < frame->kernel->layers; l++)
        a[k] += frame->weights[l] * entry[l];
    }
  return fabs (drawn->values[20 * drawn->bins + 150] - a[0] / sqrt (a[1] * a[2])) < 1e-5;
}

/* What is learnt last in a fold is as good by hand: on its own kernels and rows. */
static void
test_by_hand (void)
{
  GtkDropDown *fold = GTK_DROP_DOWN (ui_child (learning (), "fold"));
  ThetaWeightsCard *by_hand = THETA_WEIGHTS_CARD (ui_child (learning (), "by_hand"));
  GtkWidget *weighed = ui_child (learning (), "weighed");
  ThetaResults *results = show_raw ("Dataset.Standardize=train");
  double first = 0, most = 0;

  ui_act ("win.page('learning')");
  ui_settle ();
  g_assert_cmpuint (results->histories->len, ==, results->folds->len);
  for (guint f = 0; f < results->folds->len; f++)
    {
      const ThetaHistory *history = results->histories->pdata[f];
      double learnt = history->iterations[history->count - 1].loo_loss;
      ThetaFrame *frame = NULL;

      first = f == 0 ? learnt : first;
      most = MAX (most, fabs (learnt - first));
      gtk_drop_down_set_selected (fold, f);
      theta_fold_frame_async (session, results, f, NULL, on_frame, &frame);
      ui_wait (frame != NULL && weighs (frame));
      theta_frame_unref (frame);
      theta_weights_card_set_active (by_hand, TRUE);
      ui_wait_for_answers ();
      g_assert_cmpstr (ui_label (weighed, "change"), ==, "as before");
      g_assert_cmpfloat_with_epsilon (g_ascii_strtod (ui_label (weighed, "error"), NULL), learnt,
                                      0.0006);
      g_assert_true (gtk_widget_get_sensitive (ui_child (learning (), "held_out")));
      theta_weights_card_set_active (by_hand, FALSE);
    }
  /* They could not be told apart otherwise. */
  g_assert_cmpfloat (most, >, 0.002);
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/folds/own", test_own);
  g_test_add_func ("/folds/shared", test_shared);
  g_test_add_func ("/folds/cancel", test_cancel);
  g_test_add_func ("/folds/leave", test_leave);
  g_test_add_func ("/folds/by-hand", test_by_hand);
  return ui_end ();
}
