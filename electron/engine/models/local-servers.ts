import type { ModelInfo, Provider } from './define-provider.ts'

export type LocalServer = { providerId: string; baseUrl: string; models: ModelInfo[] }

/** Long enough for any server on this machine, and short enough to be waited for. */
const probeTimeoutMs = 300

/**
 * The model servers that answer on this machine, on their usual ports of 127.0.0.1 and ::1, all asked at once: takes at
 * most 300 ms unless told. Whatever else listens there is recognised by not answering with a list of models. A server on both
 * addresses is reported once.
 */
export async function findLocalServers(
  fetch: typeof globalThis.fetch,
  providers: Provider[],
  timeoutMs = probeTimeoutMs,
): Promise<LocalServer[]> {
  const addresses = providers.flatMap((provider) =>
    (provider.localPorts ?? []).map((port) => ({
      provider,
      baseUrls: [`http://127.0.0.1:${port}/v1`, `http://[::1]:${port}/v1`],
    })),
  )
  const found = await Promise.all(
    addresses.map(async ({ provider, baseUrls }) => {
      const answers = await Promise.all(baseUrls.map((baseUrl) => probe({ fetch, provider, baseUrl, timeoutMs })))
      return answers.find((answer) => answer !== null) ?? null
    }),
  )
  return found.filter((server) => server !== null)
}

type Probe = { fetch: typeof globalThis.fetch; provider: Provider; baseUrl: string; timeoutMs: number }

async function probe({ fetch, provider, baseUrl, timeoutMs }: Probe): Promise<LocalServer | null> {
  const signal = AbortSignal.timeout(timeoutMs)
  const sleep = () => Promise.resolve()
  try {
    const models = await provider.listModels?.({ fetch, signal, sleep, apiKey: null, baseUrl })
    return models ? { providerId: provider.id, baseUrl, models } : null
  } catch {
    // Nobody there, somebody else, or too slow: for a search all three mean "not found".
    return null
  }
}
