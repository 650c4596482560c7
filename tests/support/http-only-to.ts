import { onTestFinished } from 'vitest'
import { createHttp, type Fetch, type Http } from '../../electron/engine/http/http.ts'

/**
 * The real thing, but for one address alone: model servers on the machine of whoever tests are not found. `before` is
 * waited for by whoever looks for them.
 */
export function httpOnlyTo(url: string, before?: () => Promise<void>): Http {
  const http = createHttp()
  onTestFinished(() => http.close())
  const fetch: Fetch = async (input, init) => {
    if (!String(input).startsWith(url)) {
      await before?.()
      throw new TypeError('fetch failed')
    }
    return http.fetch(input, init)
  }
  return { ...http, fetch }
}
