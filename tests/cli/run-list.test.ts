import { expect, test } from 'vitest'
import { parseMoment } from '../../electron/cli/parse-moment.ts'
import type { BulkOutcome, RunSummary } from '../../shared/contract/runs.ts'
import { addWorkflow, echoWorkflow, runOnce } from '../support/run-list-kit.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

/** Two runs of one workflow, of which the second failed, and one of another; nobody has the folder open any more. */
async function makeRuns() {
  const engine = await openTestEngine()
  const tulips = await addWorkflow(engine, echoWorkflow('Tulips'))
  const good = await runOnce(engine, tulips, { say: 'one' })
  const bad = await runOnce(engine, tulips, { say: 'break two' })
  const rose = await runOnce(engine, await addWorkflow(engine, echoWorkflow('Roses')), { say: 'two lips' })
  await engine.close()
  const niti = (...args: string[]) => runNiti(engine.dataDir, 'runs', ...args)
  const ids = async (...args: string[]) =>
    (JSON.parse((await niti(...args, '--json')).out) as RunSummary[]).map(({ runId }) => runId)
  return { ...{ tulips, good, bad, rose, niti, ids } }
}

test('niti runs lists what fits all options', async () => {
  const { tulips, good, bad, rose, niti, ids } = await makeRuns()
  expect(await ids()).toEqual([rose, bad, good])
  expect(await ids('--status', 'failed')).toEqual([bad])
  expect(await ids('--workflow', tulips, '--trigger', 'manual')).toEqual([bad, good])
  expect(await ids('--search', 'two')).toEqual([rose, bad])
  expect(await ids('--search', 'two', '-w', tulips, '--since', '1h')).toEqual([bad])
  expect(await ids('--until', '1h')).toEqual([])
  expect(await ids('--model', 'openai/gpt-4o')).toEqual([])
  const shown = await niti('--limit', '1')
  expect(shown.out).toMatch(/Roses +succeeded/)
  expect(shown.out).toContain('1 of 3 runs')
  expect((await niti('--status', 'queued')).out).toBe('No run fits.\n')
  const wrong = await niti('--since', 'yesterday')
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.error).toContain('It must be a time such as')
  expect((await niti('--status', 'broken')).code).toBe(2)
})

test('many are only counted until one says so; then they are removed, and what is left is said', async () => {
  const { good, bad, rose, niti, ids } = await makeRuns()
  expect(await niti('remove', '--status', 'failed')).toMatchObject({
    code: 0,
    out: 'Would remove 1 run. Add --yes to do it.\n',
  })
  expect(await ids()).toHaveLength(3)
  expect(await niti('remove', '--status', 'failed', '--yes')).toMatchObject({ code: 0, out: 'Removed 1 run.\n' })
  expect(await ids()).toEqual([rose, good])
  const mixed = await niti('remove', bad, good, '--yes', '--json')
  const outcome = JSON.parse(mixed.out) as BulkOutcome
  expect(outcome).toMatchObject({ done: 1, refused: [{ error: { code: 'run.removed' }, count: 1, runIds: [bad] }] })
  expect(await niti('cancel', rose, '--yes')).toMatchObject({ code: 1 })
  const unsaid = await niti('remove', '--yes')
  expect(unsaid).toMatchObject({ code: 2, out: '' })
  expect(unsaid.error).toContain('Say which runs')
  expect((await niti('remove', rose, '--status', 'failed')).code).toBe(2)
  expect((await niti('remove', '--status', 'cancelled', '--yes')).out).toBe('Removed 0 runs.\n')
})

test('what is run again waits for a program that stays', async () => {
  const { bad, niti, ids } = await makeRuns()
  const again = await niti('rerun', bad, '--yes')
  expect(again).toMatchObject({ code: 0, out: 'Started again 1 run.\n' })
  expect(again.error).toContain('They wait')
  expect(await ids('--status', 'queued')).toHaveLength(1)
})

test('moments are spans before now, dates, or dates with a time', () => {
  const now = new Date(2026, 10, 23, 8, 30).getTime()
  expect(parseMoment('24h', 'from', now)).toBe(now - 86_400_000)
  expect(parseMoment('2w', 'from', now)).toBe(now - 14 * 86_400_000)
  expect(parseMoment('2026-11-01', 'from', now)).toBe(new Date(2026, 10, 1).getTime())
  expect(parseMoment('2026-11-30', 'to', now)).toBe(new Date(2026, 11, 1).getTime())
  expect(parseMoment('2026-11-01T14:30', 'to', now)).toBe(new Date(2026, 10, 1, 14, 30).getTime())
  expect(parseMoment('2026-11-01T14:30Z', 'to', now)).toBe(Date.UTC(2026, 10, 1, 14, 30))
  for (const wrong of ['', 'h', '24', '2026-02-30', '2026-13-01', '2026-11-01Tnoon', '1y']) {
    expect(parseMoment(wrong, 'from', now), wrong).toBeNull()
  }
})
