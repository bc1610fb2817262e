/* The inner loops are compiled once for each instruction set; the device tests run with
 * every one of them that this processor has ($THETASCOPE_SIMD), and this says that they
 * did. */
#include "device-test.h"

#include "device/cpu-pass-chain.h"

static void
test_choice (void)
{
  const char *wish = g_getenv ("THETASCOPE_SIMD"), *name = theta_pass ()->name;

  g_test_message ("loops: %s", name);
  if (g_strcmp0 (wish, "avx2") == 0 && g_str_equal (name, "base"))
    g_test_skip ("the processor has no AVX2");
  else if (wish != NULL)
    g_assert_cmpstr (name, ==, wish);
  else
    {
#ifdef __x86_64__
      gboolean avx2 = __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");

      g_assert_cmpint (avx2, ==, !g_str_equal (name, "base"));
#else
      g_assert_cmpstr (name, ==, "base");
#endif
    }
  g_assert_nonnull (theta_chain_pass ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device/simd/choice", test_choice);
  return g_test_run ();
}
