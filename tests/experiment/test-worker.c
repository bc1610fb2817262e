#include "experiment/worker.h"
#include "base/error.h"
#include "support.h"

static char *folder;
static char *source;
static ThetaWorker *worker;

/* What became of a request. */
typedef struct
{
  guint outcomes;
  gboolean done, cancelled, failed;
  guint models, rows;
} Outcome;

static void
judge (Outcome *self, gboolean done, const GError *error)
{
  g_assert_true (g_main_context_is_owner (NULL));
  self->outcomes++;
  self->done = done;
  self->cancelled = theta_error_is_cancelled (error);
  self->failed = error != NULL && !self->cancelled;
}

static void
on_run (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results = theta_worker_run_finish (worker, result, &error);

  g_assert_true ((results == NULL) == (error != NULL));
  judge (self, results != NULL, error);
  self->models = results != NULL ? results->models->len : 0;
}

static void
on_load (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = theta_worker_load_finish (worker, result, &error);

  judge (self, data != NULL, error);
  self->rows = data != NULL ? (guint) data->x->rows : 0;
}

static void
wait_for (Outcome *self)
{
  while (self->outcomes == 0)
    g_main_context_iteration (NULL, TRUE);
  /* A second outcome would come right behind. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->outcomes, ==, 1);
}

static ThetaExperiment *
quick (void)
{
  return support_experiment (source, "[Evaluation]\nFolds=2\n");
}

/* Runs for minutes unless it is stopped. */
static ThetaExperiment *
slow (void)
{
  return support_experiment (source, "[Weights]\nMethod=algorithm1\nIterations=1000000\n"
                                     "LearningRate=1e-12\n[Evaluation]\nFolds=2\nCompare=wntk\n");
}

typedef struct
{
  guint frames;
  double fraction;
  GCancellable *stop; /* cancelled at the first frame while weights are learnt */
  gboolean learning;
} Mailbox;

static void
on_frame (ThetaFrame *frame, gpointer user_data)
{
  Mailbox *self = user_data;

  g_assert_true (g_main_context_is_owner (NULL));
  self->frames++;
  self->fraction = frame->fraction;
  if (frame->stage != THETA_STAGE_WEIGHTS)
    return;
  self->learning = TRUE;
  if (self->stop != NULL)
    g_cancellable_cancel (self->stop);
}

static void
open_worker (Mailbox *mailbox)
{
  g_autoptr (GError) error = NULL;

  worker = theta_worker_new ("cpu", 1, &error);
  g_assert_no_error (error);
  theta_worker_set_frame_func (worker, on_frame, mailbox);
}

static void
close_worker (void)
{
  g_clear_pointer (&worker, theta_worker_free);
}

static void
test_run (void)
{
  Mailbox mailbox = { 0 };
  Outcome outcome = { 0 };
  g_autoptr (ThetaExperiment) experiment = quick ();
  g_autofree char *device = NULL, *detail = NULL, *warning = NULL;

  open_worker (&mailbox);
  device = theta_worker_get_device (worker);
  detail = theta_worker_get_detail (worker);
  warning = theta_worker_get_warning (worker);
  g_assert_cmpstr (device, ==, "CPU, 1 thread");
  g_assert_true (g_str_has_prefix (detail, "CPU computes with OpenBLAS"));
  g_assert_null (warning);
  g_assert_false (theta_worker_is_accelerated (worker));
  theta_worker_run_async (worker, experiment, NULL, on_run, &outcome);
  g_assert_cmpuint (mailbox.frames, ==, 0);
  wait_for (&outcome);
  g_assert_true (outcome.done);
  g_assert_cmpuint (outcome.models, ==, 6);
  g_assert_cmpuint (mailbox.frames, >, 0);
  g_assert_true (mailbox.fraction == 1); /* the last frame is never lost */
  close_worker ();
}

static void
test_load (void)
{
  Mailbox mailbox = { 0 };
  Outcome good = { 0 }, bad = { 0 };
  g_autoptr (ThetaExperiment) experiment = quick ();
  g_autoptr (ThetaExperiment) missing
      = theta_experiment_with (experiment, "Dataset.Source=/nowhere/at/all.csv", NULL);

  open_worker (&mailbox);
  theta_worker_load_async (worker, experiment, NULL, on_load, &good);
  wait_for (&good);
  g_assert_true (good.done);
  g_assert_cmpuint (good.rows, ==, 60);
  theta_worker_load_async (worker, missing, NULL, on_load, &bad);
  wait_for (&bad);
  g_assert_true (bad.failed);
  close_worker ();
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Mailbox mailbox = { .stop = stop };
  Outcome outcome = { 0 }, after = { 0 }, before = { 0 };
  g_autoptr (ThetaExperiment) long_one = slow (), short_one = quick ();

  open_worker (&mailbox);
  theta_worker_run_async (worker, long_one, stop, on_run, &outcome);
  wait_for (&outcome);
  g_assert_true (outcome.cancelled);
  g_assert_true (mailbox.learning);
  /* One that is cancelled already, and one that shows that the thread still works. */
  theta_worker_run_async (worker, short_one, stop, on_run, &before);
  g_assert_cmpuint (before.outcomes, ==, 0);
  wait_for (&before);
  g_assert_true (before.cancelled);
  mailbox.stop = NULL;
  theta_worker_run_async (worker, short_one, NULL, on_run, &after);
  wait_for (&after);
  g_assert_true (after.done);
  close_worker ();
}

/* A run that waits is replaced by the next one; what runs goes on. */
static void
test_replace (void)
{
  g_autoptr (GCancellable) stop = g_cancellable_new (), stop_waiting = g_cancellable_new ();
  Mailbox mailbox = { 0 };
  Outcome running = { 0 }, waiting = { 0 }, next = { 0 }, last = { 0 };
  g_autoptr (ThetaExperiment) long_one = slow (), short_one = quick ();

  open_worker (&mailbox);
  theta_worker_run_async (worker, long_one, stop, on_run, &running);
  while (!mailbox.learning)
    g_main_context_iteration (NULL, TRUE);
  theta_worker_run_async (worker, short_one, NULL, on_run, &waiting);
  theta_worker_run_async (worker, short_one, stop_waiting, on_run, &next);
  g_assert_cmpuint (waiting.outcomes, ==, 0); /* never in the middle of a call */
  wait_for (&waiting);
  g_assert_true (waiting.cancelled);
  g_assert_cmpuint (running.outcomes + next.outcomes, ==, 0);
  g_cancellable_cancel (stop_waiting);
  wait_for (&next);
  g_assert_true (next.cancelled);
  theta_worker_run_async (worker, short_one, NULL, on_run, &last);
  g_cancellable_cancel (stop);
  wait_for (&running);
  g_assert_true (running.cancelled);
  wait_for (&last);
  g_assert_true (last.done);
  close_worker ();
}

static void
test_free_while_running (void)
{
  Mailbox mailbox = { 0 };
  Outcome running = { 0 }, waiting = { 0 };
  g_autoptr (ThetaExperiment) long_one = slow ();
  guint frames;

  open_worker (&mailbox);
  theta_worker_run_async (worker, long_one, NULL, on_run, &running);
  while (!mailbox.learning)
    g_main_context_iteration (NULL, TRUE);
  theta_worker_run_async (worker, long_one, NULL, on_run, &waiting);
  close_worker ();
  frames = mailbox.frames;
  wait_for (&running);
  wait_for (&waiting);
  g_assert_true (running.cancelled);
  g_assert_true (waiting.cancelled);
  g_assert_cmpuint (mailbox.frames, ==, frames);
}

/* Results that nobody has fetched yet go with the worker, kernels and all. */
static void
test_free_before_outcome (void)
{
  Mailbox mailbox = { 0 };
  Outcome outcome = { 0 };
  g_autoptr (ThetaExperiment) experiment = quick ();

  open_worker (&mailbox);
  theta_worker_run_async (worker, experiment, NULL, on_run, &outcome);
  g_usleep (G_USEC_PER_SEC / 2);
  close_worker ();
  wait_for (&outcome);
  g_assert_true (outcome.cancelled);
}

static void
test_bad_device (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_worker_new ("abacus", 1, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  /* The main loop is this thread's. */
  g_assert_true (g_main_context_acquire (NULL));
  folder = support_folder ();
  text = support_csv (60, 60, 1, 0, FALSE);
  source = support_write (folder, "a.csv", text);
  g_test_add_func ("/worker/run", test_run);
  g_test_add_func ("/worker/load", test_load);
  g_test_add_func ("/worker/cancel", test_cancel);
  g_test_add_func ("/worker/replace", test_replace);
  g_test_add_func ("/worker/free-while-running", test_free_while_running);
  g_test_add_func ("/worker/free-before-outcome", test_free_before_outcome);
  g_test_add_func ("/worker/bad-device", test_bad_device);
  status = g_test_run ();
  g_free (source);
  support_remove (folder);
  g_main_context_release (NULL);
  return status;
}
