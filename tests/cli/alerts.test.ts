import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AlertIncident, AlertRule } from '../../shared/contract/alerts.ts'
import { addWorkflow, endRun, incidentsAre, openAlertEngine } from '../support/alert-engine.ts'
import { temporaryFolder } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

const parse = <T>(text: string): T => JSON.parse(text) as T // what the program promises to print

function ruleFile(rule: unknown): string {
  const path = join(temporaryFolder(), 'rule.json')
  writeFileSync(path, JSON.stringify(rule))
  return path
}

test('rules are added, changed, tested, switched and removed', async () => {
  const { engine } = await openAlertEngine()
  const { dataDir } = engine
  await engine.close()
  const niti = (...args: string[]) => runNiti(dataDir, 'alerts', ...args)
  expect(await niti('rules')).toMatchObject({ code: 0, out: 'There are no rules.\n' })
  const file = ruleFile({ name: 'Slow', condition: { kind: 'run-duration', longestMs: 60_000 } })
  const added = await niti('rules', 'add', file, '--json')
  expect(added).toMatchObject({ code: 0, error: '' })
  const { ruleId } = parse<AlertRule>(added.out)
  expect((await niti('rules')).out).toContain('when a run takes longer than 1 minute')
  const change = ruleFile({ condition: { kind: 'run-duration', longestMs: 120_000 }, repeatMinutes: 30 })
  expect((await niti('rules', 'change', ruleId, change)).out).toBe(`Changed “Slow” (${ruleId}).\n`)
  expect(parse<AlertRule[]>((await niti('rules', '--json')).out)).toMatchObject([
    { name: 'Slow', condition: { longestMs: 120_000 }, repeatMinutes: 30, saysRecovery: true },
  ])
  expect((await niti('rules', 'test', ruleId)).out).toContain('on its way to 1 channel.')
  // A program that ends with its command tries what it made before it ends; another one sealed this address.
  const deliveries = parse<object[]>((await runNiti(dataDir, 'deliveries', '--json')).out)
  expect(deliveries).toMatchObject([{ title: 'Test: Slow', channelName: 'Ops', tries: 1 }])
  expect((await niti('rules', 'off', ruleId)).out).toBe('“Slow” is off.\n')
  expect((await niti('rules', 'remove', ruleId)).code).toBe(0)
  expect((await niti('rules', 'remove', ruleId)).code).not.toBe(0)
})

test('a rule that is not right is refused with the field', async () => {
  const dataDir = temporaryFolder()
  const niti = (rule: unknown) => runNiti(dataDir, 'alerts', 'rules', 'add', ruleFile(rule))
  const none = await niti({ name: 'x', condition: { kind: 'failed-in-a-row', runs: 0 } })
  expect(none.code).toBe(2)
  expect(none.error).toContain('`condition.runs`')
  expect((await niti('no rule')).error).toContain('The rule is not right')
  expect((await runNiti(dataDir, 'alerts', 'rules', 'add', 'gone.json')).error).toContain('gone.json cannot be read')
})

test('what came up is listed and acknowledged, in the history too', async () => {
  const { engine, alerts } = await openAlertEngine()
  await alerts.create({ name: 'Failures', condition: { kind: 'run-failed' } })
  await endRun(engine, await addWorkflow(engine, 'Digest'), 'badly')
  await endRun(engine, await addWorkflow(engine, 'Report'), 'badly')
  await incidentsAre(alerts, [{}, {}])
  const niti = (...args: string[]) => runNiti(engine.dataDir, 'alerts', ...args)
  const open = await niti()
  expect(open.out).toContain('Failed: Digest.')
  const [newest] = parse<AlertIncident[]>((await niti('--json')).out)
  expect(newest).toMatchObject({ title: 'Failed: Report', acknowledgedAt: null })
  expect((await niti('ack', String(newest?.incidentId))).out).toBe('Acknowledged 1 alert.\n')
  expect((await niti('ack')).out).toBe('Acknowledged 1 alert.\n')
  expect((await niti('ack')).out).toBe('There was nothing to acknowledge.\n')
  expect((await niti('history', '-n', '1')).out).toContain('acknowledged')
  // The program that runs sees it.
  expect(await alerts.open()).toEqual({ count: 0 })
})

test('quiet hours are shown and set', async () => {
  const dataDir = temporaryFolder()
  const niti = (...args: string[]) => runNiti(dataDir, 'alerts', 'quiet', ...args)
  expect((await niti()).out).toBe('Quiet hours are off (from 22:00 to 07:00 once they are on).\n')
  expect((await niti('--on', '--from', '23:00')).out).toContain('Quiet hours are on, from 23:00 to 07:00.')
  expect(parse((await niti('--json')).out)).toMatchObject({ isOn: true, from: '23:00', to: '07:00' })
  expect((await niti('--to', '25:00')).error).toContain('`25:00` is no time')
  expect((await niti('--off')).out).toContain('Quiet hours are off')
})
