/* What the subcommands share. */
#pragma once

#include "experiment/run.h"

G_BEGIN_DECLS

enum
{
  THETA_EXIT_DONE = 0,
  THETA_EXIT_FAILED = 1,    /* while running */
  THETA_EXIT_INPUT = 2,     /* bad usage or bad input */
  THETA_EXIT_CANCELLED = 130
};

/* The options that every subcommand takes. */
typedef struct
{
  char *device;
  int threads;
  char *seed;       /* NULL: the experiment's */
  gboolean json;
  gboolean progress;
  GCancellable *cancellable; /* Ctrl+C */
  gint64 shown;     /* when progress was last written, 0 never */
} ThetaCli;

/* Parses @argv (a subcommand's name and what follows) with the shared options
 * and @entries.  @usage: "EXPERIMENT.theta"; @summary: for --help.  FALSE after
 * writing why: the caller returns THETA_EXIT_INPUT. */
gboolean theta_cli_parse (ThetaCli *self, int *argc, char ***argv, const char *usage,
                          const char *summary, const GOptionEntry *entries);
void theta_cli_clear (ThetaCli *self);

/* @text with blanks for line breaks and other control characters, newly
 * allocated: names in files may hold any. */
char *theta_cli_one_line (const char *text);
/* One line on standard error. */
void theta_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Writes @error to standard error; the exit status that it means. */
int theta_cli_fail (const GError *error);
/* The same for wrong arguments. */
int theta_cli_usage (const char *subcommand, const char *message);

/* The device that @experiment names (NULL: that the options do); tells on standard error
 * why it is the CPU where another one was asked for or should serve. */
ThetaDevice *theta_cli_open_device (const ThetaCli *self, const ThetaExperiment *experiment,
                                    GError **error);

/* The seed and device options as the experiment's keys, then every assignment. */
ThetaExperiment *theta_cli_adjust (const ThetaCli *self, ThetaExperiment *experiment,
                                   char **assignments, GError **error);

/* One line on standard error, where it is a terminal or was asked for. */
void theta_cli_progress (ThetaCli *self, const char *text, double fraction, double seconds_left);
/* Clears that line. */
void theta_cli_progress_end (ThetaCli *self);

/* Whether theta_cli_progress() writes anything. */
gboolean theta_cli_shows_progress (const ThetaCli *self);

/* About how much memory and time a run of @experiment on @data will take, newly
 * allocated: a line, and a JSON document. */
char *theta_cli_forecast_text (const ThetaExperiment *experiment, const ThetaDataset *data,
                               ThetaDevice *device);
char *theta_cli_forecast_json (const ThetaExperiment *experiment, const ThetaDataset *data,
                               ThetaDevice *device);

/* The subcommands, one file each; they return the exit status. */
int theta_cli_run (int argc, char **argv);
int theta_cli_kernel (int argc, char **argv);
int theta_cli_paper (int argc, char **argv);
int theta_cli_info (int argc, char **argv);
int theta_cli_devices (int argc, char **argv);
int theta_cli_bench (int argc, char **argv);
int theta_cli_history (int argc, char **argv);

G_END_DECLS
