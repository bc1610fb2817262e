#include "experiment/autosave.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"

/* After a change: typing is not written letter by letter. */
#define PAUSE_MS 500
/* What is looked at changes without a word; it is asked for this often. */
#define LOOK_S 5
#define GROUP "Thetascope"

/* A program holds the lock of its files as long as it lives, however it ends. */
#define ENDING ".session"
#define LOCK ".lock"

struct _ThetaAutosave
{
  ThetaSession *session;
  char *directory, *stem; /* of the files: stem.session, stem.lock */
  int lock;
  guint pending, looking;
  char *written; /* the experiment and its view as the file has them, or NULL */
  GThread *writing; /* of the last Job, perhaps long done; or NULL */
};

/* A file that goes to the disk beside the window, which a busy disk would hold up. */
typedef struct
{
  char *name, *fresh;
  char *data; /* NULL: there is nothing to keep, the file goes */
  gsize length;
} Job;

/* ---- files ---- */

/* The lock of @stem, or −1 where somebody holds it. */
static int
take_lock (const char *stem)
{
  g_autofree char *path = g_strconcat (stem, LOCK, NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

static void
remove_file (const char *stem, const char *ending)
{
  g_autofree char *path = g_strconcat (stem, ending, NULL);

  g_unlink (path);
}

/* The lock goes last, or another program could take what is being removed. */
static void
remove_files (const char *stem)
{
  remove_file (stem, ENDING);
  remove_file (stem, LOCK);
}

/* ---- writing ---- */

static char *
present_text (ThetaAutosave *self)
{
  g_autoptr (ThetaExperiment) viewed = theta_session_dup_viewed (self->session);

  return theta_experiment_to_file_text (viewed);
}

/* Renamed, so that a kill leaves the old or the new one; not flushed to the disk.  Not NULL
 * where it is as it should be. */
static gpointer
write_job (gpointer user_data)
{
  Job *job = user_data;
  gboolean done;

  if (job->data == NULL)
    done = g_unlink (job->name) == 0 || errno == ENOENT;
  else
    done = g_file_set_contents_full (job->fresh, job->data, (gssize) job->length,
                                     G_FILE_SET_CONTENTS_NONE, 0600, NULL)
           && g_rename (job->fresh, job->name) == 0;
  g_free (job->name);
  g_free (job->fresh);
  g_free (job->data);
  g_free (job);
  return GINT_TO_POINTER (done);
}

/* What cannot be written is tried at the next change. */
static void
end_writing (ThetaAutosave *self)
{
  GThread *writing = g_steal_pointer (&self->writing);

  if (writing != NULL && g_thread_join (writing) == NULL)
    g_clear_pointer (&self->written, g_free);
}

static char *
make_data (ThetaAutosave *self, const char *text, gsize *length)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);
  const char *path = theta_session_get_path (self->session);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, GROUP, "Experiment", text);
  g_key_file_set_int64 (file, GROUP, "Time", g_get_real_time () / G_USEC_PER_SEC);
  if (experiment->base_dir != NULL)
    g_key_file_set_string (file, GROUP, "Folder", experiment->base_dir);
  if (path != NULL)
    g_key_file_set_string (file, GROUP, "Path", path);
  return g_key_file_to_data (file, length, NULL);
}

static void
begin_writing (ThetaAutosave *self)
{
  Job *job = g_new0 (Job, 1);
  gboolean touched;

  end_writing (self);
  g_clear_pointer (&self->written, g_free);
  job->name = g_strconcat (self->stem, ENDING, NULL);
  job->fresh = g_strconcat (self->stem, ".new", NULL);
  g_object_get (self->session, "can-undo", &touched, NULL);
  if (theta_session_get_path (self->session) != NULL || touched
      || theta_session_get_modified (self->session))
    {
      self->written = present_text (self);
      job->data = make_data (self, self->written, &job->length);
    }
  self->writing = g_thread_new ("theta-autosave", write_job, job);
}

/* Only what is kept at all is kept up to date. */
static gboolean
on_look (gpointer user_data)
{
  ThetaAutosave *self = user_data;
  g_autofree char *text = self->written != NULL ? present_text (self) : NULL;

  if (text != NULL && !g_str_equal (text, self->written))
    begin_writing (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_pause (gpointer user_data)
{
  ThetaAutosave *self = user_data;

  self->pending = 0;
  begin_writing (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (ThetaAutosave *self)
{
  if (self->pending == 0)
    self->pending = g_timeout_add (PAUSE_MS, on_pause, self);
}

void
theta_autosave_flush (ThetaAutosave *self)
{
  g_return_if_fail (self != NULL);
  g_clear_handle_id (&self->pending, g_source_remove);
  begin_writing (self);
  end_writing (self);
}

ThetaAutosave *
theta_autosave_new (ThetaSession *session, const char *directory, GError **error)
{
  g_autofree char *folder = NULL, *name = NULL;
  ThetaAutosave *self;

  g_return_val_if_fail (THETA_IS_SESSION (session), NULL);
  folder = directory != NULL ? g_strdup (directory)
                             : g_build_filename (g_get_user_state_dir (), "thetascope", NULL);
  name = g_strdup_printf ("open-%d-%08x", (int) getpid (), g_random_int ());
  self = g_new0 (ThetaAutosave, 1);
  self->stem = g_build_filename (folder, name, NULL);
  self->lock = g_mkdir_with_parents (folder, 0700) == 0 ? take_lock (self->stem) : -1;
  if (self->lock < 0)
    {
      theta_set_error_at (error, THETA_ERROR_IO, folder, 0, 0,
                          "the open experiment cannot be kept there: %s", g_strerror (errno));
      g_free (self->stem);
      g_free (self);
      return NULL;
    }
  self->session = g_object_ref (session);
  self->directory = g_steal_pointer (&folder);
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (session, "notify::path", G_CALLBACK (on_changed), self);
  self->looking = g_timeout_add_seconds (LOOK_S, on_look, self);
  on_changed (self);
  return self;
}

void
theta_autosave_free (ThetaAutosave *self)
{
  g_clear_handle_id (&self->pending, g_source_remove);
  g_clear_handle_id (&self->looking, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->session, self);
  end_writing (self);
  remove_files (self->stem);
  close (self->lock);
  g_object_unref (self->session);
  g_free (self->written);
  g_free (self->directory);
  g_free (self->stem);
  g_free (self);
}

/* ---- finding ---- */

/* NULL where the file is damaged. */
static ThetaLeftover *
read_leftover (const char *stem)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = g_strconcat (stem, ENDING, NULL);
  g_autofree char *text = NULL, *folder = NULL;
  ThetaExperiment *experiment;
  ThetaLeftover *self;

  if (!g_key_file_load_from_file (file, name, G_KEY_FILE_NONE, NULL))
    return NULL;
  text = g_key_file_get_string (file, GROUP, "Experiment", NULL);
  folder = g_key_file_get_string (file, GROUP, "Folder", NULL);
  experiment = text != NULL ? theta_experiment_parse (text, name, folder, NULL) : NULL;
  if (experiment == NULL)
    return NULL;
  self = g_new0 (ThetaLeftover, 1);
  self->experiment = experiment;
  self->path = g_key_file_get_string (file, GROUP, "Path", NULL);
  self->time = g_key_file_get_int64 (file, GROUP, "Time", NULL);
  self->stem = g_strdup (stem);
  return self;
}

/* What is left under @stem, held; NULL where a program still holds it.  A damaged
 * file is of no use to anybody. */
static ThetaLeftover *
take_leftover (const char *stem)
{
  int lock = take_lock (stem);
  ThetaLeftover *self;

  if (lock < 0)
    return NULL;
  self = read_leftover (stem);
  if (self != NULL)
    self->lock = lock;
  else
    {
      remove_files (stem);
      close (lock);
    }
  return self;
}

ThetaLeftover *
theta_autosave_find (ThetaAutosave *self)
{
  g_autoptr (GDir) dir = NULL;
  ThetaLeftover *newest = NULL;
  const char *name;

  g_return_val_if_fail (self != NULL, NULL);
  dir = g_dir_open (self->directory, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);
      ThetaLeftover *found;

      if (!g_str_has_suffix (path, ENDING))
        continue;
      path[strlen (path) - strlen (ENDING)] = '\0';
      found = g_str_equal (path, self->stem) ? NULL : take_leftover (path);
      if (found == NULL)
        continue;
      if (newest != NULL && newest->time >= found->time)
        theta_leftover_free (found, FALSE);
      else
        {
          if (newest != NULL)
            theta_leftover_free (newest, FALSE);
          newest = found;
        }
    }
  return newest;
}

void
theta_leftover_free (ThetaLeftover *self, gboolean forget)
{
  if (forget)
    remove_files (self->stem);
  close (self->lock);
  theta_experiment_unref (self->experiment);
  g_free (self->path);
  g_free (self->stem);
  g_free (self);
}
