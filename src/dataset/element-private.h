/* Numbers as binary files hold them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char kind;     /* 'f' floating, 'i' signed, 'u' unsigned, 'b' truth */
  guint size;    /* bytes: 1, 2, 4 or 8; 'f': 4 or 8; 'b': 1 */
  gboolean big;  /* the most significant byte first */
} ThetaElement;

/* @count numbers at @bytes as doubles. */
void theta_element_decode (const ThetaElement *self, const guchar *bytes, gsize count,
                           double *values);

G_END_DECLS
