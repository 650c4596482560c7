import { closeSync, openSync, readSync, statSync } from 'node:fs'

const headBytes = 100

/**
 * Files kept open to look at their first bytes. On POSIX systems closing any descriptor of a file gives up all locks the
 * process holds on it, those of SQLite too (https://www.sqlite.org/howtocorrupt.html, 2.2), which could cost the database;
 * so one is opened for each database there was and stays open until the process ends.
 */
const opened = new Map<string, number>()

/** The first bytes of a database file that may be open in this process; fewer where it is shorter or cannot be read. */
export function readDatabaseHead(path: string): Buffer {
  const head = Buffer.alloc(headBytes)
  try {
    const { dev, ino } = statSync(path)
    const identity = `${dev}:${ino}`
    const file = opened.get(identity) ?? openSync(path, 'r')
    // Windows knows no such locks, and there an open file would be in the way of a restore.
    const isKept = process.platform !== 'win32'
    if (isKept) opened.set(identity, file)
    try {
      return head.subarray(0, readSync(file, head, 0, headBytes, 0))
    } finally {
      if (!isKept) closeSync(file)
    }
  } catch {
    return head.subarray(0, 0)
  }
}
