import dynamicIconImports from 'lucide-react/dynamicIconImports.mjs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defaultParams, toCatalogEntry } from '../../electron/engine/nodes/catalog-entry.ts'
import { defineNode, type NodeDefinition } from '../../electron/engine/nodes/define-node.ts'
import { collectNodes, nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { catalogEntry, nodeGroup } from '../../shared/catalog/entry.ts'
import { portsOf } from '../../shared/catalog/ports.ts'
import { isJsonObject, type JsonObject } from '../../shared/json.ts'

const nodes = [...nodeTypes.values()]
const files = Object.keys(import.meta.glob('../../electron/engine/nodes/*.node.ts'))

test('every leaf is found, under the name of its file', () => {
  const names = files.map((file) => file.replace(/^.*\/|\.node\.ts$/g, ''))
  expect([...nodeTypes.keys()].sort()).toEqual(names.sort())
  expect(names).toContain('prompt')
})

test('stand in the order of the groups, then of their titles', () => {
  const order = nodes.map(({ group, title }) => `${nodeGroup.options.indexOf(group)} ${title}`)
  expect(order).toEqual([...order].sort())
  expect(order[0]).toBe('0 After another run')
})

test('two of one type are refused', () => {
  const [first] = nodes
  expect(() => collectNodes([first, first].filter((node) => node !== undefined))).toThrow('two node types are called')
})

test.each(nodes.map((node) => [node.type, node] as const))('%s is a sound catalogue entry', (_, node) => {
  const entry = toCatalogEntry(node)
  expect(catalogEntry.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry)
  expect(Object.keys(dynamicIconImports)).toContain(entry.icon)
  expect(entry.summary).toMatch(/^[A-Z].{15,120}\.$/)
  expect(entry.keywords.length).toBeGreaterThan(2)
  if (entry.cardParam) expect(Object.keys(propertiesOf(entry.params))).toContain(entry.cardParam)
  for (let version = 2; version <= node.version; version++) expect(node.upgrade).toHaveProperty(String(version))
})

test.each(nodes.map((node) => [node.type, node] as const))(
  'every field of %s has a title, and hints make sense',
  (_, node) => {
    const { params, inputs, outputs } = toCatalogEntry(node)
    const checkFields = (schema: JsonObject) => {
      const properties = propertiesOf(schema)
      for (const [name, field] of Object.entries(properties)) {
        expect(field, name).toHaveProperty('title', expect.stringMatching(/^\S/))
        const choices = isJsonObject(field.choices) ? Object.keys(field.choices) : undefined
        if (choices) expect(choices).toEqual(field.enum)
        if (isJsonObject(field.showWhen)) {
          const shownBy = properties[String(field.showWhen.param)]
          // Of a text, only whether there is one.
          const offered = shownBy?.type === 'string' && !shownBy.enum ? [''] : shownBy?.enum
          expect(offered, `${name}.showWhen`).toEqual(expect.arrayContaining([field.showWhen.is].flat()))
        }
        if (isJsonObject(field.items)) checkFields(field.items)
      }
    }
    checkFields(params)
    for (const port of [...inputs, ...outputs]) {
      for (const param of [port.each?.param, port.when?.param, port.firstWhen?.param]) {
        if (param !== undefined) expect(propertiesOf(params)).toHaveProperty(param)
      }
    }
  },
)

test.each(nodes.map((node) => [node.type, node] as const))('a fresh %s is valid and can be wired', (_, node) => {
  const entry = toCatalogEntry(node)
  expect(node.params.safeParse(entry.defaults).error).toBeUndefined()
  const ids = portsOf(entry.outputs, entry.defaults).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(node.inert ? -1 : 0)
})

test('defaults that may be expressions reach the page, and the example stays out of what a file leaves out', () => {
  const prompt = nodeTypes.get('prompt') as NodeDefinition // found above
  expect(toCatalogEntry(prompt).defaults).toMatchObject({
    model: 'auto',
    prompt: expect.stringContaining('{{ input }}'),
  })
  expect(defaultParams(prompt)).toEqual({ model: 'auto', system: '' })
  const template = nodeTypes.get('template') as NodeDefinition // found above
  expect(defaultParams(template)).toEqual({ text: '{{ input }}' })
})

test('an entry carries hints, ranges and defaults as plain data', () => {
  const node = defineNode({
    ...{ type: 'x', version: 1, title: 'X', group: 'data', icon: 'x', summary: 'Tests.' },
    params: z.object({ size: z.number().int().min(1).default(3).meta({ title: 'Size', advanced: true }) }),
    inputs: [],
    outputs: [{ id: 'out' }],
    run: () => ({}),
  })
  expect(toCatalogEntry(node as unknown as NodeDefinition)).toEqual({
    ...{ type: 'x', version: 1, title: 'X', group: 'data', icon: 'x', summary: 'Tests.', keywords: [] },
    params: {
      type: 'object',
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 9007199254740991, default: 3, title: 'Size', advanced: true },
      },
    },
    defaults: { size: 3 },
    inputs: [],
    outputs: [{ id: 'out', type: 'any' }],
    ...{ container: false, inert: false, isInner: false, start: false, usesModel: false },
  })
})

function propertiesOf(schema: JsonObject): Record<string, JsonObject> {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  return properties as Record<string, JsonObject> // JSON Schemas of fields are objects
}
