/* What the maps show, against entries read one by one, and what is asked of the
 * compute thread for them. */
#include <math.h>
#include <string.h>

#include "experiment/frame-private.h"
#include "experiment/maps.h"
#include "support.h"

typedef struct
{
  ThetaSession *session;
  ThetaFrame *frame;
  ThetaStudy *study;
} Fixture;

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Answer *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Answer *answer)
{
  while (answer->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return answer->result;
}

/* @rows points of two classes, four layers, learnt in a session. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *source
      = g_strdup_printf ("Dataset.Source=generator:moons?n=%d", GPOINTER_TO_INT (data));
  g_autofree char *problem = NULL;
  Answer answer = { NULL };

  self->session = theta_session_new ("cpu", 2, NULL);
  g_assert_true (theta_session_set (self->session, source, NULL));
  g_assert_true (theta_session_set (self->session, "Evaluation.Folds=2", NULL));
  g_assert_true (theta_session_set (self->session, "Evaluation.Compare=ntk;wntk:align", NULL));
  g_assert_true (theta_session_set (self->session, "Network.Depth=4", NULL));
  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (problem);
      g_object_get (self->session, "problem", &problem, NULL);
    }
  while (problem != NULL);
  theta_session_run (self->session);
  while (theta_session_get_results (self->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  self->frame = theta_frame_ref (theta_session_get_frame (self->session));
  theta_study_async (self->session, self->frame, NULL, on_answer, &answer);
  self->study = theta_study_finish (self->session, wait_for (&answer), NULL);
  g_object_unref (answer.result);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  theta_study_unref (self->study);
  theta_frame_unref (self->frame);
  g_object_unref (self->session);
}

/* What map @m should show at two rows of the data, from single entries. */
static double
slow_value (const Fixture *self, ThetaShow show, guint m, gsize i, gsize j)
{
  ThetaKernel *kernel = self->frame->kernel;
  const double *a = self->frame->weights;
  guint layers = kernel->layers;
  double ij[4], ii[4], jj[4], sum[3] = { 0 }, mean = 0, weights = 0, cosine;

  if (m > layers)
    return self->frame->data->labels[i] == self->frame->data->labels[j];
  theta_kernel_read (kernel, i, j, ij);
  theta_kernel_read (kernel, i, i, ii);
  theta_kernel_read (kernel, j, j, jj);
  for (guint l = 0; l < layers; l++)
    {
      weights += a[l];
      sum[0] += a[l] * ij[l];
      sum[1] += a[l] * ii[l];
      sum[2] += a[l] * jj[l];
      mean += ij[l] / sqrt (ii[l] * jj[l]) / layers;
    }
  cosine = m < layers ? ij[m] / sqrt (ii[m] * jj[m]) : sum[0] / sqrt (sum[1] * sum[2]);
  if (show == THETA_SHOW_RAW)
    return m < layers ? ij[m] : sum[0] / weights;
  return show == THETA_SHOW_COSINE ? cosine : cosine - mean;
}

/* (HKH)(i, j) by the sums over all rows. */
static double
slow_centred (const Fixture *self, guint m, gsize i, gsize j)
{
  gsize n = self->frame->kernel->rows;
  double rows = 0, columns = 0, all = 0;

  for (gsize k = 0; k < n; k++)
    {
      rows += slow_value (self, THETA_SHOW_RAW, m, i, k) / (double) n;
      columns += slow_value (self, THETA_SHOW_RAW, m, k, j) / (double) n;
      for (gsize l = 0; l < n; l++)
        all += slow_value (self, THETA_SHOW_RAW, m, k, l) / (double) n / (double) n;
    }
  return slow_value (self, THETA_SHOW_RAW, m, i, j) - rows - columns + all;
}

/* n ≤ 512: overviews, the read-out and the cells of a window all say the same. */
static void
test_values (Fixture *self, gconstpointer data)
{
  g_autoptr (ThetaMaps) maps = theta_maps_new ();
  guint layers = self->frame->kernel->layers, bins = self->frame->picture->bins;
  gsize row = 5, column = 71, i, j;

  theta_maps_set_frame (maps, self->frame, self->study);
  i = theta_maps_row (maps, row);
  j = theta_maps_row (maps, column);
  theta_maps_set_window (maps, 2, 60, 20);
  g_assert_cmpuint (theta_maps_cells (maps), ==, 20);
  for (guint show = THETA_SHOW_COSINE; show <= THETA_SHOW_DIFFERENCE; show++)
    {
      double values[6];

      theta_maps_set_show (maps, (ThetaShow) show);
      theta_maps_read (maps, row, column, values);
      for (guint m = 0; m < layers + 2; m++)
        {
          g_autofree float *cells = theta_maps_values (maps, m);
          double expected = show == THETA_SHOW_CENTRED && m <= layers
                                ? slow_centred (self, m, i, j)
                                : slow_value (self, (ThetaShow) show, m, i, j);

          g_assert_cmpfloat_with_epsilon (values[m], expected, 1e-9);
          g_assert_cmpfloat_with_epsilon (theta_maps_overview (maps, m)[row * bins + column],
                                          expected, 1e-5);
          g_assert_cmpfloat_with_epsilon (cells[3 * 20 + 11], expected, 1e-5);
        }
    }
}

static void
test_window (Fixture *self, gconstpointer data)
{
  g_autoptr (ThetaMaps) maps = theta_maps_new ();
  double row, column, span, n = (double) self->frame->picture->rows;
  guint64 version;

  theta_maps_set_frame (maps, self->frame, NULL);
  g_assert_true (theta_maps_is_whole (maps));
  version = theta_maps_version (maps, 0);
  /* The point at a quarter of the width stays. */
  theta_maps_zoom (maps, 4, 0.25, 0.5);
  theta_maps_get_window (maps, &row, &column, &span);
  g_assert_cmpfloat_with_epsilon (span, n / 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (column + 0.25 * span, 0.25 * n, 1e-9);
  g_assert_cmpfloat_with_epsilon (row + 0.5 * span, 0.5 * n, 1e-9);
  g_assert_cmpuint (theta_maps_version (maps, 0), >, version);
  theta_maps_reveal (maps, 0, (gsize) n - 1);
  g_assert_cmpint (theta_maps_cell (maps, FALSE, 0), ==, 0);
  g_assert_cmpint (theta_maps_cell (maps, TRUE, (gsize) n - 1), ==,
                   (int) theta_maps_cells (maps) - 1);
  g_assert_cmpint (theta_maps_cell (maps, TRUE, 0), ==, -1);
  /* Never closer than a few rows, never farther than all. */
  theta_maps_zoom (maps, 1e9, 0.5, 0.5);
  theta_maps_get_window (maps, &row, &column, &span);
  g_assert_cmpfloat (span, ==, THETA_MAPS_LEAST);
  theta_maps_zoom (maps, 1e-9, 0.5, 0.5);
  g_assert_true (theta_maps_is_whole (maps));
}

/* Other weights on the same kernels: A is shown anew, and what is known of the layers and
 * of the labels stays. */
static void
test_weights (Fixture *self, gconstpointer data)
{
  const ThetaFrame *frame = self->frame;
  const guint layers = frame->kernel->layers, A = layers;
  const gsize size = (gsize) frame->picture->bins * frame->picture->bins * sizeof (float);
  const double a[] = { 5, 0, 0, 0.01 };
  g_autoptr (ThetaTotals) totals = theta_totals_new (frame->picture, frame->kernel, a, NULL);
  g_autoptr (ThetaFrame) other
      = theta_frame_new_ordered (frame, frame->picture, totals);

  g_assert_cmpuint (layers, ==, G_N_ELEMENTS (a));
  for (int show = THETA_SHOW_COSINE; show <= THETA_SHOW_DIFFERENCE; show++)
    {
      g_autoptr (ThetaMaps) maps = theta_maps_new (), fresh = theta_maps_new ();
      g_autofree float *before = NULL;

      theta_maps_set_show (maps, (ThetaShow) show);
      theta_maps_set_show (fresh, (ThetaShow) show);
      theta_maps_set_frame (maps, self->frame, self->study);
      theta_maps_set_frame (fresh, other, self->study);
      before = g_memdup2 (theta_maps_overview (maps, A), size);
      for (guint m = 0; m <= layers + 1; m++)
        {
          guint64 version = theta_maps_version (maps, m);
          guint64 overview = theta_maps_overview_version (maps, m);

          theta_maps_set_frame (maps, self->frame, self->study);
          theta_maps_overview (maps, m);
          theta_maps_set_frame (maps, other, self->study);
          g_assert_cmpint (theta_maps_version (maps, m) == version, ==, m != A);
          g_assert_cmpint (theta_maps_overview_version (maps, m) == overview, ==, m != A);
          g_assert_cmpmem (theta_maps_overview (maps, m), size, theta_maps_overview (fresh, m),
                           size);
        }
      g_assert_cmpint (memcmp (before, theta_maps_overview (maps, A), size), !=, 0);
    }
}

/* n > 512: bins from afar, single rows when near. */
static void
test_exact (Fixture *self, gconstpointer data)
{
  g_autoptr (ThetaMaps) maps = theta_maps_new ();
  g_autofree float *before = NULL, *after = NULL;
  g_autofree int *classes = NULL;
  const guint A = self->frame->kernel->layers;
  guint turns = 0, cells;

  theta_maps_set_frame (maps, self->frame, self->study);
  g_assert_cmpuint (theta_maps_cells (maps), ==, self->frame->picture->bins);
  g_assert_false (theta_maps_load (maps, 1000));
  theta_maps_set_window (maps, 300, 100, 100);
  cells = theta_maps_cells (maps);
  g_assert_cmpuint (cells, ==, 100);
  g_assert_cmpuint (theta_maps_position (maps, TRUE, 7), ==, 107);
  before = theta_maps_values (maps, A);
  for (guint k = 0; k < cells * cells; k++)
    g_assert_true (isfinite (before[k]));
  while (theta_maps_load (maps, 100))
    turns++;
  g_assert_cmpuint (turns, >, 2);
  after = theta_maps_values (maps, A);
  classes = theta_maps_classes (maps, FALSE);
  for (guint p = 0; p < cells; p += 9)
    {
      gsize i = theta_maps_row (maps, 300 + p);

      g_assert_cmpint (classes[p], ==, self->frame->data->labels[i]);
      for (guint q = 0; q < cells; q += 7)
        g_assert_cmpfloat_with_epsilon (
            after[p * cells + q],
            slow_value (self, THETA_SHOW_COSINE, A, i, theta_maps_row (maps, 100 + q)), 1e-5);
    }
}

static void
test_classes (Fixture *self, gconstpointer data)
{
  g_autoptr (ThetaMaps) maps = theta_maps_new ();
  gsize n = self->frame->picture->rows, half = 0;

  theta_maps_set_frame (maps, self->frame, NULL);
  while (self->frame->data->labels[theta_maps_row (maps, half)] == 0)
    half++;
  g_assert_cmpuint (theta_maps_next_class (maps, 3, 1), ==, half);
  g_assert_cmpuint (theta_maps_next_class (maps, half + 3, -1), ==, half);
  g_assert_cmpuint (theta_maps_next_class (maps, half, -1), ==, 0);
  g_assert_cmpuint (theta_maps_next_class (maps, half + 3, 1), ==, n - 1);
  for (gsize k = 0; k < n; k += 13)
    g_assert_cmpuint (theta_maps_position_of_row (maps, theta_maps_row (maps, k)), ==, k);
}

/* Other orders hold the same entries; the file's is the file's. */
static void
test_orders (Fixture *self, gconstpointer data)
{
  for (guint order = THETA_ORDER_CLUSTER; order <= THETA_ORDER_FILE; order++)
    {
      g_autoptr (ThetaMaps) maps = theta_maps_new ();
      g_autoptr (ThetaFrame) frame = NULL;
      Answer answer = { NULL };
      double values[6];

      theta_order_async (self->session, self->frame, (ThetaOrder) order, THETA_ROWS_ALL, NULL,
                         on_answer, &answer);
      frame = theta_order_finish (self->session, wait_for (&answer), NULL);
      g_object_unref (answer.result);
      theta_maps_set_frame (maps, frame, NULL);
      theta_maps_read (maps, 4, 50, values);
      g_assert_cmpfloat_with_epsilon (values[1],
                                      slow_value (self, THETA_SHOW_COSINE, 1,
                                                  theta_maps_row (maps, 4),
                                                  theta_maps_row (maps, 50)),
                                      1e-12);
      if (order == THETA_ORDER_FILE)
        g_assert_cmpuint (theta_maps_row (maps, 50), ==, 50);
    }
}

static ThetaFrame *
take_rows (Fixture *self, ThetaOrder order, ThetaRows rows)
{
  Answer answer = { NULL };
  ThetaFrame *frame;

  theta_order_async (self->session, self->frame, order, rows, NULL, on_answer, &answer);
  frame = theta_order_finish (self->session, wait_for (&answer), NULL);
  g_object_unref (answer.result);
  g_assert_nonnull (frame);
  return frame;
}

/* The training rows or the test rows alone, in every order, pooled and read one by one:
 * each bin is the mean over its own rows, and no other row has a part in it. */
static void
test_rows (Fixture *self, gconstpointer data)
{
  const ThetaFold *fold = self->frame->folds->pdata[self->frame->picture_fold];
  const guint A = self->frame->kernel->layers;

  for (guint k = 0; k < 6; k++)
    {
      ThetaRows rows = k % 2 == 0 ? THETA_ROWS_TRAIN : THETA_ROWS_TEST;
      const guint8 *mask = rows == THETA_ROWS_TRAIN ? fold->train : fold->test;
      g_autoptr (ThetaMaps) maps = theta_maps_new ();
      g_autoptr (ThetaFrame) frame = take_rows (self, (ThetaOrder) (k / 2), rows);
      const ThetaPicture *picture = frame->picture;
      guint bins = picture->bins, p = bins / 3, q = bins - 1;
      double mean = 0, pairs = 0;

      g_assert_cmpuint (picture->rows, ==,
                        rows == THETA_ROWS_TRAIN ? fold->n_train : fold->n_test);
      theta_maps_set_frame (maps, frame, NULL);
      for (gsize at = 0; at < picture->rows; at++)
        g_assert_true (mask[theta_maps_row (maps, at)]);
      for (gsize i = 0; i < fold->n; i++)
        g_assert_cmpint (theta_maps_position_of_row (maps, i) != G_MAXSIZE, ==, mask[i]);
      for (guint r = picture->first[p]; r < picture->first[p + 1]; r++)
        for (guint s = picture->first[q]; s < picture->first[q + 1]; s++, pairs++)
          mean += slow_value (self, THETA_SHOW_COSINE, A, theta_maps_row (maps, r),
                              theta_maps_row (maps, s));
      g_assert_cmpfloat_with_epsilon (theta_maps_overview (maps, A)[p * bins + q], mean / pairs,
                                      1e-5);
    }
}

/* Centred, the rows shown have a mean of zero, in the picture and entry by entry. */
static void
test_rows_centred (Fixture *self, gconstpointer data)
{
  g_autoptr (ThetaMaps) maps = theta_maps_new ();
  g_autoptr (ThetaFrame) frame = take_rows (self, THETA_ORDER_CLASS, THETA_ROWS_TRAIN);
  g_autoptr (ThetaStudy) study = NULL;
  Answer answer = { NULL };
  gsize n = frame->picture->rows;
  double values[6], sum = 0, size = 0;

  theta_study_async (self->session, frame, NULL, on_answer, &answer);
  study = theta_study_finish (self->session, wait_for (&answer), NULL);
  g_object_unref (answer.result);
  g_assert_cmpuint (study->pairs->count, ==, n * (n - 1) / 2);
  theta_maps_set_frame (maps, frame, study);
  theta_maps_set_show (maps, THETA_SHOW_CENTRED);
  g_assert_cmpuint (theta_maps_position_of_row (maps, study->pairs->apart.i), <, n);
  for (gsize j = 0; j < n; j++)
    {
      theta_maps_read (maps, 5, j, values);
      sum += values[1];
      size += fabs (values[1]);
      g_assert_cmpfloat_with_epsilon (values[1], theta_maps_overview (maps, 1)[5 * n + j], 1e-6);
    }
  g_assert_cmpfloat (fabs (sum), <, 1e-9 * size);
}

static void
test_spectra (Fixture *self, gconstpointer data)
{
  Answer answer = { NULL };
  g_autoptr (ThetaSpectra) spectra = NULL;
  double trace = 0, sum = 0, entry[4];

  theta_spectra_async (self->session, self->frame, NULL, on_answer, &answer);
  spectra = theta_spectra_finish (self->session, wait_for (&answer), NULL);
  g_object_unref (answer.result);
  g_assert_cmpuint (spectra->stride, ==, 1);
  for (gsize i = 0; i < self->frame->kernel->rows; i++)
    {
      theta_kernel_read (self->frame->kernel, i, i, entry);
      trace += entry[2];
      sum += spectra->spectra[2]->values[i];
    }
  g_assert_cmpfloat_with_epsilon (sum / trace, 1, 1e-9);
  g_assert_cmpfloat (self->frame->ridge, >, 0);
  g_assert_cmpfloat_with_epsilon (
      spectra->condition, theta_spectrum_condition (spectra->spectra[4], self->frame->ridge),
      1e-9);
}

/* A call that is cancelled, and one whose session goes before it is over. */
static void
test_leaves (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Answer answer = { NULL }, late = { NULL };

  theta_spectra_async (self->session, self->frame, cancellable, on_answer, &answer);
  g_cancellable_cancel (cancellable);
  g_assert_null (theta_spectra_finish (self->session, wait_for (&answer), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (answer.result);
  theta_spectra_async (self->session, self->frame, NULL, on_answer, &late);
  theta_study_unref (self->study);
  theta_frame_unref (self->frame);
  g_object_unref (self->session);
  g_clear_error (&error);
  g_assert_null (theta_spectra_finish (NULL, wait_for (&late), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (late.result);
}

static void
no_tear_down (Fixture *self, gconstpointer data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, rows, func)                                                                      \
  g_test_add (path, Fixture, GINT_TO_POINTER (rows), set_up, func, tear_down)
  ADD ("/maps/values", 120, test_values);
  ADD ("/maps/window", 120, test_window);
  ADD ("/maps/weights", 120, test_weights);
  ADD ("/maps/exact", 700, test_exact);
  ADD ("/maps/classes", 120, test_classes);
  ADD ("/maps/orders", 120, test_orders);
  ADD ("/maps/rows", 120, test_rows);
  ADD ("/maps/rows/pooled", 1200, test_rows);
  ADD ("/maps/rows/centred", 120, test_rows_centred);
  ADD ("/maps/spectra", 120, test_spectra);
#undef ADD
  g_test_add ("/maps/leaves", Fixture, GINT_TO_POINTER (120), set_up, test_leaves, no_tear_down);
  return g_test_run ();
}
