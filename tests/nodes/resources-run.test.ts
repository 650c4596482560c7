import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunView } from '../../shared/run/view.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { onlyWait } from '../support/waiting-runs.ts'

/** Runs a file that ships with the app on the real engine, offline. */
async function run(file: string, inputs = {}, fill: (folder: string) => void = () => {}) {
  const engine = await openTestEngine()
  fill(engine.filesDir)
  const text = readFileSync(new URL(`../../resources/${file}`, import.meta.url), 'utf8')
  const { finished } = await engine.startFile({ text, inputs, defaultModel: 'demo/demo' })
  const view = await finished
  expect(view.error).toBeUndefined()
  expect(view.status).toBe('succeeded')
  return { view, folder: engine.filesDir }
}

const statusOf = (view: RunView, key: string) => view.nodes[key]?.status

test('the digest reads every document, and neither packages nor its own last result', async () => {
  const { view, folder } = await run('examples/digest.niti.json', { output: 'out/digest.md' }, (root) => {
    mkdirSync(join(root, 'docs'))
    mkdirSync(join(root, 'out'))
    mkdirSync(join(root, 'node_modules/tea'), { recursive: true })
    writeFileSync(join(root, 'README.md'), '# Tea\n\nHow to make tea. Which water is best?\n')
    writeFileSync(join(root, 'docs/milk.md'), '# Milk\n\nMilk goes in last.\n')
    writeFileSync(join(root, 'node_modules/tea/README.md'), '# A package\n')
    writeFileSync(join(root, 'out/digest.md'), '# The digest of yesterday\n')
  })
  const digest = readFileSync(join(folder, 'out/digest.md'), 'utf8')
  expect(digest).toMatch(/^# Digest\n\n2 documents, 1 open question\.\n\n## Tea\n\n`README.md`\n\n\S/)
  expect(digest).toContain('**Open questions**\n\n- Which water is best?\n\n## Milk\n\n`docs/milk.md`\n\n')
  expect(digest).not.toMatch(/package|yesterday|undefined|null/)
  expect(view.cost).toMatchObject({ calls: 4, microUsd: 0, unknownCalls: 0 })
})

test('the digest of an empty folder says so', async () => {
  const { folder } = await run('examples/digest.niti.json')
  expect(readFileSync(join(folder, 'digest.md'), 'utf8')).toBe('# Digest\n\n0 documents, 0 open questions.\n')
})

test('support messages are sorted, each gets a reply, and only one branch of four is paid for', async () => {
  const { view } = await run('templates/sort-support-messages.niti.json')
  const [head, ...rows] = String(view.outputs.table).trimEnd().split('\n')
  expect(head).toBe('from,about,message,reply')
  expect(rows.map((row) => row.split(',').slice(0, 2).join(': '))).toEqual([
    'Maren Oduya: billing',
    'Jonas Peltier: delivery',
    'Priya Raman: damage',
    'Tomás Lind: other',
    'Aiko Brandt: delivery',
  ])
  expect(view.cost.calls).toBe(10)
  expect(statusOf(view, 'perMessage#0/billing')).toBe('succeeded')
  expect(statusOf(view, 'perMessage#0/damage')).toBe('skipped')
})

test('three summaries come back on one page', async () => {
  const { view } = await run('templates/summarise-three-ways.niti.json')
  expect(view.cost.calls).toBe(3)
  expect(String(view.outputs.page)).toMatch(
    /^# Three summaries\n\n## In one sentence\n\n.+\n\n## Main points\n\n.+\n\n## For a child of eight\n\n.+\n$/,
  )
})

test('the table comes out tidy', async () => {
  const { view } = await run('templates/clean-csv-table.niti.json')
  expect(view.outputs.table).toBe(
    [
      'name,email,city,since',
      'Aiko Brandt,aiko@example.org,Kiel,2023-12-09',
      'Jonas Peltier,jonas@example.com,Lyon,2020-11-30',
      'Maren Oduya,maren.oduya@example.org,Bremen,2021-04-03',
      'Priya Raman,priya.raman@example.net,unknown,2024-01-17',
      'Tomás Lind,tomas.lind@example.org,Malmö,2019-06-05',
      '',
    ].join('\n'),
  )
  expect(view.cost.calls).toBe(0)
})

test('a reply waits for a yes, and takes the subject that was filled in', async () => {
  const engine = await openTestEngine({
    host: createStrictHost({ notify: async () => ({ shown: true, action: null }) }),
  })
  const text = readFileSync(new URL('../../resources/templates/ask-me-first.niti.json', import.meta.url), 'utf8')
  const { runId, finished } = await engine.startFile({ text, inputs: {}, defaultModel: 'demo/demo' })
  const { waitId, ask } = await onlyWait(engine, runId)
  expect(ask).toMatchObject({ kind: 'person', title: 'Send this reply?' })
  await engine.client.waits.answer({ waitId, choice: 'approve', values: { subject: 'The second cup' }, comment: '' })
  const view = await finished
  expect(String(view.outputs.reply)).toMatch(/^Subject: The second cup\n\n\S/)
  expect(statusOf(view, 'kept')).toBe('skipped')
})

test('the weekday brief can be tried by hand', async () => {
  const { view, folder } = await run('templates/weekday-brief.niti.json', {}, (root) => {
    writeFileSync(join(root, 'monday.md'), '# Monday\n\nThe kettle is mended.\n')
  })
  expect(readFileSync(join(folder, 'brief.md'), 'utf8')).toMatch(/^# Brief of \d{4}-\d\d-\d\d.*\n\n\S/)
  expect(view.cost.calls).toBe(1)
})

test('a writer and a reviewer work out a text together, offline', async () => {
  const { view } = await run('templates/writer-and-reviewer.niti.json')
  const { out, details } = view.nodes.team?.outputs ?? {}
  expect(String(out)).toMatch(/\S/)
  expect(view.outputs).toEqual({ text: out })
  expect(details).toMatchObject({ rounds: expect.any(Number), approved: expect.any(Boolean) })
  expect(view.nodes.team?.words?.some(({ about }) => about === 'review')).toBe(true)
})
