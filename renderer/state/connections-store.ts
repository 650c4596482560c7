import { create } from 'zustand'
import type { ConnectionLimits, ProviderState } from '../../shared/contract/connections.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

type ConnectionsState = {
  /** null until the first answer. */
  providers: ProviderState[] | null
  /** What the model `auto` comes to now. */
  auto: string | null
  error: ErrorInfo | null
}

export const useConnections = create<ConnectionsState>(() => ({ providers: null, auto: null, error: null }))

export async function loadConnections(): Promise<void> {
  try {
    const { providers, auto } = await client.connections.providers()
    useConnections.setState({ providers, auto, error: null })
  } catch (error) {
    useConnections.setState({ error: errorOf(error) })
  }
}

/** The calls below throw what the engine says; the card they were made from shows it. */
export async function saveKey(providerId: string, apiKey: string): Promise<void> {
  await client.connections.save({ providerId, apiKey })
  await loadConnections()
}

/** null goes back to the provider's own address. */
export async function saveBaseUrl(providerId: string, baseUrl: string | null): Promise<void> {
  await client.connections.save({ providerId, baseUrl })
  await loadConnections()
}

export async function setLimits(providerId: string, limits: ConnectionLimits): Promise<void> {
  await client.connections.setLimits({ providerId, limits })
  await loadConnections()
}

export async function removeKey(providerId: string): Promise<void> {
  await client.connections.remove({ providerId })
  await loadConnections()
}

export async function testConnection(providerId: string): Promise<{ models: string[]; latencyMs: number }> {
  const result = await client.connections.test({ providerId })
  await loadConnections()
  return result
}

/** Asks the usual ports of this machine; answers how many servers were found. */
export async function findLocalServers(): Promise<number> {
  const { found } = await client.connections.findLocal()
  await loadConnections()
  return found.length
}
