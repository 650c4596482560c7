import { expect, test } from 'vitest'
import prompt from '../../electron/engine/nodes/prompt.node.ts'
import { externalError } from '../../shared/errors.ts'
import { runNode } from '../support/node-harness.ts'

test('asks the model and gives its text', async () => {
  const { outputs, model } = await runNode(prompt, {
    params: { prompt: 'Say hello', model: 'demo/writer' },
    model: [{ text: 'Hello.' }],
  })
  expect(outputs).toEqual({ out: 'Hello.' })
  expect(model).toEqual([{ model: 'demo/writer', messages: [{ role: 'user', content: 'Say hello' }] }])
})

test('sends instructions, temperature and the longest answer only when they are set', async () => {
  const { model } = await runNode(prompt, {
    params: { prompt: 'Say hello', system: 'You are polite.', temperature: 0, maxOutputTokens: 20 },
    model: [{ text: 'Hello.' }],
  })
  expect(model).toEqual([
    {
      model: 'auto',
      messages: [
        { role: 'system', content: 'You are polite.' },
        { role: 'user', content: 'Say hello' },
      ],
      temperature: 0,
      maxOutputTokens: 20,
    },
  ])
})

test('takes a value that is not text as JSON', async () => {
  const { model } = await runNode(prompt, { params: { prompt: [1, 2] }, model: [{ text: 'A list.' }] })
  expect(model[0]?.messages[0]?.content).toBe('[\n  1,\n  2\n]')
})

test('says when the answer was cut off or stopped', async () => {
  const cut = await runNode(prompt, {
    params: { prompt: 'Tell all' },
    model: [{ text: 'Once', finishReason: 'length' }],
  })
  expect(cut.logs).toEqual([{ level: 'warn', text: 'The answer was cut off after 5 tokens.' }])
  const stopped = await runNode(prompt, { params: { prompt: 'x' }, model: [{ finishReason: 'content-filter' }] })
  expect(stopped.logs[0]?.text).toContain('content rules')
})

test('refuses an empty prompt before any money is spent', async () => {
  await expect(runNode(prompt, { params: { prompt: '' } })).rejects.toThrow('must not be empty')
  await expect(runNode(prompt, { params: { prompt: ' \n' } })).rejects.toMatchObject({
    info: { kind: 'user', field: 'params.prompt' },
  })
})

test('passes on what the model complains about', async () => {
  const error = externalError('model.busy', 'Too many requests.', { retryable: true })
  await expect(runNode(prompt, { params: { prompt: 'x' }, model: [error] })).rejects.toBe(error)
})
