#include "base/random.h"

#include <math.h>

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
#include <Random123/philox.h>
G_GNUC_END_IGNORE_DEPRECATIONS

void
theta_random_init (ThetaRandom *self, guint64 seed, guint32 stream, guint32 substream)
{
  *self = (ThetaRandom){ .seed = seed, .stream = stream, .substream = substream, .used = 4 };
}

guint32
theta_random_uint32 (ThetaRandom *self)
{
  if (self->used == 4)
    {
      philox4x32_ctr_t counter
          = { { (guint32) self->index, (guint32) (self->index >> 32), self->stream, self->substream } };
      philox4x32_key_t key = { { (guint32) self->seed, (guint32) (self->seed >> 32) } };
      philox4x32_ctr_t out = philox4x32 (counter, key);

      for (guint i = 0; i < 4; i++)
        self->block[i] = out.v[i];
      self->index++;
      self->used = 0;
    }
  return self->block[self->used++];
}

double
theta_random_uniform (ThetaRandom *self)
{
  guint64 high = theta_random_uint32 (self) >> 5;
  guint64 low = theta_random_uint32 (self) >> 6;

  return (double) (high * 67108864 + low) / 9007199254740992.0;
}

double
theta_random_normal (ThetaRandom *self)
{
  double radius, angle;

  if (self->has_spare)
    {
      self->has_spare = FALSE;
      return self->spare;
    }
  radius = sqrt (-2 * log (1 - theta_random_uniform (self)));
  angle = 2 * G_PI * theta_random_uniform (self);
  self->spare = radius * sin (angle);
  self->has_spare = TRUE;
  return radius * cos (angle);
}

guint32
theta_random_below (ThetaRandom *self, guint32 n)
{
  guint32 reject, value;

  g_return_val_if_fail (n > 0, 0);
  /* The first 2^32 mod n values would make the small residues likelier. */
  reject = (guint32) -n % n;
  do
    value = theta_random_uint32 (self);
  while (value < reject);
  return value % n;
}

void
theta_random_shuffle (ThetaRandom *self, guint *values, gsize n)
{
  for (gsize i = n; i > 1; i--)
    {
      gsize j = theta_random_below (self, (guint32) i);
      guint swap = values[i - 1];

      values[i - 1] = values[j];
      values[j] = swap;
    }
}
