import type { Migration } from '../migration.ts'

/** What is on its way to other programs that watch. */
export const telemetry: Migration = {
  version: 19,
  up() {},
}
