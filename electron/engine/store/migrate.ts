import Database from 'better-sqlite3'
import { externalError, userError } from '../../../shared/errors.ts'
import type { Migration } from './migration.ts'
import { first } from './migrations/0001-first.ts'
import { versions } from './migrations/0002-versions.ts'
import { queue } from './migrations/0003-queue.ts'
import { waits } from './migrations/0004-waits.ts'
import { triggers } from './migrations/0005-triggers.ts'
import { blobs } from './migrations/0006-blobs.ts'
import { budgets } from './migrations/0007-budgets.ts'
import { files } from './migrations/0008-files.ts'
import { costs } from './migrations/0009-costs.ts'
import { integrations } from './migrations/0010-integrations.ts'
import { agents } from './migrations/0011-agents.ts'
import { mcp } from './migrations/0012-mcp.ts'
import { knowledge } from './migrations/0013-knowledge.ts'
import { chat } from './migrations/0014-chat.ts'
import { research } from './migrations/0015-research.ts'
import { rollups } from './migrations/0016-rollups.ts'
import { runSearch } from './migrations/0017-run-search.ts'
import { alertRules } from './migrations/0018-alert-rules.ts'
import { telemetry } from './migrations/0019-telemetry.ts'

/** In order; `user_version` of the file says how many of them it has been through. */
export const migrations: Migration[] = [
  first,
  versions,
  queue,
  waits,
  triggers,
  blobs,
  budgets,
  files,
  costs,
  integrations,
  agents,
  mcp,
  knowledge,
  chat,
  research,
  rollups,
  runSearch,
  alertRules,
  telemetry,
]

/**
 * Brings a database up to date, all steps in one transaction: it has the new shape or, if anything fails, the old one.
 * A file with data must have been backed up in the shape it has. A file from a newer program is refused untouched.
 */
export function migrate(
  db: Database.Database,
  { path, nowMs, copiedSchema }: { path: string; nowMs: number; copiedSchema: number | null },
): void {
  const latest = migrations.length
  const current = db.pragma('user_version', { simple: true }) as number // SQLite keeps it as an integer
  if (current > latest) {
    throw userError(
      'store.newer-database',
      `${path} was written by a newer version of Niti (${current}; this one knows ${latest}).`,
      {
        hint: 'Update Niti, or set NITI_HOME to another folder. Nothing was changed.',
      },
    )
  }
  if (current === latest) return
  if (current > 0 && current !== copiedSchema) {
    throw externalError('store.not-copied', `${path} must be backed up before this version of Niti changes it.`, {
      hint: 'Nothing was changed. Start Niti again.',
      retryable: true,
    })
  }
  const steps = db.transaction(() => {
    // Another process may have been faster between the look above and the lock taken here.
    const now = db.pragma('user_version', { simple: true }) as number // as above
    for (const migration of migrations.slice(now)) migration.up(db, nowMs)
    db.pragma(`user_version = ${latest}`)
  })
  steps.immediate()
  if (current > 0) makeShrinkable(db)
}

/** A file made when it could not give room back step by step is written anew, once. */
function makeShrinkable(db: Database.Database): void {
  if (db.pragma('auto_vacuum', { simple: true }) === 2) return
  try {
    db.exec('VACUUM')
  } catch (thrown) {
    // No room for a copy, or another process reads: it works as it is, and `storage.compact` can do it later.
    if (!(thrown instanceof Database.SqliteError)) throw thrown
  }
}
