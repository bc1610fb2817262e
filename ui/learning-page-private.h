#pragma once

/* What the files of the Learning page share. */

#include "ui/learning-charts.h"
#include "ui/learning-page.h"
#include "ui/replay-bar.h"
#include "ui/turn.h"
#include "ui/weighed-card.h"
#include "ui/weights-card.h"

G_BEGIN_DECLS

struct _ThetaLearningPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  GPtrArray *histories; /* of ThetaHistory, a fold each */
  guint shown;          /* the fold */
  gboolean chosen;      /* the person chose it: it stays while others grow */
  gboolean updating, stale;
  gboolean held_up;     /* we paused the run, for weights by hand */
  ThetaView wanted;     /* the fold and the iteration that were asked for */
  gboolean waiting;     /* they are not there yet */
  GCancellable *asking; /* for the held-out rows, or NULL */
  ThetaAnswer *answer;  /* of the held-out rows, NULL: not asked for */
  ThetaFrame *of_fold;  /* the fold that is shown, where another one was drawn; or NULL */
  GCancellable *fetching; /* for the kernels of that fold, or NULL */
  guint fetched;
  gboolean fold_failed; /* they could not be had */
  ThetaResults *fold_of; /* whose fold these are; borrowed, only compared */
  ThetaTurn turn;

  GtkStack *stack;
  AdwStatusPage *status;
  GtkWidget *status_button;
  GtkDropDown *show, *fold;
  GtkCheckButton *accuracy, *training, *held_out;
  GtkStringList *folds;
  GtkLabel *badge;
  GtkBox *content;
  GtkWidget *scroll, *main, *side;
  GtkScrolledWindow *side_scroll;
  ThetaLearningCharts *charts;
  ThetaReplayBar *replay;
  ThetaWeightsCard *by_hand;
  ThetaWeighedCard *weighed;
};

/* ---- learning-page.c ---- */

/* Of the fold that is shown; borrowed, or NULL. */
const ThetaHistory *theta_learning_shown_history (ThetaLearningPage *self);
void theta_learning_update_charts (ThetaLearningPage *self);
/* All that the session says, now. */
void theta_learning_update (ThetaLearningPage *self);

/* ---- learning-shown.c ---- */

/* Whether the story that is shown is still growing: the last one of a run under way. */
gboolean theta_learning_is_growing (ThetaLearningPage *self);
void theta_learning_show_charts (ThetaLearningPage *self, const ThetaHistory *history);

/* ---- learning-view.c ---- */

/* Goes to the fold and the iteration that were asked for, once the run is over. */
void theta_learning_apply_place (ThetaLearningPage *self);

/* ---- learning-weights.c: the weights at the cursor, or by hand ---- */

/* Whether the compute thread comes to questions: nothing runs, or it stands still. */
gboolean theta_learning_may_ask (ThetaLearningPage *self);
void theta_learning_update_cards (ThetaLearningPage *self);
void theta_learning_update_weights (ThetaLearningPage *self);
void theta_learning_on_weights (ThetaLearningPage *self);
void theta_learning_on_by_hand (ThetaLearningPage *self);
void theta_learning_on_compare (ThetaLearningPage *self);

/* ---- learning-fold.c ---- */

/* The frame of the fold that is shown, borrowed; NULL where it is not there.  Where it can be
 * had theta_learning_update_charts() comes with it. */
ThetaFrame *theta_learning_frame (ThetaLearningPage *self);
/* Whether its kernels are there or can be had. */
gboolean theta_learning_has_frame (ThetaLearningPage *self);
void theta_learning_drop_fold (ThetaLearningPage *self);

/* ---- learning-held-out.c: the held-out rows, on request ---- */

void theta_learning_forget_held_out (ThetaLearningPage *self);
void theta_learning_on_held_out (ThetaLearningPage *self);

G_END_DECLS
