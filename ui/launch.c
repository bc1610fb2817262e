/* What a person starts.  OpenMP and OpenBLAS read the environment when they are loaded: it is
 * set here, before the window's program and its hundred libraries are. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/runtime.h"
#include "config.h"

#define PROGRAM "thetascope-window"

/* Beside this program, where they were built, or else where it is installed. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, PROGRAM, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (THETA_LIBEXEC_DIR, PROGRAM, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *program = find_program ();

  theta_runtime_set_environment ();
  execv (program, argv);
  fprintf (stderr, "thetascope: %s cannot be started; install Thetascope anew\n", program);
  return EXIT_FAILURE;
}
