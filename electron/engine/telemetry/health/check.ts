import type { Health, HealthCheck, HealthCheckName, HealthState } from '../../../../shared/contract/health.ts'

type Found = Pick<HealthCheck, 'state' | 'message'> & Partial<HealthCheck>

/** One check's answer; what is not said is empty. */
export function answerCheck(name: HealthCheckName, at: number, found: Found): HealthCheck {
  return { name, hint: null, link: null, at, facts: {}, parts: [], ...found }
}

const order: HealthState[] = ['off', 'ok', 'warn', 'bad']

/** The worst of several; `off` where there is nothing at all, or all are. */
export function worstOf(states: HealthState[]): HealthState {
  return states.reduce((worst, state) => (order.indexOf(state) > order.indexOf(worst) ? state : worst), 'off')
}

/** All of it, and how it is as a whole. */
export function sumUp(parts: Pick<Health, 'at' | 'version' | 'upMs' | 'checks'>): Health {
  const worst = worstOf(parts.checks.map(({ state }) => state))
  return { state: worst === 'off' ? 'ok' : worst, ...parts }
}

/** The same for programs that anybody on this machine may run: without names of accounts and what services complained of. */
export function withoutNames(health: Health): Health {
  return { ...health, checks: health.checks.map((check) => ({ ...check, parts: [] })) }
}
