import type { Log } from '../../shared/log.ts'

/** One JSON line per note on stderr, as the engine's own diagnostics. */
export function createStderrLog(): Log {
  const write =
    (level: string) =>
    (message: string, data: Record<string, unknown> = {}) => {
      process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...data })}\n`)
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}
