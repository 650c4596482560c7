import { describe, expect, test } from 'vitest'
import type { WebhookDelivery } from '../../shared/contract/integrations.ts'
import type { Trigger, WebhookSetup } from '../../shared/contract/triggers.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

const issues = JSON.stringify({
  format: 1,
  name: 'Triage',
  nodes: {
    issue: {
      ...{ type: 'github.new-issue', version: 1, position: { x: 0, y: 0 } },
      params: { repository: 'octocat/hello-world', way: 'webhook' },
    },
  },
  edges: [],
})

describe.skipIf(!isFresh)(`niti and triggers of services${isFresh ? '' : ` (${stale})`}`, () => {
  test('set-up, secret, deliveries and the public address', async () => {
    const { niti } = openMachine()
    const workflowId = (await niti(['import', '-'], { stdin: issues })).stdout.trim()
    await niti(['publish', workflowId])
    const at = [workflowId, 'issue']
    expect((await niti(['triggers', 'public'])).stdout).toBe('Public address: none\nTunnel: none\n')
    const set = await niti(['triggers', 'public', '--url', 'https://hooks.example.com', '--json'])
    expect(JSON.parse(set.stdout)).toEqual({ publicUrl: 'https://hooks.example.com', tunnelCommand: '' })
    expect((await niti(['triggers', 'public', '--url', 'nonsense'])).code).not.toBe(0)
    const [trigger] = JSON.parse((await niti(['triggers', '--json'])).stdout) as Trigger[]
    expect(trigger).toMatchObject({ kind: 'service', way: 'webhook', node: 'issue' })
    expect(trigger?.publicUrl).toMatch(/^https:\/\/hooks\.example\.com\/hooks\/[\w-]{43}$/)

    const before = await niti(['triggers', 'setup', ...at])
    expect(before.stdout).toContain(`Enter ${trigger?.publicUrl} as the payload URL`)
    expect(before.stdout).toContain('Secret: not set yet.')
    const missing = await niti(['triggers', 'secret', ...at])
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('NITI_WEBHOOK_SECRET')])
    expect((await niti(['triggers', 'secret', ...at], { stdin: 'of-mine\n' })).stdout).toBe('It is kept, sealed.\n')
    expect((await niti(['triggers', 'secret', ...at, '--make'])).stdout).toMatch(/^[\w-]{43}\n$/)
    const setup = JSON.parse((await niti(['triggers', 'setup', ...at, '--json'])).stdout) as WebhookSetup
    expect(setup.secret).toMatchObject({ isSet: true, shown: null })
    expect((await niti(['triggers', 'secret', ...at, '--forget'])).stdout).toBe('It is forgotten.\n')

    expect((await niti(['triggers', 'deliveries', ...at])).stdout).toBe('Nothing came in yet.\n')
    const none = JSON.parse((await niti(['triggers', 'deliveries', ...at, '--json'])).stdout) as WebhookDelivery[]
    expect(none).toEqual([])
    const unknown = await niti(['triggers', 'replay', '7'])
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('cannot be sent through again')])
    expect((await niti(['triggers', 'replay', 'x'])).code).not.toBe(0)
  }, 60_000)
})
