import { nodeKey, type RunEvent } from '../../../shared/run/events.ts'

/**
 * Milliseconds a run has been under way, over all stops of the program. Not counted is the time before it began, the time
 * the program was off (from the last event before the stop on, for what came after it is unknown), and times in which
 * every node under way only waited for a person, a call or a time.
 */
export function timeUnderWay(events: Iterable<RunEvent>): number {
  const running = new Set<string>()
  const waiting = new Set<string>()
  let total = 0
  let lastAt = 0
  let hasBegun = false
  let isCounting = false

  for (const event of events) {
    const goesOn = event.type === 'run-started' || event.type === 'run-resumed'
    if (isCounting && !goesOn) total += Math.max(0, event.at - lastAt)
    note(event)
    if (goesOn) hasBegun = true
    else if (event.type === 'run-finished') hasBegun = false
    isCounting = hasBegun && !onlyWaits()
    lastAt = event.at
  }
  return total

  function note(event: RunEvent): void {
    switch (event.type) {
      case 'node-started':
        running.add(keyOf(event))
        return
      case 'wait-started':
        waiting.add(keyOf(event))
        return
      case 'wait-ended':
        waiting.delete(keyOf(event))
        return
      case 'node-finished':
      case 'node-failed':
      case 'node-cancelled':
      case 'node-interrupted':
      case 'node-retried':
        running.delete(keyOf(event))
        waiting.delete(keyOf(event))
    }
  }

  /** A container does nothing itself while something inside it is under way. */
  function onlyWaits(): boolean {
    if (waiting.size === 0) return false
    const busy = new Set(running)
    for (const key of waiting) {
      busy.delete(key)
      // What stands before each `#` of a key is the key of a container around it.
      for (let at = key.indexOf('#'); at >= 0; at = key.indexOf('#', at + 1)) busy.delete(key.slice(0, at))
    }
    return busy.size === 0
  }
}

function keyOf({ scope, node }: { scope: string; node: string }): string {
  return nodeKey(scope, node)
}
