/* ROWS: the angles of some rows made anew, just before a kernel reads them: their Gram
 * matrix by cuBLAS, turned into angles in its place.  Products take it in the precision of
 * the rows (float32 without TF32), everything else in float64. */
#include "blas.cuh"
#include "set-view.cuh"

/* Columns of a block. */
#define WIDTH (THETA_SUB * THETA_EACH)
#define HEIGHT_MAX 65535
/* With fewer a matrix product has no work. */
#define ROWS_LEAST 64
#define COLUMNS_LEAST 256

/* Cosines of window rows [first, …) become angles.  @rows: what stands there, or NULL: row
 * view.window and those that follow. */
THETA_KERNEL (turn_cosines) (ThetaSetView view, const uint32_t *rows, size_t first, size_t width)
{
  THETA_PHASE
    {
      size_t line = first + blockIdx.y, place = view.window + line;
      size_t i = rows != NULL ? rows[place] : place;

      for (unsigned r = 0; r < THETA_EACH; r++)
        {
          size_t j = (size_t) blockIdx.x * WIDTH + threadIdx.x + (size_t) r * THETA_SUB;
          size_t at = line * view.stride + j;
          double rho;

          /* A row with itself has none; columns beyond it are its mirror's. */
          if (j >= width || j >= i)
            continue;
          rho = view.single ? (double) ((float *) view.memory)[at] : ((double *) view.memory)[at];
          rho = theta_view_find_angle (&view, i, j, rho);
          if (view.single)
            ((float *) view.memory)[at] = (float) rho;
          else
            ((double *) view.memory)[at] = rho;
        }
    }
}

THETA_KERNEL (pick_rows) (ThetaSetView view, const uint32_t *rows, size_t first, void *out)
{
  THETA_PHASE
    {
      size_t from = rows[first + blockIdx.x] * view.d, to = (size_t) blockIdx.x * view.d;

      for (size_t k = threadIdx.x; k < view.d; k += THETA_THREADS)
        if (view.unit_single)
          ((float *) out)[to + k] = ((const float *) view.unit)[from + k];
        else
          ((double *) out)[to + k] = ((const double *) view.unit)[from + k];
    }
}

THETA_KERNEL (widen) (size_t count, const float *in, double *out)
{
  size_t step = (size_t) gridDim.x * blockDim.x;

  THETA_PHASE
  for (size_t k = (size_t) blockIdx.x * blockDim.x + threadIdx.x; k < count; k += step)
    out[k] = in[k];
}

static size_t
entry_size (const ThetaSetView *view)
{
  return view->single ? sizeof (float) : sizeof (double);
}

/* Row @i of the unit rows. */
static const void *
unit_row (const ThetaSetView *view, size_t i)
{
  return (const char *) view->unit
         + i * view->d * (view->unit_single ? sizeof (float) : sizeof (double));
}

/* Cosines of @height rows at @x with @count at @y, to columns j0 … of the window. */
template <typename Real>
static cublasStatus_t
multiply (ThetaCudaDevice *self, const ThetaSetView *view, const void *x, size_t height,
          const void *y, size_t j0, size_t count)
{
  return blas_gemm (self->blas, CUBLAS_OP_T, CUBLAS_OP_N, count, height, view->d, (Real) 1,
                    (const Real *) y, view->d, (const Real *) x, view->d, (Real) 0,
                    (Real *) view->memory + j0, view->stride);
}

/* @count float32 rows at @rows as doubles at @wide. */
static const void *
widen_rows (ThetaCudaDevice *self, const ThetaSetView *view, const void *rows, size_t count,
            double *wide)
{
  THETA_LAUNCH (widen, 8 * self->processors, THETA_THREADS, self->stream, count * view->d,
                (const float *) rows, wide);
  return wide;
}

/* The cosines of @height rows at @x with the first @width. */
static ThetaStatus
fill_cosines (ThetaCudaDevice *self, const ThetaSetView *view, const void *x, size_t height,
              size_t width)
{
  const char *what = "computing angles";
  bool widens = view->unit_single && !view->single;
  double flops = view->single ? self->step_flops_single : self->step_flops;
  size_t strip = theta_cuda_at_most (flops / (2.0 * (double) view->d * (double) height), width);
  void *wide = NULL;

  if (widens)
    {
      size_t most = self->window_bytes / (view->d * sizeof (double));

      most = most < COLUMNS_LEAST ? COLUMNS_LEAST : most;
      strip = strip < most ? strip : most;
      THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_WIDE,
                                          (height + strip) * view->d * sizeof (double), &wide));
      x = widen_rows (self, view, x, height, (double *) wide);
    }
  for (size_t j0 = 0; j0 < width; j0 += strip)
    {
      size_t count = j0 + strip < width ? strip : width - j0;
      const void *y = unit_row (view, j0);

      if (widens)
        y = widen_rows (self, view, y, count, (double *) wide + height * view->d);
      THETA_CUDA_BLAS (self,
                       view->single ? multiply<float> (self, view, x, height, y, j0, count)
                                    : multiply<double> (self, view, x, height, y, j0, count),
                       what);
      if (strip < width)
        THETA_CUDA_RETURN (theta_cuda_step (self, self->fraction, what));
    }
  return theta_cuda_check (self, cudaGetLastError (), what);
}

/* Fills the window: @height rows at @x, which are @rows (see turn_cosines), against the
 * first @width. */
static ThetaStatus
fill_window (ThetaCudaDevice *self, ThetaSetView *view, const void *x, const uint32_t *rows,
             size_t height, size_t width)
{
  size_t pad = 64 / entry_size (view);
  void *memory;

  view->stride = (width + pad - 1) / pad * pad;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_WINDOW,
                                      height * view->stride * entry_size (view), &memory));
  view->memory = memory;
  THETA_CUDA_RETURN (fill_cosines (self, view, x, height, width));
  for (size_t first = 0; first < height; first += HEIGHT_MAX)
    THETA_LAUNCH (turn_cosines,
                  dim3 ((unsigned) ((width + WIDTH - 1) / WIDTH),
                        (unsigned) (first + HEIGHT_MAX < height ? HEIGHT_MAX : height - first)),
                  THETA_SUB, self->stream, *view, rows, first, width);
  return theta_cuda_check (self, cudaGetLastError (), "computing angles");
}

/* Rows of tiles that the window takes from row @down of them on. */
static size_t
rows_of_tiles (const ThetaCudaDevice *self, const ThetaSetView *view, size_t down)
{
  size_t side = THETA_SUB * (size_t) view->subs, count = 1;

  while (down + count < view->down
         && (count + 1) * side * (down + count + 1) * side * entry_size (view)
                <= self->window_bytes)
    count++;
  return count;
}

ThetaStatus
theta_cuda_make_tiles (ThetaCudaDevice *self, ThetaSetView *view, size_t first, size_t *count)
{
  size_t side = THETA_SUB * (size_t) view->subs, down, across, end;

  if (!view->made)
    return THETA_STATUS_OK;
  theta_view_tile (view, first, &down, &across);
  if (view->memory == NULL || down >= view->made_end || down * side < view->window)
    {
      size_t i1;

      view->made_end = down + rows_of_tiles (self, view, down);
      view->window = down * side;
      i1 = view->made_end * side < view->rows ? view->made_end * side : view->rows;
      THETA_CUDA_RETURN (fill_window (self, view, unit_row (view, view->window), NULL,
                                      i1 - view->window, i1));
    }
  end = view->made_end * (view->made_end + 1) / 2;
  *count = first + *count < end ? *count : end - first;
  return THETA_STATUS_OK;
}

size_t
theta_cuda_places_room (const ThetaCudaDevice *self, const ThetaSetView *view)
{
  size_t room = self->window_bytes / (view->rows * entry_size (view) + 1);

  return room < ROWS_LEAST ? ROWS_LEAST : room;
}

ThetaStatus
theta_cuda_make_places (ThetaCudaDevice *self, ThetaSetView *view, const uint32_t *rows,
                        size_t first, size_t count)
{
  void *picked;

  if (!view->made || count == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_PICKED,
                                      count * view->d
                                          * (view->unit_single ? sizeof (float)
                                                               : sizeof (double)),
                                      &picked));
  THETA_LAUNCH (pick_rows, (unsigned) count, THETA_THREADS, self->stream, *view, rows, first,
                picked);
  view->window = first;
  return fill_window (self, view, picked, rows, count, view->rows);
}
