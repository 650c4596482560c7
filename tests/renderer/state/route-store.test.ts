// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { hrefOf, navigate, parseHash, type Route, useRouteStore } from '../../../renderer/state/route-store.ts'

const routes: [string, Route][] = [
  ['#/workflows', { screen: 'workflows' }],
  ['#/workflows/wf_1', { screen: 'workflow', workflowId: 'wf_1' }],
  ['#/workflows/wf_1/runs/run_2', { screen: 'workflow', workflowId: 'wf_1', runId: 'run_2' }],
  ['#/workflows/wf_1/versions/12', { screen: 'workflow', workflowId: 'wf_1', version: 12 }],
  ['#/runs', { screen: 'runs' }],
  ['#/runs/run_2', { screen: 'runs', runId: 'run_2' }],
  ['#/costs', { screen: 'costs', query: { range: 'this-month', by: 'model', filter: {} } }],
  [
    '#/costs?range=2026-11-01..2026-11-15&by=workflow&model=openai%2Fgpt-4o-mini&run=run_2',
    {
      screen: 'costs',
      query: {
        range: '2026-11-01..2026-11-15',
        by: 'workflow',
        filter: { model: 'openai/gpt-4o-mini', runId: 'run_2' },
      },
    },
  ],
  ['#/settings/appearance', { screen: 'settings', section: 'appearance' }],
]

it.each(routes)('%s is there and back', (hash, route) => {
  expect(parseHash(hash)).toEqual(route)
  expect(hrefOf(route)).toBe(hash)
})

it('starts at the workflows and at the first section', () => {
  expect(parseHash('')).toEqual({ screen: 'workflows' })
  expect(parseHash('#/')).toEqual({ screen: 'workflows' })
  expect(parseHash('#/settings')).toEqual({ screen: 'settings', section: 'models' })
})

it.each([
  '#/nowhere',
  '#/settings/nowhere',
  '#/workflows/a/b',
  '#/workflows/a/runs',
  '#/workflows/a/versions/b',
  '#/runs/a/b',
  '#/costs/a',
  '#/costs?range=this-decade',
  '#/costs?by=mood',
  '#/costs?range=2026-11-15..2026-11-01',
  '#/costs?colour=blue',
])('%s is not a page', (hash) => {
  expect(parseHash(hash)).toEqual({ screen: 'not-found', path: hash.slice(1) })
})

it('keeps ids whole that need escaping, and broken escapes as they stand', () => {
  const route: Route = { screen: 'workflow', workflowId: 'a/b %' }
  expect(parseHash(hrefOf(route))).toEqual(route)
  expect(parseHash('#/runs/%E0')).toEqual({ screen: 'runs', runId: '%E0' })
})

it('follows the address bar and writes to it', async () => {
  navigate({ screen: 'runs' })
  expect(window.location.hash).toBe('#/runs')
  const changed = new Promise((done) => window.addEventListener('hashchange', done, { once: true }))
  window.location.hash = '#/settings/data'
  await changed
  expect(useRouteStore.getState().route).toEqual({ screen: 'settings', section: 'data' })
})
