/* Seeded random numbers: Philox 4x32-10 (Salmon et al. 2011) by way of
 * Random123.  A draw depends on seed, stream and index alone, never on threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every use of randomness has a stream of its own, so that adding draws in one
 * place changes no other. */
typedef enum
{
  THETA_STREAM_GENERATOR = 1, /* synthetic data */
  THETA_STREAM_FOLDS = 2,     /* evaluation splits */
  THETA_STREAM_SPLIT = 3,     /* Algorithm 1's T and V */
  THETA_STREAM_SUBSAMPLE = 4, /* rows on which weights are learnt */
  THETA_STREAM_COMPONENTS = 9, /* where the search for principal components starts */
  THETA_STREAM_TEST = 100     /* first stream that tests may use */
} ThetaStream;

typedef struct
{
  guint64 seed;
  guint32 stream;
  guint32 substream; /* for example the fold */
  guint64 index;     /* blocks drawn so far */
  guint32 block[4];
  guint used; /* words of block already given out */
  double spare;
  gboolean has_spare;
} ThetaRandom;

void theta_random_init (ThetaRandom *self, guint64 seed, guint32 stream, guint32 substream);
guint32 theta_random_uint32 (ThetaRandom *self);
/* Uniform in [0, 1) with 53 random bits. */
double theta_random_uniform (ThetaRandom *self);
/* Standard normal (Box and Muller). */
double theta_random_normal (ThetaRandom *self);
/* Uniform in 0 … @n − 1 without bias; @n > 0. */
guint32 theta_random_below (ThetaRandom *self, guint32 n);
/* Fisher and Yates. */
void theta_random_shuffle (ThetaRandom *self, guint *values, gsize n);

G_END_DECLS
