/* The benchmark's harness: reference and candidate alternate in one process, the
 * minima of both make the ratio. */
#pragma once

#include "cli/cli.h"
#include "learn/weights.h"

G_BEGIN_DECLS

typedef struct
{
  char *name, *reference;
  double seconds, reference_seconds, bar; /* bar: the ratio's upper limit */
  gboolean bytes; /* both are bytes */
} ThetaBenchRow;

typedef struct
{
  GArray *rows; /* of ThetaBenchRow */
  ThetaCli *cli;
  gboolean quick; /* leaves out n > 5000 */
  char *only;     /* a part of the names that are measured; NULL: all; owned */
  double clock_start;
  gboolean settled; /* each repetition returns what all so far came to: the last counts */
  gboolean wall;  /* several threads: wall time, otherwise the process's CPU time */
} ThetaBench;

/* Starts and reads the clock that suits the row. */
void theta_bench_start (ThetaBench *self);
double theta_bench_stop (ThetaBench *self);

/* Returns the seconds of one repetition, measured with the clock above. */
typedef double (*ThetaBenchFunc) (ThetaBench *bench, gpointer data);

/* Runs both alternately (five times, after one untimed each) and adds the row. */
void theta_bench_compare (ThetaBench *self, const char *name, const char *reference_name,
                          double bar, ThetaBenchFunc reference, ThetaBenchFunc candidate,
                          gpointer data);

/* @count doubles, written once and on huge pages as the kernels are: pages that nothing
 * wrote are one page of zeros, which stays in cache.  Freed by free(). */
double *theta_bench_stream_new (gsize count);
/* Seconds of one read of them. */
double theta_bench_read (ThetaBench *self, const double *stream, gsize count);

/* bench-kernel.c, bench-series.c and bench-learn.c */
void theta_bench_kernels (ThetaBench *self);
void theta_bench_series (ThetaBench *self);
void theta_bench_learning (ThetaBench *self);
/* bench-matrix-free.c */
void theta_bench_matrix_free (ThetaBench *self);
/* bench-memory.c */
void theta_bench_memory (ThetaBench *self);

/* Ways to keep the kernels, in the order of theta_bench_storages. */
enum
{
  THETA_BENCH_DOUBLE,
  THETA_BENCH_SINGLE,
  THETA_BENCH_ANGLE,
  THETA_BENCH_ANGLE_SINGLE,
  THETA_BENCH_STORAGES, /* those that the passes are measured with */
  THETA_BENCH_ROWS_SINGLE = THETA_BENCH_STORAGES
};
typedef struct
{
  ThetaStorage storage;
  const char *name;
} ThetaBenchStorage;
extern const ThetaBenchStorage theta_bench_storages[THETA_BENCH_STORAGES + 1];

/* Random rows, a mask that trains on 80 of 100 rows, five ReLU layers. */
typedef struct
{
  ThetaDevice *device;
  gboolean borrowed; /* the device */
  ThetaMatrix *x;
  ThetaKernel *kernel;
  ThetaTarget *target;
  guint8 *t, *v, *all;
  guint n, n_t;
  ThetaProblem problem;
} ThetaBenchProblem;

void theta_bench_problem_init (ThetaBenchProblem *self, guint n, guint d, guint outputs,
                               guint depth, guint threads, guint storage);
/* The same on a device that stays the caller's; the kernel is NULL where it fails. */
void theta_bench_problem_init_on (ThetaBenchProblem *self, ThetaDevice *device, guint n, guint d,
                                  guint outputs, guint depth, guint storage);
void theta_bench_problem_clear (ThetaBenchProblem *self);

G_END_DECLS
