#include "kernel/cluster.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "kernel/pairs.h"

typedef struct
{
  gsize m;
  double *ends;  /* m × m: cosines of the landmarks themselves */
  double *mean;  /* m × m: mean cosines of the clusters that go by a landmark's name */
  guint *size;   /* 0: merged into another */
  GArray **rows; /* of guint: the leaves of each cluster in order */
} Tree;

/* ---- the tree ---- */

static gsize
nearest_cluster (const Tree *self, gsize from, gsize wished)
{
  const double *mean = self->mean + from * self->m;
  gsize best = wished;

  for (gsize k = 0; k < self->m; k++)
    if (k != from && self->size[k] > 0 && (best == G_MAXSIZE || mean[k] > mean[best]))
      best = k;
  return best;
}

static void
reverse (GArray *rows)
{
  for (guint k = 0; k < rows->len / 2; k++)
    {
      guint *first = &g_array_index (rows, guint, k);
      guint *last = &g_array_index (rows, guint, rows->len - 1 - k), keep = *first;

      *first = *last;
      *last = keep;
    }
}

static double
between (const Tree *self, const GArray *first, gboolean first_end, const GArray *second,
         gboolean second_end)
{
  guint i = g_array_index (first, guint, first_end ? first->len - 1 : 0);
  guint j = g_array_index (second, guint, second_end ? second->len - 1 : 0);

  return self->ends[i * self->m + j];
}

/* Puts @second behind @first, each turned so that the ends that meet are the most
 * alike; as they are where that makes no difference. */
static void
join_leaves (const Tree *self, GArray *first, GArray *second)
{
  gboolean turn_first = FALSE, turn_second = FALSE;
  double best = between (self, first, TRUE, second, FALSE);

  for (guint k = 1; k < 4; k++)
    {
      double found = between (self, first, k < 2, second, k % 2 == 1);

      if (found <= best)
        continue;
      best = found;
      turn_first = k >= 2;
      turn_second = k % 2 == 1;
    }
  if (turn_first)
    reverse (first);
  if (turn_second)
    reverse (second);
  g_array_append_vals (first, second->data, second->len);
}

static void
merge (Tree *self, gsize into, gsize other)
{
  double a = self->size[into], b = self->size[other];

  join_leaves (self, self->rows[into], self->rows[other]);
  for (gsize k = 0; k < self->m; k++)
    if (k != into && k != other && self->size[k] > 0)
      {
        double mean = (a * self->mean[into * self->m + k] + b * self->mean[other * self->m + k])
                      / (a + b);

        self->mean[into * self->m + k] = self->mean[k * self->m + into] = mean;
      }
  self->size[into] += self->size[other];
  self->size[other] = 0;
}

/* Merges all into one cluster, whose name is returned. */
static gsize
grow (Tree *self)
{
  g_autofree gsize *chain = g_new (gsize, self->m + 1);
  gsize length = 0, left = self->m, first = 0;

  while (left > 1)
    {
      gsize last, next;

      if (length == 0)
        {
          while (self->size[first] == 0)
            first++;
          chain[length++] = first;
        }
      last = chain[length - 1];
      next = nearest_cluster (self, last, length > 1 ? chain[length - 2] : G_MAXSIZE);
      if (length > 1 && next == chain[length - 2])
        {
          merge (self, MIN (last, next), MAX (last, next));
          length -= 2;
          left--;
        }
      else
        chain[length++] = next;
    }
  for (first = 0; self->size[first] == 0;)
    first++;
  return first;
}

/* The landmarks in the order of the tree's leaves; @cosines: m × m. */
static GArray *
order_leaves (double *cosines, gsize m)
{
  Tree tree = { .m = m, .ends = cosines, .mean = g_memdup2 (cosines, m * m * sizeof *cosines),
                .size = g_new (guint, m), .rows = g_new (GArray *, m) };
  GArray *order;
  gsize root;

  for (guint k = 0; k < m; k++)
    {
      tree.size[k] = 1;
      tree.rows[k] = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (tree.rows[k], k);
    }
  root = grow (&tree);
  order = g_array_ref (tree.rows[root]);
  for (gsize k = 0; k < m; k++)
    g_array_unref (tree.rows[k]);
  g_free (tree.rows);
  g_free (tree.mean);
  g_free (tree.size);
  return order;
}

/* ---- all rows ---- */

static guint *
follow_landmarks (const double *cosines, const GArray *leaves, const gsize *landmarks, gsize n)
{
  gsize m = leaves->len;
  g_autofree guint *of = g_new (guint, n); /* the landmark of each row */
  guint *order = g_new (guint, n), place = 0;
  g_autofree guint *starts = g_new0 (guint, m + 1), *place_of = g_new (guint, m);

  for (guint p = 0; p < m; p++)
    place_of[g_array_index (leaves, guint, p)] = p;
  for (gsize i = 0; i < n; i++)
    {
      const double *row = cosines + i * m;
      guint best = 0;

      for (guint k = 1; k < m; k++)
        if (row[k] > row[best])
          best = k;
      of[i] = place_of[best];
    }
  /* A landmark stays with itself, whatever its duplicates are. */
  for (guint k = 0; k < m; k++)
    of[landmarks[k]] = place_of[k];
  for (gsize i = 0; i < n; i++)
    starts[of[i] + 1]++;
  for (guint p = 0; p < m; p++)
    starts[p + 1] += starts[p];
  for (gsize i = 0; i < n; i++, place++)
    order[starts[of[i]]++] = (guint) i;
  return order;
}

guint *
theta_cluster_order (ThetaKernel *kernel, const double *a, GError **error)
{
  gsize n = kernel->rows, m = MIN (n, THETA_CLUSTER_ROWS);
  g_autofree double *diagonal = theta_kernel_diagonal (kernel, a);
  g_autofree double *cosines = g_try_new (double, n *m), *among = g_try_new (double, m *m);
  g_autofree guint8 *mask = g_malloc0 (n);
  g_autofree gsize *landmarks = g_new (gsize, m);
  g_autoptr (GArray) leaves = NULL;

  if (cosines == NULL || among == NULL)
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_MEMORY,
                           "No memory left to put rows that are alike together");
      return NULL;
    }
  for (gsize k = 0; k < m; k++)
    {
      landmarks[k] = k * n / m;
      mask[landmarks[k]] = 1;
    }
  if (!theta_kernel_cosines (kernel, a, diagonal, mask, m, cosines, error))
    return NULL;
  for (gsize k = 0; k < m; k++)
    memcpy (among + k * m, cosines + landmarks[k] * m, m * sizeof *among);
  leaves = order_leaves (among, m);
  return follow_landmarks (cosines, leaves, landmarks, n);
}
