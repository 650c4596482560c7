import { expect, test } from 'vitest'
import { credentialsFromEnv } from '../../electron/engine/models/credentials-from-env.ts'
import { findLocalServers } from '../../electron/engine/models/local-servers.ts'
import { providers } from '../../electron/engine/models/registry.ts'
import { findModel, resolveModel } from '../../electron/engine/models/resolve-model.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { started, testClient } from './test-client.ts'

const nothing = { providers, withKey: [], localServers: [] }
const ollama = { providerId: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: [{ id: 'qwen3:8b' }] }

test('auto: the default, else a key, else this machine, else the demo', () => {
  expect(resolveModel('auto', nothing)).toBe('demo/demo')
  expect(resolveModel('auto', { ...nothing, localServers: [{ ...ollama, models: [] }, ollama] })).toBe(
    'ollama/qwen3:8b',
  )
  const keys = { ...nothing, localServers: [ollama], withKey: ['gemini'] }
  expect(resolveModel('auto', keys)).toBe('gemini/gemini-3.8-flash')
  expect(resolveModel('auto', { ...keys, withKey: ['gemini', 'openai'] })).toBe('openai/gpt-6-luna')
  expect(resolveModel('auto', { ...keys, defaultModel: 'vllm/x' })).toBe('vllm/x')
  expect(resolveModel('gemini/y', keys)).toBe('gemini/y')
})

test('a reference without a provider is told', () => {
  expect(findModel('compatible/org/model', providers)).toMatchObject({ model: 'org/model' })
  expect(() => findModel('gpt-4o', providers)).toThrow('"gpt-4o" is not a model. Write provider/model')
  expect(() => findModel('openai/', providers)).toThrow('is not a model')
})

test('finds the servers of this machine on both loopback addresses, and nobody else', async () => {
  const four = await started(startOpenAiServer({ models: ['qwen3:8b', 'nomic-embed-text'] }))
  const six = await started(startOpenAiServer({ models: ['llama-4'], host: '::1' }))
  const other = await started(startOpenAiServer({ respond: () => ({ status: 200, body: 'Hello, I am a website.' }) }))
  const { fetch } = testClient()
  const portOf = (origin: string) => Number(new URL(origin).port)
  const listeners: Record<string, string> = { ollama: four.origin, 'lm-studio': six.origin, vllm: other.origin }
  const listening = providers
    .filter((provider) => listeners[provider.id])
    .map((provider) => ({ ...provider, localPorts: [portOf(listeners[provider.id] ?? '')] }))

  // A machine with much else to do may take longer than a person would wait.
  const found = await findLocalServers(fetch, listening, 10_000)

  expect(found.toSorted((a, b) => (a.providerId < b.providerId ? -1 : 1))).toEqual([
    { providerId: 'lm-studio', baseUrl: six.url, models: [{ id: 'llama-4' }] },
    { providerId: 'ollama', baseUrl: four.url, models: [{ id: 'qwen3:8b' }] },
  ])
  expect(other.requests.map((request) => request.path)).toEqual(['/v1/models'])
})

test('reads keys and addresses from the environment', () => {
  const openai = findModel('openai/x', providers).provider
  const gemini = findModel('gemini/x', providers).provider
  const env = {
    OPENAI_API_KEY: ' sk-1 ',
    OPENAI_BASE_URL: 'http://proxy/v1',
    GOOGLE_API_KEY: 'g-1',
    GEMINI_API_KEY: '',
  }
  expect(credentialsFromEnv(openai, env)).toEqual({ apiKey: 'sk-1', baseUrl: 'http://proxy/v1' })
  expect(credentialsFromEnv(gemini, env)).toEqual({ apiKey: 'g-1', baseUrl: null })
})
