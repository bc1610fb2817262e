/* Inner products of every pair of layers.  A block takes some rows of a subtile at a time
 * into shared memory, all layers of them, and each of its threads adds up one pair of
 * layers over a part of the entries.  Centring needs the means of the rows first: they are
 * subtracted from the entries before products are formed, since the shorter
 * ⟨Θ_l, Θ_k⟩ − 2 n ⟨r_l, r_k⟩ + n² m_l m_k is a difference of large numbers where kernels
 * are nearly constant. */
#include <stdlib.h>

#include "set-view.cuh"

/* Layers in shared memory at a time; more are taken in pairs of half as many. */
#define LAYERS 16
#define HALF (LAYERS / 2)
/* Room for the pairs of LAYERS layers: more than threads of a block, which take several
 * each. */
#define PAIRS (LAYERS * (LAYERS + 1) / 2)

typedef struct
{
  const uint32_t *t;            /* rows: places */
  const double *means, *total;  /* layers × rows, layers; NULL: raw */
  uint32_t first[2], count[2];  /* the layers of both sides; the same for pairs of one side */
  bool one;                     /* one side: pairs k ≤ l */
} Gram;

/* Pair @pair: which of the layers in shared memory. */
THETA_DEVICE void
find_pair (const Gram *gram, unsigned pair, unsigned *x, unsigned *y)
{
  if (!gram->one)
    {
      *x = pair / gram->count[1];
      *y = gram->count[0] + pair % gram->count[1];
      return;
    }
  *x = 0;
  while ((*x + 1) * (*x + 2) / 2 <= pair)
    (*x)++;
  *y = pair - *x * (*x + 1) / 2;
}

THETA_BOTH static inline unsigned
count_pairs (const Gram *gram)
{
  return gram->one ? gram->count[0] * (gram->count[0] + 1) / 2 : gram->count[0] * gram->count[1];
}

/* This thread's entry (i, j) of every layer, and how often it counts. */
THETA_DEVICE void
take_entry (const ThetaSetView *view, const Gram *gram, size_t i, size_t j,
            double (*layers)[THETA_THREADS + 1], double *weight)
{
  unsigned thread = threadIdx.y * THETA_SUB + threadIdx.x, place = 0;
  bool take = theta_view_has (view, i, j) && gram->t[i] != THETA_OUTSIDE
              && gram->t[j] != THETA_OUTSIDE;

  weight[thread] = !take ? 0 : i == j ? 1 : 2;
  for (unsigned side = 0; side < (gram->one ? 1 : 2); side++)
    for (uint32_t l = gram->first[side]; l < gram->first[side] + gram->count[side]; l++)
      {
        ThetaPicture layer = { NULL, l };
        double value;

        theta_view_entries (view, layer, 1, &i, &j, &take, &value);
        if (take && gram->means != NULL)
          value = (value - gram->means[l * view->rows + j])
                  - (gram->means[l * view->rows + i] - gram->total[l]);
        layers[place++][thread] = value;
      }
}

/* Adds part @part of the entries in shared memory to the sum of @pair. */
THETA_DEVICE double
add_part (const Gram *gram, unsigned pair, unsigned part, unsigned parts,
          const double (*layers)[THETA_THREADS + 1], const double *weight)
{
  unsigned x, y;
  double sum = 0;

  find_pair (gram, pair, &x, &y);
  for (unsigned k = part; k < THETA_THREADS; k += parts)
    sum += weight[k] * layers[x][k] * layers[y][k];
  return sum;
}

THETA_KERNEL (gram_tiles) (ThetaSetView view, size_t first, Gram gram, double *partial)
{
  THETA_SHARED (double, layers, [LAYERS][THETA_THREADS + 1]);
  THETA_SHARED (double, weight, [THETA_THREADS]);
  THETA_SHARED (double, sums, [THETA_THREADS]);
  unsigned pairs = count_pairs (&gram), parts = THETA_THREADS / pairs;
  size_t down, across, tile = first + blockIdx.x;

  theta_view_tile (&view, tile, &down, &across);
  THETA_PHASE
    sums[threadIdx.y * THETA_SUB + threadIdx.x] = 0;
  for (unsigned s = 0; s < view.subs * view.subs * THETA_EACH; s++)
    {
      unsigned sub = s / THETA_EACH;
      size_t i0 = (down * view.subs + sub / view.subs) * THETA_SUB + s % THETA_EACH * THETA_LINES;
      size_t j0 = (across * view.subs + sub % view.subs) * THETA_SUB;

      if (i0 >= view.rows || j0 > i0 + THETA_LINES - 1)
        continue;
      THETA_PHASE
        take_entry (&view, &gram, i0 + threadIdx.y, j0 + threadIdx.x, layers, weight);
      THETA_PHASE
        {
          unsigned thread = threadIdx.y * THETA_SUB + threadIdx.x;

          if (thread < pairs * parts)
            sums[thread] += add_part (&gram, thread % pairs, thread / pairs, parts, layers,
                                      weight);
        }
    }
  THETA_PHASE
    {
      unsigned thread = threadIdx.y * THETA_SUB + threadIdx.x;
      double sum = 0;

      if (thread >= pairs)
        continue;
      for (unsigned part = 0; part < parts; part++)
        sum += sums[part * pairs + thread];
      partial[tile * pairs + thread] = sum;
    }
}

/* The sums of the pairs of @gram to @out; @from to @to: the call's fractions. */
static ThetaStatus
add_pairs (ThetaCudaDevice *self, ThetaSetView *view, const Gram *gram, double from, double to,
           double *out)
{
  size_t tiles = theta_view_tiles (view), layers = view->layers;
  unsigned pairs = count_pairs (gram);
  size_t step = theta_view_step (self, view, gram->count[0] + gram->count[1], 3.0 * pairs);
  double sums[PAIRS];
  void *partial;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_C, tiles * pairs * sizeof (double),
                                      &partial));
  for (size_t first = 0, count; first < tiles; first += count)
    {
      double share;

      count = first + step < tiles ? step : tiles - first;
      THETA_CUDA_RETURN (theta_cuda_make_tiles (self, view, first, &count));
      share = (double) (first + count) / (double) tiles;
      THETA_LAUNCH (gram_tiles, (unsigned) count, dim3 (THETA_SUB, THETA_LINES), self->stream,
                    *view, first, *gram, (double *) partial);
      THETA_CUDA_RETURN (theta_cuda_step (self, from + (to - from) * share,
                                          "comparing the layers"));
    }
  THETA_CUDA_RETURN (theta_cuda_sum (self, tiles, pairs, (const double *) partial, sums));
  for (unsigned x = 0, pair = 0; x < gram->count[0]; x++)
    for (unsigned y = 0; y < (gram->one ? x + 1 : gram->count[1]); y++, pair++)
      {
        size_t l = gram->first[0] + x, k = (gram->one ? gram->first[0] : gram->first[1]) + y;

        out[l * layers + k] = out[k * layers + l] = sums[pair];
      }
  return THETA_STATUS_OK;
}

/* Every pair of layers: at once, or in pairs of groups. */
static ThetaStatus
add_groups (ThetaCudaDevice *self, ThetaSetView *view, Gram *gram, double *out)
{
  uint32_t layers = view->layers, size = layers <= LAYERS ? LAYERS : HALF;
  uint32_t groups = (layers + size - 1) / size;
  double all = groups * (groups + 1) / 2.0, done = 0;

  for (uint32_t x = 0; x < groups; x++)
    for (uint32_t y = 0; y <= x; y++, done++)
      {
        gram->one = x == y;
        gram->first[0] = x * size;
        gram->count[0] = layers - x * size < size ? layers - x * size : size;
        gram->first[1] = y * size;
        gram->count[1] = x == y ? 0 : size;
        THETA_CUDA_RETURN (add_pairs (self, view, gram, done / all, (done + 1) / all, out));
      }
  return THETA_STATUS_OK;
}

/* The means of the rows over T, layer after layer, then those over T × T. */
static ThetaStatus
find_means (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t, size_t n_t,
            double *means)
{
  size_t n = set->rows, layers = set->layers;
  double *mask = (double *) malloc ((n + 1) * sizeof *mask), *total = means + layers * n;
  ThetaStatus status;

  if (mask == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    mask[i] = t[i] ? 1.0 / (double) n_t : 0;
  status = theta_cuda_layer_products (device, set, 1, mask, means);
  for (size_t l = 0; status == THETA_STATUS_OK && l < layers; l++)
    {
      total[l] = 0;
      for (size_t i = 0; i < n; i++)
        if (t[i])
          total[l] += means[l * n + i] / (double) n_t;
    }
  free (mask);
  return status;
}

/* The means to the device. */
static ThetaStatus
centre (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t, size_t n_t, Gram *gram)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t count = set->layers * (set->rows + 1);
  double *means = (double *) malloc ((count + 1) * sizeof *means);
  void *data = NULL;
  ThetaStatus status;

  if (means == NULL)
    return THETA_STATUS_NO_MEMORY;
  status = find_means (device, set, t, n_t, means);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_work (self, THETA_CUDA_WORK_B, count * sizeof *means, &data);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_to_device (self, data, means, count * sizeof *means);
  free (means);
  gram->means = (const double *) data;
  gram->total = gram->means + set->layers * set->rows;
  return status;
}

ThetaStatus
theta_cuda_layer_gram (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                       int centred, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaSetView view = theta_set_view (set);
  Gram gram = {};
  size_t n_t = 0;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (!view.symmetric)
    return theta_cuda_refuse (self, "Layers can be compared in a symmetric set only");
  for (size_t i = 0; i < set->rows; i++)
    n_t += t[i] != 0;
  if (centred && n_t > 0)
    THETA_CUDA_RETURN (centre (device, set, t, n_t, &gram));
  THETA_CUDA_RETURN (theta_cuda_mask (self, set->rows, t, THETA_CUDA_WORK_A, &gram.t, &n_t));
  return add_groups (self, &view, &gram, out);
}
