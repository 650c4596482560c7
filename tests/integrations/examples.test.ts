import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Integration } from '../../electron/engine/integrations/define-integration.ts'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { detailsOf, exampleNowMs, examplesOf, givesOf, sendsOf, toSends } from './example-call.ts'

for (const integration of integrations.values()) {
  describe(integration.id, () => {
    for (const { name, action, example } of examplesOf(integration)) {
      test(`${name}: what goes out and what comes back is as its example says`, () => {
        expect(sendsOf(action, example)).toEqual(example.sends)
        expect(detailsOf(action, example)).toEqual((example.details ?? []).map(({ sends }) => sends))
        expect(givesOf(action, example)).toEqual(example.gives)
      })
    }

    for (const [name, { poll, input }] of Object.entries(integration.triggers ?? {})) {
      for (const [index, example] of (poll?.examples ?? []).entries()) {
        test(`${integration.id}.${name}: look ${index + 1} asks for what is new and reads it`, () => {
          const parsed = input.parse(example.input)
          const { cursor } = example
          expect(toSends(poll?.request(parsed, { fields: {}, nowMs: exampleNowMs, cursor }) ?? unreachable())).toEqual(
            example.sends,
          )
          const { events, cursor: next } =
            poll?.read(example.reply.body, { input: parsed, cursor, nowMs: exampleNowMs }) ?? unreachable()
          expect({ events, next }).toEqual({ events: example.events, next: example.next })
          const { detail } = poll ?? unreachable()
          const details = example.details ?? []
          expect(detail ? events.map(({ payload }) => toSends(detail.request(payload))) : []).toEqual(
            details.map(({ sends }) => sends),
          )
          expect(details.map(({ reply }) => detail?.payload(reply.body))).toEqual(details.map(({ payload }) => payload))
        })
      }
    }

    if (integration.test) {
      const { request, account, example } = integration.test
      test(`${integration.id}: the test of a connection says whose it is`, () => {
        expect(toSends(request({ fields: {}, nowMs: exampleNowMs }))).toEqual(example.sends)
        expect(account(example.reply.body)).toBe(example.account)
      })
    }

    test(`${integration.id} is whole`, () => {
      expect(problemsOf(integration)).toEqual([])
    })
  })
}

function unreachable(): never {
  throw new Error('a trigger without poll has no examples of it')
}

/** What every integration keeps to, in words. */
function problemsOf({
  id,
  summary,
  actions,
  triggers = {},
  webhook,
  signIn,
  test: probe,
  baseUrl,
}: Integration): string[] {
  const problems: string[] = []
  const names = [...Object.keys(actions), ...Object.keys(triggers)]
  for (const name of [id, ...names]) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) problems.push(`${name} is not kebab-case`)
  }
  if (new Set(names).size < names.length) problems.push('an action and a trigger have the same name')
  if (!/^(https:\/\/|\{)/.test(baseUrl)) problems.push(`${baseUrl} is not reached by https`)
  if (!summary.endsWith('.')) problems.push('its summary is no sentence')
  if (signIn.length > 0 && !probe) problems.push('a connection to it cannot be tested')
  for (const [name, { title, summary, input, examples, pages, answer, detail }] of Object.entries(actions)) {
    if (!summary.endsWith('.')) problems.push(`${name}: its summary is no sentence`)
    if (title.endsWith('.')) problems.push(`${name}: its title ends with a stop`)
    if (examples.length === 0) problems.push(`${name} has no example`)
    if (pages && answer) problems.push(`${name} has pages and an answer`)
    if (detail && !pages) problems.push(`${name} has a detail of no list`)
    if (input.shape.connection || (pages && input.shape.limit))
      problems.push(`${name} takes the name of a field that nodes add`)
    problems.push(...titlesMissing(name, input))
  }
  for (const [name, { poll, webhook: hook, socket, sample, input }] of Object.entries(triggers)) {
    if (!poll && !hook && !socket) problems.push(`${name} has no way to learn of anything`)
    if (poll && poll.examples.length === 0) problems.push(`${name} has no example of a look`)
    if (hook && !webhook) problems.push(`${name} comes by webhook, and nothing says how one is checked`)
    if (sample === null) problems.push(`${name} has no sample`)
    problems.push(...titlesMissing(name, input))
  }
  return problems
}

function titlesMissing(name: string, input: z.ZodObject): string[] {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).flatMap(([field, schema]) =>
    typeof schema === 'object' && schema.title ? [] : [`${name}: the field ${field} has no title`],
  )
}
