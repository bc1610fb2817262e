/* Planted problems for the learners. */
#pragma once

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "learn/model.h"

typedef struct
{
  ThetaDevice *device;
  ThetaMatrix *x;
  int *labels;
  guint8 *train, *test;
  ThetaKernel *kernel;
  ThetaTarget *target;
  ThetaProblem problem;
} Planted;

/* @n rows of noisy @classes blobs; every fourth row tests. */
static inline void
planted_init_threads (Planted *self, guint n, guint classes, guint depth, double ridge,
                      guint threads)
{
  ThetaNetwork network;
  ThetaRandom random;

  self->device = theta_device_open ("cpu", threads, NULL);
  self->x = theta_matrix_new (n, 4, NULL);
  self->labels = g_new (int, n);
  self->train = g_new (guint8, n);
  self->test = g_new (guint8, n);
  self->problem = (ThetaProblem) { .ridge = ridge, .seed = 11 };
  theta_random_init (&random, 2, THETA_STREAM_TEST, n);
  for (guint i = 0; i < n; i++)
    {
      self->labels[i] = (int) (i % classes);
      self->test[i] = i % 4 == 3;
      self->train[i] = !self->test[i];
      self->problem.n_train += self->train[i];
      for (guint k = 0; k < 4; k++)
        self->x->data[i * 4 + k]
            = theta_random_normal (&random) + (k == i % classes ? 1.5 : 0);
    }
  theta_network_init (&network);
  network.depth = depth;
  self->kernel = theta_kernel_new_dense_limit (self->device, &network, self->x, NULL,
                                               THETA_PRECISION_AUTO, NULL);
  self->target = theta_target_new (self->labels, n, classes, FALSE);
  self->problem.kernel = self->kernel;
  self->problem.target = self->target;
  self->problem.train = self->train;
}

static inline void
planted_init (Planted *self, guint n, guint classes, guint depth, double ridge)
{
  planted_init_threads (self, n, classes, depth, ridge, 2);
}

static inline void
planted_clear (Planted *self)
{
  theta_kernel_unref (self->kernel);
  theta_target_free (self->target);
  theta_matrix_unref (self->x);
  g_free (self->labels);
  g_free (self->train);
  g_free (self->test);
  theta_device_close (self->device);
}

static const double one = 1;

/* A poll function that cancels after a number of polls. */
static inline int
stop_after (void *user, double fraction)
{
  guint *left = user;

  return *left == 0 || --*left == 0;
}

static inline ThetaWeightOptions
default_options (const char *method)
{
  return (ThetaWeightOptions) {
    .method = (char *) method,
    .initial = (double *) &one,
    .n_initial = 1,
    .learning_rate = 0.01,
    .validation_ratio = 0.2,
    .iterations = 50,
    .clip = TRUE,
    .tolerance = 1e-6,
    .patience = 10,
    .subsample = 2000,
  };
}

/* Learns and returns the story; λ stays. */
static inline ThetaHistory *
learn (Planted *p, const ThetaWeightOptions *options, double *a, GPtrArray *notes)
{
  ThetaHistory *history = NULL;
  g_autoptr (GError) error = NULL;
  double ridge;

  theta_weights_learn (&p->problem, options, a, &ridge, &history, NULL, NULL, notes, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ridge, ==, p->problem.ridge);
  return history;
}
