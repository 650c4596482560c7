import type { Migration } from '../migration.ts'

export const chat: Migration = {
  version: 14,
  up() {},
}
