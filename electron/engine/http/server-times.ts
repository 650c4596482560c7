/** By how much this machine's clock is ahead of that of servers, in milliseconds, and when one of them said so. */
export type ServerTime = { skewMs: number; at: number }

type Said = { date: string; at: number }

/** Hosts remembered; the ones that answered longest ago are forgotten. */
const mostHosts = 20
const freshMs = 24 * 3_600_000

/**
 * What the clocks of others say, out of the `Date` header (RFC 9110, 6.6.1) of replies that come anyway. One server may be
 * wrong, so the one that agrees best with this machine counts. Servers on this machine have its clock and are left out.
 */
export function createServerTimes(now: () => number) {
  const said = new Map<string, Said>()

  return {
    /** Kept as it stands: reading it can wait until somebody wants to know. */
    note(host: string, date: string | null | undefined): void {
      if (!date || host === '' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(host)) return
      said.delete(host)
      said.set(host, { date, at: now() })
      if (said.size > mostHosts) said.delete(said.keys().next().value ?? host)
    },

    /** null where nobody said anything of use in the last day. */
    news(): ServerTime | null {
      const times = [...said.values()].flatMap(({ date, at }) => {
        const serverMs = Date.parse(date)
        // A header counts whole seconds: in the middle of one it is right at best.
        return Number.isNaN(serverMs) || now() - at > freshMs ? [] : [{ skewMs: at - serverMs - 500, at }]
      })
      return times.sort((a, b) => Math.abs(a.skewMs) - Math.abs(b.skewMs))[0] ?? null
    },

    /** The clock was set: what was compared with it before says nothing any more. */
    forget: (): void => said.clear(),
  }
}

export type ServerTimes = ReturnType<typeof createServerTimes>
