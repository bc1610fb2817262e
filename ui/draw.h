/* What the widgets that draw share. */
#pragma once

#include <gtk/gtk.h>

#include "figure/palette.h"

G_BEGIN_DECLS

/* The palette of figures in @widget's surroundings: light or dark, its text colour,
 * nothing painted behind. */
ThetaPalette theta_draw_palette (GtkWidget *widget);
/* Whether the style is dark now; for the main thread. */
gboolean theta_draw_is_dark (void);

/* How much larger than usual the person wants text: 2 for 200 %. */
double theta_draw_text_scale (GtkWidget *widget);

/* @width units, up to 1.4 times as many where larger text is asked for: of a dialog over
 * @widget, which then fits beside the least window. */
int theta_draw_dialog_width (GtkWidget *widget, int width);

/* Lets the rows of @page, an AdwPreferencesPage, be wider where larger text is asked for. */
void theta_draw_widen_page (GtkWidget *page);

/* Asks for @width units for @widget, and in proportion for more, up to half as much again,
 * where larger text is asked for. */
void theta_draw_keep_width (GtkWidget *widget, int width);

/* Texts of a few words in @widget do not wrap while text has its usual size.  A box that
 * lies looks for the width at which a wrapped text is lowest, thirty layouts for a title;
 * those of a panel's rows keep the first frame waiting. */
void theta_draw_keep_lines (GtkWidget *widget);

/* A picture named @name for those who cannot see it; drawn by @draw, in units of which
 * there are fewer where larger text is asked for. */
GtkWidget *theta_draw_area_new (const char *name, GtkDrawingAreaDrawFunc draw, gpointer data);
/* What a picture shows, in words. */
void theta_draw_describe (GtkWidget *area, const char *text);
/* The same with the number that it is about, as presentation mode shows it large. */
void theta_draw_describe_value (GtkWidget *area, const char *value, const char *text);
/* Device pixels for a unit of @widget: of the screen, and of what enlarges it. */
double theta_draw_scale (GtkWidget *widget);

/* gtk_widget_set_tooltip_text() where it is another text: GTK asks the display where the
 * pointer is and waits for the answer, each time. */
void theta_draw_set_tooltip (GtkWidget *widget, const char *text);

/* A tooltip whose text (NULL: none) may change often, which the display is
 * asked nothing for.  Readers of the screen are not told. */
void theta_draw_tip (GtkWidget *widget, const char *text);
/* Its text, or that of an ordinary tooltip; NULL: none. */
const char *theta_draw_get_tip (GtkWidget *widget);

/* A GtkInscription for a number that changes often, as bold as a head: it keeps the room of
 * @chars characters, so that another number never lays the window out anew. */
GtkWidget *theta_draw_value_new (guint chars);

/* A round dot of @color, for the heads of maps and lists. */
GtkWidget *theta_draw_dot_new (ThetaColor color);
void theta_draw_dot_set (GtkWidget *dot, ThetaColor color);

/* The colour of class @c as "#4477aa", newly allocated. */
char *theta_draw_class_hex (guint c);

/* The time that snapshots of this frame have already spent on resampling, in µs, and
 * adding to it: what is left over waits for the next frame. */
gint64 theta_draw_spent (GtkWidget *widget);
void theta_draw_spend (gint64 microseconds);

G_END_DECLS
