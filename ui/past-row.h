/* A past run as an item of a list, and as its row. */
#pragma once

#include "experiment/store.h"
#include "ui/past-page.h"

G_BEGIN_DECLS

#define THETA_TYPE_PAST_ITEM (theta_past_item_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPastItem, theta_past_item, THETA, PAST_ITEM, GObject)

struct _ThetaPastItem
{
  GObject parent_instance;

  ThetaPastRun *run; /* owned */
  gboolean chosen;   /* for comparing */
};

/* Makes the rows of @page, which outlives them. */
GtkListItemFactory *theta_past_row_factory_new (ThetaPastPage *page);

G_END_DECLS
