/* The badge of every view: which kind of network its kernels belong to. */
#pragma once

#include "experiment/session.h"

G_BEGIN_DECLS

/* Of the run that is shown, else of the settings: "Infinite width · NTK
 * parameterisation"; newly allocated. */
char *theta_badge_text (ThetaSession *session);
/* What the two mean. */
const char *theta_badge_tooltip (void);

G_END_DECLS
