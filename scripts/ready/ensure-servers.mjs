import { canUseApt, installWithApt } from './apt.mjs'
import { isProgram } from './find-chromium.mjs'

/** Beside each package: where its program is, in whichever of the versions Debian has. */
const servers = [
  { package: 'postgresql', programs: [17, 16, 15, 14].map((version) => `/usr/lib/postgresql/${version}/bin/postgres`) },
  { package: 'redis-server', programs: ['/usr/bin/redis-server'] },
  { package: 'dovecot-imapd', programs: ['/usr/lib/dovecot/imap'] },
]

/**
 * The servers that the tests of databases and mailboxes talk to, from the system's packages; the tests start them
 * themselves. Where one cannot be installed they skip themselves and say so.
 * @param {string} root
 */
export async function ensureServers(root) {
  const missing = servers.filter(({ programs }) => !programs.some(isProgram))
  if (!canUseApt() || missing.length === 0) return
  const packages = missing.map((server) => server.package)
  console.log(`No ${packages.join(', ')} on this machine: installing the system packages`)
  await installWithApt(root, packages)
}
