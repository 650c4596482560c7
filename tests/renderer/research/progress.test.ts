import { expect, test } from 'vitest'
import { placeOf, progressOf } from '../../../renderer/research/progress.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { noCost } from '../../../shared/run/cost-view.ts'
import { nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { emptyWorkflow, type Workflow } from '../../../shared/workflow/workflow.ts'

function node(
  scope: string,
  id: string,
  nodeType: string,
  more: Partial<NodeView> & { out?: Json; params?: JsonObject } = {},
) {
  const { out, ...rest } = more
  const view: NodeView = {
    ...{
      key: nodeKey(scope, id),
      node: id,
      scope,
      nodeType,
      status: 'succeeded',
      attempt: 1,
      startedAt: 1,
      durationMs: 1,
    },
    ...{ retries: [], calls: [], requests: [], logs: [], cost: noCost },
    ...(out !== undefined && { outputs: { out } }),
    ...rest,
  }
  return view
}

const byKey = (list: NodeView[]) => Object.fromEntries(list.map((one) => [one.key, one]))

test('tells sub-questions in their order, with their pages, what was kept of each and what was left out', () => {
  const nodes = byKey([
    node('each#10', 'search', 'web-search', { params: { query: 'third' }, status: 'running' }),
    node('each#2', 'search', 'web-search', {
      params: { query: 'words' },
      status: 'failed',
      error: { kind: 'external', code: 'x.y', message: 'No searches left.' },
    }),
    node('each#0', 'search', 'web-search', { params: { query: 'words' }, out: [{}, {}] }),
    node('each#0', 'topic', 'set-fields', { out: { question: 'When do they return?' } }),
    node('each#0/page#1', 'read', 'read-page', {
      params: { url: 'https://www.b.example/x' },
      status: 'failed',
      error: { kind: 'external', code: 'x.y', message: 'b.example answered with status 404.' },
    }),
    node('each#0/page#0', 'read', 'read-page', { params: { url: 'https://a.example/y' }, out: { title: 'Storks' } }),
    node('each#0/page#0', 'check', 'check-quotes', { out: [{}, {}, {}] }),
  ])
  const { questions, pages, quotes } = progressOf({ nodes }, null)
  expect(questions.map(({ question, found, status, problem }) => [question, found, status, problem])).toEqual([
    ['When do they return?', 2, 'succeeded', null],
    ['words', null, 'failed', 'No searches left.'],
    ['third', null, 'running', null],
  ])
  expect(questions[0]?.pages.map(({ place, title, problem, kept }) => [place, title, problem, kept])).toEqual([
    ['a.example', 'Storks', null, 3],
    ['b.example', '', 'b.example answered with status 404.', null],
  ])
  expect([pages, quotes]).toEqual([1, 3])
})

test('steps are the workflow’s own, as they stand; what is only done otherwise shows once it is', () => {
  const step = (type: string, x: number) => ({ type, version: 1, title: type, params: {}, position: { x, y: 0 } })
  const document: Workflow = {
    ...emptyWorkflow('Research'),
    nodes: { b: step('prompt', 2), a: step('extract', 1), about: step('note', 0), otherwise: step('template', 3) },
    edges: [{ from: 'b', fromPort: 'false', to: 'otherwise', toPort: 'in' }],
  }
  const nodes = byKey([node('', 'a', 'extract')])
  expect(progressOf({ nodes }, document).steps).toEqual([
    { id: 'a', title: 'extract', status: 'succeeded' },
    { id: 'b', title: 'prompt', status: 'idle' },
  ])
  const done = byKey([node('', 'otherwise', 'template')])
  expect(progressOf({ nodes: done }, document).steps.at(-1)).toEqual({
    id: 'otherwise',
    title: 'template',
    status: 'succeeded',
  })
})

test('a source is known by its host, or by the name of its file', () => {
  expect(['https://www.a.example/x?y', 'http://b.example', 'notes/storks.md', ''].map(placeOf)).toEqual([
    ...['a.example', 'b.example', 'storks.md', ''],
  ])
})
