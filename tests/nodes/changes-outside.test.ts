import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import type { JsonObject } from '../../shared/json.ts'

const folder = 'electron/engine/nodes'

/** What a leaf reaches the world with to change it. */
const changing = /context\.(http|callMcp|files\.write\w+)\(|files\.write\w+\(|\.within\(folder\)\.write\w+\(/

test('every node that can change something outside says when it does, so that a dry run leaves it out', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.node.ts'))
  const able = files.filter((name) => changing.test(readFileSync(`${folder}/${name}`, 'utf8')))
  expect(able).toEqual([
    'http-request.node.ts',
    'http-tool.node.ts',
    'mcp-tool.node.ts',
    'read-page.node.ts',
    'web-search.node.ts',
    'write-file-tool.node.ts',
    'write-file.node.ts',
  ])
  for (const name of able) {
    const definition = nodeTypes.get(name.replace('.node.ts', ''))
    expect(definition?.changesOutside, name).toBeTypeOf('function')
  }
})

test.each([
  [undefined, false],
  ['GET', false],
  ['HEAD', false],
  ['POST', true],
  ['DELETE', true],
  ['OPTIONS', true],
  ['{{ inputs.method }}', true],
])('a request by %s', (method, changes) => {
  const params: JsonObject = method === undefined ? {} : { method }
  expect(nodeTypes.get('http-request')?.changesOutside?.(params)).toBe(changes)
})
