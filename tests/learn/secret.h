/* A planted problem of which one layer knows the answer. */
#pragma once

#include "learn-test.h"

enum { N = 90, LAYERS = 4, SECRET = 2 };

/* Layers of three random features each; the classes come from layer SECRET. */
typedef struct
{
  ThetaDevice *device;
  ThetaKernel *kernel;
  ThetaTarget *target;
  guint8 train[N], test[N];
  ThetaProblem problem;
} Secret;

static inline void
secret_init (Secret *self, guint classes)
{
  ThetaMatrix *layers[LAYERS];
  int labels[N];
  ThetaRandom random;

  *self = (Secret) { .device = theta_device_open ("cpu", 2, NULL) };
  theta_random_init (&random, 31, THETA_STREAM_TEST, classes);
  for (guint l = 0; l < LAYERS; l++)
    {
      double x[N][3];

      for (guint i = 0; i < N * 3; i++)
        x[i / 3][i % 3] = theta_random_normal (&random);
      layers[l] = theta_matrix_new (N, N, NULL);
      for (guint i = 0; i < N; i++)
        for (guint j = 0; j < N; j++)
          layers[l]->data[i * N + j]
              = x[i][0] * x[j][0] + x[i][1] * x[j][1] + x[i][2] * x[j][2];
      for (guint i = 0; l == SECRET && i < N; i++)
        labels[i] = classes == 2 ? x[i][0] + x[i][1] > 0
                                 : (x[i][0] > x[i][1] ? 0 : x[i][2] > x[i][1] ? 1 : 2);
    }
  self->kernel = theta_kernel_new_from_matrices (self->device, layers, LAYERS, NULL);
  for (guint l = 0; l < LAYERS; l++)
    theta_matrix_unref (layers[l]);
  self->target = theta_target_new (labels, N, classes, FALSE);
  self->problem = (ThetaProblem) { .kernel = self->kernel, .target = self->target,
                                   .train = self->train, .ridge = 0.1, .seed = 3 };
  for (guint i = 0; i < N; i++)
    {
      self->test[i] = i % 3 == 1;
      self->train[i] = !self->test[i];
      self->problem.n_train += self->train[i];
    }
}

static inline void
secret_clear (Secret *self)
{
  theta_kernel_unref (self->kernel);
  theta_target_free (self->target);
  theta_device_close (self->device);
}

static inline gboolean
has_note (const ThetaFit *fit, const char *text)
{
  for (guint i = 0; i < fit->notes->len; i++)
    if (strstr (fit->notes->pdata[i], text) != NULL)
      return TRUE;
  return FALSE;
}
