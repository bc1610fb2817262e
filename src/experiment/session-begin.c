/* How experiments begin, and what fills them where they leave something open. */
#include "experiment/experiment-private.h"
#include "experiment/session-private.h"

/* ---- what fills them ---- */

void
theta_session_clear_filled (ThetaSession *self)
{
  g_clear_pointer (&self->filled, theta_experiment_unref);
  g_clear_pointer (&self->filled_of, theta_experiment_unref);
}

ThetaExperiment *
theta_session_get_filled (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NULL);
  if (self->filled_of == self->experiment)
    return self->filled;
  theta_session_clear_filled (self);
  self->filled_of = theta_experiment_ref (self->experiment);
  /* The copy is nobody else's yet. */
  self->filled = theta_experiment_copy (self->experiment);
  if (self->filled->precision == THETA_PRECISION_AUTO)
    self->filled->precision = self->fallbacks.precision;
  if (self->filled->memory_limit == 0)
    self->filled->memory_limit = self->fallbacks.memory_limit;
  self->filled->device_memory
      = self->worker != NULL
            ? theta_worker_get_device_memory (self->worker, self->filled->device) : 0;
  return self->filled;
}

void
theta_session_set_fallbacks (ThetaSession *self, const ThetaFallbacks *fallbacks)
{
  g_return_if_fail (THETA_IS_SESSION (self) && fallbacks != NULL);
  self->fallbacks = *fallbacks;
  theta_session_clear_filled (self);
  theta_session_update (self);
  /* What a run needs and may take is told anew. */
  theta_session_notify (self, THETA_SESSION_PROP_EXPERIMENT);
}

/* ---- how they begin ---- */

void
theta_session_set_beginning (ThetaSession *self, const char *const *assignments)
{
  g_autoptr (ThetaExperiment) plain = NULL, next = NULL;

  g_return_if_fail (THETA_IS_SESSION (self) && assignments != NULL);
  if (self->path != NULL || self->undo->len > 0 || self->redo->len > 0 || self->opening != NULL
      || self->run != NULL || theta_session_get_modified (self))
    return;
  plain = theta_experiment_new (self->experiment->source);
  next = theta_experiment_with_all (plain, assignments, NULL);
  if (next == NULL || theta_experiment_equal (next, self->experiment))
    return;
  theta_experiment_unref (self->saved);
  self->saved = theta_experiment_ref (next);
  theta_session_take (self, next);
}

gboolean
theta_session_begin_with (ThetaSession *self, const char *source, const char *const *assignments,
                          GError **error)
{
  g_autofree char *full = NULL;
  g_autoptr (ThetaExperiment) plain = NULL, next = NULL;

  g_return_val_if_fail (THETA_IS_SESSION (self) && source != NULL && assignments != NULL, FALSE);
  full = theta_source_is_path (source) ? g_canonicalize_filename (source, NULL)
                                       : g_strdup (source);
  plain = theta_experiment_new (full);
  next = theta_experiment_with_all (plain, assignments, error);
  if (next == NULL)
    return FALSE;
  theta_session_open_data (self, next, full, THETA_OPENING_FRESH);
  return TRUE;
}
