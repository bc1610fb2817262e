/* A_TT and A_VT of A = Σ a_l Θ_l in one read of the stored kernels.  A subtile is weighed
 * once; its entries go to A_TT and A_VT as they lie, and those that are A_VT's above the
 * diagonal go there from shared memory, so that writes are contiguous too. */
#include "set-view.cuh"

typedef struct
{
  const uint32_t *t, *v; /* rows: places; v may be NULL */
  size_t n_t;
  double ridge;
  double *att, *avt;
} Target;

THETA_KERNEL (gather_subtiles) (ThetaSetView view, size_t first, ThetaPicture sum, Target target)
{
  THETA_SHARED (double, entries, [THETA_SUB][THETA_SUB + 1]);
  size_t down, across;

  theta_view_tile (&view, first + blockIdx.x, &down, &across);
  down *= view.subs;
  across *= view.subs;
  for (unsigned s = 0; s < view.subs * view.subs; s++)
    {
      size_t i0 = (down + s / view.subs) * THETA_SUB, j0 = (across + s % view.subs) * THETA_SUB;

      if (i0 >= view.rows || j0 > i0)
        continue;
      THETA_PHASE
        {
          size_t i[THETA_EACH], j[THETA_EACH];
          bool take[THETA_EACH];
          double value[THETA_EACH];
          uint32_t column;

          theta_view_place (&view, i0, j0, i, j, take);
          for (int r = 0; r < THETA_EACH; r++)
            if (take[r] && target.t[i[r]] == THETA_OUTSIDE)
              take[r] = target.v != NULL && target.v[i[r]] != THETA_OUTSIDE;
          theta_view_entries (&view, sum, THETA_EACH, i, j, take, value);
          column = j[0] < view.cols ? target.t[j[0]] : THETA_OUTSIDE;
          for (int r = 0; r < THETA_EACH; r++)
            {
              entries[threadIdx.y + r * THETA_LINES][threadIdx.x] = value[r];
              if (!take[r] || column == THETA_OUTSIDE)
                continue;
              if (target.t[i[r]] != THETA_OUTSIDE)
                target.att[target.t[i[r]] * target.n_t + column]
                    = value[r] + (i[r] == j[r] ? target.ridge : 0);
              if (target.v != NULL && target.v[i[r]] != THETA_OUTSIDE)
                target.avt[target.v[i[r]] * target.n_t + column] = value[r];
            }
        }
      THETA_PHASE
        {
          size_t i = i0 + threadIdx.x;

          if (target.v == NULL || i >= view.rows || target.t[i] == THETA_OUTSIDE)
            continue;
          for (int r = 0; r < THETA_EACH; r++)
            {
              unsigned line = threadIdx.y + r * THETA_LINES;
              size_t j = j0 + line;

              if (j < i && target.v[j] != THETA_OUTSIDE)
                target.avt[target.v[j] * target.n_t + target.t[i]] = entries[threadIdx.x][line];
            }
        }
    }
}

ThetaStatus
theta_cuda_gather (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                   const uint8_t *t, const uint8_t *v, double ridge, ThetaBuffer *att,
                   ThetaBuffer *avt)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaSetView view = theta_set_view (set);
  size_t tiles = theta_view_tiles (&view), step, n_v = 0;
  Target target = {};
  ThetaPicture sum;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (!view.symmetric || (v == NULL) != (avt == NULL))
    return theta_cuda_refuse (self, "A gather needs a symmetric set, and V and A_VT together");
  THETA_CUDA_RETURN (theta_cuda_mask (self, set->rows, t, THETA_CUDA_WORK_A, &target.t,
                                      &target.n_t));
  if (v != NULL)
    THETA_CUDA_RETURN (theta_cuda_mask (self, set->rows, v, THETA_CUDA_WORK_C, &target.v, &n_v));
  if (target.n_t * target.n_t > att->count || (avt != NULL && n_v * target.n_t > avt->count))
    return theta_cuda_refuse (self, "A gathered matrix does not fit into its buffer");
  THETA_CUDA_RETURN (theta_cuda_picture (self, set, a, THETA_CUDA_WORK_B, &sum));
  target.ridge = ridge;
  target.att = att->data;
  target.avt = avt != NULL ? avt->data : NULL;
  step = theta_view_step (self, &view, view.angle ? 1 : view.layers, 4);
  for (size_t first = 0, count; first < tiles; first += count)
    {
      count = first + step < tiles ? step : tiles - first;
      THETA_CUDA_RETURN (theta_cuda_make_tiles (self, &view, first, &count));
      THETA_LAUNCH (gather_subtiles, (unsigned) count, dim3 (THETA_SUB, THETA_LINES), self->stream,
                    view, first, sum, target);
      THETA_CUDA_RETURN (theta_cuda_step (self, (double) (first + count) / (double) tiles,
                                          "gathering"));
    }
  return theta_cuda_wait (self, "gathering");
}
