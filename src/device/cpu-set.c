#include <stdlib.h>
#include <string.h>

#include "device/cpu-private.h"

/* Doubles copied between two polls: about 20 ms. */
#define CHUNK ((size_t) 1 << 22)

static size_t
pad (size_t length)
{
  return (length + 7) / 8 * 8;
}

ThetaKernelSet *
theta_cpu_set_new (ThetaSetKind kind, uint32_t layers, size_t rows, size_t cols)
{
  ThetaKernelSet *set = calloc (1, sizeof *set);

  if (set == NULL)
    return NULL;
  set->refs = 1;
  set->kind = kind;
  set->layers = layers;
  set->rows = rows;
  set->cols = cols;
  set->offset = calloc (rows + 1, sizeof *set->offset);
  set->values = calloc (layers > 0 ? layers : 1, sizeof *set->values);
  if (set->offset == NULL || set->values == NULL)
    {
      theta_cpu_set_unref (NULL, set);
      return NULL;
    }
  for (size_t i = 0; i < rows; i++)
    set->offset[i + 1] = set->offset[i] + pad (theta_cpu_row_length (set, i));
  for (uint32_t l = 0; l < layers; l++)
    {
      set->values[l] = theta_cpu_memory_new (set->offset[rows]);
      if (set->values[l] == NULL)
        {
          theta_cpu_set_unref (NULL, set);
          return NULL;
        }
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
    for (uint32_t l = 0; l < set->layers; l++)
      theta_cpu_memory_free (set->values[l], set->offset[set->rows]);
  free (set->values);
  free (set->offset);
  free (set);
}

void
theta_cpu_set_info (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info)
{
  info->kind = set->kind;
  info->layers = set->layers;
  info->rows = set->rows;
  info->cols = set->cols;
  info->bytes = set->layers * set->offset[set->rows] * sizeof (double);
}

ThetaStatus
theta_cpu_set_from_host (ThetaDevice *device, ThetaSetKind kind, uint32_t layers, size_t m,
                         size_t n, const double *values, ThetaKernelSet **out)
{
  ThetaKernelSet *set;
  size_t copied = 0;

  if (kind == THETA_SET_TRIANGLE && m != n)
    return THETA_STATUS_FAILED;
  set = theta_cpu_set_new (kind, layers, m, n);
  if (set == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (uint32_t l = 0; l < layers; l++)
    for (size_t i = 0; i < m; i++)
      {
        memcpy (set->values[l] + set->offset[i], values + (l * m + i) * n,
                theta_cpu_row_length (set, i) * sizeof (double));
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

ThetaStatus
theta_cpu_entries (ThetaDevice *device, const ThetaKernelSet *set, size_t count, const size_t *i,
                   const size_t *j, double *out)
{
  for (size_t k = 0; k < count; k++)
    {
      size_t row = i[k], column = j[k];

      if (row >= set->rows || column >= set->cols)
        return THETA_STATUS_FAILED;
      if (set->kind == THETA_SET_TRIANGLE && column > row)
        {
          row = j[k];
          column = i[k];
        }
      for (uint32_t l = 0; l < set->layers; l++)
        out[k * set->layers + l] = set->values[l][set->offset[row] + column];
    }
  return THETA_STATUS_OK;
}
