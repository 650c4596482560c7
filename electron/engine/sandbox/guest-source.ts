/**
 * JavaScript of ours that runs inside QuickJS, as text: each an expression for a function. It shares the globals with the
 * person's code, which may have changed them, so nothing that must hold rests on it.
 */

/** Takes `write(level, text)` and puts a console in place. */
export const installConsole = `(write) => {
  const { apply } = Reflect
  const { map, join } = Array.prototype
  const { slice } = String.prototype
  const show = (value) => {
    if (typeof value === 'string') return value
    if (value instanceof Error) return String(value)
    try {
      return JSON.stringify(value) ?? String(value)
    } catch {
      return String(value)
    }
  }
  const at = (level) => (...values) => write(level, apply(slice, apply(join, apply(map, values, [show]), [' ']), [0, 2000]))
  const [debug, info, warn, error] = ['debug', 'info', 'warn', 'error'].map(at)
  globalThis.console = { log: info, info, debug, warn, error }
}`

/** Takes what was thrown and gives JSON of name, message and stack. */
export const describeThrown = `(thrown) => {
  const { name, message, stack } = thrown instanceof Error
    ? thrown
    : { name: '', message: typeof thrown === 'string' ? thrown : JSON.stringify(thrown) ?? String(thrown), stack: '' }
  return JSON.stringify({
    name: String(name).slice(0, 100), message: String(message).slice(0, 2000), stack: String(stack).slice(0, 8000),
  })
}`
