import type { Log } from '../../shared/log.ts'

const levels = ['info', 'warn', 'error'] as const
type Level = (typeof levels)[number]

export type CliLog = Log & {
  /** Keeps what is noted from now on until `release`, so that it does not run through a table that is being drawn. */
  hold(): void
  release(): void
}

/** One JSON line per note, from the level that `NITI_LOG` names; without it errors alone, which are bugs of ours. */
export function createCliLog(env: Record<string, string | undefined>, write: (line: string) => void): CliLog {
  const least = Math.max(0, levels.indexOf(levels.find((level) => level === env.NITI_LOG) ?? 'error'))
  let held: string[] | null = null
  const note =
    (level: Level) =>
    (message: string, data: Record<string, unknown> = {}) => {
      if (levels.indexOf(level) < least) return
      const line = `${JSON.stringify({ at: new Date().toISOString(), level, message, ...data })}\n`
      if (held) held.push(line)
      else write(line)
    }
  return {
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    hold() {
      held ??= []
    },
    release() {
      const lines = held ?? []
      held = null
      for (const line of lines) write(line)
    },
  }
}
