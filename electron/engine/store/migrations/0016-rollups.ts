import type { Migration } from '../migration.ts'
import { fillRollups } from './0016-fill-rollups.ts'

/**
 * Sums of what happened, kept beside it so that a figure over months is read from few rows. They are written in the
 * transaction of the events (rollups.store.ts), when a run ends; what a run that goes on has come to so far lies in the
 * `live_` tables. `named_settings` holds one JSON value for each part that has settings of its own.
 *
 * `run_facets` names what was at work in a run: agents, services (`integration`) and models (`provider/model`).
 *
 * `run_kinds` are runs that no filter tells apart: of one workflow (`workflow_id` is empty for files, which have their
 * name), trigger, ending and set of facets. Coarse ones (`facet_set` is empty) differ in trigger and ending alone: most
 * questions name no more than that.
 *
 * `bucket` counts spans of one length since the Unix epoch: quarters of an hour (level 0), hours (1), days of UTC (2) and
 * 16 days (3). The clocks of all time zones differ by quarters, so any span of theirs is some days inside, with hours and
 * quarters at its edges. `bin` is how long something took, as shared/run/duration-bins.ts counts it.
 *
 * Runs, and what nodes and services did in them, stand in the bucket in which the run began; calls in that of their row in
 * the ledger. Dry runs are in none of it.
 *
 * `queue_depth` counts the runs that wait for their turn; `noted` is what of it `queue_peaks` knows: `most` waited at one
 * moment of a quarter of an hour, `last` at its end.
 */
export const rollups: Migration = {
  version: 16,
  up(db, nowMs) {
    db.exec(`
      CREATE TABLE named_settings (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (workspace_id, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE facets (
        facet_id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (kind, value)
      ) STRICT;
      CREATE TABLE facets_of_runs (
        run_number INTEGER NOT NULL REFERENCES runs,
        facet_id INTEGER NOT NULL REFERENCES facets,
        PRIMARY KEY (run_number, facet_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX facets_of_runs_by_facet ON facets_of_runs (facet_id, run_number);
      CREATE VIEW run_facets AS SELECT run_number, kind, value FROM facets_of_runs JOIN facets USING (facet_id);

      CREATE TABLE run_kinds (
        kind_id INTEGER PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        workflow_id TEXT NOT NULL,
        workflow_name TEXT NOT NULL,
        run_trigger TEXT NOT NULL,
        status TEXT NOT NULL,
        -- JSON, the facets' numbers in order.
        facet_set TEXT NOT NULL,
        UNIQUE (workspace_id, workflow_id, workflow_name, run_trigger, status, facet_set)
      ) STRICT;
      CREATE TABLE run_sums (
        is_coarse INTEGER NOT NULL,
        level INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        bin INTEGER NOT NULL,
        runs INTEGER NOT NULL,
        ms INTEGER NOT NULL,
        PRIMARY KEY (is_coarse, level, bucket, kind_id, bin)
      ) STRICT, WITHOUT ROWID;
      -- model_id and agent_id are facets; 0: no agent, or, where it is coarse, any.
      CREATE TABLE call_sums (
        is_coarse INTEGER NOT NULL,
        level INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        model_id INTEGER NOT NULL,
        agent_id INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        unknown_calls INTEGER NOT NULL,
        micro_usd INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        PRIMARY KEY (is_coarse, level, bucket, kind_id, model_id, agent_id)
      ) STRICT, WITHOUT ROWID;

      -- path: the node with the containers around it, whichever round it is in.
      CREATE TABLE node_places (
        place_id INTEGER PRIMARY KEY,
        workflow_id TEXT NOT NULL,
        workflow_name TEXT NOT NULL,
        path TEXT NOT NULL,
        UNIQUE (workflow_id, workflow_name, path)
      ) STRICT;
      CREATE TABLE live_nodes (
        run_number INTEGER NOT NULL REFERENCES runs,
        place_id INTEGER NOT NULL,
        bin INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        ms INTEGER NOT NULL,
        longest_ms INTEGER NOT NULL,
        PRIMARY KEY (run_number, place_id, bin)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE node_sums (
        level INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        place_id INTEGER NOT NULL,
        bin INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        ms INTEGER NOT NULL,
        longest_ms INTEGER NOT NULL,
        PRIMARY KEY (level, bucket, kind_id, place_id, bin)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE live_errors (
        run_number INTEGER NOT NULL REFERENCES runs,
        code TEXT NOT NULL,
        failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        last_message TEXT NOT NULL,
        PRIMARY KEY (run_number, code)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE error_sums (
        level INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        last_message TEXT NOT NULL,
        PRIMARY KEY (level, bucket, kind_id, code)
      ) STRICT, WITHOUT ROWID;

      -- integration_id is a facet.
      CREATE TABLE live_services (
        run_number INTEGER NOT NULL REFERENCES runs,
        integration_id INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        ms INTEGER NOT NULL,
        waited INTEGER NOT NULL,
        waited_ms INTEGER NOT NULL,
        PRIMARY KEY (run_number, integration_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE service_sums (
        level INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        integration_id INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        ms INTEGER NOT NULL,
        waited INTEGER NOT NULL,
        waited_ms INTEGER NOT NULL,
        PRIMARY KEY (level, bucket, kind_id, integration_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE queue_depth (
        workspace_id TEXT PRIMARY KEY REFERENCES workspaces,
        waiting INTEGER NOT NULL,
        noted INTEGER NOT NULL,
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE queue_peaks (
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        bucket INTEGER NOT NULL,
        most INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, bucket)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER queue_entered AFTER INSERT ON runs WHEN NEW.status = 'queued' AND NEW.dry_run = 0 BEGIN
        INSERT INTO queue_depth VALUES (NEW.workspace_id, 1, 0, NEW.started_at)
          ON CONFLICT DO UPDATE SET waiting = waiting + 1, at = excluded.at;
      END;
      CREATE TRIGGER queue_left AFTER UPDATE OF status ON runs
        WHEN OLD.status = 'queued' AND NEW.status <> 'queued' AND NEW.dry_run = 0 BEGIN
        UPDATE queue_depth SET waiting = waiting - 1, at = COALESCE(NEW.finished_at, NEW.started_at)
          WHERE workspace_id = NEW.workspace_id;
      END;
      CREATE TRIGGER queue_depth_noted AFTER UPDATE OF noted ON queue_depth BEGIN
        INSERT INTO queue_peaks VALUES (NEW.workspace_id, NEW.at / 900000, MAX(NEW.noted, OLD.noted), NEW.noted)
          ON CONFLICT DO UPDATE SET most = MAX(most, excluded.most), last = excluded.last;
      END;
    `)
    fillRollups(db, nowMs)
  },
}
