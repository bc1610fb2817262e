/* The report of a run made up by hand: every file is there, none depends on the
 * moment or on what was drawn before, and what has no data is left out. */
#include "figure/report.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "canvas.h"
#include "dataset/fold.h"
#include "figure/export-private.h"
#include "figure/figures.h"

#define BINS 30
#define LAYERS 3
#define FOLDS 4
#define ITERATIONS 20

typedef struct
{
  char *directory;
  ThetaResults results;
  ThetaDataset data;
  ThetaMatrix x;
  ThetaFrame frame;
  ThetaPicture picture;
  float *maps[LAYERS], *total;
  int classes[BINS];
  double weights[LAYERS];
} Fixture;

static ThetaFoldResult *
make_fold (double accuracy, double error)
{
  ThetaFoldResult *fold = g_new0 (ThetaFoldResult, 1);

  fold->fit = g_new0 (ThetaFit, 1);
  fold->fit->n_test = 10;
  fold->fit->predicted = g_new0 (int, 10);
  fold->fit->predicted[1] = 1;
  fold->fit->metrics = (ThetaMetrics){ accuracy, accuracy, error };
  fold->n_train = 30;
  return fold;
}

static void
free_fold (gpointer data)
{
  ThetaFoldResult *fold = data;

  g_free (fold->fit->predicted);
  g_free (fold->fit);
  g_free (fold);
}

static void
free_model (gpointer data)
{
  ThetaModelResult *model = data;

  g_ptr_array_unref (model->folds);
  g_free (model->confusion);
  g_free (model->id);
  g_free (model->label);
  g_free (model);
}

static void
add_model (Fixture *self, const char *id, const char *label, double accuracy, double error)
{
  static const guint confusion[] = { 12, 1, 0, 0, 11, 3, 0, 0, 13 };
  ThetaModelResult *model = g_new0 (ThetaModelResult, 1);

  model->id = g_strdup (id);
  model->label = g_strdup (label);
  model->folds = g_ptr_array_new_with_free_func (free_fold);
  for (int f = 0; f < FOLDS; f++)
    g_ptr_array_add (model->folds, make_fold (accuracy + 0.01 * f, error - 0.002 * f * f));
  model->mean = (ThetaMetrics){ accuracy, accuracy, error };
  model->deviation = (ThetaMetrics){ 0.012, 0.012, 0.004 };
  model->confusion = g_memdup2 (confusion, sizeof confusion);
  model->against_ntk = (ThetaSignificance){ .t = -3, .p = 0.012, .degrees = 3 };
  model->against_ntk_valid = !g_str_equal (id, "ntk");
  g_ptr_array_add (self->results.models, model);
}

static void
add_history (Fixture *self)
{
  ThetaHistory *history = theta_history_new (0, LAYERS, "loo", "loo");

  for (guint k = 0; k < ITERATIONS; k++)
    {
      double t = k / (ITERATIONS - 1.0);
      ThetaIteration row = { k, 0.1 - 0.03 * t, NAN, 0.16 - 0.02 * t, 0.9, NAN };
      double a[LAYERS] = { 1 - 0.8 * t, 1, 1 + 2 * t };

      theta_history_append (history, &row, a);
    }
  g_ptr_array_add (self->results.histories, history);
}

static void
set_up_frame (Fixture *self)
{
  for (guint l = 0; l <= LAYERS; l++)
    {
      float *map = g_new (float, BINS * BINS);

      for (int k = 0; k < BINS * BINS; k++)
        {
          gboolean same = k / BINS / 10 == k % BINS / 10;

          map[k] = k / BINS == k % BINS ? 1 : 0.3f + 0.1f * l + (same ? 0.2f : 0);
        }
      if (l < LAYERS)
        self->maps[l] = map;
      else
        self->total = map;
    }
  for (int k = 0; k < BINS; k++)
    self->classes[k] = k / 10;
  for (int l = 0; l < LAYERS; l++)
    self->weights[l] = l + 1;
  self->picture = (ThetaPicture){ .bins = BINS, .layers = LAYERS, .rows = BINS,
                                  .classes = self->classes, .raw = self->maps,
                                  .cosine = self->maps };
  self->frame = (ThetaFrame){ .picture = &self->picture, .weights = self->weights,
                              .total_raw = self->total, .total_cosine = self->total };
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  static char *names[] = { (char *) "setosa", (char *) "versicolor", (char *) "virginica", NULL };
  static ThetaFold fold = { .n = 40, .n_train = 30, .n_test = 10 };

  self->directory = g_dir_make_tmp ("theta-report-XXXXXX", NULL);
  self->x = (ThetaMatrix){ .rows = 40, .cols = 4 };
  self->data = (ThetaDataset){ .name = (char *) "iris", .x = &self->x, .classes = names,
                               .n_classes = 3, .labels = self->classes };
  self->results = (ThetaResults){ .program = (char *) "thetascope", .version = (char *) "0.1.0",
                                  .data = &self->data, .device = (char *) "CPU",
                                  .library = (char *) "OpenBLAS 0.3.21",
                                  .driver = (char *) "", .threads = 2,
                                  .seconds = 8.2, .frame = &self->frame };
  self->results.experiment = theta_experiment_new ("sample:iris");
  self->results.folds = g_ptr_array_new ();
  for (int f = 0; f < FOLDS; f++)
    g_ptr_array_add (self->results.folds, &fold);
  self->results.models = g_ptr_array_new_with_free_func (free_model);
  self->results.histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref);
  self->results.health = g_ptr_array_new ();
  add_model (self, "wntk", "WNTK", 0.95, 0.12);
  add_model (self, "ntk", "NTK", 0.93, 0.16);
  add_history (self);
  set_up_frame (self);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  for (int l = 0; l < LAYERS; l++)
    g_free (self->maps[l]);
  g_free (self->total);
  g_ptr_array_unref (self->results.folds);
  g_ptr_array_unref (self->results.models);
  g_ptr_array_unref (self->results.histories);
  g_ptr_array_unref (self->results.health);
  theta_experiment_unref (self->results.experiment);
  remove_tree (self->directory);
  g_free (self->directory);
}

static GBytes *
read_file (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static gboolean
contains (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return memmem (data, length, text, strlen (text)) != NULL;
}

static const char *const files[]
    = { "report.pdf", "figures/kernels.pdf", "figures/kernels.svg", "figures/kernels.png",
        "figures/weights.pdf", "figures/weights.svg", "figures/weights.png", "figures/loss.pdf",
        "figures/loss.svg", "figures/loss.png", "figures/results.pdf", "figures/results.svg",
        "figures/results.png", "figures/confusion.pdf", "figures/confusion.svg",
        "figures/confusion.png" };

static void
write_report (Fixture *self, const char *directory)
{
  g_autoptr (GError) error = NULL;
  gboolean good = theta_report_write (&self->results, directory, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static void
test_twice (Fixture *self, gconstpointer unused)
{
  g_autofree char *other = g_build_filename (self->directory, "again", NULL);

  g_assert_cmpint (g_mkdir (other, 0777), ==, 0);
  write_report (self, self->directory);
  write_report (self, other);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) first = read_file (self->directory, files[i]);
      g_autoptr (GBytes) second = read_file (other, files[i]);

      g_assert_cmpuint (g_bytes_get_size (first), >, 800);
      if (!g_bytes_equal (first, second))
        g_error ("%s differs between two reports of one run", files[i]);
      g_assert_false (contains (first, "CreationDate"));
      g_assert_false (contains (first, "ModDate"));
    }
}

static void
test_absent (Fixture *self, gconstpointer unused)
{
  g_ptr_array_set_size (self->results.histories, 0);
  self->results.frame = NULL;
  write_report (self, self->directory);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (self->directory, files[i], NULL);
      gboolean gone = strstr (files[i], "kernels") != NULL || strstr (files[i], "weights") != NULL
                      || strstr (files[i], "loss") != NULL;

      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) != gone);
    }
}

/* A vector file holds the bins, not a screen's pixels. */
static void
test_bins (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) svg = NULL;

  write_report (self, self->directory);
  svg = read_file (self->directory, "figures/kernels.svg");
  g_assert_true (contains (svg, "width=\"30\" height=\"30\""));
}

static void
test_unwritable (Fixture *self, gconstpointer unused)
{
  g_autofree char *file = g_build_filename (self->directory, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_false (theta_report_write (&self->results, file, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
  g_assert_nonnull (strstr (error->message, file));
}

/* However deep the network, its maps are no strip that a page cannot hold. */
static void
test_deep (Fixture *fixture, gconstpointer data)
{
  const ThetaFigure *kernels = theta_figure_find ("kernels");
  guint layers = fixture->picture.layers;

  for (guint l = 1; l <= 64; l++)
    {
      fixture->picture.layers = l;
      g_assert_cmpfloat (kernels->height (&fixture->results, 640), <, 1.75 * 640);
    }
  fixture->picture.layers = layers;
}

static void
test_find (void)
{
  guint n;
  const ThetaFigure *figures = theta_figures (&n);

  g_assert_cmpuint (n, ==, 5);
  for (guint i = 0; i < n; i++)
    g_assert_true (theta_figure_find (figures[i].name) == &figures[i]);
  g_assert_null (theta_figure_find ("nothing"));
}

static void
test_renumber (void)
{
  g_autofree char *text = theta_export_renumber (
      "<g id=\"surface71\"/><image id=\"image73\" href=\"data:image73\"/>"
      "<use xlink:href=\"#image73\"/><use mask=\"url(#mask9)\" x=\"#surface71\"/>image73");

  g_assert_cmpstr (text, ==,
                   "<g id=\"surface1\"/><image id=\"image2\" href=\"data:image73\"/>"
                   "<use xlink:href=\"#image2\"/><use mask=\"url(#mask3)\" x=\"#surface1\"/>"
                   "image73");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/report/twice", Fixture, NULL, set_up, test_twice, tear_down);
  g_test_add ("/report/absent", Fixture, NULL, set_up, test_absent, tear_down);
  g_test_add ("/report/bins", Fixture, NULL, set_up, test_bins, tear_down);
  g_test_add ("/report/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add ("/report/deep", Fixture, NULL, set_up, test_deep, tear_down);
  g_test_add_func ("/report/find", test_find);
  g_test_add_func ("/report/renumber", test_renumber);
  return g_test_run ();
}
