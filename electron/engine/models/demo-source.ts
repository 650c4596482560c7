export const label = '[Demo model, no AI] '
const maxSummaryWords = 60

/** What a prompt is about. */
export type Source = { text: string; title: string | null; sentences: string[]; questions: string[]; bullets: string[] }

/** The document inside the prompt: from its first heading on, else without a leading instruction. */
export function readSource(asked: string): Source {
  // Marks around what is given are no words of it.
  const prompt = asked.replace(/^<\/?\w+>[ \t]*$/gm, '')
  const heading = /^#{1,6}[ \t]+\S.*$/m.exec(prompt)
  // Fenced code is not what a document says.
  const text = (heading ? prompt.slice(heading.index) : withoutInstruction(prompt)).replace(
    /^(```|~~~)[\s\S]*?^\1/gm,
    '',
  )
  const lines = text.split('\n')
  const plain = lines.map(plainText)
  let inProse = true
  const body = lines
    .map((line, index) => {
      // A line that goes on under a list item or a quote belongs to it.
      if (/^\s*(#|\||>|[-*+]\s|\d+[.)]\s|---|===|!\[|<\/?\w)/.test(line)) inProse = false
      else if (line.trim() === '' || /^#|^[|>]/.test(lines[index - 1] ?? '')) inProse = true
      return inProse ? plain[index] : ''
    })
    .join('\n')
  const sentences = splitSentences(body)
  return {
    text,
    title: heading ? plainText(heading[0]) : null,
    sentences: sentences.length > 0 ? sentences : splitSentences(plain.join('\n')),
    questions: [...new Set(splitSentences(plain.join('\n\n')).filter(isOpenQuestion))],
    bullets: lines.filter((line) => /^\s*([-*+]|\d+[.)])\s+\S/.test(line)).map(plainText),
  }
}

/** A question of some words: "No key?" is a figure of speech. */
function isOpenQuestion(sentence: string): boolean {
  return sentence.endsWith('?') && countWords(sentence) >= 3
}

/** "Summarise this:" and the like: a first paragraph with more text after it that ends in a colon or is a short command. */
function withoutInstruction(prompt: string): string {
  const [first = '', ...rest] = prompt.trim().split(/\n\s*\n/)
  const isInstruction = first.endsWith(':') || first.split(/\s+/).length <= 25
  if (rest.length > 0 && isInstruction) return rest.join('\n\n')
  return prompt.trim().replace(/^[^\n.?!]{1,120}:\s+(?=\S)/, '')
}

/** One line of Markdown as a reader sees it. */
export function plainText(line: string): string {
  return line
    .replace(/^\s*(#{1,6}|[-*+]|\d+[.)]|>)\s+(\[[ x]\]\s+)?/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1')
    .replace(/\|/g, ' ')
    .trim()
}

export function splitSentences(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?…])["')\]]*\s+(?=["'([]?[\p{Lu}\d])/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence))
}

/** An answer: it says what it is. */
export function prose(source: Source): string {
  return label + summarize(source)
}

/** The title and as many first sentences as fit into 60 words. */
export function summarize({ title, sentences, text }: Source): string {
  const parts = title ? [/[.!?:]$/.test(title) ? title : `${title}.`] : []
  for (const sentence of sentences) {
    if (countWords([...parts, sentence].join(' ')) > maxSummaryWords) break
    parts.push(sentence)
  }
  if (parts.length > 0) return parts.join(' ')
  const words = (sentences[0] ?? text).split(/\s+/).filter(Boolean)
  return words.length > maxSummaryWords
    ? `${words.slice(0, maxSummaryWords - 1).join(' ')} …`
    : words.join(' ') || 'Nothing was given.'
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length
}
