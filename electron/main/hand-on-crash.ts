import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Notes that nobody took: the engine takes them at its next start, and throws them away where Sentry is off. */
const most = 5

/**
 * Writes down what is about to end the shell, for the engine of the next start to hand on as it does with its own. This
 * process itself sends nothing. A monitor only: the process ends as it would have.
 */
export function handOnCrashes(dataDir: string): void {
  const folder = join(dataDir, 'crash-reports')
  process.on('uncaughtExceptionMonitor', (thrown: unknown) => {
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.name) : 'Error'
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (readdirSync(folder).filter((name) => name.startsWith('shell-')).length >= most) return
      writeFileSync(join(folder, `shell-${Date.now()}.txt`), stack, { mode: 0o600 })
    } catch {
      // There is nobody left to tell.
    }
  })
}
