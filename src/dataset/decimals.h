/* How many decimals the numbers of a column are shown with. */
#pragma once

#include "base/matrix.h"

G_BEGIN_DECLS

/* As many as the file gave any of them, where that is few digits, else so many that the
 * largest has five digits: all numbers of a column then stand under each other.  Looks at
 * no more than some thousand rows; missing values (NaN) do not count.  −1 where no fixed
 * number suits: very large or very small numbers. */
int theta_column_decimals (const ThetaMatrix *x, gsize column);
/* @value with them, true minus; newly allocated. */
char *theta_column_format (double value, int decimals);

G_END_DECLS
