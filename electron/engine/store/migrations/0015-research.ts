import type { Migration } from '../migration.ts'

export const research: Migration = {
  version: 15,
  up() {},
}
