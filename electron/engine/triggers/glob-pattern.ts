/**
 * Whether a path (relative, parts between `/`) fits a pattern: `*` any characters of one name, `**` any folders, `?` one
 * character, `{a,b}` either, `[abc]` one of them. Nothing else has a meaning, and no pattern is wrong.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  const expression = new RegExp(`^${translate(pattern.replace(/^\.?\//, ''))}$`, 'u')
  return (path) => expression.test(path)
}

const tokens = /\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|\{[^{}]*\}|[\s\S]/gu

function translate(pattern: string): string {
  return (pattern.match(tokens) ?? []).map(translateToken).join('')
}

function translateToken(token: string): string {
  if (token === '**/') return '(?:[^/]+/)*'
  if (token === '**') return '.*'
  if (token === '*') return '[^/]*'
  if (token === '?') return '[^/]'
  if (token.length > 2 && token.startsWith('[')) {
    const not = token.startsWith('[!')
    const oneOf = `[${not ? '^' : ''}${token.slice(not ? 2 : 1, -1).replace(/[\\^[\]]/g, '\\$&')}]`
    return isExpression(oneOf) ? oneOf : literally(token)
  }
  if (token.length > 1 && token.startsWith('{')) return `(?:${token.slice(1, -1).split(',').map(translate).join('|')})`
  return literally(token)
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** False for a range that runs backwards, such as `[z-a]`. */
function isExpression(source: string): boolean {
  try {
    new RegExp(source, 'u')
    return true
  } catch {
    return false
  }
}
