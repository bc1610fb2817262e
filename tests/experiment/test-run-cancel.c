/* Cancels a run at every frame and at polls all through it. */
#include "experiment/run.h"
#include "support.h"

static char *folder;
static Spy *spy;
static ThetaExperiment *experiment;
static char *uncancelled; /* what the run finds when nobody cancels it */

typedef struct
{
  GCancellable *cancellable;
  guint frames, cancel_at;
  guint stages; /* of ThetaStage, one bit each */
} Watcher;

static void
watch (ThetaFrame *frame, gpointer user_data)
{
  Watcher *self = user_data;

  self->frames++;
  if (self->frames != self->cancel_at)
    return;
  self->stages |= 1u << frame->stage;
  g_cancellable_cancel (self->cancellable);
}

static void
assert_nothing_left (void)
{
  g_assert_null (spy->poll);
  g_assert_cmpuint (spy->live, ==, 0);
  g_assert_cmpuint (spy->buffers, ==, 0);
}

/* FALSE when the run came to its end before it was cancelled. */
static gboolean
is_cancelled (Watcher *watcher)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results = theta_run (experiment, NULL, 0, spy->device,
                                                watcher->cancellable, watch, watcher, &error);

  if (results == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_nothing_left ();
      return TRUE;
    }
  g_assert_no_error (error);
  return FALSE;
}

static void
assert_device_still_works (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results
      = theta_run (experiment, NULL, 0, spy->device, NULL, NULL, NULL, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = support_everything (results);
  g_assert_cmpstr (found, ==, uncancelled);
}

static void
test_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watcher watcher = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_true (is_cancelled (&watcher));
  g_assert_cmpuint (watcher.frames, ==, 0);
}

static void
test_at_every_frame (void)
{
  guint stages = 0, k = 1;
  gboolean cancelled = TRUE;

  for (; cancelled; k++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watcher watcher = { .cancellable = cancellable, .cancel_at = k };

      cancelled = is_cancelled (&watcher);
      /* No work after the cancellation: at most the frame that ends the stage. */
      if (cancelled)
        g_assert_cmpuint (watcher.frames, <=, k + 1);
      stages |= watcher.stages;
    }
  g_assert_cmpuint (k, >, 16); /* data, and kernels and six models in two folds, and the end */
  for (ThetaStage stage = THETA_STAGE_DATA; stage <= THETA_STAGE_DONE; stage++)
    g_assert_true ((stages & (1u << stage)) != 0);
  assert_device_still_works ();
}

static void
test_at_polls (void)
{
  gboolean cancelled = TRUE;
  guint count = 0;

  for (guint k = 1; cancelled; k += 1 + k / 8)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watcher watcher = { .cancellable = cancellable };

      spy->polls = 0;
      spy->cancel_at = k;
      spy->cancellable = cancellable;
      cancelled = is_cancelled (&watcher);
      count += cancelled;
      /* The call that was asked stops, and none goes on after it: NLopt alone tries
       * a few times more before it hears, each of which ends at its first poll. */
      if (cancelled)
        g_assert_cmpuint (spy->polls, <=, k + 30);
    }
  spy->cancel_at = 0;
  spy->cancellable = NULL;
  g_assert_cmpuint (count, >, 5);
  assert_device_still_works ();
}

int
main (int argc, char **argv)
{
  int status;
  g_autofree char *text = NULL, *path = NULL;
  g_autoptr (ThetaResults) results = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  spy = support_spy_open ();
  text = support_csv (40, 40, 1, 0, FALSE);
  path = support_write (folder, "a.csv", text);
  experiment = support_experiment (path, "[Evaluation]\nFolds=2\n");
  results = theta_run (experiment, NULL, 0, spy->device, NULL, NULL, NULL, NULL);
  g_assert_nonnull (results);
  uncancelled = support_everything (results);
  g_clear_pointer (&results, theta_results_unref);
  g_test_add_func ("/run-cancel/before", test_before);
  g_test_add_func ("/run-cancel/at-every-frame", test_at_every_frame);
  g_test_add_func ("/run-cancel/at-polls", test_at_polls);
  status = g_test_run ();
  g_free (uncancelled);
  theta_experiment_unref (experiment);
  support_spy_close (spy);
  support_remove (folder);
  return status;
}
