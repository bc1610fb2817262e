/* One picture of a page at a time, large, for those at the back of a classroom: it is
 * taken from its place on the page while it is shown, so that it stays alive, and given
 * back afterwards.  Everything is drawn at 150 % at least, more on larger screens.
 *
 * Page Down, Tab and the arrows that the picture itself has no use for go on, Page Up
 * and Shift+Tab back; other keys go to the page.
 *
 * Signals: "beyond" (step): the pictures of this page have an end here, −1 or +1.
 * "leave": the person wants to go back. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_PRESENTATION (theta_presentation_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPresentation, theta_presentation, THETA, PRESENTATION, GtkWidget)

GtkWidget *theta_presentation_new (void);

/* Shows a picture of @page (borrowed): the one that has the focus, else the first, or the
 * last where @step is negative.  FALSE where the page has none. */
gboolean theta_presentation_show (ThetaPresentation *self, GtkWidget *page, int step);
/* Goes on or back by one. */
void theta_presentation_step (ThetaPresentation *self, int step);
/* Gives the picture back. */
void theta_presentation_stop (ThetaPresentation *self);
/* The picture that is shown, or NULL. */
GtkWidget *theta_presentation_get_picture (ThetaPresentation *self);
/* What stands under the title, and the badge at its end; NULL: nothing. */
void theta_presentation_explain (ThetaPresentation *self, const char *line, const char *badge);
/* How far a run is, 0 … 1; negative where nothing runs. */
void theta_presentation_set_fraction (ThetaPresentation *self, double fraction);

G_END_DECLS
