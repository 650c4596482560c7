import type { Migration } from '../migration.ts'

/** When a person wants to be told, and each time that came true. */
export const alertRules: Migration = {
  version: 18,
  up() {},
}
