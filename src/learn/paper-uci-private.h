/* The parts of the Table 2 protocol. */
#pragma once

#include "dataset/fold.h"
#include "learn/paper-uci.h"

G_BEGIN_DECLS

#define THETA_PAPER_LAYERS 5
#define THETA_PAPER_RIDGE 0.1

/* Work shared among threads: each takes the next item until none is left or a
 * cancel is asked for. */
typedef struct _ThetaPaperPool ThetaPaperPool;
struct _ThetaPaperPool
{
  gint next, done, stop; /* atomic */
  guint items;
  /* @device has one thread and belongs to the calling thread. */
  gboolean (*run) (ThetaPaperPool *self, guint item, ThetaDevice *device, gpointer *scratch,
                   GError **error);
  void (*scratch_free) (gpointer scratch, ThetaDevice *device);
  gpointer data;
  GMutex lock;
  GCond cond;
  GError *error; /* the first; guarded by lock */
  guint running; /* guarded by lock */
};

/* Runs all items in @threads threads; calls @func (fraction from @from to @to)
 * on this thread meanwhile. */
gboolean theta_paper_pool_run (ThetaPaperPool *self, guint threads, double from, double to,
                               const char *stage, ThetaPaperUciFunc func, gpointer user_data,
                               GError **error);

/* The data, folds and kernel of one set under the authors' protocol. */
typedef struct
{
  ThetaPaperUciRow *row;
  ThetaDataset *data;
  GPtrArray *selection; /* one fold: conxuntos.dat */
  GPtrArray *folds;     /* four: conxuntos_kfold.dat */
  ThetaKernel *kernel;
  ThetaTarget *target;
} ThetaPaperSet;

/* Rows of @test that the predictor with weights @a and the protocol's ridge,
 * fitted on @train, gets right. */
typedef struct _ThetaPaperScratch ThetaPaperScratch;
gboolean theta_paper_count_right (const ThetaPaperSet *set, ThetaDevice *device,
                                  const ThetaFold *fold, const double *a, guint *right,
                                  ThetaPaperScratch **scratch, GError **error);
void theta_paper_scratch_free (gpointer scratch, ThetaDevice *device);

/* The grid {0, 1/8, 1/4, 1/2, 1}^5 in product order, the last layer fastest. */
#define THETA_PAPER_GRID 3125
void theta_paper_grid_point (guint index, double *a);

G_END_DECLS
