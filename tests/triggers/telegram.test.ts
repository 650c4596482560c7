import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import telegram from '../../electron/engine/integrations/telegram.integration.ts'
import { isJsonObject, type Json } from '../../shared/json.ts'
import { type Answer, startServer } from '../connections/echo-service.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'

const token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'
const message = (id: number, text: string) => ({
  update_id: id,
  message: { message_id: id, date: 1_700_000_000, text, chat: { id: 5, type: 'private' }, from: { id: 5 } },
})

test('Telegram’s updates are fetched, confirmed by the next offset, and a webhook that is set there is said', async () => {
  const pending: Json[] = [message(100, 'before')]
  const offsets: number[] = []
  let hasWebhook = false
  const held: (() => void)[] = []
  const server = await startServer(async ({ path, body }): Promise<Answer> => {
    if (path.endsWith('/getMe')) return { body: { ok: true, result: { id: 1, is_bot: true, username: 'niti_bot' } } }
    if (hasWebhook) {
      const description = 'Conflict: can’t use getUpdates method while webhook is active; use deleteWebhook first'
      return { status: 409, body: { ok: false, error_code: 409, description } }
    }
    const asked: unknown = JSON.parse(body)
    const offset = isJsonObject(asked) && typeof asked.offset === 'number' ? asked.offset : 0
    offsets.push(offset)
    // As Telegram: what came before the offset is confirmed, and gone.
    const isOld = (update: Json | undefined) => isJsonObject(update) && Number(update.update_id) < offset
    while (offset > 0 && isOld(pending[0])) pending.shift()
    if (pending.length === 0) await new Promise<void>((resolve) => held.push(resolve))
    return { body: { ok: true, result: [...pending] } }
  })
  const http = createHttp({ standIns: { 'https://api.telegram.org': server.url } })
  onTestFinished(() => http.close())
  const clock = createHandClock()
  const engine = await openTestEngine({ http, clock, integrations: [telegram] })
  await engine.client.integrations.connect({ integrationId: 'telegram', method: 'bot-token', secrets: { token } })
  const [type] = Object.keys(telegram.triggers ?? {})
  const workflowId = await publish(
    engine,
    drawWorkflow('begin -> say', {
      begin: { type: `telegram.${type}`, params: {} },
      say: { type: 'template', params: { text: '{{ begin.message.text }}' } },
    }),
  )
  const tell = async (...updates: Json[]) => {
    const answer = await until('a request is held open', () => held.shift())
    pending.push(...updates)
    answer()
  }
  await until('it asks from then on', () => offsets.at(-1) === 101)
  await tell(message(101, 'one'), message(102, 'two'))
  expect((await runsOf(engine, workflowId, 2)).map(({ outputs }) => outputs.say)).toEqual(['one', 'two'])
  await until('they are confirmed', () => offsets.at(-1) === 103)
  expect(await triggerOf(engine, workflowId)).toMatchObject({ way: 'long-poll', error: null })
  hasWebhook = true
  await tell(message(103, 'three'))
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('webhook is active'))
  expect(server.seen.some(({ path }) => path.includes('deleteWebhook'))).toBe(false)
  expect((await triggerOf(engine, workflowId)).error).not.toContain(token)
})
