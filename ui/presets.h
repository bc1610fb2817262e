/* Settings for a purpose, taken together. */
#pragma once

#include "experiment/session.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id, *title, *about;   /* untranslated */
  const char *const *assignments; /* NULL-terminated */
} ThetaPreset;

/* Quick look, the paper's two experiments, the defaults; *@n of them. */
const ThetaPreset *theta_presets (guint *n);
/* The one whose settings @experiment has, or NULL. */
const ThetaPreset *theta_preset_of (const ThetaExperiment *experiment);
/* NULL for an unknown name. */
const ThetaPreset *theta_preset_find (const char *id);

G_END_DECLS
