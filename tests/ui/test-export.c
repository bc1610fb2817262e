/* Exporting figures and numbers, and the experiment as a command. */
#include "support.h"

#include <string.h>

#include "experiment/fold-frame.h"
#include "ui/command.h"
#include "ui/export-dialog.h"
#include "ui/kernels-page.h"

static const ThetaExperiment *
experiment (void)
{
  return theta_session_get_experiment (session);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **place = user_data;
  g_autoptr (GError) error = NULL;

  *place = theta_export_finish_path (result, &error);
  if (*place == NULL)
    *place = g_strdup (error->message);
}

static char *
export_and_read (const ThetaExportWhat *what, const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (ui_folder (), name, NULL), *done = NULL;
  char *text = NULL;

  theta_export_async (session, ui_run (), what, path, NULL, NULL, on_written, &done);
  ui_wait (done != NULL);
  g_assert_cmpstr (done, ==, path);
  g_assert_true (g_file_get_contents (path, &text, length, NULL));
  return text;
}

static guint
count_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines);
}

/* Θ_4(4, 9) in the table of Θ_4 alone, under the rows' numbers; writing that is stopped
 * leaves nothing behind. */
static void
check_layer (ThetaResults *results, const double *entry)
{
  const ThetaExportWhat layer = { .kind = THETA_EXPORT_LAYER_CSV, .layer = 3 };
  const ThetaExportWhat none = { .kind = THETA_EXPORT_LAYER_CSV, .layer = 5 };
  gsize n = results->frame->kernel->rows, length;
  g_autofree char *csv = export_and_read (&layer, "theta-4.csv", &length), *done = NULL;
  g_autofree char *stopped = g_build_filename (ui_folder (), "stopped.csv", NULL);
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1), cells = g_strsplit (lines[5], ",", -1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  int *permille = g_atomic_rc_box_new0 (int);

  g_assert_true (g_str_has_prefix (lines[0], "row,1,2,3,"));
  g_assert_cmpuint (g_strv_length (lines), ==, n + 2);
  g_assert_cmpuint (g_strv_length (cells), ==, n + 1);
  g_assert_cmpstr (cells[0], ==, "5");
  g_assert_cmpfloat (g_ascii_strtod (cells[10], NULL), ==, entry[3]);
  g_assert_false (theta_export_has (results, &none));
  g_cancellable_cancel (cancellable);
  theta_export_async (session, results, &layer, stopped, cancellable, permille, on_written, &done);
  ui_wait (done != NULL);
  g_assert_false (g_file_test (stopped, G_FILE_TEST_EXISTS));
  g_clear_pointer (&done, g_free);
  theta_export_async (session, results, &layer, stopped, NULL, permille, on_written, &done);
  ui_wait (done != NULL);
  g_assert_cmpint (g_atomic_int_get (permille), ==, 1000);
  g_atomic_rc_box_release (permille);
}

/* A(4, 9) as NPY and as text, and a writing that is stopped leaves nothing behind. */
static void
check_total (ThetaResults *results)
{
  const ThetaFrame *frame = results->frame;
  const ThetaExportWhat total = { THETA_EXPORT_TOTAL };
  gsize n = frame->kernel->rows, length;
  g_autofree double *entry = g_new (double, frame->kernel->layers);
  g_autofree char *npy = export_and_read (&total, "a.npy", &length), *csv = NULL, *done = NULL;
  g_autofree char *stopped = g_build_filename (ui_folder (), "stopped.npy", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (GStrv) lines = NULL, cells = NULL;
  int *permille = g_atomic_rc_box_new0 (int);
  double a = 0, written;

  theta_kernel_read (frame->kernel, 4, 9, entry);
  for (guint l = 0; l < frame->kernel->layers; l++)
    a += frame->weights[l] * entry[l];
  memcpy (&written, npy + length - (n * n - (4 * n + 9)) * sizeof (double), sizeof written);
  g_assert_cmpfloat (written, ==, a);
  check_layer (results, entry);
  csv = export_and_read (&(ThetaExportWhat){ THETA_EXPORT_TOTAL_CSV }, "a.csv", &length);
  lines = g_strsplit (csv, "\n", -1);
  cells = g_strsplit (lines[5], ",", -1);
  g_assert_cmpuint (g_strv_length (cells), ==, n + 1);
  g_assert_cmpstr (cells[0], ==, "5");
  g_assert_cmpfloat (g_ascii_strtod (cells[10], NULL), ==, a);
  g_cancellable_cancel (cancellable);
  theta_export_async (session, results, &total, stopped, cancellable, permille, on_written, &done);
  ui_wait (done != NULL);
  g_assert_false (g_file_test (stopped, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_atomic_int_get (permille), ==, 0);
  g_clear_pointer (&done, g_free);
  theta_export_async (session, results, &total, stopped, NULL, permille, on_written, &done);
  ui_wait (done != NULL);
  g_assert_cmpint (g_atomic_int_get (permille), ==, 1000);
  g_atomic_rc_box_release (permille);
}

static void
test_export (void)
{
  const ThetaFigure *loss = theta_figure_find ("results");
  ThetaExportWhat figure = { THETA_EXPORT_FIGURE, loss, 500, 3 };
  ThetaResults *results;
  g_autofree char *pdf = NULL, *svg = NULL, *png = NULL, *models = NULL, *kernels = NULL;
  g_autofree char *bad = g_build_filename (ui_folder (), "x.gif", NULL);
  g_autofree char *json = NULL, *done = NULL;
  gsize length, n, height;
  double entry[5], written;

  ui_reset ();
  results = ui_run ();
  pdf = export_and_read (&figure, "f.pdf", &length);
  g_assert_cmpint (memcmp (pdf, "%PDF", 4), ==, 0);
  svg = export_and_read (&figure, "f.svg", &length);
  g_assert_nonnull (strstr (svg, "width=\"375")); /* 500 units of 1/96 inch in points */
  png = export_and_read (&figure, "f.png", &length);
  height = ((guint8) png[22] << 8) + (guint8) png[23];
  g_assert_cmpint (((guint8) png[18] << 8) + (guint8) png[19], ==, 1500);
  g_assert_cmpuint (height, ==, 3 * (gsize) loss->height (results, 500));
  models = export_and_read (&(ThetaExportWhat){ THETA_EXPORT_MODELS }, "m.csv", &length);
  g_assert_cmpuint (count_lines (models), ==, results->models->len * results->folds->len + 2);
  json = export_and_read (&(ThetaExportWhat){ THETA_EXPORT_NUMBERS }, "r.json", &length);
  g_assert_cmpint (json[0], ==, '{');
  kernels = export_and_read (&(ThetaExportWhat){ THETA_EXPORT_KERNELS }, "k.npy", &length);
  n = results->frame->kernel->rows;
  g_assert_cmpuint (length % 64, ==, 5 * n * n * sizeof (double) % 64);
  /* Θ_4(3, 8), where the format puts it. */
  g_assert_true (theta_kernel_read (results->frame->kernel, 3, 8, entry));
  memcpy (&written, kernels + length - (5 * n * n - (3 * n * n + 3 * n + 8)) * sizeof (double),
          sizeof written);
  g_assert_cmpfloat (written, ==, entry[3]);
  check_total (results);
  theta_export_async (session, results, &figure, bad, NULL, NULL, on_written, &done);
  ui_wait (done != NULL);
  g_assert_nonnull (strstr (done, "ends in .pdf, .svg or .png"));
  g_assert_false (g_file_test (bad, G_FILE_TEST_EXISTS));
}

typedef struct
{
  ThetaExportWhat what;
  gboolean page;
  char ending[8], name[32];
  guint n;
} Choice;

static void
on_chosen (const ThetaExportWhat *what, gboolean page, const char *ending, const char *name,
           gpointer user_data)
{
  Choice *choice = user_data;

  choice->what = *what;
  choice->page = page;
  g_strlcpy (choice->ending, ending, sizeof choice->ending);
  g_strlcpy (choice->name, name, sizeof choice->name);
  choice->n++;
}

/* Chooses the thing with this title, which is there. */
static void
choose_what (GtkWindow *dialog, const char *title)
{
  AdwComboRow *what = ADW_COMBO_ROW (ui_find_named (GTK_WIDGET (dialog), "what"));
  GtkStringList *titles = GTK_STRING_LIST (adw_combo_row_get_model (what));
  guint at = 0;

  while (g_strcmp0 (gtk_string_list_get_string (titles, at), title) != 0)
    g_assert_nonnull (gtk_string_list_get_string (titles, at++));
  adw_combo_row_set_selected (what, at);
}

/* The dialog asks only what the thing needs, and hands on what was chosen. */
static void
test_export_dialog (void)
{
  Choice choice = { 0 };
  GtkWindow *dialog;
  GtkWidget *what, *format, *width, *scale;

  ui_reset ();
  dialog = theta_export_dialog_new (GTK_WINDOW (window), ui_run (), 0, 900, on_chosen, &choice);
  gtk_window_present (dialog);
  ui_settle ();
  what = ui_find_named (GTK_WIDGET (dialog), "what");
  format = ui_find_named (GTK_WIDGET (dialog), "format");
  width = ui_find_named (GTK_WIDGET (dialog), "width");
  scale = ui_find_named (GTK_WIDGET (dialog), "scale");
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (width)), ==, 900);
  g_assert_false (gtk_widget_get_visible (scale));
  adw_combo_row_set_selected (ADW_COMBO_ROW (format), 2);
  g_assert_true (gtk_widget_get_visible (scale));
  /* The page, maps and charts as they are looked at, then the figures of the run. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (what), 3);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (width)), ==, 760);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (width), 640);
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  g_assert_cmpuint (choice.n, ==, 1);
  g_assert_false (choice.page);
  g_assert_cmpint (choice.what.kind, ==, THETA_EXPORT_FIGURE);
  g_assert_cmpfloat (choice.what.width, ==, 640);
  g_assert_cmpstr (choice.ending, ==, "png");

  dialog = theta_export_dialog_new (GTK_WINDOW (window), ui_run (), 0, 900, on_chosen, &choice);
  what = ui_find_named (GTK_WIDGET (dialog), "what");
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (what),
      g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (what))) - 1);
  g_assert_false (gtk_widget_get_visible (ui_find_named (GTK_WIDGET (dialog), "format")));
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  g_assert_cmpint (choice.what.kind, ==, THETA_EXPORT_FOLDER);
  g_assert_cmpstr (choice.ending, ==, "");
}

static void
on_frame (GObject *source, GAsyncResult *result, gpointer out)
{
  *(ThetaFrame **) out = theta_fold_frame_finish (session, result, NULL);
}

/* A at (4, 9) as the page of the kernels has it, of whatever fold is chosen there. */
static void
check_fold (ThetaResults *results, guint fold, const char *name)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  ThetaExportWhat total = { .kind = THETA_EXPORT_TOTAL, .fold = fold };
  const ThetaFit *fit = theta_results_learnt (results, fold, 5);
  g_autofree char *title = g_strdup_printf ("Weighted kernel A(i, j) of fold %u (NPY)",
                                            fold + 1);
  g_autofree char *npy = NULL;
  Choice choice = { 0 };
  gsize n = results->frame->kernel->rows, length;
  GtkWindow *dialog;
  ThetaFrame *frame = NULL;
  double entry[5], a = 0, written;

  g_assert_cmpuint (theta_kernels_page_get_fold (page), ==, fold);
  dialog = theta_export_dialog_new (GTK_WINDOW (window), results,
                                    theta_kernels_page_get_fold (page), 900, on_chosen, &choice);
  choose_what (dialog, title);
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  g_assert_cmpint (choice.what.kind, ==, THETA_EXPORT_TOTAL);
  g_assert_cmpuint (choice.what.fold, ==, fold);
  g_assert_cmpstr (choice.name, ==, name);
  npy = export_and_read (&choice.what, "fold.npy", &length);
  g_assert_nonnull (fit);
  theta_fold_frame_async (session, results, fold, NULL, on_frame, &frame);
  ui_wait (frame != NULL);
  theta_kernel_read (frame->kernel, 4, 9, entry);
  theta_frame_unref (frame);
  for (guint l = 0; l < 5; l++)
    a += fit->weights[l] * entry[l];
  memcpy (&written, npy + length - (n * n - (4 * n + 9)) * sizeof (double), sizeof written);
  g_assert_cmpfloat (written, ==, a);
  total.fold = results->folds->len;
  g_assert_false (theta_export_has (results, &total));
}

/* The layers are of the fold that is looked at, and the file says so. */
static void
check_layers (ThetaResults *results, guint fold, const char *title, const char *name)
{
  Choice choice = { 0 };
  GtkWindow *dialog
      = theta_export_dialog_new (GTK_WINDOW (window), results, fold, 900, on_chosen, &choice);

  choose_what (dialog, title);
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  g_assert_cmpstr (choice.name, ==, name);
}

/* Whether the line under the maps, as they are on the screen, names the folds. */
static gboolean
notes_fold (ThetaResults *results, guint fold)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  g_autoptr (ThetaShown) shown = theta_kernels_page_take (page, results);
  g_autofree char *text = g_strdup_printf ("fold %u of %u", fold + 1, results->folds->len);

  return shown != NULL && strstr (shown->note, text) != NULL;
}

/* A in the figure of the kernels is the one of the page: another than that of the fold which was
 * drawn, and its line says of which fold it is. */
static void
check_figure (ThetaResults *results, guint fold)
{
  Choice choice = { 0 };
  GtkWindow *dialog
      = theta_export_dialog_new (GTK_WINDOW (window), results, fold, 900, on_chosen, &choice);
  ThetaExportWhat drawn = { 0 };
  g_autofree char *here = NULL, *there = NULL;
  gsize length, other;

  choose_what (dialog, "Tangent kernels");
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  g_assert_cmpint (choice.what.kind, ==, THETA_EXPORT_FIGURE);
  g_assert_cmpuint (choice.what.fold, ==, fold);
  drawn = choice.what;
  drawn.fold = 0;
  here = export_and_read (&choice.what, "here.png", &length);
  there = export_and_read (&drawn, "there.png", &other);
  g_assert_true (length != other || memcmp (here, there, length) != 0);
  ui_wait (notes_fold (results, fold));
}

/* The weighted kernel that is written is the one that is looked at. */
static void
test_export_fold (void)
{
  GtkDropDown *fold = GTK_DROP_DOWN (ui_child (ui_child (window, "kernels_page"), "fold"));
  ThetaResults *results;
  const ThetaFit *first, *third;

  ui_reset ();
  results = ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  first = theta_results_learnt (results, 0, 5);
  third = theta_results_learnt (results, 2, 5);
  g_assert_cmpfloat (first->weights[4], !=, third->weights[4]);
  check_fold (results, 0, "kernel-a-fold-1");
  gtk_drop_down_set_selected (fold, 2);
  ui_settle ();
  check_fold (results, 2, "kernel-a-fold-3");
  check_layers (results, 2, "Kernels Θ_l(i, j) of fold 3 (NPY)", "kernels-fold-3");
  check_layers (results, 2, "Kernel Θ₂(i, j) of fold 3 (CSV)", "kernel-2-fold-3");
  check_figure (results, 2);
  gtk_drop_down_set_selected (fold, 0);
  ui_settle ();
}

/* Every layer's kernel can be had as a table, in a file whose name says of which fold. */
static void
test_export_layer (void)
{
  Choice choice = { 0 };
  GtkWindow *dialog;

  ui_reset ();
  dialog = theta_export_dialog_new (GTK_WINDOW (window), ui_run (), 0, 900, on_chosen, &choice);
  choose_what (dialog, "Kernel Θ₄(i, j) of fold 1 (CSV)");
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  g_assert_cmpint (choice.what.kind, ==, THETA_EXPORT_LAYER_CSV);
  g_assert_cmpuint (choice.what.layer, ==, 3);
  g_assert_cmpstr (choice.ending, ==, "csv");
  g_assert_cmpstr (choice.name, ==, "kernel-4-fold-1");
}

/* What the shell would hand over is the experiment. */
static void
test_command (void)
{
  g_autofree char *path = g_build_filename (ui_folder (), "it's mine.theta", NULL);
  g_autofree char *whole = NULL, *short_one = NULL, *text = NULL;
  g_auto (GStrv) words = NULL, changed = NULL;
  g_autoptr (ThetaExperiment) read = NULL;
  int n;

  ui_reset ();
  ui_set ("Network.Depth=3");
  whole = theta_command_new (session);
  g_assert_true (g_shell_parse_argv (whole, &n, &words, NULL));
  g_assert_cmpstr (words[0], ==, "printf");
  read = theta_experiment_parse (words[2], NULL, NULL, NULL);
  g_assert_true (theta_experiment_equal (read, experiment ()));

  ui_set ("Weights.Method=grid");
  g_assert_true (theta_session_save (session, path, NULL));
  ui_set ("Weights.Grid=0;1");
  ui_set ("Network.Depth=5");
  short_one = theta_command_new (session);
  g_assert_true (g_shell_parse_argv (short_one, &n, &changed, NULL));
  g_assert_cmpstr (changed[0], ==, "thetascope-cli");
  g_assert_cmpstr (changed[2], ==, path);
  g_assert_true (g_strv_contains ((const char *const *) changed, "Weights.Grid=0;1"));
  /* Back at its default, but not in the file. */
  g_assert_true (g_strv_contains ((const char *const *) changed, "Network.Depth=5"));
  ui_reset ();
}

/* How many labels there are in @widget; none of them is cut. */
static guint
count_whole (GtkWidget *widget)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if (GTK_IS_LABEL (widget))
    {
      g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))));
      n++;
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    n += count_whole (at);
  return n;
}

/* What can be exported is read whole, and asked before anything is given up. */
static void
test_export_words (void)
{
  GtkWindow *dialog = theta_export_dialog_new (GTK_WINDOW (window), ui_run (), 0, 900, on_chosen,
                                               NULL);
  GtkWidget *what = ui_find_named (GTK_WIDGET (dialog), "what"), *list;
  int height;

  gtk_window_present (dialog);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  g_assert_true (gtk_window_get_focus (dialog) == what);
  gtk_widget_activate (what);
  list = ui_find (what, GTK_TYPE_POPOVER);
  ui_wait (gtk_widget_get_mapped (list));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  g_assert_cmpuint (count_whole (list), >=, 8);
  gtk_popover_popdown (GTK_POPOVER (list));
  /* It is as high as what is asked. */
  height = gtk_widget_get_height (GTK_WIDGET (dialog));
  adw_combo_row_set_selected (ADW_COMBO_ROW (what),
                              g_list_model_get_n_items (
                                  adw_combo_row_get_model (ADW_COMBO_ROW (what))) - 1);
  ui_wait (gtk_widget_get_height (GTK_WIDGET (dialog)) < height - 60);
  gtk_window_destroy (dialog);
  ui_settle ();
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/export/files", test_export);
  g_test_add_func ("/export/dialog", test_export_dialog);
  g_test_add_func ("/export/words", test_export_words);
  g_test_add_func ("/export/layer", test_export_layer);
  g_test_add_func ("/export/fold", test_export_fold);
  g_test_add_func ("/export/command", test_command);
  return ui_end ();
}
