/* Findings, each with a sign, a title and a sentence. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills @box with @findings (of ThetaFinding); where there are none with @all_well
 * and @detail. */
void theta_findings_list_fill (GtkBox *box, GPtrArray *findings, const char *all_well,
                               const char *detail);

/* @button stands under the words of finding number @k of @box. */
void theta_findings_list_add_button (GtkBox *box, guint k, GtkWidget *button);

/* Gives finding number @k of @box a button named @label, which activates @action with
 * @target (floating). */
void theta_findings_list_offer (GtkBox *box, guint k, const char *label, const char *action,
                                GVariant *target);

G_END_DECLS
