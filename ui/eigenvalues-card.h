/* Under the maps: the eigenvalues of every kernel over their rank, and how well
 * conditioned A + λI is. */
#pragma once

#include <adwaita.h>

#include "experiment/study.h"

G_BEGIN_DECLS

#define THETA_TYPE_EIGENVALUES_CARD (theta_eigenvalues_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaEigenvaluesCard, theta_eigenvalues_card, THETA, EIGENVALUES_CARD, AdwBin)

GtkWidget *theta_eigenvalues_card_new (void);
/* NULL as long as they are not known; takes a reference.  A's are shown over @sum, Σa:
 * those of the layers' weighted mean. */
void theta_eigenvalues_card_show (ThetaEigenvaluesCard *self, ThetaSpectra *spectra, double sum);

G_END_DECLS
