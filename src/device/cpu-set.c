#include <stdlib.h>
#include <string.h>

#include "device/cpu-angle.h"
#include "device/cpu-private.h"

/* Doubles copied between two polls: about 20 ms. */
#define CHUNK ((size_t) 1 << 22)

static size_t
entry_size (const ThetaKernelSet *set)
{
  return set->precision == THETA_PRECISION_SINGLE ? sizeof (float) : sizeof (double);
}

/* Doubles that one array takes; angles are read in whole vectors. */
static size_t
array_doubles (const ThetaKernelSet *set)
{
  return set->offset[set->rows] * entry_size (set) / sizeof (double)
         + (set->kind == THETA_SET_ANGLE ? THETA_PASS_SLACK : 0);
}

static bool
set_allocate (ThetaKernelSet *set)
{
  size_t pad = 64 / entry_size (set);

  set->offset = calloc (set->rows + 1, sizeof *set->offset);
  set->values = calloc (set->arrays > 0 ? set->arrays : 1, sizeof *set->values);
  if (theta_cpu_has_angles (set))
    set->norm = calloc (set->rows + THETA_PASS_SLACK, sizeof (double));
  if (set->offset == NULL || set->values == NULL
      || (theta_cpu_has_angles (set) && set->norm == NULL))
    return false;
  for (size_t i = 0; i < set->rows; i++)
    set->offset[i + 1] = set->offset[i] + (theta_cpu_row_length (set, i) + pad - 1) / pad * pad;
  for (uint32_t k = 0; k < set->arrays; k++)
    {
      set->values[k] = theta_cpu_memory_new (array_doubles (set));
      if (set->values[k] == NULL)
        return false;
    }
  return true;
}

ThetaKernelSet *
theta_cpu_set_new (ThetaSetKind kind, ThetaPrecision precision, uint32_t layers, size_t rows,
                   size_t cols)
{
  ThetaKernelSet *set = calloc (1, sizeof *set);

  if (set == NULL)
    return NULL;
  set->refs = 1;
  set->kind = kind;
  set->precision = precision;
  set->layers = layers;
  set->arrays = kind == THETA_SET_ROWS ? 0 : kind == THETA_SET_ANGLE ? 1 : layers;
  set->rows = rows;
  set->cols = cols;
  if (!set_allocate (set))
    {
      theta_cpu_set_unref (NULL, set);
      return NULL;
    }
  return set;
}

void
theta_cpu_set_ref (ThetaDevice *device, ThetaKernelSet *set)
{
  atomic_fetch_add (&set->refs, 1);
}

void
theta_cpu_set_unref (ThetaDevice *device, ThetaKernelSet *set)
{
  if (set == NULL || atomic_fetch_sub (&set->refs, 1) > 1)
    return;
  if (set->values != NULL && set->offset != NULL)
    for (uint32_t k = 0; k < set->arrays; k++)
      theta_cpu_memory_free (set->values[k], array_doubles (set));
  theta_cpu_memory_free (set->unit, theta_cpu_rows_doubles (set));
  theta_angle_fit_clear (&set->fit);
  free (set->norm);
  free (set->values);
  free (set->offset);
  free (set);
}

void
theta_cpu_set_info (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info)
{
  info->kind = set->kind;
  info->precision = set->precision;
  info->layers = set->layers;
  info->rows = set->rows;
  info->cols = set->cols;
  info->bytes = set->arrays * set->offset[set->rows] * entry_size (set);
  if (theta_cpu_has_angles (set))
    info->bytes += (set->rows + theta_cpu_rows_doubles (set)) * sizeof (double);
}

static void
store_row (const ThetaKernelSet *set, uint32_t layer, size_t i, const double *values)
{
  size_t length = theta_cpu_row_length (set, i);

  if (set->precision == THETA_PRECISION_SINGLE)
    theta_pass ()->set->narrow (length, values, theta_cpu_single_at (set, layer, i, 0));
  else
    memcpy (theta_cpu_double_at (set, layer, i, 0), values, length * sizeof (double));
}

ThetaStatus
theta_cpu_set_from_host (ThetaDevice *device, ThetaSetKind kind, ThetaPrecision precision,
                         uint32_t layers, size_t m, size_t n, const double *values,
                         ThetaKernelSet **out)
{
  ThetaKernelSet *set;
  size_t copied = 0;

  if (kind == THETA_SET_ANGLE || kind == THETA_SET_ROWS || precision == THETA_PRECISION_AUTO
      || (kind == THETA_SET_TRIANGLE && m != n))
    return THETA_STATUS_FAILED;
  set = theta_cpu_set_new (kind, precision, layers, m, n);
  if (set == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (uint32_t l = 0; l < layers; l++)
    for (size_t i = 0; i < m; i++)
      {
        store_row (set, l, i, values + (l * m + i) * n);
        copied += theta_cpu_row_length (set, i);
        if (copied < CHUNK)
          continue;
        copied = 0;
        if (theta_cpu_poll (theta_cpu (device), (double) (l * m + i) / (double) (layers * m)))
          {
            theta_cpu_set_unref (device, set);
            return THETA_STATUS_CANCELLED;
          }
      }
  *out = set;
  return THETA_STATUS_OK;
}

static double
angle_entry (const ThetaKernelSet *set, size_t i, size_t j)
{
  double angle;

  if (set->kind == THETA_SET_ROWS)
    {
      theta_cpu_make_angles (set, i, j, 1, &angle);
      return angle;
    }
  return set->precision == THETA_PRECISION_SINGLE ? (double) *theta_cpu_single_at (set, 0, i, j)
                                                  : *theta_cpu_double_at (set, 0, i, j);
}

/* Θ of every layer at up to THETA_PASS_CHUNK pairs of an ANGLE or ROWS. */
static void
angle_entries (const ThetaKernelSet *set, size_t count, const size_t *i, const size_t *j,
               double *out)
{
  double theta[THETA_PASS_CHUNK + THETA_PASS_SLACK] = { 0 };
  double weights[THETA_PASS_CHUNK + THETA_PASS_SLACK] = { 0 };
  double values[THETA_MAX_KERNELS][THETA_PASS_CHUNK], *rows[THETA_MAX_KERNELS];

  for (uint32_t l = 0; l < set->layers; l++)
    rows[l] = values[l];
  for (size_t k = 0; k < count; k++)
    {
      size_t row = i[k] > j[k] ? i[k] : j[k], column = i[k] > j[k] ? j[k] : i[k];

      theta[k] = angle_entry (set, row, column);
      weights[k] = set->norm[row] * set->norm[column];
    }
  theta_pass ()->polynomials (&set->fit, count, theta, 1, weights, rows);
  for (size_t k = 0; k < count; k++)
    for (uint32_t l = 0; l < set->layers; l++)
      out[k * set->layers + l] = values[l][k];
}

ThetaStatus
theta_cpu_entries (ThetaDevice *device, const ThetaKernelSet *set, size_t count, const size_t *i,
                   const size_t *j, double *out)
{
  for (size_t k = 0; k < count; k++)
    if (i[k] >= set->rows || j[k] >= set->cols)
      return THETA_STATUS_FAILED;
  for (size_t k = 0; theta_cpu_has_angles (set) && k < count; k += THETA_PASS_CHUNK)
    angle_entries (set, count - k < THETA_PASS_CHUNK ? count - k : THETA_PASS_CHUNK, i + k, j + k,
                   out + k * set->layers);
  for (size_t k = 0; !theta_cpu_has_angles (set) && k < count; k++)
    {
      bool swapped = set->kind == THETA_SET_TRIANGLE && j[k] > i[k];
      size_t row = swapped ? j[k] : i[k], column = swapped ? i[k] : j[k];

      for (uint32_t l = 0; l < set->layers; l++)
        out[k * set->layers + l] = set->precision == THETA_PRECISION_SINGLE
                                       ? (double) *theta_cpu_single_at (set, l, row, column)
                                       : *theta_cpu_double_at (set, l, row, column);
    }
  return THETA_STATUS_OK;
}
