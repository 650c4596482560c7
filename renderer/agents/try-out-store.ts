import { create } from 'zustand'
import type { CostView } from '../../shared/run/cost-view.ts'
import type { InputValues } from '../parts/form/input-values.ts'

export type Turn = {
  runId: string
  question: string
  /** null: it has not come to its end. */
  answer: { text: string; cost: Pick<CostView, 'calls' | 'unknownCalls' | 'microUsd'> } | null
}
export type Talk = { turns: readonly Turn[]; variables: InputValues }

const none: Talk = { turns: [], variables: {} }

/** Conversations with drafts, by agent: they last as long as the window. */
const useTalks = create<{ talks: Readonly<Record<string, Talk>> }>(() => ({ talks: {} }))

export function useTalk(agentId: string): Talk {
  return useTalks((state) => state.talks[agentId]) ?? none
}

function change(agentId: string, next: (talk: Talk) => Partial<Talk>): void {
  useTalks.setState(({ talks }) => {
    const talk = talks[agentId] ?? none
    return { talks: { ...talks, [agentId]: { ...talk, ...next(talk) } } }
  })
}

export function addTurn(agentId: string, turn: Turn): void {
  change(agentId, ({ turns }) => ({ turns: [...turns, turn] }))
}

export function noteAnswer(agentId: string, runId: string, answer: NonNullable<Turn['answer']>): void {
  change(agentId, ({ turns }) => ({ turns: turns.map((turn) => (turn.runId === runId ? { ...turn, answer } : turn)) }))
}

export function setVariables(agentId: string, variables: InputValues): void {
  change(agentId, () => ({ variables }))
}

/** Begins anew; what was filled in stays. */
export function clearTalk(agentId: string): void {
  change(agentId, () => ({ turns: [] }))
}

/** What goes along with the next question: what was asked and answered, where something was. */
export function historyOf({ turns }: Pick<Talk, 'turns'>): { role: 'user' | 'assistant'; content: string }[] {
  return turns.flatMap(({ question, answer }) =>
    answer === null || answer.text.trim() === ''
      ? []
      : [
          { role: 'user' as const, content: question },
          { role: 'assistant' as const, content: answer.text },
        ],
  )
}

export function totalOf({ turns }: Pick<Talk, 'turns'>): { calls: number; unknownCalls: number; microUsd: number } {
  const sum = { calls: 0, unknownCalls: 0, microUsd: 0 }
  for (const { answer } of turns) {
    sum.calls += answer?.cost.calls ?? 0
    sum.unknownCalls += answer?.cost.unknownCalls ?? 0
    sum.microUsd += answer?.cost.microUsd ?? 0
  }
  return sum
}
