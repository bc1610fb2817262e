/* Someone who takes everything along: figures, numbers, kernels, the experiment; what was
 * written is read back here, and the experiment run once more from the command line. */
#include "hand.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static char *folder;
static const char *cli;

static ThetaResults *
results (void)
{
  return theta_session_get_results (session);
}

static void
before (void)
{
  g_clear_pointer (&folder, g_free);
  folder = g_dir_make_tmp ("thetascope-exporter-XXXXXX", NULL);
  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
}

/* Chooses @what, and @format where it is a picture, and says where; waits for the file. */
static char *
take (const char *what, const char *format, const char *name, const char *ending)
{
  char *path = g_build_filename (folder, name, NULL), *written;

  hand_key ("<Control>e");
  hand_choose ("What", what);
  if (format != NULL)
    hand_choose ("Format", format);
  hand_shot (name);
  hand_press ("Export…");
  hand_answer (path);
  written = g_strconcat (path, ending, NULL);
  g_free (path);
  ui_wait (g_file_test (written, G_FILE_TEST_EXISTS));
  return written;
}

static char *
read_file (const char *path)
{
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = read_file (path);
  guint lines = 0;

  for (const char *at = text; *at != '\0'; at++)
    lines += *at == '\n';
  return lines;
}

static void
check_vector (const char *path, const char *magic)
{
  g_autofree char *text = read_file (path);

  g_assert_true (g_str_has_prefix (text, magic));
  g_assert_cmpuint (strlen (text), >, 0);
}

/* Well-formed, and not empty. */
static void
check_svg (const char *path)
{
  g_autofree char *text = read_file (path);
  const GMarkupParser parser = { NULL };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, text, (gssize) strlen (text), &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_markup_parse_context_free (context);
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_nonnull (strstr (text, "<path"));
}

static void
check_png (const char *path, int width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new_from_file (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, width);
}

/* float64, C order, K[l, i, j]: header as NumPy writes it, then the kernels. */
static void
check_kernels (const char *path)
{
  ThetaKernel *kernel = results ()->frame->kernel;
  g_autofree char *bytes = NULL, *shape = NULL;
  gsize length, head, n = kernel->rows;
  g_autofree double *theta = g_new (double, kernel->layers);
  guint16 size;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpmem (bytes, 6, "\x93NUMPY", 6);
  memcpy (&size, bytes + 8, 2);
  head = 10 + GUINT16_FROM_LE (size);
  shape = g_strdup_printf ("(%u, %u, %u)", kernel->layers, (guint) n, (guint) n);
  g_assert_nonnull (g_strstr_len (bytes + 10, GUINT16_FROM_LE (size), shape));
  g_assert_nonnull (g_strstr_len (bytes + 10, GUINT16_FROM_LE (size), "<f8"));
  g_assert_cmpuint (length, ==, head + 8 * kernel->layers * n * n);
  for (gsize i = 0; i < n; i += 7)
    for (gsize j = 0; j < n; j += 11)
      {
        theta_kernel_read (kernel, i, j, theta);
        for (guint l = 0; l < kernel->layers; l++)
          {
            double value;

            memcpy (&value, bytes + head + 8 * ((l * n + i) * n + j), 8);
            g_assert_cmpfloat_with_epsilon (value, theta[l], 1e-12 * fabs (theta[l]) + 1e-15);
          }
      }
}

/* Every figure of every fold that a model was tested on, as results.json has it. */
static void
check_json (const char *path, double tolerance)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *models;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  models = json_object_get_array_member (
      json_node_get_object (json_parser_get_root (parser)), "models");
  g_assert_cmpuint (json_array_get_length (models), ==, results ()->models->len);
  for (guint m = 0; m < results ()->models->len; m++)
    {
      JsonObject *model = json_array_get_object_element (models, m);
      const char *name = json_object_get_string_member (model, "name");
      const ThetaModelResult *ours = theta_results_find (results (), name);
      JsonArray *folds = json_object_get_array_member (model, "folds");

      g_assert_nonnull (ours);
      g_assert_cmpuint (json_array_get_length (folds), ==, ours->folds->len);
      for (guint f = 0; f < ours->folds->len; f++)
        {
          const ThetaFoldResult *fold = ours->folds->pdata[f];
          JsonObject *read = json_array_get_object_element (folds, f);

          g_assert_cmpfloat_with_epsilon (json_object_get_double_member (read, "squared_error"),
                                          fold->fit->metrics.squared_error, tolerance);
          g_assert_cmpfloat_with_epsilon (json_object_get_double_member (read, "accuracy"),
                                          fold->fit->metrics.accuracy, tolerance);
        }
    }
}

/* One line for each model's prediction of each test row; the weights of every iteration. */
static void
check_tables (const char *all)
{
  g_autofree char *weights = g_build_filename (all, "weights.csv", NULL);
  g_autofree char *predictions = g_build_filename (all, "predictions.csv", NULL);
  guint iterations = 0;

  for (guint f = 0; f < results ()->histories->len; f++)
    iterations += ((ThetaHistory *) results ()->histories->pdata[f])->count;
  g_assert_cmpuint (count_lines (weights), ==, 1 + iterations);
  g_assert_cmpuint (count_lines (predictions), ==,
                    1 + results ()->models->len * (guint) results ()->data->x->rows);
}

static void
check_figures (const char *all)
{
  g_autofree char *figures = g_build_filename (all, "figures", NULL);
  g_autofree char *report = g_build_filename (all, "report.pdf", NULL);
  g_autoptr (GDir) list = g_dir_open (figures, 0, NULL);
  const char *name;
  guint seen = 0;

  check_vector (report, "%PDF-");
  while ((name = g_dir_read_name (list)) != NULL)
    {
      g_autofree char *path = g_build_filename (figures, name, NULL);
      g_autoptr (GdkPixbuf) picture = NULL;

      seen++;
      if (g_str_has_suffix (name, ".pdf"))
        check_vector (path, "%PDF-");
      else if (g_str_has_suffix (name, ".svg"))
        check_svg (path);
      else if (g_str_has_suffix (name, ".png"))
        {
          picture = gdk_pixbuf_new_from_file (path, NULL);
          g_assert_nonnull (picture);
        }
    }
  /* Kernels, spectrum, learning, folds and confusion at least, three files each. */
  g_assert_cmpuint (seen, >=, 15);
}

/* The experiment that was saved gives the same numbers without the window. */
static void
run_again (void)
{
  g_autofree char *path = g_build_filename (folder, "mine.theta", NULL);
  g_autofree char *out = g_build_filename (folder, "again", NULL);
  g_autofree char *json = g_build_filename (out, "results.json", NULL);
  const char *const arguments[] = { cli, "run", path, "-o", out, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  hand_key ("<Control><Shift>s");
  hand_answer (path);
  ui_wait (g_file_test (path, G_FILE_TEST_EXISTS));
  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  check_json (json, 1e-9);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) list = g_dir_open (path, 0, NULL);
  const char *name;

  while (list != NULL && (name = g_dir_read_name (list)) != NULL)
    {
      g_autofree char *at = g_build_filename (path, name, NULL);

      remove_tree (at);
    }
  g_remove (path);
}

/* Chooses in the dialog of one figure, which its own menu opens, and says where. */
static char *
take_figure (GtkWidget *figure, const char *what, const char *format, const char *name,
             const char *ending)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *written = g_strconcat (path, ending, NULL);

  hand_go (figure);
  if (!hand_by_keys)
    gtk_widget_grab_focus (figure);
  hand_key ("<Shift>F10");
  ui_settle ();
  hand_keys ("Down", 3); /* from Copy Picture to Export… */
  hand_shot ("menu");
  hand_key ("Return");
  ui_settle ();
  hand_choose ("What", what);
  if (format != NULL)
    {
      hand_choose ("Format", format);
      hand_fill ("Width", "500");
      hand_fill ("Scale", "3");
    }
  hand_shot (name);
  hand_press ("Export…");
  hand_answer (path);
  ui_wait (g_file_test (written, G_FILE_TEST_EXISTS));
  return written;
}

static void
take_confusion (void)
{
  GtkWidget *area;
  g_autofree char *picture = NULL, *numbers = NULL, *text = NULL;

  hand_page ("Results");
  area = hand_find (GTK_TYPE_DRAWING_AREA, "Confusion matrix");
  picture = take_figure (area, "The picture", "PNG, pixels", "one", ".png");
  check_png (picture, 1500);
  numbers = take_figure (area, "Its numbers (CSV)", NULL, "one", ".csv");
  text = read_file (numbers);
  g_assert_cmpuint (count_lines (numbers), ==, 1 + results ()->data->n_classes);
  g_assert_nonnull (strstr (text, results ()->data->classes[0]));
}

/* The charts of the learning, of the iterations that were zoomed in on and of all. */
static void
take_learning (void)
{
  g_autofree char *whole = NULL, *part = NULL;
  g_autofree char *first = NULL, *second = NULL;
  gsize length, other;

  hand_page ("Learning");
  hand_key ("plus");
  hand_key ("plus");
  ui_settle ();
  part = take ("Learning as on the screen", "PNG, pixels", "part", ".png");
  hand_key ("0");
  whole = take ("Learning as on the screen", "PNG, pixels", "whole", ".png");
  check_png (part, 2 * 760);
  check_png (whole, 2 * 760);
  g_assert_true (g_file_get_contents (part, &first, &length, NULL));
  g_assert_true (g_file_get_contents (whole, &second, &other, NULL));
  g_assert_false (length == other && memcmp (first, second, length) == 0);
}

static void
journey (void)
{
  g_autofree char *all = take ("Everything and a report (folder)", NULL, "all", "");
  g_autofree char *page = take ("This page as on the screen", "PNG, pixels", "page", ".png");
  g_autofree char *kernels = take ("Kernels Θ_l(i, j) of fold 1 (NPY)", NULL, "kernels", ".npy");
  g_autofree char *numbers = take ("All numbers (JSON)", NULL, "numbers", ".json");
  g_autofree char *json = g_build_filename (all, "results.json", NULL);
  GtkWidget *shown = ui_child (window, "kernels_page");

  check_json (json, 1e-12);
  check_json (numbers, 1e-12);
  check_tables (all);
  check_figures (all);
  check_png (page, 2 * gtk_widget_get_width (shown));
  check_kernels (kernels);
  take_learning ();
  take_confusion ();
  run_again ();
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    return 77;
  cli = argv[1];
  return hand_main (argc, argv, "exporter", before, journey);
}
