import dynamicIconImports from 'lucide-react/dynamicIconImports.mjs'
import * as simpleIcons from 'simple-icons'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { toDetail } from '../../../electron/engine/integrations/as-catalog.ts'
import { asNodes } from '../../../electron/engine/integrations/as-nodes.ts'
import { asTriggerNodes } from '../../../electron/engine/integrations/as-trigger-nodes.ts'
import { integrations, protocols } from '../../../electron/engine/integrations/registry.ts'
import { toCatalogEntry } from '../../../electron/engine/nodes/catalog-entry.ts'
import { catalogEntry } from '../../../shared/catalog/entry.ts'
import { integrationDetail } from '../../../shared/catalog/integration.ts'

test('there are six, none with the id of an integration', () => {
  expect([...protocols.keys()].sort()).toEqual(['imap', 'postgres', 'redis', 'rss', 'smtp', 'sqlite'])
  expect([...protocols.keys()].filter((id) => integrations.has(id))).toEqual([])
})

describe.each([...protocols.values()].map((protocol) => [protocol.id, protocol] as const))('%s', (_, protocol) => {
  test('its nodes and its page are sound', () => {
    for (const node of [...asNodes(protocol), ...asTriggerNodes(protocol)]) {
      const entry = toCatalogEntry(node)
      expect(catalogEntry.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry)
      expect(Object.keys(dynamicIconImports)).toContain(entry.icon)
    }
    const detail = toDetail(protocol, [], () => false)
    expect(integrationDetail.parse(JSON.parse(JSON.stringify(detail)))).toEqual(detail)
    const brands = Object.values(simpleIcons).map((icon) => icon.slug)
    if (protocol.brand !== null) expect(brands).toContain(protocol.brand)
  })

  test('it is whole', () => {
    const { actions, triggers = {}, signIn } = protocol
    const names = [...Object.keys(actions), ...Object.keys(triggers)]
    for (const name of [protocol.id, ...names]) expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    expect(new Set(names).size).toBe(names.length)
    if (signIn.length > 0) expect(protocol.test).toBeTypeOf('function')
    for (const { summary, title, input, examples } of Object.values(actions)) {
      expect(summary).toMatch(/\.$/)
      expect(title).not.toMatch(/\.$/)
      // Names of fields that nodes add.
      expect(Object.keys(input.shape)).not.toContain('connection')
      expect(Object.keys(input.shape)).not.toContain('limit')
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples) {
        const once = input.parse(example.input)
        expect(input.parse(once)).toEqual(once)
      }
      expectTitles(input)
    }
    for (const { summary, input, poll, watch, sample } of Object.values(triggers)) {
      expect(summary).toMatch(/\.$/)
      expect(poll ?? watch).toBeDefined()
      expect(sample).not.toBe(null)
      expectTitles(input)
    }
  })
})

function expectTitles(input: z.ZodObject): void {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  for (const [name, field] of Object.entries(properties)) expect(field, name).toHaveProperty('title')
}
