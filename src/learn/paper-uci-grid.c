#include <math.h>

#include "learn/learn-private.h"
#include "learn/paper-uci-private.h"

static int
poll_stop (void *user, double fraction)
{
  return g_atomic_int_get ((gint *) user);
}

static void
keep_error (ThetaPaperPool *pool, GError *error)
{
  /* Kept before the others are stopped: their "cancelled" must not come first. */
  g_mutex_lock (&pool->lock);
  if (pool->error == NULL)
    pool->error = g_steal_pointer (&error);
  g_mutex_unlock (&pool->lock);
  g_atomic_int_set (&pool->stop, 1);
  g_clear_error (&error);
}

static gpointer
work (gpointer data)
{
  ThetaPaperPool *pool = data;
  GError *error = NULL;
  ThetaDevice *device = theta_device_open ("cpu", 1, &error);
  gpointer scratch = NULL;

  if (device != NULL)
    device->ops->set_poll (device, poll_stop, &pool->stop);
  while (device != NULL && error == NULL && !g_atomic_int_get (&pool->stop))
    {
      guint item = (guint) g_atomic_int_add (&pool->next, 1);

      if (item >= pool->items)
        break;
      pool->run (pool, item, device, &scratch, &error);
      g_atomic_int_inc (&pool->done);
    }
  if (error != NULL)
    keep_error (pool, error);
  if (scratch != NULL)
    pool->scratch_free (scratch, device);
  theta_device_close (device);
  g_mutex_lock (&pool->lock);
  pool->running--;
  g_cond_signal (&pool->cond);
  g_mutex_unlock (&pool->lock);
  return NULL;
}

/* Waits for the threads, asking @func twenty times a second. */
static gboolean
watch (ThetaPaperPool *self, double from, double to, const char *stage, ThetaPaperUciFunc func,
       gpointer user_data)
{
  gboolean going = TRUE;

  g_mutex_lock (&self->lock);
  while (self->running > 0)
    {
      double done;

      g_cond_wait_until (&self->cond, &self->lock, g_get_monotonic_time () + 50000);
      done = (double) g_atomic_int_get (&self->done) / self->items;
      g_mutex_unlock (&self->lock);
      if (func != NULL && going && !func (from + (to - from) * MIN (done, 1), stage, user_data))
        {
          going = FALSE;
          g_atomic_int_set (&self->stop, 1);
        }
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
  return going;
}

gboolean
theta_paper_pool_run (ThetaPaperPool *self, guint threads, double from, double to,
                      const char *stage, ThetaPaperUciFunc func, gpointer user_data,
                      GError **error)
{
  guint count = MIN (threads > 0 ? threads : g_get_num_processors (), self->items);
  g_autofree GThread **thread = g_new (GThread *, count);
  gboolean going;

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->running = count;
  for (guint k = 0; k < count; k++)
    thread[k] = g_thread_new ("theta-paper", work, self);
  going = watch (self, from, to, stage, func, user_data);
  for (guint k = 0; k < count; k++)
    g_thread_join (thread[k]);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  if (!going)
    {
      g_clear_error (&self->error);
      return theta_status_check (THETA_STATUS_CANCELLED, stage, error);
    }
  if (self->error != NULL)
    {
      g_propagate_error (error, self->error);
      return FALSE;
    }
  return TRUE;
}

struct _ThetaPaperScratch
{
  ThetaWorkspace work;
};

void
theta_paper_scratch_free (gpointer scratch, ThetaDevice *device)
{
  ThetaPaperScratch *self = scratch;

  theta_workspace_clear (&self->work);
  g_free (self);
}

gboolean
theta_paper_count_right (const ThetaPaperSet *set, ThetaDevice *device, const ThetaFold *fold,
                         const double *a, guint *right, ThetaPaperScratch **scratch,
                         GError **error)
{
  const ThetaTarget *target = set->target;
  guint c = target->outputs, place = 0;
  ThetaKernel kernel = *set->kernel; /* the same set on this thread's device */
  ThetaProblem problem = { .kernel = &kernel, .target = target, .train = fold->train,
                           .n_train = fold->n_train, .ridge = THETA_PAPER_RIDGE };
  g_autofree double *alpha = theta_mask_take (fold->train, target->rows, c, target->y);
  g_autofree double *f = g_new (double, (gsize) fold->n_test *c);
  ThetaWorkspace *work;

  kernel.device = device;
  if (*scratch == NULL)
    *scratch = g_new0 (ThetaPaperScratch, 1);
  work = &(*scratch)->work;
  if (!theta_ridge_factorize (&problem, a, problem.ridge, fold->test, work, NULL, error)
      || !theta_status_check (device->ops->potrs (device, fold->n_train, work->att, c, alpha),
                              "solving for the coefficients", error)
      || !theta_status_check (device->ops->multiply (device, FALSE, fold->n_test, fold->n_train,
                                                     work->avt, c, alpha, f),
                              "predicting", error))
    return FALSE;
  *right = 0;
  for (guint i = 0; i < target->rows; i++)
    if (fold->test[i])
      *right += theta_target_decide (target, f + (gsize) place++ * c) == target->labels[i];
  return TRUE;
}

void
theta_paper_grid_point (guint index, double *a)
{
  static const double values[] = { 0, 0.125, 0.25, 0.5, 1 };

  for (guint l = THETA_PAPER_LAYERS; l-- > 0; index /= 5)
    a[l] = values[index % 5];
}
