/* Someone who has never seen the program: a sample, Run, the table. */
#include "hand.h"

#include <math.h>

#include "base/number.h"

static void
before (void)
{
  ui_reset ();
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
  g_assert_true (theta_session_get_running (session));
  ui_wait (!theta_session_get_running (session));
  hand_page ("Kernels");
  hand_shot ("3-kernels");
  hand_page ("Learning");
  hand_shot ("4-learning");
  hand_page ("Results");
  hand_shot ("5-results");
  results = theta_session_get_results (session);
  g_assert_nonnull (results);
}

int
main (int argc, char **argv)
{
  return hand_main (argc, argv, "newcomer", before, journey);
}
