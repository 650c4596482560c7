import { lengthInWords, windowInWords, withCommas } from '../../../../shared/alert-sentence.ts'
import type { AlertCondition } from '../../../../shared/contract/alerts.ts'
import { formatMicroUsd } from '../../../../shared/money.ts'
import { type Finding, quietFinding } from './finding.ts'

type Condition<Kind extends AlertCondition['kind']> = Extract<AlertCondition, { kind: Kind }>
type Subject = Pick<Finding, 'subjectKey' | 'subject'>

/** A share of the runs of a window failed. With too few of them only a window without failures says something. */
export function decideFailureRate(
  { percent, windowMinutes, fewest }: Condition<'failure-rate'>,
  { runs, failures }: { runs: number; failures: number },
  subject: Subject,
): Finding {
  if (runs < fewest) return quietFinding(subject, failures === 0 ? 'fine' : 'unknown')
  if (failures * 100 < percent * runs) return quietFinding(subject, 'fine')
  const share = Math.round((failures * 1_000) / runs) / 10
  return {
    ...firing(subject),
    title: `${share} % of runs fail: ${subject.subject}`,
    body: `${failures} of ${runs} runs of ${windowInWords(windowMinutes)} failed. The limit is ${percent} %.`,
    facts: { runs, failures, percent: share, windowMinutes },
    link: 'niti://runs',
  }
}

/** The value that so many of a hundred do not exceed (nearest rank); null of nothing. */
export function percentileOf(values: number[], percent: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null
}

/** Model calls of a window were slow. */
export function decideLatency(
  { percentile, mostMs, windowMinutes, fewest }: Condition<'latency'>,
  latencies: number[],
  subject: Subject,
): Finding {
  const valueMs = percentileOf(latencies, percentile === 'p50' ? 50 : 95)
  if (valueMs === null) return quietFinding(subject, 'fine')
  if (latencies.length < fewest) return quietFinding(subject, 'unknown')
  if (valueMs <= mostMs) return quietFinding(subject, 'fine')
  const part = percentile === 'p50' ? 'Half of them' : 'One in twenty of them'
  return {
    ...firing(subject),
    title: `Models answer slowly: ${subject.subject}`,
    body:
      `${withCommas(latencies.length)} model calls were made in ${windowInWords(windowMinutes)}. ` +
      `${part} took ${lengthInWords(Math.round(valueMs / 100) * 100)} or longer. The limit is ${lengthInWords(mostMs)}.`,
    facts: { calls: latencies.length, percentile, valueMs, windowMinutes },
    link: 'niti://dashboard',
  }
}

/** More money went in a window than should. */
export function decideCost(
  { mostMicroUsd, windowMinutes }: Condition<'cost'>,
  { microUsd }: { microUsd: number },
  subject: Subject,
): Finding {
  if (microUsd <= mostMicroUsd) return quietFinding(subject, 'fine')
  const window = windowInWords(windowMinutes)
  return {
    ...firing(subject),
    title: `Over ${formatMicroUsd(mostMicroUsd)}: ${subject.subject}`,
    body: `${formatMicroUsd(microUsd)} were spent in ${window}. The limit is ${formatMicroUsd(mostMicroUsd)}.`,
    facts: { microUsd, mostMicroUsd, windowMinutes },
    link: 'niti://costs',
  }
}

/** More tokens went in a window than should. */
export function decideTokens(
  { most, windowMinutes }: Condition<'tokens'>,
  { tokens }: { tokens: number },
  subject: Subject,
): Finding {
  if (tokens <= most) return quietFinding(subject, 'fine')
  return {
    ...firing(subject),
    title: `Over ${withCommas(most)} tokens: ${subject.subject}`,
    body: `${withCommas(tokens)} tokens were used in ${windowInWords(windowMinutes)}. The limit is ${withCommas(most)}.`,
    facts: { tokens, most, windowMinutes },
    link: 'niti://costs',
  }
}

function firing(subject: Subject) {
  return { ...subject, verdict: 'firing' as const, times: 0, runId: null }
}
