/* The general path: from a panel's Σ^(1) − σ_b² through the layers, one pair a thread, and
 * back for the products of the slopes. */
#include "pass.cuh"

/* Layers that the numbers of a shallow network take room for. */
#define SHALLOW 8

/* q11 q22 − q12² of the first layer. */
THETA_DEVICE double
find_gap (const ThetaLimitPass *pass, size_t i, size_t j, double p12)
{
  double p11 = pass->x.p[i], p22 = pass->y.p[j], distance, square;

  if (pass->view.symmetric && i == j)
    return 0;
  if (!theta_dual_is_near (p11, p22, p12))
    return theta_dual_gap (p11, p22, p12, pass->bias);
  distance = theta_pass_distance (pass, i, copysign (sqrt (p11 / p22), p12), j);
  square = p12 > 0 ? theta_pass_distance (pass, i, 1, j) : p11 + p22 - 2 * p12;
  return theta_dual_near_gap (p11, p22, pass->bias, distance, square);
}

THETA_DEVICE double
first_sigma (const ThetaLimitPass *pass, size_t i, size_t j)
{
  return pass->view.symmetric && i == j ? pass->x.p[i] : theta_pass_gram (pass, i, j);
}

/* Θ_l from Σ^(l) − σ_b² and the slopes of the layers below the last. */
THETA_DEVICE void
store_layers (const ThetaLimitPass *pass, size_t i, size_t j, const double *sigma,
              const double *slope)
{
  double product = 1;

  for (uint32_t l = pass->depth; l-- > 0;)
    {
      if (pass->apart)
        {
          theta_pass_store (pass, 2 * l, i, j, sigma[l] * product);
          theta_pass_store (pass, 2 * l + 1, i, j, pass->bias * product);
        }
      else
        theta_pass_store (pass, l, i, j, (sigma[l] + pass->bias) * product);
      product *= l > 0 ? slope[l - 1] : 1;
    }
}

template <ThetaDual dual, int room>
THETA_KERNEL (chain_pairs) (ThetaLimitPass pass)
{
  THETA_PHASE
    {
      size_t i = pass.i0 + (size_t) blockIdx.y * THETA_LINES + threadIdx.y;
      size_t j = pass.j0 + (size_t) blockIdx.x * THETA_SUB + threadIdx.x;
      double sigma[room], slope[room], gap = 0;
      ThetaDualBend bend = theta_dual_bend (pass.alpha, pass.beta, pass.variance, pass.bias);

      if (!theta_pass_has (&pass, i, j))
        continue;
      sigma[0] = first_sigma (&pass, i, j);
      if (theta_dual_reads_gap (dual))
        gap = find_gap (&pass, i, j, sigma[0]);
      for (uint32_t l = 0; l + 1 < pass.depth; l++)
        {
          double state11 = pass.x.state[l * pass.x.rows + i], next = sigma[l];
          double state22 = pass.y.state[l * pass.y.rows + j], q12 = next + pass.bias;

          /* The piecewise linear ones carry it. */
          if (l > 0 && dual != THETA_DUAL_PIECEWISE)
            gap = state11 * state22 - q12 * q12;
          theta_dual_step (dual, pass.variance, pass.bias, &bend, state11, state22, &next, &gap,
                           &slope[l]);
          sigma[l + 1] = next;
        }
      store_layers (&pass, i, j, sigma, slope);
    }
}

/* Both series of layer @l's step for THETA_EACH rows and one column, whose tables begin at
 * @x and @y. */
THETA_DEVICE void
sum_series (const ThetaLimitPass *pass, uint32_t terms, const double *const *x, const double *y,
            const double *rho, double *first, double *second)
{
  for (int r = 0; r < THETA_EACH; r++)
    first[r] = second[r] = 0;
  for (uint32_t k = terms; k-- > 0;)
    {
      double column = y[k * pass->y.rows], inverse = pass->inverse[k];

      for (int r = 0; r < THETA_EACH; r++)
        theta_dual_series_term (x[r][k] * column, inverse, rho[r], &first[r], &second[r]);
    }
}

template <int room>
THETA_KERNEL (series_pairs) (ThetaLimitPass pass)
{
  THETA_PHASE
    {
      size_t i[THETA_EACH], j = pass.j0 + (size_t) blockIdx.x * THETA_SUB + threadIdx.x, before = 0;
      double sigma[THETA_EACH][room], slope[THETA_EACH][room];
      double rho[THETA_EACH], first[THETA_EACH], second[THETA_EACH];
      const double *x[THETA_EACH];
      bool take[THETA_EACH], any = false;

      for (int r = 0; r < THETA_EACH; r++)
        {
          i[r] = pass.i0 + (size_t) blockIdx.y * THETA_SUB + threadIdx.y
                 + (size_t) r * THETA_LINES;
          take[r] = theta_pass_has (&pass, i[r], j);
          any |= take[r];
          /* A row to compute with, where there is none. */
          i[r] = take[r] ? i[r] : pass.i0;
          sigma[r][0] = take[r] ? first_sigma (&pass, i[r], j) : 0;
        }
      if (!any)
        continue;
      for (uint32_t l = 0; l + 1 < pass.depth; l++)
        {
          size_t terms = pass.series_terms[l];
          double most = 0, mean = pass.y.means[l * pass.y.rows + j];

          for (int r = 0; r < THETA_EACH; r++)
            {
              x[r] = pass.x.slopes + before * pass.x.rows + i[r] * terms;
              rho[r] = theta_dual_cosine (sigma[r][l] + pass.bias,
                                          pass.x.state[l * pass.x.rows + i[r]],
                                          pass.y.state[l * pass.y.rows + j]);
              most = fmax (most, fabs (rho[r]));
            }
          sum_series (&pass, theta_dual_series_terms ((uint32_t) terms, most), x,
                      pass.y.slopes + before * pass.y.rows + j, rho, first, second);
          for (int r = 0; r < THETA_EACH; r++)
            {
              double next = sigma[r][l];

              theta_dual_series (pass.variance, pass.bias,
                                 pass.x.means[l * pass.x.rows + i[r]] * mean, first[r], second[r],
                                 &next, &slope[r][l]);
              sigma[r][l + 1] = next;
            }
          before += terms;
        }
      for (int r = 0; r < THETA_EACH; r++)
        if (take[r])
          store_layers (&pass, i[r], j, sigma[r], slope[r]);
    }
}

template <ThetaDual dual>
static void
launch_chain (ThetaCudaDevice *self, const ThetaLimitPass *pass)
{
  dim3 grid ((unsigned) ((pass->width + THETA_SUB - 1) / THETA_SUB),
             (unsigned) ((pass->height + THETA_LINES - 1) / THETA_LINES));
  void (*kernel) (ThetaLimitPass) = pass->depth <= SHALLOW ? chain_pairs<dual, SHALLOW>
                                                      : chain_pairs<dual, THETA_MAX_DEPTH>;

  THETA_LAUNCH (kernel, grid, dim3 (THETA_SUB, THETA_LINES), self->stream, *pass);
}

static void
launch_series (ThetaCudaDevice *self, const ThetaLimitPass *pass)
{
  dim3 grid ((unsigned) ((pass->width + THETA_SUB - 1) / THETA_SUB),
             (unsigned) ((pass->height + THETA_SUB - 1) / THETA_SUB));
  void (*kernel) (ThetaLimitPass) = pass->depth <= SHALLOW ? series_pairs<SHALLOW>
                                                      : series_pairs<THETA_MAX_DEPTH>;

  THETA_LAUNCH (kernel, grid, dim3 (THETA_SUB, THETA_LINES), self->stream, *pass);
}

void
theta_pass_chain (ThetaCudaDevice *self, const ThetaLimitPass *pass)
{
  switch (pass->dual)
    {
    case THETA_DUAL_PIECEWISE:
      launch_chain<THETA_DUAL_PIECEWISE> (self, pass);
      break;
    case THETA_DUAL_ERF:
      launch_chain<THETA_DUAL_ERF> (self, pass);
      break;
    case THETA_DUAL_SIN:
      launch_chain<THETA_DUAL_SIN> (self, pass);
      break;
    case THETA_DUAL_COS:
      launch_chain<THETA_DUAL_COS> (self, pass);
      break;
    case THETA_DUAL_GAUSSIAN:
      launch_chain<THETA_DUAL_GAUSSIAN> (self, pass);
      break;
    case THETA_DUAL_GELU:
      launch_chain<THETA_DUAL_GELU> (self, pass);
      break;
    case THETA_DUAL_SERIES:
      launch_series (self, pass);
      break;
    case THETA_DUAL_IDENTITY:
    default:
      launch_chain<THETA_DUAL_IDENTITY> (self, pass);
      break;
    }
}
