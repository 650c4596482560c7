import type { Migration } from '../migration.ts'

/**
 * When a person wants to be told, and each time that came true.
 *
 * `since` of a rule: what was before it is nothing to it. `alert_streaks` counts failures in a row of each rule and workflow.
 * Of an incident, `subject_key` is what the rule fired about, so that one is open at a time; `told_at` is when it was last
 * told, `held_until` that quiet hours keep it back, `says` what there is to tell when they end.
 * `alert_watch` names the one program, of those that share the data folder, that looks, with how far: the last run ending
 * dealt with, and when it looked by the clock.
 *
 * Ends of runs are numbered for rules too, also those of workflow files, which belong to no workflow.
 *
 * Whoever uses Niti is told when something failed that nobody watched: that is the one rule which is there from the start.
 */
export const alertRules: Migration = {
  version: 18,
  up(db, nowMs) {
    db.exec(`
      CREATE TABLE alert_rules (
        rule_id TEXT PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        name TEXT NOT NULL,
        condition TEXT NOT NULL,
        about TEXT NOT NULL,
        channel_ids TEXT,
        is_on INTEGER NOT NULL,
        repeat_minutes INTEGER,
        says_recovery INTEGER NOT NULL,
        is_urgent INTEGER NOT NULL,
        since INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE alert_streaks (
        rule_id TEXT NOT NULL REFERENCES alert_rules ON DELETE CASCADE,
        subject_key TEXT NOT NULL,
        failures INTEGER NOT NULL,
        PRIMARY KEY (rule_id, subject_key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE alert_incidents (
        incident_id INTEGER PRIMARY KEY AUTOINCREMENT,
        workspace_id TEXT NOT NULL REFERENCES workspaces,
        rule_id TEXT REFERENCES alert_rules ON DELETE SET NULL,
        budget_alert_id INTEGER UNIQUE REFERENCES budget_alerts ON DELETE SET NULL,
        subject_key TEXT NOT NULL,
        subject TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        link TEXT,
        run_id TEXT,
        opened_at INTEGER NOT NULL,
        times INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        told_at INTEGER,
        held_until INTEGER,
        says TEXT,
        recovered_at INTEGER,
        acknowledged_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX alert_incidents_open ON alert_incidents (rule_id, subject_key)
        WHERE recovered_at IS NULL AND rule_id IS NOT NULL;
      CREATE INDEX alert_incidents_unacknowledged ON alert_incidents (workspace_id)
        WHERE recovered_at IS NULL AND acknowledged_at IS NULL;
      CREATE INDEX alert_incidents_held ON alert_incidents (held_until) WHERE held_until IS NOT NULL;

      CREATE TABLE incident_deliveries (
        incident_id INTEGER NOT NULL REFERENCES alert_incidents ON DELETE CASCADE,
        delivery_id INTEGER NOT NULL REFERENCES deliveries ON DELETE CASCADE,
        PRIMARY KEY (incident_id, delivery_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX incident_deliveries_by_delivery ON incident_deliveries (delivery_id);

      CREATE TABLE alert_watch (
        workspace_id TEXT PRIMARY KEY REFERENCES workspaces,
        owner TEXT,
        engine_id TEXT,
        ending INTEGER NOT NULL,
        looked_at INTEGER NOT NULL
      ) STRICT;

      CREATE INDEX runs_by_end ON runs (workspace_id, finished_at) WHERE finished_at IS NOT NULL;

      DROP TRIGGER run_ended;
      CREATE TRIGGER run_ended AFTER UPDATE OF status ON runs
        WHEN NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL
          AND ((NEW.workflow_id IS NOT NULL AND EXISTS (SELECT 1 FROM triggers WHERE kind = 'run'))
            OR EXISTS (SELECT 1 FROM alert_rules WHERE is_on))
        BEGIN INSERT INTO run_endings (run_number) VALUES (NEW.run_number); END;

      CREATE TRIGGER budget_alert_acknowledged AFTER UPDATE OF acknowledged_at ON budget_alerts
        WHEN NEW.acknowledged_at IS NOT NULL
        BEGIN
          UPDATE alert_incidents SET acknowledged_at = NEW.acknowledged_at, recovered_at = NEW.acknowledged_at,
              held_until = NULL, says = NULL
            WHERE budget_alert_id = NEW.alert_id;
        END;
    `)
    db.prepare(`
      INSERT INTO alert_rules (rule_id, workspace_id, name, condition, about, is_on, says_recovery, is_urgent, since, created_at,
        updated_at)
      VALUES ('rule_unattended', 'default', 'Something failed by itself', '{"kind":"run-failed"}',
        '{"trigger":"by-itself"}', 1, 1, 0, @nowMs, @nowMs, @nowMs)`).run({ nowMs })
    db.prepare(`
      INSERT INTO alert_watch (workspace_id, ending, looked_at)
      VALUES ('default', COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'run_endings'), 0), ?)`).run(nowMs)
    // Alerts about budgets so far, as they were told.
    db.exec(`
      INSERT INTO alert_incidents (workspace_id, budget_alert_id, subject_key, subject, kind, title, body, link, opened_at,
        times, last_at, told_at, recovered_at, acknowledged_at)
      SELECT workspace_id, budget_alerts.alert_id, budget_id, message ->> '$.facts.budget.title', message ->> '$.kind',
        message ->> '$.title', message ->> '$.body', message ->> '$.link', at, 1, at, at, acknowledged_at, acknowledged_at
      FROM budget_alerts JOIN deliveries ON delivery_id =
        (SELECT MIN(delivery_id) FROM deliveries AS told WHERE told.alert_id = budget_alerts.alert_id)
      WHERE message ->> '$.facts.budget.title' IS NOT NULL ORDER BY at;
      INSERT INTO incident_deliveries (incident_id, delivery_id)
      SELECT incident_id, delivery_id FROM alert_incidents JOIN deliveries ON alert_id = budget_alert_id;
    `)
  },
}
