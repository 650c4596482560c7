import { expect, it } from 'vitest'
import { formatModelPrice } from '../../../renderer/settings/format-price.ts'
import { providerStatus } from '../../../renderer/settings/provider-status.ts'
import type { ProviderState } from '../../../shared/contract/connections.ts'

const provider = (more: Partial<ProviderState>): ProviderState => ({
  id: 'x',
  title: 'X',
  summary: '',
  key: 'required',
  keyFrom: 'none',
  keyEnv: null,
  keyUrl: null,
  baseUrl: '',
  baseUrlFrom: 'default',
  ready: false,
  local: false,
  limits: { atOnce: null, perMinute: null },
  usualAtOnce: 8,
  models: [],
  ...more,
})

it.each([
  [{ keyFrom: 'environment', keyEnv: 'X_API_KEY', ready: true }, 'Key from X_API_KEY'],
  [{ keyFrom: 'saved', ready: true }, 'Key saved'],
  [{}, 'No key yet'],
  [{ key: 'none', ready: true }, 'No key needed'],
  [{ key: 'optional' }, 'No address yet'],
  [{ key: 'optional', ready: true, baseUrlFrom: 'saved' }, 'Ready without a key'],
  [{ key: 'optional', local: true, ready: true, baseUrlFrom: 'found' }, 'Found on this machine'],
  [{ key: 'optional', local: true, ready: true, baseUrlFrom: 'saved' }, 'Ready'],
  [{ key: 'optional', local: true }, 'Not found'],
] satisfies [Partial<ProviderState>, string][])('%o says what makes it ready, or what is missing', (more, label) => {
  expect(providerStatus(provider(more)).label).toBe(label)
})

it('never shows an unknown price as free', () => {
  expect(formatModelPrice({ price: null })).toBe('price unknown')
  expect(formatModelPrice({ price: { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } })).toBe('free')
  expect(formatModelPrice({ price: { inputUsdPerMillion: 0.15, outputUsdPerMillion: null } })).toBe(
    '$0.15 in · unknown out',
  )
})
