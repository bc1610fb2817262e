/* Pages that text and figures flow onto. */
#pragma once

#include "figure/figures-private.h"
#include "figure/text-private.h"

G_BEGIN_DECLS

/* A4 in units of 1/96 inch. */
#define THETA_SHEET_WIDTH (210 / 25.4 * 96)
#define THETA_SHEET_HEIGHT (297 / 25.4 * 96)
#define THETA_SHEET_MARGIN 76.0
#define THETA_SHEET_TEXT (THETA_SHEET_WIDTH - 2 * THETA_SHEET_MARGIN)

typedef struct
{
  cairo_t *cr;
  const ThetaPalette *palette;
  const char *title; /* at the foot; borrowed */
  guint page, pages; /* pages is 0 while they are counted */
  double y;          /* where the next thing goes */
} ThetaSheet;

void theta_sheet_begin (ThetaSheet *self);
void theta_sheet_end (ThetaSheet *self);
/* A new page unless @height fits on this one. */
void theta_sheet_need (ThetaSheet *self, double height);
void theta_sheet_heading (ThetaSheet *self, const char *text, double after);
void theta_sheet_paragraph (ThetaSheet *self, const ThetaTextStyle *style, const char *text,
                            double after);

/* The parts of the report, each beginning where the sheet stands. */
void theta_report_models (ThetaSheet *self, const ThetaResults *results);
void theta_report_findings (ThetaSheet *self, const ThetaResults *results);
void theta_report_settings (ThetaSheet *self, const ThetaResults *results);
void theta_report_circumstances (ThetaSheet *self, const ThetaResults *results);

G_END_DECLS
