/* A row of numbers as the key of a hash table, which passes nothing else. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const double *values; /* borrowed */
  gsize d;
} ThetaHashedRow;

/* −0 is 0; missing values (NaN) are equal. */
guint theta_hashed_row_hash (gconstpointer key);
gboolean theta_hashed_row_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
