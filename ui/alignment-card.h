/* Under the maps: how alike every kernel is to the labels’ own, and its effective
 * rank. */
#pragma once

#include <adwaita.h>

#include "experiment/study.h"

G_BEGIN_DECLS

#define THETA_TYPE_ALIGNMENT_CARD (theta_alignment_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaAlignmentCard, theta_alignment_card, THETA, ALIGNMENT_CARD, AdwBin)

GtkWidget *theta_alignment_card_new (void);
/* Either may be NULL as long as it is not known. */
void theta_alignment_card_show (ThetaAlignmentCard *self, const ThetaStudy *study,
                                const ThetaSpectra *spectra, const ThetaNetwork *network);

G_END_DECLS
