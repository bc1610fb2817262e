#include "experiment/store.h"

#include <errno.h>
#include <math.h>
#include <sqlite3.h>

#include "base/error.h"

/* Of the tables; a store with a larger number was written by a newer program. */
#define SCHEMA 1
/* "Thet": what the file says it is. */
#define APPLICATION 0x54686574
/* Two programs that write at once wait for each other this long. */
#define PATIENCE_MS 10000
/* Deleted runs can be brought back for thirty days. */
#define KEPT_US (30 * G_TIME_SPAN_DAY)

struct _ThetaStore
{
  sqlite3 *db;
  char *path;
};

/* ---- SQLite ---- */

static gboolean
fail (ThetaStore *self, GError **error)
{
  int code = sqlite3_errcode (self->db);

  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
    g_set_error (error, THETA_ERROR, THETA_ERROR_IO,
                 "%s: this is damaged or no history of runs; move it away, and a new one is begun",
                 self->path);
  else
    g_set_error (error, THETA_ERROR, THETA_ERROR_IO, "%s: cannot be used: %s", self->path,
                 sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
execute (ThetaStore *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

/* NULL with @error. */
static sqlite3_stmt *
prepare (ThetaStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    fail (self, error);
  return statement;
}

/* Runs a statement that gives no rows, and ends it. */
static gboolean
finish (ThetaStore *self, sqlite3_stmt *statement, GError **error)
{
  gboolean done = sqlite3_step (statement) == SQLITE_DONE || fail (self, error);

  sqlite3_finalize (statement);
  return done;
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text != NULL ? text : "", -1, SQLITE_TRANSIENT);
}

static char *
column_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

/* The one number that @sql asks for; −1 with @error. */
static gint64
ask_number (ThetaStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = prepare (self, sql, error);
  gint64 number = -1;

  if (statement == NULL)
    return -1;
  if (sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  else
    fail (self, error);
  sqlite3_finalize (statement);
  return number;
}

/* ---- opening ---- */

char *
theta_store_path (void)
{
  const char *chosen = g_getenv ("THETASCOPE_HISTORY");

  if (g_strcmp0 (chosen, "none") == 0)
    return NULL;
  if (chosen != NULL && *chosen != '\0')
    return g_strdup (chosen);
  return g_build_filename (g_get_user_data_dir (), "thetascope", "history.db", NULL);
}

static gboolean
check_is_ours (ThetaStore *self, GError **error)
{
  gint64 version = ask_number (self, "PRAGMA user_version", error), application, tables;

  if (version < 0)
    return FALSE;
  application = ask_number (self, "PRAGMA application_id", error);
  tables = application < 0 ? -1 : ask_number (self, "SELECT count(*) FROM sqlite_schema", error);
  if (tables < 0)
    return FALSE;
  if (application != APPLICATION && tables > 0)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_IO,
                   "%s is a database of another program; choose another file for the history",
                   self->path);
      return FALSE;
    }
  if (version > SCHEMA)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_IO,
                   "%s was written by a newer Thetascope (form %d, this one knows %d); use that",
                   self->path, (int) version, SCHEMA);
      return FALSE;
    }
  return TRUE;
}

/* Whoever comes first makes the tables, whole or not at all. */
static gboolean
make_tables (ThetaStore *self, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "CREATE TABLE IF NOT EXISTS runs ("
      " id INTEGER PRIMARY KEY AUTOINCREMENT, finished INTEGER NOT NULL, name TEXT NOT NULL,"
      " device TEXT NOT NULL, seconds REAL, experiment TEXT NOT NULL,"
      " sentence TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', results TEXT NOT NULL,"
      " deleted INTEGER);"
      "CREATE INDEX IF NOT EXISTS runs_finished ON runs (finished);"
      "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
      APPLICATION, SCHEMA);

  if (!execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  /* Somebody else may have made them while we waited. */
  if (check_is_ours (self, error) && execute (self, sql, error))
    return TRUE;
  sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
bring_up_to_date (ThetaStore *self, GError **error)
{
  gint64 version;

  sqlite3_busy_timeout (self->db, PATIENCE_MS);
  if (!check_is_ours (self, error)
      || !execute (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error))
    return FALSE;
  version = ask_number (self, "PRAGMA user_version", error);
  if (version < 0 || (version == 0 && !make_tables (self, error)))
    return FALSE;
  return theta_store_purge (self, g_get_real_time () - KEPT_US, error);
}

ThetaStore *
theta_store_open (const char *path, GError **error)
{
  g_autoptr (ThetaStore) self = g_new0 (ThetaStore, 1);
  g_autofree char *folder = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  self->path = g_canonicalize_filename (path, NULL);
  folder = g_path_get_dirname (self->path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, THETA_ERROR, THETA_ERROR_IO, "%s: cannot be made: %s", folder,
                   g_strerror (code));
      return NULL;
    }
  if (sqlite3_open_v2 (self->path, &self->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK)
    {
      fail (self, error);
      return NULL;
    }
  return bring_up_to_date (self, error) ? g_steal_pointer (&self) : NULL;
}

void
theta_store_close (ThetaStore *self)
{
  if (self == NULL)
    return;
  sqlite3_close (self->db);
  g_free (self->path);
  g_free (self);
}

/* ---- runs ---- */

gboolean
theta_store_add (ThetaStore *self, ThetaPastRun *run, GError **error)
{
  sqlite3_stmt *statement
      = prepare (self,
                 "INSERT INTO runs (finished, name, device, seconds, experiment, sentence, note, "
                 "results) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                 error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, run->finished);
  bind_text (statement, 2, run->name);
  bind_text (statement, 3, run->device);
  sqlite3_bind_double (statement, 4, run->seconds);
  bind_text (statement, 5, run->experiment);
  bind_text (statement, 6, run->sentence);
  bind_text (statement, 7, run->note);
  bind_text (statement, 8, run->results);
  if (!finish (self, statement, error))
    return FALSE;
  run->id = sqlite3_last_insert_rowid (self->db);
  return TRUE;
}

#define FIELDS "id, finished, name, device, seconds, experiment, sentence, note"

/* "[accuracy, squared error]" of the learnt weights; NULL where there are none, or where what
 * was kept cannot be read. */
#define FIGURES                                                                                \
  "CASE WHEN json_valid (results) THEN "                                                       \
  "(SELECT json_extract (value, '$.mean.accuracy', '$.mean.squared_error') "                   \
  "FROM json_each (runs.results, '$.models') "                                                 \
  "WHERE json_extract (value, '$.name') = 'wntk' LIMIT 1) END"
#define LISTED " FROM runs WHERE deleted IS NULL ORDER BY finished DESC, id DESC"

static void
read_figures (ThetaPastRun *run, const char *text)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit_set (text, "[,]", -1) : NULL;

  if (parts == NULL || g_strv_length (parts) < 3 || !g_ascii_isdigit (*parts[1])
      || !g_ascii_isdigit (*parts[2]))
    return;
  run->accuracy = g_ascii_strtod (parts[1], NULL);
  run->error = g_ascii_strtod (parts[2], NULL);
}

static ThetaPastRun *
read_run (sqlite3_stmt *statement)
{
  ThetaPastRun *run = g_new0 (ThetaPastRun, 1);

  run->id = sqlite3_column_int64 (statement, 0);
  run->finished = sqlite3_column_int64 (statement, 1);
  run->name = column_text (statement, 2);
  run->device = column_text (statement, 3);
  run->seconds = sqlite3_column_double (statement, 4);
  run->experiment = column_text (statement, 5);
  run->sentence = column_text (statement, 6);
  run->note = column_text (statement, 7);
  run->accuracy = run->error = NAN;
  return run;
}

GPtrArray *
theta_store_list (ThetaStore *self, const char *filter, GError **error)
{
  g_autoptr (GPtrArray) runs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_past_run_free);
  /* SQLite may have been built without JSON: then the list goes without these numbers. */
  sqlite3_stmt *statement = prepare (self, "SELECT " FIELDS ", " FIGURES LISTED, NULL);
  int status;

  if (statement == NULL)
    statement = prepare (self, "SELECT " FIELDS ", NULL" LISTED, error);
  if (statement == NULL)
    return NULL;
  while ((status = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (ThetaPastRun) run = read_run (statement);

      read_figures (run, (const char *) sqlite3_column_text (statement, 8));
      if (theta_past_run_matches (run, filter))
        g_ptr_array_add (runs, g_steal_pointer (&run));
    }
  if (status != SQLITE_DONE)
    fail (self, error);
  sqlite3_finalize (statement);
  return status == SQLITE_DONE ? g_steal_pointer (&runs) : NULL;
}

static gboolean
refuse_id (gint64 id, GError **error)
{
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "there is no past run %" G_GINT64_FORMAT "; the list of past runs tells the numbers",
               id);
  return FALSE;
}

ThetaPastRun *
theta_store_get (ThetaStore *self, gint64 id, GError **error)
{
  sqlite3_stmt *statement
      = prepare (self, "SELECT " FIELDS ", results FROM runs WHERE id = ?", error);
  ThetaPastRun *run = NULL;
  int status;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  status = sqlite3_step (statement);
  if (status == SQLITE_ROW)
    {
      run = read_run (statement);
      run->results = column_text (statement, 8);
    }
  else if (status == SQLITE_DONE)
    refuse_id (id, error);
  else
    fail (self, error);
  sqlite3_finalize (statement);
  return run;
}

/* Ends a statement that changes the run @id, which is bound last. */
static gboolean
change (ThetaStore *self, sqlite3_stmt *statement, gint64 id, GError **error)
{
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_count (statement), id);
  if (!finish (self, statement, error))
    return FALSE;
  return sqlite3_changes (self->db) > 0 || refuse_id (id, error);
}

gboolean
theta_store_set_note (ThetaStore *self, gint64 id, const char *note, GError **error)
{
  sqlite3_stmt *statement = prepare (
      self, "UPDATE runs SET note = ? WHERE deleted IS NULL AND id = ?", error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, note);
  return change (self, statement, id, error);
}

gboolean
theta_store_delete (ThetaStore *self, gint64 id, GError **error)
{
  sqlite3_stmt *statement = prepare (
      self, "UPDATE runs SET deleted = ? WHERE deleted IS NULL AND id = ?", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, g_get_real_time ());
  return change (self, statement, id, error);
}

gboolean
theta_store_undelete (ThetaStore *self, gint64 id, GError **error)
{
  sqlite3_stmt *statement = prepare (
      self, "UPDATE runs SET deleted = NULL WHERE deleted IS NOT NULL AND id = ?", error);

  return statement != NULL && change (self, statement, id, error);
}

gboolean
theta_store_purge (ThetaStore *self, gint64 time, GError **error)
{
  sqlite3_stmt *statement = prepare (self, "DELETE FROM runs WHERE deleted < ?", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, time);
  return finish (self, statement, error);
}
