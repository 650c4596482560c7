/** A note whose quote was found in its source, under the name by which a text refers to it. */
export type NamedNote = {
  id: string
  claim: string
  quote: string
  passage: string
  url: string
  title: string
  publishedAt: string | null
}

export type NumberedCitation = Omit<NamedNote, 'id'> & { number: number }

type Numbered = { report: string; citations: NumberedCitation[]; unknown: string[] }

const named = /\[\s*(n\d+(?:\s*[,;]\s*n\d+)*)\s*\]/gi

/**
 * Numbers the notes a text names in the order in which they are named first: `[n7]` becomes `[1]`. Quotes that are the same
 * passage of the same source share a number. Notes that are not there are taken out of the text and told, and so is
 * whatever only looks like a citation: a number in brackets that a model or a page brought along.
 */
export function numberCitations(asked: { report: string; notes: NamedNote[]; restTitle: string }): Numbered {
  const byId = new Map(asked.notes.map((note) => [note.id.toLowerCase(), note]))
  const numbers = new Map<string, number>()
  const citations: NumberedCitation[] = []
  const unknown = new Set<string>()
  const numberOf = ({ id: _, ...note }: NamedNote): number => {
    const key = JSON.stringify([note.url, note.quote])
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, citations.length + 1)
    citations.push({ number: citations.length + 1, ...note })
    return citations.length
  }

  const bare = asked.report.replace(/(?<!\w)\[\d{1,4}\](?![([:])/g, '')
  let report = bare.replace(named, (_, ids: string) => {
    const wanted = ids.split(/[,;]/).map((id) => id.trim().toLowerCase())
    const found = wanted.flatMap((id) => byId.get(id) ?? [])
    for (const id of wanted) if (!byId.has(id)) unknown.add(id)
    return [...new Set(found.map(numberOf))].map((number) => `[${number}]`).join('')
  })
  const rest =
    asked.restTitle === '' ? [] : asked.notes.filter(({ url, quote }) => !numbers.has(JSON.stringify([url, quote])))
  if (rest.length > 0) {
    const lines = rest.map((note) => `- ${oneLine(note.claim)} [${numberOf(note)}]`)
    report = `${report.trimEnd()}\n\n## ${asked.restTitle}\n\n${lines.join('\n')}\n`
  }
  return {
    report: report.replace(/[ \t]+([.,;:!?])/g, '$1').replace(/(?<=[^\s|]) {2,}(?=\S)/g, ' '),
    citations,
    unknown: [...unknown],
  }
}

/** Written by a model from a stranger's page: it must not make headings or citations of its own. */
function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[[\]<>]/g, '')
    .trim()
}
