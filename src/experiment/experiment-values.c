/* The general setters and getters of the table of keys. */
#include "experiment/experiment-private.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"

#define FIELD(self, key, type) (*(type *) ((char *) (self) + (key)->offset))
#define CONST_FIELD(self, key, type) (*(type const *) ((const char *) (self) + (key)->offset))

gboolean
theta_key_refuse (const ThetaKey *self, const char *value, const char *expected, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (value, -1);

  if (g_utf8_strlen (shown, -1) > 60)
    {
      g_autofree char *head = g_utf8_substring (shown, 0, 60);

      g_free (shown);
      shown = g_strconcat (head, "…", NULL);
    }
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE, "%s.%s must be %s, not “%s”", self->group,
               self->name, expected, shown);
  return FALSE;
}

gboolean
theta_set_fixed (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  g_autofree char *expected = NULL;
  double given, only;

  if (strcmp (value, key->fallback) == 0)
    return TRUE;
  if (theta_number_parse (value, &given) && theta_number_parse (key->fallback, &only)
      && given == only)
    return TRUE;
  expected = *key->fallback == '\0'
                 ? g_strdup ("empty (nothing else works in this version)")
                 : g_strdup_printf ("“%s” (nothing else works in this version)", key->fallback);
  return theta_key_refuse (key, value, expected, error);
}

char *
theta_get_fixed (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strdup (key->fallback);
}

gboolean
theta_set_string (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  char **field = &FIELD (self, key, char *);

  g_free (*field);
  *field = g_strdup (value);
  return TRUE;
}

char *
theta_get_string (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strdup (CONST_FIELD (self, key, char *));
}

/* "auto, yes or no" */
static char *
list_names (const char *const *names)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (out, names[i + 1] == NULL ? " or " : ", ");
      g_string_append (out, names[i]);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static int
find_name (const ThetaKey *key, const char *value, GError **error)
{
  g_autofree char *expected = NULL;

  for (int i = 0; key->names[i] != NULL; i++)
    if (strcmp (key->names[i], value) == 0)
      return i;
  expected = list_names (key->names);
  theta_key_refuse (key, value, expected, error);
  return -1;
}

gboolean
theta_set_choice (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  return find_name (key, value, error) >= 0 && theta_set_string (self, key, value, error);
}

/* Enumerations and gboolean: the field is an int that counts the names. */
gboolean
theta_set_enum (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  int found = find_name (key, value, error);

  if (found < 0)
    return FALSE;
  FIELD (self, key, int) = found;
  return TRUE;
}

char *
theta_get_enum (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strdup (key->names[CONST_FIELD (self, key, int)]);
}

gboolean
theta_set_uint (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint64 number;
  g_autofree char *expected = NULL;

  if (g_ascii_string_to_unsigned (value, 10, (guint64) key->low, (guint64) key->high, &number,
                                  NULL))
    {
      FIELD (self, key, guint) = (guint) number;
      return TRUE;
    }
  expected = key->high >= G_MAXUINT
                 ? g_strdup_printf ("a whole number of at least %.0f", key->low)
                 : g_strdup_printf ("a whole number from %.0f to %.0f", key->low, key->high);
  return theta_key_refuse (key, value, expected, error);
}

char *
theta_get_uint (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strdup_printf ("%u", CONST_FIELD (self, key, guint));
}

gboolean
theta_set_uint64 (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &number, NULL))
    return theta_key_refuse (key, value, "a whole number from 0 to 9223372036854775807", error);
  FIELD (self, key, guint64) = number;
  return TRUE;
}

char *
theta_get_uint64 (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, CONST_FIELD (self, key, guint64));
}

gboolean
theta_set_double (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  double number;
  g_autofree char *expected = NULL, *low = NULL, *high = NULL;
  gboolean inside = theta_number_parse (value, &number) && isfinite (number)
                    && (key->open ? number > key->low && number < key->high
                                  : number >= key->low && number <= key->high);

  if (inside)
    {
      FIELD (self, key, double) = number;
      return TRUE;
    }
  low = theta_number_to_string (key->low);
  high = theta_number_to_string (key->high);
  if (isinf (key->high))
    expected = g_strdup_printf ("a number %s %s", key->open ? "greater than" : "of at least", low);
  else
    expected = g_strdup_printf (key->open ? "a number between %s and %s" : "a number from %s to %s",
                                low, high);
  return theta_key_refuse (key, value, expected, error);
}

char *
theta_get_double (const ThetaExperiment *self, const ThetaKey *key)
{
  return theta_number_to_string (CONST_FIELD (self, key, double));
}

/* Powers of 1000 as disks and the window count them, and of 1024 as "GiB". */
static const struct
{
  const char *name;
  guint64 size;
} units[] = {
  { "TB", G_GUINT64_CONSTANT (1000000000000) },
  { "GB", 1000000000 },
  { "MB", 1000000 },
  { "kB", 1000 },
  { "B", 1 },
  { "TiB", G_GUINT64_CONSTANT (1) << 40 },
  { "GiB", 1 << 30 },
  { "MiB", 1 << 20 },
  { "KiB", 1 << 10 },
};

gboolean
theta_experiment_parse_bytes (const char *text, guint64 *bytes)
{
  g_autofree char *copy = NULL;
  guint64 unit = 1;
  gsize digits;
  double number;

  g_return_val_if_fail (text != NULL && bytes != NULL, FALSE);
  copy = g_strstrip (g_strdup (text));
  if (g_ascii_strcasecmp (copy, "auto") == 0)
    {
      *bytes = 0;
      return TRUE;
    }
  digits = strspn (copy, "0123456789.");
  if (copy[digits] != '\0')
    {
      const char *name = copy + digits + strspn (copy + digits, " ");
      guint found = 0;

      while (found < G_N_ELEMENTS (units) && g_ascii_strcasecmp (name, units[found].name) != 0)
        found++;
      if (found == G_N_ELEMENTS (units))
        return FALSE;
      unit = units[found].size;
      copy[digits] = '\0';
    }
  /* Beyond 2^53 bytes a double could not count them one by one. */
  if (!theta_number_parse (copy, &number) || number * (double) unit < 1
      || number * (double) unit > 9007199254740992.0)
    return FALSE;
  *bytes = (guint64) (number * (double) unit + 0.5);
  return TRUE;
}

gboolean
theta_set_bytes (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint64 bytes;

  if (!theta_experiment_parse_bytes (value, &bytes))
    return theta_key_refuse (key, value, "auto or a size such as 16 GB", error);
  FIELD (self, key, guint64) = bytes;
  return TRUE;
}

char *
theta_get_bytes (const ThetaExperiment *self, const ThetaKey *key)
{
  guint64 bytes = CONST_FIELD (self, key, guint64);

  if (bytes == 0)
    return g_strdup ("auto");
  for (guint i = 0; units[i].size > 1; i++)
    if (bytes % units[i].size == 0)
      return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", bytes / units[i].size, units[i].name);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, bytes);
}
