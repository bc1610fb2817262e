#include "support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/random.h"
#include "device/device-error.h"

char *
support_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("thetascope-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
support_remove (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

char *
support_write (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

char *
support_read (const char *path)
{
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

char *
support_csv (guint rows, guint distinct, guint64 seed, double shift, gboolean flip)
{
  g_autoptr (GString) out = g_string_new ("x1,x2,x3,class\n");

  for (guint i = 0; i < rows; i++)
    {
      ThetaRandom random;
      double x[3];
      gboolean yes;

      theta_random_init (&random, seed, THETA_STREAM_TEST, i % distinct);
      for (guint k = 0; k < 3; k++)
        x[k] = theta_random_normal (&random);
      yes = (x[0] * x[1] + x[2] / 2 > 0) != (flip != FALSE);
      g_string_append_printf (out, "%.6f,%.6f,%.6f,%s\n", x[0], x[1], x[2] + shift,
                              yes ? "yes" : "no");
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

ThetaExperiment *
support_experiment (const char *source, const char *settings)
{
  g_autofree char *text = g_strdup_printf ("[Dataset]\nSource=%s\n%s", source, settings);
  g_autoptr (GError) error = NULL;
  ThetaExperiment *experiment = theta_experiment_parse (text, NULL, NULL, &error);

  g_assert_no_error (error);
  return experiment;
}

/* ---- the spy ---- */

static Spy spy;
static ThetaDeviceOps watched;
static const ThetaDeviceOps *real;

static int
spy_poll (void *user, double fraction)
{
  spy.polls++;
  if (spy.polls == spy.cancel_at)
    g_cancellable_cancel (spy.cancellable);
  return spy.poll (spy.user, fraction);
}

static void
spy_set_poll (ThetaDevice *device, ThetaPoll poll, void *user)
{
  spy.poll = poll;
  spy.user = user;
  real->set_poll (device, poll != NULL ? spy_poll : NULL, NULL);
}

static ThetaStatus
spy_dense_limit (ThetaDevice *device, const ThetaDenseLimit *spec, ThetaSetKind kind,
                 ThetaPrecision precision, size_t m, size_t d, const double *x, size_t n,
                 const double *y, ThetaKernelSet **out)
{
  ThetaStatus status = real->dense_limit (device, spec, kind, precision, m, d, x, n, y, out);

  spy.kernels++;
  spy.live += status == THETA_STATUS_OK;
  spy.live_max = MAX (spy.live_max, spy.live);
  return status;
}

static ThetaStatus
spy_set_from_host (ThetaDevice *device, ThetaSetKind kind, ThetaPrecision precision,
                   uint32_t layers, size_t m, size_t n, const double *values, ThetaKernelSet **out)
{
  ThetaStatus status = real->set_from_host (device, kind, precision, layers, m, n, values, out);

  spy.live += status == THETA_STATUS_OK;
  return status;
}

/* Kernels count their references themselves, so that this frees the set. */
static void
spy_set_unref (ThetaDevice *device, ThetaKernelSet *set)
{
  spy.live -= set != NULL;
  real->set_unref (device, set);
}

static ThetaStatus
spy_buffer_new (ThetaDevice *device, size_t count, ThetaBuffer **out)
{
  ThetaStatus status = real->buffer_new (device, count, out);

  spy.buffers += status == THETA_STATUS_OK;
  return status;
}

static void
spy_buffer_free (ThetaDevice *device, ThetaBuffer *buffer)
{
  spy.buffers -= buffer != NULL;
  real->buffer_free (device, buffer);
}

Spy *
support_spy_open (void)
{
  g_autoptr (GError) error = NULL;

  spy = (Spy){ 0 };
  spy.device = theta_device_open ("cpu", 1, &error);
  g_assert_no_error (error);
  real = spy.device->ops;
  watched = *real;
  watched.set_poll = spy_set_poll;
  watched.dense_limit = spy_dense_limit;
  watched.set_from_host = spy_set_from_host;
  watched.set_unref = spy_set_unref;
  watched.buffer_new = spy_buffer_new;
  watched.buffer_free = spy_buffer_free;
  spy.device->ops = &watched;
  return &spy;
}

void
support_spy_close (Spy *self)
{
  g_assert_cmpuint (self->live, ==, 0);
  g_assert_cmpuint (self->buffers, ==, 0);
  g_assert_null (self->poll);
  self->device->ops = real;
  theta_device_close (self->device);
}

/* ---- results as text ---- */

static void
append_bits (GString *out, const double *values, gsize n)
{
  for (gsize i = 0; values != NULL && i < n; i++)
    g_string_append_printf (out, " %a", values[i]);
  g_string_append_c (out, '\n');
}

static char *
tell (const ThetaResults *results, gboolean all)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint c = 0; results->experiment->compare[c] != NULL; c++)
    for (guint m = 0; m < results->models->len; m++)
      {
        const ThetaModelResult *model = results->models->pdata[m];

        if (!g_str_equal (model->id, results->experiment->compare[c]))
          continue;
        for (guint f = 0; f < model->folds->len; f++)
          {
            const ThetaFit *fit = ((ThetaFoldResult *) model->folds->pdata[f])->fit;

            g_string_append_printf (out, "%s %u", model->id, f);
            append_bits (out, &fit->ridge, 1);
            append_bits (out, fit->weights, fit->layers);
            append_bits (out, all ? fit->outputs : NULL,
                         (gsize) fit->n_test
                             * (results->data->n_classes == 2 ? 1 : results->data->n_classes));
            append_bits (out, all ? &fit->metrics.accuracy : NULL, 1);
          }
      }
  for (guint f = 0; f < results->histories->len; f++)
    {
      const ThetaHistory *history = results->histories->pdata[f];

      append_bits (out, history->weights, (gsize) history->count * history->layers);
      for (guint i = 0; i < history->count; i++)
        append_bits (out, &history->iterations[i].loo_loss, 1);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
support_learnt (const ThetaResults *results)
{
  return tell (results, FALSE);
}

char *
support_everything (const ThetaResults *results)
{
  return tell (results, TRUE);
}

gboolean
support_has_finding (const ThetaResults *results, const char *text)
{
  for (guint i = 0; i < results->health->len; i++)
    if (strstr (((ThetaFinding *) results->health->pdata[i])->title, text) != NULL)
      return TRUE;
  return FALSE;
}

ThetaResults *
support_run (Spy *self, ThetaExperiment *experiment)
{
  g_autoptr (GError) error = NULL;
  ThetaResults *results = theta_run (experiment, NULL, 0, self->device, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (self->poll);
  return results;
}

ThetaResults *
support_run_settings (Spy *self, const char *source, const char *settings)
{
  g_autoptr (ThetaExperiment) experiment = support_experiment (source, settings);

  return support_run (self, experiment);
}

const ThetaFit *
support_fit_of (const ThetaResults *results, const char *id, guint fold)
{
  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];

      if (g_str_equal (model->id, id))
        return ((ThetaFoldResult *) model->folds->pdata[fold])->fit;
    }
  g_assert_not_reached ();
}
