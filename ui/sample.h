/* A single row of the data: as a small picture where rows are images, else in words. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

typedef struct _ThetaSample ThetaSample;

ThetaSample *theta_sample_new (ThetaDataset *data);
void theta_sample_free (ThetaSample *self);
gboolean theta_sample_is_picture (const ThetaSample *self);
/* Draws row @row as large as fits. */
void theta_sample_draw (const ThetaSample *self, cairo_t *cr, guint row, double width,
                        double height);
/* The values in which row @row differs most from the mean, in deviations: "proline
 * 1680 · hue 0.55"; NULL where rows are pictures.  Newly allocated. */
char *theta_sample_text (const ThetaSample *self, guint row);

G_END_DECLS
