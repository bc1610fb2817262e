/* The decisions over the plane of two-dimensional data, its rows on it. */
#pragma once

#include <adwaita.h>

#include "experiment/probe.h"

G_BEGIN_DECLS

#define THETA_TYPE_PLANE_VIEW (theta_plane_view_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPlaneView, theta_plane_view, THETA, PLANE_VIEW, AdwBin)

GtkWidget *theta_plane_view_new (void);
/* It is a square of @side units. */
void theta_plane_view_set_side (ThetaPlaneView *self, int side);

/* Whether the rows of @frame can be drawn as they are: data of two columns. */
gboolean theta_plane_view_fits (const ThetaFrame *frame);

/* Whose rows are shown (NULL: none); the decisions go where the rows are others. */
void theta_plane_view_set_frame (ThetaPlaneView *self, ThetaFrame *frame);
/* Takes @answer and shows its plane; one without a plane changes nothing. */
void theta_plane_view_take (ThetaPlaneView *self, ThetaAnswer *answer);

G_END_DECLS
