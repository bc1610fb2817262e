#include "experiment/frame-private.h"

#include <math.h>

typedef struct
{
  ThetaFrame base;
  ThetaTotals *totals;
} Frame;

ThetaTotals *
theta_totals_new (ThetaPicture *picture, ThetaKernel *kernel, const double *a, GError **error)
{
  g_autoptr (ThetaTotals) self = g_atomic_rc_box_new0 (ThetaTotals);

  self->raw = theta_picture_weigh (picture, kernel, a, FALSE, error);
  if (self->raw == NULL)
    return NULL;
  self->cosine = theta_picture_weigh (picture, kernel, a, TRUE, error);
  return self->cosine != NULL ? g_steal_pointer (&self) : NULL;
}

ThetaTotals *
theta_totals_ref (ThetaTotals *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
totals_clear (gpointer data)
{
  ThetaTotals *self = data;

  g_free (self->raw);
  g_free (self->cosine);
}

void
theta_totals_unref (ThetaTotals *self)
{
  g_atomic_rc_box_release_full (self, totals_clear);
}

ThetaFrame *
theta_frame_new (ThetaTotals *totals)
{
  Frame *self = g_atomic_rc_box_new0 (Frame);

  self->base.seconds_left = self->base.ridge = NAN;
  if (totals != NULL)
    {
      self->totals = theta_totals_ref (totals);
      self->base.total_raw = totals->raw;
      self->base.total_cosine = totals->cosine;
    }
  return &self->base;
}

ThetaFrame *
theta_frame_new_ordered (const ThetaFrame *from, ThetaPicture *picture, ThetaTotals *totals)
{
  return theta_frame_new_of_fold (from, from->picture_fold, picture, from->kernel, from->inputs,
                                  totals);
}

ThetaFrame *
theta_frame_new_of_fold (const ThetaFrame *from, guint fold, ThetaPicture *picture,
                         ThetaKernel *kernel, ThetaMatrix *inputs, ThetaTotals *totals)
{
  ThetaFrame *self = theta_frame_new (totals);

  self->stage = from->stage;
  self->text = g_strdup (from->text);
  self->fold = from->fold;
  self->n_folds = from->n_folds;
  self->fraction = from->fraction;
  self->seconds = from->seconds;
  self->data = theta_dataset_ref (from->data);
  self->picture = theta_picture_ref (picture);
  self->kernel = theta_kernel_ref (kernel);
  self->inputs = inputs != NULL ? theta_matrix_ref (inputs) : NULL;
  self->ridge = from->ridge;
  self->picture_fold = fold;
  self->weights = g_memdup2 (from->weights, from->kernel->layers * sizeof (double));
  self->histories = g_ptr_array_ref (from->histories);
  self->folds = from->folds != NULL ? g_ptr_array_ref (from->folds) : NULL;
  return self;
}

ThetaFrame *
theta_frame_ref (ThetaFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
frame_clear (gpointer data)
{
  Frame *self = data;

  g_free (self->base.text);
  g_free (self->base.weights);
  g_clear_pointer (&self->base.data, theta_dataset_unref);
  g_clear_pointer (&self->base.picture, theta_picture_unref);
  g_clear_pointer (&self->base.kernel, theta_kernel_unref);
  g_clear_pointer (&self->base.folds, g_ptr_array_unref);
  g_clear_pointer (&self->base.inputs, theta_matrix_unref);
  g_clear_pointer (&self->base.histories, g_ptr_array_unref);
  g_clear_pointer (&self->totals, theta_totals_unref);
}

void
theta_frame_unref (ThetaFrame *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, frame_clear);
}
