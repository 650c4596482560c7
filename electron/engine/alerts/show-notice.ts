import type { Host } from '../../../shared/contract/host.ts'
import type { Log } from '../../../shared/log.ts'

/** Shows a plain notice on the desktop. A host that cannot show it must not end the run it is about. */
export function createShowNotice(host: Host, log: Log) {
  return ({ title, body }: { title: string; body: string }): void => {
    // The lengths are those that the contract with the host allows.
    host.notify({ title: title.slice(0, 200), body: body.slice(0, 2_000) }).catch((thrown: unknown) => {
      log.warn('a notice could not be shown', { title, reason: String(thrown) })
    })
  }
}
