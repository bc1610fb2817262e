/* The program: its command line, its one session, its windows. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_APPLICATION (theta_application_get_type ())
G_DECLARE_FINAL_TYPE (ThetaApplication, theta_application, THETA, APPLICATION, AdwApplication)

/* @flags are added to none: G_APPLICATION_HANDLES_OPEN for the program,
 * G_APPLICATION_NON_UNIQUE as well for tests. */
ThetaApplication *theta_application_new (GApplicationFlags flags);

/* NULL before startup, or where the device could not be opened. */
ThetaSession *theta_application_get_session (ThetaApplication *self);

/* What the process should return where g_application_run() sees no failure: it
 * knows nothing of devices and of pictures that could not be written. */
int theta_application_get_status (ThetaApplication *self);

G_END_DECLS
