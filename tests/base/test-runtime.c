/* What the libraries are asked for through the environment. */
#include "base/runtime.h"

static void
test_core (void)
{
  /* A choice that fits the processor stays, and so does one of the user's age. */
  g_assert_null (theta_runtime_core_for ("Zen", TRUE, TRUE));
  g_assert_null (theta_runtime_core_for ("SkylakeX", TRUE, TRUE));
  g_assert_null (theta_runtime_core_for ("Haswell", TRUE, FALSE));
  g_assert_null (theta_runtime_core_for ("Sandybridge", FALSE, FALSE));
  /* What stands for a processor that is not known is not believed. */
  g_assert_cmpstr (theta_runtime_core_for ("Prescott", TRUE, TRUE), ==, "SkylakeX");
  g_assert_cmpstr (theta_runtime_core_for ("Prescott", TRUE, FALSE), ==, "Haswell");
  g_assert_null (theta_runtime_core_for ("Prescott", FALSE, FALSE));
  g_assert_null (theta_runtime_core_for (NULL, TRUE, TRUE));
}

static void
test_environment (void)
{
  g_unsetenv ("OMP_WAIT_POLICY");
  g_setenv ("OPENBLAS_THREAD_TIMEOUT", "26", TRUE);
  g_assert_true (theta_runtime_set_environment ());
  g_assert_cmpstr (g_getenv ("OMP_WAIT_POLICY"), ==, "passive");
  /* What the person chose stays, and a second look finds nothing to set. */
  g_assert_cmpstr (g_getenv ("OPENBLAS_THREAD_TIMEOUT"), ==, "26");
  g_assert_false (theta_runtime_set_environment ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/runtime/core", test_core);
  g_test_add_func ("/base/runtime/environment", test_environment);
  return g_test_run ();
}
