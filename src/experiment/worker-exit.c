/* The process ends while a worker is still there.  Libraries take their memory apart
 * then (OpenBLAS its buffers, which a product under way reads), so that every compute
 * thread has to have come to its end before. */
#include "experiment/worker-private.h"

#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static GSList *living; /* of ThetaWorker, borrowed; under the mutex */

static ThetaWorker *
take_living (void)
{
  ThetaWorker *worker = NULL;

  pthread_mutex_lock (&mutex);
  if (living != NULL)
    {
      worker = living->data;
      living = g_slist_delete_link (living, living);
    }
  pthread_mutex_unlock (&mutex);
  return worker;
}

/* Handlers of exit() come before the ends of libraries. */
static void
end_all (void)
{
  ThetaWorker *worker;

  while ((worker = take_living ()) != NULL)
    theta_worker_end (worker);
}

static void
prepare (void)
{
  atexit (end_all);
}

void
theta_worker_watch_exit (ThetaWorker *self)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, prepare);
  pthread_mutex_lock (&mutex);
  living = g_slist_prepend (living, self);
  pthread_mutex_unlock (&mutex);
}

void
theta_worker_unwatch_exit (ThetaWorker *self)
{
  pthread_mutex_lock (&mutex);
  living = g_slist_remove (living, self);
  pthread_mutex_unlock (&mutex);
}
