#pragma once

/* What the files of the Kernels page share: the page, its maps, and what each part does
 * for the others.  kernels-maps.c makes and shows the maps, kernels-cross.c moves the
 * cross, kernels-zoom.c the window into them, kernels-study.c asks the compute thread. */

#include "ui/alignment-card.h"
#include "ui/eigenvalues-card.h"
#include "ui/entries-card.h"
#include "ui/entry-panel.h"
#include "ui/kernels-board.h"
#include "ui/kernels-page.h"

G_BEGIN_DECLS

typedef struct
{
  guint index; /* in the maps: layers, A, the labels' kernel */
  char *name;
  GtkWidget *head;
  ThetaHeatmapView *view;
  GtkInscription *value; /* under the cross */
  GtkLabel *formula;     /* of A and the labels' */
  double min, max;
  gboolean log;
  ThetaColormap map;
  double own_min, own_max; /* of its own values, of that version */
  ThetaColormap own_map;
  guint64 own_version;
} ThetaKernelMap;

struct _ThetaKernelsPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaMaps *maps_of;      /* what is shown of the frame */
  ThetaFrame *arrived;     /* as the session has it, in its own order; or NULL */
  ThetaFrame *of_fold;     /* the same of another fold, the last that was chosen; or NULL */
  ThetaStudy *study;
  ThetaSpectra *spectra;
  GCancellable *studying, *ordering;
  gboolean paused;         /* these were ended because nobody sees the page */
  GPtrArray *maps;         /* of ThetaKernelMap */
  int row, column;         /* of the cross, positions; −1: none */
  int hover_row, hover_column;
  guint selected;          /* the map of the colour bar */
  double marker;           /* its value under the cross */
  gboolean stale;          /* something came while the page was not seen */
  ThetaFrame *folds_of;    /* the frame whose folds are listed; borrowed, only compared */
  ThetaFrame *rows_of;     /* and whose rows are counted, in this fold */
  guint rows_fold;
  gboolean updating;       /* the program chooses the fold or names the rows */
  gboolean narrow;         /* the window is: the inspector is closed */
  gboolean alone;          /* the selected map fills the grid */
  gint64 entry_time;       /* when the inspector was filled, in µs */
  gint64 counted_at;       /* when the colour bar counted the entries, of which map (from 1) */
  guint counted_map;
  guint64 counted_version;
  guint loading;           /* tick callback that reads entries */
  ThetaView wanted;        /* the place that was asked for; while it is waiting for maps */
  gboolean waiting;
  AdwToast *toast;         /* how far the kernels of a fold are, once that has taken a moment */
  guint waiting_source;
  int permille;
  guint wanted_fold;       /* from 1, until its list is there; 0: none is asked for */

  GtkDropDown *show, *order, *colors, *rows, *fold;
  GtkStringList *folds, *row_choices;
  GtkLabel *badge, *empty_label;
  GtkCheckButton *log_check, *label_check;
  GtkToggleButton *panel_toggle;
  ThetaKernelsBoard *board;
  GtkWidget *side, *side_switcher, *side_near, *side_cards, *empty;
  GtkStack *side_stack;
  ThetaEntryPanel *entry;
  ThetaEntriesCard *entries; /* these three lie under the maps, or in the side */
  ThetaEigenvaluesCard *eigenvalues;
  ThetaAlignmentCard *alignment;
  ThetaEntriesCard *beside; /* as entries, beside a picture that is presented */
};

/* ---- kernels-page.c ---- */

/* The frame as it is shown, in the chosen order; borrowed, or NULL. */
ThetaFrame *theta_kernels_frame (ThetaKernelsPage *self);
const ThetaNetwork *theta_kernels_network (ThetaKernelsPage *self);
ThetaKernelMap *theta_kernels_map_at (ThetaKernelsPage *self, guint i);
/* Shows what the session has. */
void theta_kernels_update (ThetaKernelsPage *self);
/* Shows frame, the session's or one in another order. */
void theta_kernels_show_frame (ThetaKernelsPage *self, ThetaFrame *frame);

/* ---- kernels-maps.c ---- */

void theta_kernels_map_free (gpointer data);
/* As many maps as the network has kernels, and A, and the labels' where it is asked for. */
void theta_kernels_ensure_maps (ThetaKernelsPage *self, const ThetaNetwork *network);
void theta_kernels_show_maps (ThetaKernelsPage *self);

/* ---- kernels-cross.c ---- */

void theta_kernels_clear_cross (ThetaKernelsPage *self);
void theta_kernels_place_cross (ThetaKernelsPage *self, const ThetaPicture *picture);
/* Before @frame is shown: the cross stays on its two samples, wherever they stand in it. */
void theta_kernels_move_along (ThetaKernelsPage *self, const ThetaFrame *frame);
void theta_kernels_update_cross (ThetaKernelsPage *self);
void theta_kernels_update_entry (ThetaKernelsPage *self);
void theta_kernels_select_map (ThetaKernelsPage *self, ThetaHeatmapView *view);
/* The window into the maps has changed. */
void theta_kernels_follow_window (ThetaKernelsPage *self);
void theta_kernels_on_cross_moved (ThetaHeatmapView *view, int row, int column,
                                   ThetaKernelsPage *self);
void theta_kernels_on_hovered (ThetaHeatmapView *view, int row, int column,
                               ThetaKernelsPage *self);
void theta_kernels_on_jump (ThetaEntryPanel *panel, guint i, guint j, ThetaKernelsPage *self);
void theta_kernels_on_map_focus (GtkWidget *view, GParamSpec *pspec, ThetaKernelsPage *self);

/* Of both colour bars, which borrow values of the maps. */
void theta_kernels_clear_bars (ThetaKernelsPage *self);

/* ---- kernels-present.c ---- */

void theta_kernels_init_presentation (ThetaKernelsPage *self);
void theta_kernels_offer_map (ThetaKernelsPage *self, ThetaKernelMap *map);

/* ---- kernels-zoom.c ---- */

void theta_kernels_on_zoomed (ThetaHeatmapView *view, double factor, double across, double down,
                              ThetaKernelsPage *self);
void theta_kernels_on_panned (ThetaHeatmapView *view, double across, double down,
                              ThetaKernelsPage *self);
void theta_kernels_on_opened (ThetaHeatmapView *view, ThetaKernelsPage *self);
void theta_kernels_on_menu (ThetaHeatmapView *view, double x, double y, ThetaKernelsPage *self);
void theta_kernels_act_zoom (GtkWidget *widget, const char *name, GVariant *parameter);
void theta_kernels_act_alone (GtkWidget *widget, const char *name, GVariant *parameter);
/* kernels-table.c */
void theta_kernels_act_table (GtkWidget *widget, const char *name, GVariant *parameter);
void theta_kernels_act_copy (GtkWidget *widget, const char *name, GVariant *parameter);

/* ---- kernels-view.c ---- */

/* Goes to the place that was asked for, and on waiting while the rows may be ordered anew
 * or the maps are of an earlier experiment. */
void theta_kernels_apply_place (ThetaKernelsPage *self);

/* ---- kernels-fold.c ---- */

/* What comes with a question to the compute thread, so that the page may go meanwhile. */
gpointer theta_kernels_question_new (ThetaKernelsPage *self, GCancellable *cancellable);
/* Frees it: the page, now the caller's, and its session, NULL where nobody wants the answer. */
ThetaKernelsPage *theta_kernels_question_end (gpointer question, ThetaSession **session);
/* The folds that can be shown, and how many rows of each kind the chosen one has. */
void theta_kernels_fill_folds (ThetaKernelsPage *self);
void theta_kernels_fill_rows (ThetaKernelsPage *self);
/* Chooses a fold (as ThetaView has it), at once or when there are folds to choose from; and the
 * one that is chosen, or asked for. */
void theta_kernels_set_fold (ThetaKernelsPage *self, guint fold);
guint theta_kernels_get_fold (ThetaKernelsPage *self);
/* The frame of the chosen fold, by class and of all rows; borrowed.  NULL where it is being
 * computed: self->ordering ends that, theta_kernels_begin_studies() comes after it. */
ThetaFrame *theta_kernels_fold_frame (ThetaKernelsPage *self);
/* It is not waited for any more. */
void theta_kernels_end_wait (ThetaKernelsPage *self);

/* ---- kernels-study.c ---- */

/* Once the run is over: while it lasts the compute thread is its own. */
void theta_kernels_begin_studies (ThetaKernelsPage *self);
void theta_kernels_stop_studies (ThetaKernelsPage *self);
/* Ends what is being computed for a page that nobody sees; theta_kernels_begin_studies()
 * asks for what is missing.  The weights by hand on another page would wait for it. */
void theta_kernels_pause_studies (ThetaKernelsPage *self);
/* What is known of the study and the spectra, in the cards. */
void theta_kernels_show_study (ThetaKernelsPage *self);

G_END_DECLS
