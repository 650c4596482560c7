import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { RunEvent } from '../../shared/run/events.ts'
import { nodeKey } from '../../shared/run/events.ts'
import { type Killed, usage } from './kill-often.ts'
import { promptOf } from './workflows.ts'

export type Verdict = {
  problems: string[]
  runs: number
  nodes: number
  calls: number
  interruptedCalls: number
  resumed: number
  questions: number
}

/** Reads the database with nothing of ours in between and says what is wrong with what the kills left. */
export function judge(dataDir: string, { asked }: Killed): Verdict {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  try {
    const problems: string[] = []
    const integrity = db.pragma('integrity_check', { simple: true })
    if (integrity !== 'ok') problems.push(`integrity_check: ${integrity}`)
    const runs = db.prepare('SELECT run_number, run_id, status FROM runs').all() as {
      run_number: number
      run_id: string
      status: string
    }[]
    const verdict: Verdict = {
      problems,
      runs: runs.length,
      nodes: 0,
      calls: 0,
      interruptedCalls: 0,
      resumed: 0,
      questions: 0,
    }
    const interruptedBy = new Map<string, number>()
    for (const run of runs) {
      if (run.status !== 'succeeded') problems.push(`${run.run_id} ended as ${run.status}`)
      const events = readEvents(db, run.run_number)
      judgeRun(run.run_id, events, verdict, interruptedBy)
      judgeWaits(run.run_id, events, verdict)
    }
    const open = db.prepare('SELECT COUNT(*) FROM waits WHERE ended_at IS NULL').pluck().get()
    if (open !== 0) problems.push(`${open} waits are open although every run has ended`)
    judgeBill(db, asked, interruptedBy, verdict)
    return verdict
  } finally {
    db.close()
  }
}

function readEvents(db: Database.Database, run: number): RunEvent[] {
  const rows = db
    .prepare('SELECT event_key % 16777216 AS seq, body FROM events WHERE event_key / 16777216 = ? ORDER BY event_key')
    .all(run) as { seq: number; body: string }[]
  return rows.map(({ seq, body }) => ({ ...JSON.parse(body), seq }))
}

function judgeRun(runId: string, events: RunEvent[], verdict: Verdict, interruptedBy: Map<string, number>): void {
  const finished = new Set<string>()
  const prompts = new Map<string, string>()
  events.forEach((event, index) => {
    if (event.seq !== index + 1) verdict.problems.push(`${runId}: event ${index + 1} is missing`)
    if (event.type === 'run-resumed') verdict.resumed++
    if (event.type === 'model-call-started') prompts.set(event.callId, promptOf(event.messages))
    if (event.type === 'model-call-failed') {
      verdict.interruptedCalls++
      const prompt = prompts.get(event.callId) ?? ''
      interruptedBy.set(prompt, (interruptedBy.get(prompt) ?? 0) + 1)
      if (event.error.code !== 'run.interrupted')
        verdict.problems.push(`${runId}: a call failed: ${event.error.message}`)
    }
    if (event.type !== 'node-started' && event.type !== 'node-finished') return
    const key = nodeKey(event.scope, event.node)
    if (finished.has(key)) verdict.problems.push(`${runId}: ${key} had finished and was ${event.type} again`)
    if (event.type === 'node-finished') {
      finished.add(key)
      verdict.nodes++
    }
  })
}

/** Each node that waits does so once, in each round of a loop, and each of its waits ends once. */
function judgeWaits(runId: string, events: RunEvent[], verdict: Verdict): void {
  const begun = new Map<string, string>()
  const ended = new Set<string>()
  for (const event of events) {
    if (event.type === 'wait-started') {
      const key = nodeKey(event.scope, event.node)
      if (begun.has(key)) verdict.problems.push(`${runId}: ${key} waited twice`)
      begun.set(key, event.waitId)
      if (event.ask.kind === 'person') verdict.questions++
    }
    if (event.type === 'wait-ended') {
      if (ended.has(event.waitId)) verdict.problems.push(`${runId}: ${event.waitId} ended twice`)
      ended.add(event.waitId)
    }
  }
  for (const [key, waitId] of begun) if (!ended.has(waitId)) verdict.problems.push(`${runId}: ${key} still waits`)
}

/**
 * Each prompt is booked exactly once, and was asked no more often than once plus the calls a kill cut off. Those stand in
 * the ledger with the most they may have cost, which nobody holds against the server's bill.
 */
function judgeBill(
  db: Database.Database,
  asked: Map<string, number>,
  interruptedBy: Map<string, number>,
  verdict: Verdict,
): void {
  const rows = db.prepare('SELECT outcome, input_tokens, output_tokens FROM ledger WHERE NOT at_maximum').all() as {
    outcome: string
    input_tokens: number
    output_tokens: number
  }[]
  verdict.calls = rows.length
  const booked = rows.reduce((sum, row) => sum + row.input_tokens + row.output_tokens, 0)
  const due = asked.size * (usage.inputTokens + usage.outputTokens)
  if (rows.length !== asked.size) verdict.problems.push(`${rows.length} ledger rows for ${asked.size} prompts`)
  if (booked !== due)
    verdict.problems.push(`the ledger has ${booked} tokens, the server's bill without cut calls ${due}`)
  for (const [prompt, times] of asked) {
    const allowed = 1 + (interruptedBy.get(prompt) ?? 0)
    if (times > allowed)
      verdict.problems.push(`"${prompt}" was paid ${times} times, of which ${allowed - 1} were cut off`)
  }
}
