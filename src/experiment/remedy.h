/* What can be done about a finding with one setting. */
#pragma once

#include "experiment/experiment.h"

G_BEGIN_DECLS

/* "Group.Key=Value" that mends @finding about @data under @experiment, newly allocated;
 * NULL where no setting would, or where it is set already.  *@label: what a button says
 * of it, in English and static. */
char *theta_remedy_find (const ThetaExperiment *experiment, const ThetaDataset *data,
                         const ThetaFinding *finding, const char **label);

G_END_DECLS
