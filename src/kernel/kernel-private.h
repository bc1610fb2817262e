/* What the files of this folder share. */
#pragma once

#include "kernel/kernel.h"

G_BEGIN_DECLS

/* The device's description of @network on inputs of @columns columns. */
void theta_kernel_describe_limit (ThetaDenseLimit *spec, const ThetaNetwork *network,
                                  gsize columns);

G_END_DECLS
