#include "dataset/rows-hash-private.h"

#include <math.h>
#include <string.h>

guint
theta_hashed_row_hash (gconstpointer key)
{
  const ThetaHashedRow *row = key;
  guint64 hash = 1469598103934665603u;

  for (gsize k = 0; k < row->d; k++)
    {
      guint64 bits;
      double value = row->values[k] + 0.0; /* −0 is 0 */

      memcpy (&bits, &value, sizeof bits);
      hash = (hash ^ bits) * 1099511628211u;
      hash ^= hash >> 29; /* the low bits of small whole numbers are all zero */
    }
  return (guint) (hash ^ (hash >> 32));
}

gboolean
theta_hashed_row_equal (gconstpointer a, gconstpointer b)
{
  const ThetaHashedRow *row = a;
  const double *x = row->values, *y = ((const ThetaHashedRow *) b)->values;

  for (gsize k = 0; k < row->d; k++)
    if (x[k] != y[k] && !(isnan (x[k]) && isnan (y[k])))
      return FALSE;
  return TRUE;
}
