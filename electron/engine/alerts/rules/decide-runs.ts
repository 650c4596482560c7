import { lengthInWords } from '../../../../shared/alert-sentence.ts'
import type { AlertAbout } from '../../../../shared/contract/alerts.ts'
import type { RunTrigger } from '../../../../shared/run/events.ts'
import type { RunningRun } from '../../store/alert-facts.store.ts'
import type { RunEnd } from '../../store/alert-rules.store.ts'
import { type Finding, quietFinding } from './finding.ts'

const byItself: RunTrigger[] = ['schedule', 'file', 'webhook', 'run', 'service']

/** Whether a rule is about a run; which agents were at work in it is asked only where the rule names one. */
export function isAbout(about: AlertAbout, end: RunEnd, hasAgent: (agentId: string) => boolean): boolean {
  const { workflowId, agentId, trigger } = about
  if (workflowId !== undefined && workflowId !== end.workflowId) return false
  if (trigger === 'by-itself' && !byItself.includes(end.trigger)) return false
  if (trigger !== undefined && trigger !== 'by-itself' && trigger !== end.trigger) return false
  return agentId === undefined || hasAgent(agentId)
}

/** A workflow, as the subject of an incident; a file's runs belong together by its name. */
export function subjectOf({ workflowId, workflowName }: Pick<RunEnd, 'workflowId' | 'workflowName'>) {
  return { subjectKey: workflowId ?? `file ${workflowName}`, subject: workflowName }
}

/** A run failed: each failure counts, the next success of the same workflow ends it. */
export function decideRunFailed(end: RunEnd): Finding {
  const subject = subjectOf(end)
  if (end.status !== 'failed') return quietFinding(subject, end.status === 'succeeded' ? 'fine' : 'unknown')
  return {
    ...subject,
    verdict: 'firing',
    times: 1,
    title: `Failed: ${end.workflowName}`,
    body: `${beginnings[end.trigger]} failed${end.error === null ? '.' : `: ${end.error}`}`,
    facts: { error: end.error, trigger: end.trigger, startedAt: end.startedAt, finishedAt: end.finishedAt },
    ...placeOf(end.runId),
  }
}

/** Failures in a row after one more end: a success begins anew, a run that was stopped counts for nothing. */
export function nextStreak(before: number, status: RunEnd['status']): number {
  if (status === 'failed') return before + 1
  return status === 'succeeded' ? 0 : before
}

/** So many of a workflow failed one after the other. `streak` counts this end. */
export function decideInARow(end: RunEnd, streak: number, runs: number): Finding {
  const subject = subjectOf(end)
  if (end.status !== 'failed') return quietFinding(subject, end.status === 'succeeded' ? 'fine' : 'unknown')
  if (streak < runs) return quietFinding(subject, 'unknown')
  return {
    ...subject,
    verdict: 'firing',
    times: 1,
    title: `Failed ${streak} times in a row: ${end.workflowName}`,
    body: `The last ${streak} runs failed. The newest${end.error === null ? '.' : `: ${end.error}`}`,
    facts: { failures: streak, error: end.error },
    ...placeOf(end.runId),
  }
}

type Limits = { longestMs: number; lookedAt: number }

/**
 * A run that ended took longer than it may. It counts unless it was counted at the last look by the clock, when it was still
 * at work. `others`: further runs of its workflow are over the limit now.
 */
export function decideEndedDuration(
  end: RunEnd,
  { longestMs, lookedAt, others }: Limits & { others: boolean },
): Finding {
  const subject = subjectOf(end)
  const tookMs = end.finishedAt - end.startedAt
  if (tookMs <= longestMs) return quietFinding(subject, others ? 'unknown' : 'fine')
  const isCounted = end.startedAt + longestMs < lookedAt
  return {
    ...subject,
    verdict: 'firing',
    times: isCounted ? 0 : 1,
    title: `Takes long: ${end.workflowName}`,
    body: `A run took ${roundedLength(tookMs)}. The limit is ${lengthInWords(longestMs)}.`,
    facts: { tookMs, longestMs },
    ...placeOf(end.runId),
  }
}

/** Runs at work that have taken longer than they may, by workflow. Those that crossed the limit since the last look count. */
export function decideRunningDurations(
  running: RunningRun[],
  { longestMs, lookedAt, nowMs }: Limits & { nowMs: number },
): Finding[] {
  const over = running.filter(({ startedAt }) => startedAt + longestMs < nowMs)
  return [...Map.groupBy(over, (run) => subjectOf(run).subjectKey).values()].map((runs) => {
    const newest = runs.reduce((one, other) => (other.startedAt > one.startedAt ? other : one))
    const crossed = runs.filter(({ startedAt }) => startedAt + longestMs >= lookedAt).length
    return {
      ...subjectOf(newest),
      verdict: 'firing' as const,
      times: crossed,
      title: `Takes long: ${newest.workflowName}`,
      body: `A run has been at work for more than ${lengthInWords(longestMs)}, and still is.`,
      facts: { longestMs, runs: runs.length },
      ...placeOf(newest.runId),
    }
  })
}

const beginnings: Record<RunTrigger, string> = {
  ...{ manual: 'A run that was begun by hand', cli: 'A run from the command line', chat: 'A run from a chat' },
  ...{ schedule: 'A run that a schedule began', file: 'A run that a file began', webhook: 'A run that a call began' },
  ...{ run: 'A run that another run began', service: 'A run that a service began' },
}

function placeOf(runId: string) {
  return { runId, link: `niti://runs/${runId}` }
}

/** To the second, or to the minute where it is long. */
function roundedLength(ms: number): string {
  if (ms < 10_000) return lengthInWords(ms)
  const unitMs = ms < 600_000 ? 1_000 : 60_000
  return lengthInWords(Math.round(ms / unitMs) * unitMs)
}
