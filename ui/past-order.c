#include "ui/past-order.h"

#include <math.h>

#include "ui/remember.h"

#define KEY "PastRunsOrder"

static const char *const words[THETA_PAST_N_ORDERS] = { "newest", "error", "accuracy", "name" };

/* Ascending, what is not known at the end. */
static int
compare_numbers (double a, double b)
{
  if (isnan (a) || isnan (b))
    return (isnan (a) != 0) - (isnan (b) != 0);
  return (a > b) - (a < b);
}

static int
compare_names (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_casefold (a, -1), *second = g_utf8_casefold (b, -1);

  return g_utf8_collate (first, second);
}

int
theta_past_order_compare (const ThetaPastRun *a, const ThetaPastRun *b, ThetaPastOrder order)
{
  int result = 0;

  if (order == THETA_PAST_ERROR)
    result = compare_numbers (a->error, b->error);
  else if (order == THETA_PAST_ACCURACY)
    result = compare_numbers (-a->accuracy, -b->accuracy);
  else if (order == THETA_PAST_NAME)
    result = compare_names (a->name, b->name);
  if (result == 0)
    result = (a->finished < b->finished) - (a->finished > b->finished);
  return result != 0 ? result : (a->id < b->id) - (a->id > b->id);
}

ThetaPastOrder
theta_past_order_recall (void)
{
  g_autofree char *word = theta_remember_get_word (KEY);

  for (guint k = 0; k < THETA_PAST_N_ORDERS; k++)
    if (g_strcmp0 (words[k], word) == 0)
      return (ThetaPastOrder) k;
  return THETA_PAST_NEWEST;
}

void
theta_past_order_keep (ThetaPastOrder order)
{
  g_return_if_fail (order < THETA_PAST_N_ORDERS);
  theta_remember_set_word (KEY, words[order]);
}
