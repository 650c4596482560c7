import { expect, test } from 'vitest'
import { assumedAnswerTokens, expectedAnswerTokens } from '../../electron/engine/costs/expected-answer.ts'
import type { JsonObject } from '../../shared/json.ts'

const asked = (schema: JsonObject) => ({ output: { name: 'answer', schema } })

test('without a limit a usual answer, with one no longer than that', () => {
  expect(expectedAnswerTokens(null)).toBe(assumedAnswerTokens)
  expect(expectedAnswerTokens({})).toBe(assumedAnswerTokens)
  expect(expectedAnswerTokens({ maxOutputTokens: 50 })).toBe(50)
  expect(expectedAnswerTokens({ maxOutputTokens: 50_000 })).toBe(assumedAnswerTokens)
})

test('a form without room for text is as long as its longest filling', () => {
  const form: JsonObject = {
    type: 'object',
    properties: { category: { type: 'string', enum: ['a', 'complaint'] }, urgent: { type: 'boolean' } },
    additionalProperties: false,
  }
  expect(expectedAnswerTokens(asked(form))).toBe(Math.ceil('{"category":"complaint","urgent":false}'.length / 3))
  const open: JsonObject = { ...form, properties: { text: { type: 'string' } } }
  expect(expectedAnswerTokens(asked(open))).toBe(assumedAnswerTokens)
})
