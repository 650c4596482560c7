import type { Migration } from '../migration.ts'

export const knowledge: Migration = {
  version: 13,
  up() {},
}
