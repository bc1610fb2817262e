#include "experiment/study.h"

#include <string.h>

#include "experiment/frame-private.h"
#include "kernel/cluster.h"

static ThetaWorker *
worker_of (ThetaSession *session)
{
  return session != NULL ? theta_session_get_worker (session) : NULL;
}

static gboolean
is_labelled (const ThetaFrame *frame)
{
  return frame->data->labels != NULL && frame->data->n_classes > 1;
}

/* ---- pairs, alignment, means ---- */

static void
study_clear (gpointer data)
{
  ThetaStudy *self = data;

  g_clear_pointer (&self->pairs, theta_pairs_unref);
  g_free (self->alignment);
  g_free (self->row_means);
  g_free (self->means);
}

ThetaStudy *
theta_study_ref (ThetaStudy *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
theta_study_unref (ThetaStudy *self)
{
  g_atomic_rc_box_release_full (self, study_clear);
}

ThetaStudy *
theta_study_new (ThetaKernel *kernel, const double *a, const int *labels, guint n_classes,
                 const guint8 *shown, GError **error)
{
  g_autoptr (ThetaStudy) self = g_atomic_rc_box_new0 (ThetaStudy);
  ThetaDevice *device = kernel->device;
  g_autofree double *ones = g_new (double, kernel->rows);
  double n = 0;

  self->layers = kernel->layers;
  self->row_means = g_new (double, kernel->rows * kernel->layers);
  for (gsize i = 0; i < kernel->rows; i++)
    n += shown == NULL || shown[i];
  for (gsize i = 0; i < kernel->rows; i++)
    ones[i] = shown == NULL || shown[i] ? 1 / n : 0;
  if (!theta_status_check (device->ops->layer_products (device, kernel->set, 1, ones,
                                                        self->row_means),
                           "computing the means of the rows", error))
    return NULL;
  self->means = g_new0 (double, kernel->layers);
  for (guint l = 0; l < kernel->layers; l++)
    for (gsize i = 0; i < kernel->rows; i++)
      self->means[l] += self->row_means[l * kernel->rows + i] * ones[i];
  if (labels != NULL && n_classes > 1)
    {
      self->alignment = g_new (double, kernel->layers + 1);
      if (!theta_kernel_alignment (kernel, a, labels, n_classes, shown, self->alignment,
                                   error))
        return NULL;
    }
  self->pairs = theta_pairs_new (kernel, a, labels, shown, error);
  return self->pairs != NULL ? g_steal_pointer (&self) : NULL;
}

static gpointer
make_study (ThetaDevice *device, gpointer data, GError **error)
{
  const ThetaFrame *frame = data;
  g_autofree guint8 *shown = theta_picture_mask (frame->picture, frame->kernel);

  return theta_study_new (frame->kernel, frame->weights,
                          is_labelled (frame) ? frame->data->labels : NULL, frame->data->n_classes,
                          shown, error);
}

void
theta_study_async (ThetaSession *session, ThetaFrame *frame, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (frame->kernel != NULL && frame->weights != NULL);
  theta_worker_call_async (worker_of (session), make_study, theta_frame_ref (frame),
                           (GDestroyNotify) theta_frame_unref, (GDestroyNotify) theta_study_unref,
                           cancellable, callback, user_data);
}

ThetaStudy *
theta_study_finish (ThetaSession *session, GAsyncResult *result, GError **error)
{
  return theta_worker_call_finish (worker_of (session), result, error);
}

/* ---- eigenvalues ---- */

static void
spectra_clear (gpointer data)
{
  ThetaSpectra *self = data;

  for (guint l = 0; l <= self->layers; l++)
    g_clear_pointer (&self->spectra[l], theta_spectrum_free);
  g_free (self->spectra);
}

ThetaSpectra *
theta_spectra_ref (ThetaSpectra *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
theta_spectra_unref (ThetaSpectra *self)
{
  g_atomic_rc_box_release_full (self, spectra_clear);
}

static gpointer
make_spectra (ThetaDevice *device, gpointer data, GError **error)
{
  const ThetaFrame *frame = data;
  guint layers = frame->kernel->layers;
  g_autoptr (ThetaSpectra) self = g_atomic_rc_box_new0 (ThetaSpectra);
  g_autofree double *unit = g_new0 (double, layers);
  g_autofree guint8 *shown = theta_picture_mask (frame->picture, frame->kernel);

  self->layers = layers;
  self->spectra = g_new0 (ThetaSpectrum *, layers + 1);
  self->stride = theta_spectrum_stride (frame->picture->rows, layers + 1);
  for (guint l = 0; l <= layers; l++)
    {
      memset (unit, 0, layers * sizeof *unit);
      if (l < layers)
        unit[l] = 1;
      self->spectra[l] = theta_spectrum_new (frame->kernel, l < layers ? unit : frame->weights,
                                             self->stride, shown, error);
      if (self->spectra[l] == NULL)
        return NULL;
    }
  self->condition = theta_spectrum_condition (self->spectra[layers], frame->ridge);
  return g_steal_pointer (&self);
}

void
theta_spectra_async (ThetaSession *session, ThetaFrame *frame, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (frame->kernel != NULL && frame->weights != NULL);
  theta_worker_call_async (worker_of (session), make_spectra, theta_frame_ref (frame),
                           (GDestroyNotify) theta_frame_unref,
                           (GDestroyNotify) theta_spectra_unref, cancellable, callback, user_data);
}

ThetaSpectra *
theta_spectra_finish (ThetaSession *session, GAsyncResult *result, GError **error)
{
  return theta_worker_call_finish (worker_of (session), result, error);
}

/* ---- orders ---- */

typedef struct
{
  ThetaFrame *frame;
  ThetaOrder order;
  ThetaRows rows;
} Ordering;

static void
ordering_free (gpointer data)
{
  Ordering *self = data;

  theta_frame_unref (self->frame);
  g_free (self);
}

static guint *
find_order (const Ordering *self, GError **error)
{
  const ThetaFrame *frame = self->frame;
  guint *order;

  if (self->order == THETA_ORDER_CLUSTER)
    return theta_cluster_order (frame->kernel, frame->weights, error);
  order = g_new (guint, frame->kernel->rows);
  for (guint i = 0; i < frame->kernel->rows; i++)
    order[i] = i;
  return order;
}

/* NULL for all. */
static const guint8 *
find_rows (const Ordering *self)
{
  const GPtrArray *folds = self->frame->folds;
  const ThetaFold *fold;

  if (self->rows == THETA_ROWS_ALL || folds == NULL || self->frame->picture_fold >= folds->len)
    return NULL;
  fold = folds->pdata[self->frame->picture_fold];
  if (fold->n != self->frame->kernel->rows)
    return NULL;
  return self->rows == THETA_ROWS_TRAIN ? fold->train : fold->test;
}

static ThetaPicture *
order_picture (const Ordering *self, GError **error)
{
  const ThetaFrame *from = self->frame;
  const guint8 *shown = find_rows (self);
  g_autofree guint *order = NULL;

  if (self->order == THETA_ORDER_CLASS && shown == NULL)
    return theta_picture_ref (from->picture);
  if (self->order == THETA_ORDER_CLASS)
    return theta_picture_new (from->kernel, from->data->labels, from->data->n_classes, shown,
                              error);
  order = find_order (self, error);
  return order != NULL ? theta_picture_new_ordered (from->kernel, order, from->data->labels, shown,
                                                    error)
                       : NULL;
}

static gpointer
make_ordered (ThetaDevice *device, gpointer data, GError **error)
{
  const Ordering *self = data;
  ThetaFrame *from = self->frame;
  g_autoptr (ThetaPicture) picture = order_picture (self, error);
  g_autoptr (ThetaTotals) totals = NULL;

  if (picture == NULL)
    return NULL;
  totals = theta_totals_new (picture, from->kernel, from->weights, error);
  return totals != NULL ? theta_frame_new_ordered (from, picture, totals) : NULL;
}

void
theta_order_async (ThetaSession *session, ThetaFrame *frame, ThetaOrder order, ThetaRows rows,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Ordering *data = g_new0 (Ordering, 1);

  data->frame = theta_frame_ref (frame);
  data->order = order;
  data->rows = rows;
  theta_worker_call_async (worker_of (session), make_ordered, data, ordering_free,
                           (GDestroyNotify) theta_frame_unref, cancellable, callback, user_data);
}

ThetaFrame *
theta_order_finish (ThetaSession *session, GAsyncResult *result, GError **error)
{
  return theta_worker_call_finish (worker_of (session), result, error);
}
