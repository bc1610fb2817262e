/* Someone who has never seen the program: a sample, Run, the table. */
#include "hand.h"

#include "base/number.h"

static void
before (void)
{
  ui_reset ();
}

/* What the table says is what was found. */
static void
check_table (const ThetaResults *results)
{
  GtkWidget *page = ui_child (window, "results_page");

  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];
      g_autofree char *accuracy = theta_number_format_fixed (100 * model->mean.accuracy, 1);

      g_assert_nonnull (hand_find_in (page, GTK_TYPE_LABEL, model->label));
      g_assert_nonnull (hand_find_in (page, GTK_TYPE_LABEL, accuracy));
    }
}

static void
journey (void)
{
  ThetaResults *results;
  const ThetaDataset *data;

  hand_key ("<Control>n");
  hand_shot ("1-start");
  hand_press ("Iris");
  ui_wait ((data = theta_session_get_dataset (session)) != NULL && data->x->rows == 150);
  ui_settle ();
  hand_shot ("2-data");
  hand_do ("<Control>r", "Run");
  ui_wait (theta_session_get_results (session) != NULL
           && theta_session_get_results (session)->data->x->rows == 150
           && !theta_session_get_running (session));
  hand_page ("Kernels");
  hand_shot ("3-kernels");
  hand_page ("Learning");
  hand_shot ("4-learning");
  hand_page ("Results");
  hand_shot ("5-results");
  results = theta_session_get_results (session);
  check_table (results);
}

int
main (int argc, char **argv)
{
  return hand_main (argc, argv, "newcomer", before, journey);
}
