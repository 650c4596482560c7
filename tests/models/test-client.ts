import { onTestFinished } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import { createModelClient, type ModelClientOptions, type Retry } from '../../electron/engine/models/call-model.ts'
import { providers } from '../../electron/engine/models/registry.ts'
import type { Clock } from '../../shared/clock.ts'
import type { CallLimit } from '../../shared/run/events.ts'
import type { ModelServer } from '../support/model-server.ts'

/** Real time, but waits pass at once and are written down. Aborts count as on the real clock. */
export function quickClock(): Clock & { sleeps: number[] } {
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => Date.now(),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      sleeps.push(ms)
    },
  }
}

/** The real client over real HTTP; only the addresses and keys are the test's. */
export function testClient(options: Partial<ModelClientOptions> & { baseUrl?: string } = {}) {
  const http = createHttp()
  onTestFinished(() => http.close())
  const clock = quickClock()
  const client = createModelClient({
    providers,
    http,
    clock,
    random: () => 0.5,
    keyOf: async () => ({ apiKey: 'sk-test-0123456789', baseUrl: options.baseUrl ?? null }),
    ...options,
  })
  return { client, clock, fetch: http.fetch }
}

/** Hooks that write down what they are told. */
export function recordHooks(signal: AbortSignal = new AbortController().signal) {
  const texts: string[] = []
  const reasoning: string[] = []
  const retries: Retry[] = []
  const waiting: (CallLimit & { provider: string })[] = []
  return {
    signal,
    texts,
    reasoning,
    retries,
    waiting,
    onText: (text: string) => void texts.push(text),
    onReasoning: (text: string) => void reasoning.push(text),
    onRetry: (retry: Retry) => void retries.push(retry),
    onWaiting: (provider: string, limit: CallLimit) => void waiting.push({ provider, ...limit }),
  }
}

/** Starts a server that must have been used as scripted by the time the test ends. */
export async function started(starting: Promise<ModelServer>): Promise<ModelServer> {
  const server = await starting
  onTestFinished(() => server.close())
  return server
}

/** What a call failed with; fails the test if it did not. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('The call succeeded.')
    },
    (error) => error,
  )
}
