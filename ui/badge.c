#include "ui/badge.h"

#include <glib/gi18n.h>

char *
theta_badge_text (ThetaSession *session)
{
  /* Every kernel of this program is the limit of infinite width so far. */
  return g_strjoin (" · ", _ ("Infinite width"), _ ("NTK parameterisation"), NULL);
}

const char *
theta_badge_tooltip (void)
{
  return _ ("Infinite width: the kernels are the limits of Θₗ as every layer grows, without random "
            "weights.\nNTK parameterisation: f⁽ˡ⁾ = σ_w W σ(f⁽ˡ⁻¹⁾) ⁄ √dₗ₋₁ + σ_b b with entries "
            "of W and b drawn from N(0, 1)");
}
