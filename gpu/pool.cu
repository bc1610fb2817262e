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
/* What the sums of several pictures take together at most. */
#define GROUP_BYTES ((size_t) 1 << 30)

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
  const double *inverse;       /* the picture's: rows: 1/√diagonal, or NULL */
  double *partial;             /* the picture's: segments × n_bins */
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
  uint32_t *rows, *places, *starts, *begin; /* places: of every row in rows */
  uint16_t *columns;
  Segment *segment;
  double *diagonal, *inverse, *lower; /* diagonal: pictures of a group × n */
} Plan;

static void
plan_clear (Plan *plan)
{
  free (plan->rows);
  free (plan->places);
  free (plan->starts);
  free (plan->begin);
  free (plan->columns);
  free (plan->segment);
  free (plan->diagonal);
  free (plan->inverse);
  free (plan->lower);
}

static bool
plan_allocate (Plan *plan, size_t n, uint32_t n_bins, size_t pictures)
{
  size_t bins = n_bins;

  plan->n = n;
  plan->n_bins = n_bins;
  plan->chunks = (n + CHUNK - 1) / CHUNK;
  plan->rows = (uint32_t *) malloc ((n + 1) * sizeof (uint32_t));
  plan->places = (uint32_t *) malloc ((n + 1) * sizeof (uint32_t));
  plan->starts = (uint32_t *) malloc ((plan->chunks + 1) * (bins + 1) * sizeof (uint32_t));
  plan->begin = (uint32_t *) malloc ((bins + 1) * sizeof (uint32_t));
  plan->columns = (uint16_t *) malloc ((n + 1) * sizeof (uint16_t));
  plan->segment = (Segment *) malloc ((n / ROWS + bins + 1) * sizeof (Segment));
  plan->diagonal = (double *) malloc ((pictures * n + 1) * sizeof (double));
  plan->inverse = (double *) malloc ((n + 1) * sizeof (double));
  plan->lower = (double *) malloc (bins * bins * sizeof (double));
  return plan->rows != NULL && plan->places != NULL && plan->starts != NULL && plan->begin != NULL
         && plan->columns != NULL && plan->segment != NULL && plan->diagonal != NULL
         && plan->inverse != NULL && plan->lower != NULL;
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
  for (size_t k = 0; k < plan->n; k++)
    plan->places[plan->rows[k]] = (uint32_t) k;
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
upload_plan (ThetaCudaDevice *self, const Plan *plan, Pooling *pooling, const uint32_t **begin,
             const uint32_t **places)
{
  size_t starts = plan->chunks * (plan->n_bins + (size_t) 1) * sizeof (uint32_t);
  size_t segments = plan->segments * sizeof (Segment), rows = plan->n * sizeof (uint32_t);
  size_t columns = plan->n * sizeof (uint16_t), bins = (plan->n_bins + 1) * sizeof (uint32_t);
  void *work;
  char *to;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_A,
                                      starts + segments + 2 * rows + columns + bins + 6 * 64,
                                      &work));
  to = (char *) work;
  THETA_CUDA_RETURN (upload_part (self, &to, plan->starts, starts,
                                  (const void **) &pooling->starts));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->segment, segments,
                                  (const void **) &pooling->segments));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->rows, rows, (const void **) &pooling->rows));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->places, rows, (const void **) places));
  THETA_CUDA_RETURN (upload_part (self, &to, plan->begin, bins, (const void **) begin));
  return upload_part (self, &to, plan->columns, columns, (const void **) &pooling->columns);
}

/* What one read of the set pools: pictures [first, first + count) of @all. */
typedef struct
{
  uint32_t first, count, all;
  const double *a;  /* device: weights of the one picture, or NULL: a picture a layer */
  double *inverse;  /* device: count × n, of cosines */
  double *partial;  /* device: count × segments × n_bins */
} Group;

static ThetaPicture
picture_of (const Group *group, uint32_t k)
{
  return (ThetaPicture) { group->a, group->first + k };
}

/* The diagonal of the group's picture @k to plan->diagonal, and for cosines what divides to
 * the device. */
static ThetaStatus
prepare_diagonal (ThetaCudaDevice *self, const ThetaSetView *view, const Group *group, uint32_t k,
                  Plan *plan, ThetaPoolMode mode)
{
  size_t n = plan->n, bytes = n * sizeof (double);
  double *work = group->inverse + k * n, *diagonal = plan->diagonal + k * n;

  THETA_LAUNCH (read_diagonal, (unsigned) ((n + THETA_THREADS - 1) / THETA_THREADS),
                THETA_THREADS, self->stream, *view, picture_of (group, k), work);
  THETA_CUDA_CALL (self, cudaGetLastError (), "reading a diagonal");
  THETA_CUDA_RETURN (theta_cuda_to_host (self, diagonal, work, bytes));
  if (mode == THETA_POOL_RAW)
    return THETA_STATUS_OK;
  for (size_t i = 0; i < n; i++)
    {
      plan->inverse[i] = diagonal[i] > 0 ? 1 / sqrt (diagonal[i]) : 0;
      diagonal[i] = diagonal[i] > 0 ? 1 : 0;
    }
  return theta_cuda_to_device (self, work, plan->inverse, bytes);
}

/* Segments [first, first + count) of the group's picture @k, a block of bins at a time. */
static void
launch_segments (ThetaCudaDevice *self, const ThetaSetView *view, const Plan *plan,
                 const Group *group, uint32_t k, ThetaPoolMode mode, Pooling pooling, size_t first,
                 size_t count)
{
  pooling.inverse = mode == THETA_POOL_RAW ? NULL : group->inverse + k * plan->n;
  pooling.partial = group->partial + k * plan->segments * plan->n_bins;
  for (pooling.bin0 = 0; pooling.bin0 < plan->n_bins; pooling.bin0 += BINS)
    {
      uint32_t left = plan->n_bins - pooling.bin0;

      pooling.bins = left < BINS ? left : BINS;
      pooling.parts = pooling.bins < THETA_THREADS ? THETA_THREADS / pooling.bins : 1;
      THETA_LAUNCH (pool_segments, (unsigned) count, THETA_THREADS, self->stream, *view, first,
                    picture_of (group, k), pooling);
    }
}

/* Segments from @first on, at most @step, for whose rows there is room. */
static size_t
count_segments (const ThetaCudaDevice *self, const ThetaSetView *view, const Plan *plan,
                size_t first, size_t step)
{
  size_t most = first + step < plan->segments ? step : plan->segments - first, count = 1;
  size_t room = theta_cuda_places_room (self, view);
  const Segment *segment = plan->segment + first;

  if (!view->made)
    return most;
  while (count < most
         && segment[count].first + segment[count].count - segment[0].first <= room)
    count++;
  return count;
}

static ThetaStatus
pool_group (ThetaCudaDevice *self, ThetaSetView *view, const Plan *plan, const Group *group,
            ThetaPoolMode mode, const Pooling *pooling)
{
  /* Entries of a segment, about. */
  double entries = ROWS * (double) plan->n / 2, bytes = entries * (view->single ? 4 : 8);
  double layers = view->angle || group->a == NULL ? 1 : view->layers;
  double share = bytes * layers * group->count / self->step_bytes
                 + entries * group->count * (view->angle ? 2.0 * view->terms : 4)
                       / self->step_flops;
  size_t step = share > 1 ? 1 : (size_t) (1 / share) + 1;

  for (size_t first = 0, count; first < plan->segments; first += count)
    {
      const Segment *segment = plan->segment + first, *last;
      double done;

      count = count_segments (self, view, plan, first, step);
      last = segment + count - 1;
      done = (double) (first + count) / (double) plan->segments;
      THETA_CUDA_RETURN (theta_cuda_make_places (self, view, pooling->rows, segment->first,
                                                 last->first + last->count - segment->first));
      for (uint32_t k = 0; k < group->count; k++)
        launch_segments (self, view, plan, group, k, mode, *pooling, first, count);
      THETA_CUDA_RETURN (theta_cuda_step (self, (group->first + group->count * done) / group->all,
                                          "pooling"));
    }
  return THETA_STATUS_OK;
}

/* The sums of the group's picture @k to @out: both halves and the diagonal. */
static ThetaStatus
finish_picture (ThetaCudaDevice *self, Plan *plan, const Group *group, uint32_t k,
                const uint32_t *begin, const uint32_t *bins, double *out)
{
  size_t n_bins = plan->n_bins, square = n_bins * n_bins;
  const double *diagonal = plan->diagonal + k * plan->n;
  void *lower;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_E, square * sizeof (double), &lower));
  THETA_LAUNCH (add_segments, (unsigned) ((square + THETA_THREADS - 1) / THETA_THREADS),
                THETA_THREADS, self->stream, plan->n_bins, begin,
                group->partial + k * plan->segments * n_bins, (double *) lower);
  THETA_CUDA_CALL (self, cudaGetLastError (), "pooling");
  THETA_CUDA_RETURN (theta_cuda_to_host (self, plan->lower, lower, square * sizeof (double)));
  for (size_t q = 0; q < n_bins; q++)
    for (size_t r = 0; r < n_bins; r++)
      out[q * n_bins + r] = plan->lower[q * n_bins + r] + plan->lower[r * n_bins + q];
  for (size_t i = 0; i < plan->n; i++)
    out[bins[i] * n_bins + bins[i]] += diagonal[i];
  return THETA_STATUS_OK;
}

/* The pictures of a group to @out, theirs one after the other. */
static ThetaStatus
run_group (ThetaCudaDevice *self, ThetaSetView *view, Plan *plan, const Group *group,
           ThetaPoolMode mode, const Pooling *pooling, const uint32_t *begin,
           const uint32_t *bins, double *out)
{
  size_t square = (size_t) plan->n_bins * plan->n_bins;

  for (uint32_t k = 0; k < group->count; k++)
    THETA_CUDA_RETURN (prepare_diagonal (self, view, group, k, plan, mode));
  THETA_CUDA_RETURN (pool_group (self, view, plan, group, mode, pooling));
  for (uint32_t k = 0; k < group->count; k++)
    THETA_CUDA_RETURN (finish_picture (self, plan, group, k, begin, bins, out + k * square));
  return THETA_STATUS_OK;
}

/* Pictures of one read: angles that are made anew serve all of them, so far as their sums
 * have room. */
static uint32_t
count_group (const ThetaSetView *view, const Plan *plan, uint32_t pictures)
{
  size_t bytes = (plan->segments * plan->n_bins + plan->n) * sizeof (double);
  size_t most = GROUP_BYTES / (bytes + 1);

  if (!view->made)
    return 1;
  return most < 1 ? 1 : most < pictures ? (uint32_t) most : pictures;
}

static ThetaStatus
run_pool (ThetaCudaDevice *self, const ThetaKernelSet *set, ThetaPoolMode mode, const double *a,
          Plan *plan, const uint32_t *bins, double *out)
{
  ThetaSetView view = theta_set_view (set);
  Group group = {};
  ThetaPicture sum = {};
  Pooling pooling = {};
  const uint32_t *begin;
  size_t square = (size_t) plan->n_bins * plan->n_bins;
  uint32_t most;
  void *partial, *inverse;

  group.all = a != NULL ? 1 : set->layers;
  pooling.n_bins = plan->n_bins;
  most = count_group (&view, plan, group.all);
  THETA_CUDA_RETURN (upload_plan (self, plan, &pooling, &begin, &view.places));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_B, most * plan->n * sizeof (double),
                                      &inverse));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_C,
                                      (most * plan->segments * plan->n_bins + 1)
                                          * sizeof (double),
                                      &partial));
  if (a != NULL)
    THETA_CUDA_RETURN (theta_cuda_picture (self, set, a, THETA_CUDA_WORK_D, &sum));
  group.a = sum.a;
  group.inverse = (double *) inverse;
  group.partial = (double *) partial;
  for (; group.first < group.all; group.first += group.count)
    {
      group.count = group.first + most < group.all ? most : group.all - group.first;
      THETA_CUDA_RETURN (run_group (self, &view, plan, &group, mode, &pooling, begin, bins,
                                    out + group.first * square));
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
  if (plan_allocate (&plan, set->rows, n_bins, set->kind == THETA_SET_ROWS ? set->layers : 1))
    {
      plan_fill (&plan, bins);
      status = run_pool (self, set, mode, a, &plan, bins, out);
    }
  plan_clear (&plan);
  return status;
}
