import { fillRollups } from '../../electron/engine/store/migrations/0016-fill-rollups.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'

const dayMs = 86_400_000
export const eventsOfARun = 20
/** Days that the runs are spread over, up to now. */
export const filledDays = 730
const runsAtOnce = 50_000

/** A number that looks random, the same for the same run and `salt`. */
const luck = (salt: number, below: number) => `(((i * 2654435761 + ${salt} * 40503) >> 9) % ${below})`
const oneOf = (values: string[], number: string) =>
  `CASE ${number} ${values.map((value, index) => `WHEN ${index} THEN '${value}'`).join(' ')} END`

const triggers = ['schedule', 'webhook', 'manual', 'service']
const models = ['gpt-4o-mini', 'gpt-4o', 'claude-sonnet', 'gemini-flash', 'llama3']
const integrations = ['github', 'slack', 'gmail', 'notion', 'linear', 'postgres']
const codes = ['http.timeout', 'model.rate-limited', 'node.bad-params', 'code.failed', 'service.refused']

/**
 * A database of so many runs, of forty workflows with agents, services and models, written by SQL alone into the real
 * schema; the sums are then filled by what fills them for databases from before there were any. A test holds that these
 * are the same sums that are kept while runs go on.
 */
export function fillDatabase(dataDir: string, runs: number): void {
  const now = Date.now()
  const db = openDatabase(dataDir, now - filledDays * dayMs)
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -400000')
  db.pragma('temp_store = FILE')
  db.exec(`
    INSERT INTO documents VALUES ('none', '{}');
    CREATE TEMP TABLE made (i INTEGER PRIMARY KEY, k INTEGER, of100 INTEGER, started_at INTEGER, ms INTEGER, model TEXT,
      service TEXT, agent TEXT, code TEXT);
    CREATE TEMP TABLE steps (s INTEGER PRIMARY KEY);
    INSERT INTO steps SELECT value FROM json_each('${JSON.stringify(Array.from({ length: eventsOfARun }, (_, s) => s + 1))}')`)
  const insertMade = db.prepare(`
    INSERT INTO made
    WITH RECURSIVE numbers (i) AS (SELECT @from UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < @to)
    SELECT i, k, ${luck(2, 100)}, CAST(@now - (1.0 - i * 1.0 / @runs) * ${filledDays * dayMs} AS INTEGER),
      CAST(200 * pow(4, (k * 37 % 50) / 10.0) * (0.3 + ${luck(3, 200)} / 100.0) AS INTEGER),
      ${oneOf(models, 'k % 5')}, ${oneOf(integrations, 'k % 6')}, IIF(k % 4 = 0, 'agent_' || k % 10, NULL),
      ${oneOf(codes, luck(4, 5))}
    FROM (SELECT CAST(i AS INTEGER) AS i, CAST(${luck(1, 40)} AS INTEGER) AS k FROM numbers)`)
  const rest = [
    `INSERT INTO runs (run_number, run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status,
        started_at, finished_at, input_tokens, output_tokens, micro_usd)
      SELECT i, 'run_' || i, 'default', 'wf_' || k, 'Workflow ' || k, 'none', ${oneOf(triggers, luck(5, 4))},
        CASE WHEN of100 < 7 THEN 'failed' WHEN of100 < 10 THEN 'cancelled' ELSE 'succeeded' END, started_at,
        started_at + ms, ${luck(6, 3000)}, ${luck(7, 600)}, ${luck(8, 9000)} FROM made`,
    `INSERT INTO ledger (workspace_id, workflow_id, run_number, node, scope, attempt, call_id, outcome, at, provider, model,
        input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_tokens, estimated, micro_usd,
        latency_ms, agent_id)
      SELECT 'default', 'wf_' || k, i, 'n2', '', 1, 'call_' || i, 'finished', started_at + ms / 2, 'openai', model,
        ${luck(6, 3000)}, 0, 0, ${luck(7, 600)}, 0, 0, ${luck(8, 9000)}, 900, agent FROM made`,
    `INSERT INTO events
      SELECT i * 16777216 + s, started_at + ms * s / ${eventsOfARun}, CASE
        WHEN s = 1 THEN '{"type":"run-queued","priority":0,"workflowId":"wf_' || k || '","inputs":{},"filesDir":"/"}'
        WHEN s = 2 THEN '{"type":"run-started"}'
        WHEN s = 17 THEN '{"type":"model-call-started","node":"n2","scope":"","callId":"call_' || i
          || '","provider":"openai","model":"' || model || '","messages":[],"settings":{}}'
        WHEN s = 18 THEN '{"type":"model-call-finished","node":"n2","scope":"","callId":"call_' || i || '","text":"Hello"}'
        WHEN s = 19 THEN '{"type":"http-called","node":"n4","scope":"","method":"GET","url":"https://example.org/list",'
          || '"status":' || IIF(of100 = 11, 500, 200) || ',"durationMs":' || ${luck(9, 300)}
          || ',"bytes":900,"service":{"integrationId":"' || service || '","action":"list","waitedMs":'
          || IIF(of100 < 20, ${luck(10, 900)}, 0) || '}}'
        WHEN s = 20 THEN '{"type":"run-finished","status":"succeeded","outputs":{}}'
        WHEN s % 2 = 1 THEN '{"type":"node-started","node":"n' || ((s - 3) / 2)
          || '","scope":"","attempt":1,"nodeType":"template"}'
        WHEN s = 16 AND of100 < 7 THEN '{"type":"node-failed","node":"n6","scope":"","attempt":1,"error":{"kind":"external",'
          || '"code":"' || code || '","message":"It did not answer.","nodeId":"n6"},"durationMs":' || (ms / 7) || '}'
        ELSE '{"type":"node-finished","node":"n' || ((s - 3) / 2) || '","scope":"","attempt":1,"outputs":{"out":"node"},'
          || '"durationMs":' || IIF((s - 3) / 2 % 2 = 0, ${luck(11, 8)}, ms * (8 + s) / 100) || '}'
        END FROM made, steps ORDER BY i, s`,
    'DELETE FROM made',
  ]
  for (let from = 1; from <= runs; from += runsAtOnce) {
    db.transaction(() => {
      insertMade.run({ from, to: Math.min(runs + 1, from + runsAtOnce), now, runs })
      for (const sql of rest) db.exec(sql)
    })()
  }
  db.transaction(() => fillRollups(db, now, { mostEvents: runs * eventsOfARun }))()
  db.close()
}
