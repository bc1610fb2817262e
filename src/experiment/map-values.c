/* What the maps show: pictures of the frame, or computed from them. */
#include <math.h>

#include "experiment/maps-private.h"

void
theta_maps_forget (ThetaMaps *self)
{
  for (guint m = 0; self->computed != NULL && m < self->layers + 2; m++)
    g_free (self->computed[m]);
  g_clear_pointer (&self->computed, g_free);
  g_clear_pointer (&self->mean, g_free);
  self->overviews++;
}

void
theta_maps_forget_total (ThetaMaps *self)
{
  if (self->computed != NULL)
    g_clear_pointer (&self->computed[self->layers], g_free);
  self->totals++;
}

guint
theta_maps_bin (const ThetaPicture *picture, gsize position)
{
  guint low = 0, high = picture->bins;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (picture->first[middle] <= position)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* ---- pictures ---- */

static const float *
raw_of (const ThetaMaps *self, guint map)
{
  return map < self->layers ? self->frame->picture->raw[map] : self->frame->total_raw;
}

/* A's own size is that of the weights, which λ goes with: over their sum it is the
 * weighted mean of the layers' kernels and can be read beside them. */
static double
total_scale (const ThetaMaps *self)
{
  double sum = 0;

  for (guint l = 0; self->frame->weights != NULL && l < self->layers; l++)
    sum += self->frame->weights[l];
  return sum > 0 ? 1 / sum : 1;
}

static float *
scale_total (const ThetaMaps *self, float *values)
{
  gsize size = (gsize) self->frame->picture->bins * self->frame->picture->bins;
  float scale = (float) total_scale (self);

  for (gsize k = 0; values != NULL && k < size; k++)
    values[k] *= scale;
  return values;
}

static const float *
cosine_of (const ThetaMaps *self, guint map)
{
  if (map < self->layers)
    return self->frame->picture->cosine[map];
  return self->total != NULL ? self->total : self->frame->total_cosine;
}

static double
bin_rows (const ThetaPicture *picture, guint bin)
{
  return picture->first[bin + 1] - picture->first[bin];
}

/* The mean over all rows, weighted by the bins' sizes, is exact on means of bins. */
static float *
centre (const ThetaPicture *picture, const float *raw)
{
  guint bins = picture->bins;
  float *out;
  g_autofree double *means = g_new0 (double, bins);
  double all = 0, rows = (double) picture->rows;

  if (raw == NULL)
    return NULL;
  out = g_new (float, (gsize) bins *bins);
  for (guint p = 0; p < bins; p++)
    {
      for (guint q = 0; q < bins; q++)
        means[p] += bin_rows (picture, q) * raw[(gsize) p * bins + q];
      means[p] /= rows;
      all += bin_rows (picture, p) * means[p] / rows;
    }
  for (guint p = 0; p < bins; p++)
    for (guint q = 0; q < bins; q++)
      out[(gsize) p * bins + q]
          = (float) (raw[(gsize) p * bins + q] - means[p] - means[q] + all);
  return out;
}

static const float *
mean_cosine (ThetaMaps *self)
{
  const ThetaPicture *picture = self->frame->picture;
  gsize size = (gsize) picture->bins * picture->bins;

  if (self->mean != NULL)
    return self->mean;
  self->mean = g_new0 (float, size);
  for (guint l = 0; l < self->layers; l++)
    for (gsize k = 0; k < size; k++)
      self->mean[k] += picture->cosine[l][k] / (float) self->layers;
  return self->mean;
}

static float *
subtract_mean (ThetaMaps *self, const float *cosine)
{
  const ThetaPicture *picture = self->frame->picture;
  gsize size = (gsize) picture->bins * picture->bins;
  const float *mean = mean_cosine (self);
  float *out;

  if (cosine == NULL)
    return NULL;
  out = g_new (float, size);
  for (gsize k = 0; k < size; k++)
    out[k] = cosine[k] - mean[k];
  return out;
}

/* The mean over a pair of bins of "the same class": the classes' shares multiplied. */
static float *
label_picture (const ThetaMaps *self)
{
  const ThetaPicture *picture = self->frame->picture;
  const ThetaDataset *data = self->frame->data;
  guint bins = picture->bins, classes = data->n_classes;
  g_autofree float *share = NULL;
  float *out;

  if (data->labels == NULL || classes == 0)
    return NULL;
  share = g_new0 (float, (gsize) bins *classes);
  for (guint b = 0; b < bins; b++)
    for (guint k = picture->first[b]; k < picture->first[b + 1]; k++)
      share[(gsize) b * classes + (guint) data->labels[picture->order[k]]]
          += (float) (1 / bin_rows (picture, b));
  out = g_new0 (float, (gsize) bins *bins);
  for (guint p = 0; p < bins; p++)
    for (guint c = 0; c < classes; c++)
      if (share[(gsize) p * classes + c] > 0)
        for (guint q = 0; q < bins; q++)
          out[(gsize) p * bins + q]
              += share[(gsize) p * classes + c] * share[(gsize) q * classes + c];
  return out;
}

const float *
theta_maps_overview (ThetaMaps *self, guint map)
{
  gsize size;

  if (self->frame == NULL || map > self->layers + 1)
    return NULL;
  size = (gsize) self->frame->picture->bins * self->frame->picture->bins;
  if (map <= self->layers && self->show == THETA_SHOW_COSINE)
    return cosine_of (self, map);
  if (map < self->layers && self->show == THETA_SHOW_RAW)
    return raw_of (self, map);
  if (self->computed == NULL)
    self->computed = g_new0 (float *, self->layers + 2);
  if (self->computed[map] != NULL)
    return self->computed[map];
  if (map > self->layers)
    self->computed[map] = label_picture (self);
  else if (self->show == THETA_SHOW_RAW)
    self->computed[map] = g_memdup2 (raw_of (self, map), size * sizeof (float));
  else if (self->show == THETA_SHOW_CENTRED)
    self->computed[map] = centre (self->frame->picture, raw_of (self, map));
  else
    self->computed[map] = subtract_mean (self, cosine_of (self, map));
  if (map == self->layers && self->show != THETA_SHOW_DIFFERENCE)
    scale_total (self, self->computed[map]);
  return self->computed[map];
}

/* ---- entries ---- */

static double
normalize (double entry, double first, double second)
{
  return first > 0 && second > 0 ? entry / sqrt (first) / sqrt (second) : 0;
}

static double
weigh (const ThetaMaps *self, const double *values)
{
  double sum = 0;

  for (guint l = 0; l < self->layers; l++)
    sum += self->frame->weights[l] * values[l];
  return sum;
}

/* The mean of row @row of the data in one layer, or in A. */
static double
row_mean (const ThetaMaps *self, guint map, gsize row)
{
  gsize n = self->frame->kernel->rows;
  double sum = 0;

  if (map < self->layers)
    return self->study->row_means[map * n + row];
  for (guint l = 0; l < self->layers; l++)
    sum += self->frame->weights[l] * self->study->row_means[l * n + row];
  return sum;
}

static double
centred_entry (const ThetaMaps *self, guint map, gsize i, gsize j, double entry)
{
  if (self->study == NULL)
    return NAN;
  return entry - row_mean (self, map, i) - row_mean (self, map, j)
         + (map < self->layers ? self->study->means[map] : weigh (self, self->study->means));
}

static double
same_class (const ThetaMaps *self, gsize i, gsize j)
{
  const int *labels = self->frame->data->labels;

  return labels == NULL ? NAN : labels[i] == labels[j] ? 1 : 0;
}

void
theta_maps_entry (ThetaMaps *self, gsize row, gsize column, const double *entry,
                  const double *rows, const double *columns, int only, double *values)
{
  gsize i = self->frame->picture->order[row], j = self->frame->picture->order[column];
  gboolean cosine = self->show == THETA_SHOW_COSINE || self->show == THETA_SHOW_DIFFERENCE;
  gboolean total = self->frame->weights != NULL, all = only < 0;
  guint last = self->layers;
  double mean = 0;

  for (guint m = 0; m <= last; m++)
    {
      double value = m < last ? entry[m] : total ? weigh (self, entry) : NAN;

      if (cosine)
        value = normalize (value, m < last ? rows[m] : total ? weigh (self, rows) : NAN,
                           m < last ? columns[m] : total ? weigh (self, columns) : NAN);
      else if (self->show == THETA_SHOW_CENTRED && (all || only == (int) m))
        value = isnan (value) ? NAN : centred_entry (self, m, i, j, value);
      values[m] = m == last && !cosine ? value * total_scale (self) : value;
      mean += m < last ? value / last : 0;
    }
  for (guint m = 0; self->show == THETA_SHOW_DIFFERENCE && m <= last; m++)
    values[m] -= mean;
  values[last + 1] = same_class (self, i, j);
}
