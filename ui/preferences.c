#include "ui/preferences.h"

#include "config.h"
#include "figure/palette.h"
#include "ui/presets.h"

/* ---- where they are kept ---- */

/* THETASCOPE_SCHEMAS names another folder than the usual ones. */
static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) built = NULL;
  const char *elsewhere = g_getenv ("THETASCOPE_SCHEMAS");
  GSettingsSchema *schema = NULL;

  if (installed != NULL && elsewhere == NULL)
    schema = g_settings_schema_source_lookup (installed, THETA_APP_ID, TRUE);
  if (schema != NULL)
    return schema;
  /* The program has not been installed: the schema lies where it was built. */
  built = g_settings_schema_source_new_from_directory (
      elsewhere != NULL ? elsewhere : THETA_BUILT_SCHEMA_DIR, installed, TRUE, NULL);
  return built != NULL ? g_settings_schema_source_lookup (built, THETA_APP_ID, FALSE) : NULL;
}

GSettings *
theta_preferences_settings (void)
{
  static gboolean looked;
  static GSettings *settings;

  if (!looked)
    {
      g_autoptr (GSettingsSchema) schema = find_schema ();

      looked = TRUE;
      if (schema != NULL)
        settings = g_settings_new_full (schema, NULL, NULL);
    }
  return settings;
}

char *
theta_preferences_get_string (const char *key)
{
  static const char *const defaults[][2] = {
    { "colour-map", "viridis" },
    { "diverging-map", "blue-red" },
    { "new-preset", "default" },
  };
  GSettings *settings = theta_preferences_settings ();

  if (settings != NULL)
    return g_settings_get_string (settings, key);
  for (guint k = 0; k < G_N_ELEMENTS (defaults); k++)
    if (g_str_equal (key, defaults[k][0]))
      return g_strdup (defaults[k][1]);
  return g_strdup ("auto");
}

guint
theta_preferences_get_threads (void)
{
  GSettings *settings = theta_preferences_settings ();

  return settings != NULL ? g_settings_get_uint (settings, "threads") : 0;
}

gboolean
theta_preferences_get_less (void)
{
  GSettings *settings = theta_preferences_settings ();

  return settings != NULL && g_settings_get_boolean (settings, "less");
}

void
theta_preferences_watch (const char *key, gpointer object, GCallback changed)
{
  GSettings *settings = theta_preferences_settings ();
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);

  if (settings != NULL)
    g_signal_connect_object (settings, signal, changed, object, G_CONNECT_SWAPPED);
}

void
theta_preferences_bind_less (GtkWidget *widget)
{
  GSettings *settings = theta_preferences_settings ();

  if (settings != NULL)
    g_settings_bind (settings, "less", widget, "visible",
                     G_SETTINGS_BIND_GET | G_SETTINGS_BIND_INVERT_BOOLEAN);
}

/* ---- what they do ---- */

char **
theta_preferences_beginning (void)
{
  GSettings *settings = theta_preferences_settings ();
  g_autofree char *id = theta_preferences_get_string ("new-preset");
  const ThetaPreset *preset = theta_preset_find (id);
  guint64 seed = settings != NULL ? g_settings_get_uint64 (settings, "new-seed") : 1;
  GPtrArray *all = g_ptr_array_new ();

  for (guint k = 0; preset != NULL && preset->assignments[k] != NULL; k++)
    g_ptr_array_add (all, g_strdup (preset->assignments[k]));
  g_ptr_array_add (all, g_strdup_printf ("Experiment.Seed=%" G_GUINT64_FORMAT, seed));
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_free (all, FALSE);
}

static void
apply_colors (void)
{
  g_autofree char *values = theta_preferences_get_string ("colour-map");
  g_autofree char *signs = theta_preferences_get_string ("diverging-map");

  theta_colormap_choose (g_str_equal (values, "cividis") ? THETA_COLORMAP_CIVIDIS
                                                         : THETA_COLORMAP_VIRIDIS,
                         g_str_equal (signs, "purple-orange") ? THETA_COLORMAP_PURPLE_ORANGE
                                                              : THETA_COLORMAP_DIVERGING);
}

/* A limit that somebody wrote by hand and that is none counts as auto. */
static void
apply_fallbacks (ThetaSession *session)
{
  g_autofree char *precision = theta_preferences_get_string ("precision");
  g_autofree char *limit = theta_preferences_get_string ("memory-limit");
  ThetaFallbacks fallbacks = { .precision = THETA_PRECISION_AUTO };

  if (g_str_equal (precision, "double"))
    fallbacks.precision = THETA_PRECISION_DOUBLE;
  else if (g_str_equal (precision, "single"))
    fallbacks.precision = THETA_PRECISION_SINGLE;
  if (!theta_experiment_parse_bytes (limit, &fallbacks.memory_limit))
    fallbacks.memory_limit = 0;
  theta_session_set_fallbacks (session, &fallbacks);
}

static void
apply_beginning (ThetaSession *session)
{
  g_auto (GStrv) beginning = theta_preferences_beginning ();

  theta_session_set_beginning (session, (const char *const *) beginning);
}

void
theta_preferences_apply_to (ThetaSession *session)
{
  g_return_if_fail (THETA_IS_SESSION (session));
  apply_colors ();
  apply_fallbacks (session);
  apply_beginning (session);
  theta_preferences_watch ("colour-map", session, G_CALLBACK (apply_colors));
  theta_preferences_watch ("diverging-map", session, G_CALLBACK (apply_colors));
  theta_preferences_watch ("precision", session, G_CALLBACK (apply_fallbacks));
  theta_preferences_watch ("memory-limit", session, G_CALLBACK (apply_fallbacks));
  theta_preferences_watch ("new-preset", session, G_CALLBACK (apply_beginning));
  theta_preferences_watch ("new-seed", session, G_CALLBACK (apply_beginning));
}
