#include "pass.cuh"

#include <stdlib.h>

/* A panel of the Gram matrix at most: 16 MB, which the cache holds. */
#define PANEL_ROWS 1024
#define PANEL_COLUMNS 2048
#define PANEL_ROWS_LEAST 32

/* A row a block.  @unit: x := x/|x| and p := factor |x|, with a detour that keeps the
 * squares in range; else x := factor x and p := |x|². */
THETA_KERNEL (prepare_rows) (size_t d, bool unit, double factor, double *x, double *p)
{
  THETA_SHARED (double, largest, [THETA_THREADS]);
  THETA_SHARED (double, sums, [THETA_THREADS]);
  double *row = x + (size_t) blockIdx.x * d;

  THETA_PHASE
    {
      double most = 0;

      for (size_t k = threadIdx.x; k < d; k += THETA_THREADS)
        most = fmax (most, fabs (row[k]));
      largest[threadIdx.x] = most;
    }
  for (unsigned half = THETA_THREADS / 2; half > 0; half /= 2)
    THETA_PHASE
      if (threadIdx.x < half)
        largest[threadIdx.x] = fmax (largest[threadIdx.x], largest[threadIdx.x + half]);
  THETA_PHASE
    {
      double sum = 0, scale = unit && largest[0] > 0 ? largest[0] : 1;

      for (size_t k = threadIdx.x; k < d; k += THETA_THREADS)
        {
          double value = unit ? row[k] / scale : row[k] * factor;

          row[k] = value;
          sum += value * value;
        }
      sums[threadIdx.x] = sum;
    }
  for (unsigned half = THETA_THREADS / 2; half > 0; half /= 2)
    THETA_PHASE
      if (threadIdx.x < half)
        sums[threadIdx.x] += sums[threadIdx.x + half];
  THETA_PHASE
    {
      double norm = sqrt (sums[0]);

      if (threadIdx.x == 0)
        p[blockIdx.x] = unit ? norm * largest[0] * factor : sums[0];
      for (size_t k = threadIdx.x; unit && norm > 0 && k < d; k += THETA_THREADS)
        row[k] /= norm;
    }
}

/* What the steps read of every row, layer after layer, from p. */
THETA_KERNEL (prepare_states) (ThetaLimitPass pass, ThetaLimitSide side)
{
  THETA_PHASE
    {
      size_t i = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x;
      double q;

      if (i >= side.rows)
        continue;
      q = side.p[i] + pass.bias;
      for (uint32_t l = 0; l < pass.depth; l++)
        {
          side.state[l * side.rows + i] = theta_dual_state (pass.dual, q);
          q = pass.variance * theta_dual_square_mean (pass.dual, pass.alpha, pass.beta, q)
              + pass.bias;
        }
    }
}

/* out (columns × rows) := in (rows × columns) transposed. */
THETA_KERNEL (turn_table) (size_t rows, size_t columns, const double *in, double *out)
{
  THETA_PHASE
    {
      size_t at = (size_t) blockIdx.x * THETA_THREADS + threadIdx.x;

      if (at < rows * columns)
        out[at] = in[at % rows * columns + at / rows];
    }
}

static unsigned
blocks_for (size_t count)
{
  return (unsigned) ((count + THETA_THREADS - 1) / THETA_THREADS);
}

/* Rows of @x (host) to work slot @slot, scaled there. */
static ThetaStatus
prepare_side (ThetaCudaDevice *self, const ThetaLimitPass *pass, const ThetaDenseLimit *spec,
              ThetaCudaWork slot, const double *x, ThetaLimitSide *side)
{
  double factor = pass->general ? sqrt (spec->input_scale * spec->weight_variance)
                                : sqrt (theta_dense_limit_angle_scale (spec));
  size_t bytes = side->rows * pass->d * sizeof (double);
  void *u;

  THETA_CUDA_RETURN (theta_cuda_work (self, slot, bytes, &u));
  side->u = (double *) u;
  if (side->rows == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (theta_cuda_to_device (self, u, x, bytes));
  THETA_LAUNCH (prepare_rows, (unsigned) side->rows, THETA_THREADS, self->stream, pass->d,
                !pass->general, factor, side->u, side->p);
  if (pass->general && pass->dual != THETA_DUAL_SERIES)
    THETA_LAUNCH (prepare_states, blocks_for (side->rows), THETA_THREADS, self->stream, *pass,
                  *side);
  return theta_cuda_check (self, cudaGetLastError (), "preparing rows");
}

/* Numbers of a side's tables in SERIES. */
static size_t
count_series (const ThetaDenseLimit *spec, size_t rows)
{
  size_t count = 0;

  for (uint32_t l = 0; l + 1 < spec->depth; l++)
    count += rows * (spec->series->terms[l] + (size_t) 1);
  return count;
}

/* The states of a series' rows: 1/√variance. */
static ThetaStatus
upload_states (ThetaCudaDevice *self, const ThetaDenseLimit *spec, const ThetaMehlerRows *series,
               const ThetaLimitSide *side)
{
  double *state = (double *) malloc ((side->rows + 1) * sizeof *state);
  ThetaStatus status = THETA_STATUS_OK;

  if (state == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (uint32_t l = 0; l < spec->depth && status == THETA_STATUS_OK; l++)
    {
      for (size_t i = 0; i < side->rows; i++)
        state[i] = theta_dual_state (THETA_DUAL_SERIES, series->variance[l][i]);
      status = theta_cuda_to_device (self, side->state + l * side->rows, state,
                                     side->rows * sizeof *state);
    }
  free (state);
  return status;
}

/* Means and slopes to @to on; @turned: by way of @scratch, terms before rows. */
static ThetaStatus
upload_series (ThetaCudaDevice *self, const ThetaDenseLimit *spec, const ThetaMehlerRows *series,
               bool turned, double *scratch, double *to, ThetaLimitSide *side)
{
  size_t rows = side->rows;

  side->means = to;
  for (uint32_t l = 0; l + 1 < spec->depth; l++, to += rows)
    THETA_CUDA_RETURN (theta_cuda_to_device (self, to, series->mean[l], rows * sizeof *to));
  side->slopes = to;
  for (uint32_t l = 0; l + 1 < spec->depth; l++)
    {
      size_t terms = spec->series->terms[l];

      THETA_CUDA_RETURN (theta_cuda_to_device (self, turned ? scratch : to, series->slopes[l],
                                               rows * terms * sizeof *to));
      if (turned && rows > 0)
        THETA_LAUNCH (turn_table, blocks_for (rows * terms), THETA_THREADS, self->stream, rows,
                      terms, scratch, to);
      to += rows * terms;
    }
  THETA_CUDA_RETURN (theta_cuda_check (self, cudaGetLastError (), "turning tables"));
  return upload_states (self, spec, series, side);
}

/* What both sides of a SERIES read, to work slots C (scratch) and E. */
static ThetaStatus
prepare_series (ThetaCudaDevice *self, const ThetaDenseLimit *spec, bool rectangle,
                ThetaLimitPass *pass)
{
  const ThetaMehler *series = spec->series;
  double inverse[THETA_MAX_TERMS], *to;
  size_t most = 1, x = count_series (spec, pass->x.rows), y = count_series (spec, pass->y.rows);
  void *data, *scratch;

  for (uint32_t k = 0; k < THETA_MAX_TERMS; k++)
    inverse[k] = 1.0 / (k + 1);
  for (uint32_t l = 0; l + 1 < spec->depth; l++)
    {
      if (series->terms[l] < 1 || series->terms[l] > THETA_MAX_TERMS)
        return theta_cuda_refuse (self, "A series has no terms or too many");
      most = series->terms[l] > most ? series->terms[l] : most;
    }
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_C,
                                      (most * pass->y.rows + 1) * sizeof (double), &scratch));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_E,
                                      (THETA_MAX_TERMS + x + y + THETA_MAX_DEPTH)
                                          * sizeof (double),
                                      &data));
  to = (double *) data;
  pass->inverse = to;
  THETA_CUDA_RETURN (theta_cuda_to_device (self, to, inverse, sizeof inverse));
  to += THETA_MAX_TERMS;
  pass->series_terms = (const uint32_t *) to;
  THETA_CUDA_RETURN (theta_cuda_to_device (self, to, series->terms,
                                           (spec->depth - 1) * sizeof (uint32_t)));
  to += THETA_MAX_DEPTH;
  THETA_CUDA_RETURN (upload_series (self, spec, &series->x, false, NULL, to, &pass->x));
  return upload_series (self, spec, rectangle ? &series->y : &series->x, true,
                        (double *) scratch, to + x, &pass->y);
}

/* Every row's numbers, in work slot D. */
static ThetaStatus
place_rows (ThetaCudaDevice *self, ThetaLimitPass *pass, bool rectangle)
{
  size_t layers = pass->general ? pass->depth : 0, m = pass->x.rows, n = pass->y.rows;
  void *data;

  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_D,
                                      ((m + (rectangle ? n : 0)) * (layers + 1) + 1)
                                          * sizeof (double),
                                      &data));
  pass->x.p = (double *) data;
  pass->x.state = pass->x.p + m;
  pass->y.p = rectangle ? pass->x.state + layers * m : pass->x.p;
  pass->y.state = rectangle ? pass->y.p + n : pass->x.state;
  return THETA_STATUS_OK;
}

/* Both sides' rows, tables and states. */
static ThetaStatus
prepare_sides (ThetaCudaDevice *self, const ThetaDenseLimit *spec, ThetaLimitPass *pass,
               const double *x, const double *y)
{
  THETA_CUDA_RETURN (place_rows (self, pass, y != NULL));
  THETA_CUDA_RETURN (prepare_side (self, pass, spec, THETA_CUDA_WORK_A, x, &pass->x));
  pass->y.u = pass->x.u;
  if (y != NULL)
    THETA_CUDA_RETURN (prepare_side (self, pass, spec, THETA_CUDA_WORK_B, y, &pass->y));
  if (pass->dual == THETA_DUAL_SERIES)
    return prepare_series (self, spec, y != NULL, pass);
  return THETA_STATUS_OK;
}

/* The polynomials of the fast path: into an ANGLE or ROWS, else to work slot E. */
static ThetaStatus
prepare_fit (ThetaCudaDevice *self, const ThetaDenseLimit *spec, ThetaKernelSet *set,
             ThetaLimitPass *pass)
{
  ThetaAngleFit fit = {};
  size_t bytes;
  void *data = NULL;
  ThetaStatus status;

  if (!theta_angle_fit_init (&fit, spec,
                             set->precision == THETA_PRECISION_SINGLE ? THETA_ANGLE_SINGLE_TAIL
                             : theta_cuda_has_angles (set)            ? THETA_ANGLE_STORED_TAIL
                                                                      : THETA_ANGLE_TAIL))
    {
      theta_angle_fit_clear (&fit);
      return THETA_STATUS_NO_MEMORY;
    }
  pass->terms = fit.terms;
  pass->chebyshev = fit.chebyshev;
  if (theta_cuda_has_angles (set))
    {
      status = theta_cuda_set_take_fit (self, set, &fit);
      theta_angle_fit_clear (&fit);
      return status;
    }
  bytes = (size_t) fit.layers * fit.terms * sizeof (double);
  status = theta_cuda_work (self, THETA_CUDA_WORK_E, bytes, &data);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_to_device (self, data, fit.coefficients, bytes);
  theta_angle_fit_clear (&fit);
  pass->coefficients = (const double *) data;
  return status;
}

/* Operations of one pair, roughly. */
static double
pair_cost (const ThetaDenseLimit *spec, const ThetaLimitPass *pass)
{
  double cost = 2.0 * (double) pass->d + 60;

  if (!pass->general)
    return cost + 2.0 * pass->terms * pass->depth;
  cost += 150.0 * pass->depth;
  for (uint32_t l = 0; pass->dual == THETA_DUAL_SERIES && l + 1 < pass->depth; l++)
    cost += 5.0 * spec->series->terms[l];
  return cost;
}

/* G := x yᵀ of the panel; row-major it is column-major's transpose. */
static ThetaStatus
multiply_panel (ThetaCudaDevice *self, const ThetaLimitPass *pass)
{
  const double one = 1, zero = 0;
  int64_t d = (int64_t) pass->d, width = (int64_t) pass->width;

  THETA_CUDA_BLAS (self,
                   cublasDgemm_64 (self->blas, CUBLAS_OP_T, CUBLAS_OP_N, width,
                                   (int64_t) pass->height, d, &one, pass->y.u + pass->j0 * pass->d,
                                   d, pass->x.u + pass->i0 * pass->d, d, &zero, pass->gram, width),
                   "multiplying rows");
  return THETA_STATUS_OK;
}

/* Panel after panel; polled where about a step's work has gathered. */
static ThetaStatus
run_panels (ThetaCudaDevice *self, const ThetaDenseLimit *spec, ThetaLimitPass *pass)
{
  const ThetaSetView *view = &pass->view;
  double cost = pair_cost (spec, pass), spent = 0, done = 0, part;
  double all = (double) view->rows * (double) view->cols / (view->symmetric ? 2 : 1);
  double pair = cost / self->step_flops
                + (view->angle ? 1 : view->layers) * (view->single ? 4 : 8) / self->step_bytes;
  double least = 1 / (pair * PANEL_COLUMNS);
  size_t rows = least > PANEL_ROWS ? PANEL_ROWS
                                   : least < PANEL_ROWS_LEAST ? PANEL_ROWS_LEAST : (size_t) least;
  void *gram;

  THETA_CUDA_RETURN (theta_cuda_work (
      self, THETA_CUDA_WORK_C,
      (view->rows < rows ? view->rows : rows)
              * (view->cols < PANEL_COLUMNS ? view->cols : PANEL_COLUMNS) * sizeof (double)
          + 1,
      &gram));
  pass->gram = (double *) gram;
  for (pass->i0 = 0; pass->i0 < view->rows; pass->i0 += rows)
    {
      size_t end;

      pass->height = view->rows - pass->i0 < rows ? view->rows - pass->i0 : rows;
      end = view->symmetric ? pass->i0 + pass->height : view->cols;
      for (pass->j0 = 0; pass->j0 < end; pass->j0 += PANEL_COLUMNS)
        {
          pass->width = end - pass->j0 < PANEL_COLUMNS ? end - pass->j0 : PANEL_COLUMNS;
          THETA_CUDA_RETURN (multiply_panel (self, pass));
          (pass->general ? theta_pass_chain : theta_pass_angle) (self, pass);
          part = (double) pass->height * (double) pass->width;
          done += part;
          spent += part * pair;
          if (spent < 1
              && (pass->i0 + pass->height < view->rows || pass->j0 + pass->width < end))
            continue;
          spent = 0;
          THETA_CUDA_RETURN (theta_cuda_step (self, done / all, "computing kernels"));
        }
    }
  return theta_cuda_wait (self, "computing kernels");
}

/* Unit rows in the set's precision. */
THETA_KERNEL (round_units) (size_t count, const double *u, void *out, bool single)
{
  size_t step = (size_t) gridDim.x * blockDim.x;

  THETA_PHASE
  for (size_t k = (size_t) blockIdx.x * blockDim.x + threadIdx.x; k < count; k += step)
    if (single)
      ((float *) out)[k] = (float) u[k];
    else
      ((double *) out)[k] = u[k];
}

static ThetaStatus
keep_rows (ThetaCudaDevice *self, ThetaKernelSet *set, const double *u)
{
  THETA_LAUNCH (round_units, 8 * self->processors, THETA_THREADS, self->stream,
                set->rows * set->d, u, set->unit, set->precision == THETA_PRECISION_SINGLE);
  return theta_cuda_wait (self, "keeping rows");
}

static ThetaStatus
fill_set (ThetaCudaDevice *self, const ThetaDenseLimit *spec, ThetaKernelSet *set, size_t d,
          const double *x, const double *y)
{
  ThetaLimitPass pass = {};

  pass.general = !theta_dense_limit_has_angle (spec);
  pass.dual = spec->dual;
  pass.depth = spec->depth;
  pass.apart = spec->apart != 0;
  pass.alpha = spec->alpha;
  pass.beta = spec->beta;
  pass.variance = spec->weight_variance;
  pass.bias = spec->bias_variance;
  pass.d = d;
  pass.x.rows = set->rows;
  pass.y.rows = set->cols;
  THETA_CUDA_RETURN (prepare_sides (self, spec, &pass, x, y));
  if (!pass.general)
    THETA_CUDA_RETURN (prepare_fit (self, spec, set, &pass));
  if (theta_cuda_has_angles (set) && set->rows > 0)
    THETA_CUDA_CALL (self,
                     cudaMemcpyAsync (set->norm, pass.x.p, set->rows * sizeof (double),
                                      cudaMemcpyDeviceToDevice, self->stream),
                     "keeping norms");
  if (set->kind == THETA_SET_ROWS)
    return keep_rows (self, set, pass.x.u);
  pass.view = theta_set_view (set);
  return run_panels (self, spec, &pass);
}

ThetaStatus
theta_cuda_dense_limit (ThetaDevice *device, const ThetaDenseLimit *spec, ThetaSetKind kind,
                        ThetaPrecision precision, size_t m, size_t d, const double *x, size_t n,
                        const double *y, ThetaKernelSet **out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaDenseLimit resolved = *spec;
  ThetaKernelSet *set = NULL;
  ThetaStatus status;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (!theta_dense_limit_is_valid (spec) || d == 0 || precision == THETA_PRECISION_AUTO
      || (kind == THETA_SET_RECTANGLE) != (y != NULL)
      || ((kind == THETA_SET_ANGLE || kind == THETA_SET_ROWS)
          && !theta_dense_limit_has_angle (spec)))
    return theta_cuda_refuse (self, "The device has no such dense kernel");
  if (m > INT32_MAX || n > INT32_MAX)
    return theta_cuda_refuse (self, "A dense kernel takes fewer than 2^31 rows");
  if (spec->dual == THETA_DUAL_IDENTITY)
    resolved.alpha = resolved.beta = 1;
  THETA_CUDA_RETURN (theta_cuda_set_new (self, kind, precision,
                                         spec->depth * (spec->apart ? 2 : 1), m,
                                         y == NULL ? m : n, kind == THETA_SET_ROWS ? d : 0,
                                         &set));
  status = fill_set (self, &resolved, set, d, x, y);
  if (status != THETA_STATUS_OK)
    {
      theta_cuda_set_unref (device, set);
      return status;
    }
  *out = set;
  return THETA_STATUS_OK;
}
