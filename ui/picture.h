/* Pictures: the widgets that presentation mode shows one after another.  A widget that
 * draws something worth a screen of its own is offered with a title; what it says of the
 * place under the pointer or the cross is read from it there. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a picture says: @value in a few characters ("0.83") or NULL, @words as a
 * sentence or NULL. */
typedef void (*ThetaPictureRead) (const char *value, const char *words, gpointer data);

/* The width that @picture can use of @width, where it is @height high. */
typedef int (*ThetaPictureWidth) (GtkWidget *picture, int width, int height);

/* Offers @widget under @title (copied, already translated). */
void theta_picture_offer (GtkWidget *widget, const char *title);
/* NULL where @widget is not offered. */
const char *theta_picture_get_title (GtkWidget *widget);
/* Tells what it says now; for widgets that are not offered as well. */
void theta_picture_say (GtkWidget *widget, const char *value, const char *words);
/* Calls @func now and whenever @widget says something; NULL: no more. */
void theta_picture_listen (GtkWidget *widget, ThetaPictureRead func, gpointer data);
/* What stands beside @picture when it is presented: @beside (kept) has no parent of its own and
 * may stand beside several.  @width: NULL, it uses all that it can get. */
void theta_picture_set_beside (GtkWidget *picture, GtkWidget *beside, ThetaPictureWidth width);
/* Borrowed, NULL: nothing. */
GtkWidget *theta_picture_get_beside (GtkWidget *picture);
int theta_picture_get_width (GtkWidget *picture, int width, int height);
/* @picture is text, which is shown as large as it fits. */
void theta_picture_set_text (GtkWidget *picture);
gboolean theta_picture_is_text (GtkWidget *picture);
/* The part of @picture that the keys go to first (borrowed, watched); NULL: the first that
 * takes them. */
void theta_picture_set_first (GtkWidget *picture, GtkWidget *part);
GtkWidget *theta_picture_get_first (GtkWidget *picture);
/* What is below @container is offered though it is not seen: it is put away, behind a tab or
 * with all of @container. */
void theta_picture_set_put_away (GtkWidget *container);
/* The offered widgets at and below @root that are mapped, or put away, in their order
 * there (borrowed). */
GPtrArray *theta_picture_list (GtkWidget *root);

G_END_DECLS
