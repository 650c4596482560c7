import type { Migration } from '../migration.ts'

/** What runs are found by: their words, and lists with a name. */
export const runSearch: Migration = {
  version: 17,
  up() {},
}
