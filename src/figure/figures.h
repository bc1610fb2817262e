/* The figures of a run: what a report shows and what the window exports.  Each
 * is drawn from its results alone, with a title line above it. */
#pragma once

#include <cairo.h>

#include "experiment/results.h"
#include "figure/palette.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;  /* the file's: "kernels" */
  const char *title; /* "Tangent kernels" */
  /* The height at @width; 0 where the run has nothing to show. */
  double (*height) (const ThetaResults *results, double width);
  /* @scale: device pixels a unit. */
  void (*draw) (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                double width, double height, double scale);
} ThetaFigure;

/* kernels, weights, loss, results, confusion; *@n of them. */
const ThetaFigure *theta_figures (guint *n);
/* NULL for an unknown name. */
const ThetaFigure *theta_figure_find (const char *name);

/* What notes under figures say, newly allocated: "ReLU, 5 layers, infinite width, NTK
 * parameterisation"; */
char *theta_figure_badge (const ThetaResults *results);
/* "fold 2 of 5", and whose layers these are where A has the weights of another fold. */
char *theta_figure_fold (const ThetaResults *results, const ThetaFrame *frame);
/* The first fold's history with more than one iteration, or NULL. */
const ThetaHistory *theta_figure_history (const ThetaResults *results);

/* All Θ_l and A (cosine) of the frame's fold, one colour bar, the classes. */
double theta_figure_kernels_height (const ThetaResults *results, double width);
void theta_figure_kernels_draw (cairo_t *cr, const ThetaResults *results,
                                const ThetaPalette *palette, double width, double height,
                                double scale);
/* The shares a_l/Σa of the first fold's learning over the iterations. */
double theta_figure_weights_height (const ThetaResults *results, double width);
void theta_figure_weights_draw (cairo_t *cr, const ThetaResults *results,
                                const ThetaPalette *palette, double width, double height,
                                double scale);
/* The losses that the first fold's learning computed. */
double theta_figure_loss_height (const ThetaResults *results, double width);
void theta_figure_loss_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                             double width, double height, double scale);
/* Accuracy and squared error of every model, folds as dots. */
double theta_figure_results_height (const ThetaResults *results, double width);
void theta_figure_results_draw (cairo_t *cr, const ThetaResults *results,
                                const ThetaPalette *palette, double width, double height,
                                double scale);
/* The first WNTK's confusion matrix, the best model's where there is none. */
double theta_figure_confusion_height (const ThetaResults *results, double width);
void theta_figure_confusion_draw (cairo_t *cr, const ThetaResults *results,
                                  const ThetaPalette *palette, double width, double height,
                                  double scale);

G_END_DECLS
