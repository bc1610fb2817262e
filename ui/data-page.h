/* The data: a preview of the rows, what the classes hold, pictures where the rows
 * are points or images, findings with a remedy. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_DATA_PAGE (theta_data_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaDataPage, theta_data_page, THETA, DATA_PAGE, GtkWidget)

void theta_data_page_set_session (ThetaDataPage *self, ThetaSession *session);

G_END_DECLS
