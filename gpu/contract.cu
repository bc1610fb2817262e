/* Inner products of every layer with one matrix M in one read of the stored kernels: each
 * thread sums over its entries of a tile, each block over its threads, and the blocks' sums
 * are added in order. */
#include <stdlib.h>

#include "set-view.cuh"

/* Layers whose sums a block keeps at a time; the tile is walked again for the next. */
#define LAYERS 8

/* M: dense where @s is given, else Σ_c u_c v_cᵀ. */
typedef struct
{
  const double *s;   /* n_t × n_t */
  const uint32_t *t; /* rows: places */
  size_t n_t;
  const double *u, *v; /* c × rows, c × cols */
  size_t c;
} Matrix;

/* What stored entry (i, j) is multiplied with: M's entry there, of a symmetric set both. */
THETA_DEVICE double
weigh_entry (const ThetaSetView *view, const Matrix *m, size_t i, size_t j)
{
  double sum = 0;

  if (m->s != NULL)
    return (i == j ? 1 : 2) * m->s[m->t[i] * m->n_t + m->t[j]];
  for (size_t k = 0; k < m->c; k++)
    {
      const double *u = m->u + k * view->rows, *v = m->v + k * view->cols;

      sum += u[i] * v[j];
      if (view->symmetric && i != j)
        sum += v[i] * u[j];
    }
  return sum;
}

/* Adds this thread's entries of a subtile to its sums of layers [l0, l1). */
THETA_DEVICE void
add_subtile (const ThetaSetView *view, const Matrix *m, size_t i0, size_t j0, uint32_t l0,
             uint32_t l1, double (*sums)[THETA_THREADS])
{
  size_t i[THETA_EACH], j[THETA_EACH];
  bool take[THETA_EACH];
  double weight[THETA_EACH], value[THETA_EACH];

  theta_view_place (view, i0, j0, i, j, take);
  for (int r = 0; r < THETA_EACH; r++)
    {
      if (m->s != NULL && take[r])
        take[r] = m->t[i[r]] != THETA_OUTSIDE && m->t[j[r]] != THETA_OUTSIDE;
      weight[r] = take[r] ? weigh_entry (view, m, i[r], j[r]) : 0;
    }
  for (uint32_t l = l0; l < l1; l++)
    {
      ThetaPicture layer = { NULL, l };
      double sum = 0;

      theta_view_entries (view, layer, THETA_EACH, i, j, take, value);
      for (int r = 0; r < THETA_EACH; r++)
        sum += take[r] ? weight[r] * value[r] : 0;
      sums[l - l0][threadIdx.y * THETA_SUB + threadIdx.x] += sum;
    }
}

THETA_KERNEL (contract_tiles) (ThetaSetView view, size_t first, Matrix m, double *partial)
{
  THETA_SHARED (double, sums, [LAYERS][THETA_THREADS]);
  size_t down, across, tile = first + blockIdx.x;

  theta_view_tile (&view, tile, &down, &across);
  for (uint32_t l0 = 0; l0 < view.layers; l0 += LAYERS)
    {
      uint32_t l1 = l0 + LAYERS < view.layers ? l0 + LAYERS : view.layers;

      THETA_PHASE
        {
          for (uint32_t l = l0; l < l1; l++)
            sums[l - l0][threadIdx.y * THETA_SUB + threadIdx.x] = 0;
          for (unsigned s = 0; s < view.subs * view.subs; s++)
            {
              size_t i0 = (down * view.subs + s / view.subs) * THETA_SUB;
              size_t j0 = (across * view.subs + s % view.subs) * THETA_SUB;

              if (i0 < view.rows && j0 < view.cols && (!view.symmetric || j0 <= i0))
                add_subtile (&view, &m, i0, j0, l0, l1, sums);
            }
        }
      /* A layer for each warp: first what its lanes hold, then the lanes. */
      THETA_PHASE
        {
          double *own = sums[threadIdx.y], sum = 0;

          if (l0 + threadIdx.y >= l1)
            continue;
          for (unsigned k = threadIdx.x; k < THETA_THREADS; k += THETA_SUB)
            sum += own[k];
          own[threadIdx.x] = sum;
        }
      THETA_PHASE
        {
          double sum = 0;

          if (threadIdx.x > 0 || l0 + threadIdx.y >= l1)
            continue;
          for (unsigned k = 0; k < THETA_SUB; k++)
            sum += sums[threadIdx.y][k];
          partial[tile * view.layers + l0 + threadIdx.y] = sum;
        }
    }
}

static ThetaStatus
contract (ThetaCudaDevice *self, const ThetaKernelSet *set, const Matrix *m, double *out)
{
  ThetaSetView view = theta_set_view (set);
  size_t tiles = theta_view_tiles (&view);
  size_t step = theta_view_step (self, &view, view.layers, 4.0 * (double) m->c + 2 * view.layers);
  void *partial;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_C,
                                      (tiles * view.layers + 1) * sizeof (double), &partial));
  for (size_t first = 0, count; first < tiles; first += count)
    {
      count = first + step < tiles ? step : tiles - first;
      THETA_CUDA_RETURN (theta_cuda_make_tiles (self, &view, first, &count));
      THETA_LAUNCH (contract_tiles, (unsigned) count, dim3 (THETA_SUB, THETA_LINES), self->stream,
                    view, first, *m, (double *) partial);
      THETA_CUDA_RETURN (theta_cuda_step (self, (double) (first + count) / (double) tiles,
                                          "contracting"));
    }
  return theta_cuda_sum (self, tiles, view.layers, (const double *) partial, out);
}

/* @x (rows × c, host) as c × rows in work slot @slot. */
static ThetaStatus
upload_columns (ThetaCudaDevice *self, ThetaCudaWork slot, size_t rows, size_t c, const double *x,
                const double **out)
{
  double *turned = (double *) malloc ((rows * c + 1) * sizeof *turned);
  void *data = NULL;
  ThetaStatus status;

  if (turned == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (size_t i = 0; i < rows; i++)
    for (size_t k = 0; k < c; k++)
      turned[k * rows + i] = x[i * c + k];
  status = theta_cuda_work (self, slot, (rows * c + 1) * sizeof *turned, &data);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_to_device (self, data, turned, rows * c * sizeof *turned);
  free (turned);
  *out = (const double *) data;
  return status;
}

ThetaStatus
theta_cuda_contract_low_rank (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                              const double *u, const double *v, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  Matrix m = {};

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  m.c = c;
  THETA_CUDA_RETURN (upload_columns (self, THETA_CUDA_WORK_A, set->rows, c, u, &m.u));
  THETA_CUDA_RETURN (upload_columns (self, THETA_CUDA_WORK_B, set->cols, c, v, &m.v));
  return contract (self, set, &m, out);
}

ThetaStatus
theta_cuda_contract_dense (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                           const ThetaBuffer *s, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  Matrix m = {};

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (!theta_cuda_is_symmetric (set))
    return theta_cuda_refuse (self, "A dense contraction needs a symmetric set");
  THETA_CUDA_RETURN (theta_cuda_mask (self, set->rows, t, THETA_CUDA_WORK_A, &m.t, &m.n_t));
  if (m.n_t * m.n_t > s->count)
    return theta_cuda_refuse (self, "The matrix of a contraction is smaller than its mask");
  m.s = s->data;
  return contract (self, set, &m, out);
}
