#include "dataset/components.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "dataset/moments-private.h"

#define BLOCK 4
#define STEPS 10
#define BASIS (BLOCK * STEPS)
/* A direction that keeps less of its length than this beside the basis is in it. */
#define DEPENDENT 1e-8

typedef struct
{
  ThetaMatrix *x; /* n × d, centred and scaled */
  double *basis;  /* size rows of d, orthonormal */
  double *image;  /* the covariance times each */
  guint size;
  GCancellable *cancellable;
} Search;

static double
dot (const double *a, const double *b, gsize n)
{
  double sum = 0;

  for (gsize k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

/* @out := Xᵀ X @v / n. */
static void
multiply (const ThetaMatrix *x, const double *v, double *out)
{
  memset (out, 0, x->cols * sizeof (double));
  for (gsize i = 0; i < x->rows; i++)
    {
      const double *row = theta_matrix_row (x, i);
      double along = dot (row, v, x->cols) / (double) x->rows;

      for (gsize k = 0; k < x->cols; k++)
        out[k] += along * row[k];
    }
}

/* Makes @v orthogonal to the basis and of length 1; FALSE where nothing is left. */
static gboolean
orthogonalize (const Search *self, double *v)
{
  gsize d = self->x->cols;
  double before = sqrt (dot (v, v, d)), after = before;

  /* Twice is enough (Kahan). */
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint k = 0; k < self->size; k++)
        {
          const double *q = self->basis + k * d;
          double along = dot (q, v, d);

          for (gsize j = 0; j < d; j++)
            v[j] -= along * q[j];
        }
      after = sqrt (dot (v, v, d));
    }
  if (!(after > DEPENDENT * before))
    return FALSE;
  for (gsize j = 0; j < d; j++)
    v[j] /= after;
  return TRUE;
}

/* Adds @v to the basis, else a random direction in its place; FALSE when the basis is
 * all there is. */
static gboolean
extend (Search *self, const double *v, ThetaRandom *random)
{
  gsize d = self->x->cols;
  double *q = self->basis + self->size * d;

  if (self->size == MIN (BASIS, d))
    return FALSE;
  if (v != NULL)
    memcpy (q, v, d * sizeof (double));
  for (guint attempt = 0; attempt < 8; attempt++)
    {
      if ((v != NULL || attempt > 0) && orthogonalize (self, q))
        {
          multiply (self->x, q, self->image + self->size * d);
          self->size++;
          return TRUE;
        }
      for (gsize j = 0; j < d; j++)
        q[j] = theta_random_normal (random);
    }
  return FALSE;
}

static gboolean
build_basis (Search *self, GError **error)
{
  ThetaRandom random;
  gsize d = self->x->cols;

  theta_random_init (&random, 1, THETA_STREAM_COMPONENTS, 0);
  for (guint k = 0; k < BASIS; k++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (!extend (self, k < BLOCK ? NULL : self->image + (k - BLOCK) * d, &random))
        break;
    }
  return TRUE;
}

/* Eigenvectors of the symmetric @a (n × n) into the columns of @vectors by Jacobi's
 * rotations; the eigenvalues stay on the diagonal. */
static void
jacobi (double *a, double *vectors, guint n)
{
  for (guint k = 0; k < n * n; k++)
    vectors[k] = k % (n + 1) == 0;
  for (guint sweep = 0; sweep < 50; sweep++)
    {
      double off = 0, all = 0;

      for (guint k = 0; k < n * n; k++)
        {
          all += a[k] * a[k];
          off += k % (n + 1) == 0 ? 0 : a[k] * a[k];
        }
      if (off <= 1e-30 * all)
        return;
      for (guint p = 0; p < n; p++)
        for (guint q = p + 1; q < n; q++)
          {
            double tau, t, c, s;

            if (a[p * n + q] == 0)
              continue;
            tau = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
            t = (tau >= 0 ? 1 : -1) / (fabs (tau) + hypot (1, tau));
            c = 1 / hypot (1, t);
            s = t * c;
            for (guint k = 0; k < n; k++)
              {
                double kp = a[k * n + p], kq = a[k * n + q];
                double vp = vectors[k * n + p], vq = vectors[k * n + q];

                a[k * n + p] = c * kp - s * kq;
                a[k * n + q] = s * kp + c * kq;
                vectors[k * n + p] = c * vp - s * vq;
                vectors[k * n + q] = s * vp + c * vq;
              }
            for (guint k = 0; k < n; k++)
              {
                double pk = a[p * n + k], qk = a[q * n + k];

                a[p * n + k] = c * pk - s * qk;
                a[q * n + k] = s * pk + c * qk;
              }
          }
    }
}

/* The index of the largest eigenvalue but @other (−1: of all). */
static int
largest (const double *a, guint n, int other)
{
  int best = -1;

  for (int k = 0; k < (int) n; k++)
    if (k != other && (best < 0 || a[k * (int) n + k] > a[best * (int) n + best]))
      best = k;
  return best;
}

/* The direction that @column of @vectors is of the basis, its largest entry positive. */
static double *
direction (const Search *self, const double *vectors, int column)
{
  gsize d = self->x->cols, most = 0;
  double *out = g_new0 (double, d);

  for (guint k = 0; k < self->size; k++)
    for (gsize j = 0; j < d; j++)
      out[j] += vectors[k * self->size + (guint) column] * self->basis[k * d + j];
  for (gsize j = 0; j < d; j++)
    if (fabs (out[j]) > fabs (out[most]) * (1 + 1e-9))
      most = j;
  for (gsize j = 0; out[most] < 0 && j < d; j++)
    out[j] = j == most ? out[j] : -out[j];
  out[most] = fabs (out[most]);
  return out;
}

/* The thinned rows, centred and scaled. */
static ThetaMatrix *
prepare (const ThetaDataset *data, const ThetaComponents *self, gboolean scale, double *variance,
         GError **error)
{
  gsize d = data->x->cols;
  ThetaMatrix *x = theta_matrix_new (self->n, d, error);
  g_autoptr (ThetaMoments) moments = NULL;

  if (x == NULL)
    return NULL;
  for (guint i = 0; i < self->n; i++)
    memcpy (theta_matrix_row (x, i), theta_matrix_row (data->x, self->rows[i]), d * sizeof (double));
  moments = theta_moments_new (x, NULL);
  *variance = 0;
  for (guint i = 0; i < self->n; i++)
    for (gsize k = 0; k < d; k++)
      {
        double *value = &theta_matrix_row (x, i)[k], deviation = moments->deviation[k];

        *value = isnan (*value) || deviation == 0 ? 0 : *value - moments->mean[k];
        *value /= scale && deviation > 0 ? deviation : 1;
        *variance += *value * *value / self->n;
      }
  return x;
}

static gboolean
find_components (ThetaComponents *self, Search *search, double variance, GError **error)
{
  gsize d = search->x->cols;
  g_autofree double *a = NULL, *vectors = NULL;
  int before = -1;

  search->basis = g_new (double, MIN (BASIS, d) * d);
  search->image = g_new (double, MIN (BASIS, d) * d);
  if (!build_basis (search, error))
    return FALSE;
  a = g_new (double, search->size * search->size);
  vectors = g_new (double, search->size * search->size);
  for (guint p = 0; p < search->size; p++)
    for (guint q = 0; q < search->size; q++)
      a[p * search->size + q]
          = (dot (search->basis + p * d, search->image + q * d, d)
             + dot (search->basis + q * d, search->image + p * d, d))
            / 2;
  jacobi (a, vectors, search->size);
  for (guint c = 0; c < MIN (2, search->size); c++)
    {
      int at = largest (a, search->size, before);
      g_autofree double *way = direction (search, vectors, at);
      double *to = c == 0 ? self->x : self->y;

      before = at;
      self->share[c] = variance > 0 ? fmax (a[(guint) at * (search->size + 1)], 0) / variance : 0;
      for (guint i = 0; i < self->n; i++)
        to[i] = dot (theta_matrix_row (search->x, i), way, d);
    }
  return TRUE;
}

static gboolean
project (ThetaComponents *self, const ThetaDataset *data, gboolean scale,
         GCancellable *cancellable, GError **error)
{
  Search search = { .cancellable = cancellable };
  double variance;
  gboolean done;

  search.x = prepare (data, self, scale, &variance, error);
  if (search.x == NULL)
    return FALSE;
  done = find_components (self, &search, variance, error);
  theta_matrix_unref (search.x);
  g_free (search.basis);
  g_free (search.image);
  return done;
}

ThetaComponents *
theta_components_new (const ThetaDataset *data, gboolean scale, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (ThetaComponents) self = g_new0 (ThetaComponents, 1);
  gsize all = data->x->rows;

  self->n = (guint) MIN (all, THETA_COMPONENTS_ROWS);
  self->rows = g_new (guint, self->n);
  self->x = g_new0 (double, self->n);
  self->y = g_new0 (double, self->n);
  self->plain = data->x->cols == 2;
  for (guint i = 0; i < self->n; i++)
    self->rows[i] = (guint) ((guint64) i * all / self->n);
  if (!self->plain)
    return project (self, data, scale, cancellable, error) ? g_steal_pointer (&self) : NULL;
  self->share[0] = self->share[1] = NAN;
  for (guint i = 0; i < self->n; i++)
    {
      self->x[i] = theta_matrix_row (data->x, self->rows[i])[0];
      self->y[i] = theta_matrix_row (data->x, self->rows[i])[1];
    }
  return g_steal_pointer (&self);
}

void
theta_components_free (ThetaComponents *self)
{
  if (self == NULL)
    return;
  g_free (self->rows);
  g_free (self->x);
  g_free (self->y);
  g_free (self);
}
