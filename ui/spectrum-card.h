/* What the kernels are like as matrices: eigenvalues, alignment with the labels,
 * effective rank and the condition number of A + λI. */
#pragma once

#include <adwaita.h>

#include "experiment/study.h"

G_BEGIN_DECLS

#define THETA_TYPE_SPECTRUM_CARD (theta_spectrum_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaSpectrumCard, theta_spectrum_card, THETA, SPECTRUM_CARD, AdwBin)

/* Either may be NULL as long as it is not known. */
void theta_spectrum_card_show (ThetaSpectrumCard *self, ThetaStudy *study, ThetaSpectra *spectra,
                               const ThetaNetwork *network);

G_END_DECLS
