#include <locale.h>

#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#include "base/runtime.h"
#include "config.h"
#include "ui/application.h"
#include "ui/measure.h"

int
main (int argc, char **argv)
{
  g_autoptr (ThetaApplication) application = NULL;
  int status;

  theta_runtime_prepare (argv);
  /* Fonts are found in a thread of their own, for which GTK would wait: it begins now. */
  pango_cairo_font_map_get_default ();
  setlocale (LC_ALL, "");
  bindtextdomain ("thetascope", THETA_LOCALE_DIR);
  bind_textdomain_codeset ("thetascope", "UTF-8");
  textdomain ("thetascope");
  theta_measure_begin ();
  application = theta_application_new (G_APPLICATION_HANDLES_OPEN);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (status == 0)
    status = theta_application_get_status (application);
  theta_measure_print ("Since then");
  return status;
}
