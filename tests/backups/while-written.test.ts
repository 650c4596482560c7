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
    async stop(): Promise<{ pairs: number }> {
      const ended = once(child, 'close')
      child.stdin.write('stop\n')
      await ended
      return JSON.parse(out.split('\n')[1] ?? '') as { pairs: number } // as the child promises
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
  const running = runWorkflow(engine, drawWorkflow('a -> b -> c'))
  const atBegin = rows()
  // The engine goes on answering meanwhile: it is asked again and again how far it is.
  const progress: number[] = []
  const look = setInterval(async () => {
    const { underWay } = await engine.client.backups.list()
    if (underWay) progress.push(underWay.done ?? -1)
  }, 5)
  onTestFinished(() => clearInterval(look))
  const made = await engine.client.backups.create({})
  const atEnd = rows()
  clearInterval(look)
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
  for (const { pairs } of told) expect(pairs, 'each goes on writing').toBeGreaterThan(0)
  expect(
    progress.some((done) => done > 0 && done < 1),
    'how far it came was told',
  ).toBe(true)
})
