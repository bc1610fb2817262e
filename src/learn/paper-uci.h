/* Table 2 of the paper, exactly as the authors' published code computes it
 * (protocol paper-uci), with honest columns beside it. */
#pragma once

#include "dataset/dataset.h"
#include "learn/weights.h"

G_BEGIN_DECLS

/* All rates in per cent. */
typedef struct
{
  const char *id;   /* folder: "breast-tissue" */
  const char *name; /* the paper's: "TISSUE" */
  double paper_ntk, paper_wntk, paper_network;
  /* The authors' protocol. */
  double ntk, ntk_validation, wntk, wntk_validation, wntk_weights[5];
  double ntk_tuned; /* same kernel and folds, λ by leave-one-out on each training fold */
  double majority_class;
  /* Nested: inputs standardised, λ and weights learnt on training rows only. */
  double nested_ntk, nested_ntk_tuned, nested_wntk;
  guint rows, columns, classes;
} ThetaPaperUciRow;

/* The ten data sets in the paper's order, with its figures; the rest zero. */
const ThetaPaperUciRow *theta_paper_uci_rows (guint *n);

typedef gboolean (*ThetaPaperUciFunc) (double fraction, const char *stage, gpointer user_data);

/* Computes @row from the folder @directory (which holds row->id).  @threads CPU
 * threads, the grid points shared among them.  @func (or NULL) is called by the
 * calling thread with the fraction done; FALSE cancels.  Errors: as usual. */
gboolean theta_paper_uci_run (ThetaPaperUciRow *row, const char *directory, guint threads,
                              ThetaPaperUciFunc func, gpointer user_data, GError **error);

G_END_DECLS
