/* One row of the settings: a combo row, a spin button or an entry in an action row. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

typedef enum { THETA_ROW_CHOICE, THETA_ROW_NUMBER, THETA_ROW_TEXT } ThetaRowKind;

typedef struct
{
  const char *id;            /* in the template: the row; its input is ID_input */
  const char *key;           /* "Network.Depth" */
  ThetaRowKind kind;
  const char *const *values; /* of a choice: the file's words, in the order of the row */
  const char *prefix;        /* what stands before the value in the file, or NULL */
  const char *first;         /* of a choice whose last value needs another key that may not be
                                empty: what is set first where it is, "Group.Key=Value"; or NULL */
} ThetaRowSpec;

typedef struct
{
  const ThetaRowSpec *spec;
  AdwActionRow *row;  /* an AdwComboRow where the kind is a choice */
  GtkWidget *input;   /* GtkSpinButton or GtkEntry, NULL for a choice */
  char *refused;      /* the sentence, or NULL */
  char *subtitle;     /* what stands there when nothing was refused, or NULL */
  guint pending;      /* source that takes what is being typed */
  gboolean updating;  /* the program writes, not the person */
  gboolean trying;    /* the experiment changes because of this row */
  ThetaSession *session; /* borrowed */
  void (*changed) (gpointer user_data); /* after every attempt */
  gpointer user_data;
} ThetaRow;

/* @row must be the action row; @input as above. */
ThetaRow *theta_row_new (const ThetaRowSpec *spec, AdwActionRow *row, GtkWidget *input,
                         void (*changed) (gpointer user_data), gpointer user_data);
void theta_row_free (ThetaRow *self);
/* Shows what @experiment says, unless the row holds something refused. */
void theta_row_show (ThetaRow *self, const ThetaExperiment *experiment);
/* Tries @value; a refusal is shown under the row. */
void theta_row_try (ThetaRow *self, const char *value);
/* Takes what is being typed. */
void theta_row_commit (ThetaRow *self);
/* Forgets a refused value and shows @experiment again. */
void theta_row_reset (ThetaRow *self, const ThetaExperiment *experiment);

G_END_DECLS
