import { expect, it } from 'vitest'
import { type DashboardTable, dashboardFile } from '../../../renderer/dashboard/dashboard-files.ts'
import { bucketOf, dashboardOf } from './figures.ts'

const node = { workflowId: 'wf_1', workflowName: '=HYPERLINK("http://evil.test")', nodePath: 'a/b', title: '+1' }
const figures = dashboardOf({
  models: [
    { key: 'm/1', title: 'm/1', microUsd: 1_234_567, calls: 2, unknownCalls: 1 },
    { key: null, title: 'Others', microUsd: 1, calls: 1, unknownCalls: 0 },
  ],
  buckets: [
    bucketOf(0, {
      runs: { queued: 1, running: 2, succeeded: 3, failed: 4, cancelled: 5 },
      ...{ microUsd: [1_234_567, 1], p50Ms: 1_500, p95Ms: null, queued: 7 },
    }),
  ],
  failingNodes: [{ ...node, failures: 3, tries: 9 }],
  errorCodes: [{ code: 'http.status', failures: 2, lastMessage: '-2 is "bad",\nit said' }],
  slowNodes: [{ ...node, tries: 3, averageMs: 10, p95Ms: 20, longestMs: 30 }],
  integrations: [
    { integrationId: 'github', title: '@GitHub', calls: 3, failures: 1, averageMs: 5, waited: 2, waitedMs: 40 },
  ],
})

async function save(name: DashboardTable): Promise<string[]> {
  const { content, lines } = await dashboardFile({ range: '7d' }, figures, name)
  const text = await content.text()
  expect(text.endsWith('\r\n')).toBe(true)
  const [head = '', ...rest] = text.slice(0, -2).split('\r\n')
  expect(lines).toBe(rest.length)
  return [head, ...rest]
}

const span = '1970-01-01T00:00:00.000Z,1970-01-02T00:00:00.000Z'

it('holds what the charts draw, with exact sums', async () => {
  expect(await save('runs')).toEqual(['from,to,succeeded,failed,cancelled,running,queued', `${span},3,4,5,2,1`])
  expect(await save('cost')).toEqual(['from,to,m/1_usd,others_usd,total_usd', `${span},1.234567,0.000001,1.234568`])
  expect(await save('duration')).toEqual(['from,to,p50_ms,p95_ms', `${span},1500,`])
  expect(await save('queue')).toEqual(['from,to,queued_at_most', `${span},7`])
  expect(await save('models')).toEqual([
    'model,title,cost_usd,calls,calls_of_unknown_price',
    'm/1,m/1,1.234567,2,1',
    ',Others,0.000001,1,0',
  ])
})

it('runs nothing that a stranger named as a formula', async () => {
  const marked = `wf_1,"'=HYPERLINK(""http://evil.test"")",a/b,"'+1"`
  expect((await save('failing-nodes'))[1]).toBe(`${marked},3,9`)
  expect((await save('slow-nodes'))[1]).toBe(`${marked},3,10,20,30`)
  expect((await save('errors')).slice(1).join('\r\n')).toBe(`http.status,2,"'-2 is ""bad"",\nit said"`)
  expect((await save('integrations'))[1]).toBe(`github,"'@GitHub",3,1,5,2,40`)
})

it('is called after what it holds and of when', async () => {
  const file = await dashboardFile({ range: '2026-11-01..2026-11-15' }, figures, 'slow-nodes')
  expect(file.fileName).toBe('dashboard-2026-11-01-to-2026-11-15-slow-nodes.csv')
})
