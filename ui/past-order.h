/* In which order past runs are listed: chosen in a drop-down, kept for the next time. */
#pragma once

#include "ui/past-row.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_PAST_NEWEST,
  THETA_PAST_ERROR,    /* the lowest first */
  THETA_PAST_ACCURACY, /* the highest first */
  THETA_PAST_NAME,     /* which has the name of the data in it */
  THETA_PAST_N_ORDERS
} ThetaPastOrder;

/* Below 0 where @a is listed before @b.  Runs that have no such number stand at the end;
 * among equals the newest comes first, so that no two runs are equal. */
int theta_past_order_compare (const ThetaPastRun *a, const ThetaPastRun *b, ThetaPastOrder order);

/* What was chosen the last time; the newest first where nothing was. */
ThetaPastOrder theta_past_order_recall (void);
void theta_past_order_keep (ThetaPastOrder order);

G_END_DECLS
