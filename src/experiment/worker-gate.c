/* Holding a run up: pause, one step, slow motion; and what is asked meanwhile. */
#include <time.h>

#include "experiment/worker-private.h"

static gboolean
is_stopped (const ThetaWorker *self)
{
  const ThetaRequest *request = g_task_get_task_data (self->active);

  return self->quit || g_cancellable_is_cancelled (request->stop);
}

static gboolean
is_pausing (const ThetaWorker *self)
{
  return self->paused && !self->stepping;
}

/* When slow motion lets the next iteration go; 0: now. */
static gint64
due (const ThetaWorker *self, ThetaGatePoint point)
{
  return point == THETA_GATE_ITERATION && self->rate > 0
             ? self->resumed + G_USEC_PER_SEC / self->rate
             : 0;
}

static gboolean
held (ThetaGatePoint point, gpointer user_data)
{
  ThetaWorker *self = user_data;
  gboolean yes;

  pthread_mutex_lock (&self->mutex);
  /* A step ends where the next iteration is done. */
  yes = point == THETA_GATE_ITERATION ? self->paused || self->rate > 0 : is_pausing (self);
  pthread_mutex_unlock (&self->mutex);
  return yes;
}

/* Until somebody signals, or until @when (monotonic µs; 0: never). */
static void
sleep_until (ThetaWorker *self, gint64 when)
{
  struct timespec time;
  gint64 left;

  if (when == 0)
    {
      pthread_cond_wait (&self->cond, &self->mutex);
      return;
    }
  /* The condition's clock is the real-time one. */
  left = g_get_real_time () + (when - g_get_monotonic_time ());
  time.tv_sec = (time_t) (left / G_USEC_PER_SEC);
  time.tv_nsec = (long) (left % G_USEC_PER_SEC) * 1000;
  pthread_cond_timedwait (&self->cond, &self->mutex, &time);
}

static void
wait_at (ThetaGatePoint point, gpointer user_data)
{
  ThetaWorker *self = user_data;

  pthread_mutex_lock (&self->mutex);
  if (point == THETA_GATE_ITERATION && !is_stopped (self))
    self->stepping = FALSE;
  while (!is_stopped (self))
    {
      g_autoptr (GTask) question = point != THETA_GATE_BUSY ? theta_worker_take_question (self)
                                                                   : NULL;
      gint64 when = due (self, point);

      if (question != NULL)
        {
          self->nested = question;
          pthread_mutex_unlock (&self->mutex);
          theta_worker_serve (self, question);
          pthread_mutex_lock (&self->mutex);
          self->nested = NULL;
        }
      else if (is_pausing (self))
        sleep_until (self, 0);
      else if (when > g_get_monotonic_time ())
        sleep_until (self, when);
      else
        break;
    }
  if (point == THETA_GATE_ITERATION)
    self->resumed = g_get_monotonic_time ();
  pthread_mutex_unlock (&self->mutex);
}

const ThetaGate theta_worker_gate = { .held = held, .wait = wait_at };

/* ---- the main thread's side ---- */

void
theta_worker_set_paused (ThetaWorker *self, gboolean paused)
{
  g_return_if_fail (self != NULL);
  pthread_mutex_lock (&self->mutex);
  self->paused = paused;
  self->stepping = FALSE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

void
theta_worker_step (ThetaWorker *self)
{
  g_return_if_fail (self != NULL);
  pthread_mutex_lock (&self->mutex);
  self->paused = TRUE;
  self->stepping = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

void
theta_worker_set_rate (ThetaWorker *self, guint rate)
{
  g_return_if_fail (self != NULL);
  pthread_mutex_lock (&self->mutex);
  self->rate = rate;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}
