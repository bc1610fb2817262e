/* The entries of one map: their colours and how they are distributed, the value under the
 * cross, and which colour is which class. */
#pragma once

#include <adwaita.h>

#include "ui/class-key.h"
#include "ui/color-bar.h"

G_BEGIN_DECLS

#define THETA_TYPE_ENTRIES_CARD (theta_entries_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaEntriesCard, theta_entries_card, THETA, ENTRIES_CARD, AdwBin)

GtkWidget *theta_entries_card_new (void);
/* @name of the map, @value under the cross as text. */
void theta_entries_card_name (ThetaEntriesCard *self, const char *name, const char *value);
/* Whether the bar takes all of the height that is given, or what it needs. */
void theta_entries_card_set_filling (ThetaEntriesCard *self, gboolean filling);
ThetaColorBar *theta_entries_card_get_bar (ThetaEntriesCard *self);
ThetaClassKey *theta_entries_card_get_key (ThetaEntriesCard *self);

G_END_DECLS
