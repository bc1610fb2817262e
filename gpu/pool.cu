/* Sums per pair of bins.  A block takes some rows of one bin: it stages a chunk of a row in
 * shared memory and each of its threads adds up the columns of a bin, which the host has
 * sorted by bin within every chunk.  The host adds the mirrored half and the diagonal. */
#include <math.h>
#include <stdlib.h>

#include "set-view.cuh"

/* Columns of a chunk, bins that a block sums at a time, rows that it takes. */
#define CHUNK 1024
#define BINS 1024
#define ROWS 16

/* Rows [first, first + count) of those sorted by bin. */
typedef struct
{
  uint32_t bin, first, count;
} Segment;

typedef struct
{
  uint32_t n_bins, bin0, bins; /* all, and those taken now */
  uint32_t parts;              /* threads that share a bin */
  const Segment *segments;
  const uint32_t *rows;        /* by bin */
  const uint16_t *columns;     /* of each chunk, by bin: place in the chunk */
  const uint32_t *starts;      /* chunks × (n_bins + 1): in columns */
  const double *inverse;       /* rows: 1/√diagonal, or NULL */
  double *partial;             /* segments × n_bins */
} Pooling;

/* The picture's diagonal. */
THETA_KERNEL (read_diagonal) (ThetaSetView view, ThetaPicture picture, double *out)
{
  THETA_PHASE
    {
      size_t i = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x;

      if (i < view.rows)
        out[i] = theta_view_entry (&view, picture, i, i);
    }
}

/* Columns [start, start + CHUNK) of row @i below the diagonal, zero beyond. */
THETA_DEVICE void
stage_chunk (const ThetaSetView *view, ThetaPicture picture, const double *inverse, size_t i,
             size_t start, double *staged)
{
  size_t rows[THETA_EACH], columns[THETA_EACH];
  bool take[THETA_EACH];
  double value[THETA_EACH];

  for (int r = 0; r < THETA_EACH; r++)
    {
      rows[r] = i;
      columns[r] = start + threadIdx.x + (size_t) r * THETA_THREADS;
      take[r] = columns[r] < i;
    }
  theta_view_entries (view, picture, THETA_EACH, rows, columns, take, value);
  for (int r = 0; r < THETA_EACH; r++)
    {
      /* One factor after the other: their product may leave the range. */
      if (take[r] && inverse != NULL)
        value[r] = value[r] * inverse[columns[r]] * inverse[i];
      staged[threadIdx.x + r * THETA_THREADS] = value[r];
    }
}

/* Adds the staged columns of every bin to the sums of this thread's bins and parts. */
THETA_DEVICE void
add_bins (const Pooling *pooling, size_t start, const double *staged, double *sums)
{
  const uint32_t *starts = pooling->starts + start / CHUNK * (pooling->n_bins + 1);
  const uint16_t *columns = pooling->columns + start;

  for (uint32_t task = threadIdx.x; task < pooling->bins * pooling->parts; task += THETA_THREADS)
    {
      uint32_t bin = pooling->bin0 + task / pooling->parts;
      double sum = sums[task];

      for (uint32_t k = starts[bin] + task % pooling->parts; k < starts[bin + 1];
           k += pooling->parts)
        sum += staged[columns[k]];
      sums[task] = sum;
    }
}

THETA_KERNEL (pool_segments) (ThetaSetView view, size_t first, ThetaPicture picture,
                              Pooling pooling)
{
  THETA_SHARED (double, staged, [CHUNK]);
  THETA_SHARED (double, sums, [BINS]);
  Segment segment = pooling.segments[first + blockIdx.x];

  THETA_PHASE
    for (unsigned k = threadIdx.x; k < BINS; k += THETA_THREADS)
      sums[k] = 0;
  for (uint32_t k = 0; k < segment.count; k++)
    {
      size_t i = pooling.rows[segment.first + k];

      for (size_t start = 0; start < i; start += CHUNK)
        {
          THETA_PHASE
            stage_chunk (&view, picture, pooling.inverse, i, start, staged);
          THETA_PHASE
            add_bins (&pooling, start, staged, sums);
        }
    }
  THETA_PHASE
    for (uint32_t bin = threadIdx.x; bin < pooling.bins; bin += THETA_THREADS)
      {
        double sum = 0;

        for (uint32_t part = 0; part < pooling.parts; part++)
          sum += sums[bin * pooling.parts + part];
        pooling.partial[(first + blockIdx.x) * pooling.n_bins + pooling.bin0 + bin] = sum;
      }
}

/* lower[q × n_bins + r] := the sum of bin q's segments; @begin: n_bins + 1. */
THETA_KERNEL (add_segments) (uint32_t n_bins, const uint32_t *begin, const double *partial,
                             double *lower)
{
  THETA_PHASE
    {
      size_t at = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x;
      double sum = 0;

      if (at >= (size_t) n_bins * n_bins)
        continue;
      for (uint32_t s = begin[at / n_bins]; s < begin[at / n_bins + 1]; s++)
        sum += partial[(size_t) s * n_bins + at % n_bins];
      lower[at] = sum;
    }
}

/* What the host prepares. */
typedef struct
{
  size_t n, chunks, segments;
  uint32_t n_bins;
  uint32_t *rows, *starts, *begin;
  uint16_t *columns;
  Segment *segment;
  double *diagonal, *inverse, *lower;
} Plan;

static void
plan_clear (Plan *plan)
{
  free (plan->rows);
  free (plan->starts);
  free (plan->begin);
  free (plan->columns);
  free (plan->segment);
  free (plan->diagonal);
  free (plan->inverse);
  free (plan->lower);
}

static bool
plan_allocate (Plan *plan, size_t n, uint32_t n_bins)
{
  size_t bins = n_bins;

  plan->n = n;
  plan->n_bins = n_bins;
  plan->chunks = (n + CHUNK - 1) / CHUNK;
  plan->rows = (uint32_t *) malloc ((n + 1) * sizeof (uint32_t));
  plan->starts = (uint32_t *) malloc ((plan->chunks + 1) * (bins + 1) * sizeof (uint32_t));
  plan->begin = (uint32_t *) malloc ((bins + 1) * sizeof (uint32_t));
  plan->columns = (uint16_t *) malloc ((n + 1) * sizeof (uint16_t));
  plan->segment = (Segment *) malloc ((n / ROWS + bins + 1) * sizeof (Segment));
  plan->diagonal = (double *) malloc ((n + 1) * sizeof (double));
  plan->inverse = (double *) malloc ((n + 1) * sizeof (double));
  plan->lower = (double *) malloc (bins * bins * sizeof (double));
  return plan->rows != NULL && plan->starts != NULL && plan->begin != NULL && plan->columns != NULL
         && plan->segment != NULL && plan->diagonal != NULL && plan->inverse != NULL
         && plan->lower != NULL;
}

/* Places [start, start + count) sorted by bin, equal bins in order; @starts: n_bins + 1. */
static void
sort_places (const uint32_t *bins, size_t start, size_t count, uint32_t n_bins, uint32_t *starts,
             uint16_t *columns, uint32_t *rows)
{
  for (uint32_t b = 0; b <= n_bins; b++)
    starts[b] = 0;
  for (size_t k = 0; k < count; k++)
    starts[bins[start + k] + 1]++;
  for (uint32_t b = 0; b < n_bins; b++)
    starts[b + 1] += starts[b];
  for (size_t k = 0; k < count; k++)
    {
      uint32_t place = starts[bins[start + k]]++;

      if (columns != NULL)
        columns[place] = (uint16_t) k;
      else
        rows[place] = (uint32_t) k;
    }
  /* Every start has moved to the next bin's. */
  for (uint32_t b = n_bins; b > 0; b--)
    starts[b] = starts[b - 1];
  starts[0] = 0;
}

static void
plan_fill (Plan *plan, const uint32_t *bins)
{
  uint32_t n_bins = plan->n_bins;

  sort_places (bins, 0, plan->n, n_bins, plan->starts, NULL, plan->rows);
  for (uint32_t b = 0; b < n_bins; b++)
    {
      uint32_t end = plan->starts[b + 1];

      plan->begin[b] = (uint32_t) plan->segments;
      for (uint32_t first = plan->starts[b]; first < end; first += ROWS)
        plan->segment[plan->segments++]
            = (Segment) { b, first, end - first < ROWS ? end - first : ROWS };
    }
  plan->begin[n_bins] = (uint32_t) plan->segments;
  for (size_t k = 0; k < plan->chunks; k++)
    {
      size_t start = k * CHUNK, count = plan->n - start < CHUNK ? plan->n - start : CHUNK;

      sort_places (bins, start, count, n_bins, plan->starts + k * (n_bins + 1),
                   plan->columns + start, NULL);
    }
}

/* Copies @bytes of @from behind what work slot A's memory at @to holds already. */
static ThetaStatus
upload_part (ThetaCudaDevice *self, char **to, const void *from, size_t bytes, const void **out)
{
  *out = *to;
  THETA_CUDA_RETURN (theta_cuda_to_device (self, *to, from, bytes));
  *to += (bytes + 63) / 64 * 64;
  return THETA_STATUS_OK;
}

static ThetaStatus
upload_plan (ThetaCudaDevice *self, const Plan *plan, Pooling *pooling, const uint32_t **begin)
{
  size_t starts = plan->chunks * (plan->n_bins + (size_t) 1) * sizeof (uint32_t);
  size_t segments = plan->segments * sizeof (Segment), rows = plan->n * sizeof (uint32_t);
  size_t columns = plan->n * sizeof (uint16_t), bins = (plan->n_bins + 1) * sizeof (uint32_t);
  void *work;
  char *to;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_A,
                                      starts + segments + rows + columns + bins + 5 * 64, &work));
  to = (char *) work;
  THETA_CUDA_RETURN (upload_part (self, &to, plan->starts, starts,
                                  (const void **) &pooling->starts));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->segment, segments,
                                  (const void **) &pooling->segments));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->rows, rows, (const void **) &pooling->rows));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->begin, bins, (const void **) begin));
  return upload_part (self, &to, plan->columns, columns, (const void **) &pooling->columns);
}

/* The picture's diagonal to plan->diagonal, and for cosines what divides to the device. */
static ThetaStatus
prepare_diagonal (ThetaCudaDevice *self, const ThetaSetView *view, ThetaPicture picture, Plan *plan,
                  ThetaPoolMode mode, Pooling *pooling)
{
  size_t bytes = plan->n * sizeof (double);
  void *work;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_B, bytes, &work));
  THETA_LAUNCH (read_diagonal, (unsigned) ((plan->n + THETA_THREADS - 1) / THETA_THREADS),
                THETA_THREADS, self->stream, *view, picture, (double *) work);
  THETA_CUDA_CALL (self, cudaGetLastError (), "reading a diagonal");
  THETA_CUDA_RETURN (theta_cuda_to_host (self, plan->diagonal, work, bytes));
  if (mode == THETA_POOL_RAW)
    return THETA_STATUS_OK;
  for (size_t i = 0; i < plan->n; i++)
    {
      plan->inverse[i] = plan->diagonal[i] > 0 ? 1 / sqrt (plan->diagonal[i]) : 0;
      plan->diagonal[i] = plan->diagonal[i] > 0 ? 1 : 0;
    }
  pooling->inverse = (const double *) work;
  return theta_cuda_to_device (self, work, plan->inverse, bytes);
}

static ThetaStatus
pool_blocks (ThetaCudaDevice *self, const ThetaSetView *view, ThetaPicture picture,
             const Plan *plan, const Pooling *pooling, double from, double to)
{
  /* Entries of a segment, about. */
  double entries = ROWS * (double) plan->n / 2, bytes = entries * (view->single ? 4 : 8);
  double layers = view->angle || picture.a == NULL ? 1 : view->layers;
  double share = bytes * layers / self->step_bytes
                 + entries * (view->angle ? 2.0 * view->terms : 4) / self->step_flops;
  size_t step = share > 1 ? 1 : (size_t) (1 / share) + 1;

  for (size_t first = 0; first < plan->segments; first += step)
    {
      size_t count = first + step < plan->segments ? step : plan->segments - first;

      THETA_LAUNCH (pool_segments, (unsigned) count, THETA_THREADS, self->stream, *view, first,
                    picture, *pooling);
      THETA_CUDA_RETURN (theta_cuda_step (
          self, from + (to - from) * (double) (first + count) / (double) plan->segments,
          "pooling"));
    }
  return THETA_STATUS_OK;
}

/* One picture to @out; @from to @to: the call's fractions. */
static ThetaStatus
pool_picture (ThetaCudaDevice *self, const ThetaSetView *view, ThetaPicture picture, Plan *plan,
              Pooling *pooling, const uint32_t *begin, double from, double to)
{
  size_t square = (size_t) plan->n_bins * plan->n_bins;
  void *lower;

  for (pooling->bin0 = 0; pooling->bin0 < plan->n_bins; pooling->bin0 += BINS)
    {
      uint32_t left = plan->n_bins - pooling->bin0;

      pooling->bins = left < BINS ? left : BINS;
      pooling->parts = pooling->bins < THETA_THREADS ? THETA_THREADS / pooling->bins : 1;
      THETA_CUDA_RETURN (pool_blocks (
          self, view, picture, plan, pooling,
          from + (to - from) * pooling->bin0 / plan->n_bins,
          from + (to - from) * (pooling->bin0 + pooling->bins) / plan->n_bins));
    }
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_E, square * sizeof (double), &lower));
  THETA_LAUNCH (add_segments, (unsigned) ((square + THETA_THREADS - 1) / THETA_THREADS),
                THETA_THREADS, self->stream, plan->n_bins, begin, pooling->partial,
                (double *) lower);
  THETA_CUDA_CALL (self, cudaGetLastError (), "pooling");
  return theta_cuda_to_host (self, plan->lower, lower, square * sizeof (double));
}

/* Both halves and the diagonal. */
static void
fold_picture (const Plan *plan, const uint32_t *bins, double *out)
{
  size_t n_bins = plan->n_bins;

  for (size_t q = 0; q < n_bins; q++)
    for (size_t r = 0; r < n_bins; r++)
      out[q * n_bins + r] = plan->lower[q * n_bins + r] + plan->lower[r * n_bins + q];
  for (size_t i = 0; i < plan->n; i++)
    out[bins[i] * n_bins + bins[i]] += plan->diagonal[i];
}

static ThetaStatus
run_pool (ThetaCudaDevice *self, const ThetaKernelSet *set, ThetaPoolMode mode, const double *a,
          Plan *plan, const uint32_t *bins, double *out)
{
  ThetaSetView view = theta_set_view (set);
  uint32_t pictures = a != NULL ? 1 : set->layers;
  ThetaPicture picture = { NULL, 0 };
  Pooling pooling = {};
  const uint32_t *begin;
  void *partial;

  plan_fill (plan, bins);
  pooling.n_bins = plan->n_bins;
  THETA_CUDA_RETURN (upload_plan (self, plan, &pooling, &begin));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_C,
                                      (plan->segments * plan->n_bins + 1) * sizeof (double),
                                      &partial));
  pooling.partial = (double *) partial;
  if (a != NULL)
    THETA_CUDA_RETURN (theta_cuda_picture (self, set, a, THETA_CUDA_WORK_D, &picture));
  for (uint32_t p = 0; p < pictures; p++)
    {
      picture.layer = p;
      THETA_CUDA_RETURN (prepare_diagonal (self, &view, picture, plan, mode, &pooling));
      THETA_CUDA_RETURN (pool_picture (self, &view, picture, plan, &pooling, begin,
                                       (double) p / pictures, (p + 1.0) / pictures));
      fold_picture (plan, bins, out + (size_t) p * plan->n_bins * plan->n_bins);
    }
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cuda_pool (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode,
                 const double *a, uint32_t n_bins, const uint32_t *bins, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  Plan plan = {};
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (!theta_cuda_is_symmetric (set) || n_bins == 0 || set->rows == 0 || set->rows >= UINT32_MAX)
    return theta_cuda_refuse (self, "Pooling needs a symmetric set and at least one bin");
  for (size_t i = 0; i < set->rows; i++)
    if (bins[i] >= n_bins)
      return theta_cuda_refuse (self, "A row's bin is beyond the last");
  if (plan_allocate (&plan, set->rows, n_bins))
    status = run_pool (self, set, mode, a, &plan, bins, out);
  plan_clear (&plan);
  return status;
}
