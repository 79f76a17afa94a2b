-- A project file as version 3 of the schema wrote it.
CREATE TABLE classes(
    position INTEGER PRIMARY KEY, name TEXT NOT NULL, red INTEGER NOT NULL, green INTEGER NOT NULL,
    blue INTEGER NOT NULL, key TEXT, is_removed INTEGER NOT NULL);
CREATE TABLE images(
    path PRIMARY KEY, state TEXT NOT NULL, last_edit INTEGER NOT NULL);
CREATE TABLE checkpoints(
    name TEXT PRIMARY KEY, file TEXT NOT NULL, created TEXT NOT NULL, parent TEXT, measures TEXT NOT NULL,
    is_current INTEGER NOT NULL);
INSERT INTO classes VALUES (0, 'background', 0, 0, 0, '1', 0), (1, 'cat', 230, 159, 0, '2', 0);
INSERT INTO images VALUES ('one.png', 'corrected', 7), ('two.png', 'reviewed', 0);
INSERT INTO checkpoints VALUES ('taught 1', 'taught-1.safetensors', '2026-11-22T15:00:00+00:00', NULL, '{}', 1);
ALTER TABLE images ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
CREATE TABLE edits(
    path NOT NULL, number INTEGER NOT NULL, move TEXT NOT NULL, height INTEGER NOT NULL, width INTEGER NOT NULL,
    name TEXT NOT NULL, row0 INTEGER NOT NULL, col0 INTEGER NOT NULL, row1 INTEGER NOT NULL, col1 INTEGER NOT NULL,
    changed_pixels INTEGER NOT NULL, nbytes INTEGER NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX edits_by_path ON edits(path, number);
CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE scores(
    path PRIMARY KEY, entropy REAL NOT NULL, margin REAL NOT NULL, version TEXT NOT NULL);
INSERT INTO scores VALUES ('two.png', 0.25, 0.5, 'taught 1');
PRAGMA user_version = 3;
