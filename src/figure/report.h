/* Figures and the report of a run, as files. */
#pragma once

#include "experiment/results.h"

G_BEGIN_DECLS

/* Writes the figures — kernels (all Θ_l and A with a colour bar), weights, loss,
 * results (folds as dots), confusion — as PDF, SVG and PNG into
 * @directory/figures, and report.pdf (A4: sentence, table, figures, settings,
 * findings, device) into @directory.  A ThetaResultsExtra. */
gboolean theta_report_write (const ThetaResults *results, const char *directory, gpointer unused,
                             GError **error);

G_END_DECLS
