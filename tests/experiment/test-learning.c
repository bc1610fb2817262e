/* Holding a learning up, and asking about weights meanwhile. */
#include "experiment/session.h"

#include <math.h>

#include "base/error.h"
#include "support.h"

static char *folder, *source;

#define SETTINGS "[Weights]\nMethod=loo\n[Evaluation]\nProtocol=kfold\nFolds=2\nCompare=ntk;wntk\n"

typedef struct
{
  ThetaWorker *worker;
  ThetaResults *results;
  ThetaAnswer *answer;
  gboolean run_over, answered, cancelled;
  guint frames, learning; /* frames; those while weights were learnt */
  guint iterations;       /* of the newest */
  ThetaFrame *frame;
} Watch;

static void
on_frame (ThetaFrame *frame, gpointer user_data)
{
  Watch *self = user_data;

  self->frames++;
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = theta_frame_ref (frame);
  if (frame->stage != THETA_STAGE_WEIGHTS || frame->histories->len == 0)
    return;
  self->learning++;
  self->iterations
      = ((ThetaHistory *) frame->histories->pdata[frame->histories->len - 1])->count;
}

static void
on_run (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Watch *self = user_data;
  g_autoptr (GError) error = NULL;

  self->results = theta_worker_run_finish (self->worker, result, &error);
  self->cancelled = theta_error_is_cancelled (error);
  self->run_over = TRUE;
}

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Watch *self = user_data;
  g_autoptr (GError) error = NULL;
  ThetaAnswer *answer = theta_worker_ask_finish (self->worker, result, &error);

  if (answer != NULL)
    self->answer = answer;
  else
    g_assert_true (theta_error_is_cancelled (error));
  self->answered = answer != NULL;
}

static void
watch_open (Watch *self)
{
  g_autoptr (GError) error = NULL;

  *self = (Watch){ 0 };
  self->worker = theta_worker_new ("cpu", 1, &error);
  g_assert_no_error (error);
  theta_worker_set_frame_func (self->worker, on_frame, self);
}

static void
watch_close (Watch *self)
{
  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->answer, theta_answer_free);
  g_clear_pointer (&self->frame, theta_frame_unref);
  theta_worker_free (self->worker);
}

#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

/* What comes in a tenth of a second. */
static void
turn (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 10;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
ask (Watch *self, ThetaExperiment *experiment, guint what, const double *weights,
     ThetaHistory *history)
{
  ThetaQuestion *question = theta_question_new (what, self->frame, experiment, weights,
                                                self->frame->ridge, history);

  g_assert_nonnull (question);
  self->answered = FALSE;
  g_clear_pointer (&self->answer, theta_answer_free);
  theta_worker_ask_async (self->worker, question, NULL, on_answer, self);
}

static char *
run_plainly (ThetaExperiment *experiment)
{
  Watch watch;
  char *text;

  watch_open (&watch);
  theta_worker_run_async (watch.worker, experiment, NULL, on_run, &watch);
  WAIT_FOR (watch.run_over);
  text = support_everything (watch.results);
  watch_close (&watch);
  return text;
}

/* Paused, stepped, asked, slowed down: the same bits as left alone. */
static void
test_pause (void)
{
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, SETTINGS);
  g_autofree char *plain = run_plainly (experiment), *held = NULL;
  double ones[] = { 1, 1, 1, 1, 1 };
  guint at;
  Watch watch;

  watch_open (&watch);
  theta_worker_step (watch.worker);
  theta_worker_run_async (watch.worker, experiment, NULL, on_run, &watch);
  WAIT_FOR (watch.learning > 0);
  g_assert_cmpuint (watch.iterations, ==, 1);
  turn ();
  g_assert_cmpuint (watch.learning, ==, 1);
  for (guint k = 2; k <= 4; k++)
    {
      theta_worker_step (watch.worker);
      WAIT_FOR (watch.iterations >= k);
      turn ();
      g_assert_cmpuint (watch.iterations, ==, k);
    }
  ask (&watch, experiment, THETA_ASK_ERROR | THETA_ASK_TOTAL, ones, NULL);
  WAIT_FOR (watch.answered);
  g_assert_cmpfloat (watch.answer->error, >, 0);
  g_assert_cmpuint (watch.iterations, ==, 4);
  theta_worker_set_rate (watch.worker, 20);
  theta_worker_set_paused (watch.worker, FALSE);
  at = watch.learning;
  turn ();
  /* Slowed down every iteration is seen, and few are. */
  g_assert_cmpuint (watch.iterations, <=, 4 + 4);
  g_assert_cmpuint (watch.learning, >, at);
  theta_worker_set_rate (watch.worker, 0);
  WAIT_FOR (watch.run_over);
  g_assert_nonnull (watch.results);
  held = support_everything (watch.results);
  g_assert_cmpstr (held, ==, plain);
  /* Time that it stood still is not its own. */
  g_assert_cmpfloat (watch.results->seconds, <, 2);
  watch_close (&watch);
}

/* A run that stands still can be stopped, and its worker freed. */
static void
test_stop (void)
{
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, SETTINGS);
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Watch watch;

  watch_open (&watch);
  theta_worker_step (watch.worker);
  theta_worker_run_async (watch.worker, experiment, stop, on_run, &watch);
  WAIT_FOR (watch.learning > 0);
  g_cancellable_cancel (stop);
  WAIT_FOR (watch.run_over);
  g_assert_true (watch.cancelled);
  watch.run_over = FALSE;
  theta_worker_step (watch.worker);
  theta_worker_run_async (watch.worker, experiment, NULL, on_run, &watch);
  watch.learning = 0;
  WAIT_FOR (watch.learning > 0);
  watch_close (&watch);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The answers are the run's own numbers. */
static void
test_answers (void)
{
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, SETTINGS);
  const ThetaHistory *history;
  const ThetaFit *fit;
  const double *last;
  guint end, bins;
  Watch watch;

  watch_open (&watch);
  theta_worker_run_async (watch.worker, experiment, NULL, on_run, &watch);
  WAIT_FOR (watch.run_over);
  g_assert_cmpuint (watch.frame->stage, ==, THETA_STAGE_DONE);
  history = watch.results->histories->pdata[0];
  end = history->count - 1;
  last = history->weights + (gsize) end * history->layers;
  ask (&watch, experiment, THETA_ASK_ERROR | THETA_ASK_TOTAL | THETA_ASK_MAP, last, NULL);
  WAIT_FOR (watch.answered);
  g_assert_cmpfloat_with_epsilon (watch.answer->error, history->iterations[end].loo_loss, 1e-12);
  g_assert_cmpfloat (watch.answer->accuracy, ==, history->iterations[end].loo_accuracy);
  g_assert_cmpuint (watch.answer->rows, ==, watch.answer->all_rows);
  bins = watch.frame->picture->bins;
  for (guint k = 0; k < bins * bins; k++)
    g_assert_cmpfloat_with_epsilon (watch.answer->total[k], watch.frame->total_cosine[k], 1e-6);
  /* Three columns have no plane. */
  g_assert_null (watch.answer->plane);
  ask (&watch, experiment, THETA_ASK_HELD_OUT, last, (ThetaHistory *) history);
  WAIT_FOR (watch.answered);
  g_assert_cmpuint (watch.answer->count, ==, history->count);
  g_assert_true (isnan (watch.answer->error));
  fit = support_fit_of (watch.results, "wntk", 0);
  g_assert_cmpfloat_with_epsilon (watch.answer->held_out_error[end], fit->metrics.squared_error,
                                  1e-12);
  g_assert_cmpfloat (watch.answer->held_out_accuracy[end], ==, fit->metrics.accuracy);
  g_assert_cmpfloat (fabs (watch.answer->held_out_error[0] - watch.answer->held_out_error[end]), >,
                     1e-6);
  watch_close (&watch);
}

/* Keeps the thread until it is let go. */
static gpointer
hold (ThetaDevice *device, gpointer data, GError **error)
{
  gint *held = data;

  g_atomic_int_set (held, TRUE);
  while (g_atomic_int_get (held))
    g_usleep (500);
  return held;
}

/* Of questions that wait the newest alone is answered. */
static void
test_newest (void)
{
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, SETTINGS);
  double a[] = { 1, 1, 1, 1, 1 };
  Watch watch, late;
  gint held = FALSE;

  watch_open (&watch);
  late = watch;
  theta_worker_run_async (watch.worker, experiment, NULL, on_run, &watch);
  WAIT_FOR (watch.run_over);
  late.frame = watch.frame;
  theta_worker_call_async (watch.worker, hold, &held, NULL, NULL, NULL, NULL, NULL);
  while (!g_atomic_int_get (&held))
    g_usleep (500);
  for (guint k = 0; k < 50; k++)
    {
      a[0] = 0.1 * k;
      ask (&watch, experiment, THETA_ASK_ERROR, a, NULL);
    }
  ask (&late, experiment, THETA_ASK_ERROR, a, NULL);
  g_atomic_int_set (&held, FALSE);
  WAIT_FOR (late.answered);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (watch.answered);
  g_clear_pointer (&late.answer, theta_answer_free);
  watch_close (&watch);
}

/* The plane says what a prediction for its points as test rows says. */
static void
test_plane (void)
{
  g_autoptr (ThetaExperiment) experiment
      = support_experiment ("generator:moons?n=80&noise=0.1", SETTINGS);
  g_autoptr (ThetaMatrix) both = NULL;
  g_autoptr (ThetaTarget) target = NULL;
  g_autofree double *f = NULL;
  g_autofree guint8 *train = NULL, *test = NULL;
  g_autofree int *labels = NULL;
  const ThetaMatrix *x;
  const ThetaPlane *plane;
  const ThetaFold *fold;
  Spy *spy;
  double a[] = { 1, 2, 3, 0, 4 };
  enum { POINTS = 7 };
  guint where[POINTS];
  Watch watch;

  watch_open (&watch);
  theta_worker_run_async (watch.worker, experiment, NULL, on_run, &watch);
  WAIT_FOR (watch.run_over);
  ask (&watch, experiment, THETA_ASK_MAP, a, NULL);
  WAIT_FOR (watch.answered);
  plane = watch.answer->plane;
  g_assert_nonnull (plane);
  x = watch.frame->inputs;
  fold = watch.frame->folds->pdata[0];
  for (gsize i = 0; i < x->rows; i++)
    g_assert_true (x->data[2 * i] > plane->x_min && x->data[2 * i] < plane->x_max
                   && x->data[2 * i + 1] > plane->y_min && x->data[2 * i + 1] < plane->y_max);
  both = theta_matrix_new (x->rows + POINTS, 2, NULL);
  train = g_new0 (guint8, x->rows + POINTS);
  test = g_new0 (guint8, x->rows + POINTS);
  labels = g_new0 (int, x->rows + POINTS);
  for (gsize i = 0; i < x->rows; i++)
    {
      both->data[2 * i] = x->data[2 * i];
      both->data[2 * i + 1] = x->data[2 * i + 1];
      train[i] = fold->train[i];
      labels[i] = watch.frame->data->labels[i];
    }
  for (guint k = 0; k < POINTS; k++)
    {
      double *row = theta_matrix_row (both, x->rows + k);

      where[k] = (plane->side * plane->side - 1) * k / (POINTS - 1);
      row[0] = plane->x_min
               + (plane->x_max - plane->x_min) * (where[k] % plane->side) / (plane->side - 1);
      row[1] = plane->y_min
               + (plane->y_max - plane->y_min) * (where[k] / plane->side) / (plane->side - 1);
      test[x->rows + k] = 1;
    }
  target = theta_target_new (labels, (guint) both->rows, 2, FALSE);
  spy = support_spy_open ();
  {
    g_autoptr (ThetaKernel) kernel = theta_kernel_new_dense_limit (
        spy->device, &experiment->network, both, NULL, THETA_PRECISION_DOUBLE, NULL);
    ThetaProblem problem = { .kernel = kernel, .target = target, .train = train,
                             .n_train = fold->n_train };

    f = theta_ridge_predict (&problem, a, watch.frame->ridge, test, NULL, NULL);
  }
  support_spy_close (spy);
  for (guint k = 0; k < POINTS; k++)
    {
      g_assert_cmpint (plane->classes[where[k]], ==, f[k] > 0);
      g_assert_cmpfloat_with_epsilon (plane->certainty[where[k]], fmin (fabs (f[k]), 1), 1e-6);
    }
  watch_close (&watch);
}

/* ---- the session ---- */

static gboolean
get_flag (ThetaSession *session, const char *name)
{
  gboolean value;

  g_object_get (session, name, &value, NULL);
  return value;
}

static ThetaSession *
open_session (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, SETTINGS);
  ThetaSession *session = theta_session_new ("cpu", 1, &error);

  g_assert_no_error (error);
  theta_session_set_experiment (session, experiment);
  WAIT_FOR (!get_flag (session, "loading"));
  return session;
}

static const ThetaModelResult *
find (const ThetaResults *results, const char *id)
{
  for (guint m = 0; m < results->models->len; m++)
    if (g_str_equal (((ThetaModelResult *) results->models->pdata[m])->id, id))
      return results->models->pdata[m];
  return NULL;
}

/* Weights of one are the tangent kernel: the row says the same of them. */
static void
test_choice (void)
{
  g_autoptr (ThetaSession) session = open_session ();
  g_autoptr (ThetaResults) first = NULL;
  double ones[] = { 1, 1, 1, 1, 1 };
  const ThetaModelResult *chosen, *ntk;

  theta_session_run (session);
  WAIT_FOR (!get_flag (session, "running"));
  first = theta_results_ref (theta_session_get_results (session));
  theta_session_compare (session, ones, 5, first->experiment->ridge);
  g_assert_true (get_flag (session, "comparing"));
  WAIT_FOR (!get_flag (session, "comparing"));
  g_assert_cmpuint (first->models->len, ==, 2);
  g_assert_cmpuint (theta_session_get_results (session)->models->len, ==, 3);
  g_assert_false (get_flag (session, "stale"));
  chosen = find (theta_session_get_results (session), "by-hand");
  ntk = find (theta_session_get_results (session), "ntk");
  g_assert_nonnull (chosen);
  g_assert_cmpstr (chosen->label, ==, "Chosen by hand");
  g_assert_true (g_str_has_prefix (chosen->notes[0], "The weights were chosen by hand"));
  g_assert_cmpfloat (chosen->mean.squared_error, ==, ntk->mean.squared_error);
  g_assert_cmpfloat (chosen->mean.accuracy, ==, ntk->mean.accuracy);
  g_assert_true (chosen->against_ntk_valid);
  ones[2] = 0;
  theta_session_compare (session, ones, 5, first->experiment->ridge);
  WAIT_FOR (!get_flag (session, "comparing"));
  chosen = find (theta_session_get_results (session), "by-hand-2");
  g_assert_nonnull (chosen);
  g_assert_cmpfloat (chosen->mean.squared_error, !=, ntk->mean.squared_error);
}

/* From the start again, with the same seed: the same story. */
static void
test_restart (void)
{
  g_autoptr (ThetaSession) session = open_session ();
  g_autofree char *once = NULL, *twice = NULL;
  ThetaFrame *frame;

  theta_session_set_paused (session, TRUE);
  g_assert_false (get_flag (session, "paused"));
  theta_session_run (session);
  theta_session_step (session);
  g_assert_true (get_flag (session, "paused"));
  WAIT_FOR ((frame = theta_session_get_frame (session)) != NULL && frame->histories->len == 1);
  theta_session_restart (session);
  g_assert_true (get_flag (session, "running") && get_flag (session, "paused"));
  g_assert_null (theta_session_get_frame (session));
  WAIT_FOR ((frame = theta_session_get_frame (session)) != NULL && frame->histories->len == 1);
  g_assert_cmpuint (((ThetaHistory *) frame->histories->pdata[0])->count, ==, 1);
  theta_session_set_paused (session, FALSE);
  WAIT_FOR (!get_flag (session, "running"));
  once = support_everything (theta_session_get_results (session));
  theta_session_restart (session);
  g_assert_false (get_flag (session, "paused"));
  WAIT_FOR (!get_flag (session, "running"));
  twice = support_everything (theta_session_get_results (session));
  g_assert_cmpstr (once, ==, twice);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = support_csv (90, 90, 5, 0, FALSE);
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  source = support_write (folder, "planted.csv", text);
  g_test_add_func ("/learning/pause", test_pause);
  g_test_add_func ("/learning/stop", test_stop);
  g_test_add_func ("/learning/answers", test_answers);
  g_test_add_func ("/learning/newest", test_newest);
  g_test_add_func ("/learning/plane", test_plane);
  g_test_add_func ("/learning/choice", test_choice);
  g_test_add_func ("/learning/restart", test_restart);
  status = g_test_run ();
  g_free (source);
  support_remove (folder);
  return status;
}
