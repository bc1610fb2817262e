#include "base/runtime.h"

#include <dlfcn.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A window full of pixels in four bytes each is 4 MB. */
#define KEPT_BLOCK (8 << 20)
#define KEPT_ALL (64 << 20)
/* 2²⁰ cycles, a third of a millisecond; OpenBLAS's own choice is 2²⁶. */
#define SPIN "20"

/* Sets @name to @value where the user has not set it; whether it did. */
static gboolean
propose (const char *name, const char *value)
{
  if (value == NULL || g_getenv (name) != NULL)
    return FALSE;
  return g_setenv (name, value, TRUE);
}

const char *
theta_runtime_core_for (const char *core, gboolean avx2, gboolean avx512)
{
  /* What OpenBLAS takes for a processor that it does not know. */
  static const char *const fallbacks[] = { "Prescott", "Core2", "Generic", "Unknown", NULL };

  if (core == NULL || !g_strv_contains (fallbacks, core))
    return NULL;
  return avx512 ? "SkylakeX" : avx2 ? "Haswell" : NULL;
}

/* Asked of the library that is loaded or will be, so that this layer needs no BLAS. */
static const char *
find_core (void)
{
#ifdef __x86_64__
  char *(*get_core) (void);
  void *library = NULL;

  *(void **) &get_core = dlsym (RTLD_DEFAULT, "openblas_get_corename");
  if (get_core == NULL)
    library = dlopen ("libopenblas.so.0", RTLD_LAZY);
  if (library != NULL)
    *(void **) &get_core = dlsym (library, "openblas_get_corename");
  if (get_core != NULL)
    return theta_runtime_core_for (
        get_core (), __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"),
        __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
            && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512bw")
            && __builtin_cpu_supports ("avx512cd"));
#endif
  return NULL;
}

gboolean
theta_runtime_set_environment (void)
{
  gboolean changed = propose ("OMP_WAIT_POLICY", "passive");

  changed = propose ("OPENBLAS_THREAD_TIMEOUT", SPIN) || changed;
  if (g_getenv ("OPENBLAS_CORETYPE") == NULL)
    changed = propose ("OPENBLAS_CORETYPE", find_core ()) || changed;
  return changed;
}

void
theta_runtime_prepare (char **argv)
{
  if (theta_runtime_set_environment ())
    execv ("/proc/self/exe", argv);
  /* Without /proc the program runs all the same, only slower. */
}

void
theta_runtime_keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, KEPT_BLOCK);
  mallopt (M_TRIM_THRESHOLD, KEPT_ALL);
#endif
}
