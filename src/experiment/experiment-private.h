/* What the files of the experiment share: the table of keys that drives
 * reading, writing, `with` and `get`. */
#pragma once

#include "experiment/experiment.h"

G_BEGIN_DECLS

typedef struct _ThetaKey ThetaKey;

struct _ThetaKey
{
  const char *group, *name;
  const char *fallback; /* the default, as `get` writes it */
  /* Takes @value (blanks at both ends already gone).  On failure @self may be
   * half changed: whoever calls throws it away.  Errors: VALUE, without a place. */
  gboolean (*set) (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error);
  char *(*get) (const ThetaExperiment *self, const ThetaKey *key);
  gsize offset;             /* of the field, where the setter is a general one */
  double low, high;         /* of numbers */
  gboolean open;            /* the ends themselves are not allowed */
  const char *const *names; /* of choices, NULL-terminated */
  gboolean always;          /* written even where it is the default */
};

/* All keys in the order of the file, grouped. */
const ThetaKey *theta_keys (guint *n);
/* NULL for an unknown one. */
const ThetaKey *theta_key_find (const char *group, const char *name);
/* A key of the view, which changes no number. */
gboolean theta_key_is_view (const ThetaKey *self);
/* A key that only says what is not there yet: one value works. */
gboolean theta_key_is_fixed (const ThetaKey *self);

/* Sets VALUE: "Group.Key must be EXPECTED, not “VALUE”"; returns FALSE. */
gboolean theta_key_refuse (const ThetaKey *self, const char *value, const char *expected,
                           GError **error);

/* Setters and getters of experiment-values.c, for the table. */
gboolean theta_set_fixed (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_string (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_choice (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_enum (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_uint (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_uint64 (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_double (ThetaExperiment *, const ThetaKey *, const char *, GError **);
gboolean theta_set_bytes (ThetaExperiment *, const ThetaKey *, const char *, GError **);
char *theta_get_fixed (const ThetaExperiment *, const ThetaKey *);
char *theta_get_string (const ThetaExperiment *, const ThetaKey *);
char *theta_get_enum (const ThetaExperiment *, const ThetaKey *);
char *theta_get_uint (const ThetaExperiment *, const ThetaKey *);
char *theta_get_uint64 (const ThetaExperiment *, const ThetaKey *);
char *theta_get_double (const ThetaExperiment *, const ThetaKey *);
char *theta_get_bytes (const ThetaExperiment *, const ThetaKey *);

/* All defaults, no source yet; not to be handed out before the check. */
ThetaExperiment *theta_experiment_new_defaults (void);
ThetaExperiment *theta_experiment_copy (const ThetaExperiment *self);

/* What no key can check alone.  *@key: "Group.Key" of the culprit, static.
 * Errors: VALUE, without a place. */
gboolean theta_experiment_check (const ThetaExperiment *self, const char **key, GError **error);

/* A copy whose sources are whole paths. */
ThetaExperiment *theta_experiment_with_full_paths (const ThetaExperiment *self);

/* Whether @source names a file or folder, not a sample or a generator. */
gboolean theta_source_is_path (const char *source);
/* Whether the folder from which relative paths start is the same, or of no account
 * because no path is relative. */
gboolean theta_experiment_same_base (const ThetaExperiment *a, const ThetaExperiment *b);

G_END_DECLS
