import { expect, test, vi } from 'vitest'
import { listenForInterrupts } from '../../electron/cli/interrupts.ts'

test('the same Ctrl+C from the terminal and from npm counts once, a later one is the second', () => {
  const onFirst = vi.fn()
  const onSecond = vi.fn()
  let nowMs = 0
  const stop = listenForInterrupts({ onFirst, onSecond, now: () => nowMs })
  try {
    process.emit('SIGINT')
    nowMs = 30
    process.emit('SIGINT')
    expect([onFirst.mock.calls.length, onSecond.mock.calls.length]).toEqual([1, 0])
    nowMs = 500
    process.emit('SIGTERM')
    expect([onFirst.mock.calls.length, onSecond.mock.calls.length]).toEqual([1, 1])
  } finally {
    stop()
  }
  expect(process.listenerCount('SIGHUP')).toBe(0)
})
