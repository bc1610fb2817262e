/* The scanner of the experiment file, and its writer. */
#include "experiment/experiment-private.h"

#include <string.h>

#include "base/error.h"

#define MAX_FILE_BYTES (1 << 20)

typedef struct
{
  const char *filename;
  guint line;
  const ThetaKey *keys;
  guint n_keys;
  char *group;        /* of the section that is open, or NULL */
  guint *seen_line;   /* of each key, 0: not seen */
  guint *seen_column; /* of its value */
  ThetaExperiment *experiment;
} Scanner;

static void
scanner_clear (Scanner *self)
{
  g_free (self->group);
  g_free (self->seen_line);
  g_free (self->seen_column);
  g_clear_pointer (&self->experiment, theta_experiment_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scanner, scanner_clear)

/* Columns count characters, as editors do. */
static guint
column_of (const char *line, const char *at)
{
  return (guint) g_utf8_strlen (line, at - line) + 1;
}

static char *
list_keys (const Scanner *self, const char *group)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < self->n_keys; i++)
    if (g_str_equal (self->keys[i].group, group) && !theta_key_is_fixed (&self->keys[i]))
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", self->keys[i].name);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
scan_section (Scanner *self, const char *line, const char *start, GError **error)
{
  gsize length = strlen (start);
  g_autofree char *group = NULL;

  if (length < 3 || start[length - 1] != ']')
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->filename, self->line,
                          column_of (line, start), "a section is written [Name], not “%s”", start);
      return FALSE;
    }
  group = g_strndup (start + 1, length - 2);
  for (guint i = 0; i < self->n_keys; i++)
    if (g_str_equal (self->keys[i].group, group))
      {
        g_free (self->group);
        self->group = g_steal_pointer (&group);
        self->experiment->view.given
            = self->experiment->view.given || theta_key_is_view (&self->keys[i]);
        return TRUE;
      }
  theta_set_error_at (error, THETA_ERROR_PARSE, self->filename, self->line,
                      column_of (line, start + 1),
                      "there is no section [%s]; expected [Experiment], [Dataset], [Network], "
                      "[Regression], [Weights], [Training], [Evaluation] or [View]",
                      group);
  return FALSE;
}

/* Finds the key that @name means in the open section. */
static gboolean
scan_name (Scanner *self, const char *name, guint column, guint *found, GError **error)
{
  g_autofree char *known = NULL;

  if (self->group == NULL)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->filename, self->line, column,
                          "“%s” stands before any section; start with a line such as [Dataset]",
                          name);
      return FALSE;
    }
  for (guint i = 0; i < self->n_keys; i++)
    if (g_str_equal (self->keys[i].group, self->group) && g_str_equal (self->keys[i].name, name))
      {
        *found = i;
        if (self->seen_line[i] == 0)
          return TRUE;
        theta_set_error_at (error, THETA_ERROR_PARSE, self->filename, self->line, column,
                            "%s.%s was given on line %u already; keep one of the two", self->group,
                            name, self->seen_line[i]);
        return FALSE;
      }
  known = list_keys (self, self->group);
  theta_set_error_at (error, THETA_ERROR_PARSE, self->filename, self->line, column,
                      "unknown key “%s” in [%s]%s%s", name, self->group,
                      *known != '\0' ? "; expected one of " : "; leave it out", known);
  return FALSE;
}

static gboolean
scan_assignment (Scanner *self, const char *line, const char *start, GError **error)
{
  const char *equals = strchr (start, '='), *value_at;
  g_autofree char *name = NULL, *value = NULL;
  g_autoptr (GError) bad = NULL;
  guint i;

  if (equals == NULL)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, self->filename, self->line,
                          column_of (line, start),
                          "expected Key=Value, a [Section] or a # comment, not “%s”", start);
      return FALSE;
    }
  name = g_strchomp (g_strndup (start, equals - start));
  if (!scan_name (self, name, column_of (line, start), &i, error))
    return FALSE;
  value = g_strstrip (g_strdup (equals + 1));
  value_at = equals + 1;
  while (*value_at == ' ' || *value_at == '\t')
    value_at++;
  self->seen_line[i] = self->line;
  self->seen_column[i] = column_of (line, value_at);
  if (self->keys[i].set (self->experiment, &self->keys[i], value, &bad))
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_VALUE, self->filename, self->line, self->seen_column[i],
                      "%s", bad->message);
  return FALSE;
}

static gboolean
scan_line (Scanner *self, const char *line, GError **error)
{
  g_autofree char *copy = g_strchomp (g_strdup (line));
  const char *start = copy;

  while (g_ascii_isspace (*start))
    start++;
  if (*start == '\0' || *start == '#')
    return TRUE;
  return *start == '[' ? scan_section (self, copy, start, error)
                       : scan_assignment (self, copy, start, error);
}

/* The checks across keys, told at the place of the key that is to blame. */
static gboolean
scanner_check (Scanner *self, GError **error)
{
  const char *culprit = NULL;
  g_autoptr (GError) bad = NULL;
  guint line = 0, column = 0;

  if (theta_experiment_check (self->experiment, &culprit, &bad))
    return TRUE;
  for (guint i = 0; i < self->n_keys; i++)
    {
      g_autofree char *full = g_strconcat (self->keys[i].group, ".", self->keys[i].name, NULL);

      if (g_str_equal (full, culprit))
        {
          line = self->seen_line[i];
          column = self->seen_column[i];
        }
    }
  theta_set_error_at (error, THETA_ERROR_VALUE, self->filename, line, column, "%s", bad->message);
  return FALSE;
}

ThetaExperiment *
theta_experiment_parse (const char *text, const char *filename, const char *base_dir,
                        GError **error)
{
  g_auto (Scanner) scanner = { .filename = filename != NULL ? filename : "experiment" };
  g_auto (GStrv) lines = NULL;
  const char *bad;

  g_return_val_if_fail (text != NULL, NULL);
  if (!g_utf8_validate (text, -1, &bad))
    {
      guint line = 1;

      for (const char *p = text; p < bad; p++)
        line += *p == '\n';
      theta_set_error_at (error, THETA_ERROR_PARSE, scanner.filename, line, 0,
                          "not a text in UTF-8; an experiment is a text file");
      return NULL;
    }
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  scanner.keys = theta_keys (&scanner.n_keys);
  scanner.seen_line = g_new0 (guint, scanner.n_keys);
  scanner.seen_column = g_new0 (guint, scanner.n_keys);
  scanner.experiment = theta_experiment_new_defaults ();
  scanner.experiment->base_dir = g_strdup (base_dir);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      scanner.line = i + 1;
      if (!scan_line (&scanner, lines[i], error))
        return NULL;
    }
  return scanner_check (&scanner, error) ? g_steal_pointer (&scanner.experiment) : NULL;
}

static char *
read_small_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) bad = NULL;
  gsize length;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%s: this is a folder; name an experiment file in it", path);
      return NULL;
    }
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%s: there is no such file; check the name", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, &bad))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE, "%s: cannot be read: %s", path,
                   bad->message);
      return NULL;
    }
  if (length > MAX_FILE_BYTES || memchr (text, '\0', length) != NULL)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                          "this is not an experiment, which is a short text file");
      return NULL;
    }
  return g_steal_pointer (&text);
}

ThetaExperiment *
theta_experiment_load (const char *path, GError **error)
{
  g_autofree char *text = NULL, *full = NULL, *directory = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  text = read_small_file (path, error);
  if (text == NULL)
    return NULL;
  full = g_canonicalize_filename (path, NULL);
  directory = g_path_get_dirname (full);
  return theta_experiment_parse (text, path, directory, error);
}

static char *
write_text (const ThetaExperiment *self, gboolean view)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const ThetaKey *keys;
  const char *group = NULL;
  guint n;

  keys = theta_keys (&n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = keys[i].get (self, &keys[i]);

      if ((theta_key_is_view (&keys[i]) && !view)
          || (!keys[i].always && g_str_equal (value, keys[i].fallback)))
        continue;
      if (g_strcmp0 (group, keys[i].group) != 0)
        g_string_append_printf (out, "%s[%s]\n", group != NULL ? "\n" : "", keys[i].group);
      group = keys[i].group;
      g_string_append_printf (out, "%s=%s\n", keys[i].name, value);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
theta_experiment_to_text (const ThetaExperiment *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return write_text (self, FALSE);
}

char *
theta_experiment_to_file_text (const ThetaExperiment *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return write_text (self, self->view.given);
}

ThetaExperiment *
theta_experiment_with_full_paths (const ThetaExperiment *self)
{
  ThetaExperiment *copy = theta_experiment_copy (self);
  char **sources[] = { &copy->source, &copy->test_source, &copy->folds_source };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (theta_source_is_path (*sources[i]))
      {
        g_autofree char *source = *sources[i];

        *sources[i] = g_canonicalize_filename (source, self->base_dir);
      }
  return copy;
}

char *
theta_experiment_to_full_text (const ThetaExperiment *self)
{
  g_autoptr (ThetaExperiment) copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  copy = theta_experiment_with_full_paths (self);
  return theta_experiment_to_text (copy);
}

/* @source as it has to be written in a file that lies in @directory: relative
 * where the data lie below it, so that the folder can be moved as a whole. */
static char *
rewrite_source (const ThetaExperiment *self, const char *source, const char *directory)
{
  g_autofree char *full = NULL, *relative = NULL;
  g_autoptr (GFile) folder = NULL, file = NULL;

  if (!theta_source_is_path (source) || g_path_is_absolute (source))
    return g_strdup (source);
  full = g_canonicalize_filename (source, self->base_dir);
  folder = g_file_new_for_path (directory);
  file = g_file_new_for_path (full);
  relative = g_file_get_relative_path (folder, file);
  return relative != NULL ? g_steal_pointer (&relative) : g_steal_pointer (&full);
}

/* Whether @text reads back as @self: names with a line break or with blanks at
 * their ends do not. */
static gboolean
reads_back (const ThetaExperiment *self, const char *text)
{
  g_autoptr (ThetaExperiment) read = theta_experiment_parse (text, NULL, self->base_dir, NULL);

  return read != NULL && theta_experiment_equal (self, read);
}

gboolean
theta_experiment_save (const ThetaExperiment *self, const char *path, GError **error)
{
  g_autoptr (ThetaExperiment) copy = NULL;
  g_autofree char *full = NULL, *directory = NULL, *text = NULL;
  g_autoptr (GError) bad = NULL;
  char **sources[3];

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  full = g_canonicalize_filename (path, NULL);
  directory = g_path_get_dirname (full);
  copy = theta_experiment_copy (self);
  sources[0] = &copy->source;
  sources[1] = &copy->test_source;
  sources[2] = &copy->folds_source;
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      char *source = rewrite_source (self, *sources[i], directory);

      g_free (*sources[i]);
      *sources[i] = source;
    }
  g_free (copy->base_dir);
  copy->base_dir = g_strdup (directory);
  text = theta_experiment_to_file_text (copy);
  if (!reads_back (copy, text))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%s: this is not written: a name in the experiment has a line break or blanks "
                   "at its ends, which the file cannot hold; rename it",
                   path);
      return FALSE;
    }
  if (g_file_set_contents_full (full, text, -1, G_FILE_SET_CONTENTS_CONSISTENT
                                                    | G_FILE_SET_CONTENTS_DURABLE,
                                0666, &bad))
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_IO, "%s: cannot be written: %s", path,
               theta_error_cause (bad));
  return FALSE;
}
