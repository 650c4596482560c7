const everyMs = 500

/**
 * Ends this process like a SIGTERM when the shell that npm started it with is gone. npm passes a signal on to that shell
 * only, and the shell not to us: without this `npm start` would be stopped and the app stay behind.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, everyMs)
  timer.unref()
}
