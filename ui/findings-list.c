#include "ui/findings-list.h"

#include "dataset/dataset.h"

#define ICON 16
#define INDENT (ICON + 12)

static GtkWidget *
text_new (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  /* Looking for the width that wraps best costs several frames a label. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, class);
  return label;
}

/* The detail stands under the line of its title and not in a column beside the picture: a
 * box that lies looks for the width at which a long text is lowest. */
static GtkWidget *
finding_new (const char *icon, const char *title, const char *detail)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, INDENT - ICON);
  GtkWidget *image = gtk_image_new_from_icon_name (icon), *body = text_new (detail, "theta-note");

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (image, g_str_equal (icon, "object-select-symbolic") ? "success"
                                                                                : "warning");
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), text_new (title, "theta-head"));
  gtk_widget_set_margin_start (body, INDENT);
  gtk_box_append (GTK_BOX (row), line);
  gtk_box_append (GTK_BOX (row), body);
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
theta_findings_list_add_button (GtkBox *box, guint k, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box));

  for (; row != NULL && k > 0; k--)
    row = gtk_widget_get_next_sibling (row);
  g_return_if_fail (row != NULL);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_start (button, INDENT);
  gtk_box_append (GTK_BOX (row), button);
}

void
theta_findings_list_offer (GtkBox *box, guint k, const char *label, const char *action,
                           GVariant *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_widget_add_css_class (button, "theta-remedy");
  theta_findings_list_add_button (box, k, button);
}
