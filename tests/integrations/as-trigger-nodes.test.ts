import { expect, test } from 'vitest'
import { z } from 'zod'
import { asTriggerNodes, readTriggerParams, waysOf } from '../../electron/engine/integrations/as-trigger-nodes.ts'
import type { Poll, Trigger } from '../../electron/engine/integrations/define-integration.ts'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { toCatalogEntry } from '../../electron/engine/nodes/catalog-entry.ts'
import { createNodeTypes } from '../../electron/engine/nodes/node-types.ts'
import { runNode } from '../support/node-harness.ts'
import { defineTiny } from '../triggers/service-kit.ts'

const poll: Poll = {
  request: () => ({ method: 'GET', path: '/' }),
  read: () => ({ events: [], cursor: null }),
  everySeconds: 5,
  examples: [],
}

function nodeOf(trigger: Partial<Trigger> = {}) {
  const [node] = asTriggerNodes(defineTiny('https://tiny.example', { trigger }))
  if (!node) throw new Error('the trigger is a node')
  return node
}

test('a trigger is a start node of its service: its own input, the connection, the way, the pause and an example', () => {
  const node = nodeOf({ poll })
  expect(node).toMatchObject({
    ...{ type: 'tiny.new-item', group: 'app', start: true, trigger: 'service', inputs: [] },
    integration: { id: 'tiny', title: 'Tiny', kind: null, group: 'Items' },
  })
  const { params, defaults } = toCatalogEntry(node)
  expect(Object.keys(params.properties as object)).toEqual(['connection', 'list', 'way', 'everySeconds', 'sample'])
  expect(params.properties).toMatchObject({
    connection: { control: 'connection', integration: 'tiny', raw: true, showWhen: { param: 'way', is: ['poll'] } },
    list: { raw: true },
    way: { enum: ['poll', 'webhook'] },
    everySeconds: { minimum: 10, showWhen: { param: 'way', is: ['poll'] } },
    sample: { examples: [{ id: 'sample' }] },
  })
  // Never more often than services can bear.
  expect(defaults).toEqual({ connection: '', list: 'inbox', way: 'poll', everySeconds: 10 })
  expect(node.params.safeParse({ way: 'socket' }).success).toBe(false)
  expect(node.params.safeParse({ everySeconds: 9 }).success).toBe(false)
})

test('what works without a public address comes first', () => {
  const webhook = { matches: () => true, events: [] }
  const base = { title: 'T', summary: 'S.', group: 'G', input: z.object({}), sample: null }
  expect(waysOf({ ...base, webhook, poll })).toEqual(['poll', 'webhook'])
  expect(waysOf({ ...base, webhook, poll: { ...poll, isLong: true } })).toEqual(['long-poll', 'webhook'])
  expect(waysOf({ ...base, webhook, poll, socket: { kind: 'slack' } })).toEqual(['socket', 'poll', 'webhook'])
  async function* watch() {}
  const look = async () => ({ events: [], cursor: null })
  expect(waysOf({ ...base, watch, poll: { everySeconds: 60, look } })).toEqual(['socket', 'poll'])
  expect(waysOf({ ...base, webhook })).toEqual(['webhook'])
})

test('the run is begun with what came, else with the example of the node, else with that of the trigger', async () => {
  const node = nodeOf({ poll })
  const out = async (script: Parameters<typeof runNode>[1]) => (await runNode(node, script)).outputs
  expect(await out({ params: { sample: 1 }, payload: { id: 7 } })).toEqual({ out: { id: 7 } })
  expect(await out({ params: { sample: { id: 8 } } })).toEqual({ out: { id: 8 } })
  expect(await out({ params: {} })).toEqual({ out: { id: 'sample' } })
})

test('every trigger that comes with Niti can be put on the canvas, and none has the name of an action', () => {
  const found = [...integrations.values()].flatMap((integration) => {
    for (const name of Object.keys(integration.triggers ?? {})) {
      expect(Object.keys(integration.actions), `${integration.id}.${name}`).not.toContain(name)
    }
    for (const [name, trigger] of Object.entries(integration.triggers ?? {})) {
      const place = `${integration.id}.${name}`
      expect(waysOf(trigger).length, place).toBeGreaterThan(0)
      if (trigger.webhook) expect(integration.webhook, place).toBeDefined()
      const { connection, way } = readTriggerParams(trigger, {})
      expect([connection, way], place).toEqual(['', waysOf(trigger)[0]])
    }
    return asTriggerNodes(integration)
  })
  const types = createNodeTypes(new Map(found.map((node) => [node.type, node])))
  expect(types.catalog().length).toBe(found.length)
  for (const { definition, isRaw } of found.map(({ type }) => types.get(type))) {
    for (const name of Object.keys(definition.params.shape)) {
      if (!['way', 'everySeconds'].includes(name)) expect(isRaw(name), `${definition.type} ${name}`).toBe(true)
    }
  }
})
