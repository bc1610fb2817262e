#include "device/cpu-pass-chain.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  const ThetaPass *pass;
  const ThetaChainPass *chain;
} Variant;

extern const ThetaPass theta_pass_base;
extern const ThetaChainPass theta_chain_base;
#ifdef THETA_PASS_X86
extern const ThetaPass theta_pass_avx2;
extern const ThetaPass theta_pass_avx512;
extern const ThetaChainPass theta_chain_avx2;
extern const ThetaChainPass theta_chain_avx512;

static bool
has_avx512 (void)
{
  return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
         && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512bw")
         && __builtin_cpu_supports ("avx512cd");
}

static bool
has_avx2 (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma")
         && __builtin_cpu_supports ("bmi2");
}
#endif

/* From the portable one to the fastest. */
static const Variant variants[] = {
  { &theta_pass_base, &theta_chain_base },
#ifdef THETA_PASS_X86
  { &theta_pass_avx2, &theta_chain_avx2 },
  { &theta_pass_avx512, &theta_chain_avx512 },
#endif
};

/* What the processor runs, or less where $THETASCOPE_SIMD names less. */
static int
choose (void)
{
  const char *wish = getenv ("THETASCOPE_SIMD");
  int best = 0;

#ifdef THETA_PASS_X86
  best = !has_avx2 () ? 0 : !has_avx512 () ? 1 : 2;
#endif
  for (int k = 0; wish != NULL && k < best; k++)
    if (strcmp (wish, variants[k].pass->name) == 0)
      return k;
  return best;
}

static const Variant *
chosen (void)
{
  static atomic_int cached = -1;
  int k = atomic_load_explicit (&cached, memory_order_relaxed);

  /* Threads that ask at the same time find the same. */
  if (k < 0)
    {
      k = choose ();
      atomic_store_explicit (&cached, k, memory_order_relaxed);
    }
  return &variants[k];
}

const ThetaPass *
theta_pass (void)
{
  return chosen ()->pass;
}

const ThetaChainPass *
theta_chain_pass (void)
{
  return chosen ()->chain;
}
