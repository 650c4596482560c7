import type Database from 'better-sqlite3'
import { binOf } from '../../../../shared/run/duration-bins.ts'
import { nodePath } from '../../../../shared/run/events.ts'

/** Newest events that are looked through: more would keep the first start waiting for minutes. */
const usualEvents = 5_000_000

/** Node tries from so many milliseconds on are counted. */
const slowMs = 10

/** Events that say of something that is counted; the type is the first thing in each. */
const counted = [
  ...['agent-started', 'model-call-started', 'embedding-started', 'http-called'],
  ...['node-finished', 'node-retried', 'node-failed', 'run-finished'],
]

/**
 * Fills the sums for all that is there already. Runs and calls are in them whole; what nodes and services did is as far back
 * as the newest millions of events reach. How many runs waited before is not known.
 */
export function fillRollups(db: Database.Database, nowMs: number, { mostEvents } = { mostEvents: usualEvents }): void {
  db.function('bin_of', { deterministic: true }, (ms) => BigInt(binOf(Number(ms))))
  db.function('node_path', { deterministic: true }, (scope, node) => nodePath(String(scope), String(node)))
  const oldest = db
    .prepare<[number], number | null>(
      'SELECT MIN(event_key) FROM (SELECT event_key FROM events ORDER BY event_key DESC LIMIT ?)',
    )
    .pluck()
    .get(mostEvents)
  const isCut = db.prepare('SELECT 1 FROM events WHERE event_key < ? LIMIT 1').get(oldest ?? 0) !== undefined
  // The oldest run is only counted where all of it is there.
  const firstKey = (Math.floor((oldest ?? 0) / 2 ** 24) + (isCut ? 1 : 0)) * 2 ** 24
  const types = counted.map((type) => `body GLOB '{"type":"${type}"*'`).join(' OR ')
  db.exec(`
    CREATE TEMP TABLE fill_levels (level INTEGER PRIMARY KEY, ms INTEGER NOT NULL);
    INSERT INTO fill_levels VALUES (0, 900000), (1, 3600000), (2, 86400000), (3, 1382400000);

    CREATE TEMP TABLE fill_told AS
      SELECT event_key / 16777216 AS run_number, event_key, at, body ->> '$.type' AS type,
        IIF(body GLOB '{"type":"node-*', node_path(body ->> '$.scope', body ->> '$.node'), NULL) AS path,
        MAX(0, CAST(ROUND(COALESCE(body ->> '$.durationMs', 0)) AS INTEGER)) AS ms,
        COALESCE(body ->> '$.error.nodeId', body ->> '$.node') IS (body ->> '$.node') AS is_own,
        body ->> '$.status' AS status, body ->> '$.error.code' AS code, body ->> '$.error.message' AS message,
        body ->> '$.error.nodeId' AS blamed, body ->> '$.agentId' AS agent,
        body ->> '$.provider' || '/' || (body ->> '$.model') AS model,
        body ->> '$.service.integrationId' AS integration, body ->> '$.service.answered' AS answered,
        MAX(0, CAST(ROUND(COALESCE(body ->> '$.service.waitedMs', 0)) AS INTEGER)) AS waited_ms
      FROM events WHERE event_key >= ${firstKey} AND (${types})
        AND NOT (body GLOB '{"type":"node-finished"*' AND body ->> '$.durationMs' < ${slowMs});

    CREATE TEMP TABLE fill_facets AS
      SELECT run_number, 'agent' AS kind, agent_id AS value FROM ledger WHERE agent_id IS NOT NULL
      UNION SELECT run_number, 'model', provider || '/' || model FROM ledger
      UNION SELECT run_number, 'agent', agent FROM fill_told
        WHERE type IN ('agent-started', 'model-call-started') AND agent IS NOT NULL
      UNION SELECT run_number, 'model', model FROM fill_told WHERE type IN ('model-call-started', 'embedding-started')
      UNION SELECT run_number, 'integration', integration FROM fill_told
        WHERE type = 'http-called' AND integration IS NOT NULL;
    INSERT INTO facets (kind, value) SELECT DISTINCT kind, value FROM fill_facets ORDER BY kind, value;
    INSERT INTO facets_of_runs (run_number, facet_id)
      SELECT run_number, facet_id FROM fill_facets JOIN facets USING (kind, value) ORDER BY 1, 2;

    CREATE TEMP TABLE fill_runs AS
      SELECT run_number, workspace_id, COALESCE(workflow_id, '') AS workflow_id,
        IIF(workflow_id IS NULL, workflow_name, '') AS workflow_name, run_trigger, status, started_at,
        MAX(0, finished_at - started_at) AS ms, 0 AS own, 0 AS coarse,
        (SELECT json_group_array(facet_id) FROM
          (SELECT facet_id FROM facets_of_runs f WHERE f.run_number = r.run_number ORDER BY facet_id)) AS facet_set
      FROM runs r WHERE finished_at IS NOT NULL AND dry_run = 0;
    CREATE UNIQUE INDEX temp.fill_runs_by_number ON fill_runs (run_number);
    INSERT INTO run_kinds (workspace_id, workflow_id, workflow_name, run_trigger, status, facet_set)
      SELECT DISTINCT workspace_id, workflow_id, workflow_name, run_trigger, status, facet_set FROM fill_runs
      UNION SELECT DISTINCT workspace_id, '', '', run_trigger, status, '' FROM fill_runs;
    UPDATE fill_runs SET
      own = (SELECT kind_id FROM run_kinds k WHERE k.workspace_id = fill_runs.workspace_id
        AND k.workflow_id = fill_runs.workflow_id AND k.workflow_name = fill_runs.workflow_name
        AND k.run_trigger = fill_runs.run_trigger AND k.status = fill_runs.status AND k.facet_set = fill_runs.facet_set),
      coarse = (SELECT kind_id FROM run_kinds k WHERE k.workspace_id = fill_runs.workspace_id AND k.workflow_id = ''
        AND k.workflow_name = '' AND k.run_trigger = fill_runs.run_trigger AND k.status = fill_runs.status
        AND k.facet_set = '');

    INSERT INTO run_sums
      SELECT 0, level, started_at / fill_levels.ms, own, bin_of(fill_runs.ms), COUNT(*), SUM(fill_runs.ms)
        FROM fill_runs, fill_levels GROUP BY 1, 2, 3, 4, 5
      UNION ALL
      SELECT 1, level, started_at / fill_levels.ms, coarse, bin_of(fill_runs.ms), COUNT(*), SUM(fill_runs.ms)
        FROM fill_runs, fill_levels GROUP BY 1, 2, 3, 4, 5;

    CREATE TEMP TABLE fill_calls AS
      SELECT at, own, coarse, model.facet_id AS model_id, COALESCE(agent.facet_id, 0) AS agent_id,
        COUNT(*) AS calls, SUM(micro_usd IS NULL) AS unknown_calls, COALESCE(SUM(micro_usd), 0) AS micro_usd,
        SUM(input_tokens) AS input_tokens, SUM(output_tokens) AS output_tokens
      FROM (SELECT *, at / 900000 AS quarter FROM ledger WHERE instead_of IS NULL) JOIN fill_runs USING (run_number)
        JOIN facets model ON model.kind = 'model' AND model.value = provider || '/' || model
        LEFT JOIN facets agent ON agent.kind = 'agent' AND agent.value = agent_id
      GROUP BY quarter, own, coarse, model.facet_id, agent.facet_id;
    INSERT INTO call_sums
      SELECT 0, level, at / ms, own, model_id, agent_id, SUM(calls), SUM(unknown_calls), SUM(micro_usd),
        SUM(input_tokens), SUM(output_tokens) FROM fill_calls, fill_levels GROUP BY 1, 2, 3, 4, 5, 6
      UNION ALL
      SELECT 1, level, at / ms, coarse, model_id, 0, SUM(calls), SUM(unknown_calls), SUM(micro_usd),
        SUM(input_tokens), SUM(output_tokens) FROM fill_calls, fill_levels GROUP BY 1, 2, 3, 4, 5, 6;

    INSERT INTO node_places (workflow_id, workflow_name, path)
      SELECT DISTINCT COALESCE(workflow_id, ''), IIF(workflow_id IS NULL, workflow_name, ''), path
      FROM fill_told JOIN runs USING (run_number) WHERE type IN ('node-finished', 'node-retried', 'node-failed');
    INSERT INTO live_nodes
      SELECT run_number, place_id, bin_of(ms), COUNT(*), SUM(type = 'node-failed' AND is_own), SUM(ms), MAX(ms)
      FROM fill_told t JOIN runs USING (run_number) JOIN node_places p ON p.path = t.path
        AND p.workflow_id = COALESCE(runs.workflow_id, '')
        AND p.workflow_name = IIF(runs.workflow_id IS NULL, runs.workflow_name, '')
      WHERE type IN ('node-finished', 'node-retried', 'node-failed') GROUP BY 1, 2, 3;
    INSERT INTO live_errors
      SELECT run_number, code, COUNT(*), MAX(at), message FROM (SELECT * FROM fill_told ORDER BY event_key DESC)
      WHERE (type = 'node-failed' AND is_own)
        OR (type = 'run-finished' AND status = 'failed' AND code IS NOT NULL AND blamed IS NULL)
      GROUP BY 1, 2;
    INSERT INTO live_services
      SELECT run_number, facet_id, COUNT(*), SUM(NOT COALESCE(answered, status < 400, 0)), SUM(ms), SUM(waited_ms > 0),
        SUM(waited_ms)
      FROM fill_told JOIN facets ON kind = 'integration' AND value = integration WHERE type = 'http-called' GROUP BY 1, 2;

    INSERT INTO node_sums
      SELECT level, started_at / fill_levels.ms, own, place_id, bin, SUM(tries), SUM(failures), SUM(n.ms), MAX(longest_ms)
      FROM live_nodes n JOIN fill_runs USING (run_number), fill_levels WHERE level <> 1 GROUP BY 1, 2, 3, 4, 5;
    INSERT INTO error_sums
      SELECT level, started_at / fill_levels.ms, own, code, SUM(failures), MAX(last_at), last_message
      FROM live_errors JOIN fill_runs USING (run_number), fill_levels WHERE level <> 1 GROUP BY 1, 2, 3, 4;
    INSERT INTO service_sums
      SELECT level, started_at / fill_levels.ms, own, integration_id, SUM(calls), SUM(failures), SUM(s.ms), SUM(waited),
        SUM(waited_ms)
      FROM live_services s JOIN fill_runs USING (run_number), fill_levels WHERE level <> 1 GROUP BY 1, 2, 3, 4;
    DELETE FROM live_nodes WHERE run_number IN (SELECT run_number FROM runs WHERE finished_at IS NOT NULL);
    DELETE FROM live_errors WHERE run_number IN (SELECT run_number FROM runs WHERE finished_at IS NOT NULL);
    DELETE FROM live_services WHERE run_number IN (SELECT run_number FROM runs WHERE finished_at IS NOT NULL);

    DROP TABLE fill_levels;
    DROP TABLE fill_told;
    DROP TABLE fill_facets;
    DROP TABLE fill_runs;
    DROP TABLE fill_calls;
  `)
  db.prepare(`
    INSERT INTO queue_depth SELECT workspace_id, COUNT(*), 0, CAST(? AS INTEGER) FROM runs
    WHERE status = 'queued' AND dry_run = 0 GROUP BY 1`).run(nowMs)
  db.exec('UPDATE queue_depth SET noted = waiting WHERE noted <> waiting')
}
