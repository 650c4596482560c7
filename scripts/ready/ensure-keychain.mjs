import { canUseApt, installWithApt } from './apt.mjs'
import { isProgram } from './find-chromium.mjs'

const programs = ['/usr/bin/gnome-keyring-daemon', '/usr/bin/dbus-run-session']

/**
 * The keychain the tests of saved keys talk to, from the system's packages. Where it cannot be installed they skip
 * themselves and say so.
 * @param {string} root
 */
export async function ensureKeychain(root) {
  if (!canUseApt() || programs.every(isProgram)) return
  console.log('No keychain on this machine: installing the system packages')
  await installWithApt(root, ['dbus', 'gnome-keyring', 'libsecret-1-0'])
}
