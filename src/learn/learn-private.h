/* What the learners share. */
#pragma once

#include "learn/ridge.h"

G_BEGIN_DECLS

/* The buffers that a fit works in: A_TT (n_T × n_T) and A_VT (n_V × n_T), grown
 * where they are too small and kept between calls. */
typedef struct
{
  ThetaDevice *device;
  ThetaBuffer *att, *avt, *spare;
  gsize att_count, avt_count, spare_count;
} ThetaWorkspace;

/* Makes sure that @buffer holds @count doubles. */
gboolean theta_workspace_reserve (ThetaWorkspace *self, ThetaBuffer **buffer, gsize *held,
                                  gsize count, GError **error);
void theta_workspace_clear (ThetaWorkspace *self);

/* How many rows @mask has. */
guint theta_mask_count (const guint8 *mask, guint n);
/* The rows of @values (rows × columns) that @mask names, newly allocated. */
double *theta_mask_take (const guint8 *mask, guint n, guint columns, const double *values);
/* Adds @scale times the compact @values to the rows of @out (n × columns) that
 * @mask names. */
void theta_mask_put (const guint8 *mask, guint n, guint columns, double scale,
                     const double *values, double *out);

/* @limit of the problem's training rows, the classes in their proportion and, while
 * @limit has room, every class present (drawn from the seed): a new mask.  Where
 * there are no more than @limit all of them. */
guint8 *theta_subsample_new (const ThetaProblem *problem, guint limit, guint *count);

/* Jitter starts here, in mean diagonals, and grows by ten. */
#define THETA_FIRST_JITTER 1e-12
#define THETA_LAST_JITTER 1e-2

/* A_TT + λI in @work, factorized.  Where Cholesky refuses and ridge > 0, jitter
 * is added in steps of ten; for ridge = 0 the error names the smallest ridge
 * that works.  @v, @jitter may be NULL. */
gboolean theta_ridge_factorize (const ThetaProblem *problem, const double *a, double ridge,
                                const guint8 *v, ThetaWorkspace *work, double *jitter,
                                GError **error);

G_END_DECLS
