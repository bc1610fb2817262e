/* Rows as pictures: images as textures, points of the plane. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/components.h"
#include "figure/palette.h"

G_BEGIN_DECLS

/* Row @row of images, each pixel so many times as large that the longer side has at least
 * @size pixels. */
GdkTexture *theta_data_image_texture (const ThetaDataset *data, gsize row, double peak, int size);

/* How points of the plane come to a picture: one unit is as long on both axes. */
typedef struct
{
  double scale, x, y; /* pixels of one unit; where 0, 0 is */
} ThetaPoints;

/* @points may be NULL. */
void theta_points_init (ThetaPoints *self, const ThetaComponents *points, int width, int height);
void theta_points_map (const ThetaPoints *self, double x, double y, double *to_x, double *to_y);
/* A disc of @radius for each point in its class's colour. */
void theta_points_draw (const ThetaPoints *self, cairo_t *cr, const ThetaPalette *palette,
                       const ThetaDataset *data, const ThetaComponents *points, double radius);

G_END_DECLS
