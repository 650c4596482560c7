import { startAnthropicServer } from './anthropic-server.ts'
import { startGeminiServer } from './gemini-server.ts'
import type { Asked, ModelAnswer, ModelServer, ModelServerOptions } from './model-server.ts'
import { startOpenAiServer } from './openai-server.ts'
import { startResponsesServer } from './responses-server.ts'

/** How a vendor writes things. */
export type VendorWire = 'openai-chat' | 'openai-responses' | 'gemini' | 'anthropic'

type Vendor = {
  start(options?: ModelServerOptions): Promise<ModelServer>
  /** A model of it whose price is known. */
  model: string
  /** The environment in which the engine finds the server. */
  env(url: string): Record<string, string>
}

const vendors: Record<VendorWire, Vendor> = {
  'openai-chat': {
    start: startOpenAiServer,
    model: 'openai/gpt-4o-mini',
    env: (url) => ({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: url }),
  },
  'openai-responses': {
    start: startResponsesServer,
    model: 'openai/gpt-6-luna',
    env: (url) => ({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: url }),
  },
  gemini: {
    start: startGeminiServer,
    model: 'gemini/gemini-3.8-flash',
    env: (url) => ({ GEMINI_API_KEY: 'test', GEMINI_BASE_URL: url }),
  },
  anthropic: {
    start: startAnthropicServer,
    model: 'anthropic/claude-haiku-4-5',
    env: (url) => ({ ANTHROPIC_API_KEY: 'sk-ant-test', ANTHROPIC_BASE_URL: url }),
  },
}

export const vendorWires: VendorWire[] = ['openai-chat', 'openai-responses', 'gemini', 'anthropic']

/** `when`: for the first request that this holds for, or that has this text in its turns; unless told, for the next one. */
export type ScriptedAnswer = ModelAnswer & { when?: string | ((asked: Asked) => boolean) }

export type ScriptedModel = ModelServer & {
  /** `provider/model`, whose price is known. */
  model: string
  /** For `openTestEngine({ env })`. */
  env: Record<string, string>
  /** Puts more answers at the end of the script. */
  script(...answers: ScriptedAnswer[]): void
}

/**
 * A model that says what it is told to, over real HTTP in the wire format of a vendor (chat completions unless told).
 * `close()` fails on a request there was no answer for, on an answer that was never asked for, and on a request that the
 * vendor would have refused: every result of a tool must answer a call of the turn before it, and so on.
 *
 *     const model = await scriptedModel([{ toolCalls: [{ name: 'add', arguments: { a: 1 } }] }, { text: 'It is 1.' }])
 *     const engine = await openTestEngine({ env: model.env })
 *     ...
 *     expect(model.asked[1]?.turns.at(-1)?.results).toEqual([...])
 *     await model.close()
 */
export async function scriptedModel(
  answers: ScriptedAnswer[],
  wire: VendorWire = 'openai-chat',
): Promise<ScriptedModel> {
  const vendor = vendors[wire]
  const server = await vendor.start()
  const script = (...more: ScriptedAnswer[]) => {
    for (const { when, ...answer } of more) server.answer(answer, when === undefined ? undefined : fitOf(when))
  }
  script(...answers)
  return {
    ...server,
    model: vendor.model,
    env: vendor.env(server.url),
    script,
    async close() {
      await server.close()
      if (server.refused.length > 0) throw new Error(`The vendor would have refused: ${server.refused.join('; ')}`)
    },
  }
}

function fitOf(when: NonNullable<ScriptedAnswer['when']>): (asked: Asked) => boolean {
  if (typeof when === 'function') return when
  return ({ instructions, turns }) =>
    JSON.stringify({ instructions, turns }).includes(JSON.stringify(when).slice(1, -1))
}
