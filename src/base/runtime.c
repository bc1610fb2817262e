#include "base/runtime.h"

#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A window full of pixels in four bytes each is 4 MB. */
#define KEPT_BLOCK (8 << 20)
#define KEPT_ALL (64 << 20)

void
theta_runtime_prepare (char **argv)
{
  if (g_getenv ("OMP_WAIT_POLICY") != NULL)
    return;
  g_setenv ("OMP_WAIT_POLICY", "passive", TRUE);
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
