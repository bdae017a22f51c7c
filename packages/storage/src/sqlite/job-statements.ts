import { farAhead } from '../core/far-ahead.ts'

/** The statements of the queue (tables: `job-tables.ts`). */

const due = (now: string): string => `CASE WHEN run_at <= ${now} THEN 'ready' ELSE 'timed' END`
const free = 'token = NULL, lease_until = NULL'

export const insert = `
  INSERT INTO crochet_jobs (id, lane, task, queue, key, state, priority, run_at, input, attempts, created_at, about)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`
/** Those of a key that are not over. */
export const selectOfKey = `
  SELECT number, id, begun FROM crochet_jobs WHERE task = ? AND key = ? AND finished_at IS NULL`
export const merge = `
  UPDATE crochet_jobs SET input = ?2, priority = max(priority, ?3), run_at = min(run_at, ?4), attempts = ?5, about = ?7,
    state = CASE WHEN state = 'blocked' THEN state WHEN min(run_at, ?4) <= ?6 THEN 'ready' ELSE 'timed' END
  WHERE number = ?1`
/** What waited for its predecessor. */
export const unblock = `
  UPDATE crochet_jobs SET state = ${due('?3')}
  WHERE task = ?1 AND key = ?2 AND finished_at IS NULL AND state = 'blocked'`

export const promote = "UPDATE crochet_jobs SET state = 'ready' WHERE state = 'timed' AND run_at <= ?"
export const selectExpired = `
  SELECT id, token, attempt, attempts, cancelling FROM crochet_jobs
  WHERE state = 'running' AND (lease_until <= ?1 OR lease_until > ?1 + ${farAhead}) ORDER BY lease_until, number LIMIT 1000`
/** The lanes that have something ready: one step down the index for each. */
export const selectLanes = `
  WITH RECURSIVE lanes (lane) AS (
    SELECT min(lane) FROM crochet_jobs WHERE state = 'ready'
    UNION ALL
    SELECT (SELECT min(crochet_jobs.lane) FROM crochet_jobs WHERE state = 'ready' AND crochet_jobs.lane > lanes.lane)
    FROM lanes WHERE lanes.lane IS NOT NULL
  ) SELECT lane FROM lanes WHERE lane IS NOT NULL`
export const countRunning = "SELECT count(*) AS running FROM crochet_jobs WHERE state = 'running' AND task = ?"
export const selectReady = `
  SELECT number, task, priority, run_at FROM crochet_jobs
  WHERE state = 'ready' AND lane = ? ORDER BY priority DESC, run_at, number LIMIT ?`
export const lease = `
  UPDATE crochet_jobs
  SET state = 'running', begun = 1, attempt = attempt + 1, progress = 0, token = ?2, lease_until = ?3, started_at = ?4
  WHERE number = ?1 RETURNING *`

const held = "WHERE id = ?1 AND token = ?2 AND state = 'running'"
export const extend = `
  UPDATE crochet_jobs SET lease_until = ?3, progress = coalesce(?4, progress) ${held} RETURNING cancelling`
export const selectHeld = `SELECT cancelling FROM crochet_jobs ${held}`
const ended = 'RETURNING task, key'
export const finish = `
  UPDATE crochet_jobs SET state = 'done', progress = 1, error = NULL, finished_at = ?3, ${free} ${held} ${ended}`
export const cancelHeld = `UPDATE crochet_jobs SET state = 'cancelled', finished_at = ?3, ${free} ${held} ${ended}`
export const bury = `UPDATE crochet_jobs SET state = 'dead', error = ?4, finished_at = ?3, ${free} ${held} ${ended}`
export const tryAgain = `
  UPDATE crochet_jobs SET state = CASE WHEN ?4 <= ?3 THEN 'ready' ELSE 'timed' END, run_at = ?4, error = ?5, ${free} ${held}`
/** `?4`: how many attempts do not count. */
export const giveBack = `
  UPDATE crochet_jobs SET state = ${due('?3')}, attempt = attempt - ?4, ${free} ${held}`

export const selectById = 'SELECT * FROM crochet_jobs WHERE id = ?'
export const cancelPending = "UPDATE crochet_jobs SET state = 'cancelled', finished_at = ?2 WHERE id = ?1"
export const askToCancel = 'UPDATE crochet_jobs SET cancelling = 1 WHERE id = ?'
export const revive = `
  UPDATE crochet_jobs
  SET state = ?3, run_at = ?2, begun = 0, attempt = 0, progress = 0, cancelling = 0, finished_at = NULL WHERE id = ?1`

export const deleteOlder = `
  DELETE FROM crochet_jobs WHERE number IN (
    SELECT number FROM crochet_jobs WHERE state = ?1 AND finished_at IS NOT NULL AND finished_at < ?2 LIMIT ?3)`
export const deleteBeyond = `
  DELETE FROM crochet_jobs WHERE number IN (
    SELECT number FROM crochet_jobs WHERE state = ?1 AND finished_at IS NOT NULL
    ORDER BY finished_at DESC, number DESC LIMIT ?3 OFFSET ?2)`

export const selectNextDue = `
  SELECT min(at) AS at FROM (
    SELECT min(run_at) AS at FROM crochet_jobs WHERE state = 'timed'
    UNION ALL SELECT min(lease_until) FROM crochet_jobs WHERE state = 'running')`

export const selectSchedule = 'SELECT pattern, fired FROM crochet_job_schedules WHERE name = ?'
export const replaceSchedule = 'REPLACE INTO crochet_job_schedules (name, pattern, fired) VALUES (?, ?, ?)'
export const noteFiring = 'UPDATE crochet_job_schedules SET fired = ?2 WHERE name = ?1 AND fired < ?2'
