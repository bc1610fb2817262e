/* The mailbox between the compute thread and the window: one frame, the newest.
 *
 * The compute thread is a little nicer than the window.  Where it holds a lock when others
 * take its core away the window waits for all of them: it puts frames in without one, and
 * without attaching a source, which would take the main context's. */
#include "experiment/worker-private.h"

typedef struct
{
  GSource source;
  ThetaWorker *worker;
} Mailbox;

static gboolean
is_full (GSource *source)
{
  return g_atomic_pointer_get (&((Mailbox *) source)->worker->latest) != NULL;
}

static gboolean
prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return is_full (source);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  theta_worker_deliver (((Mailbox *) source)->worker);
  return G_SOURCE_CONTINUE;
}

void
theta_worker_deliver (ThetaWorker *self)
{
  g_autoptr (ThetaFrame) frame = g_atomic_pointer_exchange (&self->latest, NULL);

  if (frame != NULL && self->func != NULL)
    self->func (frame, self->user_data);
}

void
theta_worker_post_frame (ThetaFrame *frame, gpointer user_data)
{
  ThetaWorker *self = user_data;
  ThetaFrame *before = g_atomic_pointer_exchange (&self->latest, theta_frame_ref (frame));

  g_main_context_wakeup (self->context);
  g_clear_pointer (&before, theta_frame_unref);
}

void
theta_worker_open_mailbox (ThetaWorker *self)
{
  static GSourceFuncs funcs = { .prepare = prepare, .check = is_full, .dispatch = dispatch };

  self->mailbox = g_source_new (&funcs, sizeof (Mailbox));
  ((Mailbox *) self->mailbox)->worker = self;
  g_source_set_static_name (self->mailbox, "theta-frames");
  g_source_attach (self->mailbox, self->context);
}

void
theta_worker_close_mailbox (ThetaWorker *self)
{
  ThetaFrame *frame = g_atomic_pointer_exchange (&self->latest, NULL);

  g_source_destroy (self->mailbox);
  g_clear_pointer (&self->mailbox, g_source_unref);
  g_clear_pointer (&frame, theta_frame_unref);
}
