import { alertSentence } from '../../../../shared/alert-sentence.ts'
import type { Clock } from '../../../../shared/clock.ts'
import type { AlertRule } from '../../../../shared/contract/alerts.ts'
import { userError } from '../../../../shared/errors.ts'
import { newId } from '../../../../shared/ids.ts'
import type { AlertFactsStore } from '../../store/alert-facts.store.ts'
import type { AlertIncidentsStore } from '../../store/alert-incidents.store.ts'
import type { AlertRulesStore, StoredRule } from '../../store/alert-rules.store.ts'
import type { Channels } from '../channels.ts'
import type { Delivery } from '../deliver.ts'
import { ruleTestNotice } from './rule-notice.ts'

export type RuleWish = Pick<
  AlertRule,
  'name' | 'condition' | 'about' | 'channelIds' | 'isOn' | 'repeatMinutes' | 'saysRecovery' | 'isUrgent'
>
/** What is undefined stays as it is. */
type RuleChange = { [Key in keyof RuleWish]?: RuleWish[Key] | undefined }

type Parts = {
  rules: AlertRulesStore
  incidents: AlertIncidentsStore
  facts: Pick<AlertFactsStore, 'workflowName'>
  channels: Pick<Channels, 'list' | 'find'>
  delivery: Pick<Delivery, 'post'>
  clock: Clock
  agentName(agentId: string): string | undefined
  /** Rules are others than before: they are looked at anew. */
  onChange(): void
}

/** Alert rules as a person sets them up. */
export function createRules({ rules, incidents, facts, channels, delivery, clock, agentName, onChange }: Parts) {
  function find(ruleId: string): StoredRule {
    const rule = rules.get(ruleId)
    if (!rule) throw userError('alerts.no-such-rule', `There is no alert rule \`${ruleId.slice(0, 100)}\`.`)
    return rule
  }

  function shown({ since: _, ...rule }: StoredRule, firing = incidents.firing()): AlertRule {
    const { since = null, last = null } = firing.get(rule.ruleId) ?? {}
    return { ...rule, firingSince: since, lastAt: last, problem: problemOf(rule) }
  }

  function problemOf({ about, channelIds }: Pick<AlertRule, 'about' | 'channelIds'>): string | null {
    if (about.workflowId !== undefined && facts.workflowName(about.workflowId) === undefined) {
      return 'Its workflow is not there any more, so there is nothing to look at.'
    }
    if (about.agentId !== undefined && agentName(about.agentId) === undefined) {
      return 'Its agent is not there any more, so there is nothing to look at.'
    }
    if (channelsOf(channelIds).length > 0) return null
    return channelIds === null
      ? 'No channel is on, so nobody is told. It is seen here alone.'
      : 'None of its channels is on, so nobody is told. It is seen here alone.'
  }

  function channelsOf(channelIds: string[] | null): string[] {
    const on = channels.list().flatMap(({ channelId, isOn }) => (isOn ? [channelId] : []))
    return channelIds === null ? on : on.filter((channelId) => channelIds.includes(channelId))
  }

  function check({ about, channelIds }: Pick<AlertRule, 'about' | 'channelIds'>): void {
    for (const channelId of channelIds ?? []) channels.find(channelId)
    if (about.workflowId !== undefined && facts.workflowName(about.workflowId) === undefined) {
      const message = `There is no workflow \`${about.workflowId.slice(0, 100)}\`.`
      throw userError('workflow.not-found', message, { field: 'about.workflowId' })
    }
    if (about.agentId !== undefined && agentName(about.agentId) === undefined) {
      const message = `There is no agent \`${about.agentId.slice(0, 100)}\`.`
      throw userError('agent.not-found', message, { field: 'about.agentId' })
    }
  }

  /** What it fired about is over, and nobody is told: it asks for something else now, or for nothing. */
  function endAll(ruleId: string): void {
    for (const { incidentId } of incidents.openOf(ruleId)) {
      incidents.change(incidentId, { recoveredAt: clock.now(), heldUntil: null, says: null })
    }
    rules.forgetStreaks(ruleId)
  }

  return {
    list(): AlertRule[] {
      const firing = incidents.firing()
      return rules.list().map((rule) => shown(rule, firing))
    },

    create(wish: RuleWish): AlertRule {
      check(wish)
      const now = clock.now()
      const rule = { ...wish, ruleId: newId('rule', now), since: now, createdAt: now, updatedAt: now }
      rules.put(rule)
      onChange()
      return shown(rule)
    },

    change(ruleId: string, change: RuleChange): AlertRule {
      const rule = rules.transact(() => {
        const before = find(ruleId)
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        const now = clock.now()
        const after: StoredRule = { ...before, ...given, updatedAt: now }
        if ('channelIds' in given || 'about' in given) check({ ...before, ...given })
        const asksElse =
          JSON.stringify([before.condition, before.about]) !== JSON.stringify([after.condition, after.about])
        if (asksElse || before.isOn !== after.isOn) {
          endAll(ruleId)
          after.since = now
        }
        rules.put(after)
        return after
      })
      onChange()
      return shown(rule)
    },

    remove(ruleId: string): void {
      rules.transact(() => {
        find(ruleId)
        endAll(ruleId)
        rules.remove(ruleId)
      })
      onChange()
    },

    /** Sends a test through its channels now, also in quiet hours. */
    test(ruleId: string): { channels: number } {
      const rule = shown(find(ruleId))
      const only = channelsOf(rule.channelIds)
      if (only.length === 0) {
        throw userError('alerts.no-channel', `“${rule.name}” goes to no channel that is on.`, {
          hint: 'Switch one on under Settings, Alert channels.',
        })
      }
      const sentence = alertSentence(rule.condition, rule.about, { workflow: facts.workflowName, agent: agentName })
      delivery.post(ruleTestNotice(rule, { sentence, at: clock.now() }), { only })
      return { channels: only.length }
    },
  }
}

export type Rules = ReturnType<typeof createRules>
