/* A session whose device is a GPU, the kernels as loops: what it says of it, what it plans
 * for, and the CPU that it offers where a run fails. */
#include "experiment/session.h"

#include <string.h>

#define MOONS "Dataset.Source=generator:moons?n=12000"

static ThetaSession *session;
static char *failed;

static void
on_failed (ThetaSession *self, const char *sentence, gpointer user_data)
{
  g_free (failed);
  failed = g_strdup (sentence);
}

static void
wait_while (const char *flag)
{
  gboolean on = TRUE;

  while (on)
    {
      g_object_get (session, flag, &on, NULL);
      if (on)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
set_up (const char *device)
{
  g_autoptr (GError) error = NULL;

  session = theta_session_new (device, 1, &error);
  g_assert_no_error (error);
  g_signal_connect (session, "failed", G_CALLBACK (on_failed), NULL);
  wait_while ("loading");
}

static void
tear_down (void)
{
  g_unsetenv ("THETA_TEST_FAULT");
  g_clear_object (&session);
  g_clear_pointer (&failed, g_free);
}

static gboolean
offers_cpu (void)
{
  gboolean offers;

  g_object_get (session, "offers-cpu", &offers, NULL);
  return offers;
}

static void
assert_text (const char *property, const char *part)
{
  g_autofree char *text = NULL;

  g_object_get (session, property, &text, NULL);
  if (part == NULL)
    g_assert_null (text);
  else if (text == NULL || strstr (text, part) == NULL)
    g_error ("%s is “%s”, without “%s”", property, text, part);
}

static void
set (const char *assignment)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (theta_session_set (session, assignment, &error));
  g_assert_no_error (error);
}

/* In each of the ways in which a GPU fails; then the CPU finishes the same experiment. */
static void
test_offer (gconstpointer data)
{
  const char *const *fault = data;

  set_up ("cuda");
  assert_text ("device", "CUDA as loops");
  assert_text ("device-detail", "CUDA as loops computes with CUDA 13.0, cuBLAS 13.0.2, cuSOLVER "
                                "12.0.3, driver CUDA 13.0.");
  assert_text ("device-detail", "of its 1.1 GB of memory are in use.");
  assert_text ("device-warning", NULL);
  g_assert_false (offers_cpu ());
  g_setenv ("THETA_TEST_FAULT", fault[0], TRUE);
  theta_session_run (session);
  wait_while ("running");
  g_assert_nonnull (failed);
  g_assert_nonnull (strstr (failed, fault[1]));
  g_assert_true (offers_cpu ());
  g_assert_null (theta_session_get_results (session));
  /* It has a name still. */
  assert_text ("device", "CUDA as loops");
  assert_text ("device-detail", "cuBLAS 13.0.2");
  g_clear_pointer (&failed, g_free);
  theta_session_run_on_cpu (session);
  wait_while ("running");
  g_assert_null (failed);
  g_assert_false (offers_cpu ());
  assert_text ("device", "CPU, 1 thread");
  g_assert_cmpstr (theta_session_get_results (session)->device_id, ==, "cpu");
  g_assert_cmpstr (theta_session_get_experiment (session)->device, ==, "cpu");
  tear_down ();
}

/* A run that is stopped offers nothing. */
static void
test_stop (void)
{
  set_up ("cuda");
  set ("Weights.Method=algorithm1");
  set ("Weights.Iterations=100000");
  theta_session_run (session);
  while (theta_session_get_frame (session) == NULL
         || theta_session_get_frame (session)->stage != THETA_STAGE_WEIGHTS)
    g_main_context_iteration (NULL, TRUE);
  theta_session_stop (session);
  wait_while ("running");
  g_assert_null (failed);
  g_assert_false (offers_cpu ());
  tear_down ();
}

/* Whether Run can be pressed depends on the memory of the device that will compute. */
static void
test_memory (void)
{
  set_up ("cuda");
  set (MOONS);
  set ("Regression.Solver=cholesky");
  wait_while ("loading");
  assert_text ("problem", "and the GPU has 1.1 GB; take fewer rows (Dataset.TrainLimit=");
  assert_text ("problem", "leave rbf and laplacian out of Evaluation.Compare");
  set ("Evaluation.Compare=ntk");
  assert_text ("problem", "or choose Regression.Solver=cg");
  set ("Regression.Solver=cg");
  assert_text ("problem", NULL);
  tear_down ();

  /* The machine has room for it, or says what it has itself. */
  set_up ("cpu");
  set (MOONS);
  set ("Regression.Solver=cholesky");
  set ("Experiment.MemoryLimit=64 GB");
  wait_while ("loading");
  assert_text ("problem", NULL);
  /* Not known before it is opened, which the run does; known from then on. */
  set ("Experiment.Device=cuda");
  assert_text ("problem", NULL);
  theta_session_run (session);
  wait_while ("running");
  g_assert_nonnull (strstr (failed, "and the GPU has 1.1 GB;"));
  assert_text ("problem", "and the GPU has 1.1 GB;");
  g_assert_true (offers_cpu ());
  set ("Experiment.Device=cpu");
  assert_text ("problem", NULL);
  tear_down ();
}

int
main (int argc, char **argv)
{
  static const char *const faults[][2] = {
    { "memory:8", "The GPU has no memory left" },
    { "sticky:60", "CUDA failed while" },
    { "silent:60", "The GPU has not answered for a minute" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (faults); k++)
    {
      g_autofree char *path = g_strdup_printf ("/gpu/offer/%s", faults[k][0]);

      g_test_add_data_func (path, faults[k], test_offer);
    }
  g_test_add_func ("/gpu/offer/stop", test_stop);
  g_test_add_func ("/gpu/offer/memory", test_memory);
  return g_test_run ();
}
