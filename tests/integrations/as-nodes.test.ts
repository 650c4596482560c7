import dynamicIconImports from 'lucide-react/dynamicIconImports.mjs'
import { describe, expect, test } from 'vitest'
import { asNodes, nodeTypeOf } from '../../electron/engine/integrations/as-nodes.ts'
import { asTriggerNodes } from '../../electron/engine/integrations/as-trigger-nodes.ts'
import { integrations, services } from '../../electron/engine/integrations/registry.ts'
import { createServiceNodes } from '../../electron/engine/integrations/service-nodes.ts'
import { toCatalogEntry } from '../../electron/engine/nodes/catalog-entry.ts'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { catalogEntry } from '../../shared/catalog/entry.ts'
import { isJsonObject } from '../../shared/json.ts'
import { openTestEngine } from '../support/test-engine.ts'

describe.each([...integrations.values()].map((integration) => [integration.id, integration] as const))(
  '%s',
  (id, integration) => {
    test.each(asNodes(integration).map((node) => [node.type, node] as const))('%s is a sound node', (_, node) => {
      const entry = toCatalogEntry(node)
      expect(catalogEntry.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry)
      expect(Object.keys(dynamicIconImports)).toContain(entry.icon)
      expect(entry).toMatchObject({ group: 'app', version: 1, integration: { id, title: integration.title } })
      const fields = isJsonObject(entry.params.properties) ? entry.params.properties : {}
      if (entry.cardParam) expect(Object.keys(fields)).toContain(entry.cardParam)
      for (const [name, field] of Object.entries(fields)) expect(field, name).toHaveProperty('title')
    })

    test('has an action for any request, besides its own', () => {
      const types = asNodes(integration).map(({ type }) => type)
      expect(types).toEqual([
        ...Object.keys(integration.actions).map((name) => nodeTypeOf(id, name)),
        nodeTypeOf(id, 'request'),
      ])
    })

    test('what an action takes is said by its fields alone: its node has those, and not what a whole may ask for', () => {
      const whole = Object.entries(integration.actions).filter(([, { input }]) => (input.def.checks ?? []).length > 0)
      expect(whole.map(([name]) => name)).toEqual([])
    })
  },
)

describe('a node of an action', () => {
  const slack = integrations.get('slack')
  const [send, list, request] = slack ? asNodes(slack).filter(({ type }) => isWanted(type)) : []
  function isWanted(type: string): boolean {
    return ['slack.send-message', 'slack.list-channels', 'slack.request'].includes(type)
  }
  const fieldsOf = (node: typeof send) => (node ? toCatalogEntry(node).params.properties : {})

  test('takes what the action takes, a connection, and for lists how many entries are wanted', () => {
    expect(fieldsOf(send)).toMatchObject({
      connection: { type: 'string', default: '', control: 'connection', integration: 'slack', raw: true },
      channel: { title: 'Channel' },
      text: { title: 'Text' },
    })
    expect(fieldsOf(send)).not.toHaveProperty('limit')
    expect(fieldsOf(list)).toMatchObject({ limit: { type: 'integer', default: 100, minimum: 1, maximum: 10_000 } })
  })

  test('says whether it changes anything there, and whether it may be done twice', () => {
    expect([send?.changesOutside?.({}), send?.isRepeatable?.({}), send?.readsOutside]).toEqual([true, false, undefined])
    expect([list?.changesOutside?.({}), list?.isRepeatable?.({}), list?.readsOutside]).toEqual([false, true, true])
    expect(request?.changesOutside?.({ method: 'POST' })).toBe(true)
    expect(request?.changesOutside?.({ method: '{{ input }}' })).toBe(true)
    expect(request?.changesOutside?.({})).toBe(false)
  })

  test('shows its picture and what it does', () => {
    expect(send?.integration).toEqual({
      ...{ id: 'slack', title: 'Slack', brand: null, category: 'chat', kind: 'send', group: 'Messages' },
    })
    expect(send?.cardParam).toBe('channel')
  })
})

describe('the catalogue', () => {
  test('has the nodes of integrations after all others', async () => {
    const engine = await openTestEngine()
    const types = (await engine.client.catalog.list()).map(({ type }) => type)
    const service = types.filter((type) => type.includes('.'))
    expect(types).toEqual([...nodeTypes.keys(), ...service])
    expect(service).toEqual(
      [...services.values()].flatMap((one) => [...asNodes(one), ...asTriggerNodes(one)].map(({ type }) => type)),
    )
  })

  test('is loaded as far as a file names it', async () => {
    const some = createServiceNodes(nodeTypes)
    await some.loadNamedIn('{"nodes": {"a": {"type": "template"}, "b": {"type": "nobody.knows-it"}}}')
    expect([...some.definitions.keys()]).toEqual([...nodeTypes.keys()])
    await some.loadNamedIn('{"nodes": {"a": {"type": "slack.send-message"}}}')
    expect([...some.loaded.keys()]).toEqual(['slack'])
    expect(some.definitions.has('slack.send-message')).toBe(true)
  })

  test('is loaded whole where a file runs a stored workflow, whatever that names', async () => {
    const all = createServiceNodes(nodeTypes)
    await all.loadNamedIn('{"nodes": {"a": {"type": "workflow"}}}')
    expect([...all.loaded.keys()]).toEqual([...services.keys()])
  })
})

test('the engine itself holds no service: each is loaded when something needs it', () => {
  const sources = import.meta.glob<string>('../../electron/**/*.ts', { query: '?raw', import: 'default', eager: true })
  const loadsAll = Object.entries(sources).filter(([file, source]) => {
    const own = file.includes('/engine/integrations/')
    return (own ? /from '\.\/registry\.ts'/ : /from '[^']*integrations\/registry\.ts'/).test(source)
  })
  expect(loadsAll.map(([file]) => file)).toEqual([])
  expect(Object.keys(sources).length).toBeGreaterThan(100)
})
