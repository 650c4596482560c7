/**
 * A small scanner for JavaScript: enough to find where an expression ends and which names it uses. It never refuses
 * anything; what is wrong with the code is for the sandbox to say.
 */

export type Token = {
  kind: 'name' | 'number' | 'string' | 'template' | 'regex' | 'punctuator'
  /** For a name with unicode escapes the name it stands for; else the characters as written. */
  text: string
  start: number
  end: number
  /** The innermost open bracket is the brace of an object literal (or of a destructuring pattern). */
  inObject: boolean
}

export type Scan = {
  tokens: Token[]
  /** Where scanning stopped: the `}}`, or the end of the text. */
  end: number
  /** A `}}` was found. */
  closed: boolean
  /** Where the quote or backtick stands that was still open at the end. */
  openQuote?: number
}

const name =
  /(?:[\p{ID_Start}$_]|\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]+\})(?:[\p{ID_Continue}$\u200c\u200d]|\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]+\})*/uy
const number = /\.?\d[\w.]*/y
const punctuator = /=>|\?\.(?!\d)|\.\.\.|\+\+|--|./sy

/** Keywords an operand follows, so a `/` behind them begins a regular expression and a `{` an object literal. */
const beforeOperand = new Set(
  'return typeof instanceof in of new delete void throw case yield await extends default'.split(' '),
)
const endsOperand = new Set([')', ']', '}', '++', '--'])

/**
 * Reads JavaScript from `from` on. With `stopAtClose` it ends at the first `}}` that is not inside a string, a comment or
 * braces opened here; a line comment ends there too.
 */
export function scanJavaScript(text: string, from = 0, stopAtClose = false): Scan {
  const tokens: Token[] = []
  /** Open brackets: `(`, `[`, `object`, `block`, and `${` for a template's hole. */
  const open: string[] = []
  let at = from
  let closedBlock = false

  function push(kind: Token['kind'], end: number, value = text.slice(at, end)) {
    tokens.push({ kind, text: value, start: at, end, inObject: open.at(-1) === 'object' })
    closedBlock = false
    at = end
  }

  /** Reads template text from `at` (behind a backtick or a hole) to the next hole or the closing backtick. */
  function readTemplate(): boolean {
    for (let end = at; end < text.length; end++) {
      if (text[end] === '\\') end++
      else if (text[end] === '`') {
        push('template', end + 1)
        return true
      } else if (text[end] === '$' && text[end + 1] === '{') {
        push('template', end + 2)
        open.push('${')
        return true
      }
    }
    return false
  }

  while (at < text.length) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    const last = tokens.at(-1)
    if (char <= ' ' || /\s/.test(char)) at++
    else if (char === '/' && next === '/') at = endOfLineComment(text, at, stopAtClose)
    else if (char === '/' && next === '*') {
      const end = text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : end + 2
    } else if (char === "'" || char === '"') {
      const end = endOfString(text, at)
      if (end > text.length) return { tokens, end: text.length, closed: false, openQuote: at }
      push('string', end)
    } else if (char === '`') {
      const start = at
      at++
      if (!readTemplate()) return { tokens, end: text.length, closed: false, openQuote: start }
    } else if (char === '}') {
      const brace = open.findLastIndex((bracket) => bracket !== '(' && bracket !== '[')
      if (brace < 0 && stopAtClose && next === '}') return { tokens, end: at, closed: true }
      const kind = open[brace]
      if (brace >= 0) open.length = brace
      if (kind === '${') {
        const start = at
        at++
        if (!readTemplate()) return { tokens, end: text.length, closed: false, openQuote: start }
      } else {
        push('punctuator', at + 1)
        closedBlock = kind === 'block'
      }
    } else if (char === '/' && (closedBlock || isOperandNext(last))) {
      const end = endOfRegex(text, at)
      push(end ? 'regex' : 'punctuator', end ?? at + 1)
    } else {
      const [kind, end] = readWord(text, at)
      if (kind === 'punctuator' && '([{'.includes(char)) {
        const bracket = char === '{' ? (isBlockNext(last, open.at(-1)) ? 'block' : 'object') : char
        push(kind, end)
        open.push(bracket)
      } else {
        if ((char === ')' && open.at(-1) === '(') || (char === ']' && open.at(-1) === '[')) open.pop()
        push(kind, end, kind === 'name' ? unescapeName(text.slice(at, end)) : undefined)
      }
    }
  }
  return { tokens, end: text.length, closed: false }
}

function readWord(text: string, at: number): ['name' | 'number' | 'punctuator', number] {
  name.lastIndex = at
  if (name.test(text)) return ['name', name.lastIndex]
  number.lastIndex = at
  if (number.test(text)) return ['number', number.lastIndex]
  punctuator.lastIndex = at
  punctuator.test(text)
  return ['punctuator', punctuator.lastIndex]
}

function unescapeName(written: string): string {
  if (!written.includes('\\')) return written
  return written.replace(/\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))/g, (whole, long, short) => {
    const code = Number.parseInt(long ?? short, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function isOperandNext(last: Token | undefined): boolean {
  if (!last) return true
  if (last.kind === 'name') return beforeOperand.has(last.text)
  if (last.kind === 'template') return last.text.endsWith('${')
  return last.kind === 'punctuator' && !endsOperand.has(last.text)
}

/** Whether a `{` here opens a block of statements rather than an object literal. */
function isBlockNext(last: Token | undefined, around: string | undefined): boolean {
  if (!last) return false
  if (last.kind === 'name') return !beforeOperand.has(last.text)
  if (last.kind !== 'punctuator') return false
  if (last.text === '{') return around === 'block'
  return last.text === '=>' || last.text === ')' || last.text === ';' || last.text === '}'
}

function endOfLineComment(text: string, at: number, stopAtClose: boolean): number {
  for (let end = at; end < text.length; end++) {
    if (text[end] === '\n' || text[end] === '\r') return end
    if (stopAtClose && text[end] === '}' && text[end + 1] === '}') return end
  }
  return text.length
}

/** Behind the closing quote; at the line's end for a string left open there; past the text when nothing ends it. */
function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === text[at]) return end + 1
    else if (text[end] === '\n') return end
  }
  return text.length + 1
}

/** Behind the flags of the regular expression that begins at `at`; undefined where the line ends first (a division). */
function endOfRegex(text: string, at: number): number | undefined {
  let inClass = false
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === '[') inClass = true
    else if (text[end] === ']') inClass = false
    else if (text[end] === '/' && !inClass) {
      end++
      while (/[a-z]/.test(text.charAt(end))) end++
      return end
    }
  }
  return undefined
}
