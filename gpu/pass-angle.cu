/* The fast path: from a panel's cosines to angles and, unless they are what the set keeps,
 * to the polynomials of all layers. */
#include "pass.cuh"

/* Columns of a block. */
#define WIDTH (THETA_SUB * THETA_EACH)

THETA_DEVICE double
find_angle (const ThetaLimitPass *pass, size_t i, size_t j)
{
  double rho = theta_pass_gram (pass, i, j), sign = rho > 0 ? 1 : -1;

  /* On the diagonal there is no angle. */
  if (pass->view.symmetric && i == j)
    return 0;
  rho = rho > 1 ? 1 : rho < -1 ? -1 : rho;
  if (fabs (rho) > 1 - THETA_NEAR_COSINE)
    return theta_angle_near (theta_pass_distance (pass, i, sign, j), sign);
  return acos (rho);
}

THETA_KERNEL (angle_pairs) (ThetaLimitPass pass)
{
  THETA_PHASE
    {
      size_t i = pass.i0 + (size_t) blockIdx.y * THETA_LINES + threadIdx.y, j[THETA_EACH];
      double theta[THETA_EACH], t[THETA_EACH], weight[THETA_EACH], value[THETA_EACH];
      double last[THETA_EACH], before[THETA_EACH];
      bool take[THETA_EACH];

      for (int r = 0; r < THETA_EACH; r++)
        {
          j[r] = pass.j0 + (size_t) blockIdx.x * WIDTH + threadIdx.x + (size_t) r * THETA_SUB;
          take[r] = theta_pass_has (&pass, i, j[r]);
          theta[r] = take[r] ? find_angle (&pass, i, j[r]) : 0;
          if (take[r] && pass.view.angle)
            theta_pass_store (&pass, 0, i, j[r], theta[r]);
          t[r] = theta_angle_variable (theta[r]);
          weight[r] = take[r] ? pass.x.p[i] * pass.y.p[j[r]] : 0;
        }
      for (uint32_t l = 0; !pass.view.angle && l < pass.depth; l++)
        {
          const double *c = pass.coefficients + (size_t) l * pass.terms;

          if (pass.chebyshev)
            theta_angle_chebyshev (pass.terms, c, THETA_EACH, t, value, last, before);
          else
            theta_angle_powers (pass.terms, c, THETA_EACH, t, value);
          /* g_l(0) is 1, exactly on the diagonal. */
          for (int r = 0; r < THETA_EACH; r++)
            if (take[r])
              theta_pass_store (&pass, l, i, j[r],
                                pass.view.symmetric && i == j[r] ? weight[r]
                                                                 : value[r] * weight[r]);
        }
    }
}

void
theta_pass_angle (ThetaCudaDevice *self, const ThetaLimitPass *pass)
{
  dim3 grid ((unsigned) ((pass->width + WIDTH - 1) / WIDTH),
             (unsigned) ((pass->height + THETA_LINES - 1) / THETA_LINES));

  THETA_LAUNCH (angle_pairs, grid, dim3 (THETA_SUB, THETA_LINES), self->stream, *pass);
}
