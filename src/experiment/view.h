/* What is looked at: the page and how it shows it.  A part of the experiment's file
 * ([View]) and of links that changes no number: runs, comparisons and results know
 * nothing of it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  THETA_VIEW_PAGE_DATA,
  THETA_VIEW_PAGE_KERNELS,
  THETA_VIEW_PAGE_LEARNING,
  THETA_VIEW_PAGE_RESULTS
} ThetaViewPage;

/* The latest iteration, whatever its number. */
#define THETA_VIEW_LAST G_MAXUINT

/* Fields that the table of keys fills are int for choices and gboolean. */
typedef struct
{
  gboolean given; /* there is a view at all */
  int page;       /* ThetaViewPage */
  /* Kernels */
  int show;            /* ThetaShow */
  int order;           /* ThetaOrder */
  int rows;            /* ThetaRows */
  gboolean own_scales; /* a colour scale for each map */
  gboolean log;        /* logarithmic colours */
  gboolean labels;     /* the kernel of the labels beside the others */
  gboolean inspector;
  guint map;         /* the chosen one: 0 is A, l is the l-th kernel */
  gboolean alone;    /* it fills the page */
  guint row, column; /* of the data, from 1: under the cross; 0: where it falls */
  guint kernel_fold; /* whose kernels are shown, from 1; 0: the drawn one */
  double zoom[3];    /* first row, first column (positions), rows shown; 0 rows: all */
  /* Learning */
  gboolean log_weights; /* instead of shares */
  guint fold;           /* from 1; 0: the one that comes */
  guint iteration;      /* THETA_VIEW_LAST: it follows */
  double range[2];      /* first and last iteration shown; all where the last is 0 */
  gboolean accuracy, training;
} ThetaView;

G_END_DECLS
