#include "experiment/fold-frame.h"

#include <string.h>

#include "base/error.h"
#include "experiment/run-private.h"

ThetaMatrix *
theta_fold_inputs (const ThetaExperiment *experiment, const ThetaDataset *data,
                   const ThetaFold *fold, GError **error)
{
  switch (experiment->standardize)
    {
    case THETA_STANDARDIZE_ALL:
      return theta_standardize (data->x, NULL, error);
    case THETA_STANDARDIZE_NONE:
      return theta_fill_missing (data->x, fold->train, error);
    case THETA_STANDARDIZE_TRAIN:
    default:
      return theta_standardize (data->x, fold->train, error);
    }
}

/* ---- at once ---- */

static const ThetaFit *
find_fit (const ThetaResults *results, guint fold)
{
  const ThetaFrame *frame = results->frame;

  return frame != NULL && frame->kernel != NULL && frame->folds != NULL && fold < frame->folds->len
             ? theta_results_learnt (results, fold, frame->kernel->layers)
             : NULL;
}

gboolean
theta_fold_frame_has (const ThetaResults *results, guint fold)
{
  return find_fit (results, fold) != NULL;
}

static const ThetaKernel *
computed (const ThetaKernel *kernel)
{
  while (kernel->plain != NULL)
    kernel = kernel->plain;
  return kernel;
}

/* As the run makes them of the fold; @inputs receives what they are of, where the drawn frame
 * has that. */
static ThetaKernel *
make_kernel (const ThetaResults *results, const ThetaFold *fold, ThetaMatrix **inputs,
             GError **error)
{
  const ThetaExperiment *experiment = results->experiment;
  ThetaFrame *drawn = results->frame;
  const ThetaKernel *before = computed (drawn->kernel);
  g_autoptr (ThetaMatrix) x = NULL;
  g_autoptr (ThetaKernel) plain = NULL;
  double mean[THETA_MAX_KERNELS];

  if (theta_plan_shares_kernel (experiment, drawn->data))
    {
      plain = theta_kernel_ref ((ThetaKernel *) before);
      *inputs = drawn->inputs != NULL ? theta_matrix_ref (drawn->inputs) : NULL;
    }
  else
    {
      x = theta_fold_inputs (experiment, drawn->data, fold, error);
      if (x == NULL)
        return NULL;
      plain = theta_kernel_new_stored (before->device, &experiment->network, x, NULL,
                                       &before->storage, error);
      if (plain == NULL)
        return NULL;
      *inputs = drawn->inputs != NULL ? theta_matrix_ref (x) : NULL;
    }
  return experiment->normalize == THETA_NORMALIZE_NONE
             ? g_steal_pointer (&plain)
             : theta_kernel_new_normalized (plain, fold->train, mean, error);
}

ThetaFrame *
theta_fold_frame_new (const ThetaResults *results, guint fold, GError **error)
{
  const ThetaFit *fit = find_fit (results, fold);
  ThetaFrame *drawn = results->frame, *frame;
  g_autoptr (ThetaMatrix) inputs = NULL;
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaPicture) picture = NULL;
  g_autoptr (ThetaTotals) totals = NULL;

  if (fit == NULL)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "The kernels of fold %u are not kept; run the experiment again", fold + 1);
      return NULL;
    }
  if (fold == drawn->picture_fold)
    return theta_frame_ref (drawn);
  kernel = make_kernel (results, drawn->folds->pdata[fold], &inputs, error);
  if (kernel == NULL)
    return NULL;
  picture = computed (kernel) == computed (drawn->kernel) && kernel->plain == NULL
                ? theta_picture_ref (drawn->picture)
                : theta_picture_new (kernel, drawn->data->labels, drawn->data->n_classes, NULL,
                                     error);
  totals = picture != NULL ? theta_totals_new (picture, kernel, fit->weights, error) : NULL;
  if (totals == NULL)
    return NULL;
  frame = theta_frame_new_of_fold (drawn, fold, picture, kernel, inputs, totals);
  memcpy (frame->weights, fit->weights, kernel->layers * sizeof *fit->weights);
  frame->ridge = fit->ridge;
  return frame;
}

/* ---- asked ---- */

typedef struct
{
  ThetaResults *results;
  guint fold;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  theta_results_unref (self->results);
  g_free (self);
}

static gpointer
make_frame (ThetaDevice *device, gpointer data, GError **error)
{
  const Request *request = data;

  return theta_fold_frame_new (request->results, request->fold, error);
}

void
theta_fold_frame_async (ThetaSession *session, ThetaResults *results, guint fold,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  request->results = theta_results_ref (results);
  request->fold = fold;
  theta_worker_call_async (theta_session_get_worker (session), make_frame, request, request_free,
                           (GDestroyNotify) theta_frame_unref, cancellable, callback, user_data);
}

ThetaFrame *
theta_fold_frame_finish (ThetaSession *session, GAsyncResult *result, GError **error)
{
  return theta_worker_call_finish (session != NULL ? theta_session_get_worker (session) : NULL,
                                   result, error);
}
