/* What the columns of a data set are for, and the settings that change it. */
#pragma once

#include "experiment/experiment.h"

G_BEGIN_DECLS

typedef enum { THETA_ROLE_USED, THETA_ROLE_IGNORED, THETA_ROLE_LABEL } ThetaRole;

typedef struct
{
  const char *name; /* borrowed from the data */
  ThetaRole role;
} ThetaColumn;

/* The label first, then the columns that are used, then those left out. */
ThetaColumn *theta_roles_list (const ThetaDataset *data, guint *n);

/* "Group.Key=Value" for all that has to be set so that column @name has @role,
 * NULL-terminated, newly allocated.  A column of texts that was the label is left out, as
 * it cannot be used.  VALUE with a sentence where the column cannot have the role. */
char **theta_roles_assign (const ThetaExperiment *experiment, const ThetaDataset *data,
                           const char *name, ThetaRole role, GError **error);

G_END_DECLS
