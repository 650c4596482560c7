import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyAgent } from '../../shared/agents/agent.ts'
import { writeAgentFile } from '../../shared/agents/agent-file.ts'
import type { AgentDetail, AgentSummary } from '../../shared/contract/agents.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

const document = { ...emptyAgent('Reader'), instructions: 'Answer in one sentence.', model: 'demo/demo' }

describe.skipIf(!isFresh)(`niti agents${isFresh ? '' : ` (${stale})`}`, () => {
  const parse = <T>(text: string): T => JSON.parse(text) as T // what the program promises to print

  test('an agent is brought in, published, asked, taken out and removed', async () => {
    const { niti, home } = openMachine()
    expect((await niti(['agents'])).stdout).toContain('No agents yet')

    const file = join(home, 'reader.agent.json')
    writeFileSync(file, writeAgentFile(document))
    const imported = await niti(['agent', 'import', file, '--json'])
    expect(imported).toMatchObject({ code: 0, stderr: '' })
    const { agentId } = parse<{ agentId: string }>(imported.stdout)

    const early = await niti(['agent', 'ask', 'Reader', 'Say hello.'])
    expect(early.code).toBe(2)
    expect(early.stderr).toContain('“Reader” has no published version.')

    expect((await niti(['agent', 'publish', 'reader', '--note', 'first'])).stdout).toBe('“Reader” runs as version 1.\n')
    const [listed] = parse<AgentSummary[]>((await niti(['agents', '--json'])).stdout)
    expect(listed).toMatchObject({ agentId, name: 'Reader', publishedVersion: 1, hasChanges: false })

    const asked = await niti([
      'agent',
      'ask',
      agentId,
      'Berlin is the capital of Germany. It lies on the Spree.',
      '--json',
    ])
    expect(asked).toMatchObject({ code: 0, stderr: '' })
    const report = parse<{ status: string; outputs: Record<string, unknown> }>(asked.stdout)
    expect(report.status).toBe('succeeded')
    expect(String(report.outputs.agent)).toContain('Berlin')

    const shown = parse<AgentDetail>((await niti(['agent', 'show', 'Reader'])).stdout)
    expect(shown.draft).toMatchObject({ instructions: document.instructions })
    const copy = join(home, 'copy.agent.json')
    expect(await niti(['agent', 'export', 'Reader', '-o', copy])).toMatchObject({ code: 0 })
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(file, 'utf8'))
    expect((await niti(['agent', 'export', 'Reader', '-o', copy])).stderr).toContain('is there already')

    expect(await niti(['agent', 'remove', 'Reader'])).toMatchObject({ code: 0 })
    const gone = await niti(['agent', 'show', 'Reader'])
    expect(gone).toMatchObject({ code: 2 })
    expect(gone.stderr).toContain('There is no agent “Reader”.')
  })

  test('what is no agent is refused by name and field', async () => {
    const { niti, home } = openMachine()
    const file = join(home, 'bad.agent.json')
    writeFileSync(file, JSON.stringify({ ...document, maxTurns: 0 }))
    const refused = await niti(['agent', 'import', file])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('maxTurns')
  })
})
