#include "dataset/element-private.h"

#include <string.h>

static double
decode_one (const ThetaElement *self, const guchar *bytes)
{
  guint64 bits = 0;

  for (guint k = 0; k < self->size; k++)
    bits |= (guint64) bytes[k] << 8 * (self->big ? self->size - 1 - k : k);
  if (self->kind == 'f' && self->size == 4)
    {
      guint32 half = (guint32) bits;
      float value;

      memcpy (&value, &half, sizeof value);
      return value;
    }
  if (self->kind == 'f')
    {
      double value;

      memcpy (&value, &bits, sizeof value);
      return value;
    }
  if (self->kind == 'i')
    {
      guint unused = 64 - 8 * self->size; /* the sign goes to the top and comes back */

      return (double) ((gint64) (bits << unused) >> unused);
    }
  return self->kind == 'b' ? bits != 0 : (double) bits;
}

void
theta_element_decode (const ThetaElement *self, const guchar *bytes, gsize count, double *values)
{
  for (gsize k = 0; k < count; k++)
    values[k] = self->size == 1 && self->kind == 'u' ? bytes[k]
                                                     : decode_one (self, bytes + k * self->size);
}
