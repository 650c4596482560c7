import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import { incidentsAre, openAlertEngine } from '../support/alert-engine.ts'
import { startReceiver } from '../support/alert-receiver.ts'
import { createHandClock, type HandClock } from '../support/hand-clock.ts'

const said = (body: object) => ({ text: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const account = said({ ok: true, url: 'https://acme.slack.com/', team: 'Acme', user: 'niti' })

/** What time alone makes true is looked at once a minute. */
async function nextMinute(clock: HandClock): Promise<void> {
  await clock.sleeping(clock.now() + 60_000)
  clock.pass(60_000)
}

test('a connection that works no more is told with what the service says, and is over once it works again', async () => {
  const slack = await startReceiver([account, said({ ok: false, error: 'token_revoked' }), account])
  const http = createHttp({ standIns: { 'https://slack.com': new URL(slack.url).origin } })
  onTestFinished(() => http.close())
  const clock = createHandClock()
  const { engine, alerts, told, titles } = await openAlertEngine({ http, clock })
  const { integrations } = engine.client
  const { connectionId } = await integrations.connect({
    integrationId: 'slack',
    method: 'bot-token',
    secrets: { token: 'xoxb-canary-token' },
  })
  await alerts.create({ name: 'Connections', condition: { kind: 'connection-expiring', days: 3 } })
  await integrations.test({ connectionId })
  await nextMinute(clock)
  await incidentsAre(alerts, [{ kind: 'alert.connection-expiring', recoveredAt: null, link: 'niti://connections' }])
  await expect.poll(titles).toEqual([expect.stringContaining('Connection does not work')])
  expect(JSON.stringify(told())).toContain('revoked')
  expect(JSON.stringify(told())).not.toContain('canary')
  await integrations.test({ connectionId })
  await nextMinute(clock)
  await incidentsAre(alerts, [{ recoveredAt: expect.any(Number) }])
  await expect.poll(titles).toHaveLength(2)
})
