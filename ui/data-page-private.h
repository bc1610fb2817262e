#pragma once

/* What the files of the Data page share. */

#include "ui/data-page.h"
#include "ui/data-rows.h"
#include "ui/scatter-view.h"
#include "ui/turn.h"

G_BEGIN_DECLS

struct _ThetaDataPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaDataset *data; /* what is shown, or NULL */
  ThetaTurn turn;     /* of the content */
  gboolean low, flat; /* the page is: too low for all cards in one column, or for any below */
  int width, height;
  guint arranging;    /* source */

  ThetaDataRows *shown_rows;   /* of data, or NULL */
  GCancellable *looking; /* for the points of data, or NULL */
  gboolean standardized; /* the points are */
  gboolean updating;     /* the program chooses */

  GtkStack *stack;
  AdwStatusPage *status;
  GtkLabel *title, *note, *picture_title, *picture_note, *readout;
  GtkBox *content, *findings, *side, *below;
  GtkWidget *preparation_card, *findings_card;
  GtkScrolledWindow *findings_scroll;
  GtkStack *views;
  GtkScrolledWindow *rows, *images;
  GtkWidget *classes_card, *picture_card, *view_buttons, *images_button, *table_button;
  GtkWidget *import_button;
  GtkMenuButton *columns_button;
  GtkPopover *columns;
  GtkGrid *classes;
  ThetaScatterView *scatter;
  GtkDropDown *missing, *standardize;
  GtkLabel *split;
};

/* ---- data-browse.c: the rows, their selection, and the points ---- */

/* As a table, and as pictures where they are. */
void theta_data_show_rows (ThetaDataPage *self);
void theta_data_clear_rows (ThetaDataPage *self);
/* Which row is meant, under the points; row −1: what to do. */
void theta_data_read_out (ThetaDataPage *self, int row);
void theta_data_on_hovered (ThetaDataPage *self, int row);
void theta_data_on_picked (ThetaDataPage *self, int row);
void theta_data_on_view (ThetaDataPage *self);
/* By the column that is named; "": as in the file. */
void theta_data_act_sort (GtkWidget *widget, const char *action, GVariant *name);
void theta_data_look_for_points (ThetaDataPage *self);
void theta_data_stop_looking (ThetaDataPage *self);

/* ---- data-prepare.c: roles of columns, preparation, findings ---- */

void theta_data_update_preparation (ThetaDataPage *self);
void theta_data_update_findings (ThetaDataPage *self);
void theta_data_fill_columns (GtkMenuButton *button, gpointer page);
void theta_data_forget_columns (ThetaDataPage *self);
void theta_data_on_missing (ThetaDataPage *self);
void theta_data_on_standardize (ThetaDataPage *self);
void theta_data_act_role (GtkWidget *widget, const char *action, GVariant *name);
void theta_data_act_import (GtkWidget *widget, const char *action, GVariant *parameter);

G_END_DECLS
