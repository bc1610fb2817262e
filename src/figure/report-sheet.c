#include "figure/report-private.h"

#include <math.h>

#define TOP 72.0
#define FOOT 84.0 /* kept free below the text */

static ThetaTextStyle
style_of (const ThetaSheet *self, double size, gboolean bold, gboolean dim)
{
  return theta_text_style (self->palette, size, bold,
                           dim ? self->palette->dim : self->palette->foreground);
}

static void
draw_foot (ThetaSheet *self)
{
  ThetaTextStyle style = style_of (self, THETA_TEXT_AXIS, FALSE, TRUE);
  g_autofree char *number = g_strdup_printf ("%u of %u", self->page, self->pages);
  double y = THETA_SHEET_HEIGHT - 48;

  theta_text_draw_within (self->cr, &style, self->title, THETA_SHEET_MARGIN, y, 0,
                          THETA_SHEET_TEXT - 80);
  theta_text_draw (self->cr, &style, number, THETA_SHEET_WIDTH - THETA_SHEET_MARGIN, y, 1);
}

void
theta_sheet_begin (ThetaSheet *self)
{
  self->page = 1;
  self->y = TOP;
}

void
theta_sheet_end (ThetaSheet *self)
{
  draw_foot (self);
  cairo_show_page (self->cr);
}

void
theta_sheet_need (ThetaSheet *self, double height)
{
  /* What is higher than a page starts at the top of one. */
  if (self->y + height <= THETA_SHEET_HEIGHT - FOOT || self->y <= TOP)
    return;
  theta_sheet_end (self);
  self->page++;
  self->y = TOP;
}

void
theta_sheet_heading (ThetaSheet *self, const char *text, double after)
{
  ThetaTextStyle style = style_of (self, 16, TRUE, FALSE);

  /* Never alone at the foot of a page. */
  theta_sheet_need (self, 30 + after);
  theta_text_draw (self->cr, &style, text, THETA_SHEET_MARGIN, self->y + 10, 0);
  self->y += 30;
}

void
theta_sheet_paragraph (ThetaSheet *self, const ThetaTextStyle *style, const char *text,
                       double after)
{
  double height
      = theta_text_paragraph (self->cr, style, text, 0, 0, THETA_SHEET_TEXT, FALSE);

  theta_sheet_need (self, height);
  theta_text_paragraph (self->cr, style, text, THETA_SHEET_MARGIN, self->y, THETA_SHEET_TEXT, TRUE);
  self->y += ceil (height) + after;
}
