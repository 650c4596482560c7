import type { HealthCheck } from '../../../../shared/contract/health.ts'
import { answerCheck, worstOf } from './check.ts'
import type { ProviderNews } from './memory.ts'
import { countOf, sayAgo } from './words.ts'

export type ProviderFacts = { providers: ({ id: string; title: string } & ProviderNews)[]; now: number }

/** So often in a row, and it is not a hiccup. */
const badAfter = 3
/** What is older says nothing of today. */
const oldMs = 7 * 24 * 3_600_000

/** Did the model providers answer when they were last asked? Nobody is asked for this. */
export function checkProviders({ providers, now }: ProviderFacts): HealthCheck {
  const known = providers
    .map((provider) => ({ ...provider, lastAt: Math.max(provider.answeredAt ?? 0, provider.failedAt ?? 0) }))
    .filter(({ lastAt }) => lastAt > 0 && now - lastAt < oldMs)
    .sort((a, b) => b.lastAt - a.lastAt)
  const parts = known.map(({ title, answeredAt, failedAt, failures, error }) => {
    const answered = answeredAt === null ? 'has not answered so far' : `last answered ${sayAgo(now - answeredAt)}`
    if (failures === 0 || failedAt === null) return { title, state: 'ok' as const, message: answered, link: null }
    const state = failures >= badAfter ? ('bad' as const) : ('warn' as const)
    const why = error?.message ?? 'it did not answer'
    return { title, state, message: `failed ${sayAgo(now - failedAt)}: ${why}`, link: 'niti://settings/models' }
  })
  const facts = Object.fromEntries([
    ['known', known.length],
    ['failing', parts.filter(({ state }) => state !== 'ok').length],
    ...known.map(({ id, failures, error }) => [`provider.${id}`, failures === 0 ? 'ok' : (error?.code ?? 'failed')]),
  ])
  const at = known[0]?.lastAt ?? now
  if (known.length === 0) {
    return answerCheck('providers', now, { state: 'off', message: 'No model provider was called lately.', facts })
  }
  const failing = parts.filter(({ state }) => state !== 'ok')
  if (failing.length === 0) {
    const message = `${countOf(known.length, 'provider')} answered the last call, ${sayAgo(now - at)}.`
    return answerCheck('providers', at, { state: 'ok', message, facts, parts })
  }
  const message =
    known.length === failing.length
      ? `The last calls of ${known.length === 1 ? 'the model provider' : `all ${known.length} model providers`} failed.`
      : `The last call of ${failing.length} of ${known.length} model providers failed.`
  return answerCheck('providers', at, {
    // As long as another one answers, work goes on.
    state: failing.length < known.length ? 'warn' : worstOf(parts.map(({ state }) => state)),
    message,
    hint: 'Look at its key and address in Settings, Models, or at its own status page, and test it there.',
    link: 'niti://settings/models',
    ...{ facts, parts },
  })
}
