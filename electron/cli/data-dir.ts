import { posix, win32 } from 'node:path'

type Where = { env: Record<string, string | undefined>; platform: NodeJS.Platform; homeDir: string; cwd: string }

/**
 * The folder that holds everything Niti keeps: `NITI_HOME`, else the system's place for a program's data. The desktop
 * app, the command line and the local web host all use it, so they show the same workflows and runs.
 *
 * Linux follows the XDG Base Directory specification 0.8: `XDG_DATA_HOME` counts only when it is an absolute path.
 */
export function findDataDir({ env, platform, homeDir, cwd }: Where): string {
  const path = platform === 'win32' ? win32 : posix
  if (env.NITI_HOME) return path.resolve(cwd, env.NITI_HOME)
  if (platform === 'win32') return path.join(env.APPDATA || path.join(homeDir, 'AppData', 'Roaming'), 'Niti')
  if (platform === 'darwin') return path.join(homeDir, 'Library', 'Application Support', 'Niti')
  const xdg = env.XDG_DATA_HOME
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(homeDir, '.local', 'share'), 'niti')
}

/**
 * Where compiled code is kept for a faster next start: it can be deleted at any time. Never the temporary folder, which
 * other users of the machine can write to, as what lies there is run. Null where there is no such place.
 */
export function findCacheDir({ env, platform, homeDir }: Omit<Where, 'cwd'>): string | null {
  const path = platform === 'win32' ? win32 : posix
  if (!path.isAbsolute(homeDir)) return null
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA || path.join(homeDir, 'AppData', 'Local'), 'Niti', 'Cache')
  if (platform === 'darwin') return path.join(homeDir, 'Library', 'Caches', 'Niti')
  const xdg = env.XDG_CACHE_HOME
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(homeDir, '.cache'), 'niti')
}
