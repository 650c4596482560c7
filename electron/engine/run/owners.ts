import { readFileSync } from 'node:fs'

/**
 * Names this process in the runs it has under way: its number and when it began, because numbers are given out again.
 */
export function ownerName(): string {
  return `process ${process.pid} ${beginOf(process.pid) ?? 'unknown'}`
}

/** Whether the process an owner names still runs. */
export function isAlive(owner: string): boolean {
  const [, pid, begin] = /^process (\d+) (\S+)$/.exec(owner) ?? []
  if (pid === undefined) return false
  const now = beginOf(Number(pid))
  if (now !== null) return now === begin
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (thrown) {
    // Not ours to signal, but there.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

/** Ticks since boot at which a process began (field 22 of /proc/<pid>/stat); null where the system does not tell. */
function beginOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands in brackets and may hold anything, spaces and brackets too.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
