import { userError } from '../../../shared/errors.ts'

/** Names that Windows takes for devices, whatever their ending. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i

/**
 * The parts of a path below a granted folder; none: the folder itself. A backslash separates as `/` does, on every system.
 * Throws a user error for what does not simply go down: a path from the root, `..`, and names that mean something else to
 * the system.
 */
export function folderPathParts(path: string, platform: NodeJS.Platform = process.platform): string[] {
  const refuse = (why: string) =>
    userError('files.outside', `\`${shorten(path)}\` ${why}.`, {
      field: 'params.path',
      hint: 'Give a path below the granted folder, such as `notes/today.md`.',
    })
  if (path.includes('\0')) throw refuse('holds a character that no path may hold')
  if (/^[/\\]/.test(path) || /^[A-Za-z]:/.test(path)) throw refuse('begins at the root of the disk')
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw refuse('leads upwards (`..`)')
  const odd =
    platform === 'win32' ? parts.find((part) => /[<>:"|?*]|[. ]$/.test(part) || deviceName.test(part)) : undefined
  if (odd !== undefined) throw refuse(`holds \`${odd}\`, which is no name for a file`)
  return parts
}

function shorten(path: string): string {
  const shown = path.replaceAll('\0', '\\0')
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown
}
