/* Questions come before calls, which are made anew; both have one outcome. */
#include "experiment/worker.h"
#include "base/error.h"
#include "support.h"

static ThetaWorker *worker;
static ThetaFrame *last_frame;
static ThetaResults *results;
static guint answers;

typedef struct
{
  gint calls; /* of the function; the first goes on until something stops it */
  guint outcomes, answers_before;
  gboolean found, cancelled;
} Call;

static gpointer
go_on (ThetaDevice *device, gpointer data, GError **error)
{
  Call *call = data;
  guint side = 300;
  g_autofree double *unit = g_new0 (double, side *side);
  ThetaBuffer *buffer = NULL;
  ThetaStatus status = THETA_STATUS_OK;

  for (guint i = 0; i < side; i++)
    unit[i * side + i] = 1; /* its own factor */
  device->ops->buffer_new (device, (gsize) side * side, &buffer);
  device->ops->upload (device, buffer, 0, unit, (gsize) side * side);
  if (g_atomic_int_add (&call->calls, 1) == 0)
    while (status == THETA_STATUS_OK)
      status = device->ops->potrf (device, side, buffer);
  device->ops->buffer_free (device, buffer);
  return theta_status_check (status, "going on", error) ? call : NULL;
}

static void
on_call (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  call->found = theta_worker_call_finish (worker, result, &error) != NULL;
  call->cancelled = theta_error_is_cancelled (error);
  call->answers_before = answers;
  call->outcomes++;
}

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ThetaAnswer *answer = theta_worker_ask_finish (worker, result, NULL);

  g_assert_nonnull (answer);
  g_assert_cmpfloat (answer->error, >, 0);
  theta_answer_free (answer);
  answers++;
}

static void
on_run (GObject *object, GAsyncResult *result, gpointer user_data)
{
  results = theta_worker_run_finish (worker, result, NULL);
}

static void
on_frame (ThetaFrame *frame, gpointer user_data)
{
  g_clear_pointer (&last_frame, theta_frame_unref);
  last_frame = theta_frame_ref (frame);
}

/* Nothing on the main thread ends the wait for what the other one does. */
#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
    {                                                                                              \
      g_main_context_iteration (NULL, FALSE);                                                      \
      g_usleep (500);                                                                              \
    }

static void
ask (void)
{
  static const double ones[] = { 1, 1, 1, 1, 1 };
  ThetaQuestion *question = theta_question_new (THETA_ASK_ERROR, last_frame, results->experiment,
                                                ones, last_frame->ridge, NULL);

  g_assert_nonnull (question);
  theta_worker_ask_async (worker, question, NULL, on_answer, NULL);
}

/* What follows a hand does not wait for what nobody waits for. */
static void
test_gives_way (void)
{
  Call call = { 0 }, waiting = { .calls = 1 };

  theta_worker_call_async (worker, go_on, &call, NULL, NULL, NULL, on_call, &call);
  WAIT_FOR (g_atomic_int_get (&call.calls) == 1);
  theta_worker_call_async (worker, go_on, &waiting, NULL, NULL, NULL, on_call, &waiting);
  answers = 0;
  ask ();
  WAIT_FOR (call.outcomes > 0 && waiting.outcomes > 0);
  g_assert_cmpuint (call.answers_before, ==, 1);
  g_assert_true (call.found);
  g_assert_cmpint (call.calls, ==, 2);
  g_assert_cmpuint (waiting.answers_before, ==, 1);
  g_assert_true (waiting.found);
}

static void
test_stopped (void)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Call call = { 0 };

  theta_worker_call_async (worker, go_on, &call, NULL, NULL, stop, on_call, &call);
  WAIT_FOR (g_atomic_int_get (&call.calls) == 1);
  g_cancellable_cancel (stop);
  WAIT_FOR (call.outcomes > 0);
  g_assert_true (call.cancelled);
  g_assert_cmpint (call.calls, ==, 1);
}

/* The worker ends while a call has given way, or is about to. */
static void
test_freed (void)
{
  Call call = { 0 };

  theta_worker_call_async (worker, go_on, &call, NULL, NULL, NULL, on_call, &call);
  WAIT_FOR (g_atomic_int_get (&call.calls) == 1);
  answers = 0;
  g_clear_pointer (&last_frame, theta_frame_unref);
  g_clear_pointer (&results, theta_results_unref);
  g_clear_pointer (&worker, theta_worker_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (call.outcomes, ==, 1);
  g_assert_true (call.cancelled);
}

/* Says when it has ended. */
static gpointer
go_on_and_tell (ThetaDevice *device, gpointer data, GError **error)
{
  gpointer found = go_on (device, data, error);

  g_print ("the call has ended\n");
  return found;
}

/* The process ends, and leaves a worker that computes. */
static void
test_exit (void)
{
  static Call call;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      g_test_trap_assert_stdout ("*the call has ended*");
      return;
    }
  theta_worker_call_async (worker, go_on_and_tell, &call, NULL, NULL, NULL, on_call, &call);
  WAIT_FOR (g_atomic_int_get (&call.calls) == 1);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = support_csv (90, 90, 5, 0, FALSE), *folder = NULL, *source = NULL;
  g_autoptr (ThetaExperiment) experiment = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  source = support_write (folder, "planted.csv", text);
  experiment = support_experiment (source, "[Evaluation]\nFolds=2\nCompare=wntk\n");
  worker = theta_worker_new ("cpu", 1, NULL);
  theta_worker_set_frame_func (worker, on_frame, NULL);
  theta_worker_run_async (worker, experiment, NULL, on_run, NULL);
  WAIT_FOR (results != NULL);
  g_test_add_func ("/worker-calls/gives-way", test_gives_way);
  g_test_add_func ("/worker-calls/stopped", test_stopped);
  g_test_add_func ("/worker-calls/exit", test_exit);
  g_test_add_func ("/worker-calls/freed", test_freed);
  status = g_test_run ();
  support_remove (g_steal_pointer (&folder));
  return status;
}
