/* The bytes of a file, one after the other: as they are, unpacked from gzip, or
 * of one member of a zip archive.  Never holds more than a buffer. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ThetaBytes ThetaBytes;

/* Opens @path; gzip is told by its first bytes.  VALUE where it cannot be read. */
ThetaBytes *theta_bytes_open (const char *path, GCancellable *cancellable, GError **error);
/* Opens the member @name of the zip archive @path.  PARSE where the archive is
 * damaged or has no such member. */
ThetaBytes *theta_bytes_open_member (const char *path, const char *name,
                                     GCancellable *cancellable, GError **error);
void theta_bytes_free (ThetaBytes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaBytes, theta_bytes_free)

/* The names of the members, NULL-terminated. */
char **theta_bytes_list_members (const char *path, GCancellable *cancellable, GError **error);

/* A member's name, or another library's text, as a message can show it: UTF-8 in
 * one line; newly allocated. */
char *theta_bytes_show_name (const char *name);

/* What errors name: the path, or "path (member)"; owned by @self. */
const char *theta_bytes_name (const ThetaBytes *self);
/* At most this many bytes can still come, as far as the size of the file tells:
 * counts in a header that say more are wrong, and are refused before memory is
 * taken for them. */
guint64 theta_bytes_left (const ThetaBytes *self);

/* Exactly @length bytes; polls the cancellable.  PARSE where the file ends
 * before, or where what was packed is damaged. */
gboolean theta_bytes_read (ThetaBytes *self, gpointer buffer, gsize length, GError **error);
/* At most @length bytes, fewer only at the end; *@taken says how many. */
gboolean theta_bytes_read_some (ThetaBytes *self, gpointer buffer, gsize length, gsize *taken,
                                GError **error);
/* PARSE where anything follows. */
gboolean theta_bytes_check_end (ThetaBytes *self, GError **error);

G_END_DECLS
