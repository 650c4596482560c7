import Papa from 'papaparse'
import { expect, test } from 'vitest'
import type { CostReport, LedgerRow } from '../../shared/contract/costs.ts'
import { writeLedger } from '../support/ledger-rows.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

const november = ['--range', '2026-11-01..2026-11-30']
const price = JSON.stringify({
  ...{ source: 'list', asOf: '2026-01-01', inputUsdPerMillion: 2.5 },
  ...{ cachedInputUsdPerMillion: 1.25, outputUsdPerMillion: 10 },
})
const usual = { input_tokens: 1_500, cached_input_tokens: 1_000, output_tokens: 250, price, run_id: 'run_1' }

/** A data folder with three calls in November, one of them of unknown price, and one in October. */
async function ledgerFolder(): Promise<string> {
  const engine = await openTestEngine({ resumeRuns: false })
  await engine.client.settings.change({ timeZone: 'Europe/Berlin' })
  writeLedger(engine.dataDir, [
    { ...usual, at: Date.parse('2026-10-31T22:59:00Z'), micro_usd: 99, run_id: 'run_0' },
    { ...usual, at: Date.parse('2026-10-31T23:00:00Z'), micro_usd: 5_000 },
    { ...usual, at: Date.parse('2026-11-02T10:00:00Z'), micro_usd: 1, node: '=cmd|calc', model: 'gpt-4o-mini' },
    { ...usual, at: Date.parse('2026-11-03T10:00:00Z'), micro_usd: null, run_id: 'run_2', agent_id: 'agent_1' },
  ])
  return engine.dataDir
}

const parse = <T>(text: string): T => JSON.parse(text) as T // what the program promises to print

function parseCsv(text: string): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
  expect(errors).toEqual([])
  return data
}

test('says what a range cost, and by what', async () => {
  const dataDir = await ledgerFolder()
  const { code, out, error } = await runNiti(dataDir, 'costs', ...november)
  expect([code, error]).toEqual([0, ''])
  expect(out.split('\n')).toEqual([
    '2026-11-01 to 2026-11-30 (Europe/Berlin): $0.0050 + unknown',
    '3 calls in 2 runs: 4,500 tokens in (3,000 from caches), 750 out',
    'The time before: $0.000099.',
    'Reading from caches saved $0.0025.',
    '',
    'model               calls     in  out  runs               cost    share',
    'openai/gpt-4o           2  3,000  500     2  $0.0050 + unknown  100.0 %',
    'openai/gpt-4o-mini      1  1,500  250     1          $0.000001    0.0 %',
    '',
    'dearest runs  workflow       started           calls     in  out     cost',
    'run_1         Name in run_1  2026-11-01 00:00      2  3,000  500  $0.0050',
    'run_2         Name in run_2  2026-11-03 11:00      1  1,500  250  unknown',
    '',
  ])
})

test('a range without calls, and this month unless told', async () => {
  const dataDir = await ledgerFolder()
  const { out } = await runNiti(dataDir, 'costs', '--range', '2025-01-01..2025-01-01')
  expect(out).toBe('2025-01-01 (Europe/Berlin): $0\n0 calls in 0 runs: 0 tokens in, 0 out\nThe time before: $0.\n')
  const report = parse<CostReport>((await runNiti(dataDir, 'costs', '--json')).out)
  expect(report.from).toBeLessThan(Date.now())
  expect(report.to).toBeGreaterThan(Date.now())
  expect(report.bucket).toBe('day')
})

test('--json is the report, --csv its breakdown; filters hold', async () => {
  const dataDir = await ledgerFolder()
  const asked = ['costs', ...november, '--by', 'agent', '--model', 'openai/gpt-4o']
  const report = parse<CostReport>((await runNiti(dataDir, ...asked, '--json')).out)
  expect(report.groups).toMatchObject([
    { key: null, title: 'No agent', calls: 1, microUsd: 5_000 },
    { key: 'agent_1', calls: 1, microUsd: 0, unknownCalls: 1 },
  ])
  const { out } = await runNiti(dataDir, ...asked, '--csv')
  expect(out.endsWith('\r\n')).toBe(true)
  expect(parseCsv(out)).toMatchObject([
    {
      agent: '',
      title: 'No agent',
      cost_usd: '0.005000',
      calls: '1',
      calls_of_unknown_price: '0',
      input_tokens: '1500',
    },
    { agent: 'agent_1', cost_usd: '0.000000', calls: '1', calls_of_unknown_price: '1', cached_input_tokens: '1000' },
  ])
})

test('--rows is the ledger itself, as a table, JSON and CSV', async () => {
  const dataDir = await ledgerFolder()
  const rows = parse<LedgerRow[]>((await runNiti(dataDir, 'costs', ...november, '--rows', '--json')).out)
  expect(rows.map((row) => row.microUsd)).toEqual([5_000, 1, null])
  const csv = await runNiti(dataDir, 'costs', ...november, '--rows', '--csv')
  const cells = parseCsv(csv.out)
  expect(cells).toMatchObject([
    { time: '2026-10-31T23:00:00.000Z', run: 'run_1', cost_usd: '0.005000', input_usd_per_million: '2.5' },
    // What a spreadsheet would run is marked as text.
    { node: "'=cmd|calc", model: 'gpt-4o-mini', cost_usd: '0.000001', is_most_it_may_be: 'no' },
    { agent: 'agent_1', cost_usd: '', price_source: 'list', first_token_ms: '' },
  ])
  const table = await runNiti(dataDir, 'costs', ...november, '--rows', '--limit', '2')
  expect(table.out.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^2026-11-02 11:00:00 {2}run_1 {2}=cmd\|calc .*openai\/gpt-4o-mini .* \$0\.000001$/),
    expect.stringMatching(/^2026-11-03 11:00:00 {2}run_2 {2}ask .* unknown$/),
    'The newest 2 of 3; --csv and --json give all.',
    '',
  ])
  const none = ['costs', '--run', 'run_nowhere', '--rows']
  expect((await runNiti(dataDir, ...none)).out).toBe('No calls were billed then.\n')
  expect(parse((await runNiti(dataDir, ...none, '--json')).out)).toEqual([])
  expect(parseCsv((await runNiti(dataDir, ...none, '--csv')).out)).toEqual([])
})

test('compare: what the same calls would have cost', async () => {
  const dataDir = await ledgerFolder()
  const asked = ['costs', 'compare', '--models', 'openai/gpt-4o,openai/gpt-4o-mini, openai/x']
  const { code, out } = await runNiti(dataDir, ...asked, '--run', 'run_1')
  expect(code).toBe(0)
  // 500 plain, 1,000 cached at half of it, 250 out, twice.
  expect(out.split('\n')).toEqual([
    '2 calls in 1 run: 3,000 tokens in (2,000 from caches), 500 out',
    '',
    'model                   cost  difference',
    'as it was            $0.0050',
    'openai/gpt-4o         $0.010    +$0.0050',
    'openai/gpt-4o-mini  $0.00060    -$0.0044',
    'openai/x             unknown',
    '',
  ])
  const compared = parse((await runNiti(dataDir, ...asked, ...november, '--json')).out)
  expect(compared).toMatchObject({
    actual: { calls: 3, unknownCalls: 1 },
    models: [{ model: 'openai/gpt-4o', microUsd: 15_000 }, { microUsd: 900 }, { model: 'openai/x', microUsd: null }],
  })
})

test.each([
  [['costs', '--range', 'next-month'], '"next-month" is not a range.'],
  [['costs', '--range', '2026-11-31..2026-12-01'], 'is not a range.'],
  [['costs', '--json', '--csv'], 'Choose one of --json and --csv.'],
  [['costs', '--by', 'node'], 'Allowed choices are model, workflow, provider, agent'],
  [['costs', 'compare'], "required option '--models <list>' not specified"],
  [['costs', 'compare', '--models', 'gpt-4o'], 'It must be models such as openai/gpt-4o'],
  [['costs', 'compare', '--models', 'nobody/x'], 'There is no model provider "nobody".'],
])('%j is refused', async (args, complaint) => {
  const engine = await openTestEngine({ resumeRuns: false })
  writeLedger(engine.dataDir, [{ at: Date.now() }])
  const { code, error } = await runNiti(engine.dataDir, ...args)
  expect(code).toBe(2)
  expect(error).toContain(complaint)
})
