/** What a person does with the pages of an authorization server: fills in and submits forms, or turns back. */
export type Visit = { allow?: boolean }
type Asked = { url: string; form: URLSearchParams | null }

/**
 * A browser without a picture: keeps cookies, follows redirects, signs in and consents. Ends at the page that asks for
 * nothing more, or at an address no browser can load; gives where that is and what it says.
 */
export async function visit(
  start: string,
  { allow = true }: Visit = {},
): Promise<{ url: string; status: number; text: string }> {
  const cookies = new Map<string, Map<string, string>>()
  let request: Asked = { url: start, form: null }
  let hasTurnedBack = false
  for (let step = 0; step < 30; step++) {
    const { url, form } = request
    if (!url.startsWith('http')) return { url, status: 0, text: '' }
    const jar = cookies.get(new URL(url).host) ?? new Map<string, string>()
    cookies.set(new URL(url).host, jar)
    const reply = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
      signal: AbortSignal.timeout(10_000),
    })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    const location = reply.headers.get('location')
    const text = await reply.text()
    if (location !== null) request = { url: new URL(location, url).href, form: null }
    else {
      const next: Asked | null = hasTurnedBack ? null : nextForm(text, url, allow)
      hasTurnedBack = next !== null && next.form === null
      if (!next) return { url, status: reply.status, text }
      request = next
    }
  }
  throw new Error('the browser was sent around in circles')
}

function nextForm(page: string, url: string, allow: boolean): Asked | null {
  const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(page)
  if (!form) return null
  const cancel = /<a href="([^"]+\/abort)"/.exec(page)
  if (!allow && cancel) return { url: new URL(cancel[1] ?? '', url).href, form: null }
  const entered: Record<string, string> = { login: 'ada', password: 'hopper' }
  const values = new URLSearchParams()
  for (const [input] of (form[2] ?? '').matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1]
    if (name !== undefined) values.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? entered[name] ?? '')
  }
  return { url: new URL(form[1] ?? '', url).href, form: values }
}
