#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>

#include "experiment/results.h"
#include "experiment/run.h"

void
theta_kernels_stop_studies (ThetaKernelsPage *self)
{
  if (self->studying != NULL)
    g_cancellable_cancel (self->studying);
  g_clear_object (&self->studying);
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  g_clear_pointer (&self->study, theta_study_unref);
  g_clear_pointer (&self->spectra, theta_spectra_unref);
}

void
theta_kernels_pause_studies (ThetaKernelsPage *self)
{
  gboolean asked = self->studying != NULL && (self->study == NULL || self->spectra == NULL);

  self->paused = self->ordering != NULL || asked;
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  if (!asked)
    return;
  g_cancellable_cancel (self->studying);
  g_clear_object (&self->studying);
}

void
theta_kernels_show_study (ThetaKernelsPage *self)
{
  const ThetaFrame *frame = theta_kernels_frame (self);
  double sum = 0;

  for (guint l = 0; self->spectra != NULL && frame->weights != NULL && l < self->spectra->layers;
       l++)
    sum += frame->weights[l];
  theta_eigenvalues_card_show (self->eigenvalues, self->spectra, sum);
  theta_alignment_card_show (self->alignment, self->study, self->spectra,
                             theta_kernels_network (self));
}

typedef struct
{
  GWeakRef page;
  GCancellable *cancellable; /* says whether the answer is still wanted */
} Question;

static Question *
question_new (ThetaKernelsPage *self, GCancellable *cancellable)
{
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->page, self);
  question->cancellable = g_object_ref (cancellable);
  return question;
}

static ThetaKernelsPage *
question_end (Question *question, ThetaSession **session)
{
  ThetaKernelsPage *page = g_weak_ref_get (&question->page);

  if (page != NULL && (g_cancellable_is_cancelled (question->cancellable) || page->session == NULL))
    g_clear_object (&page);
  *session = page != NULL ? page->session : NULL;
  g_weak_ref_clear (&question->page);
  g_object_unref (question->cancellable);
  g_free (question);
  return page;
}

static void
on_studied (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = question_end (data, &session);
  ThetaStudy *study = theta_study_finish (session, result, NULL);

  if (self == NULL || study == NULL)
    {
      g_clear_pointer (&study, theta_study_unref);
      return;
    }
  self->study = study;
  theta_maps_set_frame (self->maps_of, theta_kernels_frame (self), study);
  theta_kernels_show_maps (self);
  theta_kernels_update_entry (self);
  theta_kernels_show_study (self);
}

static void
on_spectra (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = question_end (data, &session);
  ThetaSpectra *spectra = theta_spectra_finish (session, result, NULL);

  if (self == NULL || spectra == NULL)
    {
      g_clear_pointer (&spectra, theta_spectra_unref);
      return;
    }
  self->spectra = spectra;
  theta_kernels_show_study (self);
}

/* Of the frame that is shown, whose A it may be another fold's: what is not known yet. */
static void
begin_study (ThetaKernelsPage *self, ThetaFrame *frame)
{
  if (self->studying != NULL)
    return;
  self->studying = g_cancellable_new ();
  if (self->study == NULL)
    theta_study_async (self->session, frame, self->studying, on_studied,
                       question_new (self, self->studying));
  if (self->spectra == NULL)
    theta_spectra_async (self->session, frame, self->studying, on_spectra,
                         question_new (self, self->studying));
}

static void
on_ordered (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = question_end (data, &session);
  g_autoptr (ThetaFrame) frame = theta_order_finish (session, result, NULL);

  if (self == NULL || frame == NULL)
    return;
  g_clear_object (&self->ordering);
  theta_kernels_show_frame (self, frame);
  begin_study (self, frame);
}

/* What the chosen fold learnt; FALSE where that is what the frame has already. */
static gboolean
find_learnt (ThetaKernelsPage *self, ThetaLearnt *learnt)
{
  ThetaResults *results = theta_session_get_results (self->session);
  guint fold = gtk_drop_down_get_selected (self->fold);
  const ThetaFit *fit;

  if (results == NULL || fold == self->arrived->picture_fold)
    return FALSE;
  fit = theta_results_learnt (results, fold, self->arrived->kernel->layers);
  if (fit == NULL)
    return FALSE;
  *learnt = (ThetaLearnt){ .fold = fold, .weights = fit->weights, .ridge = fit->ridge };
  return TRUE;
}

/* The weights are those of the chosen fold, the layers those that were drawn. */
static void
explain_folds (ThetaKernelsPage *self, const ThetaResults *results)
{
  g_autofree char *text = NULL;

  if (theta_run_shares_kernels (results->experiment, self->arrived->data))
    text = g_strdup (_ ("A has the weights that were learnt in this fold; the layers’ kernels are "
                        "the same in all"));
  else
    text = g_strdup_printf (_ ("A has the weights that were learnt in this fold. The layers’ kernels "
                               "stay those of fold %u: each fold has slightly other ones, as its "
                               "training rows decide how the columns are prepared"),
                            self->arrived->picture_fold + 1);
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
  gboolean usable = model != NULL && self->arrived != NULL && self->arrived->kernel != NULL
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

/* The fold whose A is shown: the chosen one, or where there is no choice the frame's. */
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

void
theta_kernels_begin_studies (ThetaKernelsPage *self)
{
  ThetaFrame *frame = self->arrived;
  guint order = gtk_drop_down_get_selected (self->order);
  guint rows = gtk_drop_down_get_selected (self->rows);
  ThetaLearnt learnt;
  gboolean other;

  self->paused = FALSE;
  if (frame == NULL || frame->kernel == NULL || frame->weights == NULL
      || theta_session_get_running (self->session))
    return;
  other = find_learnt (self, &learnt);
  if (order == THETA_ORDER_CLASS && rows == THETA_ROWS_ALL && !other)
    {
      if (theta_kernels_frame (self) != frame)
        theta_kernels_show_frame (self, frame);
      begin_study (self, frame);
      return;
    }
  self->ordering = g_cancellable_new ();
  theta_order_async (self->session, frame, (ThetaOrder) order, (ThetaRows) rows,
                     other ? &learnt : NULL, self->ordering, on_ordered,
                     question_new (self, self->ordering));
}
