/* Writes what a run found, in a thread of its own. */
#pragma once

#include <gio/gio.h>

#include "experiment/session.h"
#include "figure/figures.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_EXPORT_FOLDER,      /* everything, and the report */
  THETA_EXPORT_FIGURE,      /* by the ending of the path: PDF, SVG, PNG */
  THETA_EXPORT_MODELS,      /* CSV: a line a model and fold */
  THETA_EXPORT_WEIGHTS,     /* CSV: a line an iteration */
  THETA_EXPORT_PREDICTIONS, /* CSV */
  THETA_EXPORT_NUMBERS,     /* JSON: results.json */
  THETA_EXPORT_SHOWN,       /* the maps as they stand on the page: the window's own to draw */
  THETA_EXPORT_CHARTS,      /* the charts of the learning, likewise */
  THETA_EXPORT_KERNELS,     /* NPY: float64, K[l, i, j] of one fold, rows in file order */
  THETA_EXPORT_TOTAL,       /* NPY: float64, A(i, j) = Σ a_l Θ_l(i, j) of them with the weights that
                               were learnt there */
  THETA_EXPORT_TOTAL_CSV,   /* the same as CSV: a line a row, the first the rows' numbers */
  THETA_EXPORT_LAYER_CSV    /* one Θ_l of them, likewise */
} ThetaExportKind;

typedef struct
{
  ThetaExportKind kind;
  const ThetaFigure *figure; /* of a figure */
  double width, scale;       /* of a figure: units of 1/96 inch; pixels a unit of a PNG */
  guint layer;               /* of THETA_EXPORT_LAYER_CSV, from 0 */
  guint fold;                /* of kernels and figures of them, from 0 */
} ThetaExportWhat;

/* Whether @results hold it. */
gboolean theta_export_has (const ThetaResults *results, const ThetaExportWhat *what);

/* Writes it to @path, whole or not at all; finish gives the path back.  @session is that of
 * @results: the kernels of another fold than the drawn one are asked of it.  @permille: NULL, or
 * from g_atomic_rc_box_new0(): how much of a kernel has been written, to be read with
 * g_atomic_int_get().  Errors: IO, VALUE, cancelled (kernels can be). */
void theta_export_async (ThetaSession *session, ThetaResults *results,
                         const ThetaExportWhat *what, const char *path, GCancellable *cancellable,
                         int *permille, GAsyncReadyCallback callback, gpointer user_data);
char *theta_export_finish_path (GAsyncResult *result, GError **error);

G_END_DECLS
