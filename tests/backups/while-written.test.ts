import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

/** A process that writes pairs of rows until it is stopped. */
async function startWriter(path: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer-child.ts'), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  while (!out.includes('ready')) await once(child.stdout, 'data')
  return {
    async stop(): Promise<{ pairs: number; longestMs: number }> {
      const ended = once(child, 'close')
      child.stdin.write('stop\n')
      await ended
      return JSON.parse(out.split('\n')[1] ?? '') as { pairs: number; longestMs: number } // as the child promises
    },
  }
}

const parts = ['left', 'right'] as const

test('while others write without a pause, a backup is made, and is of one moment', { timeout: 90_000 }, async () => {
  const engine = await openTestEngine()
  const path = join(engine.dataDir, 'niti.db')
  const filled = new Database(path)
  const insert = filled.prepare('INSERT INTO documents (document_id, document) VALUES (?, ?)')
  // Some 60 MB, so that it takes many steps.
  filled.transaction(() => {
    for (let number = 0; number < 15_000; number++) insert.run(`fill ${number}`, 'z'.repeat(3_900))
  })()
  filled.close()

  const writers = await Promise.all([startWriter(path), startWriter(path)])
  const rows = () => {
    const db = new Database(path, { readonly: true })
    const count = db
      .prepare("SELECT COUNT(*) FROM documents WHERE document_id NOT LIKE 'fill%'")
      .pluck()
      .get() as number
    db.close()
    return count
  }
  let longestMs = 0
  let last = performance.now()
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  onTestFinished(() => clearInterval(beat))
  const running = runWorkflow(engine, drawWorkflow('a -> b -> c'))
  const atBegin = rows()
  const progress: number[] = []
  const stop = new AbortController()
  void (async () => {
    for await (const _ of await engine.client.backups.changes(undefined, { signal: stop.signal })) {
      progress.push((await engine.client.backups.list()).underWay?.done ?? -1)
    }
  })().catch(() => {})
  const made = await engine.client.backups.create({})
  const atEnd = rows()
  stop.abort()
  expect((await running).status).toBe('succeeded')
  const told = await Promise.all(writers.map((writer) => writer.stop()))

  expect(made).toMatchObject({ problem: null, verifiedAt: expect.any(Number) })
  const copy = new Database(made.path, { readonly: true })
  const [left, right] = parts.map((part) =>
    copy.prepare(`SELECT COUNT(*) FROM documents WHERE document_id LIKE '${part}%'`).pluck().get(),
  )
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
  copy.close()
  // Of one moment: of no pair it has half, and it lies between what was there before and after.
  expect(left).toBe(right)
  expect(Number(left) * 2).toBeGreaterThanOrEqual(atBegin)
  expect(Number(left) * 2).toBeLessThanOrEqual(atEnd)
  expect(atEnd, 'they went on writing').toBeGreaterThan(atBegin)
  for (const { longestMs: writeMs } of told) expect(writeMs, 'nobody who writes waits for it').toBeLessThan(4_000)
  expect(longestMs, 'the engine goes on').toBeLessThan(500)
  expect(
    progress.some((done) => done > 0 && done < 1),
    'how far it came was told',
  ).toBe(true)
})
