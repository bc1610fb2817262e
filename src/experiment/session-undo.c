/* What was changed, where it is kept, and the way back. */
#include "experiment/experiment-private.h"
#include "experiment/session-private.h"

#include <string.h>

#include "base/error.h"

/* Steps that are kept; an experiment is small. */
#define MOST_STEPS 200
/* Changes of one setting that follow each other faster than this are one step. */
#define ONE_STEP_US G_USEC_PER_SEC

struct _ThetaStep
{
  ThetaExperiment *experiment; /* what undoing (of the other list: redoing) brings back */
  gboolean opened;             /* it brings back path and saved as well */
  char *path;
  ThetaExperiment *saved;
  char *key;  /* the one setting that changed, or NULL */
  char *text;
  gint64 time;
};

void
theta_step_free (gpointer data)
{
  ThetaStep *self = data;

  theta_experiment_unref (self->experiment);
  g_clear_pointer (&self->saved, theta_experiment_unref);
  g_free (self->path);
  g_free (self->key);
  g_free (self->text);
  g_free (self);
}

/* ---- in words ---- */

/* A source that is a path is told by its last part. */
static char *
short_value (const ThetaExperiment *experiment, const char *key)
{
  g_autofree char *value = theta_experiment_get (experiment, key);

  if (*value == '\0')
    return g_strdup ("nothing");
  if (strchr (value, G_DIR_SEPARATOR) != NULL && g_str_has_suffix (key, "Source"))
    return g_path_get_basename (value);
  return g_steal_pointer (&value);
}

/* The settings in which both differ, as "Group.Key": other data stand for all that
 * changes with them. */
static GPtrArray *
differences (const ThetaExperiment *a, const ThetaExperiment *b)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  guint n;
  const ThetaKey *keys = theta_keys (&n);

  for (guint k = 0; k < n; k++)
    {
      g_autofree char *key = g_strconcat (keys[k].group, ".", keys[k].name, NULL);
      g_autofree char *first = theta_experiment_get (a, key);
      g_autofree char *second = theta_experiment_get (b, key);

      if (theta_key_is_view (&keys[k]) || g_str_equal (first, second))
        continue;
      if (g_str_equal (key, "Dataset.Source"))
        g_ptr_array_set_size (found, 0);
      g_ptr_array_add (found, g_steal_pointer (&key));
      if (g_str_equal (found->pdata[0], "Dataset.Source"))
        break;
    }
  return g_steal_pointer (&found);
}

static char *
change_text (const GPtrArray *changed, const ThetaExperiment *before,
             const ThetaExperiment *after)
{
  const char *first = changed->len > 0 ? changed->pdata[0] : NULL;
  g_autofree char *was = NULL, *is = NULL;

  if (first == NULL)
    return g_strdup ("the folder of the data");
  if (changed->len > 1)
    return g_strdup_printf ("%u settings", changed->len);
  was = short_value (before, first);
  is = short_value (after, first);
  return g_strdup_printf ("%s: %s instead of %s", first, is, was);
}

/* ---- recording ---- */

static void
notify_all (ThetaSession *self)
{
  for (ThetaSessionProp prop = THETA_SESSION_PROP_CAN_UNDO; prop <= THETA_SESSION_PROP_MODIFIED;
       prop++)
    theta_session_notify (self, prop);
}

static ThetaStep *
last_step (GPtrArray *steps)
{
  return steps->len > 0 ? steps->pdata[steps->len - 1] : NULL;
}

/* Whether the change goes on with the last step, which then holds it too. */
static gboolean
goes_on (ThetaSession *self, const GPtrArray *changed, const ThetaExperiment *next, gint64 now)
{
  ThetaStep *last = last_step (self->undo);

  if (last == NULL || last->key == NULL || changed->len != 1 || now - last->time > ONE_STEP_US
      || !g_str_equal (last->key, changed->pdata[0]))
    return FALSE;
  last->time = now;
  g_free (last->text);
  last->text = change_text (changed, last->experiment, next);
  /* Back where it began: there is nothing to undo. */
  if (theta_experiment_equal (last->experiment, next))
    g_ptr_array_set_size (self->undo, (int) self->undo->len - 1);
  return TRUE;
}

static void
push (ThetaSession *self, ThetaStep *step)
{
  g_ptr_array_add (self->undo, step);
  if (self->undo->len > MOST_STEPS)
    g_ptr_array_remove_index (self->undo, 0);
}

void
theta_session_record (ThetaSession *self, const ThetaExperiment *next)
{
  g_autoptr (GPtrArray) changed = NULL;
  gint64 now = g_get_monotonic_time ();
  ThetaStep *step;

  if (theta_experiment_equal (self->experiment, next))
    return;
  changed = differences (self->experiment, next);
  g_ptr_array_set_size (self->redo, 0);
  if (!goes_on (self, changed, next, now))
    {
      step = g_new0 (ThetaStep, 1);
      step->experiment = theta_experiment_ref (self->experiment);
      step->key = changed->len == 1 ? g_strdup (changed->pdata[0]) : NULL;
      step->text = change_text (changed, self->experiment, next);
      step->time = now;
      push (self, step);
    }
  notify_all (self);
}

void
theta_session_record_opened (ThetaSession *self, ThetaExperiment *next, const char *path)
{
  ThetaStep *step = g_new0 (ThetaStep, 1);
  g_autoptr (GPtrArray) changed = differences (self->experiment, next);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  step->experiment = theta_experiment_ref (self->experiment);
  step->opened = TRUE;
  step->path = g_steal_pointer (&self->path);
  step->saved = g_steal_pointer (&self->saved);
  step->text = name != NULL                       ? g_strconcat ("opening ", name, NULL)
               : self->kind == THETA_OPENING_LINK ? g_strdup ("opening a link")
                                                  : change_text (changed, self->experiment, next);
  self->path = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  self->saved = theta_experiment_ref (next);
  g_ptr_array_set_size (self->redo, 0);
  push (self, step);
  notify_all (self);
}

/* ---- going back and forth ---- */

static void
move (ThetaSession *self, GPtrArray *from, GPtrArray *to)
{
  g_autoptr (ThetaExperiment) target = NULL;
  ThetaStep *step;

  if (from->len == 0)
    return;
  step = g_ptr_array_steal_index (from, from->len - 1);
  target = step->experiment;
  step->experiment = theta_experiment_ref (self->experiment);
  step->time = 0; /* what is changed next is a step of its own */
  if (step->opened)
    {
      char *path = self->path;
      ThetaExperiment *saved = self->saved;

      self->path = step->path;
      self->saved = step->saved;
      step->path = path;
      step->saved = saved;
    }
  g_ptr_array_add (to, step);
  if (last_step (from) != NULL)
    last_step (from)->time = 0;
  g_object_freeze_notify (G_OBJECT (self));
  theta_session_take (self, target);
  notify_all (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
theta_session_undo (ThetaSession *self)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  move (self, self->undo, self->redo);
}

void
theta_session_redo (ThetaSession *self)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  move (self, self->redo, self->undo);
}

/* ---- the file ---- */

const char *
theta_session_get_path (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->path;
}

gboolean
theta_session_get_modified (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), FALSE);
  return self->saved == NULL || !theta_experiment_equal (self->experiment, self->saved);
}

ThetaExperiment *
theta_session_get_saved (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  return self->saved;
}

gboolean
theta_session_save (ThetaSession *self, const char *path, GError **error)
{
  g_autofree char *full = NULL;
  g_autoptr (ThetaExperiment) viewed = NULL;

  g_return_val_if_fail (THETA_IS_SESSION (self) && path != NULL, FALSE);
  full = g_canonicalize_filename (path, NULL);
  viewed = theta_session_dup_viewed (self);
  if (!theta_experiment_save (viewed, full, error))
    return FALSE;
  g_free (self->path);
  self->path = g_steal_pointer (&full);
  g_clear_pointer (&self->saved, theta_experiment_unref);
  self->saved = theta_experiment_ref (self->experiment);
  notify_all (self);
  return TRUE;
}

void
theta_session_restore (ThetaSession *self, ThetaExperiment *experiment, const char *path)
{
  g_autoptr (ThetaExperiment) saved = path != NULL ? theta_experiment_load (path, NULL) : NULL;

  g_return_if_fail (THETA_IS_SESSION (self) && experiment != NULL);
  g_object_freeze_notify (G_OBJECT (self));
  self->kind = THETA_OPENING_CHOSEN;
  theta_session_record_opened (self, experiment, path);
  g_clear_pointer (&self->saved, theta_experiment_unref);
  self->saved = g_steal_pointer (&saved);
  theta_session_take (self, experiment);
  notify_all (self);
  g_object_thaw_notify (G_OBJECT (self));
  theta_session_tell_view (self);
}

gboolean
theta_session_get_undo_property (ThetaSession *self, guint id, GValue *value)
{
  ThetaStep *undo = last_step (self->undo), *redo = last_step (self->redo);

  switch (id)
    {
    case THETA_SESSION_PROP_CAN_UNDO:
      g_value_set_boolean (value, undo != NULL);
      return TRUE;
    case THETA_SESSION_PROP_CAN_REDO:
      g_value_set_boolean (value, redo != NULL);
      return TRUE;
    case THETA_SESSION_PROP_UNDO_TEXT:
      g_value_set_string (value, undo != NULL ? undo->text : NULL);
      return TRUE;
    case THETA_SESSION_PROP_REDO_TEXT:
      g_value_set_string (value, redo != NULL ? redo->text : NULL);
      return TRUE;
    case THETA_SESSION_PROP_PATH:
      g_value_set_string (value, self->path);
      return TRUE;
    case THETA_SESSION_PROP_MODIFIED:
      g_value_set_boolean (value, theta_session_get_modified (self));
      return TRUE;
    default:
      return FALSE;
    }
}
