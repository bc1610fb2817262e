/* Lays out the cells of a table of models: in lines of one, or, where the width is too
 * little for that, with the second part of a cell under its first: the verdict over its p,
 * then each mean over its deviation.  In wide tables rows are higher, and the dots take what
 * is left. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_MODELS_LAYOUT (theta_models_layout_get_type ())
G_DECLARE_FINAL_TYPE (ThetaModelsLayout, theta_models_layout, THETA, MODELS_LAYOUT,
                      GtkLayoutManager)

typedef enum
{
  THETA_MODELS_NAME,
  THETA_MODELS_ACCURACY,
  THETA_MODELS_BALANCED,
  THETA_MODELS_ERROR,
  THETA_MODELS_DOTS,
  THETA_MODELS_TEST,
  THETA_MODELS_GROUPS, /* as a place: behind all cells of the row */
} ThetaModelsGroup;

typedef enum
{
  THETA_CELL_WHOLE, /* the width of both parts */
  THETA_CELL_FIRST,
  THETA_CELL_SECOND,
} ThetaCellPart;

/* Where @cell, which is or becomes a child of the widget with this layout, stands; row 0 is
 * the head. */
void theta_models_layout_place (GtkWidget *cell, guint row, ThetaModelsGroup group,
                                ThetaCellPart part);

G_END_DECLS
