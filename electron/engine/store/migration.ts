import type Database from 'better-sqlite3'

/** One step of the database's shape. Never changed once released: a later step mends an earlier one. */
export type Migration = { version: number; up(db: Database.Database, nowMs: number): void }
