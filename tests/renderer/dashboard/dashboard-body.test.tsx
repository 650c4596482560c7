// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DashboardBody } from '../../../renderer/dashboard/dashboard-body.tsx'
import { TooltipProvider } from '../../../renderer/ui/tooltip.tsx'
import type { Dashboard, DashboardFilter } from '../../../shared/contract/dashboard.ts'
import { press, type Rendered, render } from '../support/render.tsx'
import { bucketOf, dashboardOf, dayMs, figuresOf } from './figures.ts'

let rendered: Rendered | null = null
beforeEach(() => {
  // jsdom lays nothing out, and charts ask how large they may be.
  const box = { x: 0, y: 0, left: 0, top: 0, right: 600, bottom: 200, width: 600, height: 200 }
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue({ ...box, toJSON: () => box })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rendered?.unmount()
  rendered = null
})

type Clicks = { models: string[]; statuses: string[] }

async function draw(figures: Dashboard, filter: DashboardFilter = {}): Promise<Clicks> {
  const clicks: Clicks = { models: [], statuses: [] }
  rendered = await render(
    <TooltipProvider>
      <DashboardBody
        query={{ range: '7d', timeZone: null, filter }}
        figures={figures}
        onModel={(model) => clicks.models.push(model)}
        onStatus={(status) => clicks.statuses.push(status)}
        nothing={null}
      />
    </TooltipProvider>,
  )
  return clicks
}

function find(selector: string, words: string | RegExp): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>(selector)]
  const found = all.find(({ textContent }) =>
    typeof words === 'string' ? textContent === words : words.test(textContent ?? ''),
  )
  if (!found) throw new Error(`Nothing says ${words}: ${all.map(({ textContent }) => textContent).join(' | ')}`)
  return found
}

const card = (title: string) => {
  const term = find('dl[aria-label="Figures"] dt', title)
  if (!term.parentElement) throw new Error('A card has its title in it.')
  return term.parentElement
}
const section = (title: string) => {
  const found = find('h2', title).closest('section')
  if (!found) throw new Error(`${title} has no section.`)
  return found
}
const href = (element: ParentNode, words: string) =>
  [...element.querySelectorAll('a')].find(({ textContent }) => textContent === words)?.getAttribute('href')

const busy = dashboardOf({
  now: figuresOf({
    ...{ workflows: 3, runs: 120, succeeded: 90, failed: 10, cancelled: 5, averageMs: 14_000, p50Ms: 9_000 },
    ...{ p95Ms: 48_000, microUsd: 1_500_000, calls: 300, inputTokens: 3_000_000, outputTokens: 500_000 },
  }),
  before: figuresOf({
    ...{ workflows: 2, runs: 100, succeeded: 95, failed: 5, averageMs: 20_000, p50Ms: 9_000, p95Ms: 40_000 },
    ...{ microUsd: 1_000_000, calls: 200, inputTokens: 1_000_000, outputTokens: 500_000 },
  }),
  ...{ asksYou: 2, queuedNow: 4, runningNow: 1 },
  models: [
    { key: 'openai/gpt-4o', title: 'openai/gpt-4o', microUsd: 1_500_000, calls: 290, unknownCalls: 0 },
    { key: 'own/7b', title: 'own/7b', microUsd: 0, calls: 10, unknownCalls: 10 },
  ],
  buckets: [
    bucketOf(0, {
      runs: { queued: 0, running: 0, succeeded: 90, failed: 10, cancelled: 5 },
      ...{ microUsd: [1_500_000, 0], p50Ms: 9_000, p95Ms: 48_000, queued: 6 },
    }),
    bucketOf(dayMs, { microUsd: [0, 0] }),
  ],
  failingNodes: [
    { workflowId: 'wf_1', workflowName: 'Triage', nodePath: 'each/ask', title: 'Ask', failures: 8, tries: 80 },
  ],
  errorCodes: [{ code: 'http.status', failures: 8, lastMessage: 'The server answered 503.' }],
  slowNodes: [
    {
      ...{ workflowId: null, workflowName: 'job.niti.json', nodePath: 'wait', title: 'Wait' },
      ...{ tries: 3, averageMs: 30_000, p95Ms: 60_000, longestMs: 61_000 },
    },
  ],
  integrations: [
    { integrationId: 'github', title: 'GitHub', calls: 40, failures: 1, averageMs: 180, waited: 3, waitedMs: 9_000 },
  ],
})
const span = `from=0&to=${7 * dayMs}`

it('says each figure with how it changed, and leads to the runs behind it', async () => {
  await draw(busy, { workflowId: 'wf_1' })
  expect(card('Runs').textContent).toContain('20\u202f% from 100')
  expect(href(card('Runs'), '120')).toBe(`#/runs?workflow=wf_1&${span}`)
  expect(card('Runs').textContent).toContain('in 3 workflows')
  expect(card('Success rate').textContent).toContain('5 points from 95\u202f%')
  expect(href(card('Success rate'), '10 failed')).toBe(`#/runs?workflow=wf_1&status=failed&${span}`)
  expect(card('Average duration').textContent).toContain('30\u202f% from 20\u202fs')
  expect(card('Average duration').textContent).toContain('95 % within 48\u202fs')
  expect(card('Cost').textContent).toContain('50\u202f% from $1.00')
  expect(card('Tokens').textContent).toContain('3.5M')
  expect(href(card('Waiting for approval'), '2')).toBe('#/runs')
  expect(href(card('Waiting for approval'), '4 queued')).toBe('#/runs?status=queued')
})

it('paints nothing green that got worse', async () => {
  await draw(busy)
  const green = [...card('Cost').querySelectorAll('.text-ok'), ...card('Runs').querySelectorAll('.text-ok')]
  expect(green).toEqual([])
  expect(card('Success rate').querySelectorAll('.text-ok')).toHaveLength(0)
  expect(card('Success rate').querySelectorAll('.text-bad')).toHaveLength(2)
  expect(card('Average duration').querySelector('.text-ok')?.textContent).toContain('30\u202f%')
})

it('says so where there are too few runs for a rate, or nothing before', async () => {
  await draw(dashboardOf({ now: figuresOf({ runs: 4, succeeded: 3, failed: 1, averageMs: 900, p95Ms: 900 }) }))
  expect(card('Runs').textContent).toContain('nothing before to compare with')
  expect(card('Success rate').textContent).toContain('3 of 4')
  expect(card('Success rate').textContent).toContain('too few runs to say')
  expect(card('Average duration').textContent).toContain('95 %: too few runs to say')
  expect(document.body.textContent).not.toContain('NaN')
})

it('has no rate of runs that are not over, nor where a status is chosen', async () => {
  await draw(dashboardOf({ now: figuresOf({ runs: 1 }) }))
  expect(card('Success rate').textContent).toContain('no run is over yet')
  expect(card('Average duration').textContent).toContain('–')
  await rendered?.unmount()
  await draw(busy, { status: 'failed' })
  expect(card('Success rate').textContent).toContain('a status is chosen')
  expect(card('Success rate').textContent).not.toContain('90')
})

it('says what calls of unknown price leave out, and does not compare then', async () => {
  const now = figuresOf({ ...busy.now, unknownCalls: 10 })
  await draw({ ...busy, now })
  expect(card('Cost').textContent).toContain('$1.00 before')
  expect(card('Cost').textContent).toContain('+ 10 unknown')
})

it('ranks failures, slow nodes and services, each with the way to its runs', async () => {
  await draw(busy)
  expect(href(section('Failures by node'), 'Ask')).toBe(`#/runs?workflow=wf_1&node=each%2Fask&${span}`)
  expect(href(section('Failures by error'), 'http.status')).toBe(`#/runs?error=http.status&${span}`)
  expect(section('Slowest nodes').textContent).toContain('a file run from the terminal')
  expect(href(section('Busiest integrations'), 'GitHub')).toBe(`#/runs?integration=github&${span}`)
  expect(section('Busiest integrations').textContent).toContain('3 for 9.0\u202fs')
  expect(section('Cost by model').textContent).toContain('unknown')
})

it('says in words what did not happen', async () => {
  await draw(dashboardOf({ now: figuresOf({ runs: 1 }) }))
  expect(section('Failures by node').textContent).toContain('No node failed.')
  expect(section('Failures by error').textContent).toContain('There was no error.')
  expect(section('Busiest integrations').textContent).toContain('No service was called')
  expect(section('Waiting for their turn').textContent).toContain('No run had to wait')
  expect(section('Cost over time').textContent).toContain('Nothing was spent')
})

it('has a table behind each chart, whose moments lead to their runs', async () => {
  await draw(busy)
  for (const [title, words] of [
    ['Runs over time', '90'],
    ['Cost over time', '$1.50'],
    ['Duration', '48\u202fs'],
    ['Waiting for their turn', '6'],
  ] as const) {
    expect(section(title).querySelector('table')).toBeNull()
    const button = section(title).querySelector<HTMLElement>('button[aria-label="Show as table"]')
    await act(async () => button?.click())
    expect(button?.getAttribute('aria-pressed')).toBe('true')
    expect(section(title).querySelector('table')?.textContent).toContain(words)
    expect(section(title).querySelector('tbody tr:last-child a')?.getAttribute('href')).toBe(
      `#/runs?from=0&to=${dayMs}`,
    )
  }
})

it('narrows by a click on a model or a status', async () => {
  const clicks = await draw(busy)
  await act(async () => find('button', /^Failed/).click())
  await act(async () => section('Cost by model').querySelector<HTMLElement>('tbody button')?.click())
  await act(async () => find('button', /^openai\/gpt-4o\$1\.50/).click())
  expect(clicks).toEqual({ statuses: ['failed'], models: ['openai/gpt-4o', 'openai/gpt-4o'] })
})

it('draws each moment, and the keyboard goes from one to the next and to its runs', async () => {
  await draw(busy)
  const chart = section('Runs over time')
  expect(chart.querySelectorAll('.recharts-bar-rectangle').length).toBeGreaterThan(0)
  const drawing = chart.querySelector<SVGElement>('[role="application"]')
  if (!drawing) throw new Error('The drawing takes the focus.')
  await act(async () => drawing.focus())
  expect(chart.querySelector('[role="status"]')?.textContent).toBe(
    'Thu, 1 Jan 1970, Succeeded 90, Cancelled 5, Failed 10',
  )
  await press(drawing, 'ArrowRight')
  expect(chart.querySelector('[role="status"]')?.textContent).toBe('Fri, 2 Jan 1970')
  await press(drawing, 'Enter')
  expect(window.location.hash).toBe(`#/runs?from=${dayMs}&to=${2 * dayMs}`)
  await act(async () => drawing.blur())
  expect(chart.querySelector('[role="status"]')?.textContent).toBe('')
})

it('opens the runs of a bar that is clicked', async () => {
  await draw(busy)
  const bars = section('Runs over time').querySelectorAll('.recharts-bar-rectangle path')
  await act(async () => bars[0]?.dispatchEvent(new MouseEvent('click', { bubbles: true })))
  expect(window.location.hash).toBe(`#/runs?from=0&to=${dayMs}`)
})
