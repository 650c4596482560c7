import type { Provider } from './define-provider.ts'

export type Credentials = { apiKey: string | null; baseUrl: string | null }

/** What the environment says about a provider's key and address; null where it says nothing. */
export function credentialsFromEnv(provider: Provider, env: Record<string, string | undefined>): Credentials {
  const read = (name: string | undefined) => (name && env[name]?.trim()) || null
  return {
    apiKey: read(provider.keyEnv) ?? read(provider.keyEnvAlso),
    baseUrl: read(provider.baseUrlEnv),
  }
}
