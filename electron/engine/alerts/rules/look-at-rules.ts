import type { Clock } from '../../../../shared/clock.ts'
import type { AlertKind } from '../../../../shared/contract/alerts.ts'
import type { AlertFactsStore } from '../../store/alert-facts.store.ts'
import type { AlertIncidentsStore, OpenIncident } from '../../store/alert-incidents.store.ts'
import type { AlertRulesStore, RunEnd, StoredRule } from '../../store/alert-rules.store.ts'
import {
  decideEndedDuration,
  decideInARow,
  decideRunFailed,
  decideRunningDurations,
  isAbout,
  nextStreak,
  subjectOf,
} from './decide-runs.ts'
import { type Account, decideConnections, decideDisk, decideNothingRan, decideQueueStuck } from './decide-standing.ts'
import { decideCost, decideFailureRate, decideLatency, decideTokens } from './decide-window.ts'
import { type Finding, quietFinding } from './finding.ts'
import { isRepeatDue, saysAtEnd, stepOf } from './step-incident.ts'
import type { TellIncident } from './tell-incident.ts'

/** What is not in the database, read before the look; null where no rule asks for it, or it could not be read. */
export type Outside = { connections: Account[] | null; freeMegabytes: number | null }

type Parts = {
  rules: AlertRulesStore
  incidents: AlertIncidentsStore
  facts: AlertFactsStore
  telling: TellIncident
  clock: Clock
  isQueuePaused(): boolean
  agentName(agentId: string): string | undefined
}

/** Their incidents are about one workflow each. */
const ofWorkflow = new Set<AlertKind>(['run-failed', 'failed-in-a-row', 'run-duration'])

const hourMs = 3_600_000
const minuteMs = 60_000
const pageSize = 200
/** What takes longer is not looked at whenever a run ends, but so many times as long later: a long window over very much. */
const shortMs = 20
const share = 100

/**
 * Looks whether rules came true, are still so, or are over, and tells. Each look is one transaction in which its engine has to
 * be the one that keeps watch, so whatever stops the program, nothing is told twice and nothing forgotten.
 */
export function createRuleLook(parts: Parts) {
  const { rules, incidents, facts, telling, clock } = parts
  /** When a rule over a window is looked at next. */
  const nextLook = new Map<string, number>()

  function apply(rule: StoredRule, finding: Finding): boolean {
    const open = incidents.open(rule.ruleId, finding.subjectKey)
    const at = clock.now()
    const { subjectKey, subject, title, body, link, runId, times } = finding
    switch (stepOf(open, finding)) {
      case 'nothing':
        return false
      case 'open': {
        const kind = `alert.${rule.condition.kind}`
        const told = { toldAt: null, heldUntil: null, says: null }
        const incident = { ruleId: rule.ruleId, subjectKey, subject, kind, title, body, link, runId, ...told }
        const when = { openedAt: at, times: Math.max(1, times), lastAt: at }
        telling.open({ ...incident, ...when }, { rule, facts: finding.facts })
        return true
      }
      case 'count':
        if (!open) return false
        incidents.change(open.incidentId, { times: open.times + times, lastAt: at, title, body, link, runId })
        return true
      case 'end':
        if (!open) return false
        end(rule, open.incidentId)
        return true
    }
  }

  function end(rule: StoredRule, incidentId: number): void {
    const open = incidents.openOf(rule.ruleId).find((one) => one.incidentId === incidentId)
    if (!open) return
    const recoveredAt = clock.now()
    const says = saysAtEnd(open, rule)
    incidents.change(incidentId, { recoveredAt, ...(says === null && { heldUntil: null, says: null }) })
    if (says !== null) telling.tell(says, { ...open, recoveredAt }, { rule })
  }

  function lookAtEnd(rule: StoredRule, runEnd: RunEnd, lookedAt: number): boolean {
    const { condition, about, since } = rule
    if (runEnd.finishedAt < since) return false
    if (!isAbout(about, runEnd, (agentId) => facts.hasAgent(runEnd.runNumber, agentId))) return false
    switch (condition.kind) {
      case 'run-failed':
        return apply(rule, decideRunFailed(runEnd))
      case 'failed-in-a-row': {
        const { subjectKey } = subjectOf(runEnd)
        const streak = nextStreak(rules.streak(rule.ruleId, subjectKey), runEnd.status)
        rules.setStreak(rule.ruleId, subjectKey, streak)
        return apply(rule, decideInARow(runEnd, streak, condition.runs))
      }
      case 'run-duration': {
        const { longestMs } = condition
        const { subjectKey } = subjectOf(runEnd)
        const over = decideRunningDurations(facts.running(about), { longestMs, lookedAt, nowMs: clock.now() })
        const others = over.some((finding) => finding.subjectKey === subjectKey)
        return apply(rule, decideEndedDuration(runEnd, { longestMs, lookedAt, others }))
      }
      default:
        return false
    }
  }

  function findings(rule: StoredRule, { connections, freeMegabytes }: Outside, lookedAt: number): Finding[] {
    const { condition, about } = rule
    const nowMs = clock.now()
    const subject = { subjectKey: 'all', subject: subjectWords(rule) }
    switch (condition.kind) {
      case 'failure-rate':
        return [
          decideFailureRate(condition, facts.outcomes(about, nowMs - condition.windowMinutes * minuteMs), subject),
        ]
      case 'latency':
        return [decideLatency(condition, facts.latencies(about, nowMs - condition.windowMinutes * minuteMs), subject)]
      case 'cost':
        return [decideCost(condition, facts.spent(about, nowMs - condition.windowMinutes * minuteMs), subject)]
      case 'tokens':
        return [decideTokens(condition, facts.spent(about, nowMs - condition.windowMinutes * minuteMs), subject)]
      case 'nothing-ran': {
        const isAtWork = facts.running(about).length > 0
        const lastAt = isAtWork ? nowMs : facts.lastEnd(about, nowMs - condition.hours * hourMs)
        return [decideNothingRan(condition, { lastAt, since: rule.since, nowMs }, subject)]
      }
      case 'run-duration':
        return decideRunningDurations(facts.running(about), { longestMs: condition.longestMs, lookedAt, nowMs })
      case 'queue-stuck':
        return [decideQueueStuck(condition, { ...facts.queue(), isPaused: parts.isQueuePaused(), nowMs })]
      case 'connection-expiring':
        return connections ? withGone(rule, decideConnections(condition, { connections, nowMs })) : []
      case 'disk-nearly-full':
        return freeMegabytes === null ? [] : [decideDisk(condition, { freeMegabytes })]
      default:
        return []
    }
  }

  /** A connection that was removed troubles nobody any more. */
  function withGone(rule: StoredRule, found: Finding[]): Finding[] {
    const gone = incidents
      .openOf(rule.ruleId)
      .filter((open) => found.every((one) => one.subjectKey !== open.subjectKey))
    return [...found, ...gone.map((open) => quietFinding(open, 'fine'))]
  }

  function subjectWords({ about: { workflowId, agentId } }: StoredRule): string {
    if (workflowId !== undefined) return facts.workflowName(workflowId) ?? workflowId
    if (agentId !== undefined) return parts.agentName(agentId) ?? agentId
    return 'all runs'
  }

  /** Nobody is told of the end of what went with its workflow. */
  function endRemoved(rule: StoredRule): boolean {
    const { workflowId } = rule.about
    const isGone = (open: OpenIncident) =>
      workflowId === undefined
        ? ofWorkflow.has(rule.condition.kind) && !open.subjectKey.startsWith('file ') && isRemoved(open.subjectKey)
        : isRemoved(workflowId)
    const gone = incidents.openOf(rule.ruleId).filter(isGone)
    for (const { incidentId } of gone) {
      incidents.change(incidentId, { recoveredAt: clock.now(), heldUntil: null, says: null })
    }
    return gone.length > 0
  }

  function isRemoved(workflowId: string): boolean {
    return facts.workflowName(workflowId) === undefined
  }

  function repeat(rule: StoredRule): boolean {
    const due = incidents.openOf(rule.ruleId).filter((open) => isRepeatDue(open, rule, clock.now()))
    for (const incident of due) telling.tell('again', incident, { rule })
    return due.length > 0
  }

  return {
    /**
     * Deals with the next ends of runs. Answers whether there may be more, and whether incidents changed.
     */
    lookAtEnds(engineId: string): { isMore: boolean; hasNews: boolean } {
      const nothing = { isMore: false, hasNews: false }
      // A look first: the write lock is only taken where there is something to do.
      if (rules.newestEnd(rules.watch().ending) === null) return nothing
      return rules.transact(() => {
        const { ending, lookedAt, engineId: keeper } = rules.watch()
        const newest = rules.newestEnd(ending)
        if (keeper !== engineId || newest === null) return nothing
        const on = rules.list().filter(({ isOn }) => isOn)
        const page = rules.ends(ending, pageSize)
        let hasNews = false
        for (const end of page) for (const rule of on) hasNews = lookAtEnd(rule, end, lookedAt) || hasNews
        const isMore = page.length === pageSize
        rules.setWatch({ ending: isMore ? (page.at(-1)?.ending ?? newest) : newest, lookedAt })
        rules.pruneEnds()
        return { isMore, hasNews }
      })
    },

    /** Looks at what windows hold, and at what time alone makes true. Answers whether incidents changed. */
    lookAtClock(engineId: string, outside: Outside): boolean {
      return rules.transact(() => {
        const { ending, lookedAt, engineId: keeper } = rules.watch()
        if (keeper !== engineId) return false
        let hasNews = false
        const on = rules.list().filter(({ isOn }) => isOn)
        for (const rule of on) {
          hasNews = endRemoved(rule) || hasNews
          const isGone = rule.about.workflowId !== undefined && isRemoved(rule.about.workflowId)
          if (!isGone && clock.now() >= (nextLook.get(rule.ruleId) ?? 0)) {
            const began = performance.now()
            for (const finding of findings(rule, outside, lookedAt)) hasNews = apply(rule, finding) || hasNews
            const tookMs = performance.now() - began
            nextLook.set(rule.ruleId, tookMs < shortMs ? 0 : clock.now() + tookMs * share)
          }
          hasNews = repeat(rule) || hasNews
        }
        hasNews = telling.tellHeld(rules.get) || hasNews
        if (on.some(({ condition }) => condition.kind === 'run-duration')) {
          rules.setWatch({ ending, lookedAt: clock.now() })
        }
        return hasNews
      })
    },
  }
}

export type RuleLook = ReturnType<typeof createRuleLook>
