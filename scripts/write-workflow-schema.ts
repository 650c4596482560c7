import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { agentDocument, agentSchemaUrl } from '../shared/agents/agent.ts'
import { json, stableStringify } from '../shared/json.ts'
import {
  edge,
  graph,
  nodeId,
  position,
  schemaUrl,
  workflow,
  workflowNode,
  workflowSettings,
} from '../shared/workflow/workflow.ts'

/** Where the schemas lie that ship with the app. */
export const workflowSchemaFile = new URL('../resources/workflow.schema.json', import.meta.url)
export const agentSchemaFile = new URL('../resources/agent.schema.json', import.meta.url)

/**
 * The JSON Schema of `*.niti.json` files, made from the schema the app reads them with, so that the two cannot drift
 * apart. What only the app can tell (whether a node type exists, whether its params fit) it does not check.
 */
export function workflowSchemaText(): string {
  const names = z.registry<{ id?: string; title?: string; description?: string }>()
  names.add(workflow, { title: 'Niti workflow', description: 'A workflow of Niti, as a `*.niti.json` file holds it.' })
  names.add(workflowNode, { id: 'node', description: 'One node: its type, what it is set to, and where it stands.' })
  names.add(graph, { id: 'graph', description: 'The nodes inside a container such as `each`.' })
  names.add(edge, { id: 'edge', description: 'A wire from an output of one node to an input of another.' })
  names.add(nodeId, { id: 'nodeId', description: 'A name of a node, by which expressions read what it gave.' })
  names.add(position, { id: 'position', description: 'Top left corner on the canvas, in pixels.' })
  names.add(workflowSettings, { id: 'settings', description: 'What holds for every run of this workflow.' })
  names.add(json, { id: 'value', description: 'Any JSON value. Text may hold expressions between {{ and }}.' })
  names.add(workflowSettings.shape.concurrency, { description: 'How many nodes of one run are under way at once.' })
  names.add(workflowSettings.shape.defaultModel, { description: 'The model of nodes that say `auto`.' })
  const schema = z.toJSONSchema(workflow, { io: 'input', metadata: names })
  return `${stableStringify({ ...schema, $id: schemaUrl })}\n`
}

/** The same of `*.agent.json` files. */
export function agentSchemaText(): string {
  const names = z.registry<{ id?: string; title?: string; description?: string }>()
  names.add(json, { id: 'value', description: 'Any JSON value.' })
  names.add(agentDocument, {
    title: 'Niti agent',
    description: 'An agent of Niti, as an `*.agent.json` file holds it.',
  })
  const schema = z.toJSONSchema(agentDocument, { io: 'input', metadata: names })
  return `${stableStringify({ ...schema, $id: agentSchemaUrl })}\n`
}

if (import.meta.main) {
  writeFileSync(workflowSchemaFile, workflowSchemaText())
  writeFileSync(agentSchemaFile, agentSchemaText())
}
