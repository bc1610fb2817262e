/* The fold whose kernels are shown: the list of them, the frame of one that was not drawn,
 * and how many rows of each kind it has. */
#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "experiment/fold-frame.h"
#include "experiment/run.h"
#include "ui/window.h"

#define WAIT_MS 500 /* before it is told how far a fold's kernels are, and from then on */

/* ---- questions to the compute thread ---- */

typedef struct
{
  GWeakRef page;
  GCancellable *cancellable; /* says whether the answer is still wanted */
} Question;

gpointer
theta_kernels_question_new (ThetaKernelsPage *self, GCancellable *cancellable)
{
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->page, self);
  question->cancellable = g_object_ref (cancellable);
  return question;
}

ThetaKernelsPage *
theta_kernels_question_end (gpointer data, ThetaSession **session)
{
  Question *question = data;
  ThetaKernelsPage *page = g_weak_ref_get (&question->page);

  if (page != NULL && (g_cancellable_is_cancelled (question->cancellable) || page->session == NULL))
    g_clear_object (&page);
  *session = page != NULL ? page->session : NULL;
  g_weak_ref_clear (&question->page);
  g_object_unref (question->cancellable);
  g_free (question);
  return page;
}

/* ---- the kernels of another fold ---- */

/* The list of folds goes back to what is seen. */
static void
take_back (ThetaKernelsPage *self)
{
  const ThetaFrame *frame = theta_kernels_frame (self);

  self->updating = TRUE;
  gtk_drop_down_set_selected (self->fold, (frame != NULL ? frame : self->arrived)->picture_fold);
  self->updating = FALSE;
  theta_kernels_fill_rows (self);
}

void
theta_kernels_end_wait (ThetaKernelsPage *self)
{
  if (self->waiting_source == 0)
    return;
  g_clear_handle_id (&self->waiting_source, g_source_remove);
  gtk_widget_remove_css_class (GTK_WIDGET (self->board), "theta-old");
  if (self->toast == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->toast, self);
  adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
}

static void
on_cancel (ThetaKernelsPage *self)
{
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  theta_kernels_end_wait (self);
  take_back (self);
  theta_kernels_begin_studies (self);
}

/* How far it is, with a way to stop it; what is seen meanwhile is another fold's. */
static gboolean
on_waiting (gpointer user_data)
{
  ThetaKernelsPage *self = user_data;
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *text = NULL;

  self->permille = MAX (self->permille,
                        theta_worker_get_permille (theta_session_get_worker (self->session)));
  text = g_strdup_printf (_ ("Computing the kernels of fold %u: %d\u2009%%"),
                          gtk_drop_down_get_selected (self->fold) + 1, self->permille / 10);
  gtk_widget_add_css_class (GTK_WIDGET (self->board), "theta-old");
  if (self->toast != NULL)
    adw_toast_set_title (self->toast, text);
  else if (overlay != NULL)
    {
      self->toast = g_object_ref_sink (adw_toast_new (text));
      adw_toast_set_timeout (self->toast, 0);
      adw_toast_set_button_label (self->toast, _ ("_Cancel"));
      g_signal_connect_swapped (self->toast, "button-clicked", G_CALLBACK (on_cancel), self);
      adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), g_object_ref (self->toast));
    }
  return G_SOURCE_CONTINUE;
}

static void
on_fold_frame (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = theta_kernels_question_end (data, &session);
  g_autoptr (GError) error = NULL;
  ThetaFrame *frame = theta_fold_frame_finish (session, result, &error);

  if (self == NULL)
    {
      g_clear_pointer (&frame, theta_frame_unref);
      return;
    }
  g_clear_object (&self->ordering);
  theta_kernels_end_wait (self);
  if (frame == NULL)
    {
      /* The fold that was seen stays. */
      if (!theta_error_is_cancelled (error))
        theta_window_toast (THETA_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), error->message);
      take_back (self);
    }
  else
    {
      g_clear_pointer (&self->of_fold, theta_frame_unref);
      self->of_fold = frame;
    }
  theta_kernels_begin_studies (self);
}

ThetaFrame *
theta_kernels_fold_frame (ThetaKernelsPage *self)
{
  ThetaResults *results = theta_session_get_results (self->session);
  guint fold = gtk_drop_down_get_selected (self->fold);

  if (results == NULL || self->folds_of != self->arrived || fold == self->arrived->picture_fold
      || !theta_fold_frame_has (results, fold))
    return self->arrived;
  if (self->of_fold != NULL && self->of_fold->picture_fold == fold)
    return self->of_fold;
  self->ordering = g_cancellable_new ();
  self->permille = 0;
  theta_kernels_end_wait (self);
  self->waiting_source = g_timeout_add (WAIT_MS, on_waiting, self);
  theta_fold_frame_async (self->session, results, fold, self->ordering, on_fold_frame,
                          theta_kernels_question_new (self, self->ordering));
  return NULL;
}

/* ---- the list ---- */

static void
explain_folds (ThetaKernelsPage *self, const ThetaResults *results)
{
  const char *text
      = theta_run_shares_kernels (results->experiment, self->arrived->data)
            ? _ ("A has the weights that were learnt in this fold; the layers’ kernels are the "
                 "same in all")
            : _ ("A has the weights that were learnt in this fold, and the layers’ kernels are its "
                 "own: its training rows decide how the columns are prepared and the layers "
                 "normalised");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fold), text);
}

/* The fold that is asked for, which a list of another experiment has not to follow; the drawn
 * one where there are not as many. */
static guint
wanted_of (ThetaKernelsPage *self, guint folds)
{
  guint wanted = self->wanted_fold;
  gboolean stale;

  g_object_get (self->session, "stale", &stale, NULL);
  if (stale)
    return self->arrived->picture_fold;
  self->wanted_fold = 0;
  return wanted > 0 && wanted <= folds ? wanted - 1 : self->arrived->picture_fold;
}

void
theta_kernels_fill_folds (ThetaKernelsPage *self)
{
  ThetaResults *results = theta_session_get_results (self->session);
  const ThetaModelResult *model = results != NULL ? theta_results_weighted (results) : NULL;
  guint before = g_list_model_get_n_items (G_LIST_MODEL (self->folds));
  const ThetaFrame *drawn = results != NULL ? results->frame : NULL;
  gboolean usable = model != NULL && self->arrived != NULL && self->arrived->kernel != NULL
                    && drawn != NULL && drawn->kernel == self->arrived->kernel
                    && !theta_session_get_running (self->session) && model->folds->len > 1;

  if (usable && self->folds_of == self->arrived)
    return;
  self->folds_of = usable ? self->arrived : NULL;
  self->updating = TRUE;
  gtk_string_list_splice (self->folds, 0, before, NULL);
  for (guint f = 0; usable && f < model->folds->len; f++)
    {
      g_autofree char *text = g_strdup_printf (_ ("fold %u of %u"), f + 1, model->folds->len);

      gtk_string_list_append (self->folds, text);
    }
  if (usable)
    {
      gtk_drop_down_set_selected (self->fold, wanted_of (self, model->folds->len));
      explain_folds (self, results);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->fold), usable);
  self->updating = FALSE;
}

/* The fold that is shown: the chosen one, or where there is no choice the frame's. */
static guint
shown_fold (ThetaKernelsPage *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->fold)) ? gtk_drop_down_get_selected (self->fold)
                                                          : self->arrived->picture_fold;
}

void
theta_kernels_set_fold (ThetaKernelsPage *self, guint fold)
{
  gboolean stale;

  g_object_get (self->session, "stale", &stale, NULL);
  self->wanted_fold = fold;
  /* The list may be of frames before the one that is to be shown, or of what ran before. */
  if (!stale && self->arrived != NULL && self->folds_of == self->arrived
      && self->folds_of == theta_session_get_frame (self->session))
    gtk_drop_down_set_selected (
        self->fold, wanted_of (self, g_list_model_get_n_items (G_LIST_MODEL (self->folds))));
}

guint
theta_kernels_get_fold (ThetaKernelsPage *self)
{
  /* A page that is not seen has let its frame go, and its list with it. */
  if (self->wanted_fold > 0 || self->arrived == NULL || self->folds_of != self->arrived)
    return self->wanted_fold;
  return shown_fold (self) == self->arrived->picture_fold ? 0 : shown_fold (self) + 1;
}

guint
theta_kernels_page_get_fold (ThetaKernelsPage *self)
{
  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self), 0);
  /* What came while the page was not seen. */
  if (self->stale)
    theta_kernels_update (self);
  return self->arrived != NULL ? shown_fold (self) : 0;
}

void
theta_kernels_fill_rows (ThetaKernelsPage *self)
{
  const GPtrArray *folds = self->arrived != NULL ? self->arrived->folds : NULL;
  guint at = folds != NULL ? shown_fold (self) : 0, chosen = gtk_drop_down_get_selected (self->rows);
  gboolean usable = folds != NULL && at < folds->len && self->arrived->kernel != NULL
                    && !theta_session_get_running (self->session);
  const ThetaFold *fold = usable ? folds->pdata[at] : NULL;
  g_autofree char *all = NULL, *train = NULL, *test = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->rows), usable);
  if (!usable || (self->rows_of == self->arrived && self->rows_fold == at))
    return;
  self->rows_of = self->arrived;
  self->rows_fold = at;
  all = g_strdup_printf (_ ("all %u rows"), fold->n);
  train = g_strdup_printf (ngettext ("%u training row", "%u training rows", fold->n_train),
                           fold->n_train);
  test = g_strdup_printf (ngettext ("%u test row", "%u test rows", fold->n_test), fold->n_test);
  self->updating = TRUE;
  gtk_string_list_splice (self->row_choices, 0, 3,
                          (const char *const[]){ all, train, test, NULL });
  gtk_drop_down_set_selected (self->rows, chosen);
  self->updating = FALSE;
}
