/* The header of a NumPy file: the literal of a Python dictionary. */
#include <string.h>

#include "base/error.h"
#include "dataset/npy-private.h"

#define MAX_HEADER (1u << 20)

static gboolean
fail (const ThetaBytes *bytes, GError **error, const char *message)
{
  theta_set_error_at (error, THETA_ERROR_PARSE, theta_bytes_name (bytes), 0, 0, "%s", message);
  return FALSE;
}

/* What follows 'key': in the dictionary, NULL where it is not there. */
static const char *
find_value (const char *header, const char *key)
{
  const char *quotes = "'\"";

  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *quoted = g_strdup_printf ("%c%s%c", quotes[k], key, quotes[k]);
      const char *at = strstr (header, quoted);

      if (at == NULL)
        continue;
      at += strlen (quoted);
      at += strspn (at, " \t");
      if (*at == ':')
        return at + 1 + strspn (at + 1, " \t");
    }
  return NULL;
}

/* '<f8', '>i2', '|b1', '|u1'. */
static gboolean
take_type (const char *text, ThetaElement *element)
{
  char kind, order;

  if (text == NULL || (*text != '\'' && *text != '"') || text[1] == '\0' || text[2] == '\0'
      || text[3] < '1' || text[3] > '8' || text[4] != *text)
    return FALSE;
  order = text[1];
  kind = text[2];
  *element = (ThetaElement){ kind, (guint) (text[3] - '0'), order == '>' };
  if (strchr ("<>|=", order) == NULL || strchr ("1248", text[3]) == NULL
      || (order == '|' && element->size > 1))
    return FALSE;
  if (order == '=')
    element->big = G_BYTE_ORDER == G_BIG_ENDIAN;
  return kind == 'i' || kind == 'u' || (kind == 'f' && element->size >= 4)
         || (kind == 'b' && element->size == 1);
}

static gboolean
has_objects (const char *text)
{
  return text != NULL && strchr ("'\"", *text) != NULL && *text != '\0'
         && (text[1] == 'O' || (text[1] != '\0' && text[2] == 'O'));
}

/* (3, 4), (3,) or (). */
static gboolean
take_shape (const char *text, ThetaNpyArray *array)
{
  array->n_dims = 0;
  if (text == NULL || *text++ != '(')
    return FALSE;
  for (text += strspn (text, " "); *text != ')'; text += strspn (text, " "))
    {
      char *end;

      if (!g_ascii_isdigit (*text) || array->n_dims == THETA_NPY_MAX_DIMS)
        return FALSE;
      array->shape[array->n_dims] = g_ascii_strtoull (text, &end, 10);
      if (array->shape[array->n_dims++] == G_MAXUINT64)
        return FALSE;
      text = end + strspn (end, " L");
      if (*text == ',')
        text++;
      else if (*text != ')')
        return FALSE;
    }
  return TRUE;
}

/* The dictionary between the magic and the numbers, newly allocated. */
static char *
take_dictionary (ThetaBytes *bytes, GError **error)
{
  guchar head[12];
  g_autofree char *text = NULL;
  gsize length;

  if (!theta_bytes_read (bytes, head, 10, error))
    return NULL;
  if (memcmp (head, THETA_NPY_MAGIC, 6) != 0 || head[6] < 1 || head[6] > 3)
    {
      fail (bytes, error, "the file does not begin as a NumPy array of version 1 to 3; expected "
                          "what numpy.save writes");
      return NULL;
    }
  length = head[8] | (gsize) head[9] << 8;
  if (head[6] > 1)
    {
      if (!theta_bytes_read (bytes, head + 10, 2, error))
        return NULL;
      length |= (gsize) head[10] << 16 | (gsize) head[11] << 24;
    }
  if (length > MAX_HEADER || length > theta_bytes_left (bytes))
    {
      fail (bytes, error, "the header is longer than the file or than 1 MB; expected what "
                          "numpy.save writes");
      return NULL;
    }
  text = g_malloc0 (length + 1);
  return theta_bytes_read (bytes, text, length, error) ? g_steal_pointer (&text) : NULL;
}

static gboolean
check_size (const ThetaBytes *bytes, ThetaNpyArray *array, GError **error)
{
  guint64 total = array->element.size;

  array->rows = array->n_dims > 0 ? array->shape[0] : 1;
  array->columns = 1;
  for (guint k = 0; k < array->n_dims; k++)
    if (!g_uint64_checked_mul (&total, total, array->shape[k])
        || (k > 0 && !g_uint64_checked_mul (&array->columns, array->columns, array->shape[k])))
      return fail (bytes, error, "the shape in the header overflows; expected what numpy.save "
                                 "writes");
  if (total <= theta_bytes_left (bytes))
    return TRUE;
  theta_set_error_at (error, THETA_ERROR_PARSE, theta_bytes_name (bytes), 0, 0,
                      "the header announces %" G_GUINT64_FORMAT
                      " bytes of numbers and the file holds at most %" G_GUINT64_FORMAT
                      "; expected a whole file (is it cut off?)",
                      total, theta_bytes_left (bytes));
  return FALSE;
}

gboolean
theta_npy_begin (ThetaBytes *bytes, ThetaNpyArray *array, GError **error)
{
  g_autofree char *header = take_dictionary (bytes, error);
  const char *type, *order;

  if (header == NULL)
    return FALSE;
  type = find_value (header, "descr");
  order = find_value (header, "fortran_order");
  if (has_objects (type))
    return fail (bytes, error, "the array holds Python objects, which are never read because a "
                               "pickle can run code; expected an array of numbers");
  if (!take_type (type, &array->element))
    return fail (bytes, error, "the type of the numbers is not known; expected float32, float64, "
                               "an integer of 1 to 8 bytes, or bool");
  if (order == NULL
      || !(g_str_has_prefix (order, "True") || g_str_has_prefix (order, "False"))
      || !take_shape (find_value (header, "shape"), array))
    return fail (bytes, error, "the header has no order or no shape of at most 8 dimensions; "
                               "expected what numpy.save writes");
  array->fortran = g_str_has_prefix (order, "True");
  return check_size (bytes, array, error);
}
