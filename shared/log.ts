/** The program's own diagnostics (not a run's log, which is made of events). One JSON line each, no secrets. */
export type Log = {
  info(message: string, data?: Record<string, unknown>): void
  warn(message: string, data?: Record<string, unknown>): void
  error(message: string, data?: Record<string, unknown>): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }
