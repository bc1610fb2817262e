/* The picture of a presentation, as large as it can be, and beside it what explains it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_SLIDE (theta_slide_get_type ())
G_DECLARE_FINAL_TYPE (ThetaSlide, theta_slide, THETA, SLIDE, GtkWidget)

/* @picture has no parent; what stands beside it comes along.  NULL: nothing. */
void theta_slide_show (ThetaSlide *self, GtkWidget *picture);

G_END_DECLS
