#include "ui/findings-list.h"

#include "dataset/dataset.h"

static GtkWidget *
finding_new (const char *icon, const char *title, const char *detail)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *head = gtk_label_new (title), *body = gtk_label_new (detail);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (image, g_str_equal (icon, "object-select-symbolic") ? "success"
                                                                                : "warning");
  for (guint k = 0; k < 2; k++)
    {
      GtkLabel *label = GTK_LABEL (k == 0 ? head : body);

      gtk_label_set_xalign (label, 0);
      gtk_label_set_wrap (label, TRUE);
      gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD);
      /* Looking for the width that wraps best costs several frames a label. */
      gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_NONE);
      gtk_label_set_max_width_chars (label, 40);
      gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
      gtk_box_append (GTK_BOX (texts), GTK_WIDGET (label));
    }
  gtk_widget_add_css_class (head, "theta-head");
  gtk_widget_add_css_class (body, "theta-note");
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), texts);
  return row;
}

void
theta_findings_list_fill (GtkBox *box, GPtrArray *findings, const char *all_well,
                          const char *detail)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (guint k = 0; k < findings->len; k++)
    {
      const ThetaFinding *finding = g_ptr_array_index (findings, k);

      gtk_box_append (box, finding_new ("dialog-warning-symbolic", finding->title,
                                        finding->detail));
    }
  if (findings->len == 0)
    gtk_box_append (box, finding_new ("object-select-symbolic", all_well, detail));
}

void
theta_findings_list_offer (GtkBox *box, guint k, const char *label, const char *action,
                           GVariant *target)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box)), *button;

  for (; row != NULL && k > 0; k--)
    row = gtk_widget_get_next_sibling (row);
  g_return_if_fail (row != NULL);
  button = gtk_button_new_with_label (label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "theta-remedy");
  gtk_box_append (GTK_BOX (gtk_widget_get_last_child (row)), button);
}
