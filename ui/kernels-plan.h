/* Where maps and cards of the Kernels page stand: geometry alone, in pixels of its board. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_BOARD_CARDS 3
#define THETA_BOARD_LEAST_CARD 168 /* width, at the usual size of text */
#define THETA_BOARD_APART 18       /* two cards beside each other */
#define THETA_BOARD_BELOW 6        /* all of it, and beside the maps, for the ring of the focus */

/* What is to be placed, and where. */
typedef struct
{
  int width, height;
  guint layers, pinned; /* maps in view: those that scroll, those that stay beside them */
  int head;             /* of a map: height */
  double scale;         /* of text */
  gboolean compact;     /* not all cards have room */
  gboolean presented;   /* large and alone: without cards */
  /* The height of a card that is @width wide: at least, and where it shows all it has; both 0
   * where it stands elsewhere. */
  void (*measure) (gpointer board, guint card, int width, int *minimum, int *natural);
  gpointer board;
} ThetaKernelsRoom;

typedef struct
{
  GdkRectangle layers, pinned; /* empty: none are in view */
  GdkRectangle cards[THETA_BOARD_CARDS]; /* 0 high: it does not stand here */
  int width;                   /* that the maps take */
} ThetaKernelsPlan;

ThetaKernelsPlan theta_kernels_plan_make (const ThetaKernelsRoom *room);

G_END_DECLS
