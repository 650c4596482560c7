import { userError } from '../../../shared/errors.ts'

const longest = 200

/**
 * Whether a path below a folder (parts between `/`) fits a pattern: `*` any characters of one name, `**` any folders, `?`
 * one character, `{a,b}` either. It comes from a model, so it is compared part by part and character by character: no
 * pattern takes long, as a regular expression made of it could.
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  if (pattern.length > longest) throw badPattern(`has ${pattern.length} characters; at most ${longest} are taken`)
  const choices = spread(pattern.replace(/^\.?\//, ''))
  const patterns = choices.map((choice) => choice.split('/').filter((part) => part !== ''))
  return (path) => {
    const names = path.split('/')
    return patterns.some((parts) => fitsParts(parts, names))
  }
}

function badPattern(why: string) {
  return userError('files.bad-pattern', `The pattern ${why}.`, { field: 'params.pattern', hint: 'Use a simpler one.' })
}

/** `a{b,c}` as `ab` and `ac`. */
function spread(pattern: string): string[] {
  const group = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern)
  if (!group) return [pattern]
  const [, before = '', inside = '', after = ''] = group
  const rest = spread(after)
  const all = inside.split(',').flatMap((choice) => rest.map((end) => `${before}${choice}${end}`))
  if (all.length > 100) throw badPattern('stands for too many others')
  return all
}

/** As `fitsName`, with `**` for any parts. */
function fitsParts(parts: string[], names: string[]): boolean {
  return fitsSequence(parts, names, (part) => part === '**', fitsName)
}

function fitsName(pattern: string, name: string): boolean {
  const same = (one: string, other: string) => one === '?' || one === other
  return fitsSequence([...pattern], [...name], (character) => character === '*', same)
}

/** Goes back to the last joker only, so it takes at most their product. */
function fitsSequence<T>(wanted: T[], given: T[], isJoker: (one: T) => boolean, fits: (one: T, other: T) => boolean) {
  let at = 0
  let joker = -1
  let from = 0
  for (let index = 0; index < given.length; ) {
    const one = wanted[at]
    const other = given[index] as T // the index is below the length
    if (one !== undefined && isJoker(one)) {
      joker = at
      from = index
      at += 1
    } else if (one !== undefined && fits(one, other)) {
      at += 1
      index += 1
    } else if (joker >= 0) {
      from += 1
      index = from
      at = joker + 1
    } else return false
  }
  return wanted.slice(at).every(isJoker)
}
