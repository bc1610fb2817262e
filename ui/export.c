#include "ui/export.h"

#include <math.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/npy.h"
#include "experiment/fold-frame.h"
#include "figure/export.h"
#include "figure/report.h"

/* A larger matrix as text is of no use to anybody, and several GB long. */
#define CSV_ROWS 2000

typedef struct
{
  ThetaResults *results;
  ThetaExportWhat what;
  char *path;
  int *permille; /* or NULL */
  GCancellable *cancellable;
  ThetaFrame *of_fold;   /* of another fold than the one that was drawn; or NULL */
  ThetaSession *session; /* which has to outlive that frame */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->of_fold, theta_frame_unref);
  g_clear_object (&self->session);
  g_clear_pointer (&self->permille, g_atomic_rc_box_release);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_free (self);
}

/* Its kernels are there or can be computed. */
static gboolean
has_fold (const ThetaResults *results, guint fold)
{
  const ThetaFrame *frame = results->frame;

  return frame != NULL && frame->kernel != NULL
         && (fold == frame->picture_fold || theta_fold_frame_has (results, fold));
}

gboolean
theta_export_has (const ThetaResults *results, const ThetaExportWhat *what)
{
  switch (what->kind)
    {
    case THETA_EXPORT_FIGURE:
      return what->figure->height (results, what->width) > 0;
    case THETA_EXPORT_KERNELS:
    case THETA_EXPORT_TOTAL:
      return has_fold (results, what->fold);
    case THETA_EXPORT_TOTAL_CSV:
      return has_fold (results, what->fold) && results->frame->kernel->rows <= CSV_ROWS;
    case THETA_EXPORT_LAYER_CSV:
      return has_fold (results, what->fold) && what->layer < results->frame->kernel->layers
             && results->frame->kernel->rows <= CSV_ROWS;
    case THETA_EXPORT_WEIGHTS:
      return results->histories->len > 0;
    default:
      return TRUE;
    }
}

/* ---- one kind each ---- */

static const ThetaFrame *
frame_of (const Export *self)
{
  return self->of_fold != NULL ? self->of_fold : self->results->frame;
}

static void
draw_figure (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const Export *self = data;
  ThetaPalette palette = *theta_palette_light ();
  ThetaResults results = *self->results; /* only borrowed */

  results.frame = (ThetaFrame *) frame_of (self);
  palette.paper = TRUE;
  self->what.figure->draw (cr, &results, &palette, width, height, scale);
}

static gboolean
write_figure (const Export *self, GError **error)
{
  const ThetaExportWhat *what = &self->what;

  return theta_export_file (self->path, what->figure->title, what->width,
                            ceil (what->figure->height (self->results, what->width)), what->scale,
                            draw_figure, self, error);
}

static gboolean
write_text (const Export *self, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents (self->path, text, -1, &local))
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_IO, self->path, 0, 0, "cannot be written: %s",
                      theta_error_cause (local));
  return FALSE;
}

static void
append_number (GString *out, double value)
{
  g_autofree char *text = isfinite (value) ? theta_number_to_string (value) : g_strdup ("");

  g_string_append_printf (out, ",%s", text);
}

static char *
models_csv (const ThetaResults *results)
{
  GString *out = g_string_new ("model,fold,ridge,accuracy,balanced_accuracy,squared_error\n");

  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];

      for (guint f = 0; f < model->folds->len; f++)
        {
          const ThetaFit *fit = ((ThetaFoldResult *) model->folds->pdata[f])->fit;

          g_string_append_printf (out, "%s,%u", model->id, f + 1);
          append_number (out, fit->ridge);
          append_number (out, fit->metrics.accuracy);
          append_number (out, fit->metrics.balanced_accuracy);
          append_number (out, fit->metrics.squared_error);
          g_string_append_c (out, '\n');
        }
    }
  return g_string_free (out, FALSE);
}

typedef struct
{
  const Export *export;
  ThetaKernel *kernel;
  const double *weights; /* of A; NULL: each layer for itself */
  double *entry;         /* a number a layer */
  guint first, count;    /* layers that are written */
} Kernels;

static gboolean
fill_row (gsize row, gsize count, double *values, gpointer user_data, GError **error)
{
  Kernels *self = user_data;
  guint layers = self->kernel->layers;
  gsize layer = self->first + row / self->kernel->rows, i = row % self->kernel->rows;
  gsize rows = self->kernel->rows * self->count;

  if (g_cancellable_set_error_if_cancelled (self->export->cancellable, error))
    return FALSE;
  for (gsize j = 0; j < count; j++)
    {
      if (!theta_kernel_read (self->kernel, i, j, self->entry))
        {
          theta_set_error_at (error, THETA_ERROR_DEVICE, NULL, 0, 0,
                              "The kernels cannot be read any more; run the experiment again");
          return FALSE;
        }
      values[j] = self->weights != NULL ? 0 : self->entry[layer];
      for (guint l = 0; self->weights != NULL && l < layers; l++)
        values[j] += self->weights[l] * self->entry[l];
    }
  if (self->export->permille != NULL)
    g_atomic_int_set (self->export->permille, (int) ((row + 1) * 1000 / rows));
  return TRUE;
}

static gboolean
write_kernels (const Export *self, gboolean total, GError **error)
{
  const ThetaFrame *frame = frame_of (self);
  ThetaKernel *kernel = frame->kernel;
  g_autofree double *entry = g_new (double, kernel->layers);
  Kernels kernels = { self, kernel, total ? frame->weights : NULL, entry,
                      0,    total ? 1 : kernel->layers };
  const gsize shape[] = { kernel->layers, kernel->rows, kernel->cols };

  return theta_npy_write (self->path, total ? shape + 1 : shape, total ? 2 : 3, fill_row, &kernels,
                          error);
}

/* The first line and column are the rows' numbers in the file. */
static char *
matrix_csv (const Export *self, GError **error)
{
  const ThetaFrame *frame = frame_of (self);
  gboolean total = self->what.kind == THETA_EXPORT_TOTAL_CSV;
  gsize n = frame->kernel->rows;
  g_autofree double *entry = g_new (double, frame->kernel->layers), *values = g_new (double, n);
  Kernels kernels = { self, frame->kernel, total ? frame->weights : NULL, entry,
                      total ? 0 : self->what.layer, 1 };
  g_autoptr (GString) out = g_string_new ("row");

  for (gsize j = 0; j < n; j++)
    g_string_append_printf (out, ",%u", frame->data->rows[j]);
  for (gsize i = 0; i < n; i++)
    {
      if (!fill_row (i, n, values, &kernels, error))
        return NULL;
      g_string_append_printf (out, "\n%u", frame->data->rows[i]);
      for (gsize j = 0; j < n; j++)
        append_number (out, values[j]);
    }
  g_string_append_c (out, '\n');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
write_what (const Export *self, GError **error)
{
  g_autofree char *text = NULL;

  switch (self->what.kind)
    {
    case THETA_EXPORT_FIGURE:
      return write_figure (self, error);
    case THETA_EXPORT_KERNELS:
    case THETA_EXPORT_TOTAL:
      return write_kernels (self, self->what.kind == THETA_EXPORT_TOTAL, error);
    case THETA_EXPORT_TOTAL_CSV:
    case THETA_EXPORT_LAYER_CSV:
      text = matrix_csv (self, error);
      break;
    case THETA_EXPORT_MODELS:
      text = models_csv (self->results);
      break;
    case THETA_EXPORT_WEIGHTS:
      text = theta_results_weights_csv (self->results);
      break;
    case THETA_EXPORT_PREDICTIONS:
      text = theta_results_predictions_csv (self->results);
      break;
    case THETA_EXPORT_NUMBERS:
      text = theta_results_to_json (self->results);
      break;
    case THETA_EXPORT_FOLDER:
    default:
      return theta_results_save (self->results, self->path, theta_report_write, NULL, error);
    }
  return text != NULL && write_text (self, text, error);
}

/* ---- the thread ---- */

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  GError *error = NULL;

  if (write_what (self, &error))
    g_task_return_pointer (task, g_strdup (self->path), g_free);
  else
    g_task_return_error (task, error);
}

/* Results hold kernels, which have to go before the session does: here, on the
 * main thread, and not whenever the thread lets go of its task. */
static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *outer = user_data;
  Export *self = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->of_fold, theta_frame_unref);
  g_clear_object (&self->session);
  if (path != NULL)
    g_task_return_pointer (outer, path, g_free);
  else
    g_task_return_error (outer, error);
  g_object_unref (outer);
}

/* ---- another fold ---- */

/* Whether kernels are written, and of another fold than the one that was drawn. */
static gboolean
needs_fold (const Export *self)
{
  const ThetaExportWhat *what = &self->what;
  const ThetaFrame *frame = self->results->frame;

  switch (what->kind)
    {
    case THETA_EXPORT_FIGURE:
      return what->figure->draw == theta_figure_kernels_draw && frame != NULL
             && frame->kernel != NULL && what->fold != frame->picture_fold
             && theta_fold_frame_has (self->results, what->fold);
    case THETA_EXPORT_KERNELS:
    case THETA_EXPORT_TOTAL:
    case THETA_EXPORT_TOTAL_CSV:
    case THETA_EXPORT_LAYER_CSV:
      return what->fold != frame->picture_fold;
    default:
      return FALSE;
    }
}

/* For the compute thread, which alone may ask the device. */
static gpointer
make_fold (ThetaDevice *device, gpointer data, GError **error)
{
  const Export *self = data;

  return theta_fold_frame_new (self->results, self->what.fold, error);
}

static void
on_fold (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->of_fold = theta_worker_call_finish (theta_session_get_worker (self->session), result,
                                            &error);
  if (self->of_fold != NULL)
    g_task_run_in_thread (task, write_in_thread);
  else
    g_task_return_error (task, error);
}

void
theta_export_async (ThetaSession *session, ThetaResults *results, const ThetaExportWhat *what,
                    const char *path, GCancellable *cancellable, int *permille,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *outer = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_written, outer);
  Export *self = g_new0 (Export, 1);

  self->results = theta_results_ref (results);
  self->what = *what;
  self->path = g_strdup (path);
  self->permille = permille != NULL ? g_atomic_rc_box_acquire (permille) : NULL;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, self, export_free);
  if (needs_fold (self))
    {
      self->session = g_object_ref (session);
      theta_worker_call_async (theta_session_get_worker (session), make_fold, self, NULL,
                               (GDestroyNotify) theta_frame_unref, cancellable, on_fold,
                               g_object_ref (task));
    }
  else
    g_task_run_in_thread (task, write_in_thread);
}

char *
theta_export_finish_path (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
