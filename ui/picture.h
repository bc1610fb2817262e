/* Pictures: the widgets that presentation mode shows one after another.  A widget that
 * draws something worth a screen of its own is offered with a title; what it says of the
 * place under the pointer or the cross is read from it there. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a picture says: @value in a few characters ("0.83") or NULL, @words as a
 * sentence or NULL. */
typedef void (*ThetaPictureRead) (const char *value, const char *words, gpointer data);

/* Offers @widget under @title (copied, already translated). */
void theta_picture_offer (GtkWidget *widget, const char *title);
/* NULL where @widget is not offered. */
const char *theta_picture_get_title (GtkWidget *widget);
/* Tells what it says now; for widgets that are not offered as well. */
void theta_picture_say (GtkWidget *widget, const char *value, const char *words);
/* Calls @func now and whenever @widget says something; NULL: no more. */
void theta_picture_listen (GtkWidget *widget, ThetaPictureRead func, gpointer data);
/* The offered widgets at and below @root that are mapped, in their order there
 * (borrowed). */
GPtrArray *theta_picture_list (GtkWidget *root);

G_END_DECLS
