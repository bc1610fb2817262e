/* The kernels of a fold that was not drawn, against what the run had while it was there. */
#include <string.h>

#include "base/error.h"
#include "experiment/fold-frame.h"
#include "support.h"

#define FOLDS 3

/* What frames of the run showed of each fold last. */
static void
keep (ThetaFrame *frame, gpointer user_data)
{
  ThetaFrame **seen = user_data;

  if (frame->kernel == NULL || frame->stage == THETA_STAGE_DONE)
    return;
  g_assert_cmpuint (frame->picture_fold, <, FOLDS);
  g_clear_pointer (&seen[frame->picture_fold], theta_frame_unref);
  seen[frame->picture_fold] = theta_frame_ref (frame);
}

static void
check_same_kernels (const ThetaFrame *frame, const ThetaFrame *seen)
{
  guint layers = frame->kernel->layers;
  g_autofree double *a = g_new (double, layers), *b = g_new (double, layers);

  g_assert_cmpuint (layers, ==, seen->kernel->layers);
  for (gsize i = 0; i < frame->kernel->rows; i++)
    for (gsize j = 0; j <= i; j++)
      {
        g_assert_true (theta_kernel_read (frame->kernel, i, j, a));
        g_assert_true (theta_kernel_read (seen->kernel, i, j, b));
        g_assert_cmpmem (a, layers * sizeof *a, b, layers * sizeof *b);
      }
}

static gboolean
is_other (ThetaKernel *kernel, ThetaKernel *other, gsize i, gsize j)
{
  double a[THETA_MAX_KERNELS], b[THETA_MAX_KERNELS];

  g_assert_true (theta_kernel_read (kernel, i, j, a));
  g_assert_true (theta_kernel_read (other, i, j, b));
  return a[0] != b[0];
}

/* A as it is drawn, from entries one by one; raw pictures are means of a bin's pairs. */
static void
check_total (const ThetaFrame *frame)
{
  const ThetaPicture *picture = frame->picture;
  double entry[THETA_MAX_KERNELS], a = 0;
  gsize bins = picture->bins;

  g_assert_cmpuint (bins, ==, frame->kernel->rows); /* one row each */
  g_assert_true (theta_kernel_read (frame->kernel, picture->order[2], picture->order[7], entry));
  for (guint l = 0; l < frame->kernel->layers; l++)
    a += frame->weights[l] * entry[l];
  g_assert_cmpfloat_with_epsilon (frame->total_raw[2 * bins + 7], a, 1e-5 * (1 + ABS (a)));
}

static void
check_folds (const char *preparation, gboolean shared)
{
  g_autofree char *folder = support_folder (), *csv = support_csv (60, 60, 5, 0, FALSE);
  g_autofree char *path = support_write (folder, "points.csv", csv);
  g_autofree char *settings = g_strdup_printf (
      "%s\n[Network]\nDepth=3\n[Weights]\nMethod=align\n[Evaluation]\nProtocol=kfold\n"
      "Folds=%d\nCompare=ntk;wntk\n", preparation, FOLDS);
  g_autoptr (ThetaExperiment) experiment = support_experiment (path, settings);
  ThetaFrame *seen[FOLDS] = { NULL };
  Spy *spy = support_spy_open ();
  g_autoptr (GError) error = NULL;
  ThetaResults *results = theta_run (experiment, NULL, 0, spy->device, NULL, keep, seen, &error);
  guint computed = spy->kernels;

  g_assert_no_error (error);
  for (guint f = 0; f < FOLDS; f++)
    {
      g_autoptr (ThetaFrame) frame = theta_fold_frame_new (results, f, &error);

      g_assert_no_error (error);
      g_assert_true (theta_fold_frame_has (results, f));
      g_assert_cmpuint (frame->picture_fold, ==, f);
      g_assert_nonnull (seen[f]);
      check_same_kernels (frame, seen[f]);
      check_total (frame);
      g_assert_cmpmem (frame->weights, 3 * sizeof (double),
                       support_fit_of (results, "wntk", f)->weights, 3 * sizeof (double));
      g_assert_cmpfloat (frame->ridge, ==, support_fit_of (results, "wntk", f)->ridge);
      g_assert_true (is_other (frame->kernel, results->frame->kernel, 3, 4)
                     == (f > 0 && !shared));
      g_assert_nonnull (frame->inputs);
      for (gsize i = 0; i < 60; i++)
        g_assert_cmpmem (theta_matrix_row (frame->inputs, i), 3 * sizeof (double),
                         theta_matrix_row (seen[f]->inputs, i), 3 * sizeof (double));
    }
  /* What is there is not computed again. */
  if (strstr (preparation, "train") == NULL)
    g_assert_cmpuint (spy->kernels, ==, computed);
  g_assert_false (theta_fold_frame_has (results, FOLDS));
  g_assert_null (theta_fold_frame_new (results, FOLDS, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  for (guint f = 0; f < FOLDS; f++)
    theta_frame_unref (seen[f]);
  theta_results_unref (results);
  g_assert_cmpuint (spy->live, ==, 0);
  support_spy_close (spy);
  support_remove (g_steal_pointer (&folder));
}

static void
test_own (void)
{
  check_folds ("Standardize=train", FALSE);
}

static void
test_shared (void)
{
  check_folds ("Standardize=all", TRUE);
}

static void
test_normalized (void)
{
  check_folds ("Standardize=all\n[Regression]\nNormalize=trace", FALSE);
}

static int
poll_cancelled (void *cancellable, double fraction)
{
  return g_cancellable_is_cancelled (cancellable);
}

/* It can be ended, and leaves nothing behind. */
static void
test_cancel (void)
{
  g_autofree char *folder = support_folder (), *csv = support_csv (60, 60, 5, 0, FALSE);
  g_autofree char *path = support_write (folder, "points.csv", csv);
  Spy *spy = support_spy_open ();
  g_autoptr (GError) error = NULL;
  ThetaResults *results = support_run_settings (
      spy, path, "Standardize=train\n[Evaluation]\nProtocol=kfold\nFolds=2\nCompare=wntk:align\n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint live = spy->live, buffers = spy->buffers;

  spy->cancellable = cancellable;
  spy->cancel_at = spy->polls + 1;
  spy->device->ops->set_poll (spy->device, poll_cancelled, cancellable);
  g_assert_true (theta_fold_frame_has (results, 1));
  g_assert_null (theta_fold_frame_new (results, 1, &error));
  g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_assert_cmpuint (spy->live, ==, live);
  g_assert_cmpuint (spy->buffers, ==, buffers);
  spy->device->ops->set_poll (spy->device, NULL, NULL);
  theta_results_unref (results);
  support_spy_close (spy);
  support_remove (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold-frame/own", test_own);
  g_test_add_func ("/fold-frame/shared", test_shared);
  g_test_add_func ("/fold-frame/normalized", test_normalized);
  g_test_add_func ("/fold-frame/cancel", test_cancel);
  return g_test_run ();
}
