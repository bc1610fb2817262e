#include "experiment/experiment-private.h"

#include <string.h>

#include "base/error.h"

static void
set_defaults (ThetaExperiment *self)
{
  guint n;
  const ThetaKey *keys = theta_keys (&n);

  theta_network_init (&self->network);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!keys[i].set (self, &keys[i], keys[i].fallback, &error))
        g_error ("the default of %s.%s is refused: %s", keys[i].group, keys[i].name,
                 error->message);
    }
}

ThetaExperiment *
theta_experiment_new_defaults (void)
{
  ThetaExperiment *self = g_atomic_rc_box_new0 (ThetaExperiment);

  set_defaults (self);
  return self;
}

ThetaExperiment *
theta_experiment_new (const char *source)
{
  ThetaExperiment *self;

  g_return_val_if_fail (source != NULL, NULL);
  self = theta_experiment_new_defaults ();
  g_free (self->source);
  self->source = g_strdup (source);
  return self;
}

ThetaExperiment *
theta_experiment_copy (const ThetaExperiment *self)
{
  ThetaExperiment *copy = theta_experiment_new_defaults ();
  guint n;
  const ThetaKey *keys = theta_keys (&n);

  copy->base_dir = g_strdup (self->base_dir);
  copy->device_memory = self->device_memory;
  copy->view.given = self->view.given;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = keys[i].get (self, &keys[i]);
      g_autoptr (GError) error = NULL;

      if (!keys[i].set (copy, &keys[i], value, &error))
        g_error ("%s.%s cannot be copied: %s", keys[i].group, keys[i].name, error->message);
    }
  return copy;
}

ThetaExperiment *
theta_experiment_with_view (const ThetaExperiment *self, const ThetaView *view)
{
  ThetaExperiment *copy;

  g_return_val_if_fail (self != NULL && view != NULL, NULL);
  copy = theta_experiment_copy (self);
  copy->view = *view;
  return copy;
}

ThetaExperiment *
theta_experiment_ref (ThetaExperiment *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
experiment_clear (gpointer data)
{
  ThetaExperiment *self = data;

  g_free (self->name);
  g_free (self->device);
  g_free (self->source);
  g_free (self->test_source);
  g_free (self->folds_source);
  g_free (self->base_dir);
  g_free (self->label);
  g_free (self->classes);
  g_free (self->separator);
  g_free (self->header);
  g_free (self->quote);
  g_free (self->comment);
  g_free (self->missing_marks);
  g_free (self->ignore);
  g_free (self->weights.method);
  g_free (self->weights.initial);
  g_free (self->weights.grid);
  g_strfreev (self->compare);
}

void
theta_experiment_unref (ThetaExperiment *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, experiment_clear);
}

static gboolean
is_relative (const char *source)
{
  return theta_source_is_path (source) && !g_path_is_absolute (source);
}

gboolean
theta_experiment_same_base (const ThetaExperiment *a, const ThetaExperiment *b)
{
  return g_strcmp0 (a->base_dir, b->base_dir) == 0
         || !(is_relative (a->source) || is_relative (a->test_source)
              || is_relative (a->folds_source) || is_relative (b->source)
              || is_relative (b->test_source) || is_relative (b->folds_source));
}

gboolean
theta_experiment_equal (const ThetaExperiment *a, const ThetaExperiment *b)
{
  g_autofree char *text_a = NULL, *text_b = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  if (a == b)
    return TRUE;
  text_a = theta_experiment_to_text (a);
  text_b = theta_experiment_to_text (b);
  return g_str_equal (text_a, text_b) && theta_experiment_same_base (a, b);
}

char *
theta_experiment_get (const ThetaExperiment *self, const char *key)
{
  g_auto (GStrv) parts = NULL;
  const ThetaKey *found;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);
  parts = g_strsplit (key, ".", 2);
  if (g_strv_length (parts) != 2)
    return NULL;
  found = theta_key_find (parts[0], parts[1]);
  return found != NULL ? found->get (self, found) : NULL;
}

/* "there is no setting Network.Deep; expected one of Network.Depth, …" */
static gboolean
refuse_name (const char *group, const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  const char *last = "";
  guint n;
  const ThetaKey *keys = theta_keys (&n);
  gboolean is_group = FALSE;

  for (guint i = 0; i < n && !is_group; i++)
    is_group = g_str_equal (keys[i].group, group);
  for (guint i = 0; i < n; i++)
    {
      const char *shown = is_group ? keys[i].name : keys[i].group;

      if (g_str_equal (shown, last)
          || (is_group && (!g_str_equal (keys[i].group, group) || theta_key_is_fixed (&keys[i]))))
        continue;
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", shown);
      last = shown;
    }
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE, "there is no setting %s.%s%s%s", group, name,
               known->len == 0 ? "; leave it out"
               : is_group      ? "; expected one of "
                               : "; the groups are ",
               known->str);
  return FALSE;
}

/* Without the checks across keys. */
static gboolean
assign (ThetaExperiment *self, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '='), *dot = strchr (assignment, '.');
  g_autofree char *group = NULL, *name = NULL, *value = NULL;
  const ThetaKey *key;

  if (equals == NULL || dot == NULL || dot > equals || !g_utf8_validate (assignment, -1, NULL)
      || strpbrk (assignment, "\r\n") != NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (assignment, -1);

      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "a setting is written Group.Key=Value on one line, not “%s”", shown);
      return FALSE;
    }
  group = g_strstrip (g_strndup (assignment, dot - assignment));
  name = g_strstrip (g_strndup (dot + 1, equals - dot - 1));
  value = g_strstrip (g_strdup (equals + 1));
  key = theta_key_find (group, name);
  if (key == NULL)
    return refuse_name (group, name, error);
  self->view.given = self->view.given || theta_key_is_view (key);
  return key->set (self, key, value, error);
}

ThetaExperiment *
theta_experiment_with_all (const ThetaExperiment *self, const char *const *assignments,
                           GError **error)
{
  g_autoptr (ThetaExperiment) copy = NULL;
  const char *culprit;

  g_return_val_if_fail (self != NULL && assignments != NULL, NULL);
  copy = theta_experiment_copy (self);
  for (guint i = 0; assignments[i] != NULL; i++)
    if (!assign (copy, assignments[i], error))
      return NULL;
  return theta_experiment_check (copy, &culprit, error) ? g_steal_pointer (&copy) : NULL;
}

ThetaExperiment *
theta_experiment_with (const ThetaExperiment *self, const char *assignment, GError **error)
{
  const char *const assignments[] = { assignment, NULL };

  g_return_val_if_fail (self != NULL && assignment != NULL, NULL);
  return theta_experiment_with_all (self, assignments, error);
}

static char *
non_empty (char *text)
{
  return *text != '\0' ? text : NULL;
}

static ThetaDatasetOptions
data_options (const ThetaExperiment *self)
{
  return (ThetaDatasetOptions){
    .label = self->label,
    .classes = non_empty (self->classes),
    .separator = self->separator,
    .header = self->header,
    .quote = self->quote,
    .comment = non_empty (self->comment),
    .marks = non_empty (self->missing_marks),
    .ignore = non_empty (self->ignore),
    .missing = self->missing,
    .drop_copies = self->drop_copies,
    .limit = self->train_limit,
  };
}

ThetaDataset *
theta_experiment_load_rows (const ThetaExperiment *self, const char *source,
                            GCancellable *cancellable, GError **error)
{
  ThetaDatasetOptions options;

  g_return_val_if_fail (self != NULL && source != NULL, NULL);
  options = data_options (self);
  options.few = TRUE;
  return theta_dataset_load (source, self->base_dir, &options, cancellable, error);
}

ThetaDataset *
theta_experiment_load_data (const ThetaExperiment *self, guint *n_train_rows,
                            GCancellable *cancellable, GError **error)
{
  ThetaDatasetOptions options;
  g_autoptr (ThetaDataset) train = NULL, test = NULL;

  g_return_val_if_fail (self != NULL && n_train_rows != NULL, NULL);
  options = data_options (self);
  train = theta_dataset_load (self->source, self->base_dir, &options, cancellable, error);
  if (train == NULL)
    return NULL;
  *n_train_rows = (guint) train->x->rows;
  if (*self->test_source == '\0')
    return g_steal_pointer (&train);
  options.limit = self->test_limit;
  test = theta_dataset_load (self->test_source, self->base_dir, &options, cancellable, error);
  if (test == NULL)
    return NULL;
  return theta_dataset_concatenate (train, test, error);
}
