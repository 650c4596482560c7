import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { temporaryFolder } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

async function homeWithRuns(...texts: string[]): Promise<{ home: string; runIds: string[] }> {
  const home = temporaryFolder()
  const runIds: string[] = []
  mkdirSync(join(home, 'files'))
  for (const text of texts) {
    const file = join(home, 'files', 'letter.niti.json')
    const code = `console.debug('looks'); console.warn('odd sk-abcdef0123456789'); return '${text}'`
    writeFileSync(file, writeWorkflowFile(drawWorkflow('write', { write: { type: 'code', params: { code } } })))
    const { out } = await runNiti(home, 'run', file, '--json')
    runIds.push(JSON.parse(out).runId)
  }
  return { home, runIds }
}

test('niti runs logs: by level and node, as lines or as JSON, and followed to the end', async () => {
  const { home, runIds } = await homeWithRuns('Dear Ada')
  const [runId = ''] = runIds
  const all = await runNiti(home, 'runs', 'logs', runId)
  expect(all).toMatchObject({ code: 0, error: '' })
  expect(all.out).toMatch(/debug {2}write {2}looks\n/)
  const warnings = await runNiti(home, 'runs', 'logs', runId, '--level', 'warn', '--follow')
  expect(warnings.out.trim().split('\n')).toEqual([expect.stringMatching(/warn {3}write {2}odd \[hidden\]$/)])
  const json = await runNiti(home, 'runs', 'logs', runId, '--node', 'write', '--json')
  const lines = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(new Set(lines.map(({ node }) => node))).toEqual(new Set(['write']))
  expect(await runNiti(home, 'runs', 'logs', 'run_none')).toMatchObject({
    code: 2,
    error: expect.stringContaining('run_none'),
  })
})

test('niti runs export: to stdout or into a file that is not there yet', async () => {
  const { home, runIds } = await homeWithRuns('Dear Ada')
  const [runId = ''] = runIds
  const { out } = await runNiti(home, 'runs', 'export', runId)
  expect(JSON.parse(out)).toMatchObject({ format: 'niti-run', run: { runId, status: 'succeeded' } })
  const file = join(home, 'traces.json')
  expect(await runNiti(home, 'runs', 'export', runId, '--format', 'otlp', '--no-content', '-o', file)).toMatchObject({
    code: 0,
    out: '',
  })
  const written = readFileSync(file, 'utf8')
  expect(JSON.parse(written).resourceSpans[0].scopeSpans[0].spans.length).toBeGreaterThan(2)
  const again = await runNiti(home, 'runs', 'export', runId, '-o', file)
  expect(again).toMatchObject({ code: 2, error: expect.stringContaining('is there already') })
  expect(readFileSync(file, 'utf8')).toBe(written)
})

test('niti runs compare: what differs, in words and as JSON', async () => {
  const { home, runIds } = await homeWithRuns('Dear Ada', 'Dear Bo')
  const [a = '', b = ''] = runIds
  const { code, out } = await runNiti(home, 'runs', 'compare', a, b)
  expect(code).toBe(0)
  expect(out).toContain('The workflow: 1 changed.')
  expect(out).toMatch(/write +succeeded .* (time, )?params, outputs/)
  const json = JSON.parse((await runNiti(home, 'runs', 'compare', a, b, '--json')).out)
  expect(json).toMatchObject({ a: { runId: a }, b: { runId: b }, nodes: [{ key: 'write' }] })
  expect((await runNiti(home, 'runs', 'compare', a, a)).out).toContain('They went the same way')
})
