#include "device/cpu-pass-chain.h"

extern const ThetaPass theta_pass_base;
extern const ThetaChainPass theta_chain_base;
#ifdef THETA_PASS_X86
extern const ThetaPass theta_pass_avx2;
extern const ThetaPass theta_pass_avx512;
extern const ThetaChainPass theta_chain_avx2;
extern const ThetaChainPass theta_chain_avx512;
#endif

#ifdef THETA_PASS_X86
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

const ThetaPass *
theta_pass (void)
{
#ifdef THETA_PASS_X86
  if (has_avx512 ())
    return &theta_pass_avx512;
  if (has_avx2 ())
    return &theta_pass_avx2;
#endif
  return &theta_pass_base;
}

const ThetaChainPass *
theta_chain_pass (void)
{
#ifdef THETA_PASS_X86
  if (has_avx512 ())
    return &theta_chain_avx512;
  if (has_avx2 ())
    return &theta_chain_avx2;
#endif
  return &theta_chain_base;
}
