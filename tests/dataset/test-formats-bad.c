/* Bad files of the binary formats and LIBSVM: one sentence each, never a crash. */
#include "base/random.h"
#include "format-test.h"

typedef struct
{
  const char *name, *contents;
  gsize length;
  ThetaErrorCode code;
  const char *message; /* after the file's name */
} Bad;

#define TEXT(s) s, sizeof s - 1

static const Bad bad[] = {
  { "empty.libsvm", TEXT (""), THETA_ERROR_PARSE, ": the file is empty" },
  { "binary.libsvm", TEXT ("1 1:\0\n"), THETA_ERROR_PARSE, ": the file is binary" },
  { "blank.libsvm", TEXT ("\n# nothing\n"), THETA_ERROR_SHAPE, ": there is no row" },
  { "none.libsvm", TEXT ("1\n2\n"), THETA_ERROR_SHAPE, ": there is no column" },
  { "label.libsvm", TEXT ("1 1:2\nx 1:2\n"), THETA_ERROR_PARSE,
    ":2:1: the row does not begin with a label" },
  { "many.libsvm", TEXT ("1,2 1:2\n"), THETA_ERROR_PARSE, ":1:1: the row does not begin" },
  { "qid.libsvm", TEXT ("1 qid:3 1:2\n"), THETA_ERROR_PARSE, ":1:3: “qid” belongs to rankings" },
  { "zero.libsvm", TEXT ("1 0:3 1:2\n"), THETA_ERROR_PARSE, ":1:3: the index is 0" },
  { "order.libsvm", TEXT ("1 2:3 2:2\n"), THETA_ERROR_PARSE, ":1:7: the index is not larger" },
  { "wide.libsvm", TEXT ("1 65537:3\n"), THETA_ERROR_PARSE, ":1:3: the index is above 65536" },
  { "huge.libsvm", TEXT ("1 99999999999999999999999:3\n"), THETA_ERROR_PARSE,
    ":1:3: the index is above 65536" },
  { "pair.libsvm", TEXT ("1 1:2\n1 1;2\n"), THETA_ERROR_PARSE, ":2:3: this is no index:value" },
  { "value.libsvm", TEXT ("1 1:\n1 1:2\n"), THETA_ERROR_PARSE, ":1:5: the value is not a finite" },
  { "inf.libsvm", TEXT ("1 1:inf\n"), THETA_ERROR_PARSE, ":1:5: the value is not a finite" },
  { "over.libsvm", TEXT ("1 1:1e999\n"), THETA_ERROR_PARSE, ":1:5: the value is not a finite" },
  { "hex.libsvm", TEXT ("1 1:0x10\n"), THETA_ERROR_PARSE, ":1:5: the value is not a finite" },
  { "one.libsvm", TEXT ("1 1:1\n1 1:2\n"), THETA_ERROR_SHAPE, ": there is one class, “1”" },
  { "empty.npy", TEXT (""), THETA_ERROR_PARSE, ": the file is empty" },
  { "junk.npy", TEXT ("\1\2\3\4\5\6\7\0\1\2\3\4"), THETA_ERROR_PARSE,
    ": the file does not begin as a NumPy array" },
  { "short.npy", TEXT ("\x93NUMPY\1"), THETA_ERROR_PARSE, ": the file ends after 7 bytes" },
  { "header.npy", TEXT ("\x93NUMPY\1\0\xff\xff{}"), THETA_ERROR_PARSE,
    ": the header is longer than the file" },
  { "empty.npz", TEXT (""), THETA_ERROR_PARSE, ": " },
  { "junk.npz", TEXT ("hello, this is no archive at all"), THETA_ERROR_PARSE,
    ": the archive cannot be read" },
  { "empty.idx", TEXT (""), THETA_ERROR_PARSE, ": the file is empty" },
  { "junk-ubyte", TEXT ("\1\2\3\4\5\6\7\0\1"), THETA_ERROR_PARSE,
    ": the file does not begin as an IDX file" },
  { "dims.idx", TEXT ("\0\0\x08\x05\0\0\0\1"), THETA_ERROR_PARSE,
    ": the file does not begin as an IDX file" },
  { "cut.idx", TEXT ("\0\0\x08\3\0\0\0\2\0\0"), THETA_ERROR_PARSE, ": the file ends after 10" },
  { "less.idx", TEXT ("\0\0\x08\2\0\0\0\2\0\0\0\2\1\2\3"), THETA_ERROR_PARSE,
    ": the header announces more numbers" },
  { "more.idx", TEXT ("\0\0\x08\2\0\0\0\2\0\0\0\2\1\2\3\4\5"), THETA_ERROR_PARSE,
    ": the file goes on after the 16 bytes" },
  { "none.idx", TEXT ("\0\0\x08\2\0\0\0\0\0\0\0\2"), THETA_ERROR_SHAPE, ": there is no row" },
  { "large.idx", TEXT ("\0\0\x0e\4\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
    THETA_ERROR_PARSE, ": the header announces more numbers" },
  { "labels.idx", TEXT ("\0\0\x08\1\0\0\0\2\0\1"), THETA_ERROR_SHAPE, ": the file holds labels" },
  { "packed.gz", TEXT ("\x1f\x8b\x08\0"), THETA_ERROR_PARSE, ": the file is damaged" },
  { "plain.gz", TEXT ("a,b\n1,2\n3,4\n"), THETA_ERROR_PARSE, ": the file does not begin as an" },
  { "empty.bin", TEXT (""), THETA_ERROR_PARSE, ": the file is empty" },
  { "short.bin", TEXT ("\1\2\3"), THETA_ERROR_PARSE, ": the file does not end with a whole" },
};

static void
check_bad (const char *folder, const char *name, ThetaErrorCode code, const char *message)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *expected = g_strconcat (path, message, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_dataset_load (path, NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, THETA_ERROR, (gint) code);
  g_assert_true (g_str_has_prefix (error->message, expected));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_bad (gconstpointer data)
{
  const Bad *self = data;
  g_autofree char *folder = folder_new ();

  folder_put (folder, self->name, self->contents, self->length);
  check_bad (folder, self->name, self->code, self->message);
  folder_remove (folder);
}

static void
test_npy (void)
{
  static const struct
  {
    const char *type, *shape;
    ThetaErrorCode code;
    const char *message;
  } cases[] = {
    { "|O", "(2, 2)", THETA_ERROR_PARSE, ": the array holds Python objects" },
    { "<U3", "(2, 2)", THETA_ERROR_PARSE, ": the type of the numbers is not known" },
    { "<f2", "(2, 2)", THETA_ERROR_PARSE, ": the type of the numbers is not known" },
    { "|u2", "(2, 2)", THETA_ERROR_PARSE, ": the type of the numbers is not known" },
    { "|u1", "(3, 2)", THETA_ERROR_PARSE, ": the header announces 6 bytes" },
    { "|u1", "(4294967296, 4294967296)", THETA_ERROR_PARSE, ": the shape in the header overflows" },
    { "|u1", "(99999999999999999999999, 2)", THETA_ERROR_PARSE, ": the header has no order" },
    { "|u1", "(0, 70000)", THETA_ERROR_SHAPE, ": there is no row" },
    { "|u1", "(2, 0)", THETA_ERROR_SHAPE, ": there is no column" },
    { "|u1", "(4,)", THETA_ERROR_SHAPE, ": the array has 1 dimension" },
    { "|u1", "()", THETA_ERROR_SHAPE, ": the array has 0 dimensions" },
    { "|u1", "(2 2)", THETA_ERROR_PARSE, ": the header has no order or no shape" },
    { "|u1", "(1,1,1,1,1,1,1,1,1)", THETA_ERROR_PARSE, ": the header has no order or no shape" },
    { "|u1", "(1, 4)", THETA_ERROR_SHAPE, ": there is one row" },
  };
  g_autofree char *folder = folder_new ();

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GByteArray) file = npy_new (cases[k].type, FALSE, cases[k].shape, "abcd", 4);

      folder_put_bytes (folder, "a.npy", file);
      check_bad (folder, "a.npy", cases[k].code, cases[k].message);
    }
  folder_remove (folder);
}

static void
test_wide (void)
{
  g_autofree guchar *numbers = g_malloc0 (2 * 65537);
  g_autoptr (GByteArray) file = npy_new ("|u1", FALSE, "(2, 65537)", numbers, 2 * 65537);
  g_autofree char *folder = folder_new ();

  folder_put_bytes (folder, "a.npy", file);
  check_bad (folder, "a.npy", THETA_ERROR_SHAPE, ": there are 65537 values in each row");
  folder_remove (folder);
}

static void
test_labels (void)
{
  const guchar numbers[] = { 1, 2, 3, 4, 5, 6 };
  const double missing[] = { 1, NAN, 2 };
  g_autoptr (GByteArray) x = npy_new ("|u1", FALSE, "(3, 2)", numbers, 6);
  g_autoptr (GByteArray) few = npy_new ("|u1", FALSE, "(2,)", numbers, 2);
  g_autoptr (GByteArray) square = npy_new ("|u1", FALSE, "(3, 2)", numbers, 6);
  g_autoptr (GByteArray) holes = npy_new ("<f8", FALSE, "(3,)", missing, sizeof missing);
  g_autofree char *folder = folder_new ();
  g_autofree char *labels = g_build_filename (folder, "y.npy", NULL);
  const struct
  {
    GByteArray *file;
    const char *message;
  } cases[] = { { few, ": there are 2 labels for 3 rows" },
                { square, ": the labels have 2 dimensions" },
                { holes, ": the label of row 2 is missing or infinite" } };

  folder_put_bytes (folder, "X.npy", x);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *expected = g_strconcat (labels, cases[k].message, NULL);
      g_autoptr (GError) error = NULL;

      folder_put_bytes (folder, "y.npy", cases[k].file);
      g_assert_null (folder_load (folder, "X.npy", NULL, &error));
      g_assert_true (g_str_has_prefix (error->message, expected));
    }
  folder_remove (folder);
}

static void
test_cut (void)
{
  const guchar sizes[] = { 200, 20 };
  guchar numbers[4000];
  g_autoptr (GByteArray) plain = NULL, packed = NULL, cifar = cifar_new (2, 2);
  g_autofree char *folder = folder_new ();

  for (guint k = 0; k < sizeof numbers; k++)
    numbers[k] = (guchar) (k * k * 31 >> 5);
  plain = idx_new (2, sizes, numbers, sizeof numbers);
  packed = gzip_new (plain);
  folder_put (folder, "a.gz", packed->data, packed->len / 2);
  check_bad (folder, "a.gz", THETA_ERROR_PARSE, ": the file is damaged after ");
  packed->data[packed->len - 8] ^= 1; /* the check sum */
  folder_put_bytes (folder, "a.gz", packed);
  check_bad (folder, "a.gz", THETA_ERROR_PARSE, ": the file is damaged after ");
  folder_put (folder, "a.bin", cifar->data, cifar->len - 1);
  check_bad (folder, "a.bin", THETA_ERROR_PARSE, ": the file does not end with a whole record");
  cifar->data[3073] = 10;
  folder_put_bytes (folder, "a.bin", cifar);
  check_bad (folder, "a.bin", THETA_ERROR_PARSE, ": the label of record 2 is 10; expected 0 to 9");
  folder_remove (folder);
}

static void
test_images (void)
{
  g_autofree char *folder = folder_new (), *inside = g_build_filename (folder, "b", NULL);
  g_autofree char *other = g_build_filename (folder, "c", NULL);

  image_write (folder, "a", "1.png", 4, 4, 0x010101ff);
  g_mkdir (inside, 0755);
  check_bad (folder, "b", THETA_ERROR_PARSE, ": the folder holds no data");
  check_bad (folder, ".", THETA_ERROR_PARSE, "/b: the folder holds no image");
  folder_put (inside, "2.png", "no image", 8);
  check_bad (folder, ".", THETA_ERROR_PARSE, "/b/2.png: the image cannot be read");
  image_write (folder, "b", "2.png", 300, 300, 0x010101ff);
  image_write (folder, "a", "1.png", 300, 300, 0x010101ff);
  check_bad (folder, ".", THETA_ERROR_SHAPE, "/a/1.png: the image has 300 × 300 pixels");
  image_write (folder, "a", "1.png", 200, 200, 0x010101ff);
  image_write (folder, "b", "2.png", 200, 200, 0x010203ff);
  check_bad (folder, ".", THETA_ERROR_SHAPE,
             "/b/2.png: the image has 200 × 200 pixels in colour");
  folder_remove (folder);
}

/* A portable pixmap's header alone says how large the image is. */
static void
test_image_bomb (void)
{
  g_autofree char *folder = folder_new (), *inside = g_build_filename (folder, "b", NULL);

  image_write (folder, "a", "1.png", 4, 4, 0x010101ff);
  g_mkdir (inside, 0755);
  folder_put (inside, "2.ppm", TEXT ("P6\n60000 60000\n255\n"));
  check_bad (folder, ".", THETA_ERROR_SHAPE, "/b/2.ppm: the image has 60000 × 60000 pixels");
  folder_remove (folder);
}

/* The memory of an exact allocation is told by the size of the file, not by what
 * a header says: no more than a thousandfold of a packed file. */
static void
test_bomb (void)
{
  const guchar head[] = { 0, 0, 8, 2, 0x3f, 0xff, 0xff, 0xff, 0, 0, 0, 100 };
  g_autoptr (GByteArray) plain = g_byte_array_new (), packed = NULL;
  g_autofree char *folder = folder_new ();

  g_byte_array_append (plain, head, sizeof head);
  packed = gzip_new (plain);
  folder_put_bytes (folder, "a.gz", packed);
  check_bad (folder, "a.gz", THETA_ERROR_PARSE, ": the header announces more numbers");
  folder_remove (folder);
}

static void
test_cancel (void)
{
  g_autofree char *folder = folder_new ();
  g_autoptr (GByteArray) file = cifar_new (3, 2);
  static const char *const names[] = { "a.bin", "a.npy", "a.idx", "a.libsvm" };

  folder_put_bytes (folder, "a.bin", file);
  folder_put (folder, "a.npy", "x", 1);
  folder_put (folder, "a.idx", "x", 1);
  folder_put (folder, "a.libsvm", TEXT ("1 1:1\n2 1:2\n"));
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_cancellable_cancel (cancellable);
      g_assert_null (theta_dataset_load (names[k], folder, NULL, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  folder_remove (folder);
}

/* ---- mutations ---- */

/* Some bytes changed, some cut off, some doubled. */
static void
mutate (GByteArray *bytes, ThetaRandom *random)
{
  guint changes = 1 + theta_random_below (random, 4);

  for (guint k = 0; k < changes && bytes->len > 0; k++)
    {
      guint at = theta_random_below (random, bytes->len);

      switch (theta_random_below (random, 6))
        {
        case 0:
          g_byte_array_set_size (bytes, at);
          break;
        case 1:
          g_byte_array_append (bytes, (const guchar *) "0:1 2\n", 6);
          break;
        case 2:
          bytes->data[at] = "\0\xff\x7f\x80 :09\n"[theta_random_below (random, 9)];
          break;
        default:
          bytes->data[at] ^= (guchar) (1u << theta_random_below (random, 8));
        }
    }
}

/* Either numbers that are finite and labels that have a class, or one sentence. */
static void
check_any (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDataset) data = theta_dataset_load (path, NULL, NULL, NULL, &error);

  g_assert_true ((data != NULL) == (error == NULL));
  if (data == NULL)
    {
      g_assert_true (error->domain == THETA_ERROR);
      g_assert_true (theta_error_is_input (error));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  for (gsize k = 0; k < data->x->rows * data->x->cols; k++)
    g_assert_true (isfinite (data->x->data[k]));
  for (gsize i = 0; data->labels != NULL && i < data->x->rows; i++)
    g_assert_true (data->labels[i] >= 0 && data->labels[i] < (int) data->n_classes);
}

static void
fuzz (const char *name, const GByteArray *valid, guint times)
{
  g_autofree char *folder = folder_new (), *path = g_build_filename (folder, name, NULL);
  g_autoptr (ThetaDataset) whole = NULL;
  ThetaRandom random;

  folder_put_bytes (folder, name, valid);
  whole = theta_dataset_load (path, NULL, NULL, NULL, NULL);
  g_assert_nonnull (whole);
  theta_random_init (&random, 1, THETA_STREAM_TEST, 0);
  for (guint k = 0; k < times; k++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();

      g_byte_array_append (file, valid->data, valid->len);
      mutate (file, &random);
      folder_put_bytes (folder, name, file);
      check_any (path);
    }
  folder_remove (folder);
}

static void
test_fuzz (void)
{
  static const char libsvm[] = "+1 1:0.5 3:2\n-1 2:7 # b\n-1 1:3\n+1 3:.25\n";
  static const char *const members[] = { "X.npy", "y.npy" };
  const guchar sizes[] = { 4, 2, 3 }, numbers[24] = { 1, 2, 3, 4, 5, 6, 7 }, labels[] = { 1, 2, 1, 2 };
  g_autoptr (GByteArray) text = g_byte_array_new (), cifar = cifar_new (2, 2), zip = NULL;
  g_autoptr (GByteArray) npy = npy_new ("<f4", TRUE, "(3, 2)", numbers, 24);
  g_autoptr (GByteArray) x = npy_new ("|u1", FALSE, "(4, 3, 2)", numbers, 24);
  g_autoptr (GByteArray) y = npy_new ("|i1", FALSE, "(4,)", labels, 4);
  g_autoptr (GByteArray) idx = idx_new (3, sizes, numbers, 24), packed = gzip_new (idx);
  g_autofree char *folder = folder_new (), *path = g_build_filename (folder, "a.npz", NULL);
  char *contents;
  gsize length;

  zip_write (folder, "a.npz", TRUE, 2, members, (GByteArray *[]){ x, y });
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  zip = g_byte_array_new_take ((guchar *) contents, length);
  g_byte_array_append (text, (const guchar *) libsvm, sizeof libsvm - 1);
  fuzz ("a.libsvm", text, 1500);
  fuzz ("a.npy", npy, 1500);
  fuzz ("a.npz", zip, 1500);
  fuzz ("a.idx", idx, 1500);
  fuzz ("a.gz", packed, 1500);
  fuzz ("a.bin", cifar, 500);
  folder_remove (folder);
}

static void
test_fuzz_image (void)
{
  g_autofree char *folder = folder_new (), *inside = g_build_filename (folder, "b", NULL);
  g_autofree char *path = g_build_filename (inside, "2.png", NULL);
  g_autoptr (GByteArray) valid = NULL;
  ThetaRandom random;
  char *contents;
  gsize length;

  image_write (folder, "a", "1.png", 4, 3, 0x404040ff);
  image_write (folder, "b", "2.png", 4, 3, 0x10203040);
  check_any (folder);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  valid = g_byte_array_new_take ((guchar *) contents, length);
  theta_random_init (&random, 1, THETA_STREAM_TEST, 1);
  for (guint k = 0; k < 200; k++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();

      g_byte_array_append (file, valid->data, valid->len);
      mutate (file, &random);
      folder_put_bytes (inside, "2.png", file);
      check_any (folder);
    }
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_autofree char *path = g_strconcat ("/dataset/formats-bad/", bad[k].name, NULL);

      g_test_add_data_func (path, &bad[k], test_bad);
    }
  g_test_add_func ("/dataset/formats-bad/npy", test_npy);
  g_test_add_func ("/dataset/formats-bad/wide", test_wide);
  g_test_add_func ("/dataset/formats-bad/labels", test_labels);
  g_test_add_func ("/dataset/formats-bad/cut", test_cut);
  g_test_add_func ("/dataset/formats-bad/images", test_images);
  g_test_add_func ("/dataset/formats-bad/image-bomb", test_image_bomb);
  g_test_add_func ("/dataset/formats-bad/bomb", test_bomb);
  g_test_add_func ("/dataset/formats-bad/cancel", test_cancel);
  g_test_add_func ("/dataset/formats-bad/fuzz", test_fuzz);
  g_test_add_func ("/dataset/formats-bad/fuzz-image", test_fuzz_image);
  return g_test_run ();
}
