import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SentryEvent } from './describe-bug.ts'

/** Reports kept at most; the oldest give way. */
const most = 20
const reportName = /^report-\d{13}-[0-9a-f]{32}\.json$/
const shellName = /^shell-\d{13}\.txt$/

/**
 * Reports on their way, each a file of the data folder: what ends the process is written down first and sent after the
 * next start. Everything here is synchronous, because a process that is about to end waits for nothing else.
 */
export function createReportFolder(dataDir: string) {
  const folder = join(dataDir, 'crash-reports')
  const list = (pattern: RegExp): string[] => {
    try {
      return readdirSync(folder)
        .filter((name) => pattern.test(name))
        .sort()
    } catch {
      return []
    }
  }
  const remove = (name: string) => rmSync(join(folder, name), { force: true })

  return {
    /** Answers how many older ones gave way. */
    add(report: SentryEvent): number {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const at = String(Math.max(0, Math.round(report.timestamp * 1000))).padStart(13, '0')
      const path = join(folder, `report-${at}-${report.event_id}.json`)
      writeFileSync(`${path}.new`, JSON.stringify(report), { mode: 0o600 })
      renameSync(`${path}.new`, path)
      const over = list(reportName).slice(0, -most)
      for (const name of over) remove(name)
      return over.length
    },
    /** Names, oldest first. */
    reports: (): string[] => list(reportName),
    /** null: it cannot be read any more. */
    read(name: string): SentryEvent | null {
      try {
        return JSON.parse(readFileSync(join(folder, name), 'utf8')) as SentryEvent // written by `add`
      } catch {
        return null
      }
    },
    remove,
    /** What the shell wrote down before it ended; gone from here with it. */
    takeShellCrashes(): { at: number; stack: string }[] {
      return list(shellName).flatMap((name) => {
        try {
          return [{ at: Number(name.slice(6, 19)), stack: readFileSync(join(folder, name), 'utf8').slice(0, 20_000) }]
        } catch {
          return []
        } finally {
          remove(name)
        }
      })
    },
    /** Nothing of it is to leave any more. */
    clear(): void {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type ReportFolder = ReturnType<typeof createReportFolder>
