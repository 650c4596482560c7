import type { Host } from '../../../shared/contract/host.ts'
import { externalError } from '../../../shared/errors.ts'
import type { Send } from './channel-kind.ts'
import type { NoticeAction } from './notice.ts'

type Parts = {
  host: Host
  /** A button of a notice was pressed. */
  act(action: NoticeAction): void
}

/** A host that cannot show a notice says so at once; one that has said nothing after this long is showing it. */
const shownAfterMs = 1_000

/**
 * The desktop's own notices. One with buttons is answered when a person has done with it, which may be in the evening: the
 * delivery does not wait for that, nor does anything that closes.
 */
export function createDesktop({ host, act }: Parts): Send<'desktop'> {
  return async ({ notice: { title, body, actions, link }, signal }) => {
    // The lengths are those that the contract with the host allows.
    const shown = host.notify({
      ...{ title: title.slice(0, 200), body: body.slice(0, 2_000) },
      ...(actions.length > 0 && { actions: actions.map(({ id, title: label }) => ({ id, title: label })) }),
      ...(link !== null && { link }),
    })
    shown
      .then(({ action: pressed }) => {
        const action = actions.find(({ id }) => id === pressed)
        if (action) act(action)
      })
      // Said below, or, after that, by nobody: the host went away with its notices.
      .catch(() => {})
    const waited = Promise.withResolvers<{ shown: boolean }>()
    const timer = setTimeout(() => waited.resolve({ shown: true }), shownAfterMs)
    const leave = () => waited.reject(signal.reason)
    signal.addEventListener('abort', leave)
    try {
      if ((await Promise.race([shown, waited.promise])).shown) return { said: 'It is on the desktop.' }
    } catch (thrown) {
      if (signal.aborted) throw thrown
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
    }
    throw externalError('channel.not-shown', 'This program could not show a notice on the desktop.', {
      retryable: true,
      hint: 'The desktop app can, while it is open.',
    })
  }
}
