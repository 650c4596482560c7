import type { AlertRule } from '../../../shared/contract/alerts.ts'
import type { RunStatus, RunTrigger } from '../../../shared/run/events.ts'
import type { Db } from './open-database.ts'
import { pruneEndingsSql } from './run-endings.store.ts'

/** `since`: what was before it is nothing to the rule. */
export type StoredRule = Omit<AlertRule, 'firingSince' | 'lastAt' | 'problem'> & { since: number }

/** The end of a run, as a rule sees it. */
export type RunEnd = {
  ending: number
  runNumber: number
  runId: string
  /** null: a workflow file's. */
  workflowId: string | null
  workflowName: string
  status: Exclude<RunStatus, 'queued' | 'running'>
  trigger: RunTrigger
  startedAt: number
  finishedAt: number
  /** What it failed with. */
  error: string | null
}

/** How far has been looked: at the ends of runs, and by the clock. */
export type Watch = { ending: number; lookedAt: number }
type Keeper = { owner: string; engineId: string }

type RuleRow = {
  rule_id: string
  name: string
  condition: string
  about: string
  channel_ids: string | null
  is_on: number
  repeat_minutes: number | null
  says_recovery: number
  is_urgent: number
  since: number
  created_at: number
  updated_at: number
}
type EndRow = {
  ending: number
  run_number: number
  run_id: string
  workflow_id: string | null
  workflow_name: string
  status: RunEnd['status']
  run_trigger: RunTrigger
  started_at: number
  finished_at: number
  message: string | null
}

/** Alert rules, who looks at them, and how far. */
export function createAlertRulesStore(db: Db, workspaceId: string) {
  const select = 'SELECT * FROM alert_rules WHERE workspace_id = ?'
  const selectAll = db.prepare<[string], RuleRow>(`${select} ORDER BY created_at, rule_id`)
  const selectOne = db.prepare<[string, string], RuleRow>(`${select} AND rule_id = ?`)
  const put = db.prepare(`
    INSERT INTO alert_rules (rule_id, workspace_id, name, condition, about, channel_ids, is_on, repeat_minutes, says_recovery,
      is_urgent, since, created_at, updated_at)
    VALUES (@ruleId, @workspaceId, @name, @condition, @about, @channelIds, @isOn, @repeatMinutes, @saysRecovery, @isUrgent,
      @since, @createdAt, @updatedAt)
    ON CONFLICT (rule_id) DO UPDATE SET name = @name, condition = @condition, about = @about, channel_ids = @channelIds,
      is_on = @isOn, repeat_minutes = @repeatMinutes, says_recovery = @saysRecovery, is_urgent = @isUrgent, since = @since,
      updated_at = @updatedAt`)
  const remove = db.prepare('DELETE FROM alert_rules WHERE workspace_id = ? AND rule_id = ?')

  const selectStreak = db.prepare<[string, string], { failures: number }>(
    'SELECT failures FROM alert_streaks WHERE rule_id = ? AND subject_key = ?',
  )
  const putStreak = db.prepare('INSERT OR REPLACE INTO alert_streaks (rule_id, subject_key, failures) VALUES (?, ?, ?)')
  const dropStreak = db.prepare('DELETE FROM alert_streaks WHERE rule_id = ? AND subject_key = ?')
  const dropStreaks = db.prepare('DELETE FROM alert_streaks WHERE rule_id = ?')

  const selectEnds = db.prepare<[number, number], EndRow>(`
    SELECT ending, run_number, run_id, workflow_id, workflow_name, status, run_trigger, started_at, finished_at,
      error ->> '$.message' AS message
    FROM run_endings JOIN runs USING (run_number) WHERE ending > ? AND dry_run = 0 ORDER BY ending LIMIT ?`)
  const selectNewest = db.prepare<[number], { ending: number | null }>(
    'SELECT MAX(ending) AS ending FROM run_endings WHERE ending > ?',
  )
  const pruneEnds = db.prepare(pruneEndingsSql)
  const selectWatch = db.prepare<
    [string],
    { owner: string | null; engine_id: string | null; ending: number; looked_at: number }
  >('SELECT owner, engine_id, ending, looked_at FROM alert_watch WHERE workspace_id = ?')
  const setWatch = db.prepare('UPDATE alert_watch SET ending = ?, looked_at = ? WHERE workspace_id = ?')
  const setKeeper = db.prepare('UPDATE alert_watch SET owner = ?, engine_id = ? WHERE workspace_id = ?')
  const dropKeeper = db.prepare('UPDATE alert_watch SET owner = NULL, engine_id = NULL WHERE engine_id = ?')

  function watch(): Watch & { engineId: string | null } {
    const row = selectWatch.get(workspaceId)
    return { ending: row?.ending ?? 0, lookedAt: row?.looked_at ?? 0, engineId: row?.engine_id ?? null }
  }

  return {
    /** Oldest first. */
    list: (): StoredRule[] => selectAll.all(workspaceId).map(toRule),
    get(ruleId: string): StoredRule | null {
      const row = selectOne.get(workspaceId, ruleId)
      return row ? toRule(row) : null
    },
    /** Adds it, or puts it in the place of what it was. */
    put(rule: StoredRule): void {
      const { condition, about, channelIds, isOn, saysRecovery, isUrgent, ...rest } = rule
      const texts = {
        ...{ condition: JSON.stringify(condition), about: JSON.stringify(about) },
        channelIds: channelIds && JSON.stringify(channelIds),
      }
      const flags = { isOn: Number(isOn), saysRecovery: Number(saysRecovery), isUrgent: Number(isUrgent) }
      put.run({ ...rest, ...texts, ...flags, workspaceId })
    },
    /** Its incidents stay in the history. */
    remove: (ruleId: string): boolean => remove.run(workspaceId, ruleId).changes > 0,

    /** Failures in a row of a rule's subject so far. */
    streak: (ruleId: string, subjectKey: string): number => selectStreak.get(ruleId, subjectKey)?.failures ?? 0,
    setStreak(ruleId: string, subjectKey: string, failures: number): void {
      if (failures === 0) dropStreak.run(ruleId, subjectKey)
      else putStreak.run(ruleId, subjectKey, failures)
    },
    forgetStreaks(ruleId: string): void {
      dropStreaks.run(ruleId)
    },

    watch,
    setWatch({ ending, lookedAt }: Watch): void {
      setWatch.run(ending, lookedAt, workspaceId)
    },
    /** Ends of real runs after one of them, in order; those of dry runs are passed over. */
    ends: (after: number, limit: number): RunEnd[] => selectEnds.all(after, limit).map(toEnd),
    /** The number of the newest end after one; null where there is none. */
    newestEnd: (after: number): number | null => selectNewest.get(after)?.ending ?? null,
    pruneEnds(): void {
      pruneEnds.run()
    },

    /** Makes an engine the one that looks, unless another one does whose program lives. */
    keep: db.transaction(({ owner, engineId }: Keeper, isAlive: (owner: string) => boolean): boolean => {
      const now = selectWatch.get(workspaceId)
      if (now?.engine_id === engineId) return true
      if (typeof now?.owner === 'string' && isAlive(now.owner)) return false
      setKeeper.run(owner, engineId, workspaceId)
      return true
    }).immediate,
    /** Nobody looks any more, if this one did. */
    letGo(engineId: string): void {
      dropKeeper.run(engineId)
    },

    /** All of it or nothing, with no other program in between. */
    transact<T>(work: () => T): T {
      return db.transaction(work).immediate()
    },

    /** A number that changes with each commit of another connection, such as another program's. */
    // SQLite answers with an integer.
    dataVersion: (): number => db.pragma('data_version', { simple: true }) as number,
  }
}

export type AlertRulesStore = ReturnType<typeof createAlertRulesStore>

function toRule(row: RuleRow): StoredRule {
  return {
    ruleId: row.rule_id,
    name: row.name,
    // The engine is the only writer of the columns that hold JSON.
    condition: JSON.parse(row.condition) as StoredRule['condition'],
    about: JSON.parse(row.about) as StoredRule['about'],
    channelIds: row.channel_ids === null ? null : (JSON.parse(row.channel_ids) as string[]),
    isOn: row.is_on === 1,
    repeatMinutes: row.repeat_minutes,
    saysRecovery: row.says_recovery === 1,
    isUrgent: row.is_urgent === 1,
    since: row.since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toEnd(row: EndRow): RunEnd {
  return {
    ...{ ending: row.ending, runNumber: row.run_number, runId: row.run_id, workflowId: row.workflow_id },
    ...{ workflowName: row.workflow_name, status: row.status, trigger: row.run_trigger },
    ...{ startedAt: row.started_at, finishedAt: row.finished_at, error: row.message },
  }
}
