/**
 * Forgets the ends of runs that all have dealt with: the triggers that follow on other runs, and the alert rules. What
 * nobody asks about is forgotten at once.
 */
export const pruneEndingsSql = `
  DELETE FROM run_endings WHERE ending <= MIN(
    COALESCE((SELECT MIN(cursor) FROM triggers WHERE kind = 'run' AND cursor IS NOT NULL), 9223372036854775807),
    COALESCE((SELECT MIN(ending) FROM alert_watch WHERE EXISTS (SELECT 1 FROM alert_rules WHERE is_on)),
      9223372036854775807))`
