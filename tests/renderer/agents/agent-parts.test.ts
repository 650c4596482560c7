import { expect, test } from 'vitest'
import { filterAgents, publishState, tagsOf } from '../../../renderer/agents/list-rows.ts'
import { permissionNow, usualPermission, withPermission } from '../../../renderer/parts/agents/permission.ts'
import { findActions, toolGroups, toolServices } from '../../../renderer/parts/agents/tool-choices.ts'
import { lookOf, type ToolWorld, toolKeys } from '../../../renderer/parts/agents/tool-look.ts'
import { unknownVariables, usedVariables } from '../../../renderer/parts/agents/used-variables.ts'
import { finishedVariables, variableIssues } from '../../../renderer/parts/agents/variable-rows.ts'
import type { AgentTool } from '../../../shared/agents/agent.ts'
import type { AgentSummary } from '../../../shared/contract/agents.ts'
import type { Json } from '../../../shared/json.ts'
import { catalogue } from '../support/catalogue.ts'
import { serviceNodes } from '../support/services.ts'

function summary(name: string, more: Partial<AgentSummary> = {}): AgentSummary {
  return {
    ...{ agentId: `agent_${name}`, name, description: '', colour: 'indigo', tags: [], model: 'auto', toolCount: 0 },
    ...{ updatedAt: 0, publishedVersion: null, hasChanges: false, microUsdThisMonth: 0, unknownCallsThisMonth: 0 },
    ...more,
  }
}

test('agents are found by words of name, description and tags, and by one tag', () => {
  const list = [
    summary('Scout', { description: 'Finds pages', tags: ['web', 'read'] }),
    summary('Scribe', { tags: ['read'] }),
    summary('Clerk'),
  ]
  const names = (query: string, tag: string | null = null) => filterAgents(list, query, tag).map(({ name }) => name)
  expect(names('')).toEqual(['Scout', 'Scribe', 'Clerk'])
  expect(names('SC')).toEqual(['Scout', 'Scribe'])
  expect(names('scout pages')).toEqual(['Scout'])
  expect(names('web')).toEqual(['Scout'])
  expect(names('', 'read')).toEqual(['Scout', 'Scribe'])
  expect(names('clerk', 'read')).toEqual([])
  expect(tagsOf(list)).toEqual(['read', 'web'])
  expect([
    publishState({ publishedVersion: null, hasChanges: false }),
    publishState({ publishedVersion: 2, hasChanges: true }),
    publishState({ publishedVersion: 2, hasChanges: false }),
  ]).toEqual(['draft', 'changed', 'published'])
})

test('a permission that is the usual one is left out, so that it follows', () => {
  const one = (usual: 'allow' | 'ask' | 'never') => ({ usualPermission: usual })
  expect(usualPermission([])).toBeNull()
  expect(usualPermission([one('ask')])).toBe('ask')
  expect(usualPermission([one('allow'), one('ask')])).toBe('mixed')
  expect(permissionNow({}, 'mixed')).toBeNull()
  expect(permissionNow({}, 'ask')).toBe('ask')
  expect(permissionNow({ permission: 'never' }, 'mixed')).toBe('never')
  const tool: AgentTool = { kind: 'code', permission: 'never' }
  expect(withPermission(tool, 'ask', 'ask')).toEqual({ kind: 'code' })
  expect(withPermission(tool, 'allow', 'ask')).toEqual({ kind: 'code', permission: 'allow' })
})

test('variables in instructions, and those that nobody declared', () => {
  const text = 'You are {{ who }}, {{who}} of {{ place.name }} for {{ 1 + 1 }} and {{ days }}.'
  expect(usedVariables(text)).toEqual(['who', 'place', 'days'])
  expect(unknownVariables(text, [{ name: 'who' }, { name: 'days' }])).toEqual(['place'])
})

test('rows of variables that are not finished are no variables, and say why', () => {
  const rows: Json[] = [
    { name: 'one', type: 'number' },
    { name: '' },
    { name: 'one' },
    { name: 'bad name' },
    { name: 'pick', type: 'choice', choices: [] },
    'not an object',
  ]
  expect(finishedVariables(rows)).toEqual([{ name: 'one', type: 'number', required: false, choices: [] }])
  expect(variableIssues(rows).map(({ field }) => field)).toEqual([
    'variables.2.name',
    'variables.3.name',
    'variables.4.choices',
  ])
})

function world(more: Partial<ToolWorld> = {}): ToolWorld {
  return { types: new Map(), workflows: [], agents: [], servers: [], bases: [], ...more }
}

test('a tool looks like what it names, and says when that is gone', () => {
  const agents = [summary('Scout', { description: 'Finds pages', colour: 'teal' })]
  expect(lookOf({ kind: 'agent', agentId: 'agent_Scout' }, world({ agents }))).toMatchObject({
    ...{ title: 'Scout', detail: 'Finds pages', isGone: false },
    picture: { kind: 'agent', colour: 'teal' },
  })
  expect(lookOf({ kind: 'agent', agentId: 'agent_gone' }, world({ agents })).isGone).toBe(true)
  // While a list is on its way nothing is missing from it.
  expect(lookOf({ kind: 'agent', agentId: 'agent_gone' }, world({ agents: null })).isGone).toBe(false)
  const mcp = { kind: 'mcp' as const, serverId: 's', tool: 'echo' }
  const tools = [{ name: 'echo', title: 'Echo', description: '', schema: {}, readsOnly: true }]
  const servers = [{ serverId: 's', title: 'Files', tools, state: 'running' as const, isOn: true }]
  expect(lookOf(mcp, world({ servers }))).toMatchObject({ title: 'Echo', detail: 'Files' })
  expect(lookOf({ ...mcp, tool: '' }, world({ servers })).title).toBe('All tools of Files')
})

test('two tools of one kind have keys of their own', () => {
  const files: AgentTool = { kind: 'files', folder: '/a', access: 'read' }
  expect(toolKeys([files, { kind: 'code' }, { ...files, folder: '/b' }])).toEqual(['files#0', 'code#0', 'files#1'])
})

test('an agent is no tool of its own; servers bring each of their tools', () => {
  const tools = [{ name: 'echo', title: '', description: '', schema: {}, readsOnly: true }]
  const all = world({
    agents: [summary('Scout', { publishedVersion: 1 }), summary('Own')],
    servers: [{ serverId: 's', title: 'Files', tools, state: 'stopped', isOn: false }],
  })
  const groups = toolGroups(all, 'agent_Own', '')
  expect(groups.map(({ id }) => id)).toEqual(['own', 'agents', 'mcp'])
  expect(groups.find(({ id }) => id === 'agents')?.choices.map(({ id }) => id)).toEqual(['agent:agent_Scout'])
  expect(groups.find(({ id }) => id === 'mcp')?.choices.map(({ id, note }) => [id, note])).toEqual([
    ['mcp:s/', 'not running'],
    ['mcp:s/echo', 'not running'],
  ])
  expect(toolGroups(all, undefined, 'echo').flatMap(({ choices }) => choices.map(({ id }) => id))).toEqual([
    'mcp:s/echo',
  ])
})

test('of services actions alone are tools, under their service and by search', () => {
  const entries = [...catalogue.values(), ...serviceNodes]
  const types = new Map(entries.map((entry) => [entry.type, entry]))
  const services = toolServices(entries, world({ types }))
  const found = findActions(entries, world({ types }), 'slack message')
  expect(services.map(({ service }) => service.title)).toEqual(['Gmail', 'Qdrant', 'Slack'])
  for (const { tool, look } of services.flatMap(({ choices }) => choices)) {
    expect(tool.kind).toBe('action')
    expect(look).toMatchObject({ isGone: false, does: expect.stringMatching(/read|write|send|delete/) })
  }
  expect(found[0]?.id).toMatch(/^action:slack\//)
})
