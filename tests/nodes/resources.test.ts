import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { defaultParams } from '../../electron/engine/nodes/catalog-entry.ts'
import { createNodeTypes } from '../../electron/engine/nodes/node-types.ts'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { upgradeGraph } from '../../electron/engine/nodes/upgrade-node.ts'
import {
  agentSchemaFile,
  agentSchemaText,
  workflowSchemaFile,
  workflowSchemaText,
} from '../../scripts/write-workflow-schema.ts'
import { emptyAgent } from '../../shared/agents/agent.ts'
import { checkWorkflow } from '../../shared/workflow/check.ts'
import { readWorkflowFile, writeWorkflowFile } from '../../shared/workflow/file.ts'
import { parseRunInputs, runInputs } from '../../shared/workflow/run-inputs.ts'
import { type Graph, walkNodes } from '../../shared/workflow/workflow.ts'

const resources = new URL('../../resources/', import.meta.url)
const files = ['examples', 'templates'].flatMap((folder) =>
  readdirSync(new URL(folder, resources))
    .filter((name) => name.endsWith('.niti.json'))
    .map((name) => `${folder}/${name}`),
)
const textOf = (file: string) => readFileSync(new URL(file, resources), 'utf8')

test('the schema that ships is the one files are read with', () => {
  expect(readFileSync(workflowSchemaFile, 'utf8')).toBe(workflowSchemaText())
})

test('so is that of agents, and it refuses what is none', () => {
  expect(readFileSync(agentSchemaFile, 'utf8')).toBe(agentSchemaText())
  const validate = new Ajv2020().compile(JSON.parse(agentSchemaText()))
  const good = emptyAgent('Reader')
  expect(validate(good)).toBe(true)
  expect(validate({ ...good, kind: 'workflow' })).toBe(false)
  expect(validate({ ...good, maxTurns: 0 })).toBe(false)
  expect(validate({ ...good, tools: [{ kind: 'files' }] })).toBe(false)
})

test('the schema refuses what is no workflow', () => {
  const validate = new Ajv2020().compile(JSON.parse(workflowSchemaText()))
  const good = JSON.parse(textOf('examples/digest.niti.json'))
  expect(validate(good)).toBe(true)
  expect(validate({ ...good, format: 2 })).toBe(false)
  expect(validate({ ...good, nodes: { 'no id': good.nodes.files } })).toBe(false)
  expect(validate({ ...good, nodes: { files: { ...good.nodes.files, position: undefined } } })).toBe(false)
})

test('there are two examples and seven templates, each with a name of its own', () => {
  expect(files.filter((file) => file.startsWith('templates/'))).toHaveLength(7)
  expect(new Set(files.map((file) => readWorkflowFile(textOf(file)).name)).size).toBe(files.length)
})

describe.each(files)('%s', (file) => {
  const document = readWorkflowFile(textOf(file))

  test('is written the way the app writes files, in the current version, with a description', () => {
    expect(writeWorkflowFile(document)).toBe(textOf(file))
    expect(upgradeGraph(nodeTypes, document)).toBe(document)
    expect(document.description).toMatch(/^[A-Z].{30,}\.$/)
    expect(new Ajv2020().compile(JSON.parse(workflowSchemaText()))(JSON.parse(textOf(file)))).toBe(true)
  })

  test('has nothing wrong with it, not even a warning', () => {
    expect(checkWorkflow(document, createNodeTypes(nodeTypes).find)).toEqual([])
  })

  test('sets only params that exist, and runs without being asked for anything', () => {
    for (const { id, node } of walkNodes(document)) {
      const definition = nodeTypes.get(node.type)
      expect(Object.keys(definition?.params.shape ?? {}), id).toEqual(expect.arrayContaining(Object.keys(node.params)))
      if (!definition?.start || definition.trigger) continue
      const declared = runInputs.parse(node.params.inputs ?? defaultParams(definition).inputs)
      expect(() => parseRunInputs(declared, {})).not.toThrow()
    }
  })

  test('explains itself in notes, has titles, and nothing lies on top of anything', () => {
    expect([...walkNodes(document)].some(({ at, node }) => at.length === 0 && node.type === 'note')).toBe(true)
    for (const { id, node } of walkNodes(document)) expect(node.title, id).toBeTruthy()
    const graphs: Graph[] = [document, ...[...walkNodes(document)].flatMap(({ node }) => node.graph ?? [])]
    for (const graph of graphs) {
      const places = Object.values(graph.nodes).map(({ position }) => position)
      for (const [index, a] of places.entries()) {
        for (const b of places.slice(index + 1)) {
          expect(Math.abs(a.x - b.x) >= 260 || Math.abs(a.y - b.y) >= 150, JSON.stringify([a, b])).toBe(true)
        }
      }
    }
  })
})
