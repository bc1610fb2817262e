#include "device/cpu-pass.h"

extern const ThetaPass theta_pass_base;
#ifdef THETA_PASS_X86
extern const ThetaPass theta_pass_avx2;
extern const ThetaPass theta_pass_avx512;
#endif

const ThetaPass *
theta_pass (void)
{
#ifdef THETA_PASS_X86
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512bw")
      && __builtin_cpu_supports ("avx512cd"))
    return &theta_pass_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma")
      && __builtin_cpu_supports ("bmi2"))
    return &theta_pass_avx2;
#endif
  return &theta_pass_base;
}
