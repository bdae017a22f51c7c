/** The statements of the journal (tables: `format.ts`). `?1` is the document's number wherever there are several. */

/** The last number given out, of a row of `crochet_journal_documents`. */
const head = `
  max(head,
    coalesce((SELECT max(seq) FROM crochet_journal_updates WHERE document = number), 0),
    coalesce((SELECT seq FROM crochet_journal_snapshots WHERE document = number), 0))`

export const selectPlace = `SELECT number, stored, ${head} AS head FROM crochet_journal_documents WHERE name = ?`
export const insertDocument = 'INSERT INTO crochet_journal_documents (name, head) VALUES (?, 0) RETURNING number, head'
/** To run before entries go. */
export const keepHead = `UPDATE crochet_journal_documents SET head = ${head} WHERE number = ?`
export const raiseStored = 'UPDATE crochet_journal_documents SET stored = max(stored, ?2) WHERE number = ?1'

export const insertUpdate = 'INSERT INTO crochet_journal_updates (document, seq, bytes, checksum) VALUES (?, ?, ?, ?)'
export const selectUpdates = 'SELECT seq, bytes, checksum FROM crochet_journal_updates WHERE document = ? ORDER BY seq'
export const deleteUpdate = 'DELETE FROM crochet_journal_updates WHERE document = ? AND seq = ?'
export const deleteUpdatesUpTo = 'DELETE FROM crochet_journal_updates WHERE document = ? AND seq <= ?'
export const deleteUpdates = 'DELETE FROM crochet_journal_updates WHERE document = ?'

export const replaceSnapshot =
  'REPLACE INTO crochet_journal_snapshots (document, seq, bytes, checksum) VALUES (?, ?, ?, ?)'
export const selectSnapshot = 'SELECT seq, bytes, checksum FROM crochet_journal_snapshots WHERE document = ?'
export const deleteSnapshotAt = 'DELETE FROM crochet_journal_snapshots WHERE document = ? AND seq = ?'
export const deleteSnapshotUpTo = 'DELETE FROM crochet_journal_snapshots WHERE document = ? AND seq <= ?'
export const deleteSnapshot = 'DELETE FROM crochet_journal_snapshots WHERE document = ?'

export const selectEntry = `
  SELECT 1 FROM crochet_journal_updates WHERE document = ?1 AND seq = ?2
  UNION ALL SELECT 1 FROM crochet_journal_snapshots WHERE document = ?1 AND seq = ?2`

/** Copies an entry with its bytes, whatever type damage has given them. */
export const copyAside = `
  INSERT INTO crochet_journal_aside (document, seq, entries, bytes, reason, at, held)
  SELECT ?1, ?2, 1, CAST(bytes AS BLOB), ?3, ?4, 1 FROM (
    SELECT bytes FROM crochet_journal_updates WHERE document = ?1 AND seq = ?2
    UNION ALL SELECT bytes FROM crochet_journal_snapshots WHERE document = ?1 AND seq = ?2)`
export const noteMissing = `
  INSERT INTO crochet_journal_aside (document, seq, entries, bytes, reason, at, held)
  VALUES (?, ?, ?, zeroblob(0), ?, ?, 1)`
export const selectHeld = 'SELECT 1 FROM crochet_journal_aside WHERE document = ? AND seq = ? AND held'
/** Without the bytes. */
export const selectMarksAside = 'SELECT seq, entries, reason, held FROM crochet_journal_aside WHERE document = ?'
export const releaseHeld = 'UPDATE crochet_journal_aside SET held = 0 WHERE document = ? AND held'
export const deleteAside = 'DELETE FROM crochet_journal_aside WHERE document = ?'
const selectAside = `
  SELECT name, seq, entries, bytes, reason, at, held
  FROM crochet_journal_aside JOIN crochet_journal_documents AS documents ON documents.number = document`
export const selectAsideOf = `${selectAside} WHERE name = ? ORDER BY crochet_journal_aside.number`
export const selectAllAside = `${selectAside} ORDER BY crochet_journal_aside.number`

export const selectNames = `
  SELECT name FROM crochet_journal_documents AS documents
  WHERE EXISTS (SELECT 1 FROM crochet_journal_updates WHERE document = documents.number)
     OR EXISTS (SELECT 1 FROM crochet_journal_snapshots WHERE document = documents.number)
     OR EXISTS (SELECT 1 FROM crochet_journal_aside WHERE document = documents.number AND held)
  ORDER BY name`
export const selectUnstored = `
  SELECT name FROM crochet_journal_documents AS documents
  WHERE EXISTS (SELECT 1 FROM crochet_journal_updates WHERE document = documents.number AND seq > stored)
     OR EXISTS (SELECT 1 FROM crochet_journal_snapshots WHERE document = documents.number AND seq > stored)
  ORDER BY name`
