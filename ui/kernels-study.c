#include "ui/kernels-page-private.h"

void
theta_kernels_stop_studies (ThetaKernelsPage *self)
{
  if (self->studying != NULL)
    g_cancellable_cancel (self->studying);
  g_clear_object (&self->studying);
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  theta_kernels_end_wait (self);
  g_clear_pointer (&self->study, theta_study_unref);
  g_clear_pointer (&self->spectra, theta_spectra_unref);
}

void
theta_kernels_pause_studies (ThetaKernelsPage *self)
{
  gboolean asked = self->studying != NULL && (self->study == NULL || self->spectra == NULL);

  self->paused = self->ordering != NULL || asked;
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  theta_kernels_end_wait (self);
  if (!asked)
    return;
  g_cancellable_cancel (self->studying);
  g_clear_object (&self->studying);
}

void
theta_kernels_show_study (ThetaKernelsPage *self)
{
  const ThetaFrame *frame = theta_kernels_frame (self);
  double sum = 0;

  for (guint l = 0; self->spectra != NULL && frame->weights != NULL && l < self->spectra->layers;
       l++)
    sum += frame->weights[l];
  theta_eigenvalues_card_show (self->eigenvalues, self->spectra, sum);
  theta_alignment_card_show (self->alignment, self->study, self->spectra,
                             theta_kernels_network (self));
}

static void
on_studied (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = theta_kernels_question_end (data, &session);
  ThetaStudy *study = theta_study_finish (session, result, NULL);

  if (self == NULL || study == NULL)
    {
      g_clear_pointer (&study, theta_study_unref);
      return;
    }
  self->study = study;
  theta_maps_set_frame (self->maps_of, theta_kernels_frame (self), study);
  theta_kernels_show_maps (self);
  theta_kernels_update_entry (self);
  theta_kernels_show_study (self);
}

static void
on_spectra (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = theta_kernels_question_end (data, &session);
  ThetaSpectra *spectra = theta_spectra_finish (session, result, NULL);

  if (self == NULL || spectra == NULL)
    {
      g_clear_pointer (&spectra, theta_spectra_unref);
      return;
    }
  self->spectra = spectra;
  theta_kernels_show_study (self);
}

/* Of the frame that is shown, whose A it may be another fold's: what is not known yet. */
static void
begin_study (ThetaKernelsPage *self, ThetaFrame *frame)
{
  if (self->studying != NULL)
    return;
  self->studying = g_cancellable_new ();
  if (self->study == NULL)
    theta_study_async (self->session, frame, self->studying, on_studied,
                       theta_kernels_question_new (self, self->studying));
  if (self->spectra == NULL)
    theta_spectra_async (self->session, frame, self->studying, on_spectra,
                         theta_kernels_question_new (self, self->studying));
}

static void
on_ordered (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = theta_kernels_question_end (data, &session);
  g_autoptr (ThetaFrame) frame = theta_order_finish (session, result, NULL);

  if (self == NULL || frame == NULL)
    return;
  g_clear_object (&self->ordering);
  theta_kernels_show_frame (self, frame);
  begin_study (self, frame);
}

void
theta_kernels_begin_studies (ThetaKernelsPage *self)
{
  ThetaFrame *frame;
  guint order = gtk_drop_down_get_selected (self->order);
  guint rows = gtk_drop_down_get_selected (self->rows);

  self->paused = FALSE;
  if (self->arrived == NULL || self->arrived->kernel == NULL || self->arrived->weights == NULL
      || theta_session_get_running (self->session))
    return;
  frame = theta_kernels_fold_frame (self);
  if (frame == NULL)
    return; /* these are gone on with when it is there */
  if (order == THETA_ORDER_CLASS && rows == THETA_ROWS_ALL)
    {
      if (theta_kernels_frame (self) != frame)
        theta_kernels_show_frame (self, frame);
      begin_study (self, frame);
      return;
    }
  self->ordering = g_cancellable_new ();
  theta_order_async (self->session, frame, (ThetaOrder) order, (ThetaRows) rows, self->ordering,
                     on_ordered, theta_kernels_question_new (self, self->ordering));
}
