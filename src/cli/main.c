#include "config.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>

#include "base/runtime.h"
#include "cli/cli.h"

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *help;
} subcommands[] = {
  { "run", theta_cli_run, "run an experiment file, print the table, save the results" },
  { "kernel", theta_cli_kernel, "write the layer-wise kernels of a data set as .npy" },
  { "history", theta_cli_history, "the runs of the past: list, show, compare, export" },
  { "paper", theta_cli_paper, "the paper's tables, its figures beside ours" },
  { "info", theta_cli_info, "what a data set holds, and what is worth knowing about it" },
  { "devices", theta_cli_devices, "where Thetascope can compute" },
  { "bench", theta_cli_bench, "speed, as ratios to a reference timed in the same run" },
};

static void
print_help (void)
{
  g_print ("Usage: thetascope-cli SUBCOMMAND [OPTION …]\n\n"
           "Layer-wise tangent kernels of neural networks, and their weights.\n\n");
  for (gsize k = 0; k < G_N_ELEMENTS (subcommands); k++)
    g_print ("  %-8s %s\n", subcommands[k].name, subcommands[k].help);
  g_print ("\nthetascope-cli SUBCOMMAND --help tells more; --version the version.\n");
}

/* A table that did not arrive is no success: a full disk, say. */
static int
finish (int status)
{
  gboolean written = ferror (stdout) == 0;

  if (fflush (stdout) == 0 && written)
    return status;
  theta_cli_complain ("The standard output cannot be written: %s", g_strerror (errno));
  return status == THETA_EXIT_DONE ? THETA_EXIT_FAILED : status;
}

int
main (int argc, char **argv)
{
  theta_runtime_prepare (argv);
  setlocale (LC_ALL, "");
  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return finish (argc < 2 ? THETA_EXIT_INPUT : THETA_EXIT_DONE);
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("thetascope-cli %s\n", THETA_VERSION);
      return finish (THETA_EXIT_DONE);
    }
  for (gsize k = 0; k < G_N_ELEMENTS (subcommands); k++)
    if (g_str_equal (argv[1], subcommands[k].name))
      return finish (subcommands[k].run (argc - 1, argv + 1));
  theta_cli_complain ("thetascope-cli: there is no subcommand “%s”; see thetascope-cli --help",
                      argv[1]);
  return THETA_EXIT_INPUT;
}
