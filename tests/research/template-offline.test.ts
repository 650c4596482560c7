import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTestEngine } from '../support/test-engine.ts'

const text = readFileSync(new URL('../../resources/templates/research.niti.json', import.meta.url), 'utf8')

test('offline, with the demo model and a folder, a report with citations that stand in the files comes out', async () => {
  const engine = await openTestEngine()
  mkdirSync(join(engine.filesDir, 'notes'))
  const storks = 'White storks return to their nests in March, and they stay until August.'
  writeFileSync(join(engine.filesDir, 'notes/storks.md'), `# Storks\n\n${storks}\n\nThe nests are large.\n`)
  writeFileSync(join(engine.filesDir, 'notes/tea.md'), '# Tea\n\nTea is made with hot water.\n')
  const inputs = { question: 'When do white storks return to their nests?', source: 'folder', sourceDetail: 'notes' }
  const { finished } = await engine.startFile({ text, inputs, defaultModel: 'demo/demo' })
  const view = await finished
  if (view.error) throw new Error(JSON.stringify(view.error))
  expect(view.status).toBe('succeeded')
  expect(view.outputs).toMatchObject({
    title: expect.any(String),
    citations: [{ number: 1, url: 'notes/storks.md', title: 'Storks', quote: storks, passage: storks }],
  })
  expect(String(view.outputs.report)).toContain('[1]')
})
