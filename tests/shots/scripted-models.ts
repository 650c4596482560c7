import type { JsonObject } from '../../shared/json.ts'
import type { ModelAnswer } from '../support/model-server.ts'
import { openAiError } from '../support/openai-server.ts'
import { draftText } from './ticket-workflow.ts'

/** Answers for the ticket workflow, whatever order its calls come in, and a hold on them while a picture is taken. */
export function createScriptedModels() {
  let hold = Promise.withResolvers<void>()
  let isHolding = false
  let isFailing = false
  let gists = 0

  function respond(body: JsonObject): ModelAnswer {
    const asked = JSON.stringify(body.messages)
    const usage = (inputTokens: number, outputTokens: number) => ({ usage: { inputTokens, outputTokens } })
    if (asked.includes('Write a reply')) {
      if (isFailing)
        return openAiError(429, 'You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota')
      const pause = isHolding ? { pause: { after: 17, until: hold.promise } } : {}
      return { text: draftText, chunks: 24, delayMs: 40, ...usage(1_184, 236), ...pause }
    }
    if (asked.includes('what did they want')) {
      const pause = isHolding && gists++ >= 4 ? { pause: { after: 1, until: hold.promise } } : {}
      return {
        text: 'They want the export to finish without help.',
        chunks: 3,
        delayMs: 40,
        ...usage(212, 18),
        ...pause,
      }
    }
    const choices = JSON.stringify(body.response_format ?? {})
    const category = choices.includes('upset') ? 'calm' : 'bug'
    return { text: JSON.stringify({ category }), chunks: 2, delayMs: 120, ...usage(402, 9) }
  }

  return {
    respond,
    /** From now on the draft stops in its middle, and the fifth past ticket at its beginning. */
    hold() {
      hold = Promise.withResolvers()
      isHolding = true
      gists = 0
    },
    letGo() {
      isHolding = false
      hold.resolve()
    },
    /** From now on the draft is refused. */
    fail(fails: boolean) {
      isFailing = fails
    },
  }
}
