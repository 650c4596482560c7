import type { Migration } from '../migration.ts'

export const mcp: Migration = {
  version: 12,
  up() {},
}
