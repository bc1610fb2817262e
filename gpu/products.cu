/* Θ_l V for every layer, and A V, in one read of the stored kernels.  A tile's entries
 * count for its rows and, mirrored, for its columns; each tile writes its share of both to
 * a place of its own, and the shares are added in order. */
#include "set-view.cuh"

/* Columns of V that one read of the set takes at most: four a warp, half of the eight
 * warps for the columns' side. */
#define CHUNK 4
#define COLUMNS_MAX 16
/* Shares take at most about this much memory; with more columns of V, they come in turn. */
#define SHARES_BYTES ((size_t) 1 << 30)

typedef struct
{
  size_t c, first, count;   /* columns of V, and those taken now */
  const double *v;          /* cols × c */
  size_t pictures, slots;   /* slots: shares of a row, one a tile beside or above it */
  double *shares;           /* slots × pictures × rows × count */
} Product;

/* A warp's task: one side, a chunk of V's columns, a part of the dot products. */
typedef struct
{
  bool idle, mirrored;
  unsigned chunk, from, to;
} Task;

THETA_DEVICE Task
choose_task (const ThetaSetView *view, const Product *product)
{
  unsigned sides = view->symmetric ? 2 : 1;
  unsigned chunks = (unsigned) ((product->count + CHUNK - 1) / CHUNK), tasks = sides * chunks;
  unsigned parts = tasks <= 2 ? 4 : tasks <= 4 ? 2 : 1, task = threadIdx.y % tasks;
  unsigned part = threadIdx.y / tasks;
  Task out;

  out.idle = part >= parts;
  out.mirrored = task >= chunks;
  out.chunk = task % chunks * CHUNK;
  out.from = part * (THETA_SUB / parts);
  out.to = out.from + THETA_SUB / parts;
  return out;
}

/* Adds a subtile's share to those of its rows or columns, CHUNK columns of V. */
THETA_DEVICE void
add_subtile (const ThetaSetView *view, const Product *product, const Task *task, size_t i0,
             size_t j0, const double (*entries)[THETA_SUB + 1], double *sums)
{
  /* The side that V's rows are on. */
  size_t start = task->mirrored ? i0 : j0, end = task->mirrored ? view->rows : view->cols;
  size_t column = product->first + task->chunk;
  unsigned width = (unsigned) (product->count - task->chunk);

  width = width < CHUNK ? width : CHUNK;
  for (unsigned k = task->from; k < task->to && start + k < end; k++)
    {
      double entry = task->mirrored ? entries[k][threadIdx.x] : entries[threadIdx.x][k];
      const double *v = product->v + (start + k) * product->c + column;

      /* The diagonal entry is its own mirror. */
      if (task->mirrored && i0 + k == j0 + threadIdx.x)
        continue;
      for (unsigned q = 0; q < CHUNK; q++)
        if (q < width)
          sums[q] += entry * v[q];
    }
}

/* Where the share of row @i from tile @slot begins. */
THETA_DEVICE double *
share_at (const ThetaSetView *view, const Product *product, size_t slot, size_t picture, size_t i)
{
  return product->shares
         + ((slot * product->pictures + picture) * view->rows + i) * product->count;
}

/* Writes the sums of the warps, four columns of V each, in the order of their parts.  On
 * the diagonal both sides are shares of the same rows. */
THETA_DEVICE void
write_shares (const ThetaSetView *view, const Product *product, size_t picture, size_t down,
              size_t across, const double (*sums)[THETA_SUBS_MAX * THETA_SUB][CHUNK])
{
  unsigned chunks = (unsigned) ((product->count + CHUNK - 1) / CHUNK);
  unsigned tasks = (view->symmetric ? 2 : 1) * chunks;
  unsigned parts = tasks <= 2 ? 4 : tasks <= 4 ? 2 : 1, side = THETA_SUB * view->subs;
  unsigned thread = threadIdx.y * THETA_SUB + threadIdx.x;

  for (unsigned at = thread; at < side * product->count; at += THETA_THREADS)
    {
      unsigned line = at / (unsigned) product->count, k = at % (unsigned) product->count;
      size_t i = down * side + line, j = across * side + line;
      double own = 0, mirrored = 0;

      for (unsigned part = 0; part < parts; part++)
        {
          own += sums[part * tasks + k / CHUNK][line][k % CHUNK];
          if (view->symmetric)
            mirrored += sums[part * tasks + chunks + k / CHUNK][line][k % CHUNK];
        }
      if (view->symmetric && down == across)
        own += mirrored;
      if (i < view->rows)
        share_at (view, product, across, picture, i)[k] = own;
      if (view->symmetric && down != across && j < view->cols)
        share_at (view, product, down, picture, j)[k] = mirrored;
    }
}

THETA_KERNEL (multiply_tiles) (ThetaSetView view, size_t first, const double *a, Product product)
{
  THETA_SHARED (double, entries, [THETA_SUB][THETA_SUB + 1]);
  THETA_SHARED (double, sums, [THETA_LINES][THETA_SUBS_MAX * THETA_SUB][CHUNK]);
  ThetaPicture picture = { a, blockIdx.y };
  size_t down, across;

  theta_view_tile (&view, first + blockIdx.x, &down, &across);
  THETA_PHASE
    for (unsigned line = threadIdx.x; line < THETA_SUB * view.subs; line += THETA_SUB)
      for (unsigned q = 0; q < CHUNK; q++)
        sums[threadIdx.y][line][q] = 0;
  for (unsigned s = 0; s < view.subs * view.subs; s++)
    {
      unsigned low = s / view.subs, right = s % view.subs;
      size_t i0 = (down * view.subs + low) * THETA_SUB;
      size_t j0 = (across * view.subs + right) * THETA_SUB;

      if (i0 >= view.rows || j0 >= view.cols || (view.symmetric && j0 > i0))
        continue;
      THETA_PHASE
        {
          size_t i[THETA_EACH], j[THETA_EACH];
          bool take[THETA_EACH];
          double value[THETA_EACH];

          theta_view_place (&view, i0, j0, i, j, take);
          theta_view_entries (&view, picture, THETA_EACH, i, j, take, value);
          for (int r = 0; r < THETA_EACH; r++)
            entries[threadIdx.y + r * THETA_LINES][threadIdx.x] = value[r];
        }
      THETA_PHASE
        {
          Task task = choose_task (&view, &product);

          if (!task.idle)
            add_subtile (&view, &product, &task, i0, j0, entries,
                         sums[threadIdx.y][(task.mirrored ? right : low) * THETA_SUB
                                           + threadIdx.x]);
        }
    }
  THETA_PHASE
    write_shares (&view, &product, blockIdx.y, down, across, sums);
}

/* out[picture × rows × c + i × c + first + k] := the sum of a row's shares, in order. */
THETA_KERNEL (add_shares) (ThetaSetView view, Product product, double *out)
{
  THETA_PHASE
    {
      size_t all = product.pictures * view.rows * product.count;
      size_t at = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x;
      double sum = 0;

      if (at >= all)
        continue;
      for (size_t slot = 0; slot < product.slots; slot++)
        sum += product.shares[slot * all + at];
      out[at / product.count * product.c + product.first + at % product.count] = sum;
    }
}

/* Columns of V from product->first on. */
static ThetaStatus
multiply_columns (ThetaCudaDevice *self, ThetaSetView *view, const double *a,
                  const Product *product, double from, double to, double *out)
{
  size_t tiles = theta_view_tiles (view), all = product->pictures * view->rows * product->count;
  size_t step = theta_view_step (self, view, view->layers, 4.0 * (double) product->count);

  for (size_t first = 0, count; first < tiles; first += count)
    {
      double share;

      count = first + step < tiles ? step : tiles - first;
      THETA_CUDA_RETURN (theta_cuda_make_tiles (self, view, first, &count));
      share = (double) (first + count) / (double) tiles;
      THETA_LAUNCH (multiply_tiles, dim3 ((unsigned) count, (unsigned) product->pictures),
                    dim3 (THETA_SUB, THETA_LINES), self->stream, *view, first, a, *product);
      THETA_CUDA_RETURN (theta_cuda_step (self, from + (to - from) * share, "multiplying"));
    }
  THETA_LAUNCH (add_shares, (unsigned) ((all + THETA_THREADS - 1) / THETA_THREADS), THETA_THREADS,
                self->stream, *view, *product, out);
  return theta_cuda_check (self, cudaGetLastError (), "multiplying");
}

/* out (pictures × rows × c, host) := each picture times V. */
static ThetaStatus
multiply (ThetaCudaDevice *self, const ThetaKernelSet *set, const double *a, size_t pictures,
          size_t c, const double *v, double *out)
{
  ThetaSetView view = theta_set_view (set);
  size_t bytes = pictures * set->rows * c * sizeof (double), width;
  void *right, *left, *shares;
  Product product = {};

  if (bytes == 0)
    return THETA_STATUS_OK;
  /* Sums of angles in float64 lose little of float32 cosines. */
  view.single = view.single || (a != NULL && view.unit_single);
  product.c = c;
  product.pictures = pictures;
  product.slots = view.symmetric ? view.down : view.across;
  width = SHARES_BYTES / (product.slots * pictures * set->rows * sizeof (double) + 1);
  width = width < 1 ? 1 : width > COLUMNS_MAX ? COLUMNS_MAX : width;
  width = width < c ? width : c;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_A,
                                      (set->cols * c + 1) * sizeof (double), &right));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_B, bytes, &left));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_C,
                                      (product.slots * pictures * set->rows * width + 1)
                                          * sizeof (double),
                                      &shares));
  THETA_CUDA_RETURN (theta_cuda_to_device (self, right, v, set->cols * c * sizeof (double)));
  product.v = (const double *) right;
  product.shares = (double *) shares;
  for (product.first = 0; product.first < c; product.first += width)
    {
      product.count = product.first + width < c ? width : c - product.first;
      THETA_CUDA_RETURN (multiply_columns (self, &view, a, &product,
                                           (double) product.first / (double) c,
                                           (double) (product.first + product.count) / (double) c,
                                           (double *) left));
    }
  return theta_cuda_to_host (self, out, left, bytes);
}

ThetaStatus
theta_cuda_layer_products (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                           const double *v, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  return multiply (self, set, NULL, set->layers, c, v, out);
}

ThetaStatus
theta_cuda_weighted_product (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                             size_t c, const double *v, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaPicture sum;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  THETA_CUDA_RETURN (theta_cuda_picture (self, set, a, THETA_CUDA_WORK_D, &sum));
  return multiply (self, set, sum.a, 1, c, v, out);
}
