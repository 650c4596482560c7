/** Characters a terminal draws two columns wide: emoji, and East Asian wide and full-width ones (Unicode UAX #11). */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const zeroWidth = /\p{M}|\p{Cf}/u
const plain = /^[\x20-\x7e]*$/

function widthOf(character: string): number {
  if (zeroWidth.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** Columns a text takes on a terminal; it must hold no control characters (see `printable`). */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/** The text itself where it fits, else its start and `…`. */
export function cutText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width <= 0) return ''
  let kept = ''
  let left = width - 1
  for (const character of text) {
    left -= widthOf(character)
    if (left < 0) break
    kept += character
  }
  return `${kept}…`
}

/** The text cut or filled up to exactly `width` columns. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutText(text, width)
  const fill = ' '.repeat(Math.max(0, width - displayWidth(cut)))
  return align === 'left' ? cut + fill : fill + cut
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the terminal
const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g

/**
 * One line that is safe to print: names, errors and outputs come from files, models and other services, and a control
 * sequence in them could rewrite what stands on the terminal.
 */
export function printable(text: string): string {
  return text.replace(control, ' ').trim()
}

/** Like `printable`, with line breaks and tabs kept. */
export function printableLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/\t/g, '  ').replace(control, ' ').trimEnd())
    .join('\n')
}
