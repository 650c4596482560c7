/** What means something to the command prompt. */
const special = /([()\][%!^"`<>&|;, *?])/g

/**
 * How a program is started on Windows that may be a script of the command prompt, as `npx` is: through that, with nothing in
 * its arguments meaning anything to it. The way cross-spawn does it, for scripts that pass on their arguments once more.
 */
export function windowsCommand(command: string, args: string[], prompt = 'cmd.exe') {
  if (/\.(exe|com)$/i.test(command)) return { program: command, words: args, isVerbatim: false }
  const line = [command.replace(special, '^$1'), ...args.map(escapeWord)].join(' ')
  return { program: prompt, words: ['/d', '/s', '/c', `"${line}"`], isVerbatim: true }
}

function escapeWord(word: string): string {
  const quoted = `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`
  return quoted.replace(special, '^$1').replace(special, '^$1')
}
